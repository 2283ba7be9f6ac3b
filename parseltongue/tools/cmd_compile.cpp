#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "parseltongue/ptlc/write_ui.h"
#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/report.h"
#include "parseltongue/tools/sources.h"

namespace hallows::tools {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string out = ".";
};

// Two files of one name would overwrite each other.
std::optional<Diagnostic> same_name(const std::vector<std::string>& files) {
  std::set<std::string> names;
  for (const std::string& path : files) {
    const std::string name = std::filesystem::path(path).filename().string();
    if (names.insert(name).second) continue;
    Diagnostic d;
    d.code = "same-file-name";
    d.place.file = path;
    d.message = "another file on the command line has this name";
    d.fix = "compile it into a folder of its own: --out DIR";
    return d;
  }
  return std::nullopt;
}

// Goes on after a file that has mistakes: all of them are said.
int compile(const Options& options) {
  if (const std::optional<Diagnostic> twice = same_name(options.files)) {
    report(*twice);
    return kBadCommandLine;
  }
  std::error_code error;  // said by the first file that can't be written
  std::filesystem::create_directories(options.out, error);
  int exit_code = kFine;
  for (const std::string& path : options.files) {
    const ptl::CompileResult result = ptl::compile(path, disk_loader());
    if (report(result.diagnostics, result.files, Format::Text) != 0) {
      exit_code = kInputHasErrors;
      continue;
    }
    const Result<std::string> written = ptlc::write_ui(result, path, options.out);
    if (!written) {
      report(written.error());
      return kMachineLacks;
    }
    std::printf("wrote %s.h and %s.cpp\n", written->c_str(), written->c_str());
  }
  return exit_code;
}

}  // namespace

void add_compile(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "compile", "Writes UIs as C++: a header with a class for each component, and their tables");
  command->add_option("files", options->files, "Parseltongue files")->required();
  command->add_option("--out", options->out, "Folder for FILE.ptl.h, .cpp and .d (for make)");
  command->callback([options, &exit_code] { exit_code = compile(*options); });
}

}  // namespace hallows::tools
