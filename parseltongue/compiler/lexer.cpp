#include <array>
#include <string>

#include "parseltongue/compiler/syntax.h"
#include "rt-kernel/base/utf8.h"

namespace hallows::ptl {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

struct Punctuation {
  std::string_view text;
  TokenKind kind;
};
// Longer ones first.
constexpr std::array kPunctuation = {
    Punctuation{"<=>", TokenKind::TwoWay},      Punctuation{":=", TokenKind::ColonEqual},
    Punctuation{"=>", TokenKind::FatArrow},     Punctuation{"==", TokenKind::EqualEqual},
    Punctuation{"!=", TokenKind::NotEqual},     Punctuation{"<=", TokenKind::LessEqual},
    Punctuation{">=", TokenKind::GreaterEqual}, Punctuation{"->", TokenKind::Arrow},
    Punctuation{"+=", TokenKind::PlusEqual},    Punctuation{"-=", TokenKind::MinusEqual},
    Punctuation{"*=", TokenKind::StarEqual},    Punctuation{"&&", TokenKind::AndAnd},
    Punctuation{"||", TokenKind::OrOr},         Punctuation{"??", TokenKind::QuestionQuestion},
    Punctuation{"?.", TokenKind::QuestionDot},  Punctuation{"..", TokenKind::DotDot},
    Punctuation{"(", TokenKind::LeftParen},     Punctuation{")", TokenKind::RightParen},
    Punctuation{"[", TokenKind::LeftBracket},   Punctuation{"]", TokenKind::RightBracket},
    Punctuation{"{", TokenKind::LeftBrace},     Punctuation{"}", TokenKind::RightBrace},
    Punctuation{",", TokenKind::Comma},         Punctuation{";", TokenKind::Semicolon},
    Punctuation{".", TokenKind::Dot},           Punctuation{"?", TokenKind::Question},
    Punctuation{":", TokenKind::Colon},         Punctuation{"=", TokenKind::Equal},
    Punctuation{"<", TokenKind::Less},          Punctuation{">", TokenKind::Greater},
    Punctuation{"+", TokenKind::Plus},          Punctuation{"-", TokenKind::Minus},
    Punctuation{"*", TokenKind::Star},          Punctuation{"/", TokenKind::Slash},
    Punctuation{"!", TokenKind::Bang},          Punctuation{"|", TokenKind::Bar},
};
constexpr std::array<std::string_view, 10> kUnits = {"dp", "px",  "em",  "fr",   "ms",
                                                     "s",  "deg", "rad", "turn", "%"};

class Lexer {
 public:
  explicit Lexer(SyntaxTree& tree) : tree_(tree), text_(tree.text) {}

  void run() {
    find_lines();
    while (at_ < text_.size()) step();
    close_texts();
    push(TokenKind::End, at_);
  }

 private:
  // An interpolation that is being read: the text goes on after its `}`.
  struct OpenText {
    uint32_t start = 0;      // of the text's opening quote
    uint32_t brackets = 0;   // open inside the interpolation
    uint32_t questions = 0;  // `?` that wait for their `:`
  };

