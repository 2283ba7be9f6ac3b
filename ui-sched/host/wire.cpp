#include "ui-sched/host/wire.h"

#include <bit>
#include <cstring>

namespace hallows::host {
namespace {

using value::Value;
using value::ValueKind;

static_assert(std::endian::native == std::endian::little, "the wire is little-endian");

void encode_nested(Encoder& out, const Value& v, int depth) noexcept;

void encode_parts(Encoder& out, const Value& v, int depth) noexcept {
  out.u32(static_cast<uint32_t>(v.size()));
  for (const Value& part : v.values()) encode_nested(out, part, depth + 1);
}

void encode_text(Encoder& out, WireKind kind, const Value& v) noexcept {
  out.u8(static_cast<uint8_t>(kind));
  out.text(v.as_text());
}

void kind_byte(Encoder& out, WireKind kind) noexcept {
  out.u8(static_cast<uint8_t>(kind));
}

// What has no parts.
void encode_scalar(Encoder& out, const Value& v) noexcept {
  switch (v.kind()) {
    case ValueKind::Bool:
      kind_byte(out, v.as_bool() ? WireKind::True : WireKind::False);
      return;
    case ValueKind::Int:
      kind_byte(out, WireKind::Int);
      out.u64(static_cast<uint64_t>(v.as_int()));
      return;
    case ValueKind::Float:
      kind_byte(out, WireKind::Float);
      out.f64(v.as_float());
      return;
    case ValueKind::Text:
      encode_text(out, WireKind::Text, v);
      return;
    case ValueKind::Image:
      encode_text(out, WireKind::Image, v);
      return;
    case ValueKind::Icon:
      encode_text(out, WireKind::Icon, v);
      return;
    case ValueKind::Length: {
      const value::Length l = v.as_length();
      kind_byte(out, WireKind::Length);
      out.f32(l.dp);
      out.f32(l.percent);
      out.f32(l.em);
      return;
    }
    case ValueKind::Percent:
      kind_byte(out, WireKind::Percent);
      out.f64(v.as_float());
      return;
    case ValueKind::Duration:
      kind_byte(out, WireKind::Duration);
      out.u64(static_cast<uint64_t>(v.as_duration().ns));
      return;
    case ValueKind::Angle:
      kind_byte(out, WireKind::Angle);
      out.f64(v.as_float());
      return;
    case ValueKind::Color: {
      const value::Color16 c = v.as_color16();
      kind_byte(out, WireKind::Color);
      for (const uint16_t channel : {c.r, c.g, c.b, c.a}) out.u16(channel);
      return;
    }
    default:
      kind_byte(out, WireKind::None);
  }
}

void encode_nested(Encoder& out, const Value& v, int depth) noexcept {
  if (depth > kMaxWireDepth) {
    kind_byte(out, WireKind::None);
    return;
  }
  switch (v.kind()) {
    case ValueKind::Enum:
      kind_byte(out, WireKind::Enum);
      out.u16(static_cast<uint16_t>(v.enum_index()));
      out.u16(static_cast<uint16_t>(v.case_index()));
      encode_parts(out, v, depth);
      return;
    case ValueKind::Struct:
      kind_byte(out, WireKind::Struct);
      out.u32(v.struct_index());
      encode_parts(out, v, depth);
      return;
    case ValueKind::List:
      kind_byte(out, WireKind::List);
      encode_parts(out, v, depth);
      return;
    default:
      encode_scalar(out, v);
  }
}

bool decode_nested(Decoder& in, value::Heap& heap, Value& result, int depth) noexcept;

// Fills a container whose parts are all there; a value takes a byte at least, so that a count
// beyond the bytes left is a lie and makes nothing.
bool decode_parts(Decoder& in, value::Heap& heap, Value& container, int depth) noexcept {
  for (size_t i = 0; i < container.size(); ++i) {
    Value part;
    if (!decode_nested(in, heap, part, depth + 1)) return false;
    *heap.slot(container, i) = std::move(part);
  }
  return true;
}

uint32_t take_count(Decoder& in) noexcept {
  const uint32_t count = in.u32();
  if (count > in.left()) in.fail();
  return in.ok() ? count : 0;
}

// When the heap is full the container is None; its parts are read over.
// NOLINTNEXTLINE(readability-function-size): what is read, where to, and how deep it stands
bool decode_container(Decoder& in, value::Heap& heap, Value container, uint32_t count, int depth,
                      Value& result) noexcept {
  if (count != 0 && container.size() != count) {
    for (uint32_t i = 0; i < count; ++i) {
      if (!skip_value(in)) return false;
    }
    return true;
  }
  if (!decode_parts(in, heap, container, depth)) return false;
  result = std::move(container);
  return true;
}

bool decode_text(Decoder& in, value::Heap& heap, Value& result) noexcept {
  const std::string_view text = in.text();
  if (in.ok()) result = heap.make_text(text);
  return in.ok();
}

bool decode_scalar(Decoder& in, WireKind kind, Value& result) noexcept {
  switch (kind) {
    case WireKind::None:
      break;
    case WireKind::False:
    case WireKind::True:
      result = Value::from_bool(kind == WireKind::True);
      break;
    case WireKind::Int:
      result = Value::from_int(static_cast<int64_t>(in.u64()));
      break;
    case WireKind::Float:
      result = Value::from_float(in.f64());
      break;
    case WireKind::Length: {
      value::Length l;
      l.dp = in.f32();
      l.percent = in.f32();
      l.em = in.f32();
      result = Value::length(l);
      break;
    }
    case WireKind::Percent:
      result = Value::percent(in.f64());
      break;
    case WireKind::Duration:
      result = Value::duration({static_cast<int64_t>(in.u64())});
      break;
    case WireKind::Angle:
      result = Value::angle(in.f64());
      break;
    case WireKind::Color: {
      value::Color16 c;
      for (uint16_t* channel : {&c.r, &c.g, &c.b, &c.a}) *channel = in.u16();
      result = Value::color(c);
      break;
    }
    default:
      in.fail();
  }
  if (!in.ok()) result = Value();
  return in.ok();
}

bool decode_nested(Decoder& in, value::Heap& heap, Value& result, int depth) noexcept {
  result = Value();
  if (depth > kMaxWireDepth) in.fail();
  const auto kind = static_cast<WireKind>(in.u8());
  if (!in.ok()) return false;
  switch (kind) {
    case WireKind::Text:
      return decode_text(in, heap, result);
    case WireKind::Image:
    case WireKind::Icon:
      if (!decode_text(in, heap, result)) return false;
      result = heap.retag(std::move(result),
                          kind == WireKind::Image ? ValueKind::Image : ValueKind::Icon);
      return true;
    case WireKind::Enum: {
      const uint16_t index = in.u16();
      const uint16_t case_index = in.u16();
      const uint32_t count = take_count(in);
      if (!in.ok()) return false;
      return decode_container(in, heap, heap.make_enum(index, case_index, size_t{count}), count,
                              depth, result);
    }
    case WireKind::Struct: {
      const uint32_t index = in.u32();
      const uint32_t count = take_count(in);
      if (!in.ok()) return false;
      return decode_container(in, heap, heap.make_struct(index, size_t{count}), count, depth,
                              result);
    }
    case WireKind::List: {
      const uint32_t count = take_count(in);
      if (!in.ok()) return false;
      return decode_container(in, heap, heap.make_list(size_t{count}), count, depth, result);
    }
    default:
      return decode_scalar(in, kind, result);
  }
}

bool skip_nested(Decoder& in, int depth) noexcept {
  if (depth > kMaxWireDepth) in.fail();
  const auto kind = static_cast<WireKind>(in.u8());
  if (!in.ok()) return false;
  switch (kind) {
    case WireKind::Text:
    case WireKind::Image:
    case WireKind::Icon:
      in.text();
      return in.ok();
    case WireKind::Enum:
    case WireKind::Struct:
      in.u32();
      [[fallthrough]];
    case WireKind::List: {
      const uint32_t count = take_count(in);
      for (uint32_t i = 0; i < count; ++i) {
        if (!skip_nested(in, depth + 1)) return false;
      }
      return in.ok();
    }
    default: {
      Value ignored;
      return decode_scalar(in, kind, ignored);
    }
  }
}

}  // namespace

void Encoder::raw(const void* bytes, size_t count) noexcept {
  if (!ok_ || count > out_.size() - size_) {
    ok_ = false;
    return;
  }
  std::memcpy(out_.data() + size_, bytes, count);
  size_ += count;
}

void Encoder::text(std::string_view text) noexcept {
  if (text.size() > UINT32_MAX) {
    ok_ = false;
    return;
  }
  u32(static_cast<uint32_t>(text.size()));
  if (!text.empty()) raw(text.data(), text.size());
}

void Encoder::rewind(size_t size) noexcept {
  if (size > size_) return;
  size_ = size;
  ok_ = true;
}

void Encoder::patch_u32(size_t at, uint32_t v) noexcept {
  if (at + sizeof v <= size_) std::memcpy(out_.data() + at, &v, sizeof v);
}

void Decoder::raw(void* out, size_t count) noexcept {
  if (!ok_ || count > in_.size() - at_) {
    ok_ = false;
    return;
  }
  std::memcpy(out, in_.data() + at_, count);
  at_ += count;
}

std::string_view Decoder::text() noexcept {
  const uint32_t size = u32();
  if (!ok_ || size > left()) {
    ok_ = false;
    return {};
  }
  const std::string_view text(reinterpret_cast<const char*>(in_.data()) + at_, size);
  at_ += size;
  return text;
}

void encode_value(Encoder& out, const Value& value) noexcept {
  encode_nested(out, value, 0);
}

bool decode_value(Decoder& in, value::Heap& heap, Value& result) noexcept {
  if (decode_nested(in, heap, result, 0)) return true;
  result = Value();
  return false;
}

bool skip_value(Decoder& in) noexcept {
  return skip_nested(in, 0);
}

}  // namespace hallows::host
