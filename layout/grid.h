#pragma once

#include <limits>

#include "layout/engine.h"

// The parts of grid layout (CSS Grid 2). Internal to layout/grid*.cpp. Axis 0 is columns.
namespace hallows::layout {

constexpr float kUnlimited = std::numeric_limits<float>::infinity();

// A side of a track after percentages are resolved; FitContent is of the upper side only.
enum class Sizing : uint8_t { Fixed, Auto, MinContent, MaxContent, Fr, FitContent };

struct Track {
  Sizing min, max;
  bool collapsed;            // an auto-fit repetition without items
  bool infinitely_growable;  // 12.5 #2, for one phase
  float min_size, max_size;  // Fixed; FitContent: its limit
  float fr;
  float base, limit;  // 12.3
  float planned;      // increase of one phase
  float incurred;     // increase by one item
};

struct GridItem {
  NodeIndex n;
  uint32_t start[2], span[2];  // tracks of the implicit grid
  Align align[2];              // Auto margins and Normal resolved; Stretch only where it applies
  bool auto_start[2], auto_end[2];  // auto margins
  bool crosses_flex[2];
  bool explicit_stretch;  // of the width: the ratio has no say
  bool wants_baseline, wants_last_baseline;
  bool baseline, last_baseline;  // in its row's group
  Sides margin;
  float shim_before, shim_after;  // extra space that baseline alignment adds (rows)
  // Outer contributions along the axis being sized.
  float minimum, min_content, max_content;
  MinMax widths;            // contributions to columns
  bool normal_ratio;        // align-self: normal of a box with a ratio: known rows tell its width
  bool uses_height;         // they depend on the height of the area
  float first_at, last_at;  // baselines from the border box's top, or synthesized
  float height;             // border box as measured
};

struct GridAxis {
  Track* tracks;
  uint32_t count;
  uint32_t explicit_start;  // index of the first explicit track
  uint32_t explicit_count;
  float gap;
  float inner;                 // content box, or indefinite
  float min_inner, max_inner;  // limits of the content box
  float offset, between;       // content distribution
};

// What the tracks are sized for when the size is not definite (12.1).
enum class Constraint : uint8_t { Layout, MinContent, MaxContent };

struct GridBox {
  const Frame* f;  // null while intrinsic widths are asked for
  NodeIndex n;
  const NodeStyle* style;
  bool rtl;
  GridAxis axis[2];
  GridItem* items;  // order-modified document order
  uint32_t count;
  uint32_t* by_span;  // items sorted for 12.5
  float inner_percent_height;
  bool rows_known;  // columns are sized for the second time
};

// The explicit tracks of an axis with repetitions counted out (7.2.3).
struct TrackList {
  const GridTrack** tracks;
  uint32_t count;
  uint32_t fit_start, fit_count;  // tracks that an auto-fit repetition made
};
// 8.1 of Align: of an indefinite size, percentages are zero.
inline float gap_of(Length gap, float inner) {
  return std::max(0.0f, gap.resolve(std::max(0.0f, inner)));
}
TrackList expand_template(Engine& e, const GridBox& box, int axis);
// Makes the tracks of the implicit grid: sizing functions, percentages resolved.
void make_tracks(Engine& e, GridBox& box, int axis, const TrackList& list, uint32_t before,
                 uint32_t after);
// Percent rows again, now that the height is known.
void remake_rows(Engine& e, GridBox& box);
// 8.5: gives every item its area; makes both axes' tracks.
void place_items(Engine& e, GridBox& box);
// 12.3: sizes the tracks of an axis.
void size_tracks(Engine& e, GridBox& box, int axis, Constraint constraint);
float tracks_sum(const GridAxis& axis);
// Size of the area that spans some tracks, with gutters and content distribution.
float area_size(const GridAxis& axis, uint32_t start, uint32_t span);
// Size along an axis that an item's tracks have before they are sized, or indefinite.
float fixed_area(const GridAxis& axis, uint32_t start, uint32_t span);
// 11, 12.5: fills in the contributions of the items along an axis.
void find_contributions(Engine& e, GridBox& box, int axis);
// 12.1 #3: whether a width contribution differs now that the rows are sized.
bool columns_changed(Engine& e, GridBox& box);
// Finds baselines and shims of the items in shared rows (10.6, 12.5 #1).
void find_baselines(Engine& e, GridBox& box);
// The space of an item in an area; heights may be indefinite.
Space item_space(Engine& e, const GridBox& box, const GridItem& item, float width, float height);
void init_items(Engine& e, GridBox& box);

}  // namespace hallows::layout
