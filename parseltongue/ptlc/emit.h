#pragma once

#include <string>
#include <string_view>

#include "parseltongue/format/program.h"

// What `hallows_add_ui` gives an application: the compiled tables of a UI as C++ data, and a class
// for each component of the file that an application can show.
namespace hallows::ptlc {

struct Source {
  std::string_view name;  // "counter.ptl": what generated files say they come from
  std::string_view path;  // as the compiler was given it: components of this file get classes
};

// counter.ptl.h: structs and enums as C++ types with their codecs, and the classes.
std::string emit_header(const Source& source, const format::Tables& tables);
// counter.ptl.cpp: the tables, and the classes' constructors.
std::string emit_source(const Source& source, const format::Tables& tables);

// A name of the language as C++ spells it: `row-gap` is row_gap, a keyword of C++ gets a `_`.
std::string cpp_name(std::string_view name);

}  // namespace hallows::ptlc
