#include "ui-sched/app/program_data.h"

#include "parseltongue/interpreter/interpreter.h"

namespace hallows {

ProgramData::ProgramData(void (*fill)(ProgramData& data)) {
  fill(*this);
  program_ = interpreter::make_program(tables_);
}

}  // namespace hallows
