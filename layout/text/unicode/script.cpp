#include "layout/text/unicode/script.h"

#include "layout/text/unicode/tables.h"
#include "rt-kernel/base/fixed_vector.h"

namespace hallows::unicode {
namespace {

constexpr uint32_t tag4(const char (&s)[5]) {
  return (uint32_t{static_cast<uint8_t>(s[0])} << 24) |
         (uint32_t{static_cast<uint8_t>(s[1])} << 16) |
         (uint32_t{static_cast<uint8_t>(s[2])} << 8) | static_cast<uint8_t>(s[3]);
}

constexpr uint32_t kRtlTags[] = {
    tag4("Arab"), tag4("Hebr"), tag4("Syrc"), tag4("Thaa"), tag4("Nkoo"), tag4("Samr"),
    tag4("Mand"), tag4("Adlm"), tag4("Armi"), tag4("Avst"), tag4("Chrs"), tag4("Cprt"),
    tag4("Elym"), tag4("Hatr"), tag4("Hung"), tag4("Khar"), tag4("Lydi"), tag4("Mani"),
    tag4("Mend"), tag4("Merc"), tag4("Mero"), tag4("Narb"), tag4("Nbat"), tag4("Orkh"),
    tag4("Palm"), tag4("Phli"), tag4("Phlp"), tag4("Phnx"), tag4("Prti"), tag4("Rohg"),
    tag4("Sarb"), tag4("Sogd"), tag4("Sogo"), tag4("Yezi"), tag4("Ougr")};

bool is_real(ScriptId script) {
  return script > kScriptUnknown;
}

struct OpenBracket {
  char32_t pair;
  ScriptId script;
};
// Deeper nesting is left to the ordinary rule.
using BracketStack = FixedVector<OpenBracket, 32>;

// The closing bracket's script is its opener's.
ScriptId close_bracket(BracketStack& open, char32_t code_point, ScriptId current) {
  for (size_t i = open.size(); i > 0; --i) {
    if (open[i - 1].pair != code_point) continue;
    const ScriptId script = open[i - 1].script;
    while (open.size() >= i) open.pop();
    return is_real(script) ? script : current;
  }
  return current;
}

}  // namespace

uint32_t script_tag(ScriptId script) noexcept {
  return script < tables::kScriptCount ? tables::kScriptTags[script] : tag4("Zyyy");
}

ScriptId script_from_tag(uint32_t tag) noexcept {
  const uint32_t title = (tag & 0xDFDFDFDF) | 0x00202020;
  for (uint32_t i = 0; i < tables::kScriptCount; ++i) {
    if (tables::kScriptTags[i] == title) return static_cast<ScriptId>(i);
  }
  return kScriptUnknown;
}

uint32_t script_count() noexcept {
  return tables::kScriptCount;
}

bool script_is_rtl(ScriptId script) noexcept {
  const uint32_t tag = script_tag(script);
  for (const uint32_t rtl : kRtlTags) {
    if (tag == rtl) return true;
  }
  return false;
}

std::span<const ScriptId> script_extensions(char32_t code_point) noexcept {
  const Character& c = character(code_point);
  if (c.extensions == 0) return {&c.script, 1};
  const uint32_t start = tables::kExtensionStarts[c.extensions];
  const uint32_t end = tables::kExtensionStarts[c.extensions + 1];
  return {tables::kExtensions + start, end - start};
}

bool has_script(char32_t code_point, ScriptId script) noexcept {
  for (const ScriptId one : script_extensions(code_point)) {
    if (one == script) return true;
  }
  return false;
}

// A bracket takes the script around it; a closing one that of its partner. (UAX #24, 5.1)
ScriptId bracket_script(BracketStack& open, char32_t code_point, ScriptId current) noexcept {
  const Bracket bracket = bidi_bracket(code_point);
  if (bracket.type == BracketType::Close) return close_bracket(open, code_point, current);
  if (bracket.type == BracketType::Open) open.try_push({bracket.pair, current});
  return current;
}

// A mark with a script of its own (UAX #24, 5.2) takes its base's; a base without one takes the
// mark's.
static ScriptId mark_script(std::span<const char32_t> text, std::span<ScriptId> scripts,
                            size_t base, size_t mark) noexcept {
  if (is_real(character(text[base]).script)) return scripts[base];
  const ScriptId script = character(text[mark]).script;
  for (size_t j = base; j < mark; ++j) scripts[j] = script;
  return script;
}

void resolve_scripts(std::span<const char32_t> text, std::span<ScriptId> scripts) noexcept {
  BracketStack open;
  ScriptId current = kScriptCommon;
  size_t unresolved = 0;  // leading characters without a script
  size_t base = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const Character& c = character(text[i]);
    ScriptId script = c.script;
    const bool mark = c.is(Character::kMark);
    if (!mark) base = i;
    if (!is_real(script)) {
      script = current;
      if (c.is(Character::kMirrored)) script = bracket_script(open, text[i], current);
    } else if (!is_real(current)) {
      for (size_t j = unresolved; j < i; ++j) scripts[j] = script;
      for (OpenBracket& bracket : open) bracket.script = script;
      unresolved = i;
    } else if (mark) {
      script = mark_script(text, scripts, base, i);
    }
    scripts[i] = script;
    current = script;
  }
}

}  // namespace hallows::unicode
