#include "renderer/glyph/shelf_packer.h"

namespace hallows::glyph {
namespace {

// Heights grow in steps of about a fifth, so that glyphs of one size share shelves; large ones,
// tiles among them, in steps that pages are multiples of.
uint16_t shelf_height(uint16_t height) {
  if (height > 192) return static_cast<uint16_t>((height + 31) / 32 * 32);
  uint32_t step = 4;
  while (step < height) step += step < 20 ? 4 : (step / 5 + 3) & ~3u;
  return static_cast<uint16_t>(step);
}

}  // namespace

bool ShelfPacker::place(uint16_t width, uint16_t height, Place& out) {
  if (width == 0 || height == 0 || width > width_ || height > height_) return false;
  uint16_t wanted = shelf_height(height);
  if (wanted > height_) wanted = height;
  // 1. A shelf of this class with room. 2. A freed shelf that is high enough, not wastefully so.
  uint32_t chosen = kMaxShelves;
  for (uint32_t i = 0; i < shelves_.size(); ++i) {
    const Shelf& shelf = shelves_[i];
    if (shelf.height < height || width_ - shelf.used < width) continue;
    if (shelf.live ? shelf.height != wanted : shelf.height > wanted + wanted / 2) continue;
    if (chosen == kMaxShelves || (shelf.live && !shelves_[chosen].live)) chosen = i;
    if (shelf.live) break;
  }
  // 3. A new shelf.
  if (chosen == kMaxShelves) {
    if (height_ - top_ < wanted) wanted = height;
    if (height_ - top_ < wanted || shelves_.full()) return false;
    chosen = static_cast<uint32_t>(shelves_.size());
    shelves_.push({top_, wanted, 0, false});
    top_ = static_cast<uint16_t>(top_ + wanted);
  }
  Shelf& shelf = shelves_[chosen];
  shelf.live = true;
  out = {shelf.used, shelf.y, static_cast<uint16_t>(chosen)};
  shelf.used = static_cast<uint16_t>(shelf.used + width);
  return true;
}

void ShelfPacker::free_shelf(uint16_t index) {
  Shelf& shelf = shelves_[index];
  shelf.live = false;
  shelf.used = 0;
  // Shelves at the top of the pile give their rows back, so that other heights can take them.
  while (!shelves_.empty() && !shelves_.back().live) {
    top_ = shelves_.back().y;
    shelves_.pop();
  }
}

void ShelfPacker::clear() {
  shelves_.clear();
  top_ = 0;
}

}  // namespace hallows::glyph
