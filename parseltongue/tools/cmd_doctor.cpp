#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "layout/text/cjk_dictionary.h"
#include "layout/text/font_store.h"
#include "layout/text/shaper_advice.h"
#include "layout/text/thai_dictionary.h"
#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"
#include "renderer/vulkan/vulkan_backend.h"
#include "rt-kernel/port/display_name.h"
#include "rt-kernel/rt/partition.h"

namespace hallows::tools {
namespace {

// One finding: what was looked at, whether it is as good as it gets, what it is, what to do.
struct Finding {
  std::string topic, what, verdict, detail, fix;
};

void look_at_display(std::vector<Finding>& out) {
  if (const char* display = display_name()) {
    out.push_back({"display", "X11", "ok", std::string("DISPLAY=") + display, ""});
  } else {
    out.push_back({"display", "X11", "absent", "DISPLAY is not set: UIs run headless",
                   "start an X server (or Xvfb) and set DISPLAY"});
  }
}

std::string describe(const render::VulkanDeviceReport& device) {
  std::string text = fmt::format("{}, Vulkan {}.{}, driver {}, {} MiB",
                                 render::vulkan_device_type_name(device.type), device.api_major,
                                 device.api_minor, device.driver, device.device_memory_bytes >> 20);
  if (device.usable) text += fmt::format(", drawn in the {} profile", device.profile);
  return text;
}

void look_at_vulkan(std::vector<Finding>& out) {
  const render::VulkanReport report = render::report_vulkan();
  bool gpu = false;
  for (const render::VulkanDeviceReport& device : report.devices) {
    gpu = gpu || (device.usable && device.type != render::VulkanDeviceType::Cpu);
    Finding found{"vulkan", device.name, device.usable ? "ok" : "unusable", describe(device), ""};
    if (!device.usable) {
      found.detail += ", it lacks " + device.missing;
      found.fix = "update this device's driver";
    }
    out.push_back(std::move(found));
  }
  for (const Diagnostic& d : report.problems) {
    out.push_back({"vulkan", "loader and drivers", "missing", d.message + ": " + d.why, d.fix});
  }
  out.push_back(
      {"vulkan", "--backend auto", gpu ? "vulkan" : "cpu",
       gpu ? "a window is drawn by the GPU"
           : "no GPU: a window is drawn on the processor without Vulkan, which is quicker "
             "than emulating it",
       ""});
}

void look_at_fonts(std::vector<Finding>& out) {
  auto table = std::make_unique<FontFaceTable>();
  text::FontStore fonts(*table);
  std::vector<Diagnostic> problems;
  const text::FontStackId stack = fonts.load_default(problems);
  const auto faces = fonts.faces(fonts.prepare({stack}));
  out.push_back(
      {"fonts", "default stack", problems.empty() ? "ok" : "partly",
       fmt::format("{} faces, the first is {}", faces.size(), table->get(faces.front()).blob->path),
       ""});
  for (const Diagnostic& d : problems) {
    out.push_back({"fonts", d.place.file, "missing", d.message, d.fix});
  }
  if (const auto& d = text::ThaiDictionary::installed_problem()) {
    out.push_back({"fonts", "Thai words", "missing", d->message, d->fix});
  } else {
    out.push_back({"fonts", "Thai words", "ok", "libthai's dictionary", ""});
  }
  if (const auto& d = text::CjkDictionary::installed_problem()) {
    out.push_back(
        {"fonts", "Chinese and Japanese words", "missing", d->message + ": " + d->why, d->fix});
  } else {
    out.push_back({"fonts", "Chinese and Japanese words", "ok",
                   "the dictionary made of libchewing3-data and ipadic-common", ""});
  }
  const char* shaper = text::shaper_version();
  out.push_back({"fonts", "HarfBuzz", "ok", shaper, std::string(text::shaper_advice(shaper))});
}

void look_at_partition(std::vector<Finding>& out) {
  const rt::PartitionReport report = rt::enter_partition({});
  for (const rt::GrantRow& row : report.rows) {
    out.push_back({"partition", row.what, rt::granted_name(row.granted),
                   row.why.empty() ? row.got : row.got + " (" + row.why + ")", row.fix});
  }
}

void print_text(const std::vector<Finding>& findings) {
  std::string topic;
  for (const Finding& f : findings) {
    if (f.topic != topic) std::printf("%s%s\n", topic.empty() ? "" : "\n", f.topic.c_str());
    topic = f.topic;
    std::printf("  %-10s %s: %s\n", f.verdict.c_str(), f.what.c_str(), f.detail.c_str());
    if (!f.fix.empty()) std::printf("             for more: %s\n", f.fix.c_str());
  }
}

void print_json(const std::vector<Finding>& findings) {
  using Json = nlohmann::ordered_json;
  for (const Finding& f : findings) {
    const Json line = {{"topic", f.topic},
                       {"what", f.what},
                       {"verdict", f.verdict},
                       {"detail", f.detail},
                       {"fix", f.fix}};
    std::printf("%s\n", line.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
  }
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto format = std::make_shared<std::string>("text");
  CLI::App* command = app.add_subcommand(
      "doctor", "Says what this machine grants, and what would be needed for more");
  command->add_option("--format", *format, "text, or json: one object a line")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([format, &exit_code] {
    std::vector<Finding> findings, partition;
    look_at_partition(partition);  // first: it is for a process without threads; drivers start some
    look_at_display(findings);
    look_at_vulkan(findings);
    look_at_fonts(findings);
    findings.insert(findings.end(), partition.begin(), partition.end());
    *format == "json" ? print_json(findings) : print_text(findings);
    exit_code = kFine;
  });
}

}  // namespace hallows::tools
