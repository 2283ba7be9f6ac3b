#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parseltongue/compiler/lower_data.h"

// From syntax trees to tables, checked on the way. One Lowering compiles one root file and all that
// it uses; its passes are listed in compile.cpp. What depends on something further down in a file
// is lowered on demand (a slot's inferred type, a function's result), so order never matters.
namespace hallows::ptl {

class Lowering {
 public:
  Lowering(std::string root_path, const SourceLoader& loader);
  CompileResult run();

 private:
  // ---- Passes, in order (compile.cpp) ----
  void load_files();
  void declare_items();
  void resolve_uses();
  void declare_types();
  void lower_items();
  void lower_waiting();
  void check_binding_cycles();
  void follow_bindings(SlotKey first, std::map<SlotKey, Progress>& progress);
  void check_call_cycles(const std::vector<Edge>& edges, const char* code, const char* what);
  std::vector<SlotKey> dependencies(ScopeInfo* scope, uint32_t slot);
  void report_binding_cycle(const std::vector<SlotKey>& cycle);
  void emit_types();
  void emit_themes();
  void check_style(const StyleInfo& style);
  void choose_main();
  void emit_scopes();
  void measure_costs(CompileResult& result);

  // ---- Loading (load.cpp) ----
  uint32_t load_file(const std::string& path);
  void load_uses(uint32_t file);
  std::string used_path(const FileInfo& file, uint32_t use_node, std::string_view name) const;
  void declare_item(FileInfo& file, uint32_t node);
  void declare(FileInfo& file, uint32_t node, Symbol symbol);
  void resolve_use(FileInfo& file, uint32_t node);
  void use_name(FileInfo& file, uint32_t use_node, uint32_t name_node);
  // True where `name` is an element that std's own components alone use: it is told once a file.
  bool told_std_only(const FileInfo& file, uint32_t node, const std::string& name);
  void declare_theme_fields(const ThemeInfo& theme);

  // ---- Syntax helpers (lower_util.cpp) ----
  const SyntaxNode& sn(uint32_t node) const { return cx_.file->tree.nodes[node]; }
  std::string_view tok(uint32_t significant) const { return cx_.file->tree.text_of(significant); }
  std::string main_text(uint32_t node) const { return std::string(tok(sn(node).main)); }
  bool broken(uint32_t node) const { return cx_.file->tree.node_broken(node); }
  uint32_t child(uint32_t node, uint32_t n = 0) const;
  uint32_t child_of(uint32_t node, SyntaxKind kind) const;
  std::vector<uint32_t> children(uint32_t node) const;
  std::vector<uint32_t> children_of(uint32_t node, SyntaxKind kind) const;
  static bool is_type(SyntaxKind kind);
  static bool is_expression(SyntaxKind kind);
  uint32_t type_child(uint32_t node) const;
  uint32_t value_child(uint32_t node) const;
  std::string property_text(uint32_t name_node) const;
  std::string unquote(std::string_view token, uint32_t cut_front, uint32_t cut_back) const;

  // ---- Diagnostics (lower_util.cpp) ----
  void error(uint32_t node, Problem problem);  // at the node's main token or first token
  void error_token(uint32_t significant, Problem problem);
  void report(const FileInfo& file, SourcePlace place, Severity severity, Problem problem);
  void unknown(uint32_t token, const char* what, const std::string& name,
               const std::vector<std::string>& known);
  std::string nearest(std::string_view name, const std::vector<std::string>& known) const;
  bool expect_type(Value& value, TypeId wanted, uint32_t node, const char* what);
  format::Place place_of(uint32_t node) const;
  std::string type_name(TypeId type) const;

