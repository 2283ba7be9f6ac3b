// The renderer's part of a frame after warm-up: no call of the malloc family, no lock. Cpu only:
// the other back ends run on a thread of their own that may allocate.
#include <doctest/doctest.h>

#include <memory>

#include "renderer/cpu/cpu_backend.h"
#include "rt-kernel/rt/hot_guard.h"
#include "scenes.h"
#include "suite.h"

namespace hallows::conformance {
namespace {

using namespace hallows::scene;

// Labels that change, a list that scrolls, glyphs never seen before: what frames are made of.
class Workload {
 public:
  explicit Workload(Stage& stage) : stage_(stage), list_(8, 64, 4) {
    face_ = stage.face("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    REQUIRE(static_cast<bool>(stage.preparer().open_face(face_)));
    space_ = stage.scene().create_space();
    for (size_t i = 0; i < 40; ++i) {
      nodes_[i] = stage.scene().create_node();
      entries_[i] = {OrderKind::Node, nodes_[i], space_, 10, static_cast<Px>(i) * 24, 1, {}, {}};
    }
  }
  void step(uint32_t frame) {
    Scene& scene = stage_.scene();
    for (uint32_t i = 0; i < 40; ++i) {
      if (frame > 0 && (i + frame) % 8 != 0) continue;
      list_.clear();
      const Color ink = rgb(0x202020);
      list_.shadow({{0, 0, 150, 20}, all_corners(5), 3, 0, 1, 0, {0, 0, 0, 40}});
      list_.rrect({{0, 0, 150, 20}, all_corners(5), rgb(0xFFFFFF), rgb(0xCCCCCC), {1, 1, 1, 1}});
      GlyphAt glyphs[12];
      for (uint32_t g = 0; g < 12; ++g) {
        glyphs[g] = {8 + static_cast<float>(g) * 9.3f,
                     15,
                     {static_cast<uint16_t>(36 + (g * 7 + frame + i) % 90)},
                     0};
      }
      list_.text({face_, 13, ink, 0, 0}, glyphs);
      scene.replace(nodes_[i], list_);
    }
    scene.set_offset(space_, 0, -static_cast<Px>(frame % 200));
    if (frame % 5 == 0) scene.set_order(kWindow, entries_);
  }

 private:
  Stage& stage_;
  PrimitiveList list_;
  FontFaceId face_;
  SpaceHandle space_;
  NodeHandle nodes_[40];
  OrderEntry entries_[40];
};

}  // namespace

TEST_CASE("after warm-up frames call no malloc and take no lock") {
  REQUIRE(rt::guard_ability().allocations);
  Stage stage(make_backend, {200, 400});
  Workload workload(stage);
  uint32_t glyphs_made = 0;
  for (uint32_t frame = 0; frame < 60; ++frame) {
    rt::begin_frame();
    workload.step(frame);
    const prepare::DrawPlan* plan = stage.preparer().prepare(kWindow, prepare::MissPolicy::Budget);
    if (plan != nullptr) {
      stage.backend().execute(*plan);
      glyphs_made += static_cast<uint32_t>(plan->uploads.size());
      stage.preparer().release(plan);
    }
    const rt::HotReport report = rt::end_frame();
    if (frame < 2) continue;  // warm-up
    if (report.malloc_calls() != 0 || report.locks != 0) rt::print_offence(report);
    CAPTURE(frame);
    REQUIRE(plan != nullptr);
    REQUIRE(report.malloc_calls() == 0);
    REQUIRE(report.locks == 0);
  }
  CHECK(glyphs_made > 200);  // glyphs were rasterised in those frames, not only found
}

}  // namespace hallows::conformance
