#pragma once

#include <cstdint>
#include <string>

namespace hallows::rt {

enum class Granted : uint8_t {
  Yes,
  Partly,  // something weaker than what was asked
  No,
  NotAsked,
};
constexpr const char* granted_name(Granted g) {
  switch (g) {
    case Granted::Yes:
      return "granted";
    case Granted::Partly:
      return "partly";
    case Granted::No:
      return "refused";
    case Granted::NotAsked:
      return "not asked";
  }
  return "";
}

// One thing that was asked of the system, as data for `hallows doctor` and benchmark records.
struct GrantRow {
  const char* what = "";  // "real-time class", "locked memory", ...; static storage
  Granted granted = Granted::NotAsked;
  std::string wanted;  // "SCHED_FIFO 40"
  std::string got;     // "nice -11"
  std::string why;     // empty when granted: "RLIMIT_RTPRIO is 0 and CAP_SYS_NICE is missing"
  std::string fix;     // what the user can do for more
};

}  // namespace hallows::rt
