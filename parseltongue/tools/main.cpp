#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>

#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"

namespace {

bool has_command(const CLI::App& app, const std::string& name) {
  const auto named = [&](const CLI::App* command) { return command->get_name() == name; };
  return !app.get_subcommands(named).empty();
}

int run_command(int argc, char** argv) {
  using namespace hallows::tools;
  CLI::App app("Hallows: runs, checks and tests UIs written in Parseltongue.", "hallows");
  app.require_subcommand(1);
  app.set_version_flag("--version", "hallows " HALLOWS_VERSION);
  app.footer(
      "Exit codes: 0 fine; 1 errors in the input or a failed test; 2 bad command line;\n"
      "3 the machine lacks something (`hallows doctor` says what).");
  int exit_code = kFine;
  add_new(app, exit_code);
  add_run(app, exit_code);
  add_check(app, exit_code);
  add_fmt(app, exit_code);
  add_compile(app, exit_code);
  add_test(app, exit_code);
  add_doctor(app, exit_code);
  if (argc > 1 && argv[1][0] != '-' && !has_command(app, argv[1])) {
    std::fprintf(stderr,
                 "hallows: error: there is no command '%s'\n  fix: `hallows --help` lists them\n",
                 argv[1]);
    return kBadCommandLine;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? kFine : kBadCommandLine;
  }
  return exit_code;
}

}  // namespace

// What no command foresaw (memory, a broken pipe of the standard library) is said, not aborted on.
int main(int argc, char** argv) try {
  return run_command(argc, argv);
} catch (const std::exception& error) {
  std::fprintf(stderr, "hallows: error: %s\n", error.what());
  return hallows::tools::kMachineLacks;
} catch (...) {
  std::fputs("hallows: error: unknown\n", stderr);
  return hallows::tools::kMachineLacks;
}
