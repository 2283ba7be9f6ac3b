#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rt-kernel/base/diagnostic.h"

// The concrete syntax of one file: all its tokens, and a tree of nodes over them in one flat array.
// Printing the tokens in order gives the source back, whatever the source is.
namespace hallows::ptl {

enum class TokenKind : uint8_t {
  End,
  // Trivia: kept, not seen by the parser.
  Blank,
  Newline,
  LineComment,
  BlockComment,
  DocComment,
  // Words and literals.
  Word,
  Int,
  Float,
  Quantity,    // number with a unit
  Text,        // "…" without interpolation
  TextStart,   // "…{
  TextMiddle,  // }…{
  TextEnd,     // }…"
  Format,      // :.2 in an interpolation
  Hash,        // #rgb, #id
  Asset,       // @"path"
  IconName,    // @name
  // Punctuation.
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Semicolon,
  Dot,
  DotDot,
  QuestionDot,
  Question,
  QuestionQuestion,
  Colon,
  ColonEqual,
  Equal,
  EqualEqual,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  TwoWay,  // <=>
  FatArrow,
  Arrow,
  Plus,
  PlusEqual,
  Minus,
  MinusEqual,
  Star,
  StarEqual,
  Slash,
  Bang,
  AndAnd,
  OrOr,
  Bar,
  Bad,
};

struct Token {
  TokenKind kind = TokenKind::End;
  uint32_t start = 0;  // byte offset in the source
  uint32_t end = 0;
};

// A token that the parser sees. `match` and the flags are written by the balance pass.
struct Significant {
  TokenKind kind = TokenKind::End;
  bool newline_before = false;
  bool blank_before = false;
  bool inserted = false;  // a brace that the balance pass put in: no text
  bool unclosed = false;  // ( or [ without its partner
  bool stray = false;     // a closing bracket without its partner
  uint32_t token = 0;     // index in SyntaxTree::tokens; of an inserted brace: the token after it
  uint32_t match = UINT32_MAX;  // partner of a bracket, index in SyntaxTree::significant
};

enum class SyntaxKind : uint8_t {
  Error,
  File,
  // Items. `main` is the name.
  Use,  // main: path text or word; children: UseName…; then AsName
  UseName,
  AsName,
  Const,     // TypeX?, value
  Enum,      // EnumCase…
  EnumCase,  // Param…
  Struct,    // Param…
  Fn,        // TypeParam…, Param…, Result?, Block or expression
  ExternFn,
  TypeParam,
  Param,      // TypeX?, default?
  Result,     // TypeX
  Theme,      // Param…
  Style,      // Property…
  Component,  // TypeParam…, members
  Window,
  Test,     // main: text; Block
  Preview,  // main: text; Element
  // Members
  Slot,          // in inout out var let: `aux` is the SlotWord; TypeX?, value?
  Event,         // Param…
  SlotPlace,     // `slot`: Param…
  Property,      // main: first word of the name; PropertyName, values
  PropertyName,  // spans the dotted name
  TwoWay,        // PropertyName, expression
  Handler,       // main: event; NameRef… , HandlerArgument?, AsName?, Block
  HandlerArgument,
  Timer,       // expression, Block
  Element,     // main: name; Path, TypeArgs?, members. Also struct values and mounts
  Path,        // spans ns.Name
  TypeArgs,    // TypeX…
  Named,       // main: name; Element
  If,          // Head (condition | LetPattern), Body, (If | Body)?
  LetPattern,  // Pattern, expression
  For,         // main: item; NameRef?, expression, KeyBy?, Body
  KeyBy,
  Match,     // expression, MatchArm…
  MatchArm,  // Pattern or ElseMark, then Body, Block or expression
  ElseMark,
  Body,        // members, or statements
  Place,       // main: slot name or `place`; arguments, Body?
  Fill,        // main: slot name; NameRef…, Body
  Animate,     // PropertyName…, CurveX
  CurveX,      // values
  States,      // State…, Transition…
  State,       // main: name; expression, Property…
  Transition,  // NameRef NameRef CurveX
  Enter,       // Property…, CurveX
  Exit,
  Content,  // expression
  NameRef,
  Pattern,  // main: word or literal; NameRef…
  // Statements
  Block,   // statements
  Let,     // aux 1: var; TypeX?, value
  Assign,  // main: operator; target, value
  Return,  // value?
  After,   // expression, Block
  Given,   // main: name; NameRef…, DelayX?, Block
  ExprStatement,
  // Expressions
  Literal,        // main: token
  TextX,          // TextPart, Interpolation…
  Interpolation,  // expression; main: Format token or none
  Translate,      // main: `tr`; aux 1: context, 2: plural; context TextX, count, TextX…
  Name,           // main
  DotName,        // `.Off`
  Field,          // aux 1: `?.`; expression
  Call,           // callee, Argument…
  Argument,       // main: name (sort(by: …)) or none; expression
  Index,          // expression, expression
  Unary,          // main: operator
  Binary,         // main: operator
  Ternary,        // condition, a, b
  IfX,            // like If with Block bodies
  Lambda,         // NameRef…, expression
  ListX,
  SequenceX,  // values by blanks inside a choice: a ? 8dp 12dp : 4dp
  Paren,
  With,    // base, Property…
  MatchX,  // as Match
  // Types
  TypeName,  // main; Path?, TypeArgs?
  TypeList,  // TypeX
  TypeOptional,
  TypeFn,  // TypeX…, Result
};

enum class SlotWord : uint8_t { In, Inout, Out, Var, Let };

constexpr uint32_t kNoNode = UINT32_MAX;
constexpr uint32_t kNoToken = UINT32_MAX;

struct SyntaxNode {
  SyntaxKind kind = SyntaxKind::Error;
  uint8_t aux = 0;
  uint32_t main = kNoToken;        // index in SyntaxTree::significant
  uint32_t first = 0, last = 0;    // significant tokens spanned, both included
  uint32_t first_child = kNoNode;  // index in SyntaxTree::nodes
  uint32_t next = kNoNode;
};

struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;  // code points
};

