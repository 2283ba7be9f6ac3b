#include "renderer/cpu/kernels_wide.h"

#if defined(__x86_64__)
#include "renderer/cpu/wide_sse2.h"

namespace hallows::render {

const KernelTable kSse2Kernels = make_table<WideSse2, TwoSse2, OneSse2>();

}  // namespace hallows::render
#endif
