#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hallows {

enum class Severity : uint8_t { Error, Warning, Note };

// Where a diagnostic points. Lines and columns count from 1 (columns in code points); line 0 means
// the whole of `file`; `file` empty means no file at all (a device, a channel, the command line).
struct SourcePlace {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t end_line = 0;
  uint32_t end_column = 0;
};

// The one error type of the house: compiler, fonts, images, channels and command line all use it.
// Not for the engine thread in a frame: that logs a code and numbers through a ring.
struct Diagnostic {
  Severity severity = Severity::Error;
  const char* code = "";  // stable, kebab-case, for example "image-damaged"; static storage
  SourcePlace place;
  std::string message;  // what is wrong, in the user's words
  std::string why;      // empty where the message says it all
  std::string fix;      // what to do; empty where there is nothing to advise
};

// `file:line:column: error: message [code]`, then, where `source` (the file's text) is given, the
// source line with a caret, then why and fix on lines of their own.
std::string format_diagnostic(const Diagnostic& diagnostic, std::string_view source = {});

}  // namespace hallows