struct SyntaxTree {
  std::string path;
  std::string text;
  std::vector<Token> tokens;
  std::vector<Significant> significant;  // ends with End
  std::vector<SyntaxNode> nodes;
  std::vector<uint32_t> line_starts;
  std::vector<Diagnostic> diagnostics;
  std::vector<uint32_t> broken_lines;  // lines that have a syntax error already
  uint32_t root = kNoNode;
  bool lost_item = false;      // something at the top level could not be read
  bool brace_trouble = false;  // braces had to be put in or left out

  std::string_view text_of(uint32_t significant_index) const;
  std::string_view text_of_token(const Token& token) const {
    return std::string_view(text).substr(token.start, token.end - token.start);
  }
  uint32_t line_of(uint32_t offset) const;
  LineColumn place(uint32_t offset) const;
  SourcePlace source_place(uint32_t significant_index) const;
  SourcePlace source_place_of_node(uint32_t node) const;
  bool line_broken(uint32_t line) const;
  bool node_broken(uint32_t node) const;  // its first or last line is
};

// A mistake, as its finder says it.
struct Problem {
  const char* code = "";
  std::string message;
  std::string why;
  std::string fix;
};

// Steps of parsing, in order.
void lex(SyntaxTree& tree);      // tokens, line_starts; open texts and comments
void balance(SyntaxTree& tree);  // significant; missing and stray brackets
void parse(SyntaxTree& tree);    // nodes
SyntaxTree parse_tree(std::string path, std::string text);  // all three

// Adds an error unless its line has one already ("one mistake, one diagnostic").
void add_syntax_error(SyntaxTree& tree, uint32_t significant_index, Problem problem);
void add_offset_error(SyntaxTree& tree, uint32_t start, uint32_t end, Problem problem);

// All tokens printed again.
std::string print(const SyntaxTree& tree);

}  // namespace hallows::ptl
