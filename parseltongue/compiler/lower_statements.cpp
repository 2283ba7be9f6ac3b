#include <algorithm>

#include "parseltongue/compiler/lower.h"

// Statements of handlers, functions and tests (section 6).
namespace hallows::ptl {

uint16_t Lowering::add_local(std::string name, TypeId type, bool assignable) {
  Frame& frame = *cx_.frame;
  const auto index = static_cast<uint16_t>(frame.types.size());
  frame.types.push_back(type);
  frame.names.push_back({std::move(name), type, {}, index, assignable});
  return index;
}

// Called where something is assigned, raised or sent away.
void Lowering::effects(uint32_t node) {
  if (cx_.mode == Mode::Handler || cx_.mode == Mode::Test) {
    if (cx_.local_fn != nullptr) cx_.local_fn->effects = true;
    return;
  }
  error(node, {"effect", "only a handler may do this",
               cx_.mode == Mode::Pure ? "a file's functions are pure: they assign nothing"
                                      : "a binding only computes a value",
               "move it to an 'on …' handler or to a function with a block body"});
}

FunctionId Lowering::handler_function(uint32_t block_node, const std::vector<uint32_t>& names,
                                      const std::vector<TypeId>& types, TypeId result,
                                      const char* title) {
  const Saved saved(*this);
  Frame frame;
  frame.result = result;
  cx_.frame = &frame;
  cx_.reads = nullptr;
  cx_.mode = cx_.mode == Mode::Test ? Mode::Test : Mode::Handler;
  for (size_t i = 0; i < types.size(); ++i) {
    add_local(i < names.size() ? main_text(names[i]) : "", types[i], false);
  }
  Value v;
  if (types_.kind(result) == TypeKind::Void) {
    v = block(block_node);
  } else {
    v = block_value(block_node, {result, nullptr});
    if (types_.kind(v.type) != TypeKind::Void) expect_type(v, result, block_node, "the answer");
  }
  return add_function(title, types, frame, result, v.id, block_node);
}

Value Lowering::block(uint32_t node) {
  if (node == kNoNode) return make_ops(Op::Block, types_.void_, {});
  if (sn(node).kind == SyntaxKind::If) return if_statement(node);
  if (sn(node).kind != SyntaxKind::Block) return statement(node);
  const size_t names = cx_.frame->names.size();
  std::vector<uint32_t> ops;
  for (const uint32_t s : children(node)) ops.push_back(statement(s).id.value);
  cx_.frame->names.resize(names);
  return make_ops(Op::Block, types_.void_, ops);
}

Value Lowering::statement(uint32_t node) {
  switch (sn(node).kind) {
    case SyntaxKind::Let:
      return let_statement(node);
    case SyntaxKind::Assign:
      return assign(node);
    case SyntaxKind::If:
      return if_statement(node);
    case SyntaxKind::Match:
      return match_statement(node);
    case SyntaxKind::For:
      return for_statement(node);
    case SyntaxKind::Return:
      return return_statement(node);
    case SyntaxKind::After:
      return after_statement(node);
    case SyntaxKind::Given:
      return given_statement(node);
    case SyntaxKind::ExprStatement: {
      Value v = expr(child(node));
      const SyntaxKind kind = sn(child(node)).kind;
      if (kind != SyntaxKind::Call && kind != SyntaxKind::Error && kind != SyntaxKind::Element &&
          kind != SyntaxKind::IfX && kind != SyntaxKind::MatchX && !is_poison(v.type)) {
        error_token(sn(child(node)).first,
                    {"no-effect", "this value is used for nothing", "", "assign it, or remove it"});
      }
      v.type = types_.void_;
      return v;
    }
    default:
      return make_ops(Op::Block, types_.void_, {});
  }
}

Value Lowering::let_statement(uint32_t node) {
  const uint32_t type = type_child(node);
  const TypeId wanted = type == kNoNode ? TypeId{} : resolve_type(type);
  const std::string name = main_text(node);
  Value v = expr_of(value_child(node), wanted, ("'" + name + "'").c_str());
  if (broken(node)) v = poison();
  if (types_.kind(v.type) == TypeKind::Void) {
    error_token(sn(value_child(node)).first, {"no-value", "this gives no value", "", ""});
    v = poison();
  }
  if (cx_.mode == Mode::Test && cx_.scope != nullptr && cx_.frame->wrapped) {
    // The statements of a test itself: their names are slots, so that its handlers see them.
    SlotInfo slot;
    slot.name = name;
    slot.type = v.type;
    slot.kind = SlotKind::Var;
    slot.assignable_item = sn(node).aux == 1;
    cx_.scope->slots.push_back(std::move(slot));
    format::Lvalue place;
    place.slot = {0, static_cast<uint16_t>(cx_.scope->slots.size() - 1)};
    out_.lvalues.push_back(place);
    return make(Op::Assign, types_.void_, static_cast<uint32_t>(out_.lvalues.size() - 1),
                v.id.value);
  }
  const uint16_t local = add_local(name, v.type, sn(node).aux == 1);
  return make(Op::Let, types_.void_, local, v.id.value);
}

// ---- Places that can be assigned ----
bool Lowering::lvalue_base(uint32_t node, format::Lvalue& out, TypeId& type, bool& local,
                           const char* what) {
  const std::string name = main_text(node);
  if (const Local* l = find_local(name)) {
    if (!l->assignable) {
      error(node, {"not-assignable", "'" + name + "' can't be " + std::string(what),
                   "it is the name of a value", "declare it with 'var'"});
      return false;
    }
    out.slot = {0, l->index};
    type = l->type;
    return local = true;
  }
  ScopeInfo* scope = nullptr;
  uint32_t slot = 0;
  if (!find_slot(name, scope, slot)) {
    Value state;
    if (element_state(name, state)) {
      error(node, {"not-assignable", "'" + name + "' can't be " + std::string(what), "", ""});
    } else {
      unknown_name(node);
    }
    return false;
  }
  ensure_slot(scope, slot);
  const SlotInfo& info = scope->slots[slot];
  const bool test_let = cx_.mode == Mode::Test && scope->component == nullptr &&
                        info.kind == SlotKind::Var && !info.assignable_item;
  const bool fits = ((info.kind == SlotKind::Var || info.kind == SlotKind::Inout) && !test_let) ||
                    (info.kind == SlotKind::Item && info.assignable_item);
  if (!fits) {
    Problem p{"not-assignable", "'" + name + "' can't be " + std::string(what), "", ""};
    if (info.kind == SlotKind::Let || info.kind == SlotKind::Out) {
      p.message = "'" + name + "' is derived and can't be " + std::string(what);
      p.why = "it follows the values that its expression reads";
      p.fix = "assign one of those, or make it a 'var'";
    } else if (info.kind == SlotKind::In) {
      p.why = "an 'in' belongs to the parent";
      p.fix = "make it 'inout', or keep an own 'var'";
    } else if (info.kind == SlotKind::Item) {
      p.why = "the list is not a 'var' or 'inout'";
    } else {
      p.why = "it is the name of a value";
      p.fix = "assign what it was taken from";
    }
    error(node, std::move(p));
    return false;
  }
  out.slot = {static_cast<uint16_t>(scopes_up(scope)), static_cast<uint16_t>(slot)};
  type = info.type;
  return true;
}

// Reads a place that has been checked by lvalue(): outside a list there is nothing, and what shows
// it takes its default.
Value Lowering::lens(uint32_t node) {
  if (sn(node).kind == SyntaxKind::Paren) return lens(child(node));
  if (sn(node).kind == SyntaxKind::Index) {
    const Value base = lens(child(node));
    const Value index = expr_of(child(node, 1), types_.int_, "an index");
    const TypeId inner =
        types_.kind(base.type) == TypeKind::List ? types_[base.type].inner : types_.any;
    const Value item = make(Op::Index, types_.optional(inner), base.id.value, index.id.value);
    return make(Op::Unwrap, inner, item.id.value);
  }
  if (sn(node).kind != SyntaxKind::Field) return expr(node);
  Value base = lens(child(node));
  if (types_.kind(base.type) == TypeKind::Optional) {
    base = make(Op::Unwrap, types_[base.type].inner, base.id.value);
  }
  return member_of(base, node);
}

// `x`, `song.liked`, `songs[i].title`.
Lowering::Place Lowering::lvalue(uint32_t node, const char* why_not) {
  Place place;
  std::vector<uint32_t> chain;
  uint32_t base = node;
  while (sn(base).kind == SyntaxKind::Field || sn(base).kind == SyntaxKind::Index ||
         sn(base).kind == SyntaxKind::Paren) {
    if (sn(base).kind != SyntaxKind::Paren) chain.push_back(base);
    base = child(base);
    if (base == kNoNode) return place;
  }
  if (sn(base).kind != SyntaxKind::Name) {
    if (sn(base).kind == SyntaxKind::Error) return place;
    error_token(sn(node).first, {"not-assignable", "this can't be " + std::string(why_not),
                                 "a place is a name, a field or a list's element", ""});
    return place;
  }
  format::Lvalue out;
  if (!lvalue_base(base, out, place.type, place.local, why_not)) return place;
  std::vector<format::PathStep> steps;
  for (size_t i = chain.size(); i-- > 0;) {
    const uint32_t n = chain[i];
    TypeId type = place.type;
    if (types_.kind(type) == TypeKind::Optional) type = types_[type].inner;
    if (is_poison(type)) return place;
    format::PathStep step;
    if (sn(n).kind == SyntaxKind::Index) {
      step.index = expr_of(child(n, 1), types_.int_, "an index").id;
      if (types_.kind(type) != TypeKind::List) {
        error_token(sn(n).first, {"no-index", "a " + type_name(type) + " has no elements", "", ""});
        return place;
      }
      place.type = types_[type].inner;
    } else {
      if (types_.kind(type) != TypeKind::Struct) {
        error(n, {"not-assignable", "a " + type_name(type) + " has no field '" + main_text(n) + "'",
                  "", ""});
        return place;
      }
      const StructInfo& info = structs_[types_[type].index];
      std::vector<std::string> known;
      for (uint32_t f = 0; f < info.fields.size(); ++f) {
        known.push_back(info.fields[f].name);
        if (info.fields[f].name == main_text(n)) step.field = f;
      }
      if (step.field == UINT32_MAX) {
        unknown(sn(n).main, ("field of '" + info.name + "'").c_str(), main_text(n), known);
        return place;
      }
      place.type = info.fields[step.field].type;
    }
    steps.push_back(step);
  }
  out.steps = {static_cast<uint32_t>(out_.path_steps.size()), static_cast<uint32_t>(steps.size())};
  out_.path_steps.insert(out_.path_steps.end(), steps.begin(), steps.end());
  out_.lvalues.push_back(out);
  place.lvalue = LvalueId{static_cast<uint32_t>(out_.lvalues.size() - 1)};
  place.ok = true;
  return place;
}

Value Lowering::assign(uint32_t node) {
  const uint32_t target = child(node);
  const uint32_t value_node = child(node, 1);
  if (value_node == kNoNode) return make_ops(Op::Block, types_.void_, {});
  const TokenKind op = cx_.file->tree.significant[sn(node).main].kind;
  // A test may assign the slots of what it mounted: c.n = 5.
  if (cx_.mode == Mode::Test && sn(target).kind == SyntaxKind::Field) {
    const uint32_t base_node = child(target);
    ScopeInfo* scope = nullptr;
    uint32_t found = 0;
    if (sn(base_node).kind == SyntaxKind::Name && find_slot(main_text(base_node), scope, found) &&
        types_.kind(scope->slots[found].type) == TypeKind::Element) {
      const Value base = expr(base_node);
      ComponentInstance* component = nullptr;
      uint32_t slot = 0;
      if (!test_slot(base, main_text(target), component, slot)) {
        return expr(target);  // reports it
      }
      const SlotInfo& info = component->scope->slots[slot];
      if (info.kind != SlotKind::Var && info.kind != SlotKind::In && info.kind != SlotKind::Inout) {
        error(target,
              {"not-assignable", "'" + info.name + "' is derived and can't be assigned", "", ""});
      }
      Value v = expr_of(value_node, info.type, ("'" + info.name + "'").c_str());
      if (op != TokenKind::Equal) {
        const Value old = make(Op::TestSlot, info.type, base.id.value, slot);
        const TokenKind plain = op == TokenKind::PlusEqual    ? TokenKind::Plus
                                : op == TokenKind::MinusEqual ? TokenKind::Minus
                                                              : TokenKind::Star;
        v = arithmetic(node, plain, old, v);
      }
      return make(Op::TestAssign, types_.void_, base.id.value, slot, v.id.value);
    }
  }
  const Place place = lvalue(target, "assigned");
  if (!place.ok) {
    expr(value_node);
    return make_ops(Op::Block, types_.void_, {});
  }
  if (!place.local) effects(target);
  if (place.local && cx_.mode == Mode::Pure) effects(target);
  Value v;
  if (op == TokenKind::Equal) {
    v = expr_of(value_node, place.type, "what is assigned");
  } else {
    const TokenKind plain = op == TokenKind::PlusEqual    ? TokenKind::Plus
                            : op == TokenKind::MinusEqual ? TokenKind::Minus
                                                          : TokenKind::Star;
    Expect e;
    if (types_.kind(place.type) == TypeKind::Float) e.type = place.type;
    v = arithmetic(node, plain, expr(target), expr(value_node, e));
    if (!is_poison(v.type)) expect_type(v, place.type, value_node, "what is assigned");
  }
  return make(place.local ? Op::AssignLocalPath : Op::Assign, types_.void_, place.lvalue.value,
              v.id.value);
}

Value Lowering::if_statement(uint32_t node) {
  const uint32_t head = child(node);
  const uint32_t other = child(node, 2);
  const size_t names = cx_.frame->names.size();
  std::vector<uint32_t> setup;
  std::vector<uint32_t> lets;
  Value condition;
  if (sn(head).kind == SyntaxKind::LetPattern) {
    const Value subject = stable_subject(expr(child(head, 1)), setup);
    const Matched matched = match_pattern(child(head), subject, true);
    condition = matched.condition;
    bind_pattern(matched, lets);
  } else {
    condition = expr_of(head, types_.bool_, "a condition");
  }
  Value then = block(child(node, 1));
  cx_.frame->names.resize(names);
  if (!lets.empty()) {
    lets.push_back(then.id.value);
    then = make_ops(Op::Block, types_.void_, lets);
  }
  const uint32_t other_id = other == kNoNode ? ExprId::kNone : block(other).id.value;
  const Value choice = make(Op::IfElse, types_.void_, condition.id.value, then.id.value, other_id);
  if (setup.empty()) return choice;
  setup.push_back(choice.id.value);
  return make_ops(Op::Block, types_.void_, setup);
}

Value Lowering::match_statement(uint32_t node) {
  std::vector<uint32_t> setup;
  const Value subject = stable_subject(expr(child(node)), setup);
  check_exhaustive(node, subject.type);
  struct Case {
    Value condition, body;
    bool always;
  };
  std::vector<Case> cases;
  for (const uint32_t arm : children_of(node, SyntaxKind::MatchArm)) {
    const size_t names = cx_.frame->names.size();
    Matched matched;
    if (sn(child(arm)).kind == SyntaxKind::ElseMark) {
      matched.always = true;
    } else {
      matched = match_pattern(child(arm), subject, false);
    }
    std::vector<uint32_t> lets;
    bind_pattern(matched, lets);
    Value body = block(child(arm, 1));
    cx_.frame->names.resize(names);
    if (!lets.empty()) {
      lets.push_back(body.id.value);
      body = make_ops(Op::Block, types_.void_, lets);
    }
    cases.push_back({matched.condition, body, matched.always});
  }
  uint32_t rest = ExprId::kNone;
  for (size_t i = cases.size(); i-- > 0;) {
    rest = cases[i].always ? cases[i].body.id.value
                           : make(Op::IfElse, types_.void_, cases[i].condition.id.value,
                                  cases[i].body.id.value, rest)
                                 .id.value;
  }
  if (rest != ExprId::kNone) setup.push_back(rest);
  return make_ops(Op::Block, types_.void_, setup);
}

Value Lowering::for_statement(uint32_t node) {
  uint32_t list_node = kNoNode;
  uint32_t index_name = kNoNode;
  for (const uint32_t c : children(node)) {
    if (sn(c).kind == SyntaxKind::NameRef) {
      index_name = c;
    } else if (list_node == kNoNode && is_expression(sn(c).kind)) {
      list_node = c;
    }
  }
  const Value list = expr(list_node);
  TypeId item = types_.any;
  if (types_.kind(list.type) == TypeKind::List) {
    item = types_[list.type].inner;
  } else if (!is_poison(list.type)) {
    error_token(sn(list_node).first,
                {"not-a-list", "'for' walks a list, this is a " + type_name(list.type), "", ""});
  }
  const size_t names = cx_.frame->names.size();
  const uint16_t first = add_local(main_text(node), item, false);
  add_local(index_name == kNoNode ? "" : main_text(index_name), types_.int_, false);
  const Value body = block(child_of(node, SyntaxKind::Block));
  cx_.frame->names.resize(names);
  return make(Op::ForEach, types_.void_, first, list.id.value, body.id.value);
}

// The body is a function of its own that starts with a copy of the locals.
Value Lowering::after_statement(uint32_t node) {
  effects(node);
  const Value delay = expr_of(value_child(node), types_.duration, "the delay of 'after'");
  const uint32_t body = child_of(node, SyntaxKind::Block);
  FunctionId f;
  {
    const Saved saved(*this);
    Frame frame = *cx_.frame;
    frame.wrapped = false;
    frame.result = types_.void_;
    const std::vector<TypeId> copied = frame.types;
    cx_.frame = &frame;
    const Value v = block(body);
    f = add_function("after", copied, frame, types_.void_, v.id, node);
  }
  return make(Op::After, types_.void_, delay.id.value, f.value);
}

Value Lowering::return_statement(uint32_t node) {
  const uint32_t value = child(node);
  const TypeId wanted = cx_.frame->result;
  const bool none = !wanted || types_.kind(wanted) == TypeKind::Void;
  if (value == kNoNode) {
    if (!none) error(node, {"no-value", "'return' needs a " + type_name(wanted), "", ""});
    return make(Op::Return, types_.void_, ExprId::kNone);
  }
  if (none) {
    expr(value);
    if (wanted) {
      error(node, {"return-value", "nothing is returned here", "",
                   "give the function a result: '-> int'"});
    }
    return make(Op::Return, types_.void_, ExprId::kNone);
  }
  const Value v = expr_of(value, wanted, "the result");
  return make(Op::Return, types_.void_, v.id.value);
}

}  // namespace hallows::ptl
