#pragma once

#include <cstddef>
#include <cstdint>

#include "rt-kernel/base/arena.h"

// FreeType's own name for the record; its header stays in the .cpp files.
struct FT_MemoryRec_;  // NOLINT(readability-identifier-naming): FreeType's name

namespace hallows::glyph {

// A general allocator over one block reserved at set-up, for FT_Memory: power-of-two blocks with a
// free list per size. At the bound it gives null, which FreeType reports as out of memory.
class FtArena {
 public:
  explicit FtArena(size_t bytes);
  void* allocate(size_t size);
  void release(void* block);
  void* reallocate(void* block, size_t size);
  size_t peak() const { return arena_.peak(); }
  // Valid as long as this object.
  FT_MemoryRec_* memory() { return memory_; }

 private:
  static constexpr int kClasses = 40;
  struct Free {
    Free* next;
  };
  Arena arena_;
  Free* free_[kClasses] = {};
  FT_MemoryRec_* memory_;
};

}  // namespace hallows::glyph
