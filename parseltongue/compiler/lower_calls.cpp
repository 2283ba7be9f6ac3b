#include <algorithm>

#include "parseltongue/compiler/lower.h"

// Calls of functions: a component's own, the file's, the host's, events, lambdas.
namespace hallows::ptl {
namespace {
// Own functions of components are numbered behind the files' in the graph of calls.
constexpr uint32_t kLocalFnIds = 1u << 24;
}  // namespace

std::vector<uint32_t> Lowering::call_arguments(uint32_t node) const {
  return children_of(node, SyntaxKind::Argument);
}

void Lowering::count_error(uint32_t node, const std::string& name, size_t wanted, size_t given) {
  if (damaged_.contains(name)) return;
  error(node,
        {"argument-count",
         "'" + name + "' takes " + std::to_string(wanted) + " value" + (wanted == 1 ? "" : "s") +
             ", here " + (given == 1 ? "is " : "are ") + std::to_string(given),
         "", ""});
}

std::vector<uint32_t> Lowering::typed_arguments(uint32_t node, const std::vector<TypeId>& types,
                                                const std::string& name) {
  const std::vector<uint32_t> args = call_arguments(node);
  if (args.size() != types.size()) count_error(child(node), name, types.size(), args.size());
  std::vector<uint32_t> ops;
  for (size_t i = 0; i < types.size(); ++i) {
    if (i >= args.size()) {
      ops.push_back(poison().id.value);
      continue;
    }
    const std::string what = "value " + std::to_string(i + 1) + " of '" + name + "'";
    ops.push_back(expr_of(child(args[i]), types[i], what.c_str()).id.value);
  }
  for (size_t i = types.size(); i < args.size(); ++i) expr(child(args[i]));
  return ops;
}

Value Lowering::call(uint32_t node, const Expect& expect) {
  const uint32_t callee = child(node);
  switch (sn(callee).kind) {
    case SyntaxKind::Name:
      return call_name(node, callee, expect);
    case SyntaxKind::DotName:
      return dot_name(callee, expect, node);
    case SyntaxKind::Field:
      return method(node, callee, expect);
    default:
      return call_value(expr(callee), node);
  }
}

Value Lowering::call_name(uint32_t node, uint32_t callee, const Expect& expect) {
  const std::string name = main_text(callee);
  Value out;
  if (find_local(name) != nullptr) return call_value(this->name(callee, {}), node);
  ScopeInfo* scope = nullptr;
  uint32_t slot = 0;
  if (find_slot(name, scope, slot) && scope->slots[slot].kind != SlotKind::Pattern) {
    ensure_slot(scope, slot);
    if (types_.kind(scope->slots[slot].type) == TypeKind::Function) {
      return call_value(slot_value(scope, slot), node);
    }
  }
  if (cx_.component != nullptr) {
    for (LocalFn& f : cx_.component->fns) {
      if (f.name == name) return call_local_fn(f, node);
    }
    for (uint32_t i = 0; i < cx_.component->events.size(); ++i) {
      if (cx_.component->events[i].name == name) return raise_event(i, node);
    }
  }
  if (cx_.mode == Mode::Test && test_function(node, name, out)) return out;
  const Symbol symbol = find_symbol(name);
  if (symbol.kind == SymbolKind::Fn) return call_fn(symbol.index, node, expect);
  if (symbol.kind == SymbolKind::Extern) return call_extern(symbol.index, node);
  const format::Builtin builtin = format::find_builtin(format::BuiltinReceiver::Function, name);
  if (builtin != format::Builtin::Count) return builtin_function(builtin, node, expect);
  if (scope != nullptr) return call_value(slot_value(scope, slot), node);
  for (const uint32_t a : call_arguments(node)) expr(child(a));
  if (cx_.file->nameless) return poison();
  std::vector<std::string> known;
  for (const auto& [own, s] : cx_.file->names) {
    if (s.kind == SymbolKind::Fn || s.kind == SymbolKind::Extern) known.push_back(own);
  }
  if (cx_.component != nullptr) {
    for (const LocalFn& f : cx_.component->fns) known.push_back(f.name);
    for (const EventInfo& e : cx_.component->events) known.push_back(e.name);
  }
  for (uint16_t b = 0; b < static_cast<uint16_t>(format::Builtin::Count); ++b) {
    const auto& info = format::builtin_info(static_cast<format::Builtin>(b));
    if (info.receiver == format::BuiltinReceiver::Function) known.emplace_back(info.name);
  }
  unknown(sn(callee).main, "function", name, known);
  return poison();
}

Value Lowering::call_value(Value callee, uint32_t node) {
  if (types_.kind(callee.type) != TypeKind::Function) {
    for (const uint32_t a : call_arguments(node)) expr(child(a));
    if (!is_poison(callee.type)) {
      error_token(sn(child(node)).first,
                  {"not-a-function", "a " + type_name(callee.type) + " can't be called", "", ""});
    }
    return poison();
  }
  std::vector<uint32_t> ops = {callee.id.value};
  for (const uint32_t a : typed_arguments(node, types_.parameters(callee.type), "this function")) {
    ops.push_back(a);
  }
  return make_ops(Op::CallValue, types_[callee.type].inner, ops);
}

Value Lowering::call_local_fn(LocalFn& fn, uint32_t node) {
  lower_local_fn(*cx_.component, fn);
  if (cx_.local_fn != nullptr) {
    const auto id = [this](const LocalFn* f) {
      uint32_t i = 0;
      while (&cx_.component->fns[i] != f) ++i;
      return kLocalFnIds + cx_.component->decl * 256 + i;
    };
    fn_edges_.push_back({id(cx_.local_fn), id(&fn), cx_.file->index, child(node)});
  }
  if (fn.progress == Progress::Busy) return poison();
  if (fn.effects) effects(child(node));
  const std::vector<uint32_t> ops = typed_arguments(node, fn.parameters, fn.name);
  if (cx_.reads != nullptr) {
    for (const auto& [scope, slot] : fn.reads.slots) note_read(scope, slot);
    cx_.reads->ambient |= fn.reads.ambient;
  }
  return make_ops(Op::CallLocal, fn.result ? fn.result : types_.any, ops, fn.function.value,
                  static_cast<uint8_t>(scopes_up(cx_.component->scope)));
}

Value Lowering::raise_event(uint32_t event, uint32_t node) {
  effects(child(node));
  const EventInfo& info = cx_.component->events[event];
  const std::vector<TypeId> types = types_of(info.parameters);
  return make_ops(Op::Raise, types_.void_, typed_arguments(node, types, info.name), event,
                  static_cast<uint8_t>(scopes_up(cx_.component->scope)));
}

Value Lowering::call_extern(uint32_t index, uint32_t node) {
  const ExternInfo& info = externs_[index];
  if (cx_.component == nullptr) {
    error(child(node), {"extern-call",
                        "'" + info.name +
                            "' leaves for the host, so only a "
                            "component's handlers may call it",
                        "its answer comes back as an event of that component", ""});
    return poison();
  }
  effects(child(node));
  const std::vector<TypeId> types = types_of(info.parameters);
  return make_ops(Op::CallExtern, types_.void_, typed_arguments(node, types, info.name), index,
                  static_cast<uint8_t>(scopes_up(cx_.component->scope)));
}

// ---- The file's functions ----
FnInstance& Lowering::fn_instance(uint32_t decl, TypeEnv types) {
  for (FnInstance& f : fn_instances_) {
    if (f.decl == decl && f.types == types) {
      lower_fn(f);
      return f;
    }
  }
  FnInstance& fn = fn_instances_.emplace_back();
  fn.decl = decl;
  fn.types = std::move(types);
  {
    const Saved saved(*this);
    const FnDecl& d = fns_[decl];
    cx_ = {};
    cx_.file = &files_[d.file];
    cx_.types = &fn.types;
    for (const FieldInfo& f : field_infos(d.node)) fn.parameters.push_back(f.type);
    const uint32_t result = child_of(d.node, SyntaxKind::Result);
    if (result != kNoNode) fn.result = resolve_type(child(result));
  }
  lower_fn(fn);
  return fn;
}

void Lowering::lower_fn(FnInstance& fn) {
  if (fn.progress != Progress::New) return;
  fn.progress = Progress::Busy;
  const Saved saved(*this);
  const FnDecl& d = fns_[fn.decl];
  cx_ = {};
  cx_.file = &files_[d.file];
  cx_.types = &fn.types;
  cx_.fn_decl = fn.decl;
  cx_.mode = Mode::Pure;
  Frame frame;
  frame.result = fn.result;
  cx_.frame = &frame;
  const std::vector<FieldInfo> parameters = field_infos(d.node);
  for (const FieldInfo& f : parameters) add_local(f.name, f.type, false);
  // The id exists before the body, which may (wrongly) call itself.
  fn.function = add_function(d.name, fn.parameters, frame, fn.result ? fn.result : types_.any,
                             ExprId{}, d.node);
  const uint32_t body = child_of(d.node, SyntaxKind::Block);
  Value v;
  if (body != kNoNode) {
    if (!fn.result) fn.result = frame.result = types_.void_;
    Expect expect;
    if (types_.kind(fn.result) != TypeKind::Void) expect.type = fn.result;
    v = expect.type ? block_value(body, expect) : block(body);
    const bool returns = expect.type && types_.kind(v.type) == TypeKind::Void;
    if (expect.type && !returns) expect_type(v, fn.result, body, "the result");
  } else {
    uint32_t e = kNoNode;
    for (const uint32_t c : children(d.node)) {
      if (is_expression(sn(c).kind)) e = c;
    }
    v = expr_of(e, fn.result, "the result");
    if (!fn.result) fn.result = v.type;
  }
  format::Function& f = out_.functions[fn.function.value];
  f.body = v.id;
  f.result = fn.result;
  f.locals = static_cast<uint16_t>(frame.types.size());
  fn.progress = Progress::Done;
}

Value Lowering::call_fn(uint32_t decl, uint32_t node, const Expect& expect) {
  const FnDecl& d = fns_[decl];
  if (cx_.fn_decl != UINT32_MAX) {
    fn_edges_.push_back({cx_.fn_decl, decl, cx_.file->index, child(node)});
  }
  if (d.type_params.empty()) {
    FnInstance& fn = fn_instance(decl, {});
    const std::vector<uint32_t> ops = typed_arguments(node, fn.parameters, d.name);
    return make_ops(Op::Call, fn.result ? fn.result : types_.any, ops, fn.function.value);
  }
  // The parameters' types with opaque ones in place of T, bound by what is given.
  std::vector<TypeId> patterns;
  TypeId result_pattern = types_.any;
  {
    const Saved saved(*this);
    TypeEnv env;
    for (uint32_t i = 0; i < d.type_params.size(); ++i) {
      env.emplace_back(d.type_params[i], types_.opaque(i + 1));
    }
    cx_.file = &files_[d.file];
    cx_.types = &env;
    for (const FieldInfo& f : field_infos(d.node)) patterns.push_back(f.type);
    const uint32_t result = child_of(d.node, SyntaxKind::Result);
    if (result != kNoNode) result_pattern = resolve_type(child(result));
  }
  const std::vector<uint32_t> args = call_arguments(node);
  if (args.size() != patterns.size()) {
    count_error(child(node), d.name, patterns.size(), args.size());
    return poison();
  }
  std::vector<TypeId> bound(d.type_params.size());
  std::vector<Value> values(args.size());
  for (const bool lambdas : {false, true}) {
    for (size_t i = 0; i < args.size(); ++i) {
      const bool is_lambda = sn(child(args[i])).kind == SyntaxKind::Lambda;
      if (is_lambda != lambdas) continue;
      Expect e;
      e.type = substitute(patterns[i], bound);
      values[i] = expr(child(args[i]), e);
      unify(patterns[i], values[i].type, bound);
    }
  }
  if (expect.type) unify(result_pattern, expect.type, bound);
  TypeEnv env;
  for (size_t i = 0; i < bound.size(); ++i) {
    env.emplace_back(d.type_params[i], bound[i] ? bound[i] : types_.any);
  }
  FnInstance& fn = fn_instance(decl, env);
  std::vector<uint32_t> ops;
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string what = "value " + std::to_string(i + 1) + " of '" + d.name + "'";
    expect_type(values[i], fn.parameters[i], child(args[i]), what.c_str());
    ops.push_back(values[i].id.value);
  }
  return make_ops(Op::Call, fn.result ? fn.result : types_.any, ops, fn.function.value);
}

