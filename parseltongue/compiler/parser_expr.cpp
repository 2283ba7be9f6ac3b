#include "parseltongue/compiler/parser.h"

namespace hallows::ptl {
namespace {

constexpr int kCoalesceLevel = 4;

int level_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::OrOr:
      return 1;
    case TokenKind::AndAnd:
      return 2;
    case TokenKind::EqualEqual:
    case TokenKind::NotEqual:
    case TokenKind::Less:
    case TokenKind::LessEqual:
    case TokenKind::Greater:
    case TokenKind::GreaterEqual:
      return 3;
    case TokenKind::QuestionQuestion:
      return kCoalesceLevel;
    case TokenKind::DotDot:
      return 5;
    case TokenKind::Plus:
    case TokenKind::Minus:
      return 6;
    case TokenKind::Star:
    case TokenKind::Slash:
      return 7;
    default:
      return 0;
  }
}

// What continues an expression from the line before.
bool continues_line(TokenKind kind) {
  return kind == TokenKind::Dot || kind == TokenKind::QuestionDot || kind == TokenKind::Question ||
         kind == TokenKind::Colon || kind == TokenKind::QuestionQuestion ||
         kind == TokenKind::AndAnd || kind == TokenKind::OrOr;
}

}  // namespace

uint32_t Parser::expression(StructAllowed structs, ListByBlanks list) {
  if (too_deep()) return error_node();
  const Depth depth(*this);
  const StructAllowed old_structs = structs_;
  const ListByBlanks old_list = list_;
  structs_ = structs;
  list_ = list;
  const uint32_t e = ternary();
  structs_ = old_structs;
  list_ = old_list;
  return e;
}

uint32_t Parser::ternary() {
  if (too_deep()) return error_node();
  const Depth depth(*this);
  if (lambda_ahead()) return lambda();
  const uint32_t condition = binary(1);
  if (!at(TokenKind::Question)) return condition;
  Builder b = wrap(SyntaxKind::Ternary, condition);
  ++at_;
  add(b, branch());
  if (expect(TokenKind::Colon, "':' and the other value")) add(b, branch());
  return close(b);
}

// A side of `? :`. Where values are separated by blanks, that binds tighter than `? :`.
uint32_t Parser::branch() {
  const uint32_t first = ternary();
  if (list_ == ListByBlanks::No || !starts_operand() || newline()) return first;
  Builder b = wrap(SyntaxKind::SequenceX, first);
  while (starts_operand() && !newline()) {
    const uint32_t before = at_;
    add(b, ternary());
    if (at_ == before) break;
  }
  return close(b);
}

int Parser::binary_level() const {
  const TokenKind k = kind();
  if (newline() && !continues_line(k)) return 0;
  return level_of(k);
}

// `a - b` and `a-b` are clear; `a -b` and `a- b` are not (section 1).
bool Parser::minus_is_binary() {
  const bool before = tree_.significant[at_].blank_before;
  const bool after = tree_.significant[at_ + 1].blank_before;
  if (before && after) return true;
  if (before && list_ == ListByBlanks::Yes) return false;
  error({"minus-space", "a minus between two values needs a blank on both sides",
         "names may hold '-', and ' -b' is a negative value", "write 'a - b'"});
  return true;
}

uint32_t Parser::binary(int min_level) {
  uint32_t left = unary();
  while (true) {
    const int level = binary_level();
    if (level == 0 || level < min_level) return left;
    if (at(TokenKind::Minus) && !minus_is_binary()) return left;
    Builder b = wrap(SyntaxKind::Binary, left);
    node(b.node).main = at_++;
    // `??` groups to the right: a ?? b ?? c.
    add(b, binary(level == kCoalesceLevel ? level : level + 1));
    left = close(b);
  }
}

uint32_t Parser::unary() {
  if (!at(TokenKind::Minus) && !at(TokenKind::Bang)) return postfix();
  if (too_deep()) return error_node();
  const Depth depth(*this);
  Builder b = open(SyntaxKind::Unary);
  node(b.node).main = at_++;
  add(b, unary());
  return close(b);
}

uint32_t Parser::postfix() {
  uint32_t e = primary();
  bool more = true;
  while (more) e = postfix_step(e, more);
  return e;
}

