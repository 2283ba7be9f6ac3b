#include <algorithm>

#include "widgets/element_tree.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/style.h"

// Property values to a LayoutStyle. Spans of tracks point into scratch that lives until set_style
// has copied them.
namespace hallows::widgets {
namespace {

using format::KeywordSet;
using layout::Length;
using value::ValueKind;

Length keyword_length(uint16_t index) {
  switch (index) {  // KeywordSet::Auto, Basis
    case 1:
      return Length::none();
    case 2:
      return Length::min_content();
    case 3:
      return Length::max_content();
    case 4:
      return Length::fit_content();
    case 5:
      return Length::stretch();
    case 6:
      return Length::content();
    default:
      return Length::automatic();
  }
}

Length length_of(UiData& ui, uint32_t element, const Value& value) {
  if (value.is(ValueKind::Keyword)) return keyword_length(value.as_keyword().index);
  if (value.is(ValueKind::Percent)) return Length::percent(static_cast<float>(value.as_float()));
  const value::Length l = value.as_length();
  const float dp = l.dp + l.em * ui.inherited[element].text.size;
  return Length::sum(l.percent, dp);
}

struct Reader {
  UiData& ui;
  uint32_t element;

  const Value* get(PropertyId id) const { return shown(ui, element, id); }
  void length(PropertyId id, Length& out) const {
    if (const Value* v = get(id); v != nullptr && !v->is_none()) out = length_of(ui, element, *v);
  }
  void number(PropertyId id, float& out) const {
    if (const Value* v = get(id); v != nullptr && !v->is_none()) {
      out = static_cast<float>(v->as_float());
    }
  }
  // CSS order: one value, two (block, inline), three, four.
  void edges(PropertyId id, Edges<Length>& out) const {
    const Value* v = get(id);
    if (v == nullptr || v->is_none()) return;
    const size_t n = v->part_count();
    const Length top = length_of(ui, element, v->part(0));
    const Length right = n > 1 ? length_of(ui, element, v->part(1)) : top;
    const Length bottom = n > 2 ? length_of(ui, element, v->part(2)) : top;
    const Length left = n > 3 ? length_of(ui, element, v->part(3)) : right;
    out = {top, right, bottom, left};
  }
  void align(PropertyId id, layout::Align& out) const {
    static constexpr layout::Align kValues[] = {
        layout::Align::Auto,       layout::Align::Normal,       layout::Align::Start,
        layout::Align::End,        layout::Align::Center,       layout::Align::Stretch,
        layout::Align::Baseline,   layout::Align::LastBaseline, layout::Align::FlexStart,
        layout::Align::FlexEnd,    layout::Align::SpaceBetween, layout::Align::SpaceAround,
        layout::Align::SpaceEvenly};
    const int keyword = keyword_of(ui, element, id, -1);
    if (keyword >= 0) out = kValues[std::min<int>(keyword, std::size(kValues) - 1)];
  }
};

void read_sizes(const Reader& r, layout::LayoutStyle& s) {
  r.length(PropertyId::Width, s.size[0]);
  r.length(PropertyId::Height, s.size[1]);
  r.length(PropertyId::MinWidth, s.min_size[0]);
  r.length(PropertyId::MinHeight, s.min_size[1]);
  r.length(PropertyId::MaxWidth, s.max_size[0]);
  r.length(PropertyId::MaxHeight, s.max_size[1]);
  r.number(PropertyId::AspectRatio, s.aspect_ratio);
  r.edges(PropertyId::Padding, s.padding);
  r.edges(PropertyId::Margin, s.margin);
  Edges<Length> border{Length::dp(0), Length::dp(0), Length::dp(0), Length::dp(0)};
  r.edges(PropertyId::Border, border);
  s.border = {border.top.value(), border.right.value(), border.bottom.value(), border.left.value()};
  if (const Value* gap = r.get(PropertyId::Gap); gap != nullptr && !gap->is_none()) {
    s.gap[1] = length_of(r.ui, r.element, gap->part(0));
    s.gap[0] = gap->part_count() > 1 ? length_of(r.ui, r.element, gap->part(1)) : s.gap[1];
  }
  r.length(PropertyId::RowGap, s.gap[1]);
  r.length(PropertyId::ColumnGap, s.gap[0]);
}

void read_flow(const Reader& r, layout::LayoutStyle& s) {
  r.number(PropertyId::Grow, s.flex_grow);
  r.number(PropertyId::Shrink, s.flex_shrink);
  r.length(PropertyId::Basis, s.flex_basis);
  r.align(PropertyId::AlignItems, s.align_items);
  r.align(PropertyId::AlignContent, s.align_content);
  r.align(PropertyId::AlignSelf, s.align_self);
  r.align(PropertyId::JustifyItems, s.justify_items);
  r.align(PropertyId::JustifySelf, s.justify_self);
  if (const Value* order = r.get(PropertyId::Order); order != nullptr) {
    s.order = static_cast<int32_t>(std::clamp<int64_t>(order->as_int(), -100000, 100000));
  }
  if (const Value* v = r.get(PropertyId::ScrollbarWidth); v != nullptr) {
    s.scrollbar_width = std::max(0.0f, to_dp(r.ui, r.element, *v));
  }
  if (keyword_of(r.ui, r.element, PropertyId::BoxSizing, 0) == 1) {
    s.box_sizing = layout::BoxSizing::ContentBox;
  }
  switch (keyword_of(r.ui, r.element, PropertyId::Direction, -1)) {
    case 0:
      s.direction = layout::Direction::Ltr;
      break;
    case 1:
      s.direction = layout::Direction::Rtl;
      break;
    default:
      break;
  }
}

void read_position(const Reader& r, layout::LayoutStyle& s) {
  switch (keyword_of(r.ui, r.element, PropertyId::Position, 0)) {
    case 1:
      s.position = layout::Position::Absolute;
      break;
    case 2:
      s.position = layout::Position::Static;
      break;
    default:
      break;
  }
  r.edges(PropertyId::Inset, s.inset);
  r.length(PropertyId::Left, s.inset.left);
  r.length(PropertyId::Top, s.inset.top);
  r.length(PropertyId::Right, s.inset.right);
  r.length(PropertyId::Bottom, s.inset.bottom);
  overflow_of(r.ui, r.element, s.overflow);
}

// ---- Grid ----
layout::TrackBreadth breadth_of(UiData& ui, uint32_t element, const Value& value) {
  layout::TrackBreadth breadth;
  if (value.is(ValueKind::Fr)) {
    breadth.kind = layout::TrackBreadth::Kind::Fr;
    breadth.fr = static_cast<float>(value.as_float());
  } else {
    breadth.length = length_of(ui, element, value);
  }
  return breadth;
}

void push_track(UiData& ui, TrackList& list, const layout::GridTrack& track) {
  if (list.try_push(track)) return;
  tell(ui, "too-many-tracks",
       "a list of grid tracks has more than 256 entries: the rest is left out");
}

void add_track(UiData& ui, uint32_t element, const Value& value, TrackList& list);

void add_function(UiData& ui, uint32_t element, const Value& value, TrackList& list) {
  const std::span<const Value> parts = value.values();
  if (parts.empty()) return;
  switch (value.track_function()) {
    case value::TrackFunction::Minmax:
      if (parts.size() > 1) {
        push_track(ui, list,
                   layout::GridTrack::minmax(breadth_of(ui, element, parts[0]),
                                             breadth_of(ui, element, parts[1])));
      }
      break;
    case value::TrackFunction::FitContent:
      push_track(ui, list, layout::GridTrack::fit_content(length_of(ui, element, parts[0])));
      break;
    case value::TrackFunction::Repeat: {
      const uint16_t tracks =
          static_cast<uint16_t>(std::min<size_t>(parts.size() - 1, kMostTracks));
      const bool automatic = parts[0].is_keyword(KeywordSet::TrackRepeat);
      const uint32_t count =
          static_cast<uint32_t>(std::clamp<int64_t>(parts[0].as_int(), 1, 1000000));
      if (automatic && parts[0].as_keyword().index == 0) {
        push_track(ui, list, layout::GridTrack::auto_fill(tracks));
      } else if (automatic) {
        push_track(ui, list, layout::GridTrack::auto_fit(tracks));
      } else {
        push_track(ui, list, layout::GridTrack::repeat(count, tracks));
      }
      for (size_t i = 1; i < parts.size(); ++i) add_track(ui, element, parts[i], list);
      break;
    }
  }
}

void add_track(UiData& ui, uint32_t element, const Value& value, TrackList& list) {
  if (value.is(ValueKind::Track)) {
    add_function(ui, element, value, list);
  } else if (value.is(ValueKind::Fr)) {
    push_track(ui, list, layout::GridTrack::flex(static_cast<float>(value.as_float())));
  } else if (!value.is_none()) {
    push_track(ui, list, layout::GridTrack::size(length_of(ui, element, value)));
  }
}

void read_tracks(const Reader& r, PropertyId id, TrackList& list) {
  const Value* value = r.get(id);
  if (value == nullptr) return;
  for (size_t i = 0; i < value->part_count(); ++i) add_track(r.ui, r.element, value->part(i), list);
}

// `2`, `1 3` (lines), `1 span 2`, `span 2`.
layout::GridPlacement placement_of(const Value* value) {
  layout::GridPlacement place;
  if (value == nullptr) return place;
  const auto cut = [](int64_t v) {
    return static_cast<int16_t>(std::clamp<int64_t>(v, -10000, 10000));
  };
  bool span = false;
  bool second = false;
  for (size_t i = 0; i < value->part_count(); ++i) {
    const Value& part = value->part(i);
    if (part.is(ValueKind::Keyword)) {
      span = part.is_keyword(KeywordSet::Span) && part.as_keyword().index == 1;
      if (!span) second = true;
      continue;
    }
    layout::GridLine& line = second ? place.end : place.start;
    (span ? line.span : line.line) = cut(part.as_int());
    span = false;
    second = true;
  }
  return place;
}

void read_grid(const Reader& r, layout::LayoutStyle& s) {
  UiData& ui = r.ui;
  for (TrackList& list : ui.tracks) list.clear();
  read_tracks(r, PropertyId::Columns, ui.tracks[0]);
  read_tracks(r, PropertyId::Rows, ui.tracks[1]);
  read_tracks(r, PropertyId::AutoColumns, ui.tracks[2]);
  read_tracks(r, PropertyId::AutoRows, ui.tracks[3]);
  s.grid_template_columns = ui.tracks[0];
  s.grid_template_rows = ui.tracks[1];
  s.grid_auto_columns = ui.tracks[2];
  s.grid_auto_rows = ui.tracks[3];
  // A grid has no reverse.
  static constexpr layout::GridAutoFlow kFlows[] = {
      layout::GridAutoFlow::Row,         layout::GridAutoFlow::Column,
      layout::GridAutoFlow::RowDense,    layout::GridAutoFlow::RowDense,
      layout::GridAutoFlow::ColumnDense, layout::GridAutoFlow::Row,
      layout::GridAutoFlow::Column};
  const int flow = keyword_of(ui, r.element, PropertyId::FlowAxis, 0);
  s.grid_auto_flow = kFlows[std::min<size_t>(flow, std::size(kFlows) - 1)];
}

}  // namespace

void overflow_of(const UiData& ui, uint32_t element,
                 std::array<layout::Overflow, 2>& out) noexcept {
  static constexpr layout::Overflow kValues[] = {layout::Overflow::Visible,
                                                 layout::Overflow::Hidden, layout::Overflow::Clip,
                                                 layout::Overflow::Scroll, layout::Overflow::Auto};
  // `clip: true` clips both axes, unless `overflow` says more.
  const bool clips = bool_of(ui, element, PropertyId::Clip, false);
  const auto at_least_clipped = [clips](layout::Overflow& o) {
    if (clips && o == layout::Overflow::Visible) o = layout::Overflow::Clip;
  };
  const Value* value = shown(ui, element, PropertyId::Overflow);
  if (value == nullptr || value->is_none()) {
    for (layout::Overflow& o : out) at_least_clipped(o);
    return;
  }
  const auto axis = [&](size_t part) {
    return kValues[std::min<size_t>(value->part(part).as_keyword().index, std::size(kValues) - 1)];
  };
  out[0] = axis(0);
  out[1] = value->part_count() > 1 ? axis(1) : out[0];
  // As layout computes them: where one axis scrolls, so does the other.
  const auto scrolls = [](layout::Overflow o) {
    return o != layout::Overflow::Visible && o != layout::Overflow::Clip;
  };
  for (layout::Overflow& o : out) at_least_clipped(o);
  if (!scrolls(out[0]) && !scrolls(out[1])) return;
  for (layout::Overflow& o : out) {
    if (o == layout::Overflow::Visible) o = layout::Overflow::Auto;
    if (o == layout::Overflow::Clip) o = layout::Overflow::Hidden;
  }
}

layout::LayoutStyle make_layout_style(UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  const Reader reader{ui, element};
  layout::LayoutStyle style;
  const KindOps& ops = ops_of(ui, record.kind);
  if (ops.layout_style != nullptr) ops.layout_style(ui, element, style);
  read_sizes(reader, style);
  read_flow(reader, style);
  read_position(reader, style);
  // `justify` is the main axis of flex containers and the inline axis of the others.
  if (style.display == layout::Display::Flex) {
    reader.align(PropertyId::Justify, style.justify_content);
  } else if (record.kind == ElementKind::Grid) {
    reader.align(PropertyId::Justify, style.justify_content);
  } else {
    reader.align(PropertyId::Justify, style.justify_items);
  }
  if (record.kind == ElementKind::Grid) read_grid(reader, style);
  if (const Value* v = reader.get(PropertyId::GridColumn)) style.grid_column = placement_of(v);
  if (const Value* v = reader.get(PropertyId::GridRow)) style.grid_row = placement_of(v);
  const uint32_t parent = record.parent;
  if (parent != 0 && !overlay_kind(record.kind)) {
    const KindOps& parent_ops = ops_of(ui, ui.elements[parent].kind);
    if (parent_ops.child_style != nullptr) parent_ops.child_style(ui, element, style);
  }
  if (ops.fix_style != nullptr) ops.fix_style(ui, element, style);
  return style;
}

}  // namespace hallows::widgets
