#pragma once

#include <functional>
#include <optional>
#include <string>

#include "ui-sched/app/session.h"

namespace hallows {

class App;

// How an application is run. Every application has these on its command line.
struct AppOptions {
  BackendChoice backend = BackendChoice::Auto;  // --backend auto|cpu|vulkan
  PortChoice port = PortChoice::Auto;           // --port auto|headless|glfw
  float scale = 1;                              // --scale S: headless, device pixels per dp
  Size window;                                  // --window WxH in dp; 0: what the UI asks for
  uint64_t frames = 0;     // --frames N: stop after so many frames (headless: refreshes; 0 there
                           // means 1)
  std::string screenshot;  // --screenshot OUT.png: the last picture
  std::string stats;       // --stats OUT.json: the frame ledger
  // Headless, in place of `frames`: drives the UI in virtual time, on the thread of App::run.
  std::function<void(App& app)> script;
};

// What App tells the shell; the same numbers as the `hallows` command's.
constexpr int kExitFine = 0;
constexpr int kExitBadCommandLine = 2;
constexpr int kExitMachineLacks = 3;  // no display, no device, a file that can't be written
constexpr int kExitAppHangs = 4;      // the window is closed and a callback doesn't return

// Takes the options above out of the command line; what it doesn't know is the application's own.
// Gives what is wrong with one that it knows.
std::optional<Diagnostic> parse_app_options(int argc, char** argv, AppOptions& out);

}  // namespace hallows
