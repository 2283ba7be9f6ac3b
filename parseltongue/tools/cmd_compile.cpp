#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

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

// Goes on after a file that has mistakes: all of them are said.
int compile(const Options& options) {
  int exit_code = kFine;
  for (const std::string& path : options.files) {
    const ptl::CompileResult result = ptl::compile(path, disk_loader());
    if (report(result.diagnostics, result.files, Format::Text) != 0) {
      exit_code = kInputHasErrors;
      continue;
    }
    if (const Result<bool> written = ptlc::write_ui(result, path, options.out); !written) {
      report(written.error());
      return kMachineLacks;
    }
    const std::filesystem::path name = std::filesystem::path(path).filename();
    const std::string stem = (std::filesystem::path(options.out) / name).string();
    std::printf("wrote %s.h and %s.cpp\n", stem.c_str(), stem.c_str());
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
