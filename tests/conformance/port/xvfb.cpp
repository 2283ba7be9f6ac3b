#include "tests/conformance/port/xvfb.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace hallows::test {

int run_command(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool has_command(const char* name) {
  return run_command("command -v " + std::string(name) + " >/dev/null 2>&1") == 0;
}

std::unique_ptr<Xvfb> Xvfb::start(const char* screen) {
  if (!has_command("Xvfb")) return nullptr;
  // Two servers that start at the same moment may want the same number; one of them gives up.
  for (int attempt = 0; attempt < 10; ++attempt) {
    if (auto started = start_once(screen)) return started;
  }
  std::fputs("Xvfb is installed and doesn't start\n", stderr);
  std::abort();
}

std::unique_ptr<Xvfb> Xvfb::start_once(const char* screen) {
  int ends[2];
  if (pipe(ends) != 0) return nullptr;
  const pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that dies leaves no server behind
    close(ends[0]);
    const std::string fd = std::to_string(ends[1]);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(126);
    execlp("Xvfb", "Xvfb", "-displayfd", fd.c_str(), "-screen", "0", screen, "-nolisten", "tcp",
           "-noreset", nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::string number;
  char c = 0;
  pollfd waiting{ends[0], POLLIN, 0};
  while (poll(&waiting, 1, 60'000) == 1 && read(ends[0], &c, 1) == 1 && c != '\n') number += c;
  close(ends[0]);
  std::unique_ptr<Xvfb> made(new Xvfb);
  made->pid_ = pid;
  if (number.empty()) return nullptr;
  setenv("DISPLAY", (":" + number).c_str(), 1);
  return made;
}

void Xvfb::stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

Xvfb::~Xvfb() {
  stop();
}

}  // namespace hallows::test
