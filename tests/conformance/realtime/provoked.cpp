// Breaks the rule of the frame path on purpose; RealtimeSanitizer has to say so.
#include <cstdlib>

#include "rt-kernel/base/nonblocking.h"

namespace {

void* volatile g_kept = nullptr;

void frame() noexcept HALLOWS_NONBLOCKING {
  g_kept = std::malloc(64);
}

}  // namespace

int main() {
  frame();
  std::free(g_kept);
  return 0;
}
