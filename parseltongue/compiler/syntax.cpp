#include "parseltongue/compiler/syntax.h"

#include <algorithm>

#include "rt-kernel/base/utf8.h"

namespace hallows::ptl {

std::string_view SyntaxTree::text_of(uint32_t significant_index) const {
  if (significant_index >= significant.size()) return {};
  const Significant& s = significant[significant_index];
  if (s.inserted || s.kind == TokenKind::End) return {};
  return text_of_token(tokens[s.token]);
}

uint32_t SyntaxTree::line_of(uint32_t offset) const {
  const auto it = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  return static_cast<uint32_t>(it - line_starts.begin());
}

LineColumn SyntaxTree::place(uint32_t offset) const {
  const uint32_t line = line_of(offset);
  const uint32_t start = line_starts[line - 1];
  const auto part = std::string_view(text).substr(start, offset - start);
  return {line, static_cast<uint32_t>(count_code_points(part)) + 1};
}

SourcePlace SyntaxTree::source_place(uint32_t significant_index) const {
  const uint32_t i = std::min(significant_index, static_cast<uint32_t>(significant.size()) - 1);
  const Token& token = tokens[significant[i].token];
  const LineColumn from = place(token.start);
  const LineColumn to = significant[i].inserted ? from : place(token.end);
  return {path, from.line, from.column, to.line, to.column};
}

SourcePlace SyntaxTree::source_place_of_node(uint32_t node) const {
  SourcePlace from = source_place(nodes[node].first);
  const SourcePlace to = source_place(nodes[node].last);
  from.end_line = to.end_line;
  from.end_column = to.end_column;
  return from;
}

bool SyntaxTree::line_broken(uint32_t line) const {
  return std::find(broken_lines.begin(), broken_lines.end(), line) != broken_lines.end();
}

bool SyntaxTree::node_broken(uint32_t node) const {
  if (broken_lines.empty()) return false;
  return line_broken(source_place(nodes[node].first).line) ||
         line_broken(source_place(nodes[node].last).line);
}

void add_offset_error(SyntaxTree& tree, uint32_t start, uint32_t end, Problem problem) {
  if (tree.line_broken(tree.line_of(start)))
    return;  // before columns are counted: lines may be long
  const LineColumn from = tree.place(start);
  const LineColumn to = tree.place(end);
  tree.broken_lines.push_back(from.line);
  Diagnostic d;
  d.code = problem.code;
  d.place = {tree.path, from.line, from.column, to.line, to.column};
  d.message = std::move(problem.message);
  d.why = std::move(problem.why);
  d.fix = std::move(problem.fix);
  tree.diagnostics.push_back(std::move(d));
}

void add_syntax_error(SyntaxTree& tree, uint32_t significant_index, Problem problem) {
  const uint32_t last = static_cast<uint32_t>(tree.significant.size()) - 1;
  const Significant& s = tree.significant[std::min(significant_index, last)];
  const Token& token = tree.tokens[s.token];
  add_offset_error(tree, token.start, s.inserted ? token.start : token.end, std::move(problem));
}

std::string print(const SyntaxTree& tree) {
  std::string out;
  for (const Token& token : tree.tokens) out += tree.text_of_token(token);
  return out;
}

SyntaxTree parse_tree(std::string path, std::string text) {
  SyntaxTree tree;
  tree.path = std::move(path);
  tree.text = std::move(text);
  lex(tree);
  balance(tree);
  parse(tree);
  return tree;
}

}  // namespace hallows::ptl
