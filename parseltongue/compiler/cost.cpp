#include "parseltongue/compiler/cost.h"

#include <vector>

#include "parseltongue/compiler/expr_walk.h"
#include "parseltongue/compiler/lower.h"

namespace hallows::ptl {
namespace {

// Counts each expression once a binding, functions included.
class Counter {
 public:
  explicit Counter(const CompiledProgram& program) : program_(program) {}

  uint32_t count(format::ExprId expr) {
    uint32_t n = 0;
    walk(expr.value, n, 0);
    return n;
  }

 private:
  void walk(uint32_t expr, uint32_t& n, int depth) {
    if (expr >= program_.exprs.size() || depth > 200 || n > 1'000'000) return;
    ++n;
    const format::Expr& e = program_.exprs[expr];
    for (const uint32_t child : expr_children(program_, e)) walk(child, n, depth + 1);
    const bool calls = e.op == format::Op::Call || e.op == format::Op::CallLocal;
    if (calls && e.c < program_.functions.size()) {
      walk(program_.functions[e.c].body.value, n, depth + 1);
    }
  }
  const CompiledProgram& program_;
};

}  // namespace

uint32_t binding_operations(const CompiledProgram& program, const std::deque<ScopeInfo>& scopes,
                            const ComponentInstance& component) {
  Counter counter(program);
  uint32_t total = 0;
  std::vector<bool> own(scopes.size());
  for (size_t i = 0; i < scopes.size(); ++i) {
    own[i] = scopes[i].component == &component;
    if (!own[i]) continue;
    for (const SlotInfo& s : scopes[i].slots) total += counter.count(s.value.expr);
  }
  for (const format::Node& n : program.nodes) {
    if (!n.scope || n.scope.value >= own.size() || !own[n.scope.value]) continue;
    for (uint32_t p = 0; p < n.properties.count; ++p) {
      total += counter.count(program.property_entries[n.properties.first + p].value.expr);
    }
    for (uint32_t s = 0; s < n.states.count; ++s) {
      total += counter.count(program.state_entries[n.states.first + s].when.expr);
    }
    for (uint32_t a = 0; a < n.arms.count; ++a) {
      total += counter.count(program.arms[n.arms.first + a].condition.expr);
    }
    total += counter.count(n.list.expr) + counter.count(n.key.expr);
  }
  return total;
}

}  // namespace hallows::ptl
