#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>

#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/report.h"
#include "parseltongue/tools/sources.h"
#include "rt-kernel/base/write_file.h"

namespace hallows::tools {
namespace {

struct Options {
  std::vector<std::string> files;
  bool check = false;
};

Diagnostic unreadable(const std::string& path) {
  Diagnostic d;
  d.code = "file-unreadable";
  d.place.file = path;
  d.message = "this file can't be read";
  d.fix = "check the path and the permissions";
  return d;
}

// True when the file is, or now is, in the one layout.
bool format_file(const std::string& path, const Options& options, int& exit_code) {
  const std::optional<std::string> text = read_file(path);
  if (!text) {
    report(unreadable(path));
    exit_code = kMachineLacks;
    return false;
  }
  const ptl::ParseResult parsed = ptl::parse_source(path, *text);
  const ptl::LoadedFile file{path, *text};
  if (report(parsed.diagnostics, {&file, 1}, Format::Text) != 0) {
    exit_code = kInputHasErrors;
    return false;
  }
  const std::string formatted = ptl::format_source(*text);
  if (formatted == *text) return true;
  if (options.check) {
    std::printf("%s: not formatted\n", path.c_str());
    exit_code = kInputHasErrors;
    return false;
  }
  if (const Result<bool> written = write_file(path, formatted); !written) {
    report(written.error());
    exit_code = kMachineLacks;
  }
  return true;
}

}  // namespace

void add_fmt(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("fmt", "Brings files into their one layout, in place");
  command->add_option("files", options->files, "Parseltongue files")->required();
  command->add_flag("--check", options->check, "Change nothing; exit 1 if a file would change");
  command->callback([options, &exit_code] {
    for (const std::string& path : options->files) format_file(path, *options, exit_code);
  });
}

}  // namespace hallows::tools
