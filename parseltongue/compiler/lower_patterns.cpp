#include "parseltongue/compiler/lower.h"

// Patterns of `match` and `if let`, in expressions, statements and trees alike.
namespace hallows::ptl {

// A subject that can be read several times: itself where reading it is cheap and nothing can change
// it between, else a local.
Value Lowering::stable_subject(Value subject, std::vector<uint32_t>& statements) {
  const Op op = out_.exprs[subject.id.value].op;
  const bool cheap = op == Op::Slot || op == Op::Local || op == Op::Field;
  const bool effects = cx_.mode == Mode::Handler || cx_.mode == Mode::Test;
  if ((cheap && !effects) || cx_.frame == nullptr) return subject;
  const uint16_t local = add_local("", subject.type, false);
  statements.push_back(make(Op::Let, types_.void_, local, subject.id.value).id.value);
  return make(Op::Local, subject.type, local);
}

// Makes the pattern's names visible: in handlers as locals, since what they came from may be
// assigned; in bindings as other words for the expression.
void Lowering::bind_pattern(const Matched& matched, std::vector<uint32_t>& statements) {
  if (cx_.frame == nullptr) return;
  const bool effects = cx_.mode == Mode::Handler || cx_.mode == Mode::Test;
  for (const auto& [name, value] : matched.names) {
    if (effects) {
      const uint16_t local = add_local(name, value.type, false);
      statements.push_back(make(Op::Let, types_.void_, local, value.id.value).id.value);
    } else {
      cx_.frame->names.push_back({name, value.type, value.id, 0, false});
    }
  }
}

uint32_t Lowering::pattern_case(uint32_t pattern, const EnumInfo& info) const {
  const std::string name = main_text(pattern);
  for (uint32_t i = 0; i < info.cases.size(); ++i) {
    if (info.cases[i].name == name) return i;
  }
  return UINT32_MAX;
}

void Lowering::match_literal(uint32_t pattern, Value subject, Matched& m) {
  const TokenKind token = cx_.file->tree.significant[sn(pattern).main].kind;
  const bool negative = cx_.file->tree.significant[sn(pattern).first].kind == TokenKind::Minus;
  Value v = token == TokenKind::Text
                ? make(Op::Text, types_.text, text_id(text_part(sn(pattern).main)).value)
                : literal(pattern, {subject.type, nullptr});
  if (negative) {
    v = make(Op::Negate, v.type, v.id.value, 0, 0, static_cast<uint8_t>(types_.kind(v.type)));
  }
  const TypeId type = common_type(subject.type, v.type);
  if (!type) {
    error(pattern, {"type-mismatch",
                    "a " + type_name(subject.type) + " is never a " + type_name(v.type), "", ""});
    return;
  }
  const Value a = coerce(subject, type);
  const Value b = coerce(v, type);
  m.condition = make(Op::Equal, types_.bool_, a.id.value, b.id.value, 0,
                     static_cast<uint8_t>(types_.kind(type)));
}

// Heat(target): the case, and a name for each of its values.
void Lowering::match_case(uint32_t pattern, Value subject, Matched& m) {
  const std::string word = main_text(pattern);
  const std::vector<uint32_t> names = children_of(pattern, SyntaxKind::NameRef);
  const EnumInfo& info = enums_[types_[subject.type].index];
  const uint32_t c = pattern_case(pattern, info);
  if (c == UINT32_MAX) {
    for (const uint32_t n : names) m.names.emplace_back(main_text(n), poison());
    if (damaged_.contains(info.name)) return;
    unknown(sn(pattern).main, ("case of '" + info.name + "'").c_str(), word, names_of(info.cases));
    return;
  }
  m.condition = make(Op::EnumIs, types_.bool_, subject.id.value, c);
  const auto& fields = info.cases[c].fields;
  if (names.size() != fields.size() && !damaged_.contains(word)) {
    error(pattern, {"pattern-values",
                    "'" + word + "' holds " + std::to_string(fields.size()) + " value" +
                        (fields.size() == 1 ? "" : "s") + ", the pattern names " +
                        std::to_string(names.size()),
                    "a pattern has a name or '_' for each value of its case", ""});
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (main_text(names[i]) == "_") continue;
    const Value v = i < fields.size() ? make(Op::EnumPayload, fields[i].type, subject.id.value,
                                             static_cast<uint32_t>(i))
                                      : poison();
    m.names.emplace_back(main_text(names[i]), v);
  }
}

// `none`, and the name of `if let name = optional`.
void Lowering::match_presence(uint32_t pattern, Value subject, Matched& m) {
  const std::string word = main_text(pattern);
  const bool optional = types_.kind(subject.type) == TypeKind::Optional;
  const Value some = make(Op::IsSome, types_.bool_, subject.id.value);
  const std::string is_a = "a " + type_name(subject.type);
  if (word == "none") {
    m.condition = make(Op::Not, types_.bool_, some.id.value);
  } else {
    m.condition = some;
    const TypeId inner = optional ? types_[subject.type].inner : types_.any;
    m.names.emplace_back(word, make(Op::Unwrap, inner, subject.id.value));
  }
  if (optional || is_poison(subject.type)) return;
  error(pattern, {"not-optional",
                  word == "none" ? is_a + " is never none"
                                 : "'if let " + word + "' needs an optional, this is " + is_a,
                  "", ""});
}

Lowering::Matched Lowering::match_pattern(uint32_t pattern, Value subject, bool if_let) {
  Matched m;
  m.condition = make(Op::Bool, types_.bool_, 1);
  if (pattern == kNoNode || sn(pattern).kind != SyntaxKind::Pattern ||
      sn(pattern).main == kNoToken) {
    m.ok = false;
    return m;
  }
  const std::string word = main_text(pattern);
  const TypeKind kind = types_.kind(subject.type);
  const TokenKind token = cx_.file->tree.significant[sn(pattern).main].kind;
  const bool capital = word[0] >= 'A' && word[0] <= 'Z';
  if (word == "_") {
    m.always = true;
  } else if (token != TokenKind::Word || word == "true" || word == "false") {
    match_literal(pattern, subject, m);
  } else if (word == "none" || (if_let && !capital)) {
    match_presence(pattern, subject, m);
  } else if (kind == TypeKind::Optional) {
    // A case of an optional enum: some, and that case.
    const Value inner = make(Op::Unwrap, types_[subject.type].inner, subject.id.value);
    m = match_pattern(pattern, inner, false);
    const Value some = make(Op::IsSome, types_.bool_, subject.id.value);
    m.condition = make(Op::And, types_.bool_, some.id.value, m.condition.id.value);
  } else if (kind == TypeKind::Enum) {
    match_case(pattern, subject, m);
  } else {
    if (!is_poison(subject.type)) {
      error(pattern, {"not-an-enum", "a " + type_name(subject.type) + " has no case '" + word + "'",
                      "a pattern is a case, a literal, 'none' or '_'", ""});
    }
    for (const uint32_t n : children_of(pattern, SyntaxKind::NameRef)) {
      if (main_text(n) != "_") m.names.emplace_back(main_text(n), poison());
    }
  }
  return m;
}

void Lowering::check_exhaustive(uint32_t match_node, TypeId subject) {
  std::vector<std::string> seen;
  for (const uint32_t arm : children_of(match_node, SyntaxKind::MatchArm)) {
    const uint32_t p = child(arm);
    if (sn(p).kind == SyntaxKind::ElseMark || main_text(p) == "_" || broken(arm)) return;
    seen.push_back(main_text(p));
  }
  if (is_poison(subject)) return;
  const format::Type& t = types_[subject];
  std::vector<std::string> wanted;
  if (t.kind == TypeKind::Bool) {
    wanted = {"true", "false"};
  } else if (t.kind == TypeKind::Enum) {
    for (const auto& c : enums_[t.index].cases) wanted.push_back(c.name);
  } else if (t.kind == TypeKind::Optional && types_.kind(t.inner) == TypeKind::Enum) {
    wanted.emplace_back("none");
    for (const auto& c : enums_[types_[t.inner].index].cases) wanted.push_back(c.name);
  } else {
    wanted = {"else"};
  }
  std::string missing;
  for (const std::string& w : wanted) {
    bool found = false;
    for (const std::string& s : seen) found = found || s == w;
    if (!found) missing += (missing.empty() ? "" : ", ") + w;
  }
  if (missing.empty()) return;
  error_token(sn(match_node).first,
              {"match-not-exhaustive", "this match is not exhaustive, missing: " + missing,
               "every value needs a case", "add the case, or 'else'"});
}

}  // namespace hallows::ptl
