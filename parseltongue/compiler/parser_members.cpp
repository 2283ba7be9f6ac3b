#include "parseltongue/compiler/parser.h"

namespace hallows::ptl {

uint32_t Parser::component_member() {
  const bool nameless = kind(1) == TokenKind::Equal || kind(1) == TokenKind::Colon;
  if (kind(1) == TokenKind::Word || nameless) {
    if (at_word("in")) return slot_member(SlotWord::In);
    if (at_word("inout")) return slot_member(SlotWord::Inout);
    if (at_word("out")) return slot_member(SlotWord::Out);
    if (at_word("var")) return slot_member(SlotWord::Var);
    if (at_word("let")) return slot_member(SlotWord::Let);
    if (at_word("event") && !nameless) return event_member();
    if (at_word("fn") && !nameless) {
      Builder b = open(SyntaxKind::Fn);
      ++at_;
      node(b.node).main = expect_name("the function's name");
      fn_rest(b);
      return close(b);
    }
  }
  if (at_word("slot") && kind(1) != TokenKind::Colon) return slot_place();
  if (at_word("timer") && kind(1) != TokenKind::Colon) return timer_member();
  return member();
}

uint32_t Parser::slot_member(SlotWord slot_word) {
  Builder b = open(SyntaxKind::Slot);
  node(b.node).aux = static_cast<uint8_t>(slot_word);
  ++at_;
  node(b.node).main = expect_name("a name");
  if (accept(TokenKind::Colon)) add(b, type());
  if (accept(TokenKind::Equal)) {
    add(b, expression());
  } else if (at(TokenKind::Word) && !newline()) {
    expected("':' and a type, or '=' and a value");
    skip_member();
  }
  return close(b);
}

uint32_t Parser::event_member() {
  Builder b = open(SyntaxKind::Event);
  ++at_;
  node(b.node).main = expect_name("the event's name");
  if (at(TokenKind::LeftParen)) params(b);
  return close(b);
}

uint32_t Parser::slot_place() {
  Builder b = open(SyntaxKind::SlotPlace);
  ++at_;
  if (at(TokenKind::Word) && !newline()) {
    node(b.node).main = at_++;
    if (at(TokenKind::LeftParen)) params(b);
  }
  return close(b);
}

uint32_t Parser::timer_member() {
  Builder b = open(SyntaxKind::Timer);
  ++at_;
  add(b, head());
  add(b, block());
  return close(b);
}

uint32_t Parser::member() {
  if (too_deep()) return error_node();
  const Depth depth(*this);
  if (at(TokenKind::Word)) {
    uint32_t name_tokens = 0;
    if (property_ahead(name_tokens)) return property(name_tokens);
    if (kind(1) == TokenKind::ColonEqual) return named();
    if (element_ahead()) return element();
    const uint32_t one = common_member();
    if (one != kNoNode) return one;
  }
  return content();
}

// Members that begin with a word of their own; none: it is positional content.
uint32_t Parser::common_member() {
  const TokenKind next = kind(1);
  if (at_word("on") && next == TokenKind::Word) return handler();
  if (at_word("if")) return if_node(SyntaxKind::If, BodyOf::Members);
  if (at_word("for") && next == TokenKind::Word) return for_node(BodyOf::Members);
  if (at_word("match")) return match_node(SyntaxKind::Match, BodyOf::Members);
  if (at_word("animate") && next == TokenKind::Word) return animate();
  if (at_word("states") && next == TokenKind::LeftBrace) return states();
  if (at_word("enter") && next == TokenKind::LeftBrace) return enter_exit(SyntaxKind::Enter);
  if (at_word("exit") && next == TokenKind::LeftBrace) return enter_exit(SyntaxKind::Exit);
  if (at_word("place") && (next == TokenKind::LeftBrace || next == TokenKind::Word ||
                           block_ends() || next == TokenKind::RightBrace ||
                           next == TokenKind::Comma || tree_.significant[at_ + 1].newline_before)) {
    return place();
  }
  if (at_word("fill") && (next == TokenKind::Word || next == TokenKind::LeftBrace)) return fill();
  return kNoNode;
}

// `name`, `access.name` before `:`, `<=>` or (a mistake) `=`.
bool Parser::property_ahead(uint32_t& name_tokens) const {
  if (kind() != TokenKind::Word) return false;
  uint32_t i = 1;
  while (kind(i) == TokenKind::Dot && kind(i + 1) == TokenKind::Word) i += 2;
  name_tokens = i;
  const TokenKind after = kind(i);
  return after == TokenKind::Colon || after == TokenKind::TwoWay || after == TokenKind::Equal;
}

uint32_t Parser::property_name(uint32_t name_tokens) {
  Builder b = open(SyntaxKind::PropertyName);
  node(b.node).main = at_;
  at_ += name_tokens;
  return close(b);
}

uint32_t Parser::property(uint32_t name_tokens) {
  Builder b = open(SyntaxKind::Property);
  node(b.node).main = at_;
  add(b, property_name(name_tokens));
  if (accept(TokenKind::TwoWay)) {
    node(b.node).kind = SyntaxKind::TwoWay;
    add(b, expression());
    return close(b);
  }
  if (at(TokenKind::Equal)) {
    error({"equals-for-colon", "a binding is written with ':'",
           "'=' assigns in handlers; a property follows its expression", "write ':'"});
    node(b.node).aux = 1;
  }
  ++at_;
  values(b);
  return close(b);
}

// One expression or, separated by blanks, several.
void Parser::values(Builder& b) {
  do {
    const uint32_t before = at_;
    add(b, expression(StructAllowed::Yes, ListByBlanks::Yes));
    if (at_ == before) return;
  } while (starts_operand() && !newline());
}

uint32_t Parser::property_only() {
  uint32_t name_tokens = 0;
  if (property_ahead(name_tokens)) return property(name_tokens);
  expected("a property, like 'opacity: 1',");
  skip_member();
  return error_node();
}

uint32_t Parser::handler() {
  Builder b = open(SyntaxKind::Handler);
  ++at_;
  node(b.node).main = at_++;
  if (at(TokenKind::LeftParen)) {
    if (kind(1) == TokenKind::Text) {
      ++at_;
      add(b, leaf(SyntaxKind::HandlerArgument));
      expect(TokenKind::RightParen, "')'");
    } else {
      name_list(b);
    }
  }
  if (at_word("as")) {
    ++at_;
    Builder as = open(SyntaxKind::AsName);
    node(as.node).main = expect_name("a name for the answer");
    add(b, close(as));
  }
  add(b, block());
  return close(b);
}

uint32_t Parser::named() {
  Builder b = open(SyntaxKind::Named);
  node(b.node).main = at_;
  at_ += 2;
  if (element_ahead()) {
    add(b, element());
  } else {
    expected("an element");
    skip_member();
  }
  return close(b);
}

// `Name {`, `Name<T> {`, `ns.Name {`; or a capital name alone on its line (its `{` is missing).
bool Parser::element_ahead() const {
  if (kind() != TokenKind::Word) return false;
  if (capital()) {
    return kind(1) == TokenKind::LeftBrace || generic_ahead();
  }
  return kind(1) == TokenKind::Dot && capital(2) &&
         (kind(3) == TokenKind::LeftBrace || kind(3) == TokenKind::Less);
}

uint32_t Parser::path() {
  Builder b = open(SyntaxKind::Path);
  if (kind(1) == TokenKind::Dot) {
    add(b, leaf(SyntaxKind::NameRef));
    ++at_;
  }
  node(b.node).main = at_++;
  return close(b);
}

uint32_t Parser::element() {
  Builder b = open(SyntaxKind::Element);
  add(b, path());
  node(b.node).main = at_ - 1;
  if (at(TokenKind::Less)) add(b, type_args());
  element_body(b);
  return close(b);
}

void Parser::element_body(Builder& b) {
  if (too_deep()) return;
  const Depth depth(*this);
  braced(b, "'{'", [this] { return member(); });
}

uint32_t Parser::place() {
  Builder b = open(SyntaxKind::Place);
  ++at_;
  if (at(TokenKind::Word) && !newline()) {
    node(b.node).main = at_++;
    if (at(TokenKind::LeftParen) && touches()) arguments(b);
  }
  if (at(TokenKind::LeftBrace)) add(b, body(BodyOf::Members));
  return close(b);
}

uint32_t Parser::fill() {
  Builder b = open(SyntaxKind::Fill);
  ++at_;
  if (at(TokenKind::Word)) {
    node(b.node).main = at_++;
    if (at(TokenKind::LeftParen)) name_list(b);
  }
  add(b, body(BodyOf::Members));
  return close(b);
}

uint32_t Parser::animate() {
  Builder b = open(SyntaxKind::Animate);
  ++at_;
  do {
    if (!at(TokenKind::Word)) break;
    uint32_t n = 1;
    while (kind(n) == TokenKind::Dot && kind(n + 1) == TokenKind::Word) n += 2;
    add(b, property_name(n));
  } while (accept(TokenKind::Comma));
  if (expect(TokenKind::Colon, "':' and a duration")) {
    add(b, curve());
  } else {
    skip_member();
  }
  return close(b);
}

uint32_t Parser::curve() {
  Builder b = open(SyntaxKind::CurveX);
  values(b);
  return close(b);
}

uint32_t Parser::states() {
  Builder b = open(SyntaxKind::States);
  ++at_;
  braced(b, "'{' with states", [this] {
    if (at_word("transition") && kind(1) != TokenKind::Colon) return transition();
    return state();
  });
  return close(b);
}

uint32_t Parser::state() {
  if (!at(TokenKind::Word)) {
    expected("a state, like 'pressed when pointer.down { … }',");
    skip_member();
    return error_node();
  }
  Builder b = open(SyntaxKind::State);
  node(b.node).main = at_++;
  if (at_word("when")) {
    ++at_;
  } else {
    expected("'when' and a condition");
  }
  add(b, head());
  braced(b, "'{' with properties", [this] { return property_only(); });
  return close(b);
}

uint32_t Parser::transition() {
  Builder b = open(SyntaxKind::Transition);
  ++at_;
  const auto end = [&] {
    if (at(TokenKind::Word) || at(TokenKind::Star)) {
      add(b, leaf(SyntaxKind::NameRef));
    } else {
      expected("a state's name or '*'");
    }
  };
  end();
  expect(TokenKind::Arrow, "'->'");
  end();
  if (expect(TokenKind::Colon, "':' and a duration")) {
    add(b, curve());
  } else {
    skip_member();
  }
  return close(b);
}

uint32_t Parser::enter_exit(SyntaxKind kind) {
  Builder b = open(kind);
  ++at_;
  braced(b, "'{' with properties", [this] { return property_only(); });
  if (expect(TokenKind::Colon, "':' and a duration")) {
    add(b, curve());
  } else {
    skip_member();
  }
  return close(b);
}

uint32_t Parser::content() {
  Builder b = open(SyntaxKind::Content);
  const uint32_t before = at_;
  // A capital name alone where an element could stand: its braces are missing.
  const bool bare =
      capital() && (kind(1) == TokenKind::RightBrace || tree_.significant[at_ + 1].newline_before);
  if (bare) {
    ++at_;
    node(b.node).kind = SyntaxKind::Error;
    error_at(at_ - 1, {"missing-brace",
                       "an element needs braces: '" + std::string(tree_.text_of(at_ - 1)) + " {}'",
                       "", "add '{}'"});
    return close(b);
  }
  add(b, expression());
  if (at_ == before) {
    skip_member();
    node(b.node).kind = SyntaxKind::Error;
  }
  return close(b);
}

}  // namespace hallows::ptl
