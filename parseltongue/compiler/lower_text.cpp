#include "parseltongue/compiler/lower.h"

// Texts: with values between braces, and translated.
namespace hallows::ptl {

// The characters of a text token between its quotes and braces.
std::string Lowering::text_part(uint32_t token) const {
  return unquote(tok(token), 1, 1);
}

Value Lowering::text_expression(uint32_t node) {
  const SyntaxTree& tree = cx_.file->tree;
  const std::vector<uint32_t> parts = children(node);
  if (parts.empty()) {
    const bool whole = tree.significant[sn(node).main].kind == TokenKind::Text;
    const std::string text = whole ? text_part(sn(node).main) : std::string();
    return make(Op::Text, types_.text, text_id(text).value);
  }
  std::vector<uint32_t> ops;
  const auto add_text = [&](uint32_t token) {
    const std::string text = text_part(token);
    if (text.empty()) return;
    ops.push_back(make(Op::Text, types_.text, text_id(text).value).id.value);
    ops.push_back(TextId::kNone);
  };
  add_text(sn(node).main);
  for (const uint32_t part : parts) {
    const Value v = expr(child(part));
    const TypeKind kind = types_.kind(v.type);
    if (kind == TypeKind::Optional || kind == TypeKind::List || kind == TypeKind::Struct ||
        kind == TypeKind::Function || kind == TypeKind::Void || kind == TypeKind::Element) {
      error_token(sn(child(part)).first,
                  {"not-printable", "a " + type_name(v.type) + " can't be printed",
                   "optionals, lists and structs have no text of their own",
                   kind == TypeKind::Optional ? "write '?? …' for what stands for none" : ""});
    }
    ops.push_back(v.id.value);
    const uint32_t format = sn(part).main;
    ops.push_back(format == kNoToken ? TextId::kNone : text_id(tok(format).substr(1)).value);
    const uint32_t after = sn(part).last + 1;
    const TokenKind next = tree.significant[after].kind;
    if (next == TokenKind::TextMiddle || next == TokenKind::TextEnd) add_text(after);
  }
  return make_ops(Op::Interpolate, types_.text, ops);
}

// The message of a `tr` is its text with the names of its interpolations: "{n} rows".
Value Lowering::translate(uint32_t node) {
  const uint8_t aux = sn(node).aux;
  if (cx_.reads != nullptr) cx_.reads->ambient |= static_cast<uint8_t>(format::Ambient::Language);
  const std::vector<uint32_t> parts = children(node);
  size_t at = 0;
  uint32_t context = TextId::kNone;
  uint32_t count = ExprId::kNone;
  if ((aux & 1) != 0 && at < parts.size()) {
    context = text_id(text_part(sn(parts[at]).main)).value;
    ++at;
  }
  if ((aux & 2) != 0 && at < parts.size()) {
    count = expr_of(parts[at], types_.int_, "the count of a plural").id.value;
    ++at;
  }
  if (at >= parts.size()) return poison();
  const SyntaxNode& first = sn(parts[at]);
  std::string message;
  for (uint32_t t = first.first; t <= first.last; ++t) message += tok(t);
  message = unquote(message, 1, 1);
  std::vector<uint32_t> ops = {text_id(message).value, context, count};
  for (; at < parts.size(); ++at) ops.push_back(text_expression(parts[at]).id.value);
  return make_ops(Op::Translate, types_.text, ops);
}

}  // namespace hallows::ptl
