#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "rt-kernel/base/time.h"
#include "ui-sched/host/wire.h"

namespace hallows::host {

// How a C++ type travels: encode writes one value, decode reads one (false: it is of another kind
// and the decoder has failed). Generated code specialises it for the structs and enums of a file.
// Application side: may allocate.
template <class T>
struct Codec;

inline bool take_kind(Decoder& in, WireKind kind) {
  if (static_cast<WireKind>(in.u8()) != kind) in.fail();
  return in.ok();
}

template <>
struct Codec<bool> {
  static void encode(Encoder& out, bool v) {
    out.u8(static_cast<uint8_t>(v ? WireKind::True : WireKind::False));
  }
  static bool decode(Decoder& in, bool& v) {
    const auto kind = static_cast<WireKind>(in.u8());
    if (kind != WireKind::True && kind != WireKind::False) in.fail();
    v = kind == WireKind::True;
    return in.ok();
  }
};

template <>
struct Codec<int64_t> {
  static void encode(Encoder& out, int64_t v) {
    out.u8(static_cast<uint8_t>(WireKind::Int));
    out.u64(static_cast<uint64_t>(v));
  }
  static bool decode(Decoder& in, int64_t& v) {
    if (!take_kind(in, WireKind::Int)) return false;
    v = static_cast<int64_t>(in.u64());
    return in.ok();
  }
};

template <>
struct Codec<int> {  // beyond its range the nearest int
  static void encode(Encoder& out, int v) { Codec<int64_t>::encode(out, v); }
  static bool decode(Decoder& in, int& v) {
    int64_t wide = 0;
    if (!Codec<int64_t>::decode(in, wide)) return false;
    v = static_cast<int>(std::clamp<int64_t>(wide, INT32_MIN, INT32_MAX));
    return true;
  }
};

template <>
struct Codec<double> {
  static void encode(Encoder& out, double v) {
    out.u8(static_cast<uint8_t>(WireKind::Float));
    out.f64(v);
  }
  static bool decode(Decoder& in, double& v) {
    const auto kind = static_cast<WireKind>(in.u8());
    if (kind == WireKind::Int) {
      v = static_cast<double>(static_cast<int64_t>(in.u64()));
    } else if (kind == WireKind::Float) {
      v = in.f64();
    } else {
      in.fail();
    }
    return in.ok();
  }
};

template <>
struct Codec<std::string> {
  static void encode(Encoder& out, std::string_view v) {
    out.u8(static_cast<uint8_t>(WireKind::Text));
    out.text(v);
  }
  static bool decode(Decoder& in, std::string& v) {
    if (!take_kind(in, WireKind::Text)) return false;
    v = in.text();
    return in.ok();
  }
};

template <>
struct Codec<Duration> {
  static void encode(Encoder& out, Duration v) {
    out.u8(static_cast<uint8_t>(WireKind::Duration));
    out.u64(static_cast<uint64_t>(v.ns));
  }
  static bool decode(Decoder& in, Duration& v) {
    if (!take_kind(in, WireKind::Duration)) return false;
    v.ns = static_cast<int64_t>(in.u64());
    return in.ok();
  }
};

template <>
struct Codec<Color> {
  static void encode(Encoder& out, Color v) {
    const value::Color16 c = value::to_color16(v);
    out.u8(static_cast<uint8_t>(WireKind::Color));
    for (const uint16_t channel : {c.r, c.g, c.b, c.a}) out.u16(channel);
  }
  static bool decode(Decoder& in, Color& v) {
    if (!take_kind(in, WireKind::Color)) return false;
    value::Color16 c;
    for (uint16_t* channel : {&c.r, &c.g, &c.b, &c.a}) *channel = in.u16();
    v = value::to_color(c);
    return in.ok();
  }
};

template <class T>
struct Codec<std::optional<T>> {
  static void encode(Encoder& out, const std::optional<T>& v) {
    if (v) {
      Codec<T>::encode(out, *v);
    } else {
      out.u8(static_cast<uint8_t>(WireKind::None));
    }
  }
  static bool decode(Decoder& in, std::optional<T>& v) {
    Decoder peek = in;
    v.reset();
    if (static_cast<WireKind>(peek.u8()) == WireKind::None && peek.ok()) {
      in = peek;
      return true;
    }
    T value{};
    if (!Codec<T>::decode(in, value)) return false;
    v = std::move(value);
    return true;
  }
};

template <class T>
struct Codec<std::vector<T>> {
  static void encode(Encoder& out, const std::vector<T>& v) {
    out.u8(static_cast<uint8_t>(WireKind::List));
    out.u32(static_cast<uint32_t>(v.size()));
    for (const T& item : v) Codec<T>::encode(out, item);
  }
  static bool decode(Decoder& in, std::vector<T>& v) {
    v.clear();
    if (!take_kind(in, WireKind::List)) return false;
    const uint32_t count = in.u32();
    if (count > in.left()) in.fail();
    for (uint32_t i = 0; in.ok() && i < count; ++i) {
      T item{};
      if (Codec<T>::decode(in, item)) v.push_back(std::move(item));
    }
    return in.ok();
  }
};

// Writes a value as the kind of the language that it stands for: any whole number as an int, any
// text as a text.
template <class T>
void encode_any(Encoder& out, const T& v) {
  if constexpr (std::is_same_v<T, bool>) {
    Codec<bool>::encode(out, v);
  } else if constexpr (std::is_integral_v<T>) {
    Codec<int64_t>::encode(out, static_cast<int64_t>(v));
  } else if constexpr (std::is_floating_point_v<T>) {
    Codec<double>::encode(out, static_cast<double>(v));
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    Codec<std::string>::encode(out, v);
  } else {
    Codec<T>::encode(out, v);
  }
}

// Head of a struct with its fields: encode(out, index, a, b, c) writes them in order.
template <class... Fields>
void encode_struct(Encoder& out, uint32_t struct_index, const Fields&... fields) {
  out.u8(static_cast<uint8_t>(WireKind::Struct));
  out.u32(struct_index);
  out.u32(static_cast<uint32_t>(sizeof...(fields)));
  (Codec<Fields>::encode(out, fields), ...);
}
template <class... Fields>
bool decode_struct(Decoder& in, Fields&... fields) {
  if (!take_kind(in, WireKind::Struct)) return false;
  in.u32();
  if (in.u32() != sizeof...(fields)) in.fail();
  return in.ok() && (Codec<Fields>::decode(in, fields) && ...);
}

// An enum's case with its values: encode_case(out, enum, case, a, b); decode_case() gives the case,
// and decode_case_values() reads what it holds. A case of `cases` or more fails.
template <class... Fields>
void encode_case(Encoder& out, uint16_t enum_index, uint16_t case_index, const Fields&... fields) {
  out.u8(static_cast<uint8_t>(WireKind::Enum));
  out.u16(enum_index);
  out.u16(case_index);
  out.u32(static_cast<uint32_t>(sizeof...(fields)));
  (Codec<Fields>::encode(out, fields), ...);
}
inline uint16_t decode_case(Decoder& in, uint32_t cases) {
  if (!take_kind(in, WireKind::Enum)) return UINT16_MAX;
  in.u16();
  const uint16_t index = in.u16();
  if (index >= cases) in.fail();
  return index;
}
template <class... Fields>
bool decode_case_values(Decoder& in, Fields&... fields) {
  if (in.u32() != sizeof...(fields)) in.fail();
  return in.ok() && (Codec<Fields>::decode(in, fields) && ...);
}

}  // namespace hallows::host