  void find_lines() {
    tree_.line_starts.push_back(0);
    for (uint32_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') tree_.line_starts.push_back(i + 1);
    }
  }
  char peek(uint32_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void push(TokenKind kind, uint32_t start) { tree_.tokens.push_back({kind, start, at_}); }

  void step() {
    const uint32_t start = at_;
    const char c = peek();
    if (c == '\n') {
      close_texts();
      ++at_;
      return push(TokenKind::Newline, start);
    }
    if (c == ' ' || c == '\t' || c == '\r') {
      while (peek() == ' ' || peek() == '\t' || peek() == '\r') ++at_;
      return push(TokenKind::Blank, start);
    }
    if (c == '/' && peek(1) == '/') return line_comment();
    if (c == '/' && peek(1) == '*') return block_comment();
    if (c == '"') {
      ++at_;
      return text_body(start, start, false);
    }
    if (is_digit(c)) return number();
    if (is_letter(c)) return word(TokenKind::Word, start);
    if (c == '#') return hash();
    if (c == '@') return asset();
    if (!open_.empty() && interpolation_mark(c)) return;
    punctuation();
  }

  void line_comment() {
    const uint32_t start = at_;
    const bool doc = peek(2) == '/' && peek(3) != '/';
    while (at_ < text_.size() && peek() != '\n') ++at_;
    push(doc ? TokenKind::DocComment : TokenKind::LineComment, start);
  }

  void block_comment() {
    const uint32_t start = at_;
    uint32_t depth = 0;
    while (at_ < text_.size()) {
      if (peek() == '/' && peek(1) == '*') {
        ++depth;
        at_ += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        at_ += 2;
        if (--depth == 0) return push(TokenKind::BlockComment, start);
      } else {
        ++at_;
      }
    }
    add_offset_error(tree_, start, start + 2,
                     {"open-comment", "this comment is never closed",
                      "comments nest: each '/*' needs its own '*/'", "add '*/' where it ends"});
    push(TokenKind::BlockComment, start);
  }

  // From behind an opening quote or an interpolation's `}` to the closing quote or the next `{`.
  void text_body(uint32_t token_start, uint32_t text_start, bool after_interpolation) {
    while (at_ < text_.size() && peek() != '\n') {
      const char c = peek();
      if (c == '\\' && peek(1) != '\0' && peek(1) != '\n') {
        escape();
      } else if (c == '"') {
        ++at_;
        return push(after_interpolation ? TokenKind::TextEnd : TokenKind::Text, token_start);
      } else if (c == '{') {
        ++at_;
        open_.push_back({text_start, 0, 0});
        return push(after_interpolation ? TokenKind::TextMiddle : TokenKind::TextStart,
                    token_start);
      } else {
        ++at_;
      }
    }
    open_text_error(open_.empty() ? text_start : open_.front().start);
    open_.clear();
    push(after_interpolation ? TokenKind::TextEnd : TokenKind::Text, token_start);
  }

  void escape() {
    const uint32_t start = at_;
    const char c = peek(1);
    at_ += 2;
    if (c == 'n' || c == 't' || c == '"' || c == '\\' || c == '{' || c == '}') return;
    if (c == 'u' && peek() == '{') {
      while (at_ < text_.size() && peek() != '}' && peek() != '"' && peek() != '\n') ++at_;
      if (peek() == '}') {
        ++at_;
        return;
      }
    }
    add_offset_error(
        tree_, start, start + 2,
        {"bad-escape", "there is no escape '\\" + std::string(1, c) + "'",
         "a text knows \\n \\t \\\" \\\\ \\{ and \\u{1F600}", "write '\\\\' for a backslash"});
  }

  void open_text_error(uint32_t start) {
    add_offset_error(tree_, start, start + 1,
                     {"open-text", "this text is never closed", "a text ends on its line",
                      "add '\"' where it ends, or write \\n for a line break"});
  }

  // A newline or the end of the file inside an interpolation.
  void close_texts() {
    if (open_.empty()) return;
    open_text_error(open_.front().start);
    open_.clear();
  }

  // What means something else inside an interpolation. True: a token was made.
  bool interpolation_mark(char c) {
    OpenText& open = open_.back();
    const uint32_t start = at_;
    if (c == '}' && open.brackets == 0) {
      const uint32_t text_start = open.start;
      open_.pop_back();
      ++at_;
      text_body(start, text_start, true);
      return true;
    }
    if (c == ':' && open.brackets == 0 && peek(1) != '=') {
      if (open.questions > 0) {
        --open.questions;
        return false;
      }
      while (at_ < text_.size() && peek() != '}' && peek() != '\n' && peek() != '"') ++at_;
      push(TokenKind::Format, start);
      return true;
    }
    if (c == '(' || c == '[' || c == '{') ++open.brackets;
    if ((c == ')' || c == ']' || c == '}') && open.brackets > 0) --open.brackets;
    if (c == '?' && peek(1) != '.' && peek(1) != '?' && open.brackets == 0) ++open.questions;
    return false;
  }

  void number() {
    const uint32_t start = at_;
    bool is_float = false;
    if (peek() == '0' && peek(1) == 'x' && is_hex(peek(2))) {
      at_ += 2;
      while (is_hex(peek()) || peek() == '_') ++at_;
      return push(TokenKind::Int, start);
    }
    digits();
    if (peek() == '.' && is_digit(peek(1))) {
      is_float = true;
      ++at_;
      digits();
    }
    const uint32_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      is_float = true;
      at_ += 1 + sign;
      digits();
    }
    if (peek() == '%' || is_letter(peek())) return unit(start);
    push(is_float ? TokenKind::Float : TokenKind::Int, start);
  }
  void digits() {
    while (is_digit(peek()) || (peek() == '_' && is_digit(peek(1)))) ++at_;
  }
  void unit(uint32_t start) {
    const uint32_t unit_start = at_;
    if (peek() == '%') {
      ++at_;
    } else {
      while (is_letter(peek()) || is_digit(peek())) ++at_;
    }
    const auto name = std::string_view(text_).substr(unit_start, at_ - unit_start);
    bool known = false;
    for (const auto& u : kUnits) known = known || u == name;
    if (!known) {
      add_offset_error(tree_, unit_start, at_,
                       {"unknown-unit", "there is no unit '" + std::string(name) + "'",
                        "units are dp px em % fr ms s deg rad turn", ""});
    }
    push(TokenKind::Quantity, start);
  }

  void word(TokenKind kind, uint32_t start) {
    while (is_letter(peek()) || is_digit(peek()) ||
           (peek() == '-' && (is_letter(peek(1)) || is_digit(peek(1))))) {
      ++at_;
    }
    push(kind, start);
  }

  void hash() {
    const uint32_t start = at_++;
    if (is_letter(peek()) || is_digit(peek())) return word(TokenKind::Hash, start);
    bad(start, "'#' needs a colour or an id behind it");
  }

  void asset() {
    const uint32_t start = at_++;
    if (is_letter(peek())) return word(TokenKind::IconName, start);
    if (peek() != '"') return bad(start, "'@' needs a path in quotes or an icon's name behind it");
    ++at_;
    while (at_ < text_.size() && peek() != '"' && peek() != '\n') ++at_;
    if (peek() == '"') {
      ++at_;
    } else {
      open_text_error(start);
    }
    push(TokenKind::Asset, start);
  }

  void punctuation() {
    const uint32_t start = at_;
    for (const Punctuation& p : kPunctuation) {
      if (std::string_view(text_).substr(at_, p.text.size()) != p.text) continue;
      at_ += static_cast<uint32_t>(p.text.size());
      return push(p.kind, start);
    }
    at_ += 1;
    bad(start, "'" + std::string(text_.substr(start, 1)) + "' means nothing here");
  }

  void bad(uint32_t start, std::string message) {
    add_offset_error(tree_, start, at_, {"bad-character", std::move(message), "", ""});
    push(TokenKind::Bad, start);
  }

  SyntaxTree& tree_;
  const std::string& text_;
  uint32_t at_ = 0;
  std::vector<OpenText> open_;
};

}  // namespace

void lex(SyntaxTree& tree) {
  Lexer(tree).run();
}

}  // namespace hallows::ptl
