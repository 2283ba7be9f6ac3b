#include <algorithm>
#include <bit>

#include "parseltongue/compiler/lower.h"
#include "rt-kernel/base/hash.h"
#include "rt-kernel/base/utf8.h"

// What all of Lowering's parts use: walking syntax, reporting, writing into the tables.
namespace hallows::ptl {

// ---- Syntax ----
uint32_t Lowering::child(uint32_t node, uint32_t n) const {
  if (node == kNoNode) return kNoNode;
  uint32_t c = sn(node).first_child;
  while (n-- > 0 && c != kNoNode) c = sn(c).next;
  return c;
}
uint32_t Lowering::child_of(uint32_t node, SyntaxKind kind) const {
  if (node == kNoNode) return kNoNode;
  uint32_t c = sn(node).first_child;
  while (c != kNoNode && sn(c).kind != kind) c = sn(c).next;
  return c;
}
std::vector<uint32_t> Lowering::children(uint32_t node) const {
  std::vector<uint32_t> out;
  if (node == kNoNode) return out;
  for (uint32_t c = sn(node).first_child; c != kNoNode; c = sn(c).next) out.push_back(c);
  return out;
}
std::vector<uint32_t> Lowering::children_of(uint32_t node, SyntaxKind kind) const {
  std::vector<uint32_t> out;
  if (node == kNoNode) return out;
  for (uint32_t c = sn(node).first_child; c != kNoNode; c = sn(c).next) {
    if (sn(c).kind == kind) out.push_back(c);
  }
  return out;
}
bool Lowering::is_type(SyntaxKind kind) {
  return kind >= SyntaxKind::TypeName && kind <= SyntaxKind::TypeFn;
}
bool Lowering::is_expression(SyntaxKind kind) {
  return (kind >= SyntaxKind::Literal && kind <= SyntaxKind::MatchX) ||
         kind == SyntaxKind::Element || kind == SyntaxKind::Error;
}
uint32_t Lowering::type_child(uint32_t node) const {
  for (const uint32_t c : children(node)) {
    if (is_type(sn(c).kind)) return c;
  }
  return kNoNode;
}
uint32_t Lowering::value_child(uint32_t node) const {
  for (const uint32_t c : children(node)) {
    if (is_expression(sn(c).kind)) return c;
  }
  return kNoNode;
}
std::string Lowering::property_text(uint32_t name_node) const {
  std::string out;
  for (uint32_t t = sn(name_node).first; t <= sn(name_node).last; ++t) out += tok(t);
  return out;
}

// The token's text without quotes, its escapes resolved.
std::string Lowering::unquote(std::string_view token, uint32_t cut_front, uint32_t cut_back) const {
  std::string out;
  if (token.size() < size_t{cut_front} + cut_back) return out;
  const std::string_view s = token.substr(cut_front, token.size() - cut_front - cut_back);
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '\\' || i + 1 >= s.size()) {
      out += s[i];
      continue;
    }
    const char c = s[++i];
    if (c == 'n') {
      out += '\n';
    } else if (c == 't') {
      out += '\t';
    } else if (c == 'u' && i + 1 < s.size() && s[i + 1] == '{') {
      char32_t code = 0;
      for (i += 2; i < s.size() && s[i] != '}'; ++i) {
        const char d = s[i];
        const int digit = d <= '9' ? d - '0' : (d | 32) - 'a' + 10;
        code = std::min<char32_t>(code * 16 + static_cast<char32_t>(digit & 15), 0x110000);
      }
      append_utf8(out, code);
    } else {
      out += c;
    }
  }
  return out;
}

// ---- Diagnostics ----
void Lowering::report(const FileInfo& file, SourcePlace place, Severity severity, Problem problem) {
  if (file.tree.line_broken(place.line)) return;
  const std::string key =
      place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  if (!reported_.insert(key).second) return;
  Diagnostic d;
  d.severity = severity;
  d.code = problem.code;
  d.place = std::move(place);
  d.message = std::move(problem.message);
  d.why = std::move(problem.why);
  d.fix = std::move(problem.fix);
  diagnostics_.push_back(std::move(d));
}

void Lowering::error_token(uint32_t significant, Problem problem) {
  report(*cx_.file, cx_.file->tree.source_place(significant), Severity::Error, std::move(problem));
}

