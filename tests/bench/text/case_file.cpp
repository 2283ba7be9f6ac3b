#include "tests/bench/text/case_file.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

namespace text_cases {
namespace {

using nlohmann::json;
using namespace hallows;
using namespace hallows::text;

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "text_cases: %s\n", message.c_str());
  std::exit(2);
}

json read_json(const std::string& path) {
  std::ifstream in(path);
  if (!in) fail(path + " can't be opened");
  json data = json::parse(in, nullptr, false);
  if (data.is_discarded()) fail(path + " is not JSON");
  return data;
}

// A stack whose name ends in a number draws its variable fonts at that weight.
uint16_t weight_of(const std::string& stack) {
  const size_t digits = stack.find_last_not_of("0123456789") + 1;
  return digits < stack.size() ? static_cast<uint16_t>(std::stoi(stack.substr(digits))) : 400;
}

void load_stacks(const json& data, CaseFonts& fonts) {
  for (const auto& [stack_name, members] : data["stacks"].items()) {
    std::vector<FontFamilyId> families;
    const uint16_t weight = weight_of(stack_name);
    for (const auto& member : members) {
      const std::string name = member;
      const json& font = data["fonts"][name];
      FaceOptions options;
      options.index = font["index"];
      options.axes[0] = {tag4("wght"), static_cast<float>(weight)};
      options.axis_count = 1;
      Result<FontFaceId> face = fonts.store().load_file(font["file"], options);
      if (!face) fail(format_diagnostic(face.error()));
      fonts.names_[face->value] = name;
      const FontFaceId faces[] = {*face};
      const std::string family = name + std::to_string(face->value);
      FontFamilyId id = fonts.store().find_family(family);
      if (!id) id = fonts.store().add_family(family, faces);
      families.push_back(id);
    }
    fonts.stacks_[stack_name] = fonts.store().add_stack(stack_name, families);
  }
}

unicode::BaseDirection direction_of(const std::string& dir) {
  if (dir == "ltr") return unicode::BaseDirection::Ltr;
  return dir == "rtl" ? unicode::BaseDirection::Rtl : unicode::BaseDirection::Auto;
}

ParagraphStyle paragraph_style(const json& item) {
  ParagraphStyle style;
  style.direction = direction_of(item["dir"]);
  const std::string overflow = item["overflow_wrap"];
  if (overflow == "anywhere") style.overflow_wrap = OverflowWrap::Anywhere;
  if (overflow == "break-word") style.overflow_wrap = OverflowWrap::BreakWord;
  const std::string word = item["word_break"];
  if (word == "keep-all") style.word_break = unicode::WordBreak::KeepAll;
  if (word == "break-all") style.word_break = unicode::WordBreak::BreakAll;
  const std::string line = item["line_break"];
  if (line == "loose") style.strictness = unicode::LineStrictness::Loose;
  if (line == "normal") style.strictness = unicode::LineStrictness::Normal;
  if (line == "strict") style.strictness = unicode::LineStrictness::Strict;
  if (line == "anywhere") style.strictness = unicode::LineStrictness::Anywhere;
  return style;
}

void read_runs(const json& runs, Item& item) {
  int level_before = -1;
  for (const json& run : runs) {
    const int level = run["level"];
    if (level != level_before) item.level_changes.push_back(run["s"]);
    level_before = level;
    std::vector<ExpectedGlyph> glyphs;
    const std::string font = run["font"];
    for (const json& g : run["glyphs"]) {
      glyphs.push_back({font, g[0], g[1], g[2]});
      if (font == "emoji") item.emoji.push_back(g[1]);
    }
    if (level % 2 != 0) std::reverse(glyphs.begin(), glyphs.end());
    item.glyphs.insert(item.glyphs.end(), glyphs.begin(), glyphs.end());
  }
}

Layout read_layout(const json& data) {
  Layout layout;
  layout.width = data["width"].is_number() ? data["width"].get<float>()
                                           : std::numeric_limits<float>::infinity();
  layout.cls = data.value("cls", "unwrapped");
  for (const json& line : data["lines"]) {
    ExpectedLine expected{line["s"], line["e"], line["x0"], line["w"], line["hyphen"], {}};
    for (const json& run : line["vis"]) {
      expected.visual.push_back({run[0], run[1], run[2].get<int>() % 2 != 0});
    }
    layout.lines.push_back(expected);
  }
  if (data.contains("carets")) {
    for (const json& caret : data["carets"]) {
      layout.carets.push_back({caret[0], caret[1], caret[2]});
    }
  }
  return layout;
}

}  // namespace

CaseFonts::CaseFonts()
    : table_(std::make_unique<FontFaceTable>()), store_(std::make_unique<FontStore>(*table_)) {}

std::string CaseFonts::font_name(FontFaceId face) const {
  const auto found = names_.find(face.value);
  return found == names_.end() ? "?" : found->second;
}

std::vector<Item> read_cases(const std::string& path, CaseFonts& fonts) {
  const json data = read_json(path);
  load_stacks(data, fonts);
  std::vector<Item> items;
  for (const json& one : data["items"]) {
    Item item;
    item.id = one["id"];
    item.category = one["cat"];
    item.text = one["text"];
    item.stack = one["stack"];
    item.lang = one["lang"];
    item.size = one["size"];
    item.paragraph = paragraph_style(one);
    read_runs(one["runs"], item);
    item.graphemes = one["graphemes"].get<std::vector<uint32_t>>();
    for (const json& layout : one["layouts"]) item.layouts.push_back(read_layout(layout));
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<EditItem> read_edits(const std::string& path) {
  const json data = read_json(path);
  std::vector<EditItem> items;
  for (const json& one : data["items"]) {
    EditItem item;
    item.id = one["id"];
    item.width = one["width"].is_number() ? one["width"].get<float>()
                                          : std::numeric_limits<float>::infinity();
    for (const json& hit : one["hits"]) item.hits.push_back({hit[0], hit[1], hit[2]});
    for (const auto& [name, values] : one["moves"].items()) {
      if (values.is_array()) {
        item.moves[name] = values.get<std::vector<uint32_t>>();
      } else if (values.is_number()) {
        item.moves[name] = {values.get<uint32_t>()};
      }
    }
    if (one["backspace"].is_array()) {
      item.backspace = one["backspace"].get<std::vector<uint32_t>>();
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace text_cases
