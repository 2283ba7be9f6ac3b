#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/report.h"
#include "parseltongue/tools/sources.h"

namespace hallows::tools {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  bool cost = false;
};

void print_costs_json(const std::string& path, const ptl::CompileResult& result) {
  using Json = nlohmann::ordered_json;
  for (const ptl::ComponentCost& cost : result.costs) {
    const Json line = {{"file", path},
                       {"component", cost.name},
                       {"elements", cost.elements},
                       {"state_bytes", cost.state_bytes},
                       {"operations", cost.binding_operations},
                       {"unbounded", cost.unbounded}};
    std::printf("%s\n", line.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
  }
}

void print_costs(const ptl::CompileResult& result) {
  std::printf("%-24s %9s %12s %11s  %s\n", "component", "elements", "state bytes", "operations",
              "unbounded");
  for (const ptl::ComponentCost& cost : result.costs) {
    std::printf("%-24s %9u %12u %11u  ", cost.name.c_str(), cost.elements, cost.state_bytes,
                cost.binding_operations);
    for (const std::string& loop : cost.unbounded) std::printf("%s ", loop.c_str());
    std::printf("\n");
  }
}

int check(const Options& options) {
  const Format format = options.format == "json" ? Format::Json : Format::Text;
  int errors = 0;
  for (const std::string& path : options.files) {
    const ptl::CompileResult result = ptl::compile(path, disk_loader());
    errors += report(result.diagnostics, result.files, format);
    if (!options.cost || !result.ok()) continue;
    format == Format::Json ? print_costs_json(path, result) : print_costs(result);
  }
  if (format == Format::Text) {
    std::fprintf(stderr, "%zu file%s checked, %d error%s\n", options.files.size(),
                 options.files.size() == 1 ? "" : "s", errors, errors == 1 ? "" : "s");
  }
  return errors == 0 ? kFine : kInputHasErrors;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "Compiles files and reports their mistakes");
  command->add_option("files", options->files, "Parseltongue files")->required();
  command->add_option("--format", options->format, "text, or json: one object a line")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_flag("--cost", options->cost, "Print what every component costs at most");
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace hallows::tools