void Lowering::error(uint32_t node, Problem problem) {
  const SyntaxNode& n = sn(node);
  error_token(n.main != kNoToken ? n.main : n.first, std::move(problem));
}

namespace {
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}
}  // namespace

std::string Lowering::nearest(std::string_view name, const std::vector<std::string>& known) const {
  std::string best;
  size_t best_distance = name.size() / 3 + 2;
  for (const std::string& k : known) {
    const size_t d = edit_distance(name, k);
    if (d < best_distance) {
      best_distance = d;
      best = k;
    }
  }
  return best;
}

void Lowering::unknown(uint32_t token, const char* what, const std::string& name,
                       const std::vector<std::string>& known) {
  // One message for each unknown name of a file.
  if (!reported_.insert("unknown " + cx_.file->tree.path + " " + name).second) return;
  const std::string near = nearest(name, known);
  Problem p;
  p.code = "unknown-name";
  p.message = "unknown " + std::string(what) + " '" + name + "'";
  if (!near.empty()) {
    p.message += ", did you mean '" + near + "'?";
    p.fix = "write '" + near + "'";
  }
  error_token(token, std::move(p));
}

bool Lowering::expect_type(Value& value, TypeId wanted, uint32_t node, const char* what) {
  if (!wanted) return true;
  if (assignable(value.type, wanted)) {
    value = coerce(value, wanted);
    return true;
  }
  uint32_t at = node;
  while (sn(at).kind == SyntaxKind::Paren && child(at) != kNoNode) at = child(at);
  error_token(
      sn(at).first,
      {"type-mismatch",
       std::string(what) + " is a " + type_name(wanted) + ", this is a " + type_name(value.type),
       "nothing converts by itself but int to float, T to T? and color to brush", ""});
  value = poison();
  return false;
}

format::Place Lowering::place_of(uint32_t node) const {
  const SyntaxNode& n = sn(node);
  const SourcePlace p = cx_.file->tree.source_place(n.main != kNoToken ? n.main : n.first);
  return {cx_.file->index, p.line, p.column};
}

std::string Lowering::type_name(TypeId type) const {
  const format::Type& t = types_[type];
  switch (t.kind) {
    case TypeKind::Optional:
      return type_name(t.inner) + "?";
    case TypeKind::List:
      return "[" + type_name(t.inner) + "]";
    case TypeKind::Enum:
      return enums_[t.index].name;
    case TypeKind::Struct:
      return structs_[t.index].name;
    case TypeKind::Function: {
      std::string out = "fn(";
      for (const TypeId p : types_.parameters(type)) {
        if (out.back() != '(') out += ", ";
        out += type_name(p);
      }
      out += ")";
      if (types_.kind(t.inner) != TypeKind::Void) out += " -> " + type_name(t.inner);
      return out;
    }
    case TypeKind::Element: {
      const auto it = component_by_scope_.find(t.index);
      return it == component_by_scope_.end() ? "element" : it->second->name;
    }
    default:
      break;
  }
  constexpr const char* kNames[] = {
      "void",   "bool",     "int",      "float",   "text",  "length", "percent",
      "length", "duration", "angle",    "color",   "brush", "image",  "icon",
      "font",   "keyword",  "optional", "list",    "enum",  "struct", "function",
      "shadow", "fraction", "theme",    "element", "value"};
  return kNames[static_cast<size_t>(t.kind)];
}