uint32_t Parser::postfix_step(uint32_t base, bool& more) {
  const TokenKind k = kind();
  if ((k == TokenKind::Dot || k == TokenKind::QuestionDot) && kind(1) == TokenKind::Word &&
      !(list_ == ListByBlanks::Yes && tree_.significant[at_].blank_before &&
        !tree_.significant[at_].newline_before)) {
    Builder b = wrap(SyntaxKind::Field, base);
    node(b.node).aux = k == TokenKind::QuestionDot ? 1 : 0;
    ++at_;
    node(b.node).main = at_++;
    return close(b);
  }
  if ((k == TokenKind::Dot || k == TokenKind::QuestionDot) && kind(1) != TokenKind::Word &&
      touches()) {
    ++at_;
    expected("a name behind the '.'");
    return base;
  }
  if (k == TokenKind::LeftParen && touches()) {
    Builder b = wrap(SyntaxKind::Call, base);
    arguments(b);
    return close(b);
  }
  if (k == TokenKind::LeftBracket && touches()) {
    const uint32_t opener = at_;
    Builder b = wrap(SyntaxKind::Index, base);
    const NewlineScope lines(*this, !tree_.significant[opener].unclosed);
    ++at_;
    add(b, expression());
    if (!tree_.significant[opener].unclosed && !accept(TokenKind::RightBracket)) {
      expected("']'");
      at_ = tree_.significant[opener].match + 1;
    }
    return close(b);
  }
  if (at_word("with") && kind(1) == TokenKind::LeftBrace && !newline()) return with(base);
  more = false;
  return base;
}

uint32_t Parser::with(uint32_t base) {
  Builder b = wrap(SyntaxKind::With, base);
  ++at_;
  braced(b, "'{'", [this] { return property_only(); });
  return close(b);
}

void Parser::arguments(Builder& b) {
  const uint32_t opener = at_;
  const bool unclosed = tree_.significant[opener].unclosed;
  const NewlineScope lines(*this, !unclosed);
  ++at_;
  while (!at(TokenKind::RightParen) && !block_ends() && !newline()) {
    const uint32_t before = at_;
    add(b, argument());
    if (at_ == before || !accept(TokenKind::Comma)) break;
  }
  if (unclosed) return;
  if (accept(TokenKind::RightParen)) return;
  expected("',' or ')'");
  at_ = tree_.significant[opener].match + 1;
}

uint32_t Parser::argument() {
  Builder b = open(SyntaxKind::Argument);
  if (at(TokenKind::Word) && kind(1) == TokenKind::Colon) {
    node(b.node).main = at_;
    at_ += 2;
  }
  // `linear(90deg, red 0%, blue 100%)`: values by blanks.
  do {
    const uint32_t before = at_;
    add(b, expression(StructAllowed::Yes, ListByBlanks::Yes));
    if (at_ == before) break;
  } while (starts_operand() && tree_.significant[at_].blank_before && !newline());
  return close(b);
}

bool Parser::starts_operand() const {
  switch (kind()) {
    case TokenKind::Word:
      return word() != "else" && word() != "in" && word() != "by" && word() != "with";
    case TokenKind::Int:
    case TokenKind::Float:
    case TokenKind::Quantity:
    case TokenKind::Text:
    case TokenKind::TextStart:
    case TokenKind::Hash:
    case TokenKind::Asset:
    case TokenKind::IconName:
    case TokenKind::LeftParen:
    case TokenKind::LeftBracket:
    case TokenKind::Minus:
    case TokenKind::Bang:
      return true;
    case TokenKind::Dot:
      return kind(1) == TokenKind::Word;
    default:
      return false;
  }
}

uint32_t Parser::primary() {
  switch (kind()) {
    case TokenKind::Int:
    case TokenKind::Float:
    case TokenKind::Quantity:
    case TokenKind::Hash:
    case TokenKind::Asset:
    case TokenKind::IconName:
      return leaf(SyntaxKind::Literal);
    case TokenKind::Text:
    case TokenKind::TextStart:
      return text();
    case TokenKind::LeftParen:
      return paren();
    case TokenKind::LeftBracket:
      return list();
    case TokenKind::Dot:
      if (kind(1) == TokenKind::Word) {
        ++at_;
        return leaf(SyntaxKind::DotName);
      }
      break;
    case TokenKind::Word:
      return primary_word();
    default:
      break;
  }
  expected("a value");
  return error_node();
}

// A word at the start of a line that begins a member: the value before it is missing.
bool Parser::member_ahead() const {
  static constexpr std::string_view kStarts[] = {"in",     "inout", "out",    "var",   "let",
                                                 "event",  "fn",    "slot",   "const", "component",
                                                 "window", "test",  "struct", "enum",  "on"};
  if (!tree_.significant[at_].newline_before || kind(1) != TokenKind::Word) return false;
  for (const std::string_view s : kStarts) {
    if (word() == s) return true;
  }
  return false;
}

