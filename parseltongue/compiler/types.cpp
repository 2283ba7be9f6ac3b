#include "parseltongue/compiler/types.h"

namespace hallows::ptl {

using format::Type;
using format::TypeId;
using format::TypeKind;

Types::Types(std::vector<Type>& types, std::vector<TypeId>& lists) : types_(types), lists_(lists) {
  const auto plain = [this](TypeKind kind) {
    Type t;
    t.kind = kind;
    return intern(t);
  };
  void_ = plain(TypeKind::Void);
  any = plain(TypeKind::Any);
  bool_ = plain(TypeKind::Bool);
  int_ = plain(TypeKind::Int);
  float_ = plain(TypeKind::Float);
  text = plain(TypeKind::Text);
  length = plain(TypeKind::Length);
  percent = plain(TypeKind::Percent);
  length_percent = plain(TypeKind::LengthPercent);
  duration = plain(TypeKind::Duration);
  angle = plain(TypeKind::Angle);
  color = plain(TypeKind::Color);
  brush = plain(TypeKind::Brush);
  image = plain(TypeKind::Image);
  icon = plain(TypeKind::Icon);
  font = plain(TypeKind::Font);
  fr = plain(TypeKind::Tracks);
  theme = plain(TypeKind::Theme);
  found = element(kFound);
}

TypeId Types::intern(Type type) {
  for (uint32_t i = 0; i < types_.size(); ++i) {
    const Type& t = types_[i];
    if (t.kind != type.kind || t.inner != type.inner || t.index != type.index ||
        t.parameters.count != type.parameters.count) {
      continue;
    }
    bool same = true;
    for (uint32_t p = 0; p < type.parameters.count; ++p) {
      same = same && lists_[t.parameters.first + p] == lists_[type.parameters.first + p];
    }
    if (same) return TypeId{i};
  }
  types_.push_back(type);
  return TypeId{static_cast<uint32_t>(types_.size() - 1)};
}

TypeId Types::optional(TypeId inner) {
  if (kind(inner) == TypeKind::Optional) return inner;
  Type t;
  t.kind = TypeKind::Optional;
  t.inner = inner;
  return intern(t);
}

TypeId Types::list(TypeId inner) {
  Type t;
  t.kind = TypeKind::List;
  t.inner = inner;
  return intern(t);
}

TypeId Types::function(const std::vector<TypeId>& parameters, TypeId result) {
  Type t;
  t.kind = TypeKind::Function;
  t.inner = result;
  t.parameters = {static_cast<uint32_t>(lists_.size()), static_cast<uint32_t>(parameters.size())};
  lists_.insert(lists_.end(), parameters.begin(), parameters.end());
  return intern(t);
}

namespace {
Type indexed(TypeKind kind, uint32_t index) {
  Type t;
  t.kind = kind;
  t.index = index;
  return t;
}
}  // namespace

TypeId Types::enumeration(uint32_t index) {
  return intern(indexed(TypeKind::Enum, index));
}
TypeId Types::structure(uint32_t index) {
  return intern(indexed(TypeKind::Struct, index));
}
TypeId Types::keyword(format::KeywordSet set) {
  return intern(indexed(TypeKind::Keyword, static_cast<uint32_t>(set)));
}
TypeId Types::element(uint32_t index) {
  return intern(indexed(TypeKind::Element, index));
}
TypeId Types::opaque(uint32_t number) {
  return intern(indexed(TypeKind::Any, number));
}

std::vector<TypeId> Types::parameters(TypeId function) const {
  const format::Range r = types_[function.value].parameters;
  return {lists_.begin() + r.first, lists_.begin() + r.first + r.count};
}

}  // namespace hallows::ptl
