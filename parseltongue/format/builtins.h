#pragma once

#include <cstdint>
#include <string_view>

namespace hallows::format {

// The functions that the language brings (builtins.def says what each takes and gives).
enum class Builtin : uint16_t {
#define HALLOWS_BUILTIN(id, receiver, name, signature) id,
#include "parseltongue/format/builtins.def"
  Count
};

enum class BuiltinReceiver : uint8_t { Function, List, Text, Color };

struct BuiltinInfo {
  std::string_view name;
  BuiltinReceiver receiver;
  std::string_view signature;
};

// Static table; any thread.
const BuiltinInfo& builtin_info(Builtin builtin);
// Count when there is none of that name for that receiver.
Builtin find_builtin(BuiltinReceiver receiver, std::string_view name);

}  // namespace hallows::format
