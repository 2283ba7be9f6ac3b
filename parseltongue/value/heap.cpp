#include "parseltongue/value/heap.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>

#include "rt-kernel/base/assert.h"

// Memory is a row of blocks, each a multiple of 16 bytes, a head first. Free blocks stand in lists
// by size: row = power of two, column = eighth of it (two-level segregated fit: Masmano et al.,
// "TLSF: a new dynamic memory allocator for real-time systems", 2004). A free block's list links
// are `refs` (previous) and `count` (next).
namespace hallows::value {
namespace {

constexpr uint32_t kUnit = 16;
constexpr uint32_t kMinUnits = 2;
constexpr uint32_t kFirstUnit = 2;  // unit 0 holds the heap's address; 0 means "no block"
constexpr size_t kEagerSteps = 64;
constexpr size_t kPressureSteps = 4096;

uint32_t units_of(const Object* block) {
  return block->block >> 1;
}
bool is_free(const Object* block) {
  return (block->block & 1) != 0;
}
void set_block(Object* block, uint32_t units, bool free) {
  block->block = (units << 1) | (free ? 1 : 0);
}

struct Cell {
  uint32_t row = 0, column = 0;
};

// The list where a free block of that size stands.
Cell cell_of(uint32_t units) {
  if (units < 8) return {0, units};
  const auto log = static_cast<uint32_t>(std::bit_width(units)) - 1;
  return {log - 2, (units >> (log - 3)) & 7};
}

// The smallest size whose list holds only blocks that are large enough for `units`.
uint32_t round_up_to_cell(uint32_t units) {
  if (units < 8) return units;
  const auto log = static_cast<uint32_t>(std::bit_width(units)) - 1;
  const uint32_t step = 1u << (log - 3);
  return (units + step - 1) & ~(step - 1);
}

Heap* heap_of(const Object* object) {
  const auto* base = reinterpret_cast<const std::byte*>(object) - size_t{object->unit} * kUnit;
  Heap* heap = nullptr;
  std::memcpy(static_cast<void*>(&heap), base, sizeof heap);
  return heap;
}

}  // namespace

void retire(Object* object) noexcept {
  heap_of(object)->retire_object(object);
}

// Touched at the start, so that no frame faults a page of it in: blocks are taken from the front.
// What few programs need beyond it takes no memory until it is used.
constexpr size_t kTouchedBytes = size_t{4} << 20;

Heap::Heap(const HeapOptions& options)
    : bytes_(std::max<size_t>(options.bytes, 4096) / 4096 * 4096),
      units_(static_cast<uint32_t>(bytes_ / kUnit)),
      scratch_bytes_(options.scratch_bytes) {
  ASSERT(bytes_ <= (size_t{1} << 33));
  memory_ = static_cast<std::byte*>(std::calloc(1, bytes_));
  scratch_ = static_cast<char*>(std::malloc(scratch_bytes_));
  ASSERT(memory_ != nullptr && scratch_ != nullptr);
  std::memset(memory_, 0, std::min(bytes_, kTouchedBytes));
  std::memset(scratch_, 0, scratch_bytes_);
  stack_.resize(options.stack_values);
  Heap* self = this;
  std::memcpy(memory_, static_cast<const void*>(&self), sizeof self);
  // One free block over everything, and an end block of no size that is never free.
  const uint32_t end = units_ - kMinUnits;
  auto* first = new (memory_ + size_t{kFirstUnit} * kUnit) Object;
  first->unit = kFirstUnit;
  set_block(first, end - kFirstUnit, true);
  auto* last = new (memory_ + size_t{end} * kUnit) Object;
  last->unit = end;
  set_block(last, 0, false);
  last->block_back = units_of(first);
  link_free(first);
}

Heap::~Heap() {
  stack_.clear();
  std::free(memory_);
  std::free(scratch_);
}

Object* Heap::at(uint32_t unit) const {
  return reinterpret_cast<Object*>(memory_ + size_t{unit} * kUnit);
}

void Heap::link_free(Object* block) noexcept {
  const Cell cell = cell_of(units_of(block));
  uint32_t& head = free_[cell.row][cell.column];
  block->refs = 0;
  block->count = head;
  if (head != 0) at(head)->refs = block->unit;
  head = block->unit;
  row_bits_ |= 1u << cell.row;
  column_bits_[cell.row] |= static_cast<uint8_t>(1u << cell.column);
}

void Heap::unlink_free(Object* block) noexcept {
  const Cell cell = cell_of(units_of(block));
  uint32_t& head = free_[cell.row][cell.column];
  if (block->count != 0) at(block->count)->refs = block->refs;
  if (block->refs != 0) {
    at(block->refs)->count = block->count;
  } else {
    head = block->count;
  }
  if (head == 0) {
    column_bits_[cell.row] &= static_cast<uint8_t>(~(1u << cell.column));
    if (column_bits_[cell.row] == 0) row_bits_ &= ~(1u << cell.row);
  }
}

Object* Heap::take_block(uint32_t units) noexcept {
  // 1. The first list at or above the size that is not empty.
  const Cell want = cell_of(round_up_to_cell(units));
  if (want.row >= kRows) return nullptr;
  Cell found = want;
  uint32_t columns = column_bits_[want.row] & (0xFFu << want.column);
  if (columns == 0) {
    const uint32_t rows = row_bits_ & (want.row + 1 < 32 ? ~0u << (want.row + 1) : 0);
    if (rows == 0) return nullptr;
    found.row = static_cast<uint32_t>(std::countr_zero(rows));
    columns = column_bits_[found.row];
  }
  found.column = static_cast<uint32_t>(std::countr_zero(columns));
  Object* block = at(free_[found.row][found.column]);
  unlink_free(block);
  // 2. What is left over becomes a free block again.
  const uint32_t rest = units_of(block) - units;
  if (rest >= kMinUnits) {
    Object* tail = new (memory_ + size_t{block->unit + units} * kUnit) Object;
    tail->unit = block->unit + units;
    tail->block_back = units;
    set_block(tail, rest, true);
    at(tail->unit + rest)->block_back = rest;
    set_block(block, units, false);
    link_free(tail);
  } else {
    set_block(block, units_of(block), false);
  }
  return block;
}

void Heap::free_block(Object* block) noexcept {
  used_units_ -= units_of(block);
  --live_;
  uint32_t units = units_of(block);
  Object* after = at(block->unit + units);
  if (is_free(after)) {
    unlink_free(after);
    units += units_of(after);
  }
  if (block->block_back != 0 && is_free(at(block->unit - block->block_back))) {
    block = at(block->unit - block->block_back);
    unlink_free(block);
    units += units_of(block);
  }
  set_block(block, units, true);
  at(block->unit + units)->block_back = units;
  link_free(block);
}

Object* Heap::allocate(size_t payload_bytes) noexcept {
  if (payload_bytes > bytes_) {
    report(FaultKind::HeapFull);
    return nullptr;
  }
  const auto units = std::max(
      kMinUnits, static_cast<uint32_t>((sizeof(Object) + payload_bytes + kUnit - 1) / kUnit));
  Object* block = take_block(units);
  while (block == nullptr && zombies_ != 0) {
    reclaim(kPressureSteps);
    block = take_block(units);
  }
  if (block == nullptr) {
    report(FaultKind::HeapFull);
    return nullptr;
  }
  used_units_ += units_of(block);
  peak_units_ = std::max(peak_units_, used_units_);
  ++live_;
  block->refs = 1;
  block->count = 0;
  block->tag = 0;
  block->index = 0;
  return block;
}

Object* Heap::make_values(size_t count) noexcept {
  if (count > bytes_ / sizeof(Value)) {
    report(FaultKind::HeapFull);
    return nullptr;
  }
  Object* object = allocate(count * sizeof(Value));
  if (object == nullptr) return nullptr;
  object->kind = ObjectKind::Values;
  object->count = static_cast<uint32_t>(count);
  for (size_t i = 0; i < count; ++i) new (object->values() + i) Value();
  return object;
}

// ---- Reclaiming ----

void Heap::retire_object(Object* object) noexcept {
  if (object->kind == ObjectKind::Text || object->count == 0) {
    free_block(object);
    return;
  }
  object->refs = zombies_;
  zombies_ = object->unit;
  if (!reclaiming_) reclaim(kEagerSteps);
}

size_t Heap::reclaim(size_t steps) noexcept {
  if (reclaiming_) return 0;
  reclaiming_ = true;  // releasing a value may retire its object: that one only joins the row
  size_t done = 0;
  while (zombies_ != 0 && done < steps) {
    Object* object = at(zombies_);
    zombies_ = object->refs;
    while (object->count > 0 && done < steps) {
      Value dying(std::move(object->values()[--object->count]));
      ++done;
    }
    if (object->count == 0) {
      free_block(object);
    } else {
      object->refs = zombies_;
      zombies_ = object->unit;
    }
  }
  reclaiming_ = false;
  return done;
}

// ---- Faults ----

void Heap::report(FaultKind kind, uint32_t expr) noexcept {
  if (first_.count == 0) first_ = {kind, 0, expr};
  ++first_.count;
  ++faults_;
}

Fault Heap::take_fault() noexcept {
  return std::exchange(first_, Fault{});
}

void Heap::check() const {
  uint32_t used = 0;
  uint32_t back = 0;
  size_t free_blocks = 0;
  bool free_before = false;
  const uint32_t end = units_ - kMinUnits;
  for (uint32_t unit = kFirstUnit; unit != end;) {
    const Object* block = at(unit);
    ASSERT(block->unit == unit);
    ASSERT(block->block_back == back);
    ASSERT(units_of(block) >= kMinUnits && unit + units_of(block) <= end);
    ASSERT(!(free_before && is_free(block)));
    free_before = is_free(block);
    if (is_free(block)) ++free_blocks;
    if (!is_free(block)) used += units_of(block);
    back = units_of(block);
    unit += back;
  }
  ASSERT(used == used_units_);
  size_t listed = 0;
  for (uint32_t row = 0; row < kRows; ++row) {
    for (uint32_t column = 0; column < kColumns; ++column) {
      for (uint32_t unit = free_[row][column]; unit != 0; unit = at(unit)->count) {
        ASSERT(is_free(at(unit)));
        const Cell cell = cell_of(units_of(at(unit)));
        ASSERT(cell.row == row && cell.column == column);
        ++listed;
      }
    }
  }
  ASSERT(listed == free_blocks);
}

}  // namespace hallows::value
