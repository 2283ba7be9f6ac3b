#include "parseltongue/compiler/compile.h"

#include <algorithm>
#include <tuple>

#include "parseltongue/compiler/cost.h"
#include "parseltongue/compiler/lower.h"

namespace hallows::ptl {

bool CompileResult::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

Lowering::Lowering(std::string root_path, const SourceLoader& loader)
    : loader_(loader),
      root_path_(std::move(root_path)),
      types_(program_->types, program_->type_lists) {}

void Lowering::emit_types() {
  for (const EnumInfo& e : enums_) {
    format::EnumDecl decl;
    decl.name = text_id(e.name);
    std::vector<format::EnumCase> cases;
    for (const auto& c : e.cases) {
      format::EnumCase out;
      out.name = text_id(c.name);
      out.fields = {static_cast<uint32_t>(out_.fields.size()),
                    static_cast<uint32_t>(c.fields.size())};
      for (const FieldInfo& f : c.fields) out_.fields.push_back({text_id(f.name), f.type, {}});
      cases.push_back(out);
    }
    decl.cases = {static_cast<uint32_t>(out_.enum_cases.size()),
                  static_cast<uint32_t>(cases.size())};
    out_.enum_cases.insert(out_.enum_cases.end(), cases.begin(), cases.end());
    out_.enums.push_back(decl);
  }
  for (const StructInfo& s : structs_) {
    cx_ = {};
    cx_.file = &files_[s.file];
    Frame frame;
    cx_.frame = &frame;
    std::vector<format::FieldDecl> fields;
    for (const FieldInfo& f : s.fields) {
      format::FieldDecl field{text_id(f.name), f.type, {}};
      if (f.initial_node != kNoNode) {
        field.initial = expr_of(f.initial_node, f.type, ("'" + f.name + "'").c_str()).id;
      }
      fields.push_back(field);
    }
    out_.structs.push_back(
        {text_id(s.name),
         {static_cast<uint32_t>(out_.fields.size()), static_cast<uint32_t>(fields.size())}});
    out_.fields.insert(out_.fields.end(), fields.begin(), fields.end());
  }
  for (const ExternInfo& e : externs_) {
    out_.externs.push_back({text_id(e.name), type_list(types_of(e.parameters)), e.result});
  }
}

void Lowering::emit_themes() {
  for (const ThemeInfo& theme : themes_) {
    cx_ = {};
    cx_.file = &files_[theme.file];
    std::vector<uint32_t> values(out_.theme_fields.size(), ExprId::kNone);
    for (const FieldInfo& f : field_infos(theme.node)) {
      const auto it = theme_field_ids_.find(f.name);
      if (it == theme_field_ids_.end() || f.initial_node == kNoNode) continue;
      Frame frame;
      cx_.frame = &frame;
      values[it->second.first] =
          expr_of(f.initial_node, it->second.second, ("'" + f.name + "'").c_str()).id.value;
    }
    out_.themes.push_back({text_id(theme.name), operands(values)});
  }
}

// A style is checked where it stands, whoever uses it.
void Lowering::check_style(const StyleInfo& style) {
  cx_ = {};
  cx_.file = &files_[style.file];
  ElementContext any;
  any.kind = ElementKind::Rect;
  for (const uint32_t p : children_of(style.node, SyntaxKind::Property)) {
    uint32_t target = 0;
    bool on_root = false;
    std::vector<uint32_t> values = children(p);
    values.erase(values.begin());
    if (values.empty()) continue;
    if (!property_target(property_text(child(p)), any, target, on_root)) {
      unknown_property(child(p), any);
      continue;
    }
    property_binding(values, static_cast<PropertyId>(target));
  }
}

void Lowering::lower_items() {
  for (uint32_t i = 0; i < consts_.size(); ++i) const_value(i);
  for (const StyleInfo& style : styles_) check_style(style);
  for (uint32_t i = 0; i < fns_.size(); ++i) {
    TypeEnv env;
    for (uint32_t t = 0; t < fns_[i].type_params.size(); ++t) {
      env.emplace_back(fns_[i].type_params[t], types_.opaque(t + 1));
    }
    fn_instance(i, env);
  }
  for (uint32_t i = 0; i < component_decls_.size(); ++i) {
    const ComponentDecl& decl = component_decls_[i];
    if (files_[decl.file].is_std) continue;  // when it is used
    TypeEnv env;
    for (uint32_t t = 0; t < decl.type_params.size(); ++t) {
      env.emplace_back(decl.type_params[t], types_.opaque(t + 1));
    }
    cx_ = {};
    cx_.file = &files_[decl.file];
    const bool generic = !env.empty();
    instance(i, std::move(env), decl.node)->opaque = generic;
  }
  lower_waiting();
  for (FileInfo& file : files_) {
    if (file.is_std) continue;
    for (const uint32_t node : [&] {
           cx_ = {};
           cx_.file = &file;
           return children(file.tree.root);
         }()) {
      cx_ = {};
      cx_.file = &file;
      if (sn(node).kind == SyntaxKind::Preview) lower_preview(node);
      if (sn(node).kind == SyntaxKind::Test && file.index == 0) lower_test(node);
    }
  }
  lower_waiting();
}

// Components that something has used since; each may use more.
void Lowering::lower_waiting() {
  while (!waiting_.empty()) {
    ComponentInstance* c = waiting_.back();
    waiting_.pop_back();
    lower_component(*c);
  }
}

void Lowering::choose_main() {
  const ComponentInstance* last = nullptr;
  for (const ComponentInstance& c : instances_) {
    const ComponentDecl& decl = component_decls_[c.decl];
    if (decl.file != 0 || c.opaque) continue;
    if (decl.window && (last == nullptr || !component_decls_[last->decl].window ||
                        decl.node < component_decls_[last->decl].node)) {
      last = &c;
    } else if (!decl.window &&
               (last == nullptr || (!component_decls_[last->decl].window &&
                                    decl.node > component_decls_[last->decl].node))) {
      last = &c;
    }
  }
  if (last != nullptr) out_.main = last->scope->id;
}

void Lowering::emit_scopes() {
  for (const ScopeInfo& scope : scopes_) {
    format::ScopeDecl& decl = out_.scopes[scope.id.value];
    decl.slots = {static_cast<uint32_t>(out_.slots.size()),
                  static_cast<uint32_t>(scope.slots.size())};
    for (const SlotInfo& s : scope.slots) {
      format::SlotDecl slot;
      slot.name = text_id(s.name);
      slot.type = s.type ? s.type : types_.any;
      slot.kind = s.kind;
      slot.value = s.value;
      slot.source = s.source;
      slot.index = s.index;
      slot.required = s.required;
      out_.slots.push_back(slot);
    }
  }
}

void Lowering::measure_costs(CompileResult& result) {
  for (const ComponentInstance& c : instances_) {
    if (c.opaque || files_[component_decls_[c.decl].file].is_std) continue;
    ComponentCost cost;
    cost.name = c.name;
    for (const auto& [param, type] : c.types) {
      cost.name += (param == c.types.front().first ? "<" : ", ") + type_name(type);
    }
    if (!c.types.empty()) cost.name += ">";
    cost.elements = c.elements;
    cost.unbounded = c.unbounded;
    for (const ScopeInfo& scope : scopes_) {
      if (scope.component == &c) {
        cost.state_bytes += static_cast<uint32_t>(scope.slots.size()) * 16;
      }
    }
    cost.binding_operations = binding_operations(out_, scopes_, c);
    result.costs.push_back(std::move(cost));
  }
}

CompileResult Lowering::run() {
  load_files();
  declare_items();
  resolve_uses();
  declare_types();
  emit_types();
  lower_items();
  emit_themes();
  check_binding_cycles();
  check_call_cycles(fn_edges_, "recursion", "the call of");
  check_call_cycles(component_edges_, "component-recursion", "the component");
  choose_main();
  emit_scopes();

  CompileResult result;
  measure_costs(result);
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::tie(a.place.file, a.place.line, a.place.column) <
                            std::tie(b.place.file, b.place.line, b.place.column);
                   });
  result.diagnostics = std::move(diagnostics_);
  for (const FileInfo& file : files_) result.files.push_back({file.tree.path, file.tree.text});
  result.program = std::move(program_);
  return result;
}

CompileResult compile(std::string path, const SourceLoader& loader) {
  Lowering lowering(std::move(path), loader);
  return lowering.run();
}

ParseResult parse_source(std::string_view path, std::string_view text) {
  SyntaxTree tree = parse_tree(std::string(path), std::string(text));
  ParseResult result;
  result.printed = print(tree);
  result.diagnostics = std::move(tree.diagnostics);
  return result;
}

}  // namespace hallows::ptl
