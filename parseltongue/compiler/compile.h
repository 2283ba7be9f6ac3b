#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parseltongue/compiler/program_store.h"
#include "parseltongue/format/program.h"
#include "rt-kernel/base/diagnostic.h"

// The compiler as its users see it. It allocates freely and is not for the engine thread; two
// threads may compile at once. It never fails: there is always a result, and whatever is wrong with
// the sources is in its diagnostics.
namespace hallows::ptl {

// Where sources come from. Paths are those of the root file and, for `use "row.ptl"`, that path
// joined to the folder of the file that uses it. `use std { Button }` asks for "std:Button" unless
// Button is a native element (schema.def).
struct SourceLoader {
  void* context = nullptr;
  // The whole text of `path` into `text`; false: there is no such file.
  bool (*load)(void* context, std::string_view path, std::string& text) = nullptr;
  // Whether an asset (`@"face.png"`) exists; null: assets are not checked.
  bool (*asset_exists)(void* context, std::string_view path) = nullptr;
};

// What `hallows check --cost` prints, for each component that the root file can mount.
struct ComponentCost {
  std::string name;
  uint32_t elements = 0;               // once mounted, without loops and choices
  uint32_t state_bytes = 0;            // slots of its scopes, at 16 bytes a value
  uint32_t binding_operations = 0;     // operations if every binding is evaluated once
  std::vector<std::string> unbounded;  // "file:line: for over a list", one for each loop
};

struct LoadedFile {
  std::string path;
  std::string text;
};

struct CompileResult {
  std::unique_ptr<CompiledProgram> program;  // never null; not to be run while there are errors
  std::vector<Diagnostic> diagnostics;       // by file, then place
  std::vector<LoadedFile> files;             // all sources read, the root first
  std::vector<ComponentCost> costs;
  bool ok() const;  // no diagnostic is an error
};

CompileResult compile(std::string path, const SourceLoader& loader);

// A stable text dump of all tables, for tests.
std::string tables_dump(const format::Tables& tables);

// ---- Parse only ----
struct ParseResult {
  std::vector<Diagnostic> diagnostics;
  std::string printed;  // all tokens, printed again: always equal to the source
};
ParseResult parse_source(std::string_view path, std::string_view text);

// The file in its one layout: four blanks a level, comments kept, line breaks the author's. A file
// that does not parse comes back as it is. Idempotent.
std::string format_source(std::string_view text);

}  // namespace hallows::ptl
