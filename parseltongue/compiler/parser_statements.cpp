#include "parseltongue/compiler/parser.h"

namespace hallows::ptl {

// The expression of an `if`, `for`, `match`, `when`, `timer` or `after`: a `{` behind it is a body.
uint32_t Parser::head() {
  return expression(StructAllowed::No, ListByBlanks::No);
}

uint32_t Parser::body(BodyOf of) {
  if (of == BodyOf::Statements) return block();
  Builder b = open(SyntaxKind::Body);
  if (!too_deep()) {
    const Depth depth(*this);
    braced(b, "'{'", [this] { return member(); });
  }
  return close(b);
}

uint32_t Parser::block() {
  Builder b = open(SyntaxKind::Block);
  if (!too_deep()) {
    const Depth depth(*this);
    braced(b, "'{'", [this] { return statement(); });
  }
  return close(b);
}

uint32_t Parser::let_pattern() {
  Builder b = open(SyntaxKind::LetPattern);
  ++at_;
  const uint32_t p = pattern();
  node(p).aux = 1;
  add(b, p);
  expect(TokenKind::Equal, "'='");
  add(b, head());
  return close(b);
}

uint32_t Parser::if_node(SyntaxKind kind, BodyOf of) {
  Builder b = open(kind);
  ++at_;
  if (at_word("let") && this->kind(1) == TokenKind::Word) {
    add(b, let_pattern());
  } else {
    add(b, head());
  }
  add(b, body(of));
  // An `else` may start a line.
  if (at_word("else")) {
    ++at_;
    if (at_word("if")) {
      add(b, if_node(kind, of));
    } else {
      add(b, body(of));
    }
  }
  return close(b);
}

uint32_t Parser::for_node(BodyOf of) {
  Builder b = open(SyntaxKind::For);
  ++at_;
  node(b.node).main = at_++;
  if (accept(TokenKind::Comma)) {
    if (at(TokenKind::Word)) {
      add(b, leaf(SyntaxKind::NameRef));
    } else {
      expected("a name for the index");
    }
  }
  if (at_word("in")) {
    ++at_;
  } else {
    expected("'in' and a list");
  }
  add(b, head());
  if (at_word("by")) {
    Builder key = open(SyntaxKind::KeyBy);
    ++at_;
    add(key, head());
    add(b, close(key));
  }
  add(b, body(of));
  return close(b);
}

uint32_t Parser::match_node(SyntaxKind kind, BodyOf of) {
  Builder b = open(kind);
  ++at_;
  add(b, head());
  braced(b, "'{' with cases", [this, kind, of] { return match_arm(kind, of); });
  return close(b);
}

uint32_t Parser::match_arm(SyntaxKind kind, BodyOf of) {
  Builder b = open(SyntaxKind::MatchArm);
  if (at_word("else")) {
    add(b, leaf(SyntaxKind::ElseMark));
  } else {
    add(b, pattern());
  }
  if (accept(TokenKind::FatArrow)) {
    if (at(TokenKind::LeftBrace)) {
      add(b, body(of));
    } else if (of == BodyOf::Statements && kind == SyntaxKind::Match) {
      add(b, statement());
    } else {
      add(b, expression());
    }
  } else if (at(TokenKind::LeftBrace)) {
    add(b, kind == SyntaxKind::MatchX ? block() : body(of));
  } else {
    expected("'=>' or '{'");
    skip_member();
  }
  return close(b);
}

uint32_t Parser::pattern() {
  Builder b = open(SyntaxKind::Pattern);
  if (at(TokenKind::Minus)) ++at_;
  const bool fits = at(TokenKind::Word) || at(TokenKind::Int) || at(TokenKind::Float) ||
                    at(TokenKind::Text) || at(TokenKind::Quantity) || at(TokenKind::Hash);
  if (at(TokenKind::Dot) && kind(1) == TokenKind::Word) ++at_;
  if (!fits && !at(TokenKind::Word)) {
    expected("a case, a literal, 'none' or '_'");
    skip_member();
    return close(b);
  }
  node(b.node).main = at_++;
  // `Mode.Heat(t)`: the enum's name may stand before the case.
  while (at(TokenKind::Dot) && kind(1) == TokenKind::Word) {
    ++at_;
    node(b.node).main = at_++;
  }
  if (at(TokenKind::LeftParen)) name_list(b);
  return close(b);
}

void Parser::name_list(Builder& b) {
  const uint32_t opener = at_;
  const NewlineScope lines(*this, !tree_.significant[opener].unclosed);
  ++at_;
  while (at(TokenKind::Word) && !newline()) {
    add(b, leaf(SyntaxKind::NameRef));
    if (!accept(TokenKind::Comma)) break;
  }
  if (tree_.significant[opener].unclosed) return;
  if (!accept(TokenKind::RightParen)) {
    expected("a name or ')'");
    at_ = tree_.significant[opener].match + 1;
  }
}

// ---- Statements ----
uint32_t Parser::statement() {
  if (too_deep()) return error_node();
  const Depth depth(*this);
  const TokenKind next = kind(1);
  const bool nameless = next == TokenKind::Equal || next == TokenKind::Colon;
  if ((at_word("let") || at_word("var")) && (next == TokenKind::Word || nameless)) {
    return let_statement();
  }
  if (at_word("if")) return if_node(SyntaxKind::If, BodyOf::Statements);
  if (at_word("match")) return match_node(SyntaxKind::Match, BodyOf::Statements);
  if (at_word("for") && next == TokenKind::Word) return for_node(BodyOf::Statements);
  if (at_word("after") && next != TokenKind::Dot && next != TokenKind::Equal) return after();
  if (at_word("given") && next == TokenKind::Word) return given();
  if (at_word("return")) {
    Builder b = open(SyntaxKind::Return);
    ++at_;
    if (!newline() && starts_operand()) add(b, expression());
    return close(b);
  }
  return expression_statement();
}

uint32_t Parser::let_statement() {
  Builder b = open(SyntaxKind::Let);
  node(b.node).aux = at_word("var") ? 1 : 0;
  ++at_;
  node(b.node).main = expect_name("a name");
  if (accept(TokenKind::Colon)) add(b, type());
  if (expect(TokenKind::Equal, "'=' and a value")) {
    add(b, expression());
  } else {
    skip_member();
  }
  return close(b);
}

uint32_t Parser::given() {
  Builder b = open(SyntaxKind::Given);
  ++at_;
  node(b.node).main = at_++;
  if (at(TokenKind::LeftParen)) name_list(b);
  if (at_word("after")) {
    ++at_;
    add(b, head());
  }
  add(b, block());
  return close(b);
}

uint32_t Parser::after() {
  Builder b = open(SyntaxKind::After);
  ++at_;
  add(b, head());
  add(b, block());
  return close(b);
}

uint32_t Parser::expression_statement() {
  const uint32_t before = at_;
  const uint32_t e = expression();
  switch (kind()) {
    case TokenKind::Equal:
    case TokenKind::PlusEqual:
    case TokenKind::MinusEqual:
    case TokenKind::StarEqual: {
      Builder b = wrap(SyntaxKind::Assign, e);
      node(b.node).main = at_++;
      add(b, expression());
      return close(b);
    }
    case TokenKind::Colon:
      error({"colon-for-equals", "an assignment is written with '='",
             "':' binds a property where an element is declared", "write '='"});
      skip_member();
      return error_node();
    default:
      break;
  }
  if (at_ == before) {
    skip_member();
    return error_node();
  }
  Builder b = wrap(SyntaxKind::ExprStatement, e);
  return close(b);
}

}  // namespace hallows::ptl
