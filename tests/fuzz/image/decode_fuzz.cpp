#include <cstddef>
#include <cstdint>

#include "renderer/image/decode.h"
#include "rt-kernel/base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto result = hallows::image::decode({data, size}, "fuzz");
  if (result) {
    ASSERT(result->pixels.size() ==
           static_cast<size_t>(result->size.width) * static_cast<size_t>(result->size.height));
    const auto small = hallows::image::scale(*result, {7, 5});
    ASSERT(small.pixels.size() == 35);
  }
  return 0;
}
