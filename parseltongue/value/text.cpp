#include "parseltongue/value/text.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "layout/text/unicode/character.h"
#include "layout/text/unicode/segment.h"
#include "parseltongue/value/case_tables.h"
#include "rt-kernel/base/utf8.h"

namespace hallows::value {
namespace {

using unicode::GeneralCategory;

GeneralCategory category(char32_t c) {
  return static_cast<GeneralCategory>(unicode::character(c).category);
}

// White_Space of PropList.txt: the separators and six controls.
bool is_white(char32_t c) {
  if (c >= 9 && c <= 13) return true;
  if (c < 0x80) return c == ' ';
  if (c == 0x85) return true;
  const GeneralCategory k = category(c);
  return k == GeneralCategory::Zs || k == GeneralCategory::Zl || k == GeneralCategory::Zp;
}

// Byte offset after `count` grapheme clusters from byte `at`.
size_t skip_graphemes(std::string_view text, size_t at, int64_t count) {
  for (int64_t i = 0; i < count && at < text.size(); ++i) at = unicode::next_grapheme(text, at);
  return at;
}

// ---- Case mapping (Unicode 15.0, section 3.13, toUppercase and toLowercase) ----

struct CaseTables {
  std::span<const CaseRun> runs;
  std::span<const CaseSpecial> specials;
};

char32_t map_simple(std::span<const CaseRun> runs, char32_t c) {
  const auto after = std::upper_bound(runs.begin(), runs.end(), c,
                                      [](char32_t x, const CaseRun& run) { return x < run.first; });
  if (after == runs.begin()) return c;
  const CaseRun& run = *(after - 1);
  if (c > run.last || (c - run.first) % run.stride != 0) return c;
  return static_cast<char32_t>(static_cast<int32_t>(c) + run.delta);
}

void add_code_point(TextBuilder& out, char32_t c) {
  char bytes[4];
  out.add(std::string_view(bytes, encode_utf8(c, bytes)));
}

void add_mapped(TextBuilder& out, const CaseTables& tables, char32_t c) {
  const auto special =
      std::lower_bound(tables.specials.begin(), tables.specials.end(), c,
                       [](const CaseSpecial& s, char32_t x) { return s.code < x; });
  if (special == tables.specials.end() || special->code != c) {
    add_code_point(out, map_simple(tables.runs, c));
    return;
  }
  for (const uint32_t to : special->to) {
    if (to != 0) add_code_point(out, to);
  }
}

bool is_cased(char32_t c) {
  const GeneralCategory k = category(c);
  return k == GeneralCategory::Lu || k == GeneralCategory::Ll || k == GeneralCategory::Lt;
}
// Case_Ignorable, nearly: marks, modifiers, format characters and apostrophes.
bool is_case_ignorable(char32_t c) {
  switch (category(c)) {
    case GeneralCategory::Mn:
    case GeneralCategory::Me:
    case GeneralCategory::Cf:
    case GeneralCategory::Lm:
    case GeneralCategory::Sk:
      return true;
    default:
      return c == '\'' || c == '.' || c == ':' || c == 0xB7 || c == 0x2019;
  }
}

// Table 3-17, Final_Sigma: a cased letter before, none after. `after` is where the sigma ends.
bool is_final_sigma(std::string_view text, size_t after, bool cased_before) {
  if (!cased_before) return false;
  for (size_t at = after; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    if (is_cased(c.code_point)) return false;
    if (!is_case_ignorable(c.code_point)) return true;
    at += c.size;
  }
  return true;
}

}  // namespace

void TextBuilder::add(std::string_view text) noexcept {
  const size_t room = heap_.scratch().size() - heap_.scratch_top;
  if (text.size() > room) {
    heap_.report(FaultKind::TextTooLong);
    // Cut before a code point that would not fit whole.
    size_t cut = room;
    while (cut > 0 && (static_cast<uint8_t>(text[cut]) & 0xC0) == 0x80) --cut;
    text = text.substr(0, cut);
  }
  if (text.empty()) return;
  std::memcpy(heap_.scratch().data() + heap_.scratch_top, text.data(), text.size());
  heap_.scratch_top += text.size();
}

int64_t text_count(std::string_view text) noexcept {
  return static_cast<int64_t>(unicode::count_graphemes(text));
}

std::string_view text_range(std::string_view text, int64_t first, int64_t end) noexcept {
  first = std::max<int64_t>(first, 0);
  if (end <= first) return {};
  const size_t from = skip_graphemes(text, 0, first);
  const size_t to = skip_graphemes(text, from, end - first);
  return text.substr(from, to - from);
}

std::string_view text_trim(std::string_view text) noexcept {
  size_t first = 0;
  while (first < text.size()) {
    const DecodedChar c = decode_utf8(text, first);
    if (!is_white(c.code_point)) break;
    first += c.size;
  }
  size_t end = text.size();
  while (end > first) {
    size_t start = end - 1;
    while (start > first && (static_cast<uint8_t>(text[start]) & 0xC0) == 0x80) --start;
    if (!is_white(decode_utf8(text, start).code_point)) break;
    end = start;
  }
  return text.substr(first, end - first);
}

Value text_upper(Heap& heap, std::string_view text) noexcept {
  const CaseTables tables{upper_runs(), upper_specials()};
  TextBuilder out(heap);
  for (size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    add_mapped(out, tables, c.code_point);
    at += c.size;
  }
  return out.finish();
}

Value text_lower(Heap& heap, std::string_view text) noexcept {
  constexpr char32_t kSigma = 0x3A3;
  constexpr char32_t kFinalSigma = 0x3C2;
  const CaseTables tables{lower_runs(), lower_specials()};
  TextBuilder out(heap);
  bool cased_before = false;
  for (size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    at += c.size;
    if (c.code_point == kSigma && is_final_sigma(text, at, cased_before)) {
      add_code_point(out, kFinalSigma);
    } else {
      add_mapped(out, tables, c.code_point);
    }
    if (!is_case_ignorable(c.code_point)) cased_before = is_cased(c.code_point);
  }
  return out.finish();
}

Value text_replace(Heap& heap, std::string_view text, std::string_view from,
                   std::string_view to) noexcept {
  TextBuilder out(heap);
  size_t at = 0;
  while (!from.empty()) {
    const size_t found = text.find(from, at);
    if (found == std::string_view::npos) break;
    out.add(text.substr(at, found - at));
    out.add(to);
    at = found + from.size();
  }
  out.add(text.substr(at));
  return out.finish();
}

Value text_split(Heap& heap, std::string_view text, std::string_view separator) noexcept {
  Value parts = heap.make_list(size_t{0});
  size_t at = 0;
  if (separator.empty()) {
    while (at < text.size()) {
      const size_t end = unicode::next_grapheme(text, at);
      if (!heap.append(parts, heap.make_text(text.substr(at, end - at)))) return {};
      at = end;
    }
    return parts;
  }
  for (;;) {
    const size_t found = text.find(separator, at);
    const size_t end = found == std::string_view::npos ? text.size() : found;
    if (!heap.append(parts, heap.make_text(text.substr(at, end - at)))) return {};
    if (found == std::string_view::npos) return parts;
    at = found + separator.size();
  }
}

Value text_join(Heap& heap, const Value& list, std::string_view separator) noexcept {
  TextBuilder out(heap);
  for (size_t i = 0; i < list.size(); ++i) {
    if (i != 0) out.add(separator);
    out.add(list.at(i).as_text());
  }
  return out.finish();
}

std::optional<int64_t> text_to_int(std::string_view text) noexcept {
  text = text_trim(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> text_to_float(std::string_view text) noexcept {
  text = text_trim(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  // from_chars knows "inf" and "nan"; the language has no such literals.
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace hallows::value
