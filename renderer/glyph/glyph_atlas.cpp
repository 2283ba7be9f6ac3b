#include "renderer/glyph/glyph_atlas.h"

#include <bit>

#include "rt-kernel/base/hash.h"

namespace hallows::glyph {
namespace {

size_t texel_bytes(BitmapFormat format) {
  return format == BitmapFormat::Bgra ? 4 : 1;
}

}  // namespace

GlyphAtlas::GlyphAtlas(const AtlasLimits& limits) : limits_(limits) {
  entries_.resize(limits.entries);
  free_entries_.reserve(limits.entries);
  for (uint32_t i = limits.entries; i-- > 0;) free_entries_.push(i);
  buckets_.resize(std::bit_ceil(limits.entries * 2));
  for (uint32_t& bucket : buckets_) bucket = kNone;
  pending_.reserve(limits.entries);
  for (uint32_t i = 0; i < uint32_t{limits.coverage_pages} + limits.bgra_pages; ++i) {
    const BitmapFormat format =
        i < limits.coverage_pages ? BitmapFormat::Coverage : BitmapFormat::Bgra;
    pages_.emplace_back(limits.page_size, format);
    pages_.back().texels.resize_zeroed(size_t{limits.page_size} * limits.page_size *
                                       texel_bytes(format));
  }
}

void GlyphAtlas::begin_frame(uint64_t serial, uint64_t retired) noexcept {
  serial_ = serial;
  retired_ = retired;
}

const Sprite* GlyphAtlas::find(uint64_t key) noexcept {
  const uint64_t bucket = hash_mix(key) & (buckets_.size() - 1);
  for (uint32_t i = buckets_[bucket]; i != kNone; i = entries_[i].next_in_bucket) {
    const Entry& entry = entries_[i];
    if (entry.key != key) continue;
    if (entry.sprite.width > 0) pages_[entry.sprite.page].shelves[entry.shelf].last_frame = serial_;
    return &entry.sprite;
  }
  return nullptr;
}

bool GlyphAtlas::find_room(BitmapFormat format, SizePx size, uint8_t& page,
                           ShelfPacker::Place& place) {
  for (size_t i = 0; i < pages_.size(); ++i) {
    if (pages_[i].format != format) continue;
    if (pages_[i].packer.place(static_cast<uint16_t>(size.width),
                               static_cast<uint16_t>(size.height), place)) {
      page = static_cast<uint8_t>(i);
      return true;
    }
  }
  return false;
}

void GlyphAtlas::remove_from_bucket(uint32_t entry) {
  uint32_t* link = &buckets_[hash_mix(entries_[entry].key) & (buckets_.size() - 1)];
  while (*link != entry) link = &entries_[*link].next_in_bucket;
  *link = entries_[entry].next_in_bucket;
}

// Frees the shelf of this format that was used longest ago and that no frame in flight uses.
bool GlyphAtlas::evict(BitmapFormat format) {
  uint64_t oldest = retired_ + 1;
  Page* chosen_page = nullptr;
  uint16_t chosen = 0;
  for (Page& page : pages_) {
    if (page.format != format) continue;
    for (uint32_t s = 0; s < page.packer.shelf_count(); ++s) {
      const ShelfUse& use = page.shelves[s];
      if (use.first_entry == kNone || use.last_frame >= oldest || use.last_frame == serial_)
        continue;
      oldest = use.last_frame;
      chosen_page = &page;
      chosen = static_cast<uint16_t>(s);
    }
  }
  if (chosen_page == nullptr) return false;
  ShelfUse& use = chosen_page->shelves[chosen];
  while (use.first_entry != kNone) {
    const uint32_t entry = use.first_entry;
    use.first_entry = entries_[entry].next_in_shelf;
    remove_from_bucket(entry);
    free_entries_.push(entry);
    --stats_.sprites;
    ++stats_.evicted;
  }
  chosen_page->packer.free_shelf(chosen);
  return true;
}

void GlyphAtlas::forget_blanks() {
  while (first_blank_ != kNone) {
    const uint32_t entry = first_blank_;
    first_blank_ = entries_[entry].next_in_shelf;
    remove_from_bucket(entry);
    free_entries_.push(entry);
    --stats_.sprites;
    ++stats_.evicted;
  }
}

Sprite* GlyphAtlas::add(uint64_t key, uint8_t page, const ShelfPacker::Place& place, SizePx size) {
  const uint32_t index = free_entries_.back();
  free_entries_.pop();
  Entry& entry = entries_[index];
  entry.key = key;
  entry.sprite = {};
  entry.sprite.page = page;
  entry.sprite.u = place.x;
  entry.sprite.v = place.y;
  entry.sprite.width = static_cast<uint16_t>(size.width);
  entry.sprite.height = static_cast<uint16_t>(size.height);
  entry.shelf = place.shelf;
  uint32_t& bucket = buckets_[hash_mix(key) & (buckets_.size() - 1)];
  entry.next_in_bucket = bucket;
  bucket = index;
  ++stats_.sprites;
  if (size.width > 0) {
    ShelfUse& use = pages_[page].shelves[place.shelf];
    entry.next_in_shelf = use.first_entry;
    use.first_entry = index;
    use.last_frame = serial_;
    const Upload upload = {page, place.x, place.y, entry.sprite.width, entry.sprite.height};
    // A shelf is never evicted in the frame that used it, so each entry is pending at most once.
    pending_.push(upload);
    pending_bytes_ += bytes_of(upload);
  } else {
    entry.next_in_shelf = first_blank_;
    first_blank_ = index;
  }
  return &entry.sprite;
}

Sprite* GlyphAtlas::insert(uint64_t key, BitmapFormat format, SizePx size,
                           TexelRows* texels) noexcept {
  if (free_entries_.empty()) forget_blanks();
  while (free_entries_.empty()) {
    if (!evict(BitmapFormat::Coverage) && !evict(BitmapFormat::Bgra)) break;
  }
  uint8_t page = 0;
  ShelfPacker::Place place;
  const bool blank = size.width <= 0 || size.height <= 0;
  const bool fits = size.width <= limits_.page_size && size.height <= limits_.page_size;
  bool found = blank || (fits && find_room(format, size, page, place));
  while (!found && fits && evict(format)) found = find_room(format, size, page, place);
  if (!found || free_entries_.empty()) {
    ++stats_.refused;
    return nullptr;
  }
  Sprite* sprite = add(key, page, place, blank ? SizePx{0, 0} : size);
  if (blank) return sprite;
  const size_t bytes = texel_bytes(format);
  const size_t stride = limits_.page_size * bytes;
  *texels = {pages_[page].texels.data() + place.y * stride + place.x * bytes, stride};
  for (Px y = 0; y < size.height; ++y) {
    std::memset(texels->row(static_cast<size_t>(y)), 0, static_cast<size_t>(size.width) * bytes);
  }
  return sprite;
}

const Sprite* GlyphAtlas::insert(const GlyphBitmap& bitmap) noexcept {
  const uint64_t key = bitmap.key.packed();
  if (const Sprite* known = find(key)) return known;
  TexelRows texels;
  Sprite* sprite = insert(key, bitmap.format, {bitmap.width, bitmap.height}, &texels);
  if (sprite == nullptr) return nullptr;
  sprite->left = bitmap.left;
  sprite->top = bitmap.top;
  sprite->colorless = bitmap.colorless;
  sprite->foreground = bitmap.foreground;
  const size_t row_bytes = bitmap.width * texel_bytes(bitmap.format);
  for (size_t y = 0; y < bitmap.height; ++y) {
    std::memcpy(texels.row(y), bitmap.texels.data() + y * row_bytes, row_bytes);
  }
  return sprite;
}

size_t GlyphAtlas::bytes_of(const Upload& upload) const {
  return size_t{upload.width} * upload.height * texel_bytes(pages_[upload.page].format);
}

void GlyphAtlas::copy_texels(const Upload& upload, uint8_t* out) const {
  const Page& page = pages_[upload.page];
  const size_t bytes = texel_bytes(page.format), stride = limits_.page_size * bytes;
  const uint8_t* from = page.texels.data() + upload.v * stride + upload.u * bytes;
  for (size_t y = 0; y < upload.height; ++y) {
    std::memcpy(out + y * upload.width * bytes, from + y * stride, upload.width * bytes);
  }
}

void GlyphAtlas::clear_pending() noexcept {
  pending_.clear();
  pending_bytes_ = 0;
}

void GlyphAtlas::repeat_uploads() {
  clear_pending();
  for (const Page& page : pages_) {
    for (const ShelfUse& use : page.shelves) {
      for (uint32_t i = use.first_entry; i != kNone; i = entries_[i].next_in_shelf) {
        const Sprite& s = entries_[i].sprite;
        pending_.push({s.page, s.u, s.v, s.width, s.height});
        pending_bytes_ += bytes_of(pending_.back());
      }
    }
  }
}

}  // namespace hallows::glyph
