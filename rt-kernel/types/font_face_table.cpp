#include "rt-kernel/types/font_face_table.h"

#include "rt-kernel/base/assert.h"

namespace hallows {
namespace {

bool same_face(const FontFaceKey& a, const FontFaceKey& b) {
  return a.blob == b.blob && a.index == b.index && a.axis_count == b.axis_count &&
         a.axes == b.axes && a.synthetic_bold == b.synthetic_bold &&
         a.synthetic_italic == b.synthetic_italic && a.rendering == b.rendering;
}

}  // namespace

FontFaceId FontFaceTable::intern(const FontFaceKey& key) {
  const std::lock_guard lock(mutex_);
  const uint32_t n = count_.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < n; ++i) {
    if (same_face(faces_[i], key)) return {static_cast<uint16_t>(i)};
  }
  if (n == kCapacity) return {};
  faces_[n] = key;
  count_.store(n + 1, std::memory_order_release);
  return {static_cast<uint16_t>(n)};
}

const FontFaceKey& FontFaceTable::get(FontFaceId id) const {
  ASSERT(id.value < count());
  return faces_[id.value];
}

}  // namespace hallows
