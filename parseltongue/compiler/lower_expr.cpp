#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

#include "parseltongue/compiler/lower.h"

// Expressions but for operators, names, calls and texts.
namespace hallows::ptl {
namespace {

std::string without_underscores(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '_') out += c;
  }
  return out;
}

double number_of(std::string_view text) {
  const std::string digits = without_underscores(text);
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// None past 64 bits.
std::optional<int64_t> int_of(std::string_view text) {
  const std::string digits = without_underscores(text);
  const bool hex = digits.starts_with("0x");
  uint64_t value = 0;
  const auto r = std::from_chars(digits.data() + (hex ? 2 : 0), digits.data() + digits.size(),
                                 value, hex ? 16 : 10);
  const auto max = static_cast<uint64_t>(INT64_MAX);
  if (r.ec != std::errc() || value > max) return std::nullopt;
  return static_cast<int64_t>(value);
}

}  // namespace

Value Lowering::expr(uint32_t node, const Expect& expect) {
  if (node == kNoNode) return poison();
  return expr_core(node, expect);
}

Value Lowering::expr_of(uint32_t node, TypeId wanted, const char* what) {
  Expect expect;
  expect.type = wanted;
  Value v = expr(node, expect);
  if (node != kNoNode) expect_type(v, wanted, node, what);
  return v;
}

Value Lowering::expr_core(uint32_t node, const Expect& expect) {
  switch (sn(node).kind) {
    case SyntaxKind::Literal:
      return literal(node, expect);
    case SyntaxKind::TextX:
      return text_expression(node);
    case SyntaxKind::Translate:
      return translate(node);
    case SyntaxKind::Name:
      return name(node, expect);
    case SyntaxKind::DotName:
      return dot_name(node, expect, kNoNode);
    case SyntaxKind::Field:
      return field(node, expect);
    case SyntaxKind::Call:
      return call(node, expect);
    case SyntaxKind::Index:
      return index_value(node);
    case SyntaxKind::Unary:
      return unary(node, expect);
    case SyntaxKind::Binary:
      return binary(node, expect);
    case SyntaxKind::Ternary:
      return ternary(node, expect);
    case SyntaxKind::IfX:
      return if_expression(node, expect);
    case SyntaxKind::MatchX:
      return match_expression(node, expect);
    case SyntaxKind::Lambda:
      return lambda_value(node, expect);
    case SyntaxKind::ListX:
      return list_literal(node, expect);
    case SyntaxKind::SequenceX: {
      std::vector<uint32_t> ops;
      for (const uint32_t c : children(node)) {
        ops.push_back(expect.property != nullptr
                          ? property_value(c, *expect.property, "this").id.value
                          : expr(c).id.value);
      }
      if (expect.property == nullptr) {
        error_token(sn(child(node, 1)).first,
                    {"too-many-values", "one value stands here", "", "remove this one"});
      }
      return make_ops(Op::Sequence, types_.any, ops);
    }
    case SyntaxKind::Paren:
      return expr(child(node), expect);
    case SyntaxKind::With:
      return with_value(node, expect);
    case SyntaxKind::Element:
      return mount(node);
    default:
      return poison();
  }
}

