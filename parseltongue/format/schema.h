#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "rt-kernel/types/stage.h"

namespace hallows::format {

enum class ElementKind : uint16_t {
#define HALLOWS_KIND(name, flags) name,
#include "parseltongue/format/schema.def"
  Count
};

enum class PropertyId : uint16_t {
#define HALLOWS_PROPERTY(id, name, type, dirt, flags) id,
#include "parseltongue/format/schema.def"
  Count
};

enum class EventId : uint16_t {
#define HALLOWS_EVENT(id, name, params) id,
#include "parseltongue/format/schema.def"
  Count
};

// Sets of keywords that a property type accepts. A keyword value is {set, index in the set}.
enum class KeywordSet : uint16_t {
#define HALLOWS_KEYWORD_SET(name, ...) name,
#include "parseltongue/format/schema.def"
  Count
};

// What a property accepts. Where keywords are allowed, `keywords` of PropertyInfo names the set.
enum class PropertyType : uint8_t {
  Bool,
  Int,
  Float,
  Text,
  Length,
  Duration,
  Angle,
  Color,
  Brush,
  Image,
  Icon,
  Theme,
  Size,     // length, percent, or a keyword of Auto
  Edges,    // 1 to 4 of Size, CSS order
  Corners,  // 1 to 4 lengths or percents
  LengthPair,
  FloatPair,
  Size4,
  OverflowPair,
  Tracks,
  GridSpan,
  Shadow,
  LineHeight,
  Weight,
  Anchor,
  Keyword,  // a keyword of `keywords` and nothing else
};

enum class PropertyFlags : uint8_t { None = 0, Inherited = 1, Animatable = 2, Out = 4, InOut = 8 };
constexpr PropertyFlags operator|(PropertyFlags a, PropertyFlags b) {
  return static_cast<PropertyFlags>(static_cast<uint8_t>(a) | static_cast<uint8_t>(b));
}
constexpr bool has(PropertyFlags set, PropertyFlags flag) {
  return (static_cast<uint8_t>(set) & static_cast<uint8_t>(flag)) != 0;
}

enum class KindFlags : uint16_t {
  None = 0,
  Box = 1,
  Flex = 2,
  Grid = 4,
  Block = 8,
  Cell = 16,
  Text = 32,
  Replaced = 64,
  Input = 128,
  Virtual = 256,
  Overlay = 512,
};
constexpr KindFlags operator|(KindFlags a, KindFlags b) {
  return static_cast<KindFlags>(static_cast<uint16_t>(a) | static_cast<uint16_t>(b));
}
constexpr bool has(KindFlags set, KindFlags flag) {
  return (static_cast<uint16_t>(set) & static_cast<uint16_t>(flag)) != 0;
}

struct PropertyInfo {
  std::string_view name;
  PropertyType type;
  KeywordSet keywords;  // Count: no keywords
  Dirt dirt;
  PropertyFlags flags;
};

struct KindInfo {
  std::string_view name;
  KindFlags flags;
};

struct EventInfo {
  std::string_view name;
  std::string_view parameters;  // type names, separated by blanks
};

// Static tables; any thread.
const PropertyInfo& property_info(PropertyId id);
const KindInfo& kind_info(ElementKind kind);
const EventInfo& event_info(EventId id);
std::span<const std::string_view> keywords(KeywordSet set);

// By name; Count when there is none. `size` is two properties: WindowSize on a window, else
// FontSize.
PropertyId find_property(std::string_view name, ElementKind kind);
ElementKind find_kind(std::string_view name);
EventId find_event(std::string_view name);
// Index in the set, or -1.
int find_keyword(KeywordSet set, std::string_view word);

}  // namespace hallows::format