  // ---- Emission (lower_util.cpp) ----
  TextId text_id(std::string_view text);
  uint32_t int_index(int64_t value);
  uint32_t float_index(double value);
  format::Range operands(const std::vector<uint32_t>& values);
  Value make(Op op, TypeId type, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0, uint8_t aux = 0);
  Value make_ops(Op op, TypeId type, const std::vector<uint32_t>& ops, uint32_t c = 0,
                 uint8_t aux = 0);
  Value poison();
  bool is_poison(TypeId type) const;
  Value int_value(int64_t v) { return make(Op::Int, types_.int_, int_index(v)); }
  format::Range type_list(const std::vector<TypeId>& list);
  FunctionId add_function(std::string_view name, const std::vector<TypeId>& parameters,
                          const Frame& frame, TypeId result, ExprId body, uint32_t node);
  ScopeInfo* new_scope(format::ScopeKind kind, ScopeInfo* parent, uint32_t node);
  NodeId new_node(format::NodeKind kind, uint32_t syntax);
  void note_read(ScopeInfo* scope, uint32_t slot);
  uint32_t scopes_up(const ScopeInfo* target) const;
  void finish_binding(format::Binding& binding, const Reads& reads, const ScopeInfo* scope);

  // ---- Types (lower_types.cpp) ----
  TypeId resolve_type(uint32_t node);
  TypeId resolve_type_fn(uint32_t node);
  TypeId resolve_type_name(uint32_t node);
  TypeEnv type_arguments(const std::vector<std::string>& params, uint32_t args_node,
                         uint32_t at_node);
  Symbol find_symbol(std::string_view name) const;
  Symbol find_path(uint32_t path_node);
  bool assignable(TypeId from, TypeId to) const;
  Value coerce(Value value, TypeId to);
  bool unify(TypeId pattern, TypeId actual, std::vector<TypeId>& bound) const;
  TypeId substitute(TypeId pattern, const std::vector<TypeId>& bound);
  TypeId common_type(TypeId a, TypeId b);
  std::vector<FieldInfo> field_infos(uint32_t node);

  // ---- Expressions (lower_expr.cpp) ----
  Value expr(uint32_t node, const Expect& expect = {});
  Value expr_of(uint32_t node, TypeId wanted, const char* what);
  Value expr_core(uint32_t node, const Expect& expect);
  Value literal(uint32_t node, const Expect& expect);
  Value quantity(std::string_view text, uint32_t node);
  Value color_literal(uint32_t node);
  Value list_literal(uint32_t node, const Expect& expect);
  Value ternary(uint32_t node, const Expect& expect);
  Value join_branches(std::vector<Value>& branches, const std::vector<uint32_t>& nodes,
                      const Expect& expect);
  Value if_expression(uint32_t node, const Expect& expect);
  Value block_value(uint32_t node, const Expect& expect);
  Value match_expression(uint32_t node, const Expect& expect);
  Value text_expression(uint32_t node);
  Value translate(uint32_t node);
  Value struct_value(uint32_t node, uint32_t struct_index);
  Value with_value(uint32_t node, const Expect& expect);
  Value index_value(uint32_t node);
  std::string text_part(uint32_t token) const;

  // ---- Operators (lower_ops.cpp) ----
  Value unary(uint32_t node, const Expect& expect);
  Value binary(uint32_t node, const Expect& expect);
  Value arithmetic(uint32_t node, TokenKind op, Value a, Value b);
  Value quantity_arithmetic(uint32_t node, TokenKind op, Value a, Value b);
  Value comparison(uint32_t node, TokenKind op);
  Value coalesce(uint32_t node, const Expect& expect);
  Value range_value(uint32_t node);
  bool all_literals(uint32_t node) const;
  bool constant_int(uint32_t node, int64_t& value) const;
  Value operator_error(uint32_t node, TokenKind op, Value a, Value b);

  // ---- Names (lower_names.cpp) ----
  Value name(uint32_t node, const Expect& expect);
  bool keyword(std::string_view word, const Expect& expect, Value& out);
  const Local* find_local(std::string_view name) const;
  bool find_slot(std::string_view name, ScopeInfo*& scope, uint32_t& slot);
  NamedElement* find_named(std::string_view name);
  Value slot_value(ScopeInfo* scope, uint32_t slot);
  Value const_value(uint32_t index);
  Value fn_as_value(uint32_t index, uint32_t node);
  void unknown_name(uint32_t node);
  bool element_state(std::string_view member, Value& out);
  Value mirror_state(const NamedElement& element, PropertyId property);
  uint32_t mirror_slot(ScopeInfo* scope, SlotInfo slot);
  TypeId property_value_type(PropertyId property);
  Value field(uint32_t node, const Expect& expect);
  bool special_field(uint32_t node, const Expect& expect, Value& out);
  Value named_member(const NamedElement& element, uint32_t node);
  Value theme_field(uint32_t node);
  Value enum_case(uint32_t enum_index, uint32_t node, uint32_t args_node);
  Value dot_name(uint32_t node, const Expect& expect, uint32_t call_node);
  Value member_of(Value base, uint32_t node);
  Value namespace_member(uint32_t file, uint32_t node);

