#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "layout/length.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::layout {

enum class Display : uint8_t { Block, FlowRoot, Flex, Grid, None };
enum class Position : uint8_t { Relative, Static, Absolute };
enum class Direction : uint8_t { Inherit, Ltr, Rtl };  // Inherit at the root: ltr
enum class BoxSizing : uint8_t { BorderBox, ContentBox };
// Clip cuts off as Hidden does, but makes no scroll container: its content counts for automatic
// minimums, and margins collapse through it.
enum class Overflow : uint8_t { Visible, Hidden, Scroll, Auto, Clip };
enum class FlexDirection : uint8_t { Row, RowReverse, Column, ColumnReverse };
enum class FlexWrap : uint8_t { NoWrap, Wrap, WrapReverse };

// Values of align-* and justify-* (CSS Box Alignment 3). Auto: of align-self and justify-self, the
// parent's -items. Start and End follow the writing direction, FlexStart and FlexEnd the flex
// axis (outside flex containers they equal Start and End). Space* are for -content only.
enum class Align : uint8_t {
  Auto,
  Normal,
  Stretch,
  Start,
  End,
  FlexStart,
  FlexEnd,
  Center,
  Baseline,
  LastBaseline,
  SpaceBetween,
  SpaceAround,
  SpaceEvenly,
};

enum class GridAutoFlow : uint8_t { Row, Column, RowDense, ColumnDense };

// One side of a track's size: a length, auto, min-content, max-content, or a flex factor (max
// only).
struct TrackBreadth {
  enum class Kind : uint8_t { Length, Fr, FitContent };
  Kind kind = Kind::Length;
  Length length;  // Length: dp, percent, auto, min-content, max-content. FitContent: its limit
  float fr = 0;   // Fr
};

// One entry of a track list. `minmax(a, b)` keeps both; a single size is {size, size} with the
// usual meaning (fr: minmax(auto, fr)). A repetition is a Repeat entry followed by its
// `repeat_tracks` track entries.
struct GridTrack {
  enum class Kind : uint8_t { Track, Repeat, AutoFill, AutoFit };
  Kind kind = Kind::Track;
  TrackBreadth min;
  TrackBreadth max;
  uint32_t repeat_count = 1;   // Repeat
  uint16_t repeat_tracks = 0;  // Repeat, AutoFill, AutoFit: how many of the next entries repeat

  static GridTrack size(Length length);  // dp, percent, auto, min-content, max-content
  static GridTrack flex(float fr);       // 1fr
  static GridTrack minmax(TrackBreadth a, TrackBreadth b);
  static GridTrack fit_content(Length limit);
  static GridTrack repeat(uint32_t count, uint16_t tracks);
  static GridTrack auto_fill(uint16_t tracks);
  static GridTrack auto_fit(uint16_t tracks);
};

// Where an item stands in one axis: a line (1 is the first, -1 the last explicit one), a span, or
// auto (0). Lines are cut at +-10,000, spans at 10,000.
struct GridLine {
  int16_t line = 0;  // 0: none
  int16_t span = 0;  // 0: none
  friend constexpr bool operator==(GridLine, GridLine) = default;
};
struct GridPlacement {
  GridLine start, end;
  friend constexpr bool operator==(GridPlacement, GridPlacement) = default;
};

// Every layout property of an element, with CSS names, meanings and initial values; except that
// boxes are border-box and positioned (relative). Lengths are dp. Plain data; copied by the tree.
struct LayoutStyle {
  Display display = Display::Block;
  Position position = Position::Relative;
  Direction direction = Direction::Inherit;
  BoxSizing box_sizing = BoxSizing::BorderBox;
  std::array<Overflow, 2> overflow{};  // x, y
  FlexDirection flex_direction = FlexDirection::Row;
  FlexWrap flex_wrap = FlexWrap::NoWrap;
  Align align_content = Align::Normal;
  Align align_items = Align::Normal;
  Align align_self = Align::Auto;
  Align justify_content = Align::Normal;
  Align justify_items = Align::Normal;
  Align justify_self = Align::Auto;
  GridAutoFlow grid_auto_flow = GridAutoFlow::Row;
  // Sizes: index 0 is horizontal, 1 vertical.
  std::array<Length, 2> size{};
  std::array<Length, 2> min_size{};  // auto
  std::array<Length, 2> max_size{Length::none(), Length::none()};
  Edges<Length> margin{Length::dp(0), Length::dp(0), Length::dp(0), Length::dp(0)};
  Edges<Length> padding{Length::dp(0), Length::dp(0), Length::dp(0), Length::dp(0)};
  Edges<float> border;                                      // dp
  Edges<Length> inset;                                      // auto
  std::array<Length, 2> gap{Length::dp(0), Length::dp(0)};  // column-gap, row-gap
  Length flex_basis;                                        // auto
  float flex_grow = 0;
  float flex_shrink = 1;
  float aspect_ratio = 0;     // width / height; 0: none
  float scrollbar_width = 0;  // dp that a scrollbar takes from the padding box; 0: overlay
  int32_t order = 0;
  GridPlacement grid_column, grid_row;
  std::span<const GridTrack> grid_template_columns, grid_template_rows;
  std::span<const GridTrack> grid_auto_columns, grid_auto_rows;
};

}  // namespace hallows::layout
