#pragma once

#include <atomic>
#include <mutex>
#include <type_traits>

#include "rt-kernel/rt/doorbell.h"

namespace hallows::runtime {

struct Engine;

// Lets other threads look at the engine between two frames: tests, inspectors, `--dump` of a
// running window. The asker waits, the engine never does; a question runs on the engine thread
// outside of frames and may allocate. One a program.
class EngineQuestions {
 public:
  // Any thread but the engine's. Runs `ask(context, engine)` between two frames and returns when it
  // has run; false when the engine's loop has ended: nothing has run, and whoever joined the engine
  // thread may look for itself.
  bool ask(rt::Doorbell& engine_bell, void (*question)(void* context, Engine& engine),
           void* context);
  template <class F>
  bool ask(rt::Doorbell& engine_bell, F&& question) {
    using Question = std::remove_reference_t<F>;
    return ask(
        engine_bell, [](void* f, Engine& engine) { (*static_cast<Question*>(f))(engine); },
        const_cast<void*>(static_cast<const void*>(&question)));
  }

  // Engine thread.
  bool waiting() const noexcept { return pending_.load(std::memory_order_acquire) != nullptr; }
  void answer(Engine& engine) noexcept;
  void close() noexcept;  // the loop has ended: every later question is refused

 private:
  enum class State : uint32_t { Open, Answered, Refused };
  struct Asked {
    void (*run)(void* context, Engine& engine) = nullptr;
    void* context = nullptr;
    std::atomic<State> state{State::Open};  // release in the engine pairs with acquire in ask()
  };
  void finish(Asked& question, State state) noexcept;

  std::mutex askers_;                     // one at a time; the engine never takes it
  std::atomic<Asked*> pending_{nullptr};  // release in ask() pairs with acquire in the engine
  // Sequentially consistent: ask() stores the question, then looks here; close() stores here, then
  // looks for a question.
  std::atomic<bool> closed_{false};
};

}  // namespace hallows::runtime
