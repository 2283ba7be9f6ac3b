#pragma once

#include <cstdint>

#include "rt-kernel/base/nonblocking.h"

namespace hallows::value {

class Value;

// What an Object holds: bytes of a text, or values.
enum class ObjectKind : uint8_t { Text, Values };

// The head of everything that lives in a Heap; its bytes or values follow. Blocks are counted in
// units of 16 bytes. Only value.h and heap.cpp look inside.
struct Object {
  uint32_t refs = 0;        // while it is being reclaimed: unit of the next one that is
  uint32_t unit = 0;        // of this object, from the heap's base
  uint32_t block = 0;       // size in units << 1, bit 0: free
  uint32_t block_back = 0;  // size in units of the block before this one
  uint32_t count = 0;       // bytes or values in use; free blocks: the next free one's unit
  ObjectKind kind{};
  uint8_t tag = 0;
  uint16_t index = 0;

  char* bytes() { return reinterpret_cast<char*>(this + 1); }
  const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }
  Value* values() { return reinterpret_cast<Value*>(this + 1); }
  const Value* values() const { return reinterpret_cast<const Value*>(this + 1); }
};
static_assert(sizeof(Object) == 24);

// The last reference has gone: the object's heap takes it back (bounded work, see Heap::reclaim).
void retire(Object* object) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::value
