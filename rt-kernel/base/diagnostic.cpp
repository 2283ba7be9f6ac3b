#include "rt-kernel/base/diagnostic.h"

#include <algorithm>

#include "rt-kernel/base/utf8.h"

namespace hallows {
namespace {

std::string_view line_of(std::string_view source, uint32_t line) {
  for (uint32_t n = 1; n < line; ++n) {
    const size_t end = source.find('\n');
    if (end == std::string_view::npos) return {};
    source.remove_prefix(end + 1);
  }
  return source.substr(0, source.find('\n'));
}

// Tabs stay tabs, so that the caret stands under its character whatever the tab width.
std::string caret_line(std::string_view text, const SourcePlace& place) {
  std::string out;
  uint32_t column = 1;
  for (size_t at = 0; at < text.size() && column < place.column; ++column) {
    out += text[at] == '\t' ? '\t' : ' ';
    at += decode_utf8(text, at).size;
  }
  out += '^';
  if (place.end_line == place.line && place.end_column > place.column + 1) {
    out.append(std::min<uint32_t>(place.end_column - place.column - 1, 200), '~');
  }
  return out;
}

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "";
}

}  // namespace

std::string format_diagnostic(const Diagnostic& diagnostic, std::string_view source) {
  const SourcePlace& place = diagnostic.place;
  std::string out;
  if (!place.file.empty()) {
    out += place.file;
    if (place.line != 0) {
      out += ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
    }
    out += ": ";
  }
  out += severity_name(diagnostic.severity);
  out += ": " + diagnostic.message;
  if (diagnostic.code[0] != '\0') out += std::string(" [") + diagnostic.code + "]";
  out += '\n';
  if (place.line != 0 && !source.empty()) {
    const std::string_view text = line_of(source, place.line);
    out += "  | " + std::string(text) + "\n  | " + caret_line(text, place) + '\n';
  }
  if (!diagnostic.why.empty()) out += "  why: " + diagnostic.why + '\n';
  if (!diagnostic.fix.empty()) out += "  fix: " + diagnostic.fix + '\n';
  return out;
}

}  // namespace hallows
