#pragma once

// A file of layout cases, read: what texts, fonts and widths, and what is expected.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "layout/text/paragraph.h"

namespace text_cases {

struct ExpectedGlyph {
  std::string font;
  uint32_t glyph;
  uint32_t cluster;
  int32_t advance;
  friend bool operator==(const ExpectedGlyph&, const ExpectedGlyph&) = default;
};

struct VisualRun {
  uint32_t start, end;
  bool rtl;
};

struct ExpectedLine {
  uint32_t start, end;
  float x0, width;
  bool hyphen;
  std::vector<VisualRun> visual;
};

struct ExpectedCaret {
  uint32_t offset, line;
  float x;
};

struct Layout {
  float width;  // infinity: unwrapped
  std::string cls;
  std::vector<ExpectedLine> lines;
  std::vector<ExpectedCaret> carets;
};

struct Item {
  std::string id, category, text, stack, lang;
  float size;
  hallows::text::ParagraphStyle paragraph;
  std::vector<ExpectedGlyph> glyphs;  // logical order
  std::vector<uint32_t> level_changes;
  std::vector<uint32_t> graphemes;
  std::vector<uint32_t> emoji;  // clusters drawn by the colour font
  std::vector<Layout> layouts;
};

struct Hit {
  float x;
  uint32_t line, offset;
};
struct EditItem {
  std::string id;
  float width;
  std::vector<Hit> hits;
  std::map<std::string, std::vector<uint32_t>> moves;
  std::vector<uint32_t> backspace;  // length left after each press
};

// The fonts of a file, loaded into a store of their own.
class CaseFonts {
 public:
  CaseFonts();
  hallows::text::FontStackId stack(const std::string& name) const { return stacks_.at(name); }
  std::string font_name(hallows::FontFaceId face) const;
  hallows::text::FontStore& store() { return *store_; }

  std::unique_ptr<hallows::FontFaceTable> table_;
  std::unique_ptr<hallows::text::FontStore> store_;
  std::map<std::string, hallows::text::FontStackId> stacks_;
  std::map<uint16_t, std::string> names_;
};

// Exit with a message where the file or a font can't be read.
std::vector<Item> read_cases(const std::string& path, CaseFonts& fonts);
std::vector<EditItem> read_edits(const std::string& path);

}  // namespace text_cases
