#pragma once

#include <vector>

#include "layout/text/text_context.h"
#include "rt-kernel/base/diagnostic.h"

namespace hallows::text {

// One message for every script of which some character was shown as a box because no font of the
// stack has it: the first such character, and what to install. At most eight scripts are kept, in
// the order in which they were met. Tools and logs, between frames.
std::vector<Diagnostic> missing_characters(TextContext& context);

}  // namespace hallows::text
