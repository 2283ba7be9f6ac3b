#include "rt-kernel/port/input_backlog.h"

#include <algorithm>
#include <cstring>

#include "rt-kernel/base/utf8.h"

namespace hallows {
namespace {

// Only the last of a row of these says anything.
bool replaces(const InputEvent& newer, const InputEvent& older) {
  if (newer.kind != older.kind || newer.window != older.window) return false;
  return newer.kind == InputKind::PointerMove || newer.kind == InputKind::Resize ||
         newer.kind == InputKind::ScaleChange || newer.kind == InputKind::Expose;
}

}  // namespace

void InputBacklog::push(const InputEvent& event, rt::SpscRing<InputEvent>& ring) {
  flush(ring);
  if (empty() && ring.try_push(event)) return;
  if (!empty() && replaces(event, waiting_.back())) {
    waiting_.back() = event;
    return;
  }
  if (waiting_.size() == kCapacity && first_ > 0) {
    std::memmove(static_cast<void*>(waiting_.data()), waiting_.data() + first_,
                 (waiting_.size() - first_) * sizeof(InputEvent));
    waiting_.resize(waiting_.size() - first_);
    first_ = 0;
  }
  if (waiting_.size() == kCapacity) {
    ++dropped_;
    return;
  }
  waiting_.push(event);
}

bool InputBacklog::flush(rt::SpscRing<InputEvent>& ring) {
  if (empty()) return false;
  const size_t moved = ring.push_some(waiting_.span().subspan(first_));
  first_ += moved;
  if (empty()) {
    waiting_.clear();
    first_ = 0;
  }
  return moved != 0;
}

void push_text(const InputEvent& base, std::string_view text, InputBacklog& backlog,
               rt::SpscRing<InputEvent>& ring) {
  InputEvent event = base;
  event.kind = InputKind::Text;
  event.text_size = 0;
  event.flags = static_cast<uint8_t>(base.flags | kTextMore);
  for (size_t at = 0; at < text.size();) {
    const DecodedChar decoded = decode_utf8(text, at);
    at += decoded.size;
    char bytes[4];
    const size_t size = encode_utf8(decoded.code_point, bytes);
    if (event.text_size + size > event.text.size()) {
      backlog.push(event, ring);
      event.text_size = 0;
    }
    std::memcpy(event.text.data() + event.text_size, bytes, size);
    event.text_size = static_cast<uint8_t>(event.text_size + size);
  }
  event.flags = base.flags;
  if (event.text_size != 0) backlog.push(event, ring);
}

}  // namespace hallows