  // ---- Calls (lower_calls.cpp) ----
  Value call(uint32_t node, const Expect& expect);
  Value call_name(uint32_t node, uint32_t callee, const Expect& expect);
  Value call_local_fn(LocalFn& fn, uint32_t node);
  Value call_fn(uint32_t decl, uint32_t node, const Expect& expect);
  Value call_extern(uint32_t index, uint32_t node);
  Value raise_event(uint32_t event, uint32_t node);
  Value call_value(Value callee, uint32_t node);
  Value method(uint32_t node, uint32_t callee, const Expect& expect);
  bool names_value(std::string_view word);
  Value namespace_call(uint32_t file, uint32_t node, uint32_t callee, const Expect& expect);
  Value builtin_method(Value receiver, uint32_t node, uint32_t callee);
  Value lambda_method(format::Builtin b, Value receiver, const std::vector<uint32_t>& args,
                      uint32_t callee);
  void unknown_builtin(Value receiver, uint32_t callee);
  Value builtin_function(format::Builtin builtin, uint32_t node, const Expect& expect);
  Value builtin_fixed(format::Builtin builtin, const std::vector<Value>& args, TypeId result);
  Value minmax_call(format::Builtin builtin, uint32_t node, const Expect& expect);
  Value gradient(format::Builtin builtin, uint32_t node);
  Value track_call(format::Builtin builtin, uint32_t node);
  bool list_mutator(uint32_t node, uint32_t callee, Value& out);
  Value lambda_argument(uint32_t node, const std::vector<TypeId>& params, TypeId wanted);
  Value lambda_value(uint32_t node, const Expect& expect);
  Value element_method(const NamedElement& element, uint32_t node, uint32_t callee);
  std::vector<uint32_t> call_arguments(uint32_t node) const;
  std::vector<uint32_t> typed_arguments(uint32_t node, const std::vector<TypeId>& types,
                                        const std::string& name);
  void count_error(uint32_t node, const std::string& name, size_t wanted, size_t given);
  FnInstance& fn_instance(uint32_t decl, TypeEnv types);
  void lower_fn(FnInstance& fn);
  void lower_local_fn(ComponentInstance& component, LocalFn& fn);

  // ---- Statements (lower_statements.cpp) ----
  Value block(uint32_t node);
  Value statement(uint32_t node);
  Value let_statement(uint32_t node);
  Value assign(uint32_t node);
  Value if_statement(uint32_t node);
  Value match_statement(uint32_t node);
  Value for_statement(uint32_t node);
  Value after_statement(uint32_t node);
  Value return_statement(uint32_t node);
  struct Place {
    LvalueId lvalue;
    TypeId type;
    bool local = false;
    bool ok = false;
  };
  Place lvalue(uint32_t node, const char* why_not);
  Value lens(uint32_t node);
  bool lvalue_base(uint32_t node, format::Lvalue& out, TypeId& type, bool& local, const char* what);
  void effects(uint32_t node);
  uint16_t add_local(std::string name, TypeId type, bool assignable);
  FunctionId handler_function(uint32_t block_node, const std::vector<uint32_t>& names,
                              const std::vector<TypeId>& types, TypeId result, const char* title);

  // ---- Patterns (lower_patterns.cpp) ----
  struct Matched {
    Value condition;
    bool always = false;
    std::vector<std::pair<std::string, Value>> names;
    bool ok = true;
  };
  Matched match_pattern(uint32_t pattern, Value subject, bool if_let);
  void match_literal(uint32_t pattern, Value subject, Matched& m);
  void match_case(uint32_t pattern, Value subject, Matched& m);
  void match_presence(uint32_t pattern, Value subject, Matched& m);
  Value stable_subject(Value subject, std::vector<uint32_t>& statements);
  void bind_pattern(const Matched& matched, std::vector<uint32_t>& statements);
  void check_exhaustive(uint32_t match_node, TypeId subject);
  uint32_t pattern_case(uint32_t pattern, const EnumInfo& info) const;

