#pragma once

#include <string>
#include <vector>

#include "parseltongue/format/program.h"
#include "parseltongue/value/heap.h"
#include "rt-kernel/base/result.h"
#include "widgets/ui.h"

namespace hallows::tools {

// Values for the inputs of a window, as a command line gives them ("night=true"). `values` must
// live until the window is open; their texts are in the heap.
struct GivenInputs {
  std::vector<value::Value> values;
  std::vector<widgets::SlotValue> slots;
};
// Inputs of type bool, int, float and text can be given. The diagnostic names what can't be read,
// and the inputs that there are.
Result<GivenInputs> read_inputs(const std::vector<std::string>& given, const format::Tables& tables,
                                value::Heap& heap);

}  // namespace hallows::tools
