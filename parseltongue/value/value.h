#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "parseltongue/format/program.h"
#include "parseltongue/format/schema.h"
#include "parseltongue/value/object.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"
#include "rt-kernel/types/color.h"

namespace hallows::value {

enum class ValueKind : uint8_t {
  None,  // `none`, and what a read outside gives
  Bool,
  Int,
  Float,
  Text,
  Length,   // also length + percent
  Percent,  // 50 for 50%
  Duration,
  Angle,  // turns
  Color,
  Gradient,  // a brush that is no color: color.h reads it
  Image,     // as_text: the path
  Icon,      // as_text: the name
  Keyword,
  Fr,
  Track,  // minmax(), repeat(), fit-content(): track_function() and values
  Enum,
  Struct,
  List,  // also the sequences of properties that are lists by blanks
  Function,
  Theme,    // as_int: index of Tables::themes
  Element,  // tests only: a mounted component or a found element, meaning given by the test driver
};

// dp and percent and em are summed at style time, when font size and reference are known.
struct Length {
  float dp = 0;
  float percent = 0;
  float em = 0;
  friend bool operator==(Length, Length) = default;
};

// sRGB with straight alpha, 16 bits a channel, so that chains of lighten() and mix() don't step.
struct Color16 {
  uint16_t r = 0, g = 0, b = 0, a = 65535;
};
constexpr uint8_t channel_to_8(uint16_t channel) {
  return static_cast<uint8_t>((uint32_t{channel} * 255 + 32767) / 65535);
}
constexpr Color to_color(Color16 c) {
  return {channel_to_8(c.r), channel_to_8(c.g), channel_to_8(c.b), channel_to_8(c.a)};
}
constexpr Color16 to_color16(Color c) {
  const auto wide = [](uint8_t v) { return static_cast<uint16_t>(v * 257); };
  return {wide(c.r), wide(c.g), wide(c.b), wide(c.a)};
}

struct KeywordValue {
  format::KeywordSet set = format::KeywordSet::Count;
  uint16_t index = 0;
  friend bool operator==(KeywordValue, KeywordValue) = default;
};

enum class GradientShape : uint8_t { Linear, Radial, Conic };
enum class TrackFunction : uint8_t { Minmax, Repeat, FitContent };

struct FunctionValue {
  format::FunctionId function;
  format::Scope* scope = nullptr;
};

// A value of the language: 16 bytes, cheap to copy. Texts, lists, structs, enum cases with values
// and gradients are counted references to objects of one Heap that never change while shared. An
// optional is its value or None. The `as_` readers give a default where the kind differs: bad
// tables never crash. One thread at a time (the engine's); the heap outlives its values.
class Value {
 public:
  constexpr Value() noexcept = default;
  Value(const Value& other) noexcept
      : kind_(other.kind_),
        flags_(other.flags_),
        small_(other.small_),
        word_(other.word_),
        payload_(other.payload_) {
    if (owned()) ++object()->refs;
  }
  Value(Value&& other) noexcept
      : kind_(std::exchange(other.kind_, ValueKind::None)),
        flags_(std::exchange(other.flags_, uint8_t{0})),
        small_(other.small_),
        word_(other.word_),
        payload_(other.payload_) {}
  Value& operator=(const Value& other) noexcept {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    Value moved(std::move(other));
    swap(moved);
    return *this;
  }
  ~Value() {
    if (owned() && --object()->refs == 0) retire(object());
  }
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(flags_, other.flags_);
    std::swap(small_, other.small_);
    std::swap(word_, other.word_);
    std::swap(payload_, other.payload_);
  }

  // ---- Making values that need no heap ----
  static Value from_bool(bool b) { return Value(ValueKind::Bool, 0, b ? 1 : 0); }
  static Value from_int(int64_t i) { return Value(ValueKind::Int, 0, static_cast<uint64_t>(i)); }
  static Value from_float(double d) {
    return Value(ValueKind::Float, 0, std::bit_cast<uint64_t>(d));
  }
  // Refers to `text`, which lives as long as the Program (literals, names of the tables).
  static Value literal(std::string_view text) { return reference(ValueKind::Text, text); }
  static Value image(std::string_view path) { return reference(ValueKind::Image, path); }
  static Value icon(std::string_view name) { return reference(ValueKind::Icon, name); }
  static Value length(Length l) {
    return Value(
        ValueKind::Length, std::bit_cast<uint32_t>(l.dp),
        (uint64_t{std::bit_cast<uint32_t>(l.em)} << 32) | std::bit_cast<uint32_t>(l.percent));
  }
  static Value dp(float dp) { return length({dp, 0, 0}); }
  static Value percent(double p) {
    return Value(ValueKind::Percent, 0, std::bit_cast<uint64_t>(p));
  }
  static Value duration(Duration d) {
    return Value(ValueKind::Duration, 0, static_cast<uint64_t>(d.ns));
  }
  static Value angle(double turns) {
    return Value(ValueKind::Angle, 0, std::bit_cast<uint64_t>(turns));
  }
  static Value fr(double fr) { return Value(ValueKind::Fr, 0, std::bit_cast<uint64_t>(fr)); }
  static Value color(Color16 c) { return Value(ValueKind::Color, 0, std::bit_cast<uint64_t>(c)); }
  static Value color(Color c) { return color(to_color16(c)); }
  static Value keyword(format::KeywordSet set, uint16_t index) {
    return Value(ValueKind::Keyword, static_cast<uint32_t>(set), index);
  }
  // A case without values; Heap::make_enum makes the others.
  static Value enum_case(uint16_t enum_index, uint16_t case_index) {
    return Value(ValueKind::Enum, (uint32_t{enum_index} << 16) | case_index, 0);
  }
  static Value function(FunctionValue f) {
    return Value(ValueKind::Function, f.function.value, reinterpret_cast<uintptr_t>(f.scope));
  }
  static Value theme(uint32_t index) { return Value(ValueKind::Theme, 0, index); }
  static Value element(uint32_t kind, uint64_t id) { return Value(ValueKind::Element, kind, id); }

