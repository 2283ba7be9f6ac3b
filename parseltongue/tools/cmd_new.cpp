#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/report.h"
#include "rt-kernel/base/write_file.h"

namespace hallows::tools {
namespace {

namespace fs = std::filesystem;

// What a new project starts with. @NAME@ is its name, @WINDOW@ that of its window, which is none of
// the components that it uses.
struct Template {
  const char* file;
  const char* text;
};
constexpr Template kTemplates[] = {
    {"@NAME@.ptl", R"(use std { Column, Row, Text, TextField, Button, Light }

window @WINDOW@ {
    in greeting: text = "Hello"
    event greeted(name: text)
    var name = ""

    title: "@NAME@"
    size: 480dp 180dp
    theme: Light
    background: theme.background
    color: theme.text

    Column {
        padding: 32dp
        gap: 20dp
        Text { greeting, size: theme.size-heading, weight: bold }
        Row {
            gap: 12dp
            align: center
            TextField { text <=> name, hint: "Your name", grow: 1, on submit { greeted(name) } }
            Button { "Greet", primary: true, enabled: !name.trim().empty, on press { greeted(name) } }
        }
    }
}

test "the window greets" {
    let w = @WINDOW@ {}
    expect(w.find("Hello").exists)
    expect(w.find("Greet").exists)
}
)"},
    {"main.cpp",
     R"(// The application beside its UI: this code runs on a thread of its own, and no frame waits for it.
#include "@NAME@.ptl.h"

int main(int argc, char** argv) {
  hallows::App app(argc, argv);
  @WINDOW@ ui(app);
  ui.on_greeted([&](const std::string& name) { ui.set_greeting("Hello, " + name + "!"); });
  return app.run(ui);
}
)"},
    {"CMakeLists.txt", R"(cmake_minimum_required(VERSION 3.25)
project(@NAME@ LANGUAGES C CXX)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
find_package(hallows 0.1 REQUIRED)

add_executable(@NAME@ main.cpp)
hallows_add_ui(@NAME@ @NAME@.ptl)
install(TARGETS @NAME@)
hallows_carry_fonts()  # the default fonts are installed with it
)"},
    {".gitignore", "/build/\n"},
};

std::string filled(std::string_view text, const std::string& name, const std::string& window) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("@NAME@")) {
      out += name;
      text.remove_prefix(6);
    } else if (text.starts_with("@WINDOW@")) {
      out += window;
      text.remove_prefix(8);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A target of CMake, a file and, without its dashes, a class: letters, digits, - and _, a letter
// first.
bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 60 || !is_letter(name.front())) return false;
  for (const char c : name) {
    if (!is_letter(c) && (c < '0' || c > '9') && c != '-' && c != '_') return false;
  }
  return true;
}

// CMake's own targets, whatever generates the build.
bool is_reserved(std::string_view name) {
  constexpr std::string_view kReserved[] = {
      "all",     "install",        "clean",      "help",   "test",
      "package", "package_source", "edit_cache", "depend", "rebuild_cache"};
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

// "my-app" gives MyAppWindow.
std::string window_name(std::string_view name) {
  std::string out;
  bool capital = true;
  for (const char c : name) {
    if (c == '-' || c == '_') {
      capital = true;
      continue;
    }
    out += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    capital = false;
  }
  return out + "Window";
}

std::optional<Diagnostic> refuse(const fs::path& folder, const std::string& name) {
  Diagnostic d;
  d.place.file = folder.string();
  std::error_code error;
  if (!is_name(name)) {
    d.code = "not-a-project-name";
    d.message = fmt::format("'{}' can't be the name of a project", name);
    d.why = "it names a program, a file and a class";
    d.fix = "take letters, digits, - and _, with a letter first: hallows new my-app";
    return d;
  }
  if (is_reserved(name)) {
    d.code = "reserved-project-name";
    d.message = fmt::format("'{}' is a target that every CMake build has", name);
    d.fix = "take another name";
    return d;
  }
  if (fs::exists(folder, error) &&
      !(fs::is_directory(folder, error) && fs::is_empty(folder, error))) {
    d.code = "folder-not-empty";
    d.message = "this folder is there already and isn't empty";
    d.fix = "choose another name, or empty it";
    return d;
  }
  return std::nullopt;
}

int create(const std::string& where) {
  fs::path folder = fs::path(where).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  const std::string name = folder.filename().string();
  if (const std::optional<Diagnostic> why = refuse(folder, name)) {
    report(*why);
    return kBadCommandLine;
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    Diagnostic d;
    d.code = "folder-unwritable";
    d.place.file = folder.string();
    d.message = "this folder can't be made";
    d.why = error.message();
    d.fix = "check the path and the permissions";
    report(d);
    return kMachineLacks;
  }
  const std::string window = window_name(name);
  std::vector<fs::path> paths;
  for (const Template& file : kTemplates) {
    paths.push_back(folder / filled(file.file, name, window));
    const std::string text = filled(file.text, name, window);
    if (const auto written = write_file(paths.back().string(), text); !written) {
      report(written.error());
      for (const fs::path& path : paths) fs::remove(path, error);  // so that it can be tried again
      return kMachineLacks;
    }
  }
  for (const fs::path& path : paths) std::printf("wrote %s\n", path.c_str());
  const std::string ui = (folder / (name + ".ptl")).string();
  std::printf(
      "\nLook at it:  hallows run %s\n"
      "Test it:     hallows test %s\n"
      "Build it:    cmake -S %s -B %s/build && cmake --build %s/build\n",
      ui.c_str(), ui.c_str(), folder.c_str(), folder.c_str(), folder.c_str());
  return kFine;
}

}  // namespace

void add_new(CLI::App& app, int& exit_code) {
  auto where = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "new", "Starts a project: a UI with a test, an application beside it, a CMakeLists.txt");
  command->add_option("name", *where, "Name of the project, or a path that ends in it")->required();
  command->callback([where, &exit_code] { exit_code = create(*where); });
}

}  // namespace hallows::tools
