#include "parseltongue/compiler/lower.h"

// Operators: units are types (section 2).
namespace hallows::ptl {
namespace {

bool is_quantity(TypeKind kind) {
  return kind == TypeKind::Length || kind == TypeKind::Percent || kind == TypeKind::Duration ||
         kind == TypeKind::Angle || kind == TypeKind::LengthPercent;
}
bool is_number(TypeKind kind) {
  return kind == TypeKind::Int || kind == TypeKind::Float;
}
uint8_t aux_of(TypeKind kind) {
  return static_cast<uint8_t>(kind);
}

Op op_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::Plus:
      return Op::Add;
    case TokenKind::Minus:
      return Op::Subtract;
    case TokenKind::Star:
      return Op::Multiply;
    default:
      return Op::Divide;
  }
}

}  // namespace

bool Lowering::all_literals(uint32_t node) const {
  switch (sn(node).kind) {
    case SyntaxKind::Literal:
      return cx_.file->tree.significant[sn(node).main].kind == TokenKind::Int;
    case SyntaxKind::Paren:
    case SyntaxKind::Unary:
      return child(node) != kNoNode && all_literals(child(node));
    case SyntaxKind::Binary: {
      const TokenKind op = cx_.file->tree.significant[sn(node).main].kind;
      return (op == TokenKind::Plus || op == TokenKind::Minus || op == TokenKind::Star ||
              op == TokenKind::Slash) &&
             child(node, 1) != kNoNode && all_literals(child(node)) && all_literals(child(node, 1));
    }
    default:
      return false;
  }
}

Value Lowering::unary(uint32_t node, const Expect& expect) {
  const bool minus = cx_.file->tree.significant[sn(node).main].kind == TokenKind::Minus;
  if (!minus) {
    const Value v = expr_of(child(node), types_.bool_, "what '!' negates");
    return make(Op::Not, types_.bool_, v.id.value);
  }
  const Value v = expr(child(node), expect);
  const TypeKind kind = types_.kind(v.type);
  if (!is_number(kind) && !is_quantity(kind)) {
    if (!is_poison(v.type)) {
      error(node, {"type-mismatch", "a " + type_name(v.type) + " has no negative",
                   "'-' is for numbers and quantities", ""});
    }
    return poison();
  }
  const format::Expr e = out_.exprs[v.id.value];
  if (e.op == Op::Int) return int_value(-out_.ints[e.a]);
  if (e.op == Op::Float) return make(Op::Float, v.type, float_index(-out_.floats[e.a]));
  return make(Op::Negate, v.type, v.id.value, 0, 0, aux_of(kind));
}

Value Lowering::binary(uint32_t node, const Expect& expect) {
  if (child(node, 1) == kNoNode) return poison();
  const TokenKind op = cx_.file->tree.significant[sn(node).main].kind;
  switch (op) {
    case TokenKind::AndAnd:
    case TokenKind::OrOr: {
      const Value a = expr_of(child(node), types_.bool_, "each side of '&&' and '||'");
      const Value b = expr_of(child(node, 1), types_.bool_, "each side of '&&' and '||'");
      return make(op == TokenKind::AndAnd ? Op::And : Op::Or, types_.bool_, a.id.value, b.id.value);
    }
    case TokenKind::QuestionQuestion:
      return coalesce(node, expect);
    case TokenKind::DotDot:
      return range_value(node);
    case TokenKind::Plus:
    case TokenKind::Minus:
    case TokenKind::Star:
    case TokenKind::Slash: {
      Expect inner;
      if (all_literals(node) && expect.type) inner.type = expect.type;
      const Value a = expr(child(node), inner);
      const Value b = expr(child(node, 1), inner);
      if (op == TokenKind::Slash && types_.kind(a.type) == TypeKind::Int && all_literals(node) &&
          cx_.mode != Mode::Test) {
        report(*cx_.file, cx_.file->tree.source_place(sn(node).main), Severity::Warning,
               {"int-division", "this division of whole numbers drops its rest",
                "'/' of two ints gives an int", "write one of them with a '.0'"});
      }
      return arithmetic(node, op, a, b);
    }
    default:
      return comparison(node, op);
  }
}

