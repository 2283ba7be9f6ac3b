#include "parseltongue/tools/report.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace hallows::tools {
namespace {

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "error";
}

void print_json(const Diagnostic& d) {
  nlohmann::ordered_json line = {{"file", d.place.file},
                                 {"line", d.place.line},
                                 {"column", d.place.column},
                                 {"end_line", d.place.end_line},
                                 {"end_column", d.place.end_column},
                                 {"severity", severity_name(d.severity)},
                                 {"code", d.code},
                                 {"message", d.message}};
  if (!d.why.empty()) line["why"] = d.why;
  if (!d.fix.empty()) line["fix"] = d.fix;
  using Json = nlohmann::ordered_json;
  std::printf("%s\n", line.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
}

std::string_view text_of(std::string_view path, std::span<const ptl::LoadedFile> files) {
  for (const ptl::LoadedFile& file : files) {
    if (file.path == path) return file.text;
  }
  return {};
}

}  // namespace

int report(std::span<const Diagnostic> diagnostics, std::span<const ptl::LoadedFile> files,
           Format format) {
  int errors = 0;
  for (const Diagnostic& d : diagnostics) {
    errors += d.severity == Severity::Error ? 1 : 0;
    if (format == Format::Json) {
      print_json(d);
    } else {
      const std::string text = format_diagnostic(d, text_of(d.place.file, files));
      std::fwrite(text.data(), 1, text.size(), stderr);  // it may quote a NUL
    }
  }
  return errors;
}

int report(const Diagnostic& diagnostic) {
  return report(std::span<const Diagnostic>(&diagnostic, 1), {}, Format::Text);
}

}  // namespace hallows::tools
