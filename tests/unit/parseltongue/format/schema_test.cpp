#include "parseltongue/format/schema.h"

#include <doctest/doctest.h>

#include <set>

#include "parseltongue/format/builtins.h"
#include "parseltongue/format/icons.h"

using namespace hallows;
using namespace hallows::format;

TEST_CASE("every property is found by its name") {
  for (size_t i = 0; i < static_cast<size_t>(PropertyId::Count); ++i) {
    const auto id = static_cast<PropertyId>(i);
    const ElementKind kind = id == PropertyId::WindowSize ? ElementKind::Window : ElementKind::Rect;
    CAPTURE(property_info(id).name);
    CHECK(find_property(property_info(id).name, kind) == id);
  }
  CHECK(find_property("widht", ElementKind::Rect) == PropertyId::Count);
}

TEST_CASE("a property type that is a keyword set accepts its words") {
  const PropertyInfo& align = property_info(PropertyId::AlignItems);
  CHECK(align.type == PropertyType::Keyword);
  CHECK(align.keywords == KeywordSet::Align);
  CHECK(find_keyword(align.keywords, "center") == 4);
  CHECK(property_info(PropertyId::Width).keywords == KeywordSet::Auto);
  CHECK(property_info(PropertyId::FontWeight).type == PropertyType::Weight);
  CHECK(property_info(PropertyId::Overflow).keywords == KeywordSet::Overflow);
  CHECK(find_keyword(KeywordSet::Align, "centre") == -1);
  CHECK(keywords(KeywordSet::Count).empty());
}

TEST_CASE("flags and stages come from the table") {
  CHECK(has(property_info(PropertyId::TextColor).flags, PropertyFlags::Inherited));
  CHECK(has(property_info(PropertyId::Hovered).flags, PropertyFlags::Out));
  CHECK(property_info(PropertyId::FontSize).dirt == Dirt::Text);
  CHECK(has(kind_info(ElementKind::TextInput).flags, KindFlags::Input));
  CHECK(find_kind("Row") == ElementKind::Row);
  CHECK(find_event("double-tap") == EventId::DoubleTap);
  CHECK(event_info(EventId::Drag).parameters == "length length");
}

TEST_CASE("a built-in function has one name for each receiver") {
  std::set<std::pair<BuiltinReceiver, std::string_view>> seen;
  for (size_t i = 0; i < static_cast<size_t>(Builtin::Count); ++i) {
    const auto id = static_cast<Builtin>(i);
    const BuiltinInfo& info = builtin_info(id);
    CHECK(seen.insert({info.receiver, info.name}).second);
    CHECK(find_builtin(info.receiver, info.name) == id);
  }
  CHECK(find_builtin(BuiltinReceiver::Text, "sort") == Builtin::Count);
}

TEST_CASE("icons are sorted, so that each is found by its name") {
  std::string_view before;
  for (const IconInfo& icon : icons()) {
    CHECK(before < icon.name);
    CHECK(icon_path(icon.name) == icon.path);
    CHECK(icon.path.find_first_not_of("MLHVCAZ0123456789. ") == std::string_view::npos);
    before = icon.name;
  }
  CHECK(icons().size() >= 30);
  CHECK(icon_path("no-such-icon").empty());
}
