#include "layout/text/missing_characters.h"

#include <cstdio>

#include "layout/text/paragraph_impl.h"
#include "layout/text/unicode/character.h"
#include "layout/text/unicode/script.h"

namespace hallows::text {

void note_missing(TextContextImpl& context, char32_t code_point) noexcept {
  const unicode::ScriptId script = unicode::character(code_point).script;
  for (const char32_t known : context.missing) {
    if (unicode::character(known).script == script) return;
  }
  context.missing.try_push(code_point);
}

std::vector<Diagnostic> missing_characters(TextContext& context) {
  std::vector<Diagnostic> out;
  for (const char32_t code_point : context.impl().missing) {
    const auto number = static_cast<unsigned>(code_point);
    const uint32_t tag = unicode::script_tag(unicode::character(code_point).script);
    const char script[] = {static_cast<char>(tag >> 24), static_cast<char>(tag >> 16),
                           static_cast<char>(tag >> 8), static_cast<char>(tag), 0};
    char text[160];
    Diagnostic d;
    d.severity = Severity::Warning;
    d.code = "character-missing";
    std::snprintf(text, sizeof text, "no font has the character U+%04X (script %s)", number,
                  script);
    d.message = text;
    d.why = "it and others of its script are drawn as boxes";
    std::snprintf(
        text, sizeof text,
        "apt-get install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji, or name a "
        "font that has it (fc-list ':charset=%x' lists them)",
        number);
    d.fix = text;
    out.push_back(std::move(d));
  }
  return out;
}

}  // namespace hallows::text