// ---- Literals ----
Value Lowering::literal(uint32_t node, const Expect& expect) {
  const std::string_view text = tok(sn(node).main);
  switch (cx_.file->tree.significant[sn(node).main].kind) {
    case TokenKind::Int:
      if (expect.type && types_.kind(expect.type) == TypeKind::Float) {
        const std::optional<int64_t> whole = int_of(text);
        const double v = whole ? static_cast<double>(*whole) : number_of(text);
        return make(Op::Float, types_.float_, float_index(v));
      }
      if (const std::optional<int64_t> value = int_of(text)) return int_value(*value);
      error(node,
            {"number-too-large", "'" + std::string(text) + "' is larger than a whole number can be",
             "whole numbers go up to 9,223,372,036,854,775,807",
             "write a smaller one, or one with a decimal point"});
      return poison();
    case TokenKind::Float:
      return make(Op::Float, types_.float_, float_index(number_of(text)));
    case TokenKind::Quantity:
      return quantity(text, node);
    case TokenKind::Hash:
      return color_literal(node);
    case TokenKind::Asset: {
      const std::string relative(text.substr(2, text.size() >= 3 ? text.size() - 3 : 0));
      const size_t slash = cx_.file->tree.path.rfind('/');
      const std::string folder =
          slash == std::string::npos ? "" : cx_.file->tree.path.substr(0, slash + 1);
      const std::string path = cx_.file->is_std ? relative : folder + relative;
      if (loader_.asset_exists != nullptr && !loader_.asset_exists(loader_.context, path)) {
        error(node, {"no-such-asset", "there is no file '" + path + "'",
                     "an asset's path counts from the folder of the file that names it", ""});
      }
      return make(Op::Image, types_.image, text_id(path).value);
    }
    case TokenKind::IconName:
      return make(Op::Icon, types_.icon, text_id(text.substr(1)).value);
    default:
      return make(Op::Bool, types_.bool_, text == "true" ? 1 : 0);
  }
}

Value Lowering::quantity(std::string_view text, uint32_t node) {
  size_t end = 0;
  while (end < text.size() &&
         (text[end] == '.' || text[end] == '_' || (text[end] >= '0' && text[end] <= '9'))) {
    ++end;
  }
  if (end + 1 < text.size() && (text[end] == 'e' || text[end] == 'E') && text[end] != 'm' &&
      (text[end + 1] == '-' || (text[end + 1] >= '0' && text[end + 1] <= '9'))) {
    end += 2;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  }
  const double v = number_of(text.substr(0, end));
  const std::string_view unit = text.substr(end);
  if (unit == "dp") return make(Op::LengthDp, types_.length, float_index(v));
  if (unit == "em") return make(Op::LengthEm, types_.length, float_index(v));
  if (unit == "fr") return make(Op::Fr, types_.fr, float_index(v));
  if (unit == "%") return make(Op::Percent, types_.percent, float_index(v));
  if (unit == "px") {
    if (cx_.reads != nullptr) cx_.reads->ambient |= static_cast<uint8_t>(format::Ambient::Scale);
    return make(Op::LengthPx, types_.length, float_index(v));
  }
  if (unit == "ms" || unit == "s") {
    const double ns = v * (unit == "s" ? 1e9 : 1e6);
    const int64_t whole = ns >= 9.2e18 ? INT64_MAX : std::llround(ns);
    return make(Op::Duration, types_.duration, int_index(whole));
  }
  if (unit == "deg") return make(Op::Angle, types_.angle, float_index(v / 360));
  if (unit == "turn") return make(Op::Angle, types_.angle, float_index(v));
  if (unit == "rad") {
    return make(Op::Angle, types_.angle, float_index(v / (2 * std::numbers::pi)));
  }
  (void)node;  // the lexer has reported the unit
  return poison();
}

Value Lowering::color_literal(uint32_t node) {
  const std::string_view hex = tok(sn(node).main).substr(1);
  bool fits = hex.size() == 3 || hex.size() == 4 || hex.size() == 6 || hex.size() == 8;
  uint32_t value = 0;
  for (const char c : hex) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    fits = fits && (digit || letter);
    const auto nibble = static_cast<uint32_t>(digit ? c - '0' : (c | 32) - 'a' + 10) & 15;
    value = value << 4 | nibble;
    if (hex.size() <= 4) value = value << 4 | nibble;
  }
  if (!fits) {
    error(node, {"bad-color", "'#" + std::string(hex) + "' is not a colour",
                 "a colour has 3, 4, 6 or 8 hexadecimal digits", ""});
    return poison();
  }
  if (hex.size() == 3 || hex.size() == 6) value = value << 8 | 0xFF;
  return make(Op::Color, types_.color, value);
}

