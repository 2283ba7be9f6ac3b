#pragma once

#include <cstdint>
#include <span>

#include "layout/text/unicode/character.h"

namespace hallows::unicode {

// Four letters, big-endian, as ISO 15924 writes them ('Latn' = 0x4C61746E). 'Zyyy' past the end.
uint32_t script_tag(ScriptId script) noexcept;
// The script with that tag (any case), or kScriptUnknown.
ScriptId script_from_tag(uint32_t tag) noexcept;
uint32_t script_count() noexcept;
bool script_is_rtl(ScriptId script) noexcept;

// Script_Extensions of the code point: at least one entry.
std::span<const ScriptId> script_extensions(char32_t code_point) noexcept;
bool has_script(char32_t code_point, ScriptId script) noexcept;

// One script a code point with Common and Inherited resolved (UAX 24, section 5.1): they take the
// script of what precedes them, paired brackets that of their opener, leading ones that of what
// follows; text without any script stays Common. A mark doesn't part from its base (5.2). No
// allocation.
void resolve_scripts(std::span<const char32_t> text, std::span<ScriptId> scripts) noexcept;

}  // namespace hallows::unicode
