#include "rt-kernel/rt/permit.h"

#include "rt-kernel/rt/guard_state.h"

namespace hallows::rt {

Permit::Permit(PermitKind kind) noexcept HALLOWS_NONBLOCKING {
  ++t_guard.permits;
  ++t_guard.permit_counts.entered[static_cast<uint32_t>(kind)];
}

Permit::~Permit() noexcept HALLOWS_NONBLOCKING {
  --t_guard.permits;
}

PermitCounts permit_counts() noexcept HALLOWS_NONBLOCKING {
  return t_guard.permit_counts;
}

}  // namespace hallows::rt
