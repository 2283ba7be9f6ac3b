#pragma once

namespace CLI {
class App;
}

// One function a subcommand: declares its options on `app` and, when it is chosen, runs and puts
// the exit code into `exit_code`.
namespace hallows::tools {

void add_check(CLI::App& app, int& exit_code);
void add_compile(CLI::App& app, int& exit_code);
void add_doctor(CLI::App& app, int& exit_code);
void add_fmt(CLI::App& app, int& exit_code);
void add_new(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_test(CLI::App& app, int& exit_code);

}  // namespace hallows::tools
