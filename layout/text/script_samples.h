#pragma once

#include <cstdint>
#include <span>

namespace hallows::text {

struct ScriptSample {
  uint32_t script = 0;  // its tag
  char32_t sample = 0;  // a letter that every font of the script has; a digit for Common
};

// The scripts whose shaping plans are made before a frame, the commonest first.
std::span<const ScriptSample> script_samples() noexcept;

}  // namespace hallows::text
