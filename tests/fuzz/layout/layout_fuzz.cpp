// Random trees and edits, from bytes: no crash, no hang, finite sizes, incremental equals scratch.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "layout/layout_dump.h"
#include "layout/snap.h"
#include "rt-kernel/base/assert.h"
#include "tests/conformance/layout/random_tree.h"

using namespace hallows;
using namespace hallows::layout_random;

namespace {

// Random trees, and edited ones; each was laid out with what was remembered, and from scratch.
uint64_t g_built = 0, g_laid_out = 0;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  std::atexit([] {
    std::fprintf(stderr, "%llu random trees, %llu with their edits\n",
                 static_cast<unsigned long long>(g_built),
                 static_cast<unsigned long long>(g_laid_out));
  });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Source source(data, size);
  // Some dozens of bytes describe one box: half of the inputs go on, so that trees are full-grown.
  if (source.chance(50)) source.go_on();
  Options options;
  options.extremes = source.chance(50);
  RandomTree live;
  build(live, source, options, 4 + source.below(40));
  ++g_built;
  for (int i = 0; i < 6; ++i) {
    layout::layout(live.tree, live.input);
    layout::snap(live.tree, {live.input.root, Scale{1.5f}, RectPx{0, 0, 600, 600}});
    RandomTree fresh;
    copy(live, fresh);
    layout::layout(fresh.tree, fresh.input);
    ++g_laid_out;
    ASSERT(layout::dump(live.tree, live.input.root) == layout::dump(fresh.tree, fresh.input.root));
    for (const layout::NodeId n : live.nodes) {
      const Rect box = live.tree.box(n);
      ASSERT(box.width >= 0 && box.height >= 0 && box.x - box.x == 0 && box.y - box.y == 0);
    }
    if (source.exhausted()) break;
    edit(live, source, options);
  }
  return 0;
}
