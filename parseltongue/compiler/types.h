#pragma once

#include <vector>

#include "parseltongue/format/program.h"

namespace hallows::ptl {

// The types of one program, each once: equal types have equal ids. Writes into Tables::types.
// Any is the type of what could not be typed: it fits everywhere, so one mistake makes one message.
// Any with an index > 0 is a generic's own T while it is checked for itself.
class Types {
 public:
  Types(std::vector<format::Type>& types, std::vector<format::TypeId>& lists);

  format::TypeId intern(format::Type type);
  format::TypeId optional(format::TypeId inner);
  format::TypeId list(format::TypeId inner);
  format::TypeId function(const std::vector<format::TypeId>& parameters, format::TypeId result);
  format::TypeId enumeration(uint32_t index);
  format::TypeId structure(uint32_t index);
  format::TypeId keyword(format::KeywordSet set);
  format::TypeId element(uint32_t index);  // of a ScopeDecl; kFound: a found element of a test
  format::TypeId opaque(uint32_t number);

  const format::Type& operator[](format::TypeId id) const { return types_[id.value]; }
  format::TypeKind kind(format::TypeId id) const { return types_[id.value].kind; }
  std::vector<format::TypeId> parameters(format::TypeId function) const;

  static constexpr uint32_t kFound = UINT32_MAX;

  format::TypeId any, void_, bool_, int_, float_, text, length, percent, length_percent, duration,
      angle, color, brush, image, icon, font, fr, theme, found;

 private:
  std::vector<format::Type>& types_;
  std::vector<format::TypeId>& lists_;
};

}  // namespace hallows::ptl
