#include "rt-kernel/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace hallows {

void assert_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "hallows: %s:%d: broken invariant: %s\n", file, line, condition);
  std::abort();
}

}  // namespace hallows
