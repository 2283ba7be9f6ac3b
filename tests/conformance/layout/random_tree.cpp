#include "tests/conformance/layout/random_tree.h"

#include <algorithm>
#include <limits>
#include <map>

namespace hallows::layout_random {

using namespace layout;

namespace {

float number(Source& s, const Options& o) {
  if (o.extremes && s.chance(5)) {
    const float odd[] = {std::numeric_limits<float>::quiet_NaN(),
                         std::numeric_limits<float>::infinity(),
                         -std::numeric_limits<float>::infinity(),
                         -40,
                         1e30f,
                         1e-30f,
                         33554432.0f};
    return odd[s.below(7)];
  }
  const float values[] = {0, 1, 3, 5.5f, 8, 10, 12.25f, 20, 30, 40, 60, 80, 100, 150, 33.3f, 240};
  return values[s.below(16)];
}

Length size(Source& s, const Options& o) {
  switch (s.below(12)) {
    case 0:
      return Length::percent(static_cast<float>(s.below(13)) * 10);
    case 1:
      return Length::min_content();
    case 2:
      return Length::max_content();
    case 3:
      return Length::fit_content();
    case 4:
      return Length::stretch();
    case 5:
    case 6:
      return Length::automatic();
    default:
      return Length::dp(number(s, o));
  }
}

Length small(Source& s, const Options& o) {
  if (s.chance(10)) return Length::percent(static_cast<float>(s.below(6)) * 5);
  return o.extremes && s.chance(10) ? Length::dp(number(s, o))
                                    : Length::dp(static_cast<float>(s.below(12)));
}

template <class T>
T pick(Source& s, T last) {
  return static_cast<T>(s.below(static_cast<uint32_t>(last) + 1));
}

GridTrack track(Source& s, const Options& o) {
  switch (s.below(8)) {
    case 0:
      return GridTrack::flex(static_cast<float>(s.below(4)) * 0.75f);
    case 1:
      return GridTrack::fit_content(Length::dp(number(s, o)));
    case 2:
      return GridTrack::minmax({TrackBreadth::Kind::Length, Length::dp(number(s, o)), 0},
                               {TrackBreadth::Kind::Fr, Length::automatic(), 1});
    case 3:
      return GridTrack::size(Length::min_content());
    case 4:
      return GridTrack::size(Length::percent(20));
    case 5:
      return GridTrack::size(Length::dp(number(s, o)));
    default:
      return GridTrack::size(Length::automatic());
  }
}

void tracks_of(Source& s, const Options& o, std::vector<GridTrack>& out) {
  const uint32_t count = s.below(4);
  for (uint32_t i = 0; i < count; ++i) {
    if (!s.chance(20)) {
      out.push_back(track(s, o));
      continue;
    }
    const uint32_t times = o.extremes && s.chance(10) ? 1000000 : 1 + s.below(3);
    const auto inside = static_cast<uint16_t>(1 + s.below(2));
    GridTrack repeat = GridTrack::repeat(times, inside);
    if (s.chance(30))
      repeat = s.chance(50) ? GridTrack::auto_fill(inside) : GridTrack::auto_fit(inside);
    out.push_back(repeat);
    for (uint16_t j = 0; j < inside; ++j) out.push_back(track(s, o));
  }
}

GridPlacement placement(Source& s, const Options& o) {
  GridPlacement p;
  const int far = o.extremes && s.chance(3) ? 30000 : 4;
  if (s.chance(30))
    p.start.line = static_cast<int16_t>(static_cast<int>(s.below(9)) * far / 4 - far);
  if (s.chance(20)) p.end.line = static_cast<int16_t>(static_cast<int>(s.below(9)) * far / 4 - far);
  if (s.chance(20)) p.end.span = static_cast<int16_t>(1 + s.below(3));
  return p;
}

void boxes_of(Source& s, const Options& o, LayoutStyle& st) {
  const auto edges = [&](Edges<Length>& e, bool automatic) {
    for (Length* l : {&e.top, &e.right, &e.bottom, &e.left}) {
      if (automatic && s.chance(10))
        *l = Length::automatic();
      else if (s.chance(40))
        *l = small(s, o);
    }
  };
  if (s.chance(25)) edges(st.margin, true);
  if (s.chance(25)) edges(st.padding, false);
  if (s.chance(15)) st.border = {2, 1, 0, 3};
  if (s.chance(20)) edges(st.inset, true);
  for (int a = 0; a < 2; ++a) {
    if (s.chance(55)) st.size[a] = size(s, o);
    if (s.chance(12)) st.min_size[a] = size(s, o);
    if (s.chance(12)) st.max_size[a] = size(s, o);
    if (s.chance(20)) st.gap[a] = small(s, o);
  }
}

}  // namespace

void measure_words(void* context, const LeafQuery& query, LeafAnswer* answer) noexcept {
  const Words& w = *static_cast<const Words*>(context);
  if (query.question == LeafQuestion::Widths) {
    answer->min_width = w.width;
    answer->max_width = w.width * static_cast<float>(w.count);
    return;
  }
  const float fit = w.width > 0 ? std::max(1.0f, std::min(query.width / w.width, 1e6f)) : 1;
  const uint32_t a_line = std::max(1u, static_cast<uint32_t>(fit + 0.001f));
  const uint32_t lines = (w.count + a_line - 1) / a_line;
  answer->height = w.height * static_cast<float>(lines);
  answer->first_baseline = w.height * 0.75f;
  answer->last_baseline = answer->height - w.height * 0.25f;
}

LayoutStyle random_style(Source& s, const Options& o, std::vector<GridTrack> (&tracks)[4]) {
  LayoutStyle st;
  const Display displays[] = {Display::Block, Display::Flex, Display::Flex, Display::Grid,
                              Display::FlowRoot};
  st.display = s.chance(3) ? Display::None : displays[s.below(5)];
  if (s.chance(12)) st.position = pick(s, Position::Absolute);
  if (s.chance(10)) st.direction = pick(s, Direction::Rtl);
  if (s.chance(20)) st.box_sizing = BoxSizing::ContentBox;
  if (s.chance(15)) st.overflow = {pick(s, Overflow::Clip), pick(s, Overflow::Clip)};
  if (s.chance(10)) st.scrollbar_width = 10;
  st.flex_direction = pick(s, FlexDirection::ColumnReverse);
  if (s.chance(30)) st.flex_wrap = pick(s, FlexWrap::WrapReverse);
  for (Align* a : {&st.align_content, &st.align_items, &st.align_self, &st.justify_content,
                   &st.justify_items, &st.justify_self}) {
    if (s.chance(25)) *a = pick(s, Align::SpaceEvenly);
  }
  st.grid_auto_flow = pick(s, GridAutoFlow::ColumnDense);
  boxes_of(s, o, st);
  if (s.chance(15)) st.flex_basis = size(s, o);
  if (s.chance(30)) st.flex_grow = static_cast<float>(s.below(5)) * 0.5f;
  if (s.chance(20)) st.flex_shrink = static_cast<float>(s.below(4));
  if (s.chance(8))
    st.aspect_ratio = o.extremes ? number(s, o) : 0.5f * static_cast<float>(s.below(5));
  if (s.chance(5)) st.order = static_cast<int32_t>(s.below(5)) - 2;
  st.grid_column = placement(s, o);
  st.grid_row = placement(s, o);
  if (st.display == Display::Grid) {
    for (auto& list : tracks) {
      if (s.chance(50)) tracks_of(s, o, list);
    }
    st.grid_template_columns = tracks[0];
    st.grid_template_rows = tracks[1];
    st.grid_auto_columns = tracks[2];
    st.grid_auto_rows = tracks[3];
  }
  return st;
}

namespace {

NodeId random_node(RandomTree& out, Source& s) {
  return out.nodes[s.below(static_cast<uint32_t>(out.nodes.size()))];
}

Leaf random_picture(Source& s) {
  if (s.chance(10)) return Leaf::replaced(-1, static_cast<float>(s.below(90)));
  return Leaf::replaced(static_cast<float>(s.below(160)), static_cast<float>(s.below(90)));
}

NodeId add_node(RandomTree& out, Source& s, const Options& o) {
  if (out.nodes.empty()) {
    out.nodes.push_back(out.tree.create());
    return out.nodes[0];
  }
  const NodeId parent = o.wide && s.chance(80) ? out.nodes[0] : random_node(out, s);
  if (out.tree.leaf(parent).kind != Leaf::Kind::None) return {};
  const NodeId n = out.tree.create();
  std::vector<GridTrack> tracks[4];
  out.tree.set_style(n, random_style(s, o, tracks));
  const NodeId before = s.chance(50) ? out.tree.first_child(parent) : NodeId{};
  out.tree.insert(parent, n, before);
  if (s.chance(35)) {
    out.words.push_back(std::make_unique<Words>());
    out.words.back()->count = 1 + s.below(9);
    out.tree.set_leaf(n, Leaf::custom(measure_words, out.words.back().get()));
  } else if (s.chance(12)) {
    out.tree.set_leaf(n, random_picture(s));
  }
  out.nodes.push_back(n);
  return n;
}

void forget_dead(RandomTree& out) {
  std::erase_if(out.nodes, [&](NodeId n) { return !out.tree.alive(n); });
}

}  // namespace

void build(RandomTree& out, Source& s, const Options& o, uint32_t count) {
  for (uint32_t i = 0; i < count && !s.exhausted(); ++i) add_node(out, s, o);
  if (out.nodes.empty()) out.nodes.push_back(out.tree.create());
  out.input.root = out.nodes[0];
  out.input.available = {400, s.chance(80) ? 300.0f : -1.0f};
}

void edit(RandomTree& out, Source& s, const Options& o) {
  const NodeId n = random_node(out, s);
  switch (s.below(8)) {
    case 0:
      add_node(out, s, o);
      break;
    case 1:
      if (n != out.nodes[0] && out.nodes.size() > 8) {
        out.tree.destroy(n);
        forget_dead(out);
      }
      break;
    case 2: {
      const NodeId to = random_node(out, s);
      if (n != out.nodes[0] && out.tree.leaf(to).kind == Leaf::Kind::None) out.tree.insert(to, n);
      break;
    }
    case 3:
      out.input.available.width = static_cast<float>(100 + s.below(400));
      break;
    case 4:
    case 5: {
      const Leaf& leaf = out.tree.leaf(n);
      if (leaf.kind == Leaf::Kind::Replaced) out.tree.set_leaf(n, random_picture(s));
      if (leaf.kind != Leaf::Kind::Custom) break;
      static_cast<Words*>(leaf.context)->count = 1 + s.below(12);
      out.tree.mark_dirty(n);
      break;
    }
    default: {
      std::vector<GridTrack> tracks[4];
      out.tree.set_style(n, random_style(s, o, tracks));
    }
  }
}

void copy(const RandomTree& from, RandomTree& to) {
  std::map<uint64_t, NodeId> made;
  std::vector<NodeId> stack{from.nodes[0]};
  to.input = from.input;
  while (!stack.empty()) {
    const NodeId source = stack.back();
    stack.pop_back();
    const NodeId n = to.tree.create();
    made[source.packed()] = n;
    to.nodes.push_back(n);
    to.tree.set_style(n, from.tree.style(source));
    to.tree.set_leaf(n, from.tree.leaf(source));
    if (to.nodes.size() > 1) to.tree.insert(made[from.tree.parent(source).packed()], n);
    // The first child is taken from the stack first, so children arrive in order.
    for (NodeId c = from.tree.last_child(source); c; c = from.tree.previous_sibling(c)) {
      stack.push_back(c);
    }
  }
  to.input.root = to.nodes[0];
}

}  // namespace hallows::layout_random
