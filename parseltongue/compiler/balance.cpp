#include <algorithm>
#include <array>

#include "parseltongue/compiler/syntax.h"

// Pairs brackets. Where the braces of a file do not pair up, indentation says which one is missing
// (section 10): a `}` before the first line that stands no deeper than the line of the `{`, a `{`
// at the end of the line that stands as deep as a `}` that has no partner. The parser then sees
// braces that always pair up, so one missing brace hides nothing behind it.
namespace hallows::ptl {
namespace {

bool is_trivia(TokenKind kind) {
  return kind >= TokenKind::Blank && kind <= TokenKind::DocComment;
}
bool opens(TokenKind kind) {
  return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket ||
         kind == TokenKind::LeftBrace;
}

// Words that stand before another operand without a brace between them.
constexpr std::array<std::string_view, 34> kPrefixWords = {
    "on",    "if",    "for",     "in",    "match",  "let",   "var",       "return", "as",
    "by",    "slot",  "fill",    "place", "window", "test",  "component", "fn",     "extern",
    "theme", "style", "struct",  "enum",  "when",   "after", "preview",   "given",  "timer",
    "event", "use",   "animate", "const", "inout",  "out",   "transition"};
constexpr std::array<std::string_view, 7> kInfixWords = {"in",   "by",    "as",  "when",
                                                         "with", "after", "span"};

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class Balance {
 public:
  explicit Balance(SyntaxTree& tree) : tree_(tree), list_(tree.significant) {}

  void run() {
    collect();
    const int excess = pair_plainly();
    if (excess != 0 || trouble_) {
      tree_.brace_trouble = true;
      for (Significant& s : list_) s.stray = s.stray && s.kind != TokenKind::RightBrace;
      for (int i = 0; i < 200 && repair(excess < 0 || (excess == 0 && missing_open_)); ++i) {
      }
      pair_plainly();
    }
    report_parens();
  }

 private:
  void collect() {
    bool newline = true;
    bool blank = true;
    for (uint32_t i = 0; i < tree_.tokens.size(); ++i) {
      const Token& token = tree_.tokens[i];
      if (is_trivia(token.kind)) {
        blank = true;
        newline = newline || tree_.text_of_token(token).find('\n') != std::string_view::npos;
        continue;
      }
      Significant s;
      s.kind = token.kind;
      s.token = i;
      s.newline_before = newline;
      s.blank_before = blank;
      list_.push_back(s);
      newline = blank = false;
    }
  }

  // Pairs all brackets by a stack; gives the number of `{` less that of `}`.
  int pair_plainly() {
    trouble_ = false;
    int excess = 0;
    std::vector<uint32_t> stack;
    for (uint32_t i = 0; i < list_.size(); ++i) {
      Significant& s = list_[i];
      s.match = UINT32_MAX;
      s.unclosed = s.stray = false;
      if (opens(s.kind) || s.kind == TokenKind::TextStart) {
        stack.push_back(i);
      } else if (s.kind == TokenKind::RightBrace) {
        close_brace(stack, i);
      } else if (s.kind == TokenKind::RightParen || s.kind == TokenKind::RightBracket) {
        close_paren(stack, i);
      } else if (s.kind == TokenKind::TextEnd) {
        while (!stack.empty() && list_[stack.back()].kind != TokenKind::TextStart) {
          list_[stack.back()].unclosed = true;
          stack.pop_back();
        }
        if (!stack.empty()) stack.pop_back();
      }
      excess += s.kind == TokenKind::LeftBrace ? 1 : s.kind == TokenKind::RightBrace ? -1 : 0;
    }
    for (const uint32_t i : stack) {
      list_[i].unclosed = true;
      trouble_ = trouble_ || list_[i].kind == TokenKind::LeftBrace;
    }
    return excess;
  }
  void close_brace(std::vector<uint32_t>& stack, uint32_t i) {
    while (!stack.empty() && list_[stack.back()].kind != TokenKind::LeftBrace) {
      list_[stack.back()].unclosed = true;
      stack.pop_back();
    }
    if (stack.empty()) {
      list_[i].stray = true;
      trouble_ = missing_open_ = true;
      return;
    }
    list_[i].match = stack.back();
    list_[stack.back()].match = i;
    stack.pop_back();
  }
  void close_paren(std::vector<uint32_t>& stack, uint32_t i) {
    const TokenKind wanted =
        list_[i].kind == TokenKind::RightParen ? TokenKind::LeftParen : TokenKind::LeftBracket;
    size_t depth = stack.size();
    while (depth > 0 && list_[stack[depth - 1]].kind != wanted &&
           list_[stack[depth - 1]].kind != TokenKind::LeftBrace &&
           list_[stack[depth - 1]].kind != TokenKind::TextStart) {
      --depth;
    }
    if (depth == 0 || list_[stack[depth - 1]].kind != wanted) {
      list_[i].stray = true;
      return;
    }
    while (stack.size() > depth) {
      list_[stack.back()].unclosed = true;
      stack.pop_back();
    }
    list_[i].match = stack.back();
    list_[stack.back()].match = i;
    stack.pop_back();
  }

  uint32_t column(uint32_t i) const {
    if (list_[i].kind == TokenKind::End) return 0;
    return tree_.place(tree_.tokens[list_[i].token].start).column;
  }
  uint32_t line(uint32_t i) const { return tree_.line_of(tree_.tokens[list_[i].token].start); }

  struct Open {
    uint32_t index = 0;
    uint32_t indent = 0;  // column of its line's first token
  };

  // Finds the first brace that indentation shows to be missing or too many, and mends it. False:
  // there is none.
  bool repair(bool missing_open) {
    std::vector<Open> stack;
    uint32_t indent = 0;
    for (uint32_t i = 0; i < list_.size(); ++i) {
      const TokenKind kind = list_[i].kind;
      const bool in_paren =
          !stack.empty() && list_[stack.back().index].kind != TokenKind::LeftBrace;
      if (list_[i].newline_before && !in_paren) indent = column(i);
      const bool line_start = list_[i].newline_before || kind == TokenKind::End;
      if (!missing_open && line_start && !stack.empty() && !list_[i].inserted) {
        const uint32_t top = innermost_brace(stack);
        if (top < stack.size() && ends_block(stack[top], i)) {
          return insert_close(stack[top].index, i);
        }
      }
      if (opens(kind) || kind == TokenKind::TextStart) {
        stack.push_back({i, indent});
        continue;
      }
      if (kind == TokenKind::RightBrace && missing_open && !list_[i].stray) {
        const uint32_t top = innermost_brace(stack);
        if (is_orphan(stack, top, i)) return insert_open(stack, top, i);
      }
      pop(stack, i);
    }
    return false;
  }
  static bool is_block_end(uint32_t indent, uint32_t column, bool brace) {
    return brace ? column < indent : column <= indent;
  }
  bool ends_block(const Open& open, uint32_t i) const {
    return is_block_end(open.indent, column(i), list_[i].kind == TokenKind::RightBrace);
  }
  uint32_t innermost_brace(const std::vector<Open>& stack) const {
    for (size_t i = stack.size(); i > 0; --i) {
      if (list_[stack[i - 1].index].kind == TokenKind::LeftBrace)
        return static_cast<uint32_t>(i - 1);
    }
    return UINT32_MAX;
  }
  // A `}` that closes no block of its own line, or that stands deeper than the block it would
  // close.
  bool is_orphan(const std::vector<Open>& stack, uint32_t top, uint32_t i) const {
    if (top == UINT32_MAX) return true;
    if (list_[i].newline_before) return column(i) > stack[top].indent;
    return line(stack[top].index) != line(i);
  }
  void pop(std::vector<Open>& stack, uint32_t i) const {
    const TokenKind kind = list_[i].kind;
    TokenKind wanted = TokenKind::End;
    if (kind == TokenKind::RightBrace && !list_[i].stray) wanted = TokenKind::LeftBrace;
    if (kind == TokenKind::RightParen && !list_[i].stray) wanted = TokenKind::LeftParen;
    if (kind == TokenKind::RightBracket && !list_[i].stray) wanted = TokenKind::LeftBracket;
    if (kind == TokenKind::TextEnd) wanted = TokenKind::TextStart;
    if (wanted == TokenKind::End) return;
    size_t depth = stack.size();
    while (depth > 0 && list_[stack[depth - 1].index].kind != wanted) --depth;
    if (depth > 0) stack.resize(depth - 1);
  }

  bool insert_close(uint32_t opener, uint32_t before) {
    const uint32_t open_line = line(opener);
    if (!tree_.line_broken(open_line)) {
      add_syntax_error(
          tree_, before,
          {"missing-brace", "'}' is missing before this",
           "the block that '{' opens on line " + std::to_string(open_line) + " is not closed",
           "add '}'"});
      tree_.broken_lines.push_back(open_line);
    }
    insert(before, TokenKind::RightBrace);
    return true;
  }

  bool insert_open(const std::vector<Open>& stack, uint32_t top, uint32_t closer) {
    const uint32_t floor = top == UINT32_MAX ? 0 : stack[top].index + 1;
    const uint32_t after = list_[closer].newline_before ? header_line_end(floor, closer)
                                                        : header_in_line(floor, closer);
    if (after == UINT32_MAX) {
      list_[closer].stray = true;
      add_syntax_error(tree_, closer,
                       {"stray-brace", "this '}' closes nothing", "no '{' is open here",
                        "remove it, or add the '{' that is missing"});
      drop(closer);
      return true;
    }
    add_syntax_error(
        tree_, after,
        {"missing-brace", "'{' is missing after '" + std::string(tree_.text_of(after)) + "'",
         "the '}' on line " + std::to_string(line(closer)) + " has no partner", "add '{'"});
    insert(after + 1, TokenKind::LeftBrace);
    return true;
  }
  // The last token of the line that stands as deep as the closing brace.
  uint32_t header_line_end(uint32_t floor, uint32_t closer) const {
    const uint32_t wanted = column(closer);
    for (uint32_t i = closer; i > floor; --i) {
      const uint32_t start = i - 1;
      if (!list_[start].newline_before || column(start) != wanted) continue;
      uint32_t end = start;
      while (end + 1 < closer && !list_[end + 1].newline_before) ++end;
      if (list_[end].kind != TokenKind::LeftBrace && list_[end].kind != TokenKind::RightBrace) {
        return end;
      }
    }
    return UINT32_MAX;
  }
  // The token after which an operand stands where only a block can.
  uint32_t header_in_line(uint32_t floor, uint32_t closer) const {
    uint32_t start = closer;
    while (start > floor && !list_[start].newline_before) --start;
    for (uint32_t i = start; i + 1 < closer; ++i) {
      if (adjacent(i, i + 1)) return i;
    }
    return UINT32_MAX;
  }
  bool adjacent(uint32_t a, uint32_t b) const {
    const std::string_view word = tree_.text_of(a);
    const std::string_view next = tree_.text_of(b);
    const TokenKind kind = list_[b].kind;
    const bool starts = kind == TokenKind::Word || kind == TokenKind::Text ||
                        kind == TokenKind::TextStart || kind == TokenKind::Hash ||
                        kind == TokenKind::Int || kind == TokenKind::Asset;
    if (!starts || !list_[b].blank_before) return false;
    if (kind == TokenKind::Word && is_one_of(kInfixWords, next)) return false;
    switch (list_[a].kind) {
      case TokenKind::Word:
        return !is_one_of(kPrefixWords, word);
      case TokenKind::Text:
        return a > 0 && (tree_.text_of(a - 1) == "preview" || tree_.text_of(a - 1) == "test");
      case TokenKind::RightParen:
      case TokenKind::RightBracket:
      case TokenKind::Greater:
        return true;
      case TokenKind::Quantity:
        return kind == TokenKind::Word;
      default:
        return false;
    }
  }

  void insert(uint32_t before, TokenKind kind) {
    Significant s;
    s.kind = kind;
    s.inserted = true;
    s.token = list_[before].token;
    list_.insert(list_.begin() + before, s);
  }
  void drop(uint32_t i) {
    if (i + 1 < list_.size()) {
      list_[i + 1].newline_before = list_[i + 1].newline_before || list_[i].newline_before;
    }
    list_.erase(list_.begin() + i);
  }

  void report_parens() {
    for (uint32_t i = 0; i < list_.size(); ++i) {
      const Significant& s = list_[i];
      if (!s.unclosed || s.kind == TokenKind::LeftBrace || s.kind == TokenKind::TextStart) continue;
      const char* text = s.kind == TokenKind::LeftParen ? "(" : "[";
      const char* partner = s.kind == TokenKind::LeftParen ? "')'" : "']'";
      add_syntax_error(tree_, i,
                       {"open-bracket", std::string("this '") + text + "' is never closed", "",
                        std::string("add ") + partner});
    }
  }

  SyntaxTree& tree_;
  std::vector<Significant>& list_;
  bool trouble_ = false;
  bool missing_open_ = false;
};

}  // namespace

void balance(SyntaxTree& tree) {
  Balance(tree).run();
}

}  // namespace hallows::ptl