  // ---- Reading ----
  ValueKind kind() const { return kind_; }
  bool is(ValueKind kind) const { return kind_ == kind; }
  bool is_none() const { return kind_ == ValueKind::None; }
  bool as_bool() const { return is(ValueKind::Bool) && payload_ != 0; }
  int64_t as_int() const;   // Int, Theme; a Float is cut off
  double as_float() const;  // Float, Int, Percent, Angle, Fr; a Duration in seconds
  // Text, Image, Icon. The view holds as long as some Value refers to the same text.
  std::string_view as_text() const;
  Length as_length() const;  // Length, Percent; a number is dp
  Duration as_duration() const {
    return is(ValueKind::Duration) ? Duration{static_cast<int64_t>(payload_)} : Duration{};
  }
  Color16 as_color16() const {
    return is(ValueKind::Color) ? std::bit_cast<Color16>(payload_) : Color16{0, 0, 0, 0};
  }
  Color as_color() const { return to_color(as_color16()); }  // transparent unless Color
  KeywordValue as_keyword() const;
  bool is_keyword(format::KeywordSet set) const { return as_keyword().set == set; }
  FunctionValue as_function() const;
  uint32_t enum_index() const { return is(ValueKind::Enum) ? word_ >> 16 : UINT32_MAX; }
  uint32_t case_index() const { return is(ValueKind::Enum) ? word_ & 0xFFFF : UINT32_MAX; }
  uint32_t struct_index() const { return is(ValueKind::Struct) ? word_ : UINT32_MAX; }
  GradientShape gradient_shape() const { return static_cast<GradientShape>(small_); }
  TrackFunction track_function() const { return static_cast<TrackFunction>(small_); }
  uint32_t element_kind() const { return is(ValueKind::Element) ? word_ : 0; }
  uint64_t element_id() const { return is(ValueKind::Element) ? payload_ : 0; }

  // Elements of a List, fields of a Struct, values of an Enum case, parts of a Track; empty for all
  // others. A List with none is empty, too.
  std::span<const Value> values() const {
    if (!owned() || object()->kind != ObjectKind::Values) return {};
    return {object()->values(), object()->count};
  }
  size_t size() const { return values().size(); }
  // None outside.
  const Value& at(size_t i) const;
  // A value of a property that is a list by blanks: the i-th part; of a value that is no list, the
  // value itself for 0.
  const Value& part(size_t i) const;
  size_t part_count() const { return is(ValueKind::List) ? size() : 1; }

  bool shared() const { return owned() && object()->refs > 1; }
  // Same bits: cheap, and implies equal(). Lists compare by identity.
  bool identical(const Value& other) const {
    return kind_ == other.kind_ && word_ == other.word_ && payload_ == other.payload_;
  }

 private:
  friend class Heap;
  static constexpr uint8_t kOwned = 1;

  Value(ValueKind kind, uint32_t word, uint64_t payload) noexcept
      : kind_(kind), word_(word), payload_(payload) {}
  static Value reference(ValueKind kind, std::string_view text) {
    return Value(kind, static_cast<uint32_t>(text.size()),
                 reinterpret_cast<uintptr_t>(text.data()));
  }
  bool owned() const { return (flags_ & kOwned) != 0; }
  Object* object() const { return reinterpret_cast<Object*>(payload_); }

  ValueKind kind_ = ValueKind::None;
  uint8_t flags_ = 0;
  uint16_t small_ = 0;  // Gradient, Track: which
  uint32_t word_ = 0;  // texts: bytes; Length: dp; Enum: enum << 16 | case; Struct, Function: index
  uint64_t payload_ = 0;
};
static_assert(sizeof(Value) == 16);

// `==` of the language: by value, colours at 8 bits, numbers of either kind, none equals none.
// Functions are equal when identical. Bounded by the smaller value.
bool equal(const Value& a, const Value& b) noexcept HALLOWS_NONBLOCKING;
// `<` of the language: numbers, quantities, texts by code point; false for all others.
bool less(const Value& a, const Value& b) noexcept HALLOWS_NONBLOCKING;
// A stable digest: equal values have equal hashes (keys of list rows).
uint64_t hash_value(const Value& value) noexcept HALLOWS_NONBLOCKING;

// `0`, `""`, `[]`, transparent...: what stands where a value of the type is missing.
Value zero_of(format::TypeKind kind) noexcept HALLOWS_NONBLOCKING;

// A growable array of values for owners outside the heap. Growth allocates: reserve at set-up.
class ValueArray {
 public:
  ValueArray() = default;
  ~ValueArray();
  ValueArray(const ValueArray&) = delete;
  ValueArray& operator=(const ValueArray&) = delete;
  ValueArray(ValueArray&& other) noexcept HALLOWS_NONBLOCKING;
  ValueArray& operator=(ValueArray&& other) noexcept HALLOWS_NONBLOCKING;
  void reserve(size_t count);
  void resize(size_t count);  // new ones are None
  void push(Value value);
  void clear() { resize(0); }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  Value* data() { return data_; }
  const Value* data() const { return data_; }
  Value& operator[](size_t i);
  const Value& operator[](size_t i) const;
  Value* begin() { return data_; }
  Value* end() { return data_ + size_; }
  const Value* begin() const { return data_; }
  const Value* end() const { return data_ + size_; }

 private:
  Value* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace hallows::value
