#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "renderer/backend.h"
#include "renderer/prepare/prepare.h"
#include "renderer/scene/scene.h"
#include "rt-kernel/types/font_face_table.h"

namespace hallows::conformance {

constexpr WindowId kWindow{0};

// A picture as a back end drew it.
struct Picture {
  SizePx size;
  std::vector<uint32_t> pixels;
  uint32_t at(Px x, Px y) const {
    return pixels[static_cast<size_t>(y) * static_cast<size_t>(size.width) +
                  static_cast<size_t>(x)];
  }
  friend bool operator==(const Picture&, const Picture&) = default;
};

// How the suite makes the back end under test. The pages of the preparer are given.
using MakeBackend = std::unique_ptr<render::Backend> (*)(const prepare::PageSetup& setup);

// The largest difference of any channel, and where.
struct Difference {
  uint32_t largest = 0;
  uint64_t pixels = 0;  // that differ at all
  Px x = -1, y = -1;
};
Difference compare(const Picture& a, const Picture& b);

// A scene with everything that draws it.
class Stage {
 public:
  Stage(MakeBackend make, SizePx size, const prepare::PrepareLimits& limits = small_limits());
  // Limits that suit tests: memory for one window of moderate size.
  static prepare::PrepareLimits small_limits();

  scene::Scene& scene() { return scene_; }
  prepare::Preparer& preparer() { return *preparer_; }
  render::Backend& backend() { return *backend_; }
  // A face of the project's own test font folder or of the system; none where the file is missing.
  FontFaceId face(const std::string& path);
  // Prepares and executes one frame. Returns its counts; counts.quads is 0 when nothing was drawn.
  prepare::PlanCounts frame(prepare::MissPolicy policy = prepare::MissPolicy::Warm);
  // The same in two steps, as where an executor is behind: plans wait, and while none is free
  // damage does. False: nothing was prepared.
  bool prepare_frame();
  void execute_waiting();
  Picture picture();
  // What the scene looks like when all of it is drawn anew, by a preparer and a back end of their
  // own.
  Picture full_picture();
  // A picture of the application, known to both preparers.
  ImageId add_image(std::shared_ptr<const ImageBlob> image);
  // What workers do with what frames missed.
  void answer(const std::vector<GlyphRequest>& glyphs, const std::vector<ImageRequest>& pictures);
  // As after the loss of a device.
  void restart_backend();
  const std::string& last_plan() const { return last_plan_; }

 private:
  MakeBackend make_;
  scene::Scene scene_;
  FontFaceTable faces_;
  std::unique_ptr<prepare::Preparer> preparer_;
  std::unique_ptr<render::Backend> backend_;
  std::unique_ptr<prepare::Preparer> mirror_;
  std::unique_ptr<render::Backend> mirror_backend_;
  std::vector<std::shared_ptr<const ImageBlob>> pictures_;
  prepare::PrepareLimits limits_;
  std::string last_plan_;
  std::vector<const prepare::DrawPlan*> waiting_;
};

}  // namespace hallows::conformance
