#pragma once

#include <string>
#include <vector>

#include "parseltongue/format/program.h"

namespace hallows::ptlc {

inline std::string_view text_of(const format::Tables& tables, format::TextId id) {
  return id ? tables.texts[id.value] : std::string_view();
}

// The components and windows of the root file, in the order of the file.
std::vector<format::ScopeDeclId> shown_components(const format::Tables& tables,
                                                  std::string_view path);

// Whether an application can hold a value of this type: themes, functions, keywords and their like
// have no meaning outside.
bool has_cpp_type(const format::Tables& tables, format::TypeId type);
// Only where has_cpp_type().
std::string cpp_type(const format::Tables& tables, format::TypeId type);

// Structs and enums that the components' properties, events and the extern functions speak of, each
// after those that it holds.
struct DataTypes {
  struct Item {
    bool is_struct = false;
    uint32_t index = 0;
  };
  std::vector<Item> items;
};
DataTypes reachable_types(const format::Tables& tables,
                          const std::vector<format::ScopeDeclId>& components);

}  // namespace hallows::ptlc
