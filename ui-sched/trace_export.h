#pragma once

#include <string>

#include "ui-sched/frame_ledger.h"

namespace hallows::sched {

// `--trace`: every thread's trace ring and the ledger's frames as Chrome trace-event JSON, which
// ui.perfetto.dev opens. Frames stand on a track of their own, coloured by verdict; a miss is an
// instant named after its cause. Call when the traced threads rest.
std::string trace_json(const FrameLedger& ledger);

}  // namespace hallows::sched
