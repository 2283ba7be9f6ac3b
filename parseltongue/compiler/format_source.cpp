#include <algorithm>
#include <string>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/compiler/syntax.h"

// The one layout of a file. Line breaks are the author's (at most one empty line in a row);
// indentation follows the brackets, blanks inside a line follow the tokens. Comments are tokens
// like any other, so none gets lost.
namespace hallows::ptl {
namespace {

constexpr int kIndent = 4;

bool opens(TokenKind k) {
  return k == TokenKind::LeftBrace || k == TokenKind::LeftParen || k == TokenKind::LeftBracket;
}
bool closes(TokenKind k) {
  return k == TokenKind::RightBrace || k == TokenKind::RightParen || k == TokenKind::RightBracket;
}
bool is_comment(TokenKind k) {
  return k == TokenKind::LineComment || k == TokenKind::BlockComment || k == TokenKind::DocComment;
}
// What an expression's line may start with: it stands one level deeper than the line before.
bool continues(TokenKind k) {
  return k == TokenKind::Dot || k == TokenKind::QuestionDot || k == TokenKind::Question ||
         k == TokenKind::Colon || k == TokenKind::QuestionQuestion || k == TokenKind::AndAnd ||
         k == TokenKind::OrOr;
}
bool wants_operand(TokenKind k) {
  switch (k) {
    case TokenKind::Equal:
    case TokenKind::FatArrow:
    case TokenKind::Arrow:
    case TokenKind::Plus:
    case TokenKind::Minus:
    case TokenKind::Star:
    case TokenKind::Slash:
    case TokenKind::AndAnd:
    case TokenKind::OrOr:
    case TokenKind::QuestionQuestion:
    case TokenKind::EqualEqual:
    case TokenKind::NotEqual:
    case TokenKind::Less:
    case TokenKind::LessEqual:
    case TokenKind::GreaterEqual:
    case TokenKind::Colon:
      return true;
    default:
      return false;
  }
}

class Formatter {
 public:
  explicit Formatter(const SyntaxTree& tree) : tree_(tree) {}

  std::string run() {
    std::vector<Token> line;
    for (const Token& token : tree_.tokens) {
      if (token.kind == TokenKind::Newline || token.kind == TokenKind::End) {
        put_line(line);
        line.clear();
      } else {
        line.push_back(token);
      }
    }
    while (out_.size() > 1 && out_.ends_with("\n\n")) out_.pop_back();
    return std::move(out_);
  }

 private:
  std::string_view text(const Token& t) const { return tree_.text_of_token(t); }

  void put_line(std::vector<Token>& line) {
    std::erase_if(line, [](const Token& t) { return t.kind == TokenKind::Blank; });
    if (line.empty()) {
      empty_ = !out_.empty();
      return;
    }
    if (empty_ && !closes(line[0].kind)) out_ += '\n';
    empty_ = false;
    int level = static_cast<int>(stack_.size());
    size_t closing = 0;
    while (closing < line.size() && closes(line[closing].kind) && level > 0) {
      --level;
      ++closing;
    }
    // Brackets that one line opens together indent once.
    level = 0;
    const size_t left = stack_.size() - std::min(closing, stack_.size());
    for (size_t i = 0; i < left; ++i) level += stack_[i] ? 1 : 0;
    const bool continued = continues(line[0].kind) || (operand_ && !is_comment(line[0].kind));
    if (continued) ++level;
    out_.append(static_cast<size_t>(level) * kIndent, ' ');
    put_tokens(line);
    out_ += '\n';
  }

  void put_tokens(const std::vector<Token>& line) {
    size_t first_open = stack_.size();
    bool indented = false;
    for (size_t i = 0; i < line.size(); ++i) {
      const Token& t = line[i];
      if (i > 0 && blank_between(line, i)) out_ += ' ';
      std::string_view s = text(t);
      if (is_comment(t.kind)) {
        while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) {
          s.remove_suffix(1);
        }
      }
      out_ += s;
      if (opens(t.kind)) {
        stack_.push_back(false);
      } else if (closes(t.kind) && !stack_.empty()) {
        stack_.pop_back();
        first_open = std::min(first_open, stack_.size());
      }
    }
    for (size_t i = stack_.size(); i > first_open && !indented; --i) {
      stack_[i - 1] = true;
      indented = true;
    }
    operand_ = false;
    for (size_t i = line.size(); i > 0; --i) {
      if (is_comment(line[i - 1].kind)) continue;
      operand_ = wants_operand(line[i - 1].kind);
      break;
    }
  }

