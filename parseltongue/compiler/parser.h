#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "parseltongue/compiler/syntax.h"

namespace hallows::ptl {

enum class StructAllowed : uint8_t { No, Yes };  // may `Name {` be a value here (not in heads)
enum class ListByBlanks : uint8_t { No, Yes };   // `8dp -4dp` is a list of two
enum class BodyOf : uint8_t { Members, Statements };

// A recursive-descent parser over the balanced tokens. Each parse_… function makes one node and
// leaves `at_` behind it; none goes past the `}` of the block around it, so a mistake stays inside
// its block. Depth is bounded: deeper nesting than kMaxDepth is an error, not a crash.
class Parser {
 public:
  explicit Parser(SyntaxTree& tree) : tree_(tree) {}
  void parse_file();

 private:
  static constexpr uint32_t kMaxDepth = 200;

  // ---- Tokens (parser.cpp) ----
  TokenKind kind(uint32_t ahead = 0) const;
  std::string_view word(uint32_t ahead = 0) const;
  bool at(TokenKind k) const { return kind() == k; }
  bool at_word(std::string_view text) const { return kind() == TokenKind::Word && word() == text; }
  bool capital(uint32_t ahead = 0) const;  // a word with a capital first letter
  bool newline() const;  // a newline stands before the current token, and ends what was before it
  bool touches() const { return !tree_.significant[at_].blank_before; }
  bool accept(TokenKind k);
  bool expect(TokenKind k, const char* what);
  uint32_t expect_name(const char* what);
  void error(Problem problem) { error_at(at_, std::move(problem)); }
  void error_at(uint32_t token, Problem problem);
  void expected(const char* what);
  std::string shown() const;  // the current token, quoted
  void skip_member();

  // ---- Nodes ----
  struct Builder {
    uint32_t node = kNoNode;
    uint32_t last = kNoNode;
  };
  Builder open(SyntaxKind kind);
  Builder wrap(SyntaxKind kind, uint32_t first_child);
  void add(Builder& builder, uint32_t child);
  uint32_t close(Builder& builder);
  SyntaxNode& node(uint32_t i) { return tree_.nodes[i]; }
  uint32_t leaf(SyntaxKind kind);  // one token
  uint32_t error_node();
  // Between the items of a block: newline, `,` or `;`. Reports where none stands.
  bool separator();  // whether it was a comma
  bool block_ends() const { return at(TokenKind::RightBrace) || at(TokenKind::End); }

  // Parens and brackets suspend newlines; braces bring them back.
  class NewlineScope {
   public:
    NewlineScope(Parser& parser, bool ignored) : parser_(parser), old_(parser.ignore_newlines_) {
      parser.ignore_newlines_ = ignored;
    }
    ~NewlineScope() { parser_.ignore_newlines_ = old_; }
    NewlineScope(const NewlineScope&) = delete;
    NewlineScope& operator=(const NewlineScope&) = delete;

   private:
    Parser& parser_;
    bool old_;
  };
  class Depth {
   public:
    explicit Depth(Parser& parser) : parser_(parser) { ++parser.depth_; }
    ~Depth() { --parser_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    Parser& parser_;
  };
  bool too_deep();

  // ---- Items (parser_items.cpp) ----
  uint32_t item();
  uint32_t use_item();
  void use_names(Builder& b);
  uint32_t const_item();
  uint32_t enum_item();
  uint32_t struct_item();
  uint32_t fn_item();
  uint32_t extern_item();
  uint32_t fields_item(SyntaxKind kind, const char* what);
  uint32_t style_item();
  uint32_t component_item(SyntaxKind kind);
  uint32_t test_item();
  uint32_t preview_item();
  void type_params(Builder& b);
  void params(Builder& b);
  uint32_t param();
  void fn_rest(Builder& b);
  template <class ParseOne>
  void braced(Builder& b, const char* what, ParseOne one);

  // ---- Types (parser_items.cpp) ----
  uint32_t type();
  uint32_t type_core();
  uint32_t type_name();
  uint32_t type_fn();
  uint32_t type_args();
  bool generic_ahead() const;  // `<…>` and then `{` follow the name

