#include "parseltongue/compiler/parser.h"

namespace hallows::ptl {

uint32_t Parser::item() {
  start_ = at_;
  if (at_word("use")) return use_item();
  if (at_word("const")) return const_item();
  if (at_word("enum")) return enum_item();
  if (at_word("struct")) return struct_item();
  if (at_word("fn")) return fn_item();
  if (at_word("extern")) return extern_item();
  if (at_word("theme")) return fields_item(SyntaxKind::Theme, "the theme's name");
  if (at_word("style")) return style_item();
  if (at_word("component")) return component_item(SyntaxKind::Component);
  if (at_word("window")) return component_item(SyntaxKind::Window);
  if (at_word("test")) return test_item();
  if (at_word("preview")) return preview_item();
  error({"syntax", "unexpected " + shown(),
         "a file is made of use, const, enum, struct, fn, extern, theme, style, component, window, "
         "test and preview",
         ""});
  tree_.lost_item = true;
  // To the next line that starts with a word.
  const uint32_t start = at_;
  while (!at(TokenKind::End)) {
    const Significant& s = tree_.significant[at_];
    if (at_ > start && s.newline_before && at(TokenKind::Word)) break;
    if (s.match != UINT32_MAX && s.match > at_) at_ = s.match;
    ++at_;
  }
  return kNoNode;
}

uint32_t Parser::use_item() {
  Builder b = open(SyntaxKind::Use);
  ++at_;
  if (at(TokenKind::Text) || at(TokenKind::Word)) {
    node(b.node).main = at_++;
  } else {
    expected("'std' or a file's path in quotes");
    tree_.lost_item = true;
  }
  if (at_word("as") && !newline()) {
    ++at_;
    Builder as = open(SyntaxKind::AsName);
    node(as.node).main = expect_name("a name for the file");
    add(b, close(as));
  } else if (at(TokenKind::LeftBrace)) {
    braced(b, "'{'", [this] {
      if (!at(TokenKind::Word)) return kNoNode;
      return leaf(SyntaxKind::UseName);
    });
  } else {
    expected("'{' with names, or 'as' and a name");
  }
  return close(b);
}

uint32_t Parser::const_item() {
  Builder b = open(SyntaxKind::Const);
  ++at_;
  node(b.node).main = expect_name("the constant's name");
  if (accept(TokenKind::Colon)) add(b, type());
  if (expect(TokenKind::Equal, "'=' and a value")) {
    add(b, expression(StructAllowed::Yes, ListByBlanks::No));
  } else {
    skip_member();
  }
  return close(b);
}

uint32_t Parser::enum_item() {
  Builder b = open(SyntaxKind::Enum);
  ++at_;
  node(b.node).main = expect_name("the enum's name");
  braced(b, "'{' with cases", [this] {
    if (!at(TokenKind::Word)) return kNoNode;
    Builder c = open(SyntaxKind::EnumCase);
    node(c.node).main = at_++;
    if (at(TokenKind::LeftParen)) params(c);
    return close(c);
  });
  return close(b);
}

uint32_t Parser::struct_item() {
  return fields_item(SyntaxKind::Struct, "the struct's name");
}

uint32_t Parser::fields_item(SyntaxKind kind, const char* what) {
  Builder b = open(kind);
  ++at_;
  node(b.node).main = expect_name(what);
  braced(b, "'{' with fields", [this] { return param(); });
  return close(b);
}

uint32_t Parser::style_item() {
  Builder b = open(SyntaxKind::Style);
  ++at_;
  node(b.node).main = expect_name("the style's name");
  braced(b, "'{' with properties", [this] { return property_only(); });
  return close(b);
}

uint32_t Parser::fn_item() {
  Builder b = open(SyntaxKind::Fn);
  ++at_;
  node(b.node).main = expect_name("the function's name");
  fn_rest(b);
  return close(b);
}

// From the type parameters on; also of a component's own function.
void Parser::fn_rest(Builder& b) {
  type_params(b);
  if (at(TokenKind::LeftParen)) {
    params(b);
  } else {
    expected("'(' with the parameters");
  }
  if (accept(TokenKind::Arrow)) {
    Builder r = open(SyntaxKind::Result);
    add(r, type());
    add(b, close(r));
  }
  if (accept(TokenKind::Equal)) {
    add(b, expression());
  } else if (at(TokenKind::LeftBrace)) {
    add(b, block());
  } else {
    expected("'=' and an expression, or '{' with statements");
    skip_member();
  }
}

uint32_t Parser::extern_item() {
  Builder b = open(SyntaxKind::ExternFn);
  ++at_;
  if (at_word("fn")) {
    ++at_;
  } else {
    expected("'fn'");
  }
  node(b.node).main = expect_name("the function's name");
  if (at(TokenKind::LeftParen)) {
    params(b);
  } else {
    expected("'(' with the parameters");
  }
  if (accept(TokenKind::Arrow)) {
    Builder r = open(SyntaxKind::Result);
    add(r, type());
    add(b, close(r));
  }
  return close(b);
}

uint32_t Parser::component_item(SyntaxKind kind) {
  Builder b = open(kind);
  ++at_;
  node(b.node).main = expect_name("the component's name");
  type_params(b);
  braced(b, "'{' with members", [this] { return component_member(); });
  return close(b);
}

uint32_t Parser::test_item() {
  Builder b = open(SyntaxKind::Test);
  ++at_;
  if (at(TokenKind::Text)) {
    node(b.node).main = at_++;
  } else {
    expected("the test's name in quotes");
  }
  if (at(TokenKind::LeftBrace)) {
    add(b, block());
  } else {
    expected("'{' with statements");
  }
  return close(b);
}

uint32_t Parser::preview_item() {
  Builder b = open(SyntaxKind::Preview);
  ++at_;
  if (at(TokenKind::Text)) {
    node(b.node).main = at_++;
  } else {
    expected("the preview's name in quotes");
  }
  braced(b, "'{' with an element", [this] { return member(); });
  return close(b);
}

void Parser::type_params(Builder& b) {
  if (!at(TokenKind::Less)) return;
  const NewlineScope lines(*this, true);
  ++at_;
  while (at(TokenKind::Word)) {
    add(b, leaf(SyntaxKind::TypeParam));
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::Greater, "'>'");
}

void Parser::params(Builder& b) {
  const uint32_t opener = at_;
  const NewlineScope lines(*this, !tree_.significant[opener].unclosed);
  ++at_;
  while (at(TokenKind::Word) && !newline()) {
    add(b, param());
    if (!accept(TokenKind::Comma)) break;
  }
  if (tree_.significant[opener].unclosed) return;
  if (at(TokenKind::RightParen)) {
    ++at_;
    return;
  }
  expected("',' or ')'");
  at_ = tree_.significant[opener].match + 1;
}

// `name: type = default`; a struct's field, an enum case's value and a theme's value as well.
uint32_t Parser::param() {
  if (!at(TokenKind::Word)) return kNoNode;
  Builder b = open(SyntaxKind::Param);
  node(b.node).main = at_++;
  if (expect(TokenKind::Colon, "':' and a type")) {
    add(b, type());
  } else if (!at(TokenKind::Equal) && !at(TokenKind::Comma) && at(TokenKind::Word)) {
    add(b, type());
  }
  if (at(TokenKind::Equal)) {
    ++at_;
    add(b, expression());
  }
  return close(b);
}

// ---- Types ----
uint32_t Parser::type() {
  if (depth_ > kMaxDepth) return error_node();
  const Depth depth(*this);
  uint32_t t = type_core();
  while (at(TokenKind::Question) && !newline()) {
    ++at_;
    Builder b = wrap(SyntaxKind::TypeOptional, t);
    t = close(b);
  }
  if (at(TokenKind::QuestionQuestion) && !newline()) {
    error({"syntax", "an optional of an optional is no type", "", "write one '?'"});
    ++at_;
  }
  return t;
}

uint32_t Parser::type_core() {
  if (at(TokenKind::LeftBracket)) {
    const uint32_t opener = at_;
    Builder b = open(SyntaxKind::TypeList);
    ++at_;
    add(b, type());
    if (!tree_.significant[opener].unclosed) expect(TokenKind::RightBracket, "']'");
    return close(b);
  }
  if (at(TokenKind::LeftParen)) {
    ++at_;
    const uint32_t t = type();
    expect(TokenKind::RightParen, "')'");
    return t;
  }
  if (at_word("fn")) return type_fn();
  if (at(TokenKind::Word) && !newline()) return type_name();
  expected("a type");
  return error_node();
}

uint32_t Parser::type_name() {
  Builder b = open(SyntaxKind::TypeName);
  if (kind(1) == TokenKind::Dot && kind(2) == TokenKind::Word) {
    add(b, leaf(SyntaxKind::NameRef));
    ++at_;
  }
  node(b.node).main = at_++;
  if (at(TokenKind::Less) && touches()) add(b, type_args());
  return close(b);
}

uint32_t Parser::type_fn() {
  Builder b = open(SyntaxKind::TypeFn);
  ++at_;
  const NewlineScope lines(*this, true);
  if (expect(TokenKind::LeftParen, "'('")) {
    while (!at(TokenKind::RightParen) && !block_ends()) {
      add(b, type());
      if (!accept(TokenKind::Comma)) break;
    }
    expect(TokenKind::RightParen, "')'");
  }
  if (accept(TokenKind::Arrow)) {
    Builder r = open(SyntaxKind::Result);
    add(r, type());
    add(b, close(r));
  }
  return close(b);
}

uint32_t Parser::type_args() {
  Builder b = open(SyntaxKind::TypeArgs);
  const NewlineScope lines(*this, true);
  ++at_;
  while (!at(TokenKind::Greater) && !block_ends()) {
    const uint32_t before = at_;
    add(b, type());
    if (!accept(TokenKind::Comma) || at_ == before) break;
  }
  expect(TokenKind::Greater, "'>'");
  return close(b);
}

bool Parser::generic_ahead() const {
  if (kind(1) != TokenKind::Less || tree_.significant[at_ + 1].blank_before) return false;
  int depth = 0;
  for (uint32_t i = 1; i < 64; ++i) {
    switch (kind(i)) {
      case TokenKind::Less:
        ++depth;
        break;
      case TokenKind::Greater:
        if (--depth == 0) return kind(i + 1) == TokenKind::LeftBrace;
        break;
      case TokenKind::Word:
      case TokenKind::Comma:
      case TokenKind::Dot:
      case TokenKind::Question:
      case TokenKind::LeftBracket:
      case TokenKind::RightBracket:
      case TokenKind::LeftParen:
      case TokenKind::RightParen:
      case TokenKind::Arrow:
        break;
      default:
        return false;
    }
  }
  return false;
}

}  // namespace hallows::ptl
