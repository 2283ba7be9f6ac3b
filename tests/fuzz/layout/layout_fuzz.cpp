// Random trees and edits, from bytes: no crash, no hang, finite sizes, incremental equals scratch.
#include <cstddef>
#include <cstdint>

#include "layout/layout_dump.h"
#include "layout/snap.h"
#include "rt-kernel/base/assert.h"
#include "tests/conformance/layout/random_tree.h"

using namespace hallows;
using namespace hallows::layout_random;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Source source(data, size);
  Options options;
  options.extremes = source.chance(50);
  RandomTree live;
  build(live, source, options, 4 + source.below(40));
  for (int i = 0; i < 6; ++i) {
    layout::layout(live.tree, live.input);
    layout::snap(live.tree, {live.input.root, Scale{1.5f}, RectPx{0, 0, 600, 600}});
    RandomTree fresh;
    copy(live, fresh);
    layout::layout(fresh.tree, fresh.input);
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
