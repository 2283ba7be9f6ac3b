#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Text input as an interface (commit, preedit, delete surrounding, caret rectangle) over the
// content of a TextInput, whose `text` property it writes as the user's.
namespace hallows::widgets {

void add_edit(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// Stage 2: Text, Preedit and DeleteSurrounding go to the focused input.
void text_event(UiData& ui, uint8_t window, const InputEvent& event) noexcept HALLOWS_NONBLOCKING;
bool edit_key(UiData& ui, uint32_t element, const InputEvent& event) noexcept HALLOWS_NONBLOCKING;
bool edit_pointer(UiData& ui, uint32_t element, const InputEvent& event,
                  Vec2 local) noexcept HALLOWS_NONBLOCKING;
void start_edit(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
void end_edit(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
void select_all(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;

// Stage 6: content with the preedit in it.
void update_edit_leaf(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// After layout: scrolls ancestors so that the caret shows, where the user moved it.
void reveal_caret(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
// Stage 8: selection, text, preedit line, caret.
void paint_edit(UiData& ui, uint32_t element, Scale scale) noexcept HALLOWS_NONBLOCKING;
// After stage 8: tells the window where the caret is, and when it blinks next.
void commit_caret(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
// Stage 3: the caret blinks in the time of the clock.
void blink_caret(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
Instant next_blink(const UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