// ---- Emission ----
TextId Lowering::text_id(std::string_view text) {
  const auto it = text_ids_.find(text);
  if (it != text_ids_.end()) return it->second;
  const TextId id{static_cast<uint32_t>(out_.texts.size())};
  out_.texts.push_back(out_.text_storage.emplace_back(text));
  text_ids_.emplace(std::string(text), id);
  return id;
}
uint32_t Lowering::int_index(int64_t value) {
  const auto [it, fresh] = int_ids_.try_emplace(value, static_cast<uint32_t>(out_.ints.size()));
  if (fresh) out_.ints.push_back(value);
  return it->second;
}
uint32_t Lowering::float_index(double value) {
  const auto [it, fresh] = float_ids_.try_emplace(std::bit_cast<uint64_t>(value),
                                                  static_cast<uint32_t>(out_.floats.size()));
  if (fresh) out_.floats.push_back(value);
  return it->second;
}
format::Range Lowering::operands(const std::vector<uint32_t>& values) {
  const format::Range r{static_cast<uint32_t>(out_.operands.size()),
                        static_cast<uint32_t>(values.size())};
  out_.operands.insert(out_.operands.end(), values.begin(), values.end());
  return r;
}
// The words of one instruction, in its order.
// NOLINTNEXTLINE(readability-function-size): an instruction has six
Value Lowering::make(Op op, TypeId type, uint32_t a, uint32_t b, uint32_t c, uint8_t aux) {
  format::Expr e;
  e.op = op;
  e.aux = aux;
  e.type = static_cast<uint16_t>(type.value);
  e.a = a;
  e.b = b;
  e.c = c;
  out_.exprs.push_back(e);
  return {ExprId{static_cast<uint32_t>(out_.exprs.size() - 1)}, type};
}
Value Lowering::make_ops(Op op, TypeId type, const std::vector<uint32_t>& ops, uint32_t c,
                         uint8_t aux) {
  const format::Range r = operands(ops);
  return make(op, type, r.first, r.count, c, aux);
}
Value Lowering::poison() {
  return make(Op::None, types_.any);
}
bool Lowering::is_poison(TypeId type) const {
  return types_.kind(type) == TypeKind::Any && types_[type].index == 0;
}
format::Range Lowering::type_list(const std::vector<TypeId>& list) {
  const format::Range r{static_cast<uint32_t>(out_.type_lists.size()),
                        static_cast<uint32_t>(list.size())};
  out_.type_lists.insert(out_.type_lists.end(), list.begin(), list.end());
  return r;
}
// NOLINTNEXTLINE(readability-function-size): the columns of one row of the table
FunctionId Lowering::add_function(std::string_view name, const std::vector<TypeId>& parameters,
                                  const Frame& frame, TypeId result, ExprId body, uint32_t node) {
  format::Function f;
  f.name = text_id(name);
  f.parameters = type_list(parameters);
  f.locals = static_cast<uint16_t>(std::max(frame.types.size(), parameters.size()));
  f.result = result;
  f.body = body;
  f.place = place_of(node);
  out_.functions.push_back(f);
  return FunctionId{static_cast<uint32_t>(out_.functions.size() - 1)};
}
ScopeInfo* Lowering::new_scope(format::ScopeKind kind, ScopeInfo* parent, uint32_t node) {
  format::ScopeDecl decl;
  decl.kind = kind;
  if (parent != nullptr) decl.parent = parent->id;
  decl.place = place_of(node);
  out_.scopes.push_back(decl);
  ScopeInfo& scope = scopes_.emplace_back();
  scope.id = ScopeDeclId{static_cast<uint32_t>(out_.scopes.size() - 1)};
  scope.parent = parent;
  scope.component = cx_.component;
  scope.file = cx_.file->index;
  return &scope;
}
NodeId Lowering::new_node(format::NodeKind kind, uint32_t syntax) {
  format::Node n;
  n.kind = kind;
  if (cx_.scope != nullptr) n.scope = cx_.scope->id;
  n.place = place_of(syntax);
  out_.nodes.push_back(n);
  return NodeId{static_cast<uint32_t>(out_.nodes.size() - 1)};
}
void Lowering::note_read(ScopeInfo* scope, uint32_t slot) {
  if (cx_.reads == nullptr) return;
  const std::pair<ScopeInfo*, uint16_t> read{scope, static_cast<uint16_t>(slot)};
  auto& list = cx_.reads->slots;
  if (std::find(list.begin(), list.end(), read) == list.end()) list.push_back(read);
}
uint32_t Lowering::scopes_up(const ScopeInfo* target) const {
  uint32_t up = 0;
  for (const ScopeInfo* s = cx_.scope; s != nullptr && s != target; s = s->parent) ++up;
  return up;
}
void Lowering::finish_binding(format::Binding& binding, const Reads& reads,
                              const ScopeInfo* scope) {
  binding.reads.first = static_cast<uint32_t>(out_.slot_reads.size());
  binding.ambient = reads.ambient;
  for (const auto& [target, slot] : reads.slots) {
    uint16_t up = 0;
    const ScopeInfo* s = scope;
    while (s != nullptr && s != target) {
      s = s->parent;
      ++up;
    }
    if (s == nullptr) continue;
    out_.slot_reads.push_back({up, slot});
    ++binding.reads.count;
  }
}

}  // namespace hallows::ptl
