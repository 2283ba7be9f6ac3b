#include "layout/text/box_font.h"

#include <cstddef>

namespace hallows::text {
namespace {

// Big-endian bytes, as the tables of a font have them.
class Bytes {
 public:
  Bytes& u8(int v) {
    data.push_back(static_cast<uint8_t>(v));
    return *this;
  }
  Bytes& u16(int v) { return u8(v >> 8).u8(v); }
  Bytes& u32(uint32_t v) {
    return u16(static_cast<int>(v >> 16)).u16(static_cast<int>(v & 0xFFFF));
  }
  Bytes& tag(const char* s) {
    for (int i = 0; i < 4; ++i) u8(s[i]);
    return *this;
  }
  void pad() {
    while (data.size() % 4 != 0) u8(0);
  }
  std::vector<uint8_t> data;
};

Bytes head_table() {
  Bytes b;
  b.u32(0x00010000).u32(0x00010000).u32(0).u32(0x5F0F3CF5).u16(0).u16(1000);
  for (int i = 0; i < 4; ++i) b.u32(0);  // dates
  b.u16(60).u16(0).u16(540).u16(700).u16(0).u16(8).u16(2).u16(0).u16(0);
  return b;
}

Bytes hhea_table() {
  Bytes b;
  b.u32(0x00010000).u16(800).u16(-200).u16(0).u16(600).u16(60).u16(60).u16(540);
  for (int i = 0; i < 8; ++i) b.u16(i == 0 ? 1 : 0);
  b.u16(1);
  return b;
}

Bytes maxp_table() {
  Bytes b;
  b.u32(0x00010000).u16(1).u16(8).u16(2).u16(0).u16(0).u16(2);
  for (int i = 0; i < 8; ++i) b.u16(0);
  return b;
}

Bytes glyf_table() {
  Bytes b;
  b.u16(2).u16(60).u16(0).u16(540).u16(700).u16(3).u16(7).u16(0);
  for (int i = 0; i < 8; ++i) b.u8(1);  // all on the curve, 16-bit deltas
  for (const int dx : {60, 0, 480, 0, -430, 380, 0, -380}) b.u16(dx);
  for (const int dy : {0, 700, 0, -700, 50, 0, 600, 0}) b.u16(dy);
  b.pad();
  return b;
}

Bytes cmap_table() {  // one empty subtable of format 12
  Bytes b;
  b.u16(0).u16(1).u16(3).u16(10).u32(12).u16(12).u16(0).u32(16).u32(0).u32(0);
  return b;
}

}  // namespace

std::vector<uint8_t> box_font() {
  Bytes loca;
  const Bytes glyf = glyf_table();
  loca.u16(0).u16(static_cast<int>(glyf.data.size() / 2));
  Bytes hmtx;
  hmtx.u16(600).u16(60);
  struct Table {
    const char* tag;
    Bytes bytes;
  };
  Table tables[] = {{"cmap", cmap_table()}, {"glyf", glyf}, {"head", head_table()},
                    {"hhea", hhea_table()}, {"hmtx", hmtx}, {"loca", loca},
                    {"maxp", maxp_table()}};
  constexpr size_t kCount = std::size(tables);
  Bytes font;
  font.u32(0x00010000).u16(kCount).u16(64).u16(2).u16(kCount * 16 - 64);
  size_t at = 12 + kCount * 16;
  for (const Table& table : tables) {
    font.tag(table.tag).u32(0).u32(static_cast<uint32_t>(at));
    font.u32(static_cast<uint32_t>(table.bytes.data.size()));
    at += (table.bytes.data.size() + 3) & ~size_t{3};
  }
  for (Table& table : tables) {
    table.bytes.pad();
    font.data.insert(font.data.end(), table.bytes.data.begin(), table.bytes.data.end());
  }
  return font.data;
}

}  // namespace hallows::text