Value Lowering::operator_error(uint32_t node, TokenKind op, Value a, Value b) {
  if (is_poison(a.type) || is_poison(b.type)) return poison();
  const std::string sign(tok(sn(node).main));
  const TypeKind ka = types_.kind(a.type);
  const TypeKind kb = types_.kind(b.type);
  Problem p{"unit-mismatch",
            "there is no " + type_name(a.type) + " " + sign + " " + type_name(b.type), "", ""};
  if (is_quantity(ka) || is_quantity(kb)) {
    p.why = op == TokenKind::Plus || op == TokenKind::Minus
                ? "units are types: only quantities of one kind can be added"
                : "a quantity can be multiplied with and divided by a number";
  }
  if (ka == TypeKind::Optional || kb == TypeKind::Optional) {
    p.why = "an optional may hold nothing";
    p.fix = "give its default with '?\?'";
  }
  if (ka == TypeKind::Text || kb == TypeKind::Text) p.fix = "print the value: \"{value}\"";
  // Of two that clash the second is the one to look at.
  const uint32_t second = child(node, 1);
  error_token(sn(second == kNoNode ? node : second).first, std::move(p));
  return poison();
}

Value Lowering::arithmetic(uint32_t node, TokenKind op, Value a, Value b) {
  const TypeKind ka = types_.kind(a.type);
  const TypeKind kb = types_.kind(b.type);
  if (is_number(ka) && is_number(kb)) {
    const TypeId type = ka == TypeKind::Int && kb == TypeKind::Int ? types_.int_ : types_.float_;
    a = coerce(a, type);
    b = coerce(b, type);
    return make(op_of(op), type, a.id.value, b.id.value, 0, aux_of(types_.kind(type)));
  }
  if (op == TokenKind::Plus && ka == TypeKind::Text && kb == TypeKind::Text) {
    return make(Op::Add, types_.text, a.id.value, b.id.value, 0, aux_of(TypeKind::Text));
  }
  if (is_quantity(ka) || is_quantity(kb)) return quantity_arithmetic(node, op, a, b);
  return operator_error(node, op, a, b);
}

Value Lowering::quantity_arithmetic(uint32_t node, TokenKind op, Value a, Value b) {
  const TypeKind ka = types_.kind(a.type);
  const TypeKind kb = types_.kind(b.type);
  const auto length_like = [](TypeKind k) {
    return k == TypeKind::Length || k == TypeKind::Percent || k == TypeKind::LengthPercent;
  };
  if (op == TokenKind::Plus || op == TokenKind::Minus) {
    if (ka != kb && length_like(ka) && length_like(kb)) {
      a = coerce(a, types_.length_percent);
      b = coerce(b, types_.length_percent);
    } else if (ka != kb) {
      return operator_error(node, op, a, b);
    }
    return make(op_of(op), a.type, a.id.value, b.id.value, 0, aux_of(types_.kind(a.type)));
  }
  if (op == TokenKind::Star && is_number(ka) && is_quantity(kb)) {
    std::swap(a, b);
  } else if (op == TokenKind::Slash && ka == kb && ka != TypeKind::LengthPercent) {
    return make(Op::Divide, types_.float_, a.id.value, b.id.value, 0, aux_of(ka));
  } else if (!is_quantity(ka) || !is_number(kb)) {
    return operator_error(node, op, a, b);
  }
  b = coerce(b, types_.float_);
  return make(op_of(op), a.type, a.id.value, b.id.value, 0, aux_of(types_.kind(a.type)));
}