void Lowering::lower_local_fn(ComponentInstance& component, LocalFn& fn) {
  if (fn.progress != Progress::New) return;
  fn.progress = Progress::Busy;
  const Saved saved(*this);
  cx_ = component_context(component);
  cx_.reads = &fn.reads;
  cx_.local_fn = &fn;
  Frame frame;
  cx_.frame = &frame;
  const uint32_t result = child_of(fn.node, SyntaxKind::Result);
  if (result != kNoNode) fn.result = resolve_type(child(result));
  frame.result = fn.result;
  for (const FieldInfo& f : field_infos(fn.node)) {
    fn.parameters.push_back(f.type);
    add_local(f.name, f.type, false);
  }
  const uint32_t body = child_of(fn.node, SyntaxKind::Block);
  cx_.mode = body != kNoNode ? Mode::Handler : Mode::Binding;
  fn.function = add_function(fn.name, fn.parameters, frame, fn.result ? fn.result : types_.any,
                             ExprId{}, fn.node);
  Value v;
  if (body != kNoNode) {
    if (!fn.result) fn.result = frame.result = types_.void_;
    Expect expect;
    if (types_.kind(fn.result) != TypeKind::Void) expect.type = fn.result;
    v = expect.type ? block_value(body, expect) : block(body);
    if (expect.type && types_.kind(v.type) != TypeKind::Void) {
      expect_type(v, fn.result, body, "the result");
    }
  } else {
    uint32_t e = kNoNode;
    for (const uint32_t c : children(fn.node)) {
      if (is_expression(sn(c).kind)) e = c;
    }
    v = expr_of(e, fn.result, "the result");
    if (!fn.result) fn.result = v.type;
  }
  format::Function& f = out_.functions[fn.function.value];
  f.body = v.id;
  f.result = fn.result;
  f.locals = static_cast<uint16_t>(frame.types.size());
  fn.progress = Progress::Done;
}

