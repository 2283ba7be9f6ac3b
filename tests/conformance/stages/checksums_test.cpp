#include <doctest/doctest.h>

#include <cinttypes>
#include <cstdio>

#include "parseltongue/tools/stage_dump.h"
#include "rt-kernel/base/hash.h"
#include "tests/bench/frames/player.h"
#include "tests/conformance/runtime/world.h"
#include "tests/conformance/stages/golden_file.h"

// Layout, text, scene, prepare and the cpu back end compute the same bits in every build type: one
// file of checksums, made by any preset, is checked by all.
using namespace hallows;

namespace {

void add_line(std::string& lines, const std::string& what, std::string_view bytes) {
  char hash[24];
  std::snprintf(hash, sizeof hash, " %016" PRIx64 "\n", hash_bytes(bytes));
  lines += what + hash;
}

void add_state(std::string& lines, const std::string& name, Session& session) {
  for (const char* stage : tools::kDumpStages) {
    add_line(lines, name + " " + stage, tools::dump_stage(session, {0}, stage));
  }
  SizePx size;
  const std::vector<uint32_t> pixels = session.picture({0}, size);
  add_line(lines, name + " pixels",
           {reinterpret_cast<const char*>(pixels.data()), pixels.size() * sizeof(uint32_t)});
}

struct Demo {
  const char* name;
  const char* file;
};
struct BenchScene {
  bench::Scene scene;
  uint64_t frames;
};

}  // namespace

TEST_CASE("dumps and cpu pixels of every demo have the same checksums in every build type") {
  std::string lines;
  for (const Demo& demo :
       {Demo{"hello", "demos/hello.ptl"}, Demo{"gallery", "demos/gallery/gallery.ptl"}}) {
    auto world = hallows::testing::make_world({.file = demo.file});
    add_state(lines, std::string(demo.name) + " 0", *world->session);
    world->drive().advance(from_ms(500));
    add_state(lines, std::string(demo.name) + " 30", *world->session);
  }
  for (const BenchScene& play : {BenchScene{bench::Scene::S2, 5}, BenchScene{bench::Scene::S3, 5},
                                 BenchScene{bench::Scene::S5, 2}}) {
    auto player = bench::Player::create({play.scene});
    REQUIRE_MESSAGE(player, format_diagnostic(player.error()));
    for (uint64_t f = 0; f < play.frames; ++f) {
      (*player)->change(f);
      (*player)->draw();
    }
    const std::string name = bench::kSceneNames[static_cast<uint32_t>(play.scene)];
    add_state(lines, name + " " + std::to_string(play.frames), (*player)->session());
  }
  hallows::testing::check_golden("checksums.txt", lines);
}
