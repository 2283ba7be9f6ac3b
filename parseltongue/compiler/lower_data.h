#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/compiler/syntax.h"
#include "parseltongue/compiler/types.h"
#include "parseltongue/format/builtins.h"

// What the passes of Lowering know about the files: declarations, types, scopes, slots, frames.
namespace hallows::ptl {

using format::ElementKind;
using format::ExprId;
using format::FunctionId;
using format::LvalueId;
using format::NodeId;
using format::Op;
using format::PropertyId;
using format::ScopeDeclId;
using format::SlotKind;
using format::TextId;
using format::TypeId;
using format::TypeKind;

enum class SymbolKind : uint8_t {
  None,
  Const,
  Enum,
  Struct,
  Fn,
  Extern,
  Theme,
  Style,
  Component,
  Native,
  Namespace
};
struct Symbol {
  SymbolKind kind = SymbolKind::None;
  uint32_t index = 0;  // of the kind's own array; Native: ElementKind; Namespace: file
};

struct FileInfo {
  SyntaxTree tree;
  uint32_t index = 0;
  bool is_std = false;
  bool nameless = false;                             // an item lost its name to a syntax error
  std::map<std::string, Symbol, std::less<>> own;    // declared here
  std::map<std::string, Symbol, std::less<>> names;  // visible here
  std::vector<uint32_t> themes;                      // visible, in order
};

enum class Progress : uint8_t { New, Busy, Done };

struct ConstInfo {
  uint32_t file = 0, node = 0;
  Progress progress = Progress::New;
  TypeId type;
  ExprId value;
};
struct FieldInfo {
  std::string name;
  TypeId type;
  uint32_t initial_node = kNoNode;
  uint32_t node = kNoNode;
};
struct EnumInfo {
  uint32_t file = 0, node = 0;
  std::string name;
  struct Case {
    std::string name;
    std::vector<FieldInfo> fields;
  };
  std::vector<Case> cases;
};
struct StructInfo {
  uint32_t file = 0, node = 0;
  std::string name;
  std::vector<FieldInfo> fields;
};
using TypeEnv = std::vector<std::pair<std::string, TypeId>>;
struct FnDecl {
  uint32_t file = 0, node = 0;
  std::string name;
  std::vector<std::string> type_params;
};
struct FnInstance {
  uint32_t decl = 0;
  TypeEnv types;
  std::vector<TypeId> parameters;
  TypeId result;
  FunctionId function;
  Progress progress = Progress::New;
};
struct ExternInfo {
  uint32_t file = 0, node = 0;
  std::string name;
  std::vector<FieldInfo> parameters;
  TypeId result;
};
struct ThemeInfo {
  uint32_t file = 0, node = 0;
  std::string name;
};
struct StyleInfo {
  uint32_t file = 0, node = 0;
  std::string name;
};
struct ComponentDecl {
  uint32_t file = 0, node = 0;
  std::string name;
  bool window = false;
  std::vector<std::string> type_params;
};

struct ScopeInfo;
struct ComponentInstance;

// (scope, slot) pairs and ambients that an expression reads.
struct Reads {
  std::vector<std::pair<ScopeInfo*, uint16_t>> slots;
  uint8_t ambient = 0;
};

struct SlotInfo {
  std::string name;
  TypeId type;
  SlotKind kind = SlotKind::Var;
  uint32_t node = kNoNode;  // its declaration
  Progress progress = Progress::Done;
  format::Binding value;
  Reads reads;
  NodeId source;
  uint32_t index = 0;
  bool required = false;
  bool assignable_item = false;
};
struct NamedElement {
  std::string name;
  NodeId node;
  ElementKind kind = ElementKind::Count;
  ComponentInstance* component = nullptr;  // null: native
  ScopeInfo* scope = nullptr;              // in which it stands
};
struct ScopeInfo {
  ScopeDeclId id;
  ScopeInfo* parent = nullptr;
  ComponentInstance* component = nullptr;
  uint32_t file = 0;
  std::vector<SlotInfo> slots;
};

struct LocalFn {
  std::string name;
  uint32_t node = kNoNode;
  Progress progress = Progress::New;
  bool effects = false;
  std::vector<TypeId> parameters;
  TypeId result;
  FunctionId function;
  Reads reads;
};
struct EventInfo {
  std::string name;
  std::vector<FieldInfo> parameters;
};
struct SlotPlaceInfo {
  std::string name;
  std::vector<FieldInfo> parameters;
};
struct ComponentInstance {
  uint32_t decl = 0;
  TypeEnv types;
  std::string name;
  ScopeInfo* scope = nullptr;
  std::deque<LocalFn> fns;
  std::vector<EventInfo> events;
  std::vector<SlotPlaceInfo> places;
  std::vector<NamedElement> named;
  std::map<uint32_t, NodeId> reserved;  // syntax node of a named element -> its node
  uint32_t root = kNoNode;              // syntax node of the root element
  NodeId root_node;
  uint32_t elements = 0;
  std::vector<std::string> unbounded;
  bool damaged = false;  // a member lost its name to a syntax error
  bool opaque = false;   // made to check a generic component, never mounted
};

struct Local {
  std::string name;
  TypeId type;
  ExprId alias;  // reads this expression instead of the local
  uint16_t index = 0;
  bool assignable = false;
};
// The locals of the function that is being lowered.
struct Frame {
  std::vector<Local> names;   // visible, innermost last
  std::vector<TypeId> types;  // of all locals
  TypeId result;              // none: not known yet
  bool wrapped = false;       // belongs to a binding
};

enum class Mode : uint8_t {
  Binding,  // of a slot or property: no effects
  Pure,     // a file-level function or a constant: no slots either
  Handler,  // may assign and raise
  Test,     // statements of a test
};

struct ElementContext {
  NodeId node;
  ElementKind kind = ElementKind::Count;
  ComponentInstance* component = nullptr;
  ScopeInfo* scope = nullptr;
};

struct Context {
  FileInfo* file = nullptr;
  ScopeInfo* scope = nullptr;
  ComponentInstance* component = nullptr;
  Frame* frame = nullptr;
  Reads* reads = nullptr;
  const ElementContext* element = nullptr;
  const TypeEnv* types = nullptr;
  LocalFn* local_fn = nullptr;
  uint32_t fn_decl = UINT32_MAX;
  Mode mode = Mode::Pure;
};

struct PropertySpec {
  format::PropertyType type = format::PropertyType::Bool;
  format::KeywordSet keywords = format::KeywordSet::Count;
};
struct Expect {
  TypeId type;                             // none: whatever it is
  const PropertySpec* property = nullptr;  // keywords, several kinds of value
};
struct Value {
  ExprId id;
  TypeId type;
};

using SlotKey = std::pair<ScopeInfo*, uint32_t>;

struct Edge {
  uint32_t from = 0, to = 0;
  uint32_t file = 0, node = 0;  // where it is made
};

// Helpers that several passes share.
inline std::vector<TypeId> types_of(const std::vector<FieldInfo>& fields) {
  std::vector<TypeId> types;
  types.reserve(fields.size());
  for (const FieldInfo& f : fields) types.push_back(f.type);
  return types;
}
inline std::vector<uint32_t> ids_of(const std::vector<Value>& values) {
  std::vector<uint32_t> ids;
  ids.reserve(values.size());
  for (const Value& v : values) ids.push_back(v.id.value);
  return ids;
}
template <class Range>
std::vector<std::string> names_of(const Range& range) {
  std::vector<std::string> names;
  names.reserve(range.size());
  for (const auto& item : range) names.push_back(item.name);
  return names;
}
template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  keys.reserve(map.size());
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

}  // namespace hallows::ptl