Value Lowering::comparison(uint32_t node, TokenKind op) {
  // `.Off == mode` and `none == x`: the side that says its type comes first.
  const uint32_t an = child(node);
  const uint32_t bn = child(node, 1);
  const bool late = sn(an).kind == SyntaxKind::DotName ||
                    (sn(an).kind == SyntaxKind::Name && main_text(an) == "none");
  Value b = late ? expr(bn) : poison();
  Value a = expr(an, {late ? b.type : TypeId{}, nullptr});
  if (!late) b = expr(bn, {a.type, nullptr});
  if (is_poison(a.type) || is_poison(b.type)) return make(Op::Bool, types_.bool_, 0);
  const TypeId type = common_type(a.type, b.type);
  const bool equality = op == TokenKind::EqualEqual || op == TokenKind::NotEqual;
  const TypeKind kind = type ? types_.kind(type) : TypeKind::Void;
  const bool ordered = is_number(kind) || is_quantity(kind) || kind == TypeKind::Text;
  const bool opaque = kind == TypeKind::Any;
  if (!type || (!equality && !ordered) || kind == TypeKind::Function || (opaque && !equality)) {
    const std::string sign(tok(sn(node).main));
    error_token(sn(bn).first, {"type-mismatch",
                               "a " + type_name(a.type) + " can't be compared with a " +
                                   type_name(b.type) + " by '" + sign + "'",
                               equality ? "'==' compares two values of one type"
                                        : "'<' compares numbers, quantities and texts",
                               ""});
    return make(Op::Bool, types_.bool_, 0);
  }
  a = coerce(a, type);
  b = coerce(b, type);
  switch (op) {
    case TokenKind::EqualEqual:
      return make(Op::Equal, types_.bool_, a.id.value, b.id.value, 0, aux_of(kind));
    case TokenKind::NotEqual:
      return make(Op::NotEqual, types_.bool_, a.id.value, b.id.value, 0, aux_of(kind));
    case TokenKind::Less:
      return make(Op::Less, types_.bool_, a.id.value, b.id.value, 0, aux_of(kind));
    case TokenKind::Greater:
      return make(Op::Less, types_.bool_, b.id.value, a.id.value, 0, aux_of(kind));
    case TokenKind::GreaterEqual:
      return make(Op::LessEqual, types_.bool_, b.id.value, a.id.value, 0, aux_of(kind));
    default:
      return make(Op::LessEqual, types_.bool_, a.id.value, b.id.value, 0, aux_of(kind));
  }
}

Value Lowering::coalesce(uint32_t node, const Expect& expect) {
  Expect left;
  if (expect.type) left.type = types_.optional(expect.type);
  const Value a = expr(child(node), left);
  if (types_.kind(a.type) != TypeKind::Optional) {
    if (!is_poison(a.type)) {
      error(node,
            {"not-optional", "the left of '?\?' always has a value",
             "it is a " + type_name(a.type) + ", not an optional", "remove '?\?' and its right"});
    }
    expr(child(node, 1), expect);
    return a;
  }
  const TypeId inner = types_[a.type].inner;
  Value b = expr(child(node, 1), {is_poison(inner) ? expect.type : inner, nullptr});
  TypeId type = common_type(inner, b.type);
  if (!type) {
    expect_type(b, inner, child(node, 1), "what stands for none");
    type = inner;
  }
  // `a ?? b` with an optional b stays optional.
  const bool optional = types_.kind(b.type) == TypeKind::Optional;
  b = coerce(b, optional ? b.type : type);
  Value left_value = a;
  if (!optional && type != inner && !is_poison(inner)) {
    // int? ?? float: the value widens too.
    const Value unwrapped = make(Op::Unwrap, inner, a.id.value);
    const Value widened = coerce(unwrapped, type);
    const Value is_some = make(Op::IsSome, types_.bool_, a.id.value);
    return make(Op::IfElse, type, is_some.id.value, widened.id.value, b.id.value);
  }
  return make(Op::Coalesce, optional ? b.type : type, left_value.id.value, b.id.value);
}

bool Lowering::constant_int(uint32_t node, int64_t& value) const {
  const uint32_t n = sn(node).kind == SyntaxKind::Paren ? child(node) : node;
  if (n == kNoNode || !all_literals(n)) return false;
  (void)value;
  return true;
}

// `0 .. 5`: constant bounds, so that every loop over it is bounded.
Value Lowering::range_value(uint32_t node) {
  Value bounds[2];
  for (uint32_t i = 0; i < 2; ++i) {
    const uint32_t side = child(node, i);
    bounds[i] = expr_of(side, types_.int_, "a range's bound");
    const Op op = out_.exprs[bounds[i].id.value].op;
    int64_t unused = 0;
    const bool constant = op == Op::Int || constant_int(side, unused);
    if (!constant && !is_poison(bounds[i].type)) {
      error_token(sn(side).first,
                  {"range-bound", "a range's bounds are constants",
                   "whatever runs on the frame thread has a cost that is known beforehand",
                   "take a part of a list: xs.take(n)"});
    }
  }
  return make(Op::Range, types_.list(types_.int_), bounds[0].id.value, bounds[1].id.value);
}

}  // namespace hallows::ptl