// ---- Lambdas ----
// Given to a built-in function: its parameters are locals of the function around it.
Value Lowering::lambda_argument(uint32_t node, const std::vector<TypeId>& params, TypeId wanted) {
  if (sn(node).kind != SyntaxKind::Lambda || cx_.frame == nullptr) {
    const TypeId result = wanted ? wanted : types_.any;
    return expr_of(node, types_.function(params, result), "this function");
  }
  const std::vector<uint32_t> names = children_of(node, SyntaxKind::NameRef);
  if (names.size() != params.size()) {
    error(node, {"lambda-values",
                 "this lambda gets " + std::to_string(params.size()) + " value" +
                     (params.size() == 1 ? "" : "s"),
                 "", ""});
  }
  const size_t visible = cx_.frame->names.size();
  const auto first = static_cast<uint32_t>(cx_.frame->types.size());
  for (size_t i = 0; i < params.size(); ++i) {
    add_local(i < names.size() ? main_text(names[i]) : "", params[i], false);
  }
  uint32_t body = kNoNode;
  for (const uint32_t c : children(node)) {
    if (sn(c).kind != SyntaxKind::NameRef) body = c;
  }
  const Value v = wanted ? expr_of(body, wanted, "the lambda's result") : expr(body);
  cx_.frame->names.resize(visible);
  return make(Op::Lambda, types_.function(params, v.type), first,
              static_cast<uint32_t>(params.size()), v.id.value);
}

