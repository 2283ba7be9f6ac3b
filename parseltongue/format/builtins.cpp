#include "parseltongue/format/builtins.h"

#include <array>

#include "rt-kernel/base/assert.h"

namespace hallows::format {
namespace {

constexpr std::array<BuiltinInfo, static_cast<size_t>(Builtin::Count)> kBuiltins = {{
#define HALLOWS_BUILTIN(id, receiver, name, signature) {name, BuiltinReceiver::receiver, signature},
#include "parseltongue/format/builtins.def"
}};

}  // namespace

const BuiltinInfo& builtin_info(Builtin builtin) {
  ASSERT(builtin < Builtin::Count);
  return kBuiltins[static_cast<size_t>(builtin)];
}

Builtin find_builtin(BuiltinReceiver receiver, std::string_view name) {
  for (size_t i = 0; i < kBuiltins.size(); ++i) {
    if (kBuiltins[i].receiver == receiver && kBuiltins[i].name == name) {
      return static_cast<Builtin>(i);
    }
  }
  return Builtin::Count;
}

}  // namespace hallows::format
