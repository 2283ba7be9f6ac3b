#include "ui-sched/app/app_options.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hallows {
namespace {

bool parse_backend(AppOptions& out, const std::string& text) {
  if (text == "auto") out.backend = BackendChoice::Auto;
  if (text == "cpu") out.backend = BackendChoice::Cpu;
  if (text == "vulkan") out.backend = BackendChoice::Vulkan;
  return text == "auto" || text == "cpu" || text == "vulkan";
}

bool parse_port(AppOptions& out, const std::string& text) {
  if (text == "auto") out.port = PortChoice::Auto;
  if (text == "headless") out.port = PortChoice::Headless;
  if (text == "glfw") out.port = PortChoice::Glfw;
  return text == "auto" || text == "headless" || text == "glfw";
}

bool parse_scale(AppOptions& out, const std::string& text) {
  char rest = 0;
  return std::sscanf(text.c_str(), "%f%c", &out.scale, &rest) == 1 && out.scale >= 0.25F &&
         out.scale <= 8;
}

bool parse_window(AppOptions& out, const std::string& text) {
  char rest = 0;
  const int count =
      std::sscanf(text.c_str(), "%fx%f%c", &out.window.width, &out.window.height, &rest);
  return count == 2 && out.window.width >= 1 && out.window.height >= 1 &&
         out.window.width <= 16'384 && out.window.height <= 16'384;
}

bool parse_frames(AppOptions& out, const std::string& text) {
  char* end = nullptr;
  out.frames = std::strtoull(text.c_str(), &end, 10);
  return !text.empty() && text[0] != '-' && *end == 0;
}

struct Option {
  const char* name;
  bool (*parse)(AppOptions& out, const std::string& text);
  const char* wants;
};
constexpr Option kOptions[] = {
    {"--backend", parse_backend, "auto, cpu or vulkan"},
    {"--port", parse_port, "auto, headless or glfw"},
    {"--scale", parse_scale, "a number from 0.25 to 8"},
    {"--window", parse_window, "a size such as 1280x720"},
    {"--frames", parse_frames, "a whole number"},
    {"--screenshot",
     [](AppOptions& out, const std::string& text) {
       out.screenshot = text;
       return !text.empty();
     },
     "the name of a PNG file"},
    {"--stats",
     [](AppOptions& out, const std::string& text) {
       out.stats = text;
       return !text.empty();
     },
     "the name of a file"},
};

Diagnostic bad_option(const Option& option, const std::string& given) {
  Diagnostic out;
  out.code = "bad-option";
  out.message = std::string(option.name) + " wants " + option.wants +
                (given.empty() ? "" : ", not `" + given + "`");
  return out;
}

}  // namespace

std::optional<Diagnostic> parse_app_options(int argc, char** argv, AppOptions& out) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    for (const Option& option : kOptions) {
      const std::string_view name = option.name;
      const bool apart = argument == name;
      const bool joined = argument.starts_with(name) && argument.size() > name.size() &&
                          argument[name.size()] == '=';
      if (!apart && !joined) continue;
      std::string value;
      if (joined) value = argument.substr(name.size() + 1);
      if (apart && i + 1 < argc) value = argv[++i];
      if (!option.parse(out, value)) return bad_option(option, value);
      break;
    }
  }
  return std::nullopt;
}

}  // namespace hallows