// Handed over as a value: a function of its own, which remembers the scope but no locals.
Value Lowering::lambda_value(uint32_t node, const Expect& expect) {
  if (!expect.type || types_.kind(expect.type) != TypeKind::Function) {
    if (!expect.type || !is_poison(expect.type)) {
      error_token(sn(node).first, {"lambda-type", "no function is expected here",
                                   "a lambda's values get their types from where it stands", ""});
    }
    return poison();
  }
  const std::vector<TypeId> params = types_.parameters(expect.type);
  const TypeId wanted = types_[expect.type].inner;
  const bool open = types_.kind(wanted) == TypeKind::Any;
  const std::vector<uint32_t> names = children_of(node, SyntaxKind::NameRef);
  if (names.size() != params.size()) {
    error_token(sn(node).first, {"lambda-values",
                                 "this lambda gets " + std::to_string(params.size()) + " value" +
                                     (params.size() == 1 ? "" : "s"),
                                 "", ""});
  }
  const Saved saved(*this);
  Frame frame;
  cx_.frame = &frame;
  for (size_t i = 0; i < params.size(); ++i) {
    add_local(i < names.size() ? main_text(names[i]) : "", params[i], false);
  }
  uint32_t body = kNoNode;
  for (const uint32_t c : children(node)) {
    if (sn(c).kind != SyntaxKind::NameRef) body = c;
  }
  if (cx_.mode != Mode::Pure) cx_.mode = Mode::Binding;
  const Value v = open ? expr(body) : expr_of(body, wanted, "the lambda's result");
  const FunctionId f = add_function("lambda", params, frame, v.type, v.id, node);
  return make(Op::FunctionValue, types_.function(params, v.type), f.value);
}

}  // namespace hallows::ptl
