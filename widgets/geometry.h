#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Where elements are on the screen: committed boxes with scrolling, transforms and clips.
namespace hallows::widgets {

// dp, relative to the border box of the element that it stands in (of a popup: of the root).
Rect box_of(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// The element whose border box box_of() counts from.
uint32_t box_parent(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// `translate`, `x`, `y`, `scale`, `rotate` around `transform-origin`, `animate place`: in the
// coordinates of its own border box (dp).
bool has_transform(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
Affine transform_of(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// From the element's border box to the window, dp.
Affine to_window(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
bool invert(const Affine& m, Affine& inverse) noexcept HALLOWS_NONBLOCKING;
// Bounds of the border box in the window, dp.
Rect window_bounds(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// What of it shows, after clips of ancestors and the window.
Rect visible_bounds(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// The axes along which children are cut off at the border box.
constexpr uint8_t kClipsX = 1, kClipsY = 2, kClipsBoth = 3;
uint8_t clip_axes(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// Whether a point of the border box's coordinates is where children may show.
bool within_clip(const UiData& ui, uint32_t element, Rect box,
                 Vec2 point) noexcept HALLOWS_NONBLOCKING;
bool shows_itself(const UiData& ui,
                  uint32_t element) noexcept HALLOWS_NONBLOCKING;  // its own visible, open
Rect intersect(Rect a, Rect b) noexcept HALLOWS_NONBLOCKING;
Rect map_bounds(const Affine& m, Rect r) noexcept HALLOWS_NONBLOCKING;

// hit_test.cpp: the topmost element under a point of the window (dp); 0: none.
uint32_t hit_test(const UiData& ui, uint8_t window, Vec2 point) noexcept HALLOWS_NONBLOCKING;
// The point in the element's border box.
Vec2 to_local(const UiData& ui, uint32_t element, Vec2 window_point) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