  // ---- Components (lower_component.cpp) ----
  ComponentInstance* instance(uint32_t decl, TypeEnv types, uint32_t at_node);
  void declare_members(ComponentInstance& component);
  void declare_slot(ComponentInstance& component, uint32_t node);
  void collect_named(uint32_t node, std::vector<NamedElement>& out, ScopeInfo* scope);
  void ensure_slot(ScopeInfo* scope, uint32_t slot);
  void lower_component(ComponentInstance& component);
  void lower_root(ComponentInstance& component);
  void lower_component_handlers(ComponentInstance& component, format::ScopeDecl& decl);
  Context component_context(ComponentInstance& component);
  format::Binding binding(uint32_t node, TypeId wanted, const char* what, TypeId* found);
  format::Binding binding_from(Value value, Frame& frame, const Reads& reads, ScopeInfo* scope,
                               uint32_t node);

  // ---- Elements (lower_element.cpp) ----
  struct Building {
    NodeId id;
    std::vector<format::PropertyEntry> properties;
    std::vector<uint32_t> property_nodes;
    std::vector<format::HandlerEntry> handlers;
    std::vector<format::AnimateEntry> animates;
    std::vector<format::StateEntry> states;
    std::vector<std::string> state_names;
    std::vector<format::Transition> transitions;
    std::vector<format::PropertyEntry> enter, exit;
    std::vector<format::Fill> fills;
    std::set<std::pair<bool, uint32_t>> styled;  // targets set by a style
    NodeId first_child, last_child;
    std::string path;
  };
  NodeId children_nodes(const std::vector<uint32_t>& members, const std::string& path);
  NodeId member_node(uint32_t member, const std::string& path, uint32_t ordinal);
  NodeId element_node(uint32_t node, uint32_t named, const std::string& path);
  NodeId native_element(uint32_t node, ElementKind kind, NodeId id, const std::string& path);
  NodeId component_use(uint32_t node, uint32_t decl, NodeId id, const std::string& path);
  void element_members(uint32_t node, Building& b, const ElementContext& element);
  void element_member(uint32_t member, Building& b, const ElementContext& element);
  void component_fills(uint32_t node, Building& b, ComponentInstance& used);
  void add_fill(Building& b, ComponentInstance& used, uint32_t place, uint32_t fill_node,
                const std::vector<uint32_t>& members);
  void add_property(uint32_t node, Building& b, const ElementContext& element);
  struct GivenProperty {
    TypeId type;
    bool own_slot = false;  // of a component; else a property of the element
    bool linkable = false;
  };
  bool given_property(uint32_t name_node, const ElementContext& element,
                      const format::PropertyEntry& entry, GivenProperty& out);
  bool link_property(uint32_t name_node, uint32_t value, const GivenProperty& given,
                     format::PropertyEntry& entry);
  void add_content(uint32_t node, Building& b, const ElementContext& element);
  void add_style(uint32_t node, Building& b, const ElementContext& element);
  void put_property(Building& b, format::PropertyEntry entry, uint32_t node, bool from_style);
  bool property_target(std::string_view name, const ElementContext& element, uint32_t& target,
                       bool& on_root);
  void unknown_property(uint32_t name_node, const ElementContext& element);
  ElementKind root_kind(const ComponentInstance& component, int depth = 0);
  format::Binding property_binding(const std::vector<uint32_t>& values, PropertyId property);
  format::Binding anchor_binding(const std::vector<uint32_t>& values);
  Value property_value(uint32_t node, const PropertySpec& spec, const std::string& name);
  void refuse_repeat(const std::vector<uint32_t>& values, const std::string& name);
  bool fits_property(Value& value, const PropertySpec& spec);
  void add_handler(uint32_t node, Building& b, const ElementContext& element);
  void finish_node(Building& b, ScopeInfo* scope);
  NodeId choice_node(uint32_t node, const std::string& path);
  NodeId match_node(uint32_t node, const std::string& path);
  NodeId loop_node(uint32_t node, const std::string& path);
  bool is_list_place(uint32_t list_node);
  ScopeInfo* item_scope(uint32_t node, uint32_t index_name, TypeId item_type, bool assignable);
  NodeId place_node(uint32_t node, const std::string& path);
  void choice_arm(format::Arm& arm, uint32_t pattern, uint32_t subject, uint32_t body,
                  const std::string& path);
  void check_required(uint32_t node, const Building& b, const ComponentInstance& used);
  void check_accessible(uint32_t node, const Building& b, const ElementContext& element);
  bool shows_text(uint32_t node, FileInfo& file, int depth);
  void append_child(Building& b, NodeId child);