Value Lowering::list_literal(uint32_t node, const Expect& expect) {
  TypeId wanted;
  if (expect.type) {
    const format::Type& t = types_[expect.type];
    const TypeId inner = t.kind == TypeKind::Optional ? t.inner : expect.type;
    if (types_.kind(inner) == TypeKind::List) wanted = types_[inner].inner;
    if (wanted && types_.kind(wanted) == TypeKind::Any) wanted = {};
  }
  std::vector<Value> values;
  const std::vector<uint32_t> nodes = children(node);
  TypeId element = wanted;
  for (const uint32_t n : nodes) {
    Value v = wanted ? expr_of(n, wanted, "this list's element") : expr(n, {element, nullptr});
    if (!wanted) {
      const TypeId common = element ? common_type(element, v.type) : v.type;
      if (!common) {
        expect_type(v, element, n, "this list's element");
      } else {
        element = common;
      }
    }
    values.push_back(v);
  }
  std::vector<uint32_t> ops;
  ops.reserve(values.size());
  for (Value& v : values) ops.push_back(coerce(v, element ? element : v.type).id.value);
  return make_ops(Op::List, types_.list(element ? element : types_.any), ops);
}

// ---- Choices ----
Value Lowering::join_branches(std::vector<Value>& branches, const std::vector<uint32_t>& nodes,
                              const Expect& expect) {
  if (expect.property != nullptr) {
    TypeId type = branches.empty() ? types_.any : branches[0].type;
    for (size_t i = 0; i < branches.size(); ++i) {
      if (!fits_property(branches[i], *expect.property)) {
        error_token(
            sn(nodes[i]).first,
            {"type-mismatch", "a " + type_name(branches[i].type) + " does not fit here", "", ""});
        branches[i] = poison();
      }
      if (branches[i].type != type) type = types_.any;
    }
    return {{}, type};
  }
  TypeId type = expect.type && !is_poison(expect.type) ? expect.type : TypeId{};
  if (!type) {
    for (const Value& v : branches) {
      const TypeId common = type ? common_type(type, v.type) : v.type;
      if (common) type = common;
    }
  }
  if (!type) type = types_.any;
  for (size_t i = 0; i < branches.size(); ++i) {
    expect_type(branches[i], type, nodes[i], "the other value");
  }
  return {{}, type};
}

Value Lowering::ternary(uint32_t node, const Expect& expect) {
  const Value condition = expr_of(child(node), types_.bool_, "a condition");
  const std::vector<uint32_t> nodes = {child(node, 1), child(node, 2)};
  if (nodes[1] == kNoNode) return poison();
  std::vector<Value> branches = {expr(nodes[0], expect), expr(nodes[1], expect)};
  const Value joined = join_branches(branches, nodes, expect);
  return make(Op::IfElse, joined.type, condition.id.value, branches[0].id.value,
              branches[1].id.value);
}

// `{ x }` as a value: the last expression.
Value Lowering::block_value(uint32_t node, const Expect& expect) {
  if (node == kNoNode) return poison();
  if (sn(node).kind == SyntaxKind::IfX) return if_expression(node, expect);
  if (sn(node).kind != SyntaxKind::Block) return expr(node, expect);
  const std::vector<uint32_t> statements = children(node);
  if (statements.empty()) {
    error(node, {"no-value", "this block has no value", "its last expression is its value", ""});
    return poison();
  }
  const size_t names = cx_.frame != nullptr ? cx_.frame->names.size() : 0;
  std::vector<uint32_t> ops;
  Value last = poison();
  for (const uint32_t s : statements) {
    const bool is_last = s == statements.back();
    if (is_last && sn(s).kind == SyntaxKind::ExprStatement) {
      last = expr(child(s), expect);
    } else if (is_last && (sn(s).kind == SyntaxKind::If)) {
      last = if_expression(s, expect);
    } else if (is_last && (sn(s).kind == SyntaxKind::Match)) {
      last = match_expression(s, expect);
    } else {
      last = statement(s);
    }
    ops.push_back(last.id.value);
  }
  if (cx_.frame != nullptr) cx_.frame->names.resize(names);
  if (ops.size() == 1) return last;
  return make_ops(Op::Block, last.type, ops);
}

