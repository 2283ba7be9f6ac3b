#include "parseltongue/value/value.h"

#include <cstdlib>
#include <new>

#include "parseltongue/value/arithmetic.h"
#include "rt-kernel/base/assert.h"
#include "rt-kernel/base/hash.h"

namespace hallows::value {
namespace {

// Values nest as deeply as types do, but recursive enums would allow more: beyond this depth two
// values count as different, and a hash ignores the rest.
constexpr int kMaxNesting = 64;

const Value kNone;

bool is_number(const Value& v) {
  return v.is(ValueKind::Int) || v.is(ValueKind::Float);
}

bool is_text(const Value& v) {
  return v.is(ValueKind::Text) || v.is(ValueKind::Image) || v.is(ValueKind::Icon);
}

bool equal_numbers(const Value& a, const Value& b) {
  if (a.is(ValueKind::Int) && b.is(ValueKind::Int)) return a.as_int() == b.as_int();
  return a.as_float() == b.as_float();
}

bool equal_nested(const Value& a, const Value& b, int depth);

bool equal_all(const Value& a, const Value& b, int depth) {
  const std::span<const Value> left = a.values();
  const std::span<const Value> right = b.values();
  if (left.size() != right.size() || depth >= kMaxNesting) return false;
  if (left.data() == right.data()) return true;
  for (size_t i = 0; i < left.size(); ++i) {
    if (!equal_nested(left[i], right[i], depth + 1)) return false;
  }
  return true;
}

bool equal_nested(const Value& a, const Value& b, int depth) {
  if (is_number(a) && is_number(b)) return equal_numbers(a, b);
  if (a.kind() != b.kind()) {
    const bool lengths = (a.is(ValueKind::Length) && b.is(ValueKind::Percent)) ||
                         (a.is(ValueKind::Percent) && b.is(ValueKind::Length));
    return lengths && a.as_length() == b.as_length();
  }
  switch (a.kind()) {
    case ValueKind::Text:
    case ValueKind::Image:
    case ValueKind::Icon:
      return a.as_text() == b.as_text();
    case ValueKind::Length:
      return a.as_length() == b.as_length();
    case ValueKind::Percent:
    case ValueKind::Angle:
    case ValueKind::Fr:
      return a.as_float() == b.as_float();
    case ValueKind::Color:
      return a.as_color() == b.as_color();
    case ValueKind::Gradient:
      return a.gradient_shape() == b.gradient_shape() && equal_all(a, b, depth);
    case ValueKind::Track:
      return a.track_function() == b.track_function() && equal_all(a, b, depth);
    case ValueKind::Enum:
      return a.case_index() == b.case_index() && equal_all(a, b, depth);
    case ValueKind::Struct:
    case ValueKind::List:
      return equal_all(a, b, depth);
    default:
      return a.identical(b);
  }
}

uint64_t hash_nested(const Value& v, int depth) {
  // Ints hash as the float that they equal, so that 1 and 1.0 meet.
  if (is_number(v)) {
    const double d = v.as_float();
    return hash_mix(std::bit_cast<uint64_t>(d == 0 ? 0.0 : d));
  }
  if (is_text(v)) return hash_bytes(v.as_text());
  const auto kind = static_cast<uint64_t>(v.kind());
  switch (v.kind()) {
    case ValueKind::Length:
    case ValueKind::Percent: {
      const Length l = v.as_length();
      const uint64_t dp = std::bit_cast<uint32_t>(l.dp + 0.0f);
      const uint64_t percent = std::bit_cast<uint32_t>(l.percent + 0.0f);
      return hash_combine((dp << 32) | percent, std::bit_cast<uint32_t>(l.em + 0.0f));
    }
    case ValueKind::Angle:
    case ValueKind::Fr:
      return hash_combine(kind, std::bit_cast<uint64_t>(v.as_float() + 0.0));
    case ValueKind::Color:
      return hash_combine(kind, std::bit_cast<uint32_t>(v.as_color()));
    case ValueKind::Bool:
      return hash_combine(kind, v.as_bool() ? 1 : 0);
    case ValueKind::Duration:
      return hash_combine(kind, static_cast<uint64_t>(v.as_duration().ns));
    case ValueKind::Keyword:
      return hash_combine(
          kind, (uint64_t{static_cast<uint16_t>(v.as_keyword().set)} << 16) | v.as_keyword().index);
    default: {
      uint64_t h = hash_combine(kind, v.is(ValueKind::Enum) ? v.case_index() : v.size());
      if (depth >= kMaxNesting) return h;
      for (const Value& part : v.values()) h = hash_combine(h, hash_nested(part, depth + 1));
      return h;
    }
  }
}

}  // namespace

int64_t Value::as_int() const {
  switch (kind_) {
    case ValueKind::Int:
    case ValueKind::Theme:
      return static_cast<int64_t>(payload_);
    case ValueKind::Float: {
      const double d = std::bit_cast<double>(payload_);
      return saturate_to_int(d);
    }
    default:
      return 0;
  }
}

double Value::as_float() const {
  switch (kind_) {
    case ValueKind::Int:
      return static_cast<double>(static_cast<int64_t>(payload_));
    case ValueKind::Float:
    case ValueKind::Percent:
    case ValueKind::Angle:
    case ValueKind::Fr:
      return std::bit_cast<double>(payload_);
    case ValueKind::Duration:
      return as_duration().seconds();
    default:
      return 0;
  }
}

std::string_view Value::as_text() const {
  if (!is_text(*this)) return {};
  if (owned()) return {object()->bytes(), object()->count};
  return {reinterpret_cast<const char*>(payload_), word_};
}

Length Value::as_length() const {
  switch (kind_) {
    case ValueKind::Length:
      return {std::bit_cast<float>(word_), std::bit_cast<float>(static_cast<uint32_t>(payload_)),
              std::bit_cast<float>(static_cast<uint32_t>(payload_ >> 32))};
    case ValueKind::Percent:
      return {0, static_cast<float>(as_float()), 0};
    case ValueKind::Int:
    case ValueKind::Float:
      return {static_cast<float>(as_float()), 0, 0};
    default:
      return {};
  }
}

KeywordValue Value::as_keyword() const {
  if (!is(ValueKind::Keyword)) return {};
  return {static_cast<format::KeywordSet>(word_), static_cast<uint16_t>(payload_)};
}

FunctionValue Value::as_function() const {
  if (!is(ValueKind::Function)) return {};
  return {format::FunctionId{word_}, reinterpret_cast<format::Scope*>(payload_)};
}

const Value& Value::at(size_t i) const {
  const std::span<const Value> all = values();
  return i < all.size() ? all[i] : kNone;
}

const Value& Value::part(size_t i) const {
  if (is(ValueKind::List)) return at(i);
  return i == 0 ? *this : kNone;
}

bool equal(const Value& a, const Value& b) noexcept {
  return equal_nested(a, b, 0);
}

bool less(const Value& a, const Value& b) noexcept {
  if (a.is(ValueKind::Int) && b.is(ValueKind::Int)) return a.as_int() < b.as_int();
  if (is_number(a) && is_number(b)) return a.as_float() < b.as_float();
  if (is_text(a) && is_text(b)) return a.as_text() < b.as_text();  // UTF-8 keeps code point order
  const bool lengths = (a.is(ValueKind::Length) || a.is(ValueKind::Percent)) &&
                       (b.is(ValueKind::Length) || b.is(ValueKind::Percent));
  if (lengths) {
    const Length x = a.as_length();
    const Length y = b.as_length();
    if (x.percent == 0 && y.percent == 0 && x.em == 0 && y.em == 0) return x.dp < y.dp;
    if (x.dp == 0 && y.dp == 0 && x.em == 0 && y.em == 0) return x.percent < y.percent;
    // Sums have no order before style time: part by part stands in.
    return x.dp + x.percent + x.em < y.dp + y.percent + y.em;
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case ValueKind::Duration:
      return a.as_duration() < b.as_duration();
    case ValueKind::Angle:
    case ValueKind::Fr:
      return a.as_float() < b.as_float();
    default:
      return false;
  }
}

uint64_t hash_value(const Value& value) noexcept {
  return hash_nested(value, 0);
}

Value zero_of(format::TypeKind kind) noexcept {
  using format::TypeKind;
  switch (kind) {
    case TypeKind::Bool:
      return Value::from_bool(false);
    case TypeKind::Int:
      return Value::from_int(0);
    case TypeKind::Float:
      return Value::from_float(0);
    case TypeKind::Text:
    case TypeKind::Font:
      return Value::literal("");
    case TypeKind::Length:
    case TypeKind::LengthPercent:
      return Value::dp(0);
    case TypeKind::Percent:
      return Value::percent(0);
    case TypeKind::Duration:
      return Value::duration({});
    case TypeKind::Angle:
      return Value::angle(0);
    case TypeKind::Color:
    case TypeKind::Brush:
      return Value::color(Color16{0, 0, 0, 0});
    default:
      return {};
  }
}

ValueArray::~ValueArray() {
  clear();
  std::free(static_cast<void*>(data_));
}

ValueArray::ValueArray(ValueArray&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

ValueArray& ValueArray::operator=(ValueArray&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

void ValueArray::reserve(size_t count) {
  if (count <= capacity_) return;
  // A Value may be moved by its bytes: nothing points at it.
  void* grown = std::realloc(static_cast<void*>(data_), count * sizeof(Value));
  ASSERT(grown != nullptr);
  data_ = static_cast<Value*>(grown);
  capacity_ = count;
}

void ValueArray::resize(size_t count) {
  if (count > capacity_) reserve(count > capacity_ * 2 ? count : capacity_ * 2);
  for (size_t i = size_; i < count; ++i) new (data_ + i) Value();
  for (size_t i = count; i < size_; ++i) data_[i].~Value();
  size_ = count;
}

void ValueArray::push(Value value) {
  if (size_ == capacity_) reserve(capacity_ == 0 ? 16 : capacity_ * 2);
  new (data_ + size_) Value(std::move(value));
  ++size_;
}

Value& ValueArray::operator[](size_t i) {
  ASSERT(i < size_);
  return data_[i];
}

const Value& ValueArray::operator[](size_t i) const {
  ASSERT(i < size_);
  return data_[i];
}

}  // namespace hallows::value
