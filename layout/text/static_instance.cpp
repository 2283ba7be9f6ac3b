#include "layout/text/static_instance.h"

#include <hb-ot.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace hallows::text {
namespace {

// Big-endian words of a table. What lies outside reads as 0 and is noted.
class Bytes {
 public:
  explicit Bytes(hb_blob_t* blob) {
    unsigned size = 0;
    const char* data = hb_blob_get_data(blob, &size);
    bytes_.assign(data, data + size);
    hb_blob_destroy(blob);
  }
  uint32_t u16(size_t at) const {
    if (at + 2 > bytes_.size()) {
      damaged_ = true;
      return 0;
    }
    return static_cast<uint32_t>(byte(at) << 8 | byte(at + 1));
  }
  int32_t i16(size_t at) const { return static_cast<int16_t>(u16(at)); }
  uint32_t u32(size_t at) const { return u16(at) << 16 | u16(at + 2); }
  int32_t i8(size_t at) const { return static_cast<int8_t>(u16(at) >> 8); }
  void put16(size_t at, int32_t value) {
    if (at + 2 > bytes_.size()) return;
    bytes_[at] = static_cast<char>(value >> 8);
    bytes_[at + 1] = static_cast<char>(value);
  }
  bool damaged() const { return damaged_; }
  std::vector<char>& bytes() { return bytes_; }

 private:
  uint32_t byte(size_t at) const { return static_cast<uint8_t>(bytes_[at]); }
  std::vector<char> bytes_;
  mutable bool damaged_ = false;
};

// The item variation store of GDEF at one instance.
class Deltas {
 public:
  Deltas(hb_font_t* varied, hb_face_t* face)
      : gdef_(hb_face_reference_table(face, HB_OT_TAG_GDEF)),
        upem_(static_cast<float>(hb_face_get_upem(face))) {
    unsigned count = 0;
    const int* coords = hb_font_get_var_coords_normalized(varied, &count);
    coords_ = {coords, count};
    const bool has_store = !gdef_.bytes().empty() && gdef_.u32(0) >= 0x00010003;
    store_ = has_store ? gdef_.u32(14) : 0;
  }
  // Of a row of the store, rounded as HarfBuzz rounds it.
  int32_t of(uint32_t outer, uint32_t inner) const {
    if (store_ == 0 || outer >= gdef_.u16(store_ + 6)) return 0;
    const size_t data = store_ + gdef_.u32(store_ + 8 + size_t{4} * outer);
    if (inner >= gdef_.u16(data)) return 0;
    const uint32_t words = gdef_.u16(data + 2) & 0x7FFF;
    const bool wide = (gdef_.u16(data + 2) & 0x8000) != 0;
    const uint32_t regions = gdef_.u16(data + 4);
    if (words > regions) return 0;
    const size_t row_bytes = (size_t{words} + regions) * (wide ? 2 : 1);
    size_t at = data + 6 + size_t{2} * regions + row_bytes * inner;
    float delta = 0;
    for (uint32_t r = 0; r < regions; ++r) {
      const float scalar = region(gdef_.u16(data + 6 + size_t{2} * r));
      const bool word = r < words;
      int32_t value = 0;
      if (word) {
        value = wide ? static_cast<int32_t>(gdef_.u32(at)) : gdef_.i16(at);
      } else {
        value = wide ? gdef_.i16(at) : gdef_.i8(at);
      }
      at += word == wide ? (word ? 4u : 1u) : 2u;
      delta += scalar * static_cast<float>(value);
    }
    return static_cast<int32_t>(std::round(delta * upem_ / upem_));
  }

 private:
  // "Item variation store", algorithm for interpolation of instance values.
  float region(uint32_t index) const {
    const size_t list = store_ + gdef_.u32(store_ + 2);
    const uint32_t axes = gdef_.u16(list);
    if (index >= gdef_.u16(list + 2)) return 0;
    float scalar = 1;
    for (uint32_t a = 0; a < axes; ++a) {
      const size_t at = list + 4 + (size_t{index} * axes + a) * 6;
      const int32_t start = gdef_.i16(at);
      const int32_t peak = gdef_.i16(at + 2);
      const int32_t end = gdef_.i16(at + 4);
      const int32_t coord = a < coords_.size() ? coords_[a] : 0;
      if (peak == 0 || coord == peak || start > peak || peak > end) continue;
      if (start < 0 && end > 0) continue;
      if (coord <= start || end <= coord) return 0;
      scalar *= coord < peak ? static_cast<float>(coord - start) / static_cast<float>(peak - start)
                             : static_cast<float>(end - coord) / static_cast<float>(end - peak);
    }
    return scalar;
  }

