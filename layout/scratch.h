#pragma once

#include <cstdlib>
#include <span>
#include <type_traits>

#include "rt-kernel/base/assert.h"
#include "rt-kernel/base/buffer.h"

// Under the address sanitizer, what isn't taken is poisoned and what is taken stands apart.
#if defined(__SANITIZE_ADDRESS__)
#define HALLOWS_SCRATCH_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HALLOWS_SCRATCH_POISON 1
#endif
#endif
#ifdef HALLOWS_SCRATCH_POISON
#include <sanitizer/asan_interface.h>
#endif

namespace hallows::layout {

// Memory for the items of one container while it is laid out, nested like a stack. Chunks never
// move, so spans stay valid while deeper boxes are laid out; chunks are kept, so after the deepest
// layout there are no more allocations.
class Scratch {
 public:
  Scratch() = default;
  ~Scratch() {
    for (const Chunk& chunk : chunks_) std::free(chunk.memory);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  struct Mark {
    uint32_t chunk;
    size_t used;
  };
  Mark mark() const { return {current_, used_}; }
  void release(Mark m) {
    if constexpr (kApart > 0) {
      for (uint32_t i = m.chunk; i <= current_ && i < chunks_.size(); ++i) {
        poison(chunks_[i], i == m.chunk ? m.used : 0, i == current_ ? used_ : chunks_[i].size);
      }
    }
    current_ = m.chunk;
    used_ = m.used;
  }
  // Uninitialised elements.
  template <class T>
  T* take(size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    return static_cast<T*>(bytes(count * sizeof(T)));
  }
  // Value-initialised elements.
  template <class T>
  std::span<T> make(size_t count) {
    T* first = take<T>(count);
    for (size_t i = 0; i < count; ++i) first[i] = T{};
    return {first, count};
  }
  size_t capacity() const {
    size_t sum = 0;
    for (const Chunk& chunk : chunks_) sum += chunk.size;
    return sum;
  }

 private:
  static constexpr size_t kChunkBytes = size_t{1} << 18;
  struct Chunk {
    char* memory;
    size_t size;
  };

  void* bytes(size_t exact) {
    const size_t count = ((exact + 15) & ~size_t{15}) + kApart;
    void* at;
    if (current_ < chunks_.size() && used_ + count <= chunks_.data()[current_].size) {
      at = chunks_.data()[current_].memory + used_;
      used_ += count;
    } else {
      at = next_chunk(count);
    }
    unpoison(at, exact);
    return at;
  }
  void* next_chunk(size_t count) {
    uint32_t next = chunks_.empty() ? 0 : current_ + 1;
    // A chunk that is too small for this request is passed over until the mark is released.
    while (next < chunks_.size() && chunks_[next].size < count) ++next;
    if (next == chunks_.size()) {
      const size_t size = count > kChunkBytes ? count : kChunkBytes;
      char* memory = static_cast<char*>(std::malloc(size));
      ASSERT(memory != nullptr);
      chunks_.push({memory, size});
      poison(chunks_[next], 0, size);
    }
    current_ = next;
    used_ = count;
    return chunks_[current_].memory;
  }
#ifdef HALLOWS_SCRATCH_POISON
  static constexpr size_t kApart = 16;
  static void poison(const Chunk& chunk, size_t from, size_t to) {
    __asan_poison_memory_region(chunk.memory + from, to - from);
  }
  static void unpoison(void* at, size_t count) { __asan_unpoison_memory_region(at, count); }
#else
  static constexpr size_t kApart = 0;
  static void poison(const Chunk&, size_t, size_t) {}
  static void unpoison(void*, size_t) {}
#endif

  Buffer<Chunk> chunks_;
  uint32_t current_ = 0;
  size_t used_ = 0;
};

// Gives back on scope exit what was taken since.
class ScratchScope {
 public:
  explicit ScratchScope(Scratch& scratch) : scratch_(scratch), mark_(scratch.mark()) {}
  ~ScratchScope() { scratch_.release(mark_); }
  ScratchScope(const ScratchScope&) = delete;
  ScratchScope& operator=(const ScratchScope&) = delete;

 private:
  Scratch& scratch_;
  Scratch::Mark mark_;
};

}  // namespace hallows::layout
