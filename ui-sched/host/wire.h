#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "parseltongue/value/heap.h"

namespace hallows::host {

// How values travel between the application and the engine: bytes, little-endian, a kind first.
// Both directions are bounded and check every read: bytes may come from another process.

// Appends to a fixed span. Beyond it `ok()` turns false and stays so: nothing half-written is sent.
class Encoder {
 public:
  explicit Encoder(std::span<uint8_t> out) noexcept : out_(out) {}
  void u8(uint8_t v) noexcept { raw(&v, 1); }
  void u16(uint16_t v) noexcept { raw(&v, sizeof v); }
  void u32(uint32_t v) noexcept { raw(&v, sizeof v); }
  void u64(uint64_t v) noexcept { raw(&v, sizeof v); }
  void f32(float v) noexcept { raw(&v, sizeof v); }
  void f64(double v) noexcept { raw(&v, sizeof v); }
  void text(std::string_view text) noexcept;
  bool ok() const { return ok_; }
  size_t size() const { return size_; }
  std::span<const uint8_t> bytes() const { return out_.first(size_); }
  // Takes back everything after `size`, which an earlier size() gave; a failure is forgiven.
  void rewind(size_t size) noexcept;
  // Overwrites four bytes that were written earlier (counts that are known later).
  void patch_u32(size_t at, uint32_t v) noexcept;

 private:
  void raw(const void* bytes, size_t count) noexcept;

  std::span<uint8_t> out_;
  size_t size_ = 0;
  bool ok_ = true;
};

// Reads what an Encoder wrote. Past the end it gives zeros and `ok()` is false.
class Decoder {
 public:
  explicit Decoder(std::span<const uint8_t> in) noexcept : in_(in) {}
  uint8_t u8() noexcept { return number<uint8_t>(); }
  uint16_t u16() noexcept { return number<uint16_t>(); }
  uint32_t u32() noexcept { return number<uint32_t>(); }
  uint64_t u64() noexcept { return number<uint64_t>(); }
  float f32() noexcept { return number<float>(); }
  double f64() noexcept { return number<double>(); }
  std::string_view text() noexcept;  // into the bytes
  bool ok() const { return ok_; }
  void fail() { ok_ = false; }
  size_t left() const { return in_.size() - at_; }
  bool done() const { return ok_ && left() == 0; }

 private:
  template <class T>
  T number() noexcept {
    T value{};
    raw(&value, sizeof value);
    return value;
  }
  void raw(void* out, size_t count) noexcept;

  std::span<const uint8_t> in_;
  size_t at_ = 0;
  bool ok_ = true;
};

// The first byte of a value; stable across versions of the engine.
enum class WireKind : uint8_t {
  None = 0,
  False = 1,
  True = 2,
  Int = 3,       // i64
  Float = 4,     // f64
  Text = 5,      // u32 bytes, UTF-8
  Length = 6,    // dp, percent, em: f32
  Percent = 7,   // f64
  Duration = 8,  // i64 nanoseconds
  Angle = 9,     // f64 turns
  Color = 10,    // r, g, b, a: u16
  Image = 11,    // as Text
  Icon = 12,     // as Text
  Enum = 13,     // u16 enum, u16 case, u32 count, values
  Struct = 14,   // u32 struct, u32 count, values
  List = 15,     // u32 count, values
};

// Lists in lists deeper than this are refused.
constexpr int kMaxWireDepth = 32;

// Functions, elements, keywords and other values that have no meaning outside become None.
void encode_value(Encoder& out, const value::Value& value) noexcept;
// False where the bytes are no value; `result` is then None. At the heap's bound values become None
// and the heap notes it. Frame path: allocates in the heap only.
bool decode_value(Decoder& in, value::Heap& heap, value::Value& result) noexcept;
// Reads over one value without making it.
bool skip_value(Decoder& in) noexcept;

}  // namespace hallows::host
