// Where CSS and browsers part from UAX 14, and scripts of marks.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "layout/text/unicode/line_break.h"
#include "layout/text/unicode/script.h"
#include "layout/text/unicode/segment.h"
#include "rt-kernel/base/utf8.h"

namespace hallows::unicode {
namespace {

std::u32string decoded(std::string_view text) {
  std::u32string out;
  for (size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    out += c.code_point;
    at += c.size;
  }
  return out;
}

// The text with a "|" at each place where a line may break.
std::string broken(std::string_view text, const LineBreakOptions& options) {
  const std::u32string chars = decoded(text);
  std::vector<uint8_t> flags(chars.size());
  mark_graphemes(chars, flags);
  mark_line_breaks(chars, options, flags);
  std::string out;
  for (size_t i = 0; i < chars.size(); ++i) {
    if (i > 0 && (flags[i] & kLineBreak) != 0) out += '|';
    append_utf8(out, chars[i]);
  }
  return out;
}

TEST_CASE("loose breaks after wide prefixes and before wide suffixes, in Chinese and Japanese") {
  LineBreakOptions options;
  options.punctuation = PunctuationRules::Web;
  options.language = LineLanguage::Japanese;
  options.strictness = LineStrictness::Loose;
  CHECK(broken("1,234€10", options) == "1,234€|10");
  CHECK(broken("12％3", options) == "12|％3");
  CHECK(broken("￥100", options) == "￥|100");
  CHECK(broken("day€10", options) == "day|€|10");
  options.strictness = LineStrictness::Normal;
  CHECK(broken("1,234€10", options) == "1,234€10");
  CHECK(broken("12％3", options) == "12％3");
  options.strictness = LineStrictness::Loose;
  options.language = LineLanguage::Other;
  CHECK(broken("￥100", options) == "￥100");
}

TEST_CASE("quotation marks part wide characters at their outer side alone") {
  LineBreakOptions options;
  options.punctuation = PunctuationRules::Web;
  for (const LineLanguage language : {LineLanguage::Other, LineLanguage::Chinese}) {
    options.language = language;
    CHECK(broken("中‘单’文", options) == "中|‘单’|文");
    CHECK(broken("5%‘单’x", options) == "5%‘单’x");
    CHECK(broken("it’s", options) == "it’s");
  }
  CHECK(broken("‘单’“引”", options) == "‘单’“引”");
}

TEST_CASE("keep-all keeps letters and numbers together and nothing else") {
  LineBreakOptions options;
  options.punctuation = PunctuationRules::Web;
  options.word_break = WordBreak::KeepAll;
  CHECK(broken("日本語々10個", options) == "日本語々10個");
  CHECK(broken("％\u3000々10", options) == "％\u3000々10");
  CHECK(broken("中（文）中", options) == "中|（文）|中");
  CHECK(broken("한국어 값", options) == "한국어 |값");
}

TEST_CASE("break-all takes letters and numbers for ideographs") {
  LineBreakOptions options;
  options.punctuation = PunctuationRules::Web;
  options.word_break = WordBreak::BreakAll;
  CHECK(broken("C++ a", options) == "C|+|+ |a");
  CHECK(broken("3.5%", options) == "3.|5%");
}

TEST_CASE("a hyphen stays with an ideographic space or another hyphen before it") {
  LineBreakOptions options;
  options.punctuation = PunctuationRules::Web;
  options.language = LineLanguage::Japanese;
  options.strictness = LineStrictness::Normal;
  CHECK(broken("ア〜イ", options) == "ア|〜|イ");
  CHECK(broken("ア〜‐イ", options) == "ア|〜‐|イ");
  CHECK(broken("ア\u3000‐イ", options) == "ア\u3000‐|イ");
  options.strictness = LineStrictness::Loose;
  CHECK(broken("アヽ〜イ", options) == "ア|ヽ|〜|イ");
}

TEST_CASE("a mark has its base's script, and a base without one has the mark's") {
  const auto scripts = [](std::string_view text) {
    const std::u32string chars = decoded(text);
    std::vector<ScriptId> ids(chars.size());
    resolve_scripts(chars, ids);
    std::string out;
    for (const ScriptId id : ids) {
      const uint32_t tag = script_tag(id);
      out += static_cast<char>(tag >> 24);
      out += static_cast<char>(tag >> 16 & 0xFF);
      out += ' ';
    }
    return out;
  };
  CHECK(scripts("a\u093Fb") == "La La La ");
  CHECK(scripts("\u0915\u0301") == "De De ");
  CHECK(scripts("a \u25CC\u0BBE b") == "La La Ta Ta Ta La ");
  CHECK(scripts("\u25CC\u093Fa") == "De De La ");
  CHECK(scripts("\u05D0\u064B\u05D0") == "He He He ");
}

}  // namespace
}  // namespace hallows::unicode
