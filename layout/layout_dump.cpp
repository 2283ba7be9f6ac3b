#include "layout/layout_dump.h"

#include "layout/tree_data.h"
#include "rt-kernel/base/text_writer.h"

namespace hallows::layout {

namespace {

constexpr const char* kDisplayNames[] = {"block", "flow-root", "flex", "grid", "none"};

void dump_node(TextWriter& out, const LayoutTree& tree, NodeId id, int depth) {
  const TreeData& t = tree.data();
  const NodeIndex n = index_of(t, id);
  const NodeStyle& s = t.style(n);
  const Rect& box = t.boxes[n];
  out.indent(depth) << kDisplayNames[static_cast<int>(s.display)] << " " << box.x << " " << box.y
                    << " " << box.width << " " << box.height;
  if (has_baseline(tree.first_baseline(id))) {
    out << " baseline " << tree.first_baseline(id) << " " << tree.last_baseline(id);
  }
  if ((s.flags & kScrolls) != 0) {
    const Size scroll = tree.scroll_size(id);
    out << " scroll " << scroll.width << " " << scroll.height;
  }
  out << '\n';
}

}  // namespace

std::string dump(const LayoutTree& tree, NodeId root) {
  TextWriter out;
  const TreeData& t = tree.data();
  const NodeIndex top = index_of(t, root);
  if (top == kNoNode) return "";
  int depth = 0;
  NodeIndex n = top;
  while (true) {
    dump_node(out, tree, id_of(t, n), depth);
    if (t.links[n].first != kNoNode && t.style(n).display != Display::None) {
      n = t.links[n].first;
      ++depth;
      continue;
    }
    while (n != top && t.links[n].next == kNoNode) {
      n = t.links[n].parent;
      --depth;
    }
    if (n == top) return out.take();
    n = t.links[n].next;
  }
}

}  // namespace hallows::layout