uint32_t Parser::primary_word() {
  if (member_ahead()) {
    expected("a value");
    return error_node();
  }
  if (at_word("true") || at_word("false")) return leaf(SyntaxKind::Literal);
  if (at_word("if")) return if_node(SyntaxKind::IfX, BodyOf::Statements);
  if (at_word("match")) return match_node(SyntaxKind::MatchX, BodyOf::Statements);
  if (translate_ahead()) return translate();
  if (structs_ == StructAllowed::Yes && element_ahead()) return element();
  return leaf(SyntaxKind::Name);
}

uint32_t Parser::paren() {
  const uint32_t opener = at_;
  Builder b = open(SyntaxKind::Paren);
  const NewlineScope lines(*this, !tree_.significant[opener].unclosed);
  ++at_;
  add(b, expression());
  if (!tree_.significant[opener].unclosed && !accept(TokenKind::RightParen)) {
    expected("')'");
    at_ = tree_.significant[opener].match + 1;
  }
  return close(b);
}

uint32_t Parser::list() {
  const uint32_t opener = at_;
  const bool unclosed = tree_.significant[opener].unclosed;
  Builder b = open(SyntaxKind::ListX);
  const NewlineScope lines(*this, !unclosed);
  ++at_;
  while (!at(TokenKind::RightBracket) && !block_ends() && !newline()) {
    const uint32_t before = at_;
    add(b, expression());
    if (at_ == before || !accept(TokenKind::Comma)) break;
  }
  if (!unclosed && !accept(TokenKind::RightBracket)) {
    expected("',' or ']'");
    at_ = tree_.significant[opener].match + 1;
  }
  return close(b);
}

bool Parser::lambda_ahead() const {
  if (kind() == TokenKind::Word) return kind(1) == TokenKind::FatArrow;
  if (kind() != TokenKind::LeftParen) return false;
  const uint32_t match = tree_.significant[at_].match;
  return match != UINT32_MAX && tree_.significant[match + 1].kind == TokenKind::FatArrow;
}

uint32_t Parser::lambda() {
  Builder b = open(SyntaxKind::Lambda);
  if (at(TokenKind::LeftParen)) {
    name_list(b);
  } else {
    add(b, leaf(SyntaxKind::NameRef));
  }
  expect(TokenKind::FatArrow, "'=>'");
  add(b, ternary());
  return close(b);
}

uint32_t Parser::text() {
  Builder b = open(SyntaxKind::TextX);
  node(b.node).main = at_;
  if (accept(TokenKind::Text)) return close(b);
  ++at_;
  const NewlineScope lines(*this, false);
  while (true) {
    Builder part = open(SyntaxKind::Interpolation);
    add(part, expression());
    if (at(TokenKind::Format)) node(part.node).main = at_++;
    while (!at(TokenKind::TextMiddle) && !at(TokenKind::TextEnd) && !block_ends() && !newline()) {
      expected("'}'");
      ++at_;
    }
    add(b, close(part));
    if (accept(TokenKind::TextMiddle)) continue;
    accept(TokenKind::TextEnd);
    return close(b);
  }
}

bool Parser::translate_ahead() const {
  if (word() != "tr" || tree_.significant[at_ + 1].blank_before) return false;
  const TokenKind next = kind(1);
  return next == TokenKind::Text || next == TokenKind::TextStart || next == TokenKind::LeftBrace ||
         (next == TokenKind::LeftParen && kind(2) == TokenKind::Text);
}

// tr"…", tr("context")"…", tr{n}"one row" | "{n} rows".
uint32_t Parser::translate() {
  Builder b = open(SyntaxKind::Translate);
  node(b.node).main = at_++;
  if (accept(TokenKind::LeftParen)) {
    node(b.node).aux |= 1;
    add(b, text());
    expect(TokenKind::RightParen, "')'");
  }
  if (at(TokenKind::LeftBrace)) {
    node(b.node).aux |= 2;
    ++at_;
    const uint32_t opener = at_ - 1;
    add(b, expression());
    if (!accept(TokenKind::RightBrace)) {
      expected("'}'");
      at_ =
          tree_.significant[opener].match == UINT32_MAX ? at_ : tree_.significant[opener].match + 1;
      return close(b);
    }
  }
  do {
    if (!at(TokenKind::Text) && !at(TokenKind::TextStart)) {
      expected("a text");
      break;
    }
    add(b, text());
  } while (accept(TokenKind::Bar));
  return close(b);
}

}  // namespace hallows::ptl
