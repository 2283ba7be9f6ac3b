#include "parseltongue/compiler/parser.h"

namespace hallows::ptl {

TokenKind Parser::kind(uint32_t ahead) const {
  const size_t i = at_ + size_t{ahead};
  return i < tree_.significant.size() ? tree_.significant[i].kind : TokenKind::End;
}
std::string_view Parser::word(uint32_t ahead) const {
  return tree_.text_of(at_ + ahead);
}

bool Parser::capital(uint32_t ahead) const {
  const std::string_view text = word(ahead);
  return kind(ahead) == TokenKind::Word && !text.empty() && text[0] >= 'A' && text[0] <= 'Z';
}

bool Parser::newline() const {
  return !ignore_newlines_ && tree_.significant[at_].newline_before;
}

bool Parser::accept(TokenKind k) {
  if (!at(k)) return false;
  ++at_;
  return true;
}

bool Parser::expect(TokenKind k, const char* what) {
  if (accept(k)) return true;
  expected(what);
  return false;
}

std::string Parser::shown() const {
  if (at(TokenKind::End)) return "the file's end";
  if (tree_.significant[at_].inserted) return at(TokenKind::LeftBrace) ? "'{'" : "'}'";
  return "'" + std::string(word()) + "'";
}

void Parser::expected(const char* what) {
  // What is missing at the end of a line is missing there, not where the next line starts.
  const bool behind = at_ > 0 && tree_.significant[at_].newline_before && at_ != start_;
  error_at(behind ? at_ - 1 : at_, {"syntax",
                                    behind ? std::string("expected ") + what + " after '" +
                                                 std::string(tree_.text_of(at_ - 1)) + "'"
                                           : std::string("expected ") + what + " before " + shown(),
                                    "", ""});
}

void Parser::error_at(uint32_t token, Problem problem) {
  add_syntax_error(tree_, token, std::move(problem));
}

uint32_t Parser::expect_name(const char* what) {
  if (at(TokenKind::Word)) return at_++;
  expected(what);
  return kNoToken;
}

// To the end of the member or statement: the next newline, separator or closing brace.
void Parser::skip_member() {
  while (!block_ends() && !at(TokenKind::Comma) && !at(TokenKind::Semicolon)) {
    const Significant& s = tree_.significant[at_];
    if (s.match != UINT32_MAX && s.match > at_) at_ = s.match;
    ++at_;
    if (tree_.significant[at_].newline_before) return;
  }
}

bool Parser::separator() {
  if (accept(TokenKind::Comma)) return true;
  if (accept(TokenKind::Semicolon)) return false;
  if (tree_.significant[at_].newline_before || block_ends()) return false;
  const Significant& last = tree_.significant[at_ - 1];
  if (last.kind == TokenKind::RightBrace || last.inserted)
    return false;  // match x { Off {} On {} }
  error({"syntax", "unexpected " + shown(), "members and statements stand on lines of their own",
         "start a new line, or write ',' before it"});
  skip_member();
  return false;
}

Parser::Builder Parser::open(SyntaxKind kind) {
  SyntaxNode n;
  n.kind = kind;
  n.first = n.last = at_;
  tree_.nodes.push_back(n);
  return {static_cast<uint32_t>(tree_.nodes.size() - 1), kNoNode};
}

Parser::Builder Parser::wrap(SyntaxKind kind, uint32_t first_child) {
  Builder b = open(kind);
  node(b.node).first = node(first_child).first;
  add(b, first_child);
  return b;
}

void Parser::add(Builder& builder, uint32_t child) {
  if (child == kNoNode) return;
  if (builder.last == kNoNode) {
    node(builder.node).first_child = child;
  } else {
    node(builder.last).next = child;
  }
  builder.last = child;
}

uint32_t Parser::close(Builder& builder) {
  SyntaxNode& n = node(builder.node);
  n.last = at_ > n.first ? at_ - 1 : n.first;
  return builder.node;
}

uint32_t Parser::leaf(SyntaxKind kind) {
  Builder b = open(kind);
  node(b.node).main = at_++;
  return close(b);
}

uint32_t Parser::error_node() {
  Builder b = open(SyntaxKind::Error);
  return close(b);
}

bool Parser::too_deep() {
  if (depth_ < kMaxDepth) return false;
  error({"too-deep", "this is nested too deeply", "the limit is 200 levels", "split it up"});
  skip_member();
  return true;
}

void Parser::parse_file() {
  Builder file = open(SyntaxKind::File);
  tree_.root = file.node;
  while (!at(TokenKind::End)) {
    if (accept(TokenKind::Semicolon) || accept(TokenKind::Comma)) continue;
    const uint32_t before = at_;
    const uint32_t one = item();
    add(file, one);
    if (at_ == before) ++at_;
  }
  close(file);
}

void parse(SyntaxTree& tree) {
  Parser(tree).parse_file();
}

}  // namespace hallows::ptl