  // The author's blanks decide where both are right (a list's minus, generic brackets, ranges).
  bool blank_between(const std::vector<Token>& line, size_t i) const {
    const Token& a = line[i - 1];
    const Token& b = line[i];
    const bool had = a.end != b.start;
    if (is_comment(b.kind)) return true;
    if (is_comment(a.kind)) return true;
    const bool in_text = b.kind == TokenKind::TextMiddle || b.kind == TokenKind::TextEnd ||
                         b.kind == TokenKind::Format || a.kind == TokenKind::TextStart ||
                         a.kind == TokenKind::TextMiddle;
    if (in_text) return false;
    if (b.kind == TokenKind::Comma || b.kind == TokenKind::Semicolon) return false;
    if (a.kind == TokenKind::Comma || a.kind == TokenKind::Semicolon) return true;
    if (a.kind == TokenKind::LeftBrace)
      return b.kind != TokenKind::RightBrace && !is_tr(line, i - 1);
    if (b.kind == TokenKind::RightBrace) return !closes_tr(line, i);
    if (b.kind == TokenKind::LeftBrace) return !is_tr(line, i);
    if (a.kind == TokenKind::LeftParen || a.kind == TokenKind::LeftBracket) return false;
    if (b.kind == TokenKind::RightParen || b.kind == TokenKind::RightBracket) return false;
    if (b.kind == TokenKind::Colon) return had && i > 1;
    if (a.kind == TokenKind::Colon) return true;
    switch (b.kind) {
      case TokenKind::Equal:
      case TokenKind::EqualEqual:
      case TokenKind::NotEqual:
      case TokenKind::PlusEqual:
      case TokenKind::MinusEqual:
      case TokenKind::StarEqual:
      case TokenKind::TwoWay:
      case TokenKind::FatArrow:
      case TokenKind::AndAnd:
      case TokenKind::OrOr:
      case TokenKind::ColonEqual:
        return true;
      default:
        break;
    }
    switch (a.kind) {
      case TokenKind::Equal:
      case TokenKind::EqualEqual:
      case TokenKind::NotEqual:
      case TokenKind::PlusEqual:
      case TokenKind::MinusEqual:
      case TokenKind::StarEqual:
      case TokenKind::TwoWay:
      case TokenKind::FatArrow:
      case TokenKind::Arrow:
      case TokenKind::AndAnd:
      case TokenKind::OrOr:
      case TokenKind::ColonEqual:
        return true;
      default:
        return had;
    }
  }
  // `tr{n}"…"`: no blanks around that brace.
  bool is_tr(const std::vector<Token>& line, size_t brace) const {
    return brace > 0 && text(line[brace - 1]) == "tr" && line[brace - 1].end == line[brace].start;
  }
  bool closes_tr(const std::vector<Token>& line, size_t brace) const {
    int depth = 0;
    for (size_t i = brace; i-- > 0;) {
      if (line[i].kind == TokenKind::RightBrace) ++depth;
      if (line[i].kind == TokenKind::LeftBrace && depth-- == 0) return is_tr(line, i);
    }
    return false;
  }

  const SyntaxTree& tree_;
  std::string out_;
  std::vector<bool> stack_;  // open brackets; true: it indents the lines behind it
  bool empty_ = false;
  bool operand_ = false;  // the line before ends where an operand must follow
};

}  // namespace

std::string format_source(std::string_view text) {
  const SyntaxTree tree = parse_tree("", std::string(text));
  if (!tree.diagnostics.empty()) return std::string(text);
  std::string out = Formatter(tree).run();
  // What the layout would change in meaning stays as it was.
  const SyntaxTree again = parse_tree("", out);
  if (!again.diagnostics.empty() || again.nodes.size() != tree.nodes.size()) {
    return std::string(text);
  }
  return out;
}

}  // namespace hallows::ptl
