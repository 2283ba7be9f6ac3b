#pragma once

#include <cstdint>
#include <string_view>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui.h"

namespace hallows::widgets {

// What the user changed in the text inputs of a UI, so that it can be taken back and done again.
// Typing counts by words, deleting likewise, a paste as one step. Memory is bounded: at the bound
// the oldest steps are forgotten, whichever input they were made in. Engine thread.
class EditHistory {
 public:
  // One replacement of text. Offsets are bytes of the content.
  struct Change {
    ElementId input;
    uint32_t start = 0;
    std::string_view removed, inserted;
    uint64_t before = 0, after = 0;  // hashes of the whole content
    uint32_t caret = 0, anchor = 0;  // before the change
    bool follows = false;            // the caret hasn't been moved since the last change
    bool pasted = false;             // a step of its own
    bool more = false;               // another piece of the same text follows
  };
  // What brings the text one step back or on: `size` bytes from `start` become `wanted`, a view
  // that lives until the next record().
  struct Step {
    uint32_t start = 0, size = 0;
    std::string_view wanted;
    uint32_t caret = 0, anchor = 0;  // where they belong afterwards
  };

  // Before the first record().
  void reserve(uint32_t steps, uint32_t bytes);
  // Joins the change to the last step where a user would take both back at once. What was taken
  // back in this input can't be done again afterwards.
  void record(const Change& change) noexcept HALLOWS_NONBLOCKING;
  // `content` is the hash of the text as it is. False where there is nothing to take back, or to do
  // again. Where somebody else changed the text since, its steps don't fit it and are forgotten.
  bool undo(ElementId input, uint64_t content, Step& out) noexcept HALLOWS_NONBLOCKING;
  bool redo(ElementId input, uint64_t content, Step& out) noexcept HALLOWS_NONBLOCKING;

 private:
  enum class State : uint8_t { Done, TakenBack, Forgotten };
  struct Entry {
    ElementId input;
    uint32_t at = 0;  // in bytes_: what was removed, then what was inserted
    uint32_t start = 0, removed = 0, inserted = 0;
    uint64_t before = 0, after = 0;
    uint32_t caret = 0, anchor = 0;
    State state = State::Done;
    bool pasted = false, more = false;
    uint32_t end() const { return at + removed + inserted; }
  };

  bool joins(const Entry& last, const Change& change) const;
  bool make_room(size_t bytes, size_t entries);
  void forget(ElementId input);
  std::string_view text(uint32_t at, uint32_t size) const { return {bytes_.data() + at, size}; }

  Buffer<Entry> entries_;  // oldest first; their bytes follow each other in bytes_
  Buffer<char> bytes_;
};

}  // namespace hallows::widgets