  // ---- Members (parser_members.cpp) ----
  uint32_t component_member();
  uint32_t slot_member(SlotWord slot_word);
  uint32_t event_member();
  uint32_t slot_place();
  uint32_t timer_member();
  uint32_t member();
  uint32_t common_member();
  bool property_ahead(uint32_t& name_tokens) const;
  uint32_t property(uint32_t name_tokens);
  uint32_t property_name(uint32_t name_tokens);
  void values(Builder& b);
  uint32_t handler();
  uint32_t named();
  bool element_ahead() const;
  uint32_t element();
  uint32_t path();
  void element_body(Builder& b);
  uint32_t place();
  uint32_t fill();
  uint32_t animate();
  uint32_t curve();
  uint32_t states();
  uint32_t state();
  uint32_t transition();
  uint32_t enter_exit(SyntaxKind kind);
  uint32_t property_only();
  uint32_t content();

  // ---- Control (parser_statements.cpp) ----
  uint32_t if_node(SyntaxKind kind, BodyOf of);
  uint32_t for_node(BodyOf of);
  uint32_t match_node(SyntaxKind kind, BodyOf of);
  uint32_t match_arm(SyntaxKind kind, BodyOf of);
  uint32_t pattern();
  uint32_t let_pattern();
  uint32_t body(BodyOf of);
  uint32_t head();
  void name_list(Builder& b);  // ( a, b )
  uint32_t block();
  uint32_t statement();
  uint32_t let_statement();
  uint32_t given();
  uint32_t after();
  uint32_t expression_statement();

  // ---- Expressions (parser_expr.cpp) ----
  uint32_t expression(StructAllowed structs = StructAllowed::Yes,
                      ListByBlanks list = ListByBlanks::No);
  uint32_t ternary();
  uint32_t branch();
  uint32_t binary(int min_level);
  uint32_t unary();
  uint32_t postfix();
  uint32_t postfix_step(uint32_t base, bool& more);
  uint32_t primary();
  uint32_t primary_word();
  bool member_ahead() const;
  uint32_t paren();
  uint32_t list();
  uint32_t lambda();
  bool lambda_ahead() const;
  uint32_t text();
  uint32_t translate();
  bool translate_ahead() const;
  void arguments(Builder& b);
  uint32_t argument();
  uint32_t with(uint32_t base);
  bool starts_operand() const;
  int binary_level() const;
  bool minus_is_binary();

  SyntaxTree& tree_;
  uint32_t at_ = 0;
  uint32_t depth_ = 0;
  uint32_t start_ = 0;  // where the member or statement that is being read starts
  bool ignore_newlines_ = false;
  StructAllowed structs_ = StructAllowed::Yes;
  ListByBlanks list_ = ListByBlanks::No;
};

// `{ one one … }`. Afterwards the current token stands behind the `}`.
template <class ParseOne>
void Parser::braced(Builder& b, const char* what, ParseOne one) {
  if (!at(TokenKind::LeftBrace)) return expected(what);
  const NewlineScope lines(*this, false);
  const StructAllowed structs = structs_;
  const ListByBlanks list = list_;
  structs_ = StructAllowed::Yes;
  list_ = ListByBlanks::No;
  ++at_;
  bool fresh = true;  // no item since the last comma
  while (!block_ends()) {
    if (accept(TokenKind::Semicolon)) continue;
    if (at(TokenKind::Comma)) {
      if (fresh) error({"syntax", "nothing stands before this ','", "", "remove it"});
      fresh = true;
      ++at_;
      continue;
    }
    const uint32_t before = start_ = at_;
    add(b, one());
    if (at_ == before) {
      expected("something else");
      skip_member();
      if (at_ == before && !block_ends()) ++at_;
    }
    fresh = false;
    if (!block_ends()) fresh = separator();
  }
  accept(TokenKind::RightBrace);
  structs_ = structs;
  list_ = list;
}

}  // namespace hallows::ptl
