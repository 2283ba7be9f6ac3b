// replay SCENE: plays a fixed piece of a benchmark scene (S2, S3, S5) on the virtual clock, one
// thread, cpu back end. Under callgrind only the frames after the warm-up are counted: replay.py
// starts it with instrumentation off. `replay --build` prints what the counts depend on besides the
// sources.
#include <valgrind/callgrind.h>

#include <cstdio>
#include <cstring>

#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/report.h"
#include "tests/bench/frames/player.h"

namespace {

using namespace hallows;

struct Piece {
  const char* name;
  bench::Scene scene;
  uint64_t warmup, frames;
};
// Warm-ups: S2 until its texts are new ones, S3 until rows are recycled.
constexpr Piece kPieces[] = {{"S2", bench::Scene::S2, 45, 20},
                             {"S3", bench::Scene::S3, 10, 20},
                             {"S5", bench::Scene::S5, 2, 2}};

void play(bench::Player& player, uint64_t first, uint64_t count) {
  for (uint64_t f = first; f < first + count; ++f) {
    player.change(f);
    player.draw();
  }
}

int replay(const Piece& piece) {
  Result<std::unique_ptr<bench::Player>> player = bench::Player::create({piece.scene});
  if (!player) {
    tools::report(player.error());
    return tools::kMachineLacks;
  }
  play(**player, 0, piece.warmup);
  CALLGRIND_START_INSTRUMENTATION;
  play(**player, piece.warmup, piece.frames);
  CALLGRIND_STOP_INSTRUMENTATION;
  return tools::kFine;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--build") == 0) {
    std::printf("%s %s, kernels %s\n",
#ifdef __clang__
                "clang",
#else
                "g++",
#endif
                __VERSION__, __builtin_cpu_supports("avx2") != 0 ? "avx2" : "sse2");
    return tools::kFine;
  }
  for (const Piece& piece : kPieces) {
    if (argc == 2 && std::strcmp(argv[1], piece.name) == 0) return replay(piece);
  }
  std::fprintf(stderr, "usage: replay S2|S3|S5, or replay --build\n");
  return tools::kBadCommandLine;
}
