#include <string>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/compiler/expr_walk.h"
#include "rt-kernel/base/text_writer.h"

// The stable text dump of the tables: one line a declaration, expressions as (Op …).
namespace hallows::ptl {
namespace {

using format::Tables;

constexpr const char* kOpNames[] = {
#define HALLOWS_OP(name, comment) #name,
#include "parseltongue/format/ops.def"
};
constexpr const char* kSlotKinds[] = {"in",    "inout",   "out",      "var",   "let",   "item",
                                      "index", "pattern", "argument", "state", "child", "element"};
constexpr const char* kNodeKinds[] = {"element", "component", "choice", "loop", "place"};
constexpr const char* kScopeKinds[] = {"component", "window", "item", "arm", "fill", "test"};

class Dump {
 public:
  explicit Dump(const Tables& tables) : t_(tables) {}

  std::string run() {
    for (size_t i = 0; i < t_.scopes.size(); ++i) scope(i);
    for (size_t i = 0; i < t_.nodes.size(); ++i) node(i);
    for (size_t i = 0; i < t_.functions.size(); ++i) {
      const format::Function& f = t_.functions[i];
      w_ << "fn " << i << " " << text(f.name) << " params " << f.parameters.count << " locals "
         << f.locals << " ";
      expr(f.body.value, 0);
      w_ << "\n";
    }
    for (const format::TestDecl& test : t_.tests) {
      w_ << "test \"" << text(test.name) << "\" scope " << test.scope.value << " fn "
         << test.body.value << "\n";
    }
    if (t_.main) w_ << "main " << t_.main.value << "\n";
    return w_.take();
  }

 private:
  std::string_view text(format::TextId id) const {
    return id.value < t_.texts.size() ? t_.texts[id.value] : std::string_view("-");
  }
  void scope(size_t i) {
    const format::ScopeDecl& s = t_.scopes[i];
    w_ << "scope " << i << " " << kScopeKinds[static_cast<size_t>(s.kind)] << " " << text(s.name);
    if (s.parent) w_ << " parent " << s.parent.value;
    if (s.first_node) w_ << " node " << s.first_node.value;
    w_ << "\n";
    for (uint32_t k = 0; k < s.slots.count; ++k) {
      const format::SlotDecl& slot = t_.slots[s.slots.first + k];
      w_ << "  " << k << " " << kSlotKinds[static_cast<size_t>(slot.kind)] << " " << text(slot.name)
         << " type " << slot.type.value;
      if (slot.required) w_ << " required";
      if (slot.source) w_ << " of node " << slot.source.value << " index " << slot.index;
      binding(slot.value);
      w_ << "\n";
    }
  }
  void binding(const format::Binding& b) {
    if (!b.expr) return;
    w_ << " = ";
    expr(b.expr.value, 0);
    if (b.reads.count > 0) w_ << " reads";
    for (uint32_t r = 0; r < b.reads.count; ++r) {
      const format::SlotRead& read = t_.slot_reads[b.reads.first + r];
      w_ << " " << read.up << ":" << read.slot;
    }
    if (b.ambient != 0) w_ << " ambient " << static_cast<int>(b.ambient);
  }
  void entries(const char* label, format::Range r) {
    for (uint32_t p = 0; p < r.count; ++p) {
      const format::PropertyEntry& e = t_.property_entries[r.first + p];
      w_ << "  " << label << (e.on_root ? " root " : " ") << e.target;
      binding(e.value);
      if (e.link) w_ << " link " << e.link.value;
      w_ << "\n";
    }
  }
  void node(size_t i) {
    const format::Node& n = t_.nodes[i];
    w_ << "node " << i << " " << kNodeKinds[static_cast<size_t>(n.kind)] << " " << n.symbol
       << " scope " << n.scope.value;
    if (n.first_child) w_ << " child " << n.first_child.value;
    if (n.next) w_ << " next " << n.next.value;
    if (n.item_scope) w_ << " item " << n.item_scope.value;
    w_ << "\n";
    entries("set", n.properties);
    entries("enter", n.enter);
    entries("exit", n.exit);
    for (uint32_t h = 0; h < n.handlers.count; ++h) {
      const format::HandlerEntry& e = t_.handler_entries[n.handlers.first + h];
      w_ << "  on " << e.event << (e.on_root ? " root" : "") << " fn " << e.body.value << " taken "
         << static_cast<int>(e.taken) << "\n";
    }
    for (uint32_t s = 0; s < n.states.count; ++s) {
      const format::StateEntry& e = t_.state_entries[n.states.first + s];
      w_ << "  state " << text(e.name);
      binding(e.when);
      w_ << "\n";
      entries("  set", e.overrides);
    }
    for (uint32_t a = 0; a < n.arms.count; ++a) {
      const format::Arm& arm = t_.arms[n.arms.first + a];
      w_ << "  arm";
      if (arm.scope) w_ << " scope " << arm.scope.value;
      if (arm.first_child) w_ << " child " << arm.first_child.value;
      binding(arm.condition);
      w_ << "\n";
    }
    for (uint32_t f = 0; f < n.fills.count; ++f) {
      const format::Fill& fill = t_.fills[n.fills.first + f];
      w_ << "  fill " << fill.slot_place << " scope " << fill.scope.value << "\n";
    }
    if (n.list.expr) {
      w_ << "  list";
      binding(n.list);
      if (n.list_link) w_ << " link " << n.list_link.value;
      w_ << "\n";
    }
  }
  // Constants by value, everything else as its operation with its fields.
  void expr(uint32_t id, int depth) {
    if (id >= t_.exprs.size()) {
      w_ << "-";
      return;
    }
    const format::Expr& e = t_.exprs[id];
    const char* name = kOpNames[static_cast<size_t>(e.op)];
    using format::Op;
    if (e.op == Op::Int || e.op == Op::Duration) {
      w_ << t_.ints[e.a] << (e.op == Op::Duration ? "ns" : "");
    } else if (e.op == Op::Float) {
      w_ << t_.floats[e.a];
    } else if (e.op == Op::Text) {
      w_ << "\"" << t_.texts[e.a] << "\"";
    } else if (e.op == Op::Slot) {
      w_ << "slot " << e.a << ":" << e.b;
    } else if (e.op == Op::Local) {
      w_ << "local " << e.a;
    } else if (depth > 24) {
      w_ << "…";
    } else {
      w_ << "(" << name;
      fields(e, depth + 1);
      w_ << ")";
    }
  }
  void fields(const format::Expr& e, int depth);

  const Tables& t_;
  TextWriter w_;
};

void Dump::fields(const format::Expr& e, int depth) {
  const OpShape shape = op_shape(e.op);
  const auto one = [&](OperandKind kind, uint32_t value) {
    if (kind == OperandKind::Expr) {
      w_ << " ";
      expr(value, depth);
    } else if (kind == OperandKind::Raw) {
      w_ << " " << value;
    }
  };
  if (shape.a != OperandKind::Ops) {
    one(shape.a, e.a);
    one(shape.b, e.b);
    one(shape.c, e.c);
    return;
  }
  for (uint32_t i = 0; i < e.b; ++i) {
    const uint32_t operand = t_.operands[e.a + i];
    w_ << " ";
    if (operand_is_raw(e.op, i)) {
      w_ << operand;
    } else {
      expr(operand, depth);
    }
  }
  if (e.c != 0 || e.aux != 0) w_ << " #" << e.c << "." << static_cast<int>(e.aux);
}

}  // namespace

std::string tables_dump(const format::Tables& tables) {
  return Dump(tables).run();
}

}  // namespace hallows::ptl