  // ---- Motion (lower_motion.cpp) ----
  void add_animate(uint32_t node, Building& b, const ElementContext& element);
  void add_states(uint32_t node, Building& b, const ElementContext& element);
  void add_enter_exit(uint32_t node, Building& b, const ElementContext& element);
  format::Curve curve(uint32_t node);
  void curve_part(uint32_t value, format::Curve& out, bool& has_duration);
  void curve_call(uint32_t call, format::Curve& out, bool& has_duration);
  bool constant_number(uint32_t node, double& out);
  bool constant_duration(uint32_t node, Duration& out);
  format::PropertyEntry override_entry(uint32_t node, const ElementContext& element, bool& ok);

  // ---- Tests and previews (lower_tests.cpp) ----
  void lower_test(uint32_t node);
  void lower_preview(uint32_t node);
  Value given_statement(uint32_t node);
  Value mount(uint32_t node);
  bool test_call(uint32_t node, uint32_t callee, Value& out);
  bool test_function(uint32_t node, const std::string& name, Value& out);
  Value make_test_call(const char* method, std::vector<uint32_t> args, TypeId result,
                       uint32_t node);
  Value find_call(Value receiver, uint32_t node);
  Value test_member(Value base, uint32_t node);
  bool test_slot(Value base, std::string_view name, ComponentInstance*& component, uint32_t& slot);

  class Saved {
   public:
    explicit Saved(Lowering& l) : l_(l), old_(l.cx_) {}
    ~Saved() { l_.cx_ = old_; }
    Saved(const Saved&) = delete;
    Saved& operator=(const Saved&) = delete;

   private:
    Lowering& l_;
    Context old_;
  };

  SourceLoader loader_;
  std::string root_path_;
  std::unique_ptr<CompiledProgram> program_ = std::make_unique<CompiledProgram>();
  CompiledProgram& out_ = *program_;
  Types types_;
  Context cx_;
  std::deque<FileInfo> files_;
  std::map<std::string, uint32_t> file_by_path_;
  std::vector<Diagnostic> diagnostics_;
  std::set<std::string> reported_;
  std::set<std::string> damaged_;  // names of what was declared on a line with a syntax error
  std::map<std::string, TextId, std::less<>> text_ids_;
  std::map<int64_t, uint32_t> int_ids_;
  std::map<uint64_t, uint32_t> float_ids_;

  std::deque<ConstInfo> consts_;
  std::deque<EnumInfo> enums_;
  std::deque<StructInfo> structs_;
  std::deque<FnDecl> fns_;
  std::deque<FnInstance> fn_instances_;
  std::deque<ExternInfo> externs_;
  std::deque<ThemeInfo> themes_;
  std::deque<StyleInfo> styles_;
  std::deque<ComponentDecl> component_decls_;
  std::deque<ComponentInstance> instances_;
  std::deque<ScopeInfo> scopes_;
  std::map<std::string, ComponentInstance*> instance_by_key_;
  std::vector<ComponentInstance*> waiting_;
  std::map<std::string, std::pair<uint32_t, TypeId>> theme_field_ids_;
  std::map<uint32_t, ComponentInstance*> component_by_scope_;
  std::vector<NamedElement> region_names_;       // named elements of open if/for/match/fill bodies
  std::map<uint32_t, NodeId> reserved_in_test_;  // as ComponentInstance::reserved
  std::vector<Edge> fn_edges_, component_edges_;
  std::deque<Frame> frames_;
};

}  // namespace hallows::ptl