  Bytes gdef_;
  float upem_;
  std::span<const int> coords_;
  size_t store_ = 0;
};

// Adds an instance's deltas to the values of a GPOS table and forgets that they varied. What is
// shared by several tables is met again without its device table and left alone.
class Baker {
 public:
  Baker(Bytes& gpos, const Deltas& deltas) : g_(gpos), deltas_(deltas) {}
  bool bake() {
    if (g_.bytes().empty()) return true;
    const size_t lookups = g_.u16(8);
    for (uint32_t i = 0; i < g_.u16(lookups); ++i) {
      const size_t lookup = lookups + g_.u16(lookups + 2 + size_t{2} * i);
      for (uint32_t s = 0; s < g_.u16(lookup + 4); ++s) {
        const size_t at = lookup + g_.u16(lookup + 6 + size_t{2} * s);
        const uint32_t type = g_.u16(lookup);
        if (type == 9) {
          subtable(g_.u16(at + 2), at + g_.u32(at + 4));
        } else {
          subtable(type, at);
        }
        if (g_.damaged() || homeless_) return false;
      }
    }
    return !g_.damaged() && !homeless_;
  }

 private:
  void subtable(uint32_t type, size_t at) {
    if (type == 1) single(at);
    if (type == 2) pair(at);
    if (type == 3) cursive(at);
    if (type == 4 || type == 6) marks(at);
    if (type == 5) ligatures(at);
  }
  int32_t delta(size_t device) const {
    return g_.u16(device + 4) == 0x8000 ? deltas_.of(g_.u16(device), g_.u16(device + 2)) : 0;
  }
  static size_t value_bytes(uint32_t format) {
    return size_t{2} * static_cast<size_t>(std::popcount(format & 0xFF));
  }
  // A ValueRecord: bits 0 to 3 of its format are values, 4 to 7 the devices that vary them.
  void value(size_t base, size_t at, uint32_t format) {
    for (uint32_t bit = 0; bit < 4; ++bit) {
      if ((format & (0x10u << bit)) == 0) continue;
      const size_t device = at + value_bytes(format & ((0x10u << bit) - 1));
      if (g_.u16(device) == 0) continue;
      const int32_t add = delta(base + g_.u16(device));
      if (add != 0 && (format & (1u << bit)) == 0) {
        homeless_ = true;
        continue;
      }
      const size_t plain = at + value_bytes(format & ((1u << bit) - 1));
      if (add != 0) g_.put16(plain, g_.i16(plain) + add);
      g_.put16(device, 0);
    }
  }
  void anchor(size_t base, size_t offset_at) {
    const uint32_t offset = g_.u16(offset_at);
    const size_t at = base + offset;
    if (offset == 0 || g_.u16(at) != 3) return;
    for (const size_t axis : {size_t{0}, size_t{2}}) {
      const uint32_t device = g_.u16(at + 6 + axis);
      if (device == 0) continue;
      g_.put16(at + 2 + axis, g_.i16(at + 2 + axis) + delta(at + device));
      g_.put16(at + 6 + axis, 0);
    }
  }
  void single(size_t at) {
    const uint32_t format = g_.u16(at + 4);
    if ((format & 0xF0) == 0) return;
    const bool each = g_.u16(at) == 2;
    const uint32_t count = each ? g_.u16(at + 6) : 1;
    for (uint32_t i = 0; i < count; ++i) {
      value(at, at + (each ? 8 : 6) + i * value_bytes(format), format);
    }
  }
  void pair(size_t at) {
    const uint32_t first = g_.u16(at + 4);
    const uint32_t second = g_.u16(at + 6);
    if (((first | second) & 0xF0) == 0) return;
    const size_t both = value_bytes(first) + value_bytes(second);
    if (g_.u16(at) == 2) {
      const size_t count = size_t{g_.u16(at + 12)} * g_.u16(at + 14);
      for (size_t i = 0; i < count && !g_.damaged(); ++i) {
        value(at, at + 16 + i * both, first);
        value(at, at + 16 + i * both + value_bytes(first), second);
      }
      return;
    }
    for (uint32_t i = 0; i < g_.u16(at + 8); ++i) {
      const size_t set = at + g_.u16(at + 10 + size_t{2} * i);
      for (uint32_t k = 0; k < g_.u16(set) && !g_.damaged(); ++k) {
        const size_t record = set + 2 + k * (both + 2) + 2;
        value(set, record, first);
        value(set, record + value_bytes(first), second);
      }
    }
  }
  void cursive(size_t at) {
    for (uint32_t i = 0; i < g_.u16(at + 4) * 2; ++i) anchor(at, at + 6 + size_t{2} * i);
  }
  void mark_array(size_t at) {
    for (uint32_t i = 0; i < g_.u16(at); ++i) anchor(at, at + 4 + size_t{4} * i);
  }
  void anchor_rows(size_t at, uint32_t classes) {
    const size_t count = size_t{g_.u16(at)} * classes;
    for (size_t i = 0; i < count && !g_.damaged(); ++i) anchor(at, at + 2 + 2 * i);
  }
  void marks(size_t at) {
    mark_array(at + g_.u16(at + 8));
    anchor_rows(at + g_.u16(at + 10), g_.u16(at + 6));
  }
  void ligatures(size_t at) {
    mark_array(at + g_.u16(at + 8));
    const size_t array = at + g_.u16(at + 10);
    for (uint32_t i = 0; i < g_.u16(array); ++i) {
      anchor_rows(array + g_.u16(array + 2 + size_t{2} * i), g_.u16(at + 6));
    }
  }

