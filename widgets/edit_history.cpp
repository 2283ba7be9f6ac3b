#include "widgets/edit_history.h"

#include <cstring>

namespace hallows::widgets {
namespace {

bool blank(char c) {
  return c == ' ' || c == '\n' || c == '\t';
}

// A blank ends a step; the blanks after a word belong to it.
bool starts_step(char before, char next) {
  return (blank(before) && !blank(next)) || next == '\n';
}

}  // namespace

void EditHistory::reserve(uint32_t steps, uint32_t bytes) {
  entries_.reserve(steps);
  bytes_.reserve(bytes);
}

bool EditHistory::joins(const Entry& last, const Change& change) const {
  if (last.input != change.input || last.state != State::Done || !change.follows) return false;
  if (last.after != change.before) return false;
  const std::string_view removed = text(last.at, last.removed);
  const std::string_view inserted = text(last.at + last.removed, last.inserted);
  if (change.removed.empty() && last.inserted > 0) {
    if (change.start != last.start + last.inserted) return false;
    if (last.more) return true;
    return !last.pasted && !change.pasted && !starts_step(inserted.back(), change.inserted.front());
  }
  if (!change.inserted.empty() || last.inserted > 0 || change.removed.empty()) return false;
  if (change.start == last.start) return !starts_step(removed.back(), change.removed.front());
  return change.start + change.removed.size() == last.start &&
         !starts_step(removed.front(), change.removed.back());
}

// Forgets the oldest entries until what is asked for fits. False where it never will.
bool EditHistory::make_room(size_t bytes, size_t entries) {
  if (bytes > bytes_.capacity()) return false;
  const size_t quarter = entries_.capacity() / 4;
  size_t gone = entries_.size() + entries > entries_.capacity() ? quarter : 0;
  const size_t end = bytes_.size();
  while (gone < entries_.size() && end - entries_[gone].at + bytes > bytes_.capacity()) ++gone;
  if (gone == 0 && end + bytes <= bytes_.capacity()) return true;
  const uint32_t first = gone < entries_.size() ? entries_[gone].at : static_cast<uint32_t>(end);
  std::memmove(bytes_.data(), bytes_.data() + first, end - first);
  bytes_.resize(end - first);
  const size_t kept = entries_.size() - gone;
  for (size_t i = 0; i < kept; ++i) {
    entries_[i] = entries_[i + gone];
    entries_[i].at -= first;
  }
  entries_.resize(kept);
  return true;
}

void EditHistory::record(const Change& change) noexcept {
  for (Entry& entry : entries_) {
    if (entry.input == change.input && entry.state == State::TakenBack) {
      entry.state = State::Forgotten;
    }
  }
  const bool joined = !entries_.empty() && joins(entries_.back(), change);
  const size_t size = change.removed.size() + change.inserted.size();
  if (!make_room(size, joined ? 0 : 1)) {
    forget(change.input);  // steps before one that is lost don't fit the text
    return;
  }
  if (joined && !entries_.empty()) {
    Entry& last = entries_.back();
    char* bytes = bytes_.extend(size);
    if (change.start < last.start) {  // backwards: what was removed first stands last
      bytes = bytes_.data() + last.at;
      std::memmove(bytes + size, bytes, last.removed);
      last.start = change.start;
    }
    change.removed.copy(bytes, size);
    change.inserted.copy(bytes, size);
    last.removed += static_cast<uint32_t>(change.removed.size());
    last.inserted += static_cast<uint32_t>(change.inserted.size());
    last.after = change.after;
    last.more = change.more;
    return;
  }
  entries_.push({change.input, static_cast<uint32_t>(bytes_.size()), change.start,
                 static_cast<uint32_t>(change.removed.size()),
                 static_cast<uint32_t>(change.inserted.size()), change.before, change.after,
                 change.caret, change.anchor, State::Done, change.pasted, change.more});
  char* bytes = bytes_.extend(size);
  change.removed.copy(bytes, change.removed.size());
  change.inserted.copy(bytes + change.removed.size(), change.inserted.size());
}

bool EditHistory::undo(ElementId input, uint64_t content, Step& out) noexcept {
  for (size_t i = entries_.size(); i-- > 0;) {
    Entry& entry = entries_[i];
    if (entry.input != input || entry.state != State::Done) continue;
    if (entry.after != content) {
      forget(input);
      return false;
    }
    entry.state = State::TakenBack;
    out = {entry.start, entry.inserted, text(entry.at, entry.removed), entry.caret, entry.anchor};
    return true;
  }
  return false;
}

bool EditHistory::redo(ElementId input, uint64_t content, Step& out) noexcept {
  for (Entry& entry : entries_) {
    if (entry.input != input || entry.state != State::TakenBack) continue;
    if (entry.before != content) {
      forget(input);
      return false;
    }
    entry.state = State::Done;
    const uint32_t caret = entry.start + entry.inserted;
    out = {entry.start, entry.removed, text(entry.at + entry.removed, entry.inserted), caret,
           caret};
    return true;
  }
  return false;
}

void EditHistory::forget(ElementId input) {
  for (Entry& entry : entries_) {
    if (entry.input == input) entry.state = State::Forgotten;
  }
}

}  // namespace hallows::widgets
