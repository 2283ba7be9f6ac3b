#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "parseltongue/value/value.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::value {

// What went wrong while values were made or expressions evaluated. The runtime asks for it once a
// frame and gives one diagnostic.
enum class FaultKind : uint8_t {
  None,
  HeapFull,      // the Program's heap is full: the old value stays
  TextTooLong,   // a text beyond the scratch
  StackFull,     // too many locals at once
  TooDeep,       // expressions nested too deeply
  BadTables,     // an index points outside its table
  TooManySteps,  // one evaluation goes on beyond its bound
};
struct Fault {
  FaultKind kind = FaultKind::None;
  uint32_t count = 0;          // faults since the last take_fault(), of any kind
  uint32_t expr = UINT32_MAX;  // ExprId where known
};

struct HeapOptions {
  size_t bytes = size_t{32} << 20;
  size_t stack_values = 4096;              // locals of all calls under way
  size_t scratch_bytes = size_t{1} << 20;  // texts being put together, the longest text
};

// Where the objects of one Program live. The constructor reserves memory and touches its front;
// afterwards nothing calls malloc: blocks are split and merged in constant time (two-level
// segregated fit), released objects are reclaimed step by step. At the bound a maker gives None and
// notes HeapFull: whoever stores results keeps the old one when `faults()` has grown. One thread.
class Heap {
 public:
  explicit Heap(const HeapOptions& options = {});
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // ---- Making (None at the bound; empty texts take no memory) ----
  Value make_text(std::string_view text) noexcept HALLOWS_NONBLOCKING;
  Value join(std::string_view a, std::string_view b) noexcept HALLOWS_NONBLOCKING;
  // A text that is written afterwards, before anyone else sees it; null at the bound.
  char* make_text_buffer(size_t bytes, Value& text) noexcept HALLOWS_NONBLOCKING;
  Value make_list(std::span<const Value> values) noexcept HALLOWS_NONBLOCKING;
  // `count` times None, to be written with slot().
  Value make_list(size_t count) noexcept HALLOWS_NONBLOCKING;
  Value make_struct(uint32_t struct_index,
                    std::span<const Value> fields) noexcept HALLOWS_NONBLOCKING;
  Value make_struct(uint32_t struct_index, size_t count) noexcept HALLOWS_NONBLOCKING;
  Value make_enum(uint16_t enum_index, uint16_t case_index,
                  std::span<const Value> values) noexcept HALLOWS_NONBLOCKING;
  Value make_enum(uint16_t enum_index, uint16_t case_index,
                  size_t count) noexcept HALLOWS_NONBLOCKING;
  // values: angle, color, place, color, place...; color.h normalises and reads.
  Value make_gradient(GradientShape shape,
                      std::span<const Value> values) noexcept HALLOWS_NONBLOCKING;
  Value make_track(TrackFunction function,
                   std::span<const Value> values) noexcept HALLOWS_NONBLOCKING;
  // The same characters as a Text, an Image or an Icon.
  static Value retag(Value text, ValueKind kind) noexcept HALLOWS_NONBLOCKING;
  // Texts that refer to tables become texts of this heap (a Program is about to go).
  Value own(const Value& value) noexcept HALLOWS_NONBLOCKING;

  // ---- Changing in place ----
  // Element, field or case value `i`, unshared first (a shallow copy when others hold it); null
  // outside and at the bound.
  Value* slot(Value& container, size_t i) noexcept HALLOWS_NONBLOCKING;
  // At the bound the list stays as it was and false is returned; so does it for a value that is no
  // list, but None counts as the empty one.
  bool append(Value& list, Value value) noexcept HALLOWS_NONBLOCKING;
  bool insert(Value& list, size_t at,
              Value value) noexcept HALLOWS_NONBLOCKING;  // at <= size, else nothing happens
  bool remove_at(Value& list, size_t at) noexcept HALLOWS_NONBLOCKING;  // outside nothing happens
  bool move(Value& list, size_t from,
            size_t to) noexcept HALLOWS_NONBLOCKING;  // `to`: the index afterwards

  // ---- Reclaiming ----
  // Releases at most `steps` values of objects that nobody refers to; returns those it did. Called
  // in slack; a release does 64 steps itself, and a maker as many as it needs.
  size_t reclaim(size_t steps) noexcept HALLOWS_NONBLOCKING;
  bool reclaim_pending() const { return zombies_ != 0; }

  // ---- Faults ----
  void report(FaultKind kind, uint32_t expr = UINT32_MAX) noexcept HALLOWS_NONBLOCKING;
  uint64_t faults() const { return faults_; }
  // The first fault since the last call, with their count.
  Fault take_fault() noexcept HALLOWS_NONBLOCKING;

  // ---- Figures ----
  size_t capacity() const { return bytes_; }
  size_t used() const { return size_t{used_units_} * 16; }
  size_t peak() const { return size_t{peak_units_} * 16; }
  size_t live_objects() const { return live_; }

  // ---- For evaluators ----
  std::span<Value> stack() { return {stack_.data(), stack_.size()}; }
  size_t stack_top = 0;  // values in use from the bottom; the caller restores it
  uint32_t depth = 0;    // nested expressions; the caller restores it
  uint32_t steps = 0;    // expressions since depth was last 0
  // Bytes for texts being put together, used like a stack.
  std::span<char> scratch() { return {scratch_, scratch_bytes_}; }
  size_t scratch_top = 0;

  // Walks all blocks; asserts that they tile the memory and that the free lists name the free ones.
  // For tests.
  void check() const;

 private:
  friend void retire(Object* object) noexcept HALLOWS_NONBLOCKING;
  static constexpr uint32_t kRows = 28;
  static constexpr uint32_t kColumns = 8;

  Object* at(uint32_t unit) const;
  Object* allocate(size_t payload_bytes) noexcept HALLOWS_NONBLOCKING;
  Object* take_block(uint32_t units) noexcept HALLOWS_NONBLOCKING;
  Object* make_values(size_t count) noexcept HALLOWS_NONBLOCKING;
  void free_block(Object* block) noexcept HALLOWS_NONBLOCKING;
  void link_free(Object* block) noexcept HALLOWS_NONBLOCKING;
  void unlink_free(Object* block) noexcept HALLOWS_NONBLOCKING;
  void retire_object(Object* object) noexcept HALLOWS_NONBLOCKING;
  bool own_list(Value& list, size_t capacity) noexcept HALLOWS_NONBLOCKING;
  Value value_of(ValueKind kind, uint32_t word, uint16_t small,
                 Object* object) noexcept HALLOWS_NONBLOCKING;
  Value copy_values(ValueKind kind, uint32_t word, uint16_t small,
                    std::span<const Value> values) noexcept HALLOWS_NONBLOCKING;

  std::byte* memory_ = nullptr;
  size_t bytes_ = 0;
  uint32_t units_ = 0;
  uint32_t used_units_ = 0;
  uint32_t peak_units_ = 0;
  size_t live_ = 0;
  uint32_t zombies_ = 0;  // unit of the first object that waits for reclaiming
  bool reclaiming_ = false;
  uint32_t row_bits_ = 0;
  std::array<uint8_t, kRows> column_bits_{};
  std::array<std::array<uint32_t, kColumns>, kRows> free_{};
  ValueArray stack_;
  char* scratch_ = nullptr;
  size_t scratch_bytes_ = 0;
  uint64_t faults_ = 0;
  Fault first_;
};

}  // namespace hallows::value
