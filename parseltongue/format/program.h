#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "parseltongue/format/schema.h"
#include "rt-kernel/base/handle.h"
#include "rt-kernel/base/time.h"

// A compiled UI as the runtime receives it: flat tables, indices between them, and functions that
// evaluate expressions. The interpreter provides the functions over expression tables; generated
// C++ provides them as code. Neither the compiler nor the runtime sees the other.
//
// How the tables become a UI:
// * A Scope is a run-time record of value slots with a lexical parent. Components, `for` items,
//   pattern arms (`if let`, `match`) and slot fills each have a ScopeDecl. Expressions read slots
//   only, by (scopes up, slot index): whatever else can be read (an element's state, a named
//   component's properties) is mirrored into a slot of the reading scope by the runtime.
// * A Binding is an expression with the static list of slots that it reads. At mounting the runtime
// makes
//   one dependency edge for each read; there is no tracking at run time. Bindings are evaluated in
//   rising level: 0 for bindings that read no bound slot, else one more than the highest they read.
// * Template nodes (Node) say which elements, components, choices, loops and places stand in a
// scope.
namespace hallows::value {
class Value;
class Heap;
}  // namespace hallows::value

namespace hallows::format {

// An index range into the table that the field's comment names.
struct Range {
  uint32_t first = 0;
  uint32_t count = 0;
};

using TextId = Id<struct TextTag>;          // Tables::texts
using TypeId = Id<struct TypeTag>;          // Tables::types
using ExprId = Id<struct ExprTag>;          // Tables::exprs; in generated code an ordinal
using FunctionId = Id<struct FunctionTag>;  // Tables::functions
using ScopeDeclId = Id<struct ScopeTag>;    // Tables::scopes
using NodeId = Id<struct TemplateNodeTag>;  // Tables::nodes
using LvalueId = Id<struct LvalueTag>;      // Tables::lvalues

// Where something stands in the source, for diagnostics and budgets. File is an index of
// Tables::files.
struct Place {
  uint32_t file = 0;
  uint32_t line = 0;
  uint32_t column = 0;
};

// ---- Types ----
enum class TypeKind : uint8_t {
  Void,
  Bool,
  Int,
  Float,
  Text,
  Length,
  Percent,
  LengthPercent,
  Duration,
  Angle,
  Color,
  Brush,
  Image,
  Icon,
  Font,
  Keyword,
  Optional,
  List,
  Enum,
  Struct,
  Function,
  Shadow,
  Tracks,
  Theme,
  Element,
  Any,
};

struct Type {
  TypeKind kind = TypeKind::Void;
  TypeId inner;        // Optional, List: the element; Function: the result
  uint32_t index = 0;  // Enum, Struct: declaration; Keyword: KeywordSet
  Range parameters;    // Function: into type_lists
};

struct FieldDecl {
  TextId name;
  TypeId type;
  ExprId initial;  // none: required
};
struct StructDecl {
  TextId name;
  Range fields;  // fields
};
struct EnumCase {
  TextId name;
  Range fields;  // fields: the values in the case
};
struct EnumDecl {
  TextId name;
  Range cases;  // enum_cases
};

// ---- Scopes and bindings ----
enum class SlotKind : uint8_t {
  In,
  Inout,
  Out,
  Var,
  Let,
  Item,
  ItemIndex,     // of a `for`
  Pattern,       // bound by `if let` or `match`; a Let whose expression takes the value apart
  Argument,      // handed by `place` to a fill
  ElementState,  // mirror of `property` of the element that node `source` made in this scope
  ChildSlot,     // mirror of slot `index` of the component that node `source` made in this scope
  ElementRef,    // a named element (`field := TextField {}`): target of methods
};

struct SlotRead {
  uint16_t up = 0;    // lexical parents to climb
  uint16_t slot = 0;  // in that scope
};

// What a binding reads besides slots.
enum class Ambient : uint8_t { None = 0, Theme = 1, Scale = 2, Language = 4 };

struct Binding {
  ExprId expr;          // none: no binding
  Range reads;          // slot_reads
  uint8_t ambient = 0;  // bits of Ambient
  bool constant() const { return reads.count == 0 && ambient == 0; }
};

struct SlotDecl {
  TextId name;
  TypeId type;
  SlotKind kind = SlotKind::Var;
  // In, Inout, Var: the initial value or default; Out, Let, Pattern: the live binding.
  Binding value;
  NodeId source;       // ElementState, ChildSlot, ElementRef
  uint32_t index = 0;  // ElementState: PropertyId; ChildSlot: slot
  bool required = false;
};

struct Timer {
  Binding interval;
  FunctionId body;
};
// `on load(id) as song { … }`: the answer of an extern function. Locals: its arguments, the answer.
struct ExternHandler {
  uint32_t extern_index = 0;
  FunctionId body;
};
struct EventDecl {
  TextId name;
  Range parameters;  // type_lists
};

enum class ScopeKind : uint8_t { Component, Window, Item, Arm, Fill, Test };

struct ScopeDecl {
  ScopeKind kind = ScopeKind::Component;
  TextId name;            // of the component or window
  ScopeDeclId parent;     // lexical; none for components, windows and tests
  Range slots;            // slots
  NodeId first_node;      // first root; components and windows have one
  Range events;           // event_decls (Component)
  Range slot_places;      // texts: names of the component's `slot`s; the unnamed one is ""
  Range timers;           // timers
  Range extern_handlers;  // extern_handlers
  Place place;
};

// ---- Assignable places ----
struct PathStep {
  uint32_t field = UINT32_MAX;  // field index, or UINT32_MAX: `index` of a list
  ExprId index;
};
struct Lvalue {
  SlotRead slot;
  Range steps;  // path_steps
};

// ---- Template nodes ----
enum class NodeKind : uint8_t { Element, Component, Choice, Loop, Place };

// `name: expr` or `name <=> path`. `target` is a PropertyId (Element, or a standard property that a
// component's use hands to its root element: `on_root`), else a slot index of the component.
struct PropertyEntry {
  uint32_t target = 0;
  bool on_root = false;
  Binding value;
  LvalueId link;  // two-way; `value` then reads the same path
  Place place;
};
// `event` is an EventId (Element, or `on_root`), else an index of the component's events.
struct HandlerEntry {
  uint32_t event = 0;
  bool on_root = false;
  TextId argument;    // shortcut("Ctrl+S")
  FunctionId body;    // locals 0..: the event's values
  uint8_t taken = 0;  // how many of the event's values the handler names (0 or all)
};
enum class EasingKind : uint8_t { Linear, Cubic, Spring, Steps };
struct Curve {
  EasingKind kind = EasingKind::Cubic;
  float p[4] = {0.25f, 0.1f, 0.25f, 1.0f};  // cubic control points; spring: damping; steps: count
  Duration duration;
  Duration delay;
  int32_t repeat = 1;  // -1: forever
  bool alternate = false;
};
struct AnimateEntry {
  PropertyId property = PropertyId::Count;
  bool place = false;  // `animate place`
  Curve curve;
};
struct StateEntry {
  TextId name;
  Binding when;
  Range overrides;  // property_entries
};
struct Transition {
  uint32_t from = UINT32_MAX;  // state index of the node; UINT32_MAX: any or none
  uint32_t to = UINT32_MAX;
  Curve curve;
};
struct Arm {
  Binding condition;  // Bool, in the node's scope; none: `else`
  ScopeDeclId scope;  // of pattern names; none: children stand in the node's scope
  NodeId first_child;
};
// What a use of a component puts into one of its slots.
struct Fill {
  uint32_t slot_place = 0;  // index in the component's slot_places
  ScopeDeclId scope;        // Fill scope (its lexical parent is the user's scope)
  NodeId first_child;
};

struct Node {
  NodeKind kind = NodeKind::Element;
  ScopeDeclId scope;  // whose slots the node's own expressions read
  NodeId next;        // sibling
  NodeId
      first_child;  // Element: children; Component: none (see fills); Place: fallback; Loop: body
  uint32_t symbol = 0;  // Element: ElementKind; Component: ScopeDeclId; Place: index in slot_places
  TextId name;          // `name :=`, for diagnostics
  uint64_t declaration =
      0;              // stable id: hash of file, component and path. Identity with the key path.
  Range properties;   // property_entries
  Range handlers;     // handler_entries
  Range animates;     // animate_entries
  Range states;       // state_entries
  Range transitions;  // transitions
  Range enter, exit;  // property_entries
  Curve enter_curve, exit_curve;
  Range arms;              // Choice: arms
  Range fills;             // Component: fills
  Binding list;            // Loop: the list
  Binding key;             // Loop: evaluated in the item's scope; none: by position
  ScopeDeclId item_scope;  // Loop: slot 0 the item, slot 1 the index
  LvalueId list_link;      // Loop: writes through the item go here; none: items can't be assigned
  Range arguments;         // Place: bindings
  Place place;
};

// ---- Expressions and functions (the interpreter's; empty in generated programs) ----
// Children are ExprIds in a, b, c, or a Range (first = a, count = b) of `operands` where it says
// so. Arithmetic is typed by the operation. `type` is the type of the result.
enum class Op : uint8_t {
#define HALLOWS_OP(name, comment) name,
#include "parseltongue/format/ops.def"
};
struct Expr {
  Op op{};
  uint8_t aux = 0;
  uint16_t type = 0;  // TypeId
  uint32_t a = 0, b = 0, c = 0;
};

struct Function {
  TextId name;
  Range parameters;     // type_lists; locals 0..count-1
  uint16_t locals = 0;  // in all
  TypeId result;
  ExprId body;
  Place place;
};
struct ExternDecl {
  TextId name;
  Range parameters;  // type_lists
  TypeId result;     // Void: none
};
struct ThemeDecl {
  TextId name;
  Range values;  // exprs ids in `operands`, one for each of Tables::theme_fields; none where it
                 // lacks the field
};
struct TestDecl {
  TextId name;
  ScopeDeclId scope;  // Test scope: its vars
  FunctionId body;
  Place place;
};
struct PreviewDecl {
  TextId name;
  ScopeDeclId scope;  // Component scope without inputs
};

// All tables. Spans point into memory that lives as long as the Program.
struct Tables {
  std::span<const std::string_view> texts;
  std::span<const std::string_view> files;
  std::span<const int64_t> ints;
  std::span<const double> floats;
  std::span<const Type> types;
  std::span<const TypeId> type_lists;
  std::span<const FieldDecl> fields;
  std::span<const StructDecl> structs;
  std::span<const EnumCase> enum_cases;
  std::span<const EnumDecl> enums;
  std::span<const ScopeDecl> scopes;
  std::span<const SlotDecl> slots;
  std::span<const SlotRead> slot_reads;
  std::span<const EventDecl> event_decls;
  std::span<const Timer> timers;
  std::span<const ExternHandler> extern_handlers;
  std::span<const Binding> bindings;
  std::span<const Lvalue> lvalues;
  std::span<const PathStep> path_steps;
  std::span<const Node> nodes;
  std::span<const PropertyEntry> property_entries;
  std::span<const HandlerEntry> handler_entries;
  std::span<const AnimateEntry> animate_entries;
  std::span<const StateEntry> state_entries;
  std::span<const Transition> transitions;
  std::span<const Arm> arms;
  std::span<const Fill> fills;
  std::span<const Expr> exprs;
  std::span<const uint32_t> operands;
  std::span<const Function> functions;
  std::span<const ExternDecl> externs;
  std::span<const TextId> theme_fields;
  std::span<const ThemeDecl> themes;
  std::span<const TestDecl> tests;
  std::span<const PreviewDecl> previews;
  ScopeDeclId main;  // what `hallows run` opens: the first window, else the last component
};

// A run-time scope. Made and owned by the runtime; the evaluator reads slots directly.
struct Scope {
  const ScopeDecl* decl = nullptr;
  Scope* parent = nullptr;        // lexical
  value::Value* slots = nullptr;  // decl->slots.count of them
  uint32_t instance = 0;          // index of the runtime's own record
};

// What evaluation may ask of the runtime. Handlers and functions with effects use all of it; a
// binding uses only `theme` and `scale`. Engine thread.
struct Host {
  void* context = nullptr;
  // Takes effect at once for reads of the slot itself; dependants follow when the handler has
  // ended. Follows two-way links. `element` is the changed list element where one is known, else
  // UINT32_MAX.
  void (*write_slot)(void* context, Scope& scope, uint32_t slot, const value::Value& value,
                     uint32_t element) = nullptr;
  // Runs the parent's handler at once, as part of this one.
  void (*raise)(void* context, Scope& component, uint32_t event,
                std::span<const value::Value> arguments) = nullptr;
  void (*call_extern)(void* context, Scope& component, uint32_t extern_index,
                      std::span<const value::Value> arguments) = nullptr;
  // `field.focus()`, `list.scroll-to(i)`: `method` is a text id.
  void (*element_method)(void* context, Scope& scope, uint32_t element_slot, TextId method,
                         std::span<const value::Value> arguments) = nullptr;
  // `after 300ms { … }`: runs `body` in `scope` once, with a copy of the locals.
  void (*after)(void* context, Scope& scope, Duration delay, FunctionId body,
                std::span<const value::Value> locals) = nullptr;
  // The value of theme field `field` for the element whose binding is being evaluated.
  const value::Value& (*theme)(void* context, uint32_t field) = nullptr;
  // Test driver calls (tests only): find, tap, expect, advance, … by text id of the method.
  void (*test_call)(void* context, Scope& scope, TextId method, Place place,
                    std::span<const value::Value> arguments, value::Value& result) = nullptr;
  // Mounts `node` (an element or component that stands in the test's scope) in a window of its own;
  // its property entries may also target `var` slots. `result` becomes an Element value that
  // test_slot, test_assign and test_call understand.
  void (*test_mount)(void* context, Scope& scope, NodeId node, value::Value& result) = nullptr;
  void (*test_slot)(void* context, const value::Value& component, uint32_t slot,
                    value::Value& result) = nullptr;
  void (*test_assign)(void* context, const value::Value& component, uint32_t slot,
                      const value::Value& value) = nullptr;
};

struct EvalContext {
  Scope* scope = nullptr;
  value::Heap* heap = nullptr;
  const Host* host = nullptr;
  float scale = 1;                   // device pixels per dp: `px` literals divide by it
  std::string_view language = "en";  // BCP 47: grouping of digits, plural forms, translations
};

// A UI, whoever provides it. The functions never fail: a value out of range gives `none` or a
// default.
struct Program {
  Tables tables;
  const void* context = nullptr;
  void (*evaluate)(const Program& program, ExprId expr, EvalContext& context,
                   value::Value& result) = nullptr;
  void (*call)(const Program& program, FunctionId function, EvalContext& context,
               std::span<const value::Value> arguments, value::Value& result) = nullptr;
};

}  // namespace hallows::format