Value Lowering::if_expression(uint32_t node, const Expect& expect) {
  const uint32_t head = child(node);
  const uint32_t then = child(node, 1);
  const uint32_t other = child(node, 2);
  if (other == kNoNode) {
    error(node, {"no-else", "an 'if' that gives a value needs an 'else'", "", "add 'else { … }'"});
    return poison();
  }
  std::vector<uint32_t> setup;
  Value condition;
  const size_t names = cx_.frame != nullptr ? cx_.frame->names.size() : 0;
  if (sn(head).kind == SyntaxKind::LetPattern) {
    const Value subject = stable_subject(expr(child(head, 1)), setup);
    const Matched matched = match_pattern(child(head), subject, true);
    condition = matched.condition;
    std::vector<uint32_t> lets;
    bind_pattern(matched, lets);
    std::vector<Value> branches = {block_value(then, expect)};
    if (cx_.frame != nullptr) cx_.frame->names.resize(names);
    branches.push_back(block_value(other, expect));
    const Value joined = join_branches(branches, {then, other}, expect);
    lets.push_back(branches[0].id.value);
    if (lets.size() > 1) branches[0] = make_ops(Op::Block, joined.type, lets);
    const Value choice = make(Op::IfElse, joined.type, condition.id.value, branches[0].id.value,
                              branches[1].id.value);
    if (setup.empty()) return choice;
    setup.push_back(choice.id.value);
    return make_ops(Op::Block, joined.type, setup);
  }
  condition = expr_of(head, types_.bool_, "a condition");
  std::vector<Value> branches = {block_value(then, expect), block_value(other, expect)};
  const Value joined = join_branches(branches, {then, other}, expect);
  return make(Op::IfElse, joined.type, condition.id.value, branches[0].id.value,
              branches[1].id.value);
}

Value Lowering::match_expression(uint32_t node, const Expect& expect) {
  std::vector<uint32_t> setup;
  const Value subject = stable_subject(expr(child(node)), setup);
  check_exhaustive(node, subject.type);
  std::vector<Value> conditions;
  std::vector<Value> branches;
  std::vector<std::vector<uint32_t>> lets;
  std::vector<uint32_t> nodes;
  bool closed = false;
  for (const uint32_t arm : children_of(node, SyntaxKind::MatchArm)) {
    const size_t names = cx_.frame != nullptr ? cx_.frame->names.size() : 0;
    Matched matched;
    if (sn(child(arm)).kind == SyntaxKind::ElseMark) {
      matched.always = true;
    } else {
      matched = match_pattern(child(arm), subject, false);
    }
    lets.emplace_back();
    bind_pattern(matched, lets.back());
    nodes.push_back(child(arm, 1) == kNoNode ? arm : child(arm, 1));
    branches.push_back(block_value(child(arm, 1), expect));
    conditions.push_back(matched.condition);
    if (cx_.frame != nullptr) cx_.frame->names.resize(names);
    closed = matched.always;
    if (closed) break;
  }
  if (branches.empty()) return poison();
  const Value joined = join_branches(branches, nodes, expect);
  Value result;
  for (size_t i = branches.size(); i-- > 0;) {
    Value body = branches[i];
    if (!lets[i].empty()) {
      lets[i].push_back(body.id.value);
      body = make_ops(Op::Block, joined.type, lets[i]);
    }
    // The last arm of an exhaustive match needs no question.
    result = i + 1 == branches.size() ? body
                                      : make(Op::IfElse, joined.type, conditions[i].id.value,
                                             body.id.value, result.id.value);
  }
  result.type = joined.type;
  if (setup.empty()) return result;
  setup.push_back(result.id.value);
  return make_ops(Op::Block, joined.type, setup);
}

