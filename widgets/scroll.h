#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Scroll offsets: clamped to what is committed, written to `scroll-x` and `scroll-y`, shown by the
// offset of the element's space without painting anything anew.
namespace hallows::widgets {

// `overflow: scroll` or `auto`, along one axis at least.
bool scrolls_by_property(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// Stage 4: the element scrolls (kinds Scroll, List, TextInput, or `overflow`).
void add_scroll(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
void scroll_from_property(UiData& ui, uint32_t element, PropertyId id) noexcept HALLOWS_NONBLOCKING;
// Clamps. True when the offset changed. As if by the user: two-way links are written through.
bool set_scroll(UiData& ui, uint32_t element, Vec2 offset) noexcept HALLOWS_NONBLOCKING;
bool scroll_by(UiData& ui, uint32_t element, Vec2 delta) noexcept HALLOWS_NONBLOCKING;
// Content above the anchor grew: the offset follows, unclamped, so that nothing seems to move.
void shift_scroll(UiData& ui, uint32_t element, float dy) noexcept HALLOWS_NONBLOCKING;
// After layout: extents and views of the window's scrolling elements; offsets are clamped.
void commit_scrolls(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
// Scrolls ancestors so that `box` (dp, in the element's border box) shows.
void reveal(UiData& ui, uint32_t element, Rect box) noexcept HALLOWS_NONBLOCKING;

struct Scrollbar {
  bool shows = false;
  Rect track, thumb;  // dp, in the element's border box
};
Scrollbar scrollbar_of(const UiData& ui, uint32_t element, Axis axis) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
