#pragma once

#include <utility>

namespace hallows::layout {

// Stable, in place and without the buffer that std::stable_sort allocates: insertion from the back,
// linear for what is sorted already, which `order` nearly always is.
template <class T, class Less>
void stable_sort(T* first, T* last, Less&& less) {
  if (first == last) return;
  for (T* i = first + 1; i < last; ++i) {
    if (!less(*i, *(i - 1))) continue;
    T moving = std::move(*i);
    T* hole = i;
    for (; hole != first && less(moving, *(hole - 1)); --hole) *hole = std::move(*(hole - 1));
    *hole = std::move(moving);
  }
}

}  // namespace hallows::layout
