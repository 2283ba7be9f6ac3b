#include "renderer/glyph/ft_arena.h"

#include <ft2build.h>
#include FT_SYSTEM_H

#include <bit>

namespace hallows::glyph {
namespace {

// Every block carries its size class in front, at FreeType's strictest alignment.
constexpr size_t kHeader = 16;
constexpr int kSmallestClass = 5;  // 32 bytes, header included

int class_of(size_t size) {
  const int width = std::bit_width(size + kHeader - 1);
  return width < kSmallestClass ? kSmallestClass : width;
}

void* ft_alloc(FT_Memory memory, long size) {
  return static_cast<FtArena*>(memory->user)->allocate(static_cast<size_t>(size));
}
void ft_free(FT_Memory memory, void* block) {
  static_cast<FtArena*>(memory->user)->release(block);
}
void* ft_realloc(FT_Memory memory, long, long size, void* block) {
  return static_cast<FtArena*>(memory->user)->reallocate(block, static_cast<size_t>(size));
}

}  // namespace

FtArena::FtArena(size_t bytes) : arena_(bytes) {
  void* place = arena_.allocate(sizeof(FT_MemoryRec_), alignof(FT_MemoryRec_));
  ASSERT(place != nullptr);
  memory_ = new (place) FT_MemoryRec_{this, ft_alloc, ft_free, ft_realloc};
}

void* FtArena::allocate(size_t size) {
  const int c = class_of(size);
  if (c >= kClasses) return nullptr;
  std::byte* block = nullptr;
  if (free_[c] != nullptr) {
    block = reinterpret_cast<std::byte*>(free_[c]);
    free_[c] = free_[c]->next;
  } else {
    block = static_cast<std::byte*>(arena_.allocate(size_t{1} << c, kHeader));
    if (block == nullptr) return nullptr;
  }
  *reinterpret_cast<int*>(block) = c;
  return block + kHeader;
}

void FtArena::release(void* block) {
  if (block == nullptr) return;
  std::byte* start = static_cast<std::byte*>(block) - kHeader;
  const int c = *reinterpret_cast<int*>(start);
  free_[c] = new (start) Free{free_[c]};
}

void* FtArena::reallocate(void* block, size_t size) {
  if (block == nullptr) return allocate(size);
  const int c = *reinterpret_cast<int*>(static_cast<std::byte*>(block) - kHeader);
  const size_t room = (size_t{1} << c) - kHeader;
  if (size <= room) return block;
  void* grown = allocate(size);
  if (grown == nullptr) return nullptr;
  std::memcpy(grown, block, room);
  release(block);
  return grown;
}

}  // namespace hallows::glyph
