#include <fmt/format.h>

#include <cstring>
#include <type_traits>

#include "parseltongue/ptlc/emit.h"
#include "parseltongue/ptlc/names.h"

namespace hallows::ptlc {
namespace {

// A text as a C++ literal. Everything that isn't plain ASCII is written in octal: a hexadecimal
// escape would swallow a digit that follows.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '?') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20 && byte < 0x7F) {
      out += c;
    } else {
      out += fmt::format("\\{:03o}", byte);
    }
  }
  return out + '"';
}

std::string texts(std::string_view name, std::span<const std::string_view> items) {
  std::string out = fmt::format("constexpr std::string_view k_{}[] = {{\n", name);
  for (const std::string_view item : items) {
    // With its size: a text may hold a zero.
    out += fmt::format("    {{{}, {}}},\n", literal(item), item.size());
  }
  if (items.empty()) out += "    {},\n";
  return out + "};\n";
}

// A table as words of 8 bytes: C++ compilers read them far faster than initialisers of structs. The
// size of a record is asserted where the words are read again.
template <class T>
std::string words(std::string_view name, std::span<const T> items) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::string out = fmt::format("constexpr uint64_t k_{}[] = {{", name);
  const size_t bytes = items.size() * sizeof(T);
  for (size_t at = 0; at < bytes; at += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, reinterpret_cast<const char*>(items.data()) + at,
                std::min(sizeof word, bytes - at));
    out += fmt::format("{}0x{:x}", at % 64 == 0 ? (at == 0 ? "\n    " : ",\n    ") : ", ", word);
  }
  if (bytes == 0) out += "0";
  return out + "};\n";
}

struct Emitted {
  std::string data;
  std::string reads;

  template <class T>
  void table(std::string_view name, std::span<const T> items) {
    if constexpr (std::is_same_v<T, std::string_view>) {
      data += texts(name, items);
      reads += fmt::format("  t.{0} = {{k_{0}, {1}}};\n", name, items.size());
    } else {
      data += words(name, items);
      reads += fmt::format("  data.read<{2}>(t.{0}, k_{0}, {1});\n", name, items.size(), sizeof(T));
    }
  }
};

Emitted emit_tables(const format::Tables& t) {
  Emitted out;
#define HALLOWS_TABLE(name) out.table(#name, t.name);
#include "parseltongue/format/tables.def"
#undef HALLOWS_TABLE
  return out;
}

}  // namespace

std::string emit_source(const Source& source, const format::Tables& tables) {
  const Emitted emitted = emit_tables(tables);
  std::string out = fmt::format(
      "// Generated from {0} by ptlc. Do not edit.\n#include \"{0}.h\"\n\n"
      "#include \"ui-sched/app/program_data.h\"\n\nnamespace {{\n\n{1}\n"
      "const hallows::format::Program& program() {{\n"
      "  static const hallows::ProgramData made([](hallows::ProgramData& data) {{\n"
      "  hallows::format::Tables& t = data.tables();\n{2}"
      "  t.main = {{{3}u}};\n  }});\n  return made.program();\n}}\n\n}}  // namespace\n\n",
      source.name, emitted.data, emitted.reads, tables.main.value);
  for (const format::ScopeDeclId id : shown_components(tables, source.path)) {
    const std::string_view written = text_of(tables, tables.scopes[id.value].name);
    const std::string name = cpp_name(written);
    out += fmt::format("{0}::{0}(hallows::App& app) : View(app, program(), {1}) {{}}\n", name,
                       literal(written));
  }
  return out;
}

}  // namespace hallows::ptlc
