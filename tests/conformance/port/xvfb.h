#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

namespace hallows::test {

// An X server without a screen, for one test; it ends with this object. Sets DISPLAY.
class Xvfb {
 public:
  // Null where Xvfb is not installed; one that is there and doesn't start ends the test program.
  static std::unique_ptr<Xvfb> start(const char* screen = "1280x720x24");
  ~Xvfb();
  void stop();

 private:
  static std::unique_ptr<Xvfb> start_once(const char* screen);
  pid_t pid_ = -1;
};

// Runs a program with this DISPLAY; its exit status, 127 where it isn't installed.
int run_command(const std::string& command);
bool has_command(const char* name);

}  // namespace hallows::test
