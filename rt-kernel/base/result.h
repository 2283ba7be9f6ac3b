#pragma once

#include <utility>
#include <variant>

#include "rt-kernel/base/assert.h"
#include "rt-kernel/base/diagnostic.h"

namespace hallows {

// The outcome of set-up work that can fail: a value, or the diagnostic that the user reads.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Diagnostic error) : state_(std::in_place_index<1>, std::move(error)) {}
  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() {
    ASSERT(state_.index() == 0);
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const {
    ASSERT(state_.index() == 0);
    return *std::get_if<0>(&state_);
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  const Diagnostic& error() const {
    ASSERT(state_.index() == 1);
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Diagnostic> state_;
};

}  // namespace hallows
