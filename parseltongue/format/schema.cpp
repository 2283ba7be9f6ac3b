#include "parseltongue/format/schema.h"

#include <array>

#include "rt-kernel/base/assert.h"

namespace hallows::format {
namespace {

struct TypeEntry {
  PropertyType type;
  KeywordSet keywords;
};

// The constants below are named like the types of schema.def.
// NOLINTBEGIN(readability-identifier-naming)
// Names of keyword sets are property types too: a keyword of that set and nothing else.
struct KeywordTypes {
#define HALLOWS_KEYWORD_SET(name, ...) \
  static constexpr TypeEntry name = {PropertyType::Keyword, KeywordSet::name};
#include "parseltongue/format/schema.def"
};

// The types of schema.def by name. Where a name is both, this one hides the keyword set's.
struct Types : KeywordTypes {
#define PLAIN(name) static constexpr TypeEntry name = {PropertyType::name, KeywordSet::Count}
  PLAIN(Bool);
  PLAIN(Int);
  PLAIN(Float);
  PLAIN(Text);
  PLAIN(Length);
  PLAIN(Duration);
  PLAIN(Angle);
  PLAIN(Color);
  PLAIN(Brush);
  PLAIN(Image);
  PLAIN(Icon);
  PLAIN(Theme);
  PLAIN(Corners);
  PLAIN(LengthPair);
  PLAIN(FloatPair);
  PLAIN(Size4);
  PLAIN(Shadow);
  PLAIN(LineHeight);
#undef PLAIN
  static constexpr TypeEntry Size = {PropertyType::Size, KeywordSet::Auto};
  static constexpr TypeEntry Basis = {PropertyType::Size, KeywordSet::Basis};
  static constexpr TypeEntry Edges = {PropertyType::Edges, KeywordSet::Auto};
  static constexpr TypeEntry Tracks = {PropertyType::Tracks, KeywordSet::Auto};
  static constexpr TypeEntry GridSpan = {PropertyType::GridSpan, KeywordSet::Span};
  static constexpr TypeEntry OverflowPair = {PropertyType::OverflowPair, KeywordSet::Overflow};
  static constexpr TypeEntry Weight = {PropertyType::Weight, KeywordSet::Weight};
  static constexpr TypeEntry Anchor = {PropertyType::Anchor, KeywordSet::Anchor};
};
// NOLINTEND(readability-identifier-naming)

#define HALLOWS_KEYWORD_SET(name, ...) constexpr std::string_view kWords##name[] = {__VA_ARGS__};
#include "parseltongue/format/schema.def"

constexpr std::array<std::span<const std::string_view>, static_cast<size_t>(KeywordSet::Count)>
    kKeywordSets = {{
#define HALLOWS_KEYWORD_SET(name, ...) kWords##name,
#include "parseltongue/format/schema.def"
    }};

constexpr PropertyInfo make_property(std::string_view name, TypeEntry type, Dirt dirt,
                                     PropertyFlags flags) {
  return {name, type.type, type.keywords, dirt, flags};
}

constexpr auto make_properties() {
  using enum PropertyFlags;
  return std::array<PropertyInfo, static_cast<size_t>(PropertyId::Count)>{{
#define HALLOWS_PROPERTY(id, name, type, dirt, flags) \
  make_property(name, Types::type, Dirt::dirt, flags),
#include "parseltongue/format/schema.def"
  }};
}

constexpr auto make_kinds() {
  using enum KindFlags;
  return std::array<KindInfo, static_cast<size_t>(ElementKind::Count)>{{
#define HALLOWS_KIND(name, flags) {#name, flags},
#include "parseltongue/format/schema.def"
  }};
}

constexpr auto kProperties = make_properties();
constexpr auto kKinds = make_kinds();
constexpr std::array<EventInfo, static_cast<size_t>(EventId::Count)> kEvents = {{
#define HALLOWS_EVENT(id, name, parameters) {name, parameters},
#include "parseltongue/format/schema.def"
}};

}  // namespace

const PropertyInfo& property_info(PropertyId id) {
  ASSERT(id < PropertyId::Count);
  return kProperties[static_cast<size_t>(id)];
}

const KindInfo& kind_info(ElementKind kind) {
  ASSERT(kind < ElementKind::Count);
  return kKinds[static_cast<size_t>(kind)];
}

const EventInfo& event_info(EventId id) {
  ASSERT(id < EventId::Count);
  return kEvents[static_cast<size_t>(id)];
}

std::span<const std::string_view> keywords(KeywordSet set) {
  if (set >= KeywordSet::Count) return {};
  return kKeywordSets[static_cast<size_t>(set)];
}

PropertyId find_property(std::string_view name, ElementKind kind) {
  if (name == "size" && kind == ElementKind::Window) return PropertyId::WindowSize;
  for (size_t i = 0; i < kProperties.size(); ++i) {
    if (kProperties[i].name == name) return static_cast<PropertyId>(i);
  }
  return PropertyId::Count;
}

ElementKind find_kind(std::string_view name) {
  for (size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i].name == name) return static_cast<ElementKind>(i);
  }
  return ElementKind::Count;
}

EventId find_event(std::string_view name) {
  for (size_t i = 0; i < kEvents.size(); ++i) {
    if (kEvents[i].name == name) return static_cast<EventId>(i);
  }
  return EventId::Count;
}

int find_keyword(KeywordSet set, std::string_view word) {
  const std::span<const std::string_view> words = keywords(set);
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace hallows::format