  Bytes& g_;
  const Deltas& deltas_;
  bool homeless_ = false;  // a delta without a value that could take it
};

// What the face of the instance reads.
struct Tables {
  hb_face_t* original;
  std::vector<char> gpos;
};

hb_blob_t* table_of(hb_face_t*, hb_tag_t tag, void* data) {
  const auto& tables = *static_cast<Tables*>(data);
  if (tag == HB_OT_TAG_GPOS) {
    return hb_blob_create(tables.gpos.data(), static_cast<unsigned>(tables.gpos.size()),
                          HB_MEMORY_MODE_READONLY, nullptr, nullptr);
  }
  if (tag == HB_TAG('H', 'V', 'A', 'R') || tag == HB_TAG('f', 'v', 'a', 'r')) return nullptr;
  return tag == 0 ? nullptr : hb_face_reference_table(tables.original, tag);
}

hb_position_t advance_of(hb_font_t*, void* data, hb_codepoint_t glyph, void*) {
  const auto& advances = *static_cast<std::vector<int32_t>*>(data);
  return glyph < advances.size() ? advances[glyph] : 0;
}

bool features_vary(hb_font_t* varied, hb_face_t* face, hb_tag_t table) {
  unsigned count = 0;
  const int* coords = hb_font_get_var_coords_normalized(varied, &count);
  unsigned index = HB_OT_LAYOUT_NO_VARIATIONS_INDEX;
  hb_ot_layout_table_find_feature_variations(face, table, coords, count, &index);
  return index != HB_OT_LAYOUT_NO_VARIATIONS_INDEX;
}

}  // namespace

hb_font_t* make_static_instance(hb_font_t* varied) {
  hb_face_t* face = hb_font_get_face(varied);
  if (features_vary(varied, face, HB_OT_TAG_GSUB) || features_vary(varied, face, HB_OT_TAG_GPOS)) {
    return nullptr;
  }
  // 1. Positioning at the instance.
  Bytes gpos(hb_face_reference_table(face, HB_OT_TAG_GPOS));
  const Deltas deltas(varied, face);
  if (!Baker(gpos, deltas).bake()) return nullptr;
  auto* tables = new Tables{hb_face_reference(face), std::move(gpos.bytes())};
  hb_face_t* fixed = hb_face_create_for_tables(table_of, tables, [](void* data) {
    hb_face_destroy(static_cast<Tables*>(data)->original);
    delete static_cast<Tables*>(data);
  });
  hb_face_make_immutable(fixed);
  // 2. Advances at the instance; everything else as the font without coordinates has it.
  auto* advances = new std::vector<int32_t>(hb_face_get_glyph_count(face));
  for (uint32_t i = 0; i < advances->size(); ++i) {
    (*advances)[i] = hb_font_get_glyph_h_advance(varied, i);
  }
  hb_font_t* base = hb_font_create(fixed);
  int x_scale = 0;
  int y_scale = 0;
  hb_font_get_scale(varied, &x_scale, &y_scale);
  hb_font_set_scale(base, x_scale, y_scale);
  hb_font_make_immutable(base);
  hb_font_t* font = hb_font_create_sub_font(base);
  hb_font_funcs_t* functions = hb_font_funcs_create();
  hb_font_funcs_set_glyph_h_advance_func(functions, advance_of, nullptr, nullptr);
  hb_font_set_funcs(font, functions, advances,
                    [](void* data) { delete static_cast<std::vector<int32_t>*>(data); });
  hb_font_make_immutable(font);
  hb_font_funcs_destroy(functions);
  hb_font_destroy(base);
  hb_face_destroy(fixed);
  return font;
}

}  // namespace hallows::text
