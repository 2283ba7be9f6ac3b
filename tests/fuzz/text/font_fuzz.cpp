// libFuzzer: bytes as a font.
#include "tests/fuzz/text/text_ops.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < (1u << 20)) text_fuzz::run_font({data, data + size});
  return 0;
}