// ---- Structs ----
Value Lowering::struct_value(uint32_t node, uint32_t struct_index) {
  const StructInfo& info = structs_[struct_index];
  std::vector<uint32_t> ops(info.fields.size(), ExprId::kNone);
  for (const uint32_t member : children(node)) {
    if (sn(member).kind == SyntaxKind::Path || sn(member).kind == SyntaxKind::Error) continue;
    if (sn(member).kind != SyntaxKind::Property) {
      error(member,
            {"struct-field", "a field of '" + info.name + "' is written 'name: value'", "", ""});
      continue;
    }
    const std::string field = property_text(child(member));
    const auto it = std::find_if(info.fields.begin(), info.fields.end(),
                                 [&](const FieldInfo& f) { return f.name == field; });
    if (it == info.fields.end()) {
      if (damaged_.contains(info.name)) continue;
      unknown(sn(member).main, ("field of '" + info.name + "'").c_str(), field,
              names_of(info.fields));
      continue;
    }
    ops[static_cast<size_t>(it - info.fields.begin())] =
        expr_of(child(member, 1), it->type, ("'" + field + "'").c_str()).id.value;
  }
  for (size_t i = 0; i < ops.size(); ++i) {
    if (ops[i] != ExprId::kNone) continue;
    const FieldInfo& f = info.fields[i];
    if (f.initial_node == kNoNode && damaged_.contains(info.name)) {
      ops[i] = poison().id.value;
      continue;
    }
    if (f.initial_node == kNoNode) {
      error(node, {"missing-field", "'" + f.name + "' is required",
                   "the field has no default in '" + info.name + "'", "add '" + f.name + ": …'"});
      ops[i] = poison().id.value;
      continue;
    }
    const Saved saved(*this);
    cx_ = {};
    cx_.file = &files_[info.file];
    ops[i] = expr_of(f.initial_node, f.type, ("'" + f.name + "'").c_str()).id.value;
  }
  return make_ops(Op::Struct, types_.structure(struct_index), ops, struct_index);
}

Value Lowering::with_value(uint32_t node, const Expect& expect) {
  const Value base = expr(child(node), expect);
  if (types_.kind(base.type) != TypeKind::Struct) {
    if (!is_poison(base.type)) {
      error_token(
          sn(child(node)).first,
          {"not-a-struct", "'with' copies a struct, this is a " + type_name(base.type), "", ""});
    }
    return poison();
  }
  const uint32_t index = types_[base.type].index;
  const StructInfo& info = structs_[index];
  std::vector<uint32_t> ops = {base.id.value};
  for (const uint32_t p : children_of(node, SyntaxKind::Property)) {
    const std::string field = property_text(child(p));
    std::vector<std::string> known;
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < info.fields.size(); ++i) {
      known.push_back(info.fields[i].name);
      if (info.fields[i].name == field) found = i;
    }
    if (found == UINT32_MAX) {
      unknown(sn(p).main, ("field of '" + info.name + "'").c_str(), field, known);
      continue;
    }
    ops.push_back(found);
    const TypeId type = info.fields[found].type;
    ops.push_back(expr_of(child(p, 1), type, ("'" + field + "'").c_str()).id.value);
  }
  return make_ops(Op::With, base.type, ops, index);
}

Value Lowering::index_value(uint32_t node) {
  const Value base = expr(child(node));
  const uint32_t index_node = child(node, 1);
  const bool range = index_node != kNoNode && sn(index_node).kind == SyntaxKind::Binary &&
                     cx_.file->tree.significant[sn(index_node).main].kind == TokenKind::DotDot;
  if (types_.kind(base.type) == TypeKind::Text && range) {
    const Value first = expr_of(child(index_node), types_.int_, "a range's start");
    const Value end = expr_of(child(index_node, 1), types_.int_, "a range's end");
    return make(Op::TextRange, types_.text, base.id.value, first.id.value, end.id.value);
  }
  const Value index = expr_of(index_node, types_.int_, "an index");
  if (types_.kind(base.type) == TypeKind::List) {
    return make(Op::Index, types_.optional(types_[base.type].inner), base.id.value, index.id.value);
  }
  if (!is_poison(base.type)) {
    error_token(sn(child(node)).first,
                {"no-index", "a " + type_name(base.type) + " has no elements to index",
                 "lists have, and texts have ranges: name[0 .. 1]", ""});
  }
  return poison();
}

}  // namespace hallows::ptl
