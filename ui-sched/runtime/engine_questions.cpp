#include "ui-sched/runtime/engine_questions.h"

#include <ctime>

namespace hallows::runtime {

bool EngineQuestions::ask(rt::Doorbell& engine_bell,
                          void (*question)(void* context, Engine& engine), void* context) {
  const std::lock_guard lock(askers_);
  Asked asked;
  asked.run = question;
  asked.context = context;
  pending_.store(&asked, std::memory_order_seq_cst);
  engine_bell.ring();
  if (closed_.load(std::memory_order_seq_cst)) {
    // Either close() has seen the question, or it is taken back here.
    Asked* mine = &asked;
    if (pending_.compare_exchange_strong(mine, nullptr, std::memory_order_acq_rel)) return false;
  }
  for (;;) {
    const State state = asked.state.load(std::memory_order_acquire);
    if (state != State::Open) return state == State::Answered;
    const timespec pause{0, 200'000};
    nanosleep(&pause, nullptr);
  }
}

void EngineQuestions::finish(Asked& question, State state) noexcept {
  question.state.store(state, std::memory_order_release);  // it may be gone after this
}

void EngineQuestions::answer(Engine& engine) noexcept {
  if (!waiting()) return;
  Asked* question = pending_.exchange(nullptr, std::memory_order_acq_rel);
  if (question == nullptr) return;
  question->run(question->context, engine);
  finish(*question, State::Answered);
}

void EngineQuestions::close() noexcept {
  closed_.store(true, std::memory_order_seq_cst);
  Asked* question = pending_.exchange(nullptr, std::memory_order_seq_cst);
  if (question != nullptr) finish(*question, State::Refused);
}

}  // namespace hallows::runtime
