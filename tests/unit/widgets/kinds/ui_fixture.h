#pragma once

#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "parseltongue/value/heap.h"
#include "rt-kernel/types/font_face_table.h"
#include "widgets/kinds/register_all.h"
#include "widgets/query.h"
#include "widgets/ui.h"

// A program put together by hand: expressions are C++ functions, tables are vectors.
namespace hallows::widgets::test {

using format::ElementKind;
using format::EventId;
using format::NodeId;
using format::PropertyId;
using value::Value;

using Expression = std::function<Value(format::EvalContext&)>;
using Handler = std::function<void(format::EvalContext&, std::span<const Value>)>;

struct Read {
  uint16_t up = 0;
  uint16_t slot = 0;
};

inline const Value& read(const format::EvalContext& context, uint32_t up, uint32_t slot) {
  const format::Scope* scope = context.scope;
  for (uint32_t i = 0; i < up; ++i) scope = scope->parent;
  return scope->slots[slot];
}
inline void write(const format::EvalContext& context, uint32_t up, uint32_t slot,
                  const Value& value) {
  format::Scope* scope = context.scope;
  for (uint32_t i = 0; i < up; ++i) scope = scope->parent;
  context.host->write_slot(context.host->context, *scope, slot, value, UINT32_MAX);
}

class Builder {
 public:
  format::Program program;

  format::TextId text(std::string_view s) {
    strings_.emplace_back(s);
    texts_.push_back(strings_.back());
    return {static_cast<uint32_t>(texts_.size() - 1)};
  }
  format::ExprId expr(Expression f) {
    exprs_.push_back(std::move(f));
    return {static_cast<uint32_t>(exprs_.size() - 1)};
  }
  format::FunctionId function(Handler f) {
    functions_.push_back(std::move(f));
    return {static_cast<uint32_t>(functions_.size() - 1)};
  }
  format::Binding constant(Value v) {
    return {expr([v](format::EvalContext&) { return v; }), {}, 0};
  }
  format::Binding live(std::initializer_list<Read> reads, Expression f) {
    format::Binding binding;
    binding.reads = {static_cast<uint32_t>(reads_.size()), static_cast<uint32_t>(reads.size())};
    for (const Read r : reads) reads_.push_back({r.up, r.slot});
    binding.expr = expr(std::move(f));
    return binding;
  }
  // A binding that is one slot.
  format::Binding slot_value(uint16_t up, uint16_t slot) {
    return live({{up, slot}}, [=](format::EvalContext& c) { return read(c, up, slot); });
  }
  format::LvalueId lvalue(uint16_t up, uint16_t slot) {
    lvalues_.push_back({{up, slot}, {}});
    return {static_cast<uint32_t>(lvalues_.size() - 1)};
  }
  format::TypeId type(format::TypeKind kind) {
    types_.push_back({kind, {}, 0, {}});
    return {static_cast<uint32_t>(types_.size() - 1)};
  }

  struct Property {
    PropertyId id;
    format::Binding value;
    format::LvalueId link{};
    bool on_root = false;
    uint32_t slot = UINT32_MAX;  // instead of id: of a component
  };
  struct On {
    EventId event;
    Handler body;
    bool on_root = false;
    uint32_t own = UINT32_MAX;  // instead of event: of a component
    const char* key = nullptr;
  };
  // Children are NodeIds made before.
  struct Element {
    ElementKind kind = ElementKind::Rect;
    std::vector<Property> properties;
    std::vector<NodeId> children;
    std::vector<On> handlers;
  };
  NodeId element(format::ScopeDeclId scope, const Element& e) {
    format::Node node = make_node(format::NodeKind::Element, scope);
    node.symbol = static_cast<uint32_t>(e.kind);
    node.properties = add_properties(e.properties);
    node.handlers = add_handlers(e.handlers);
    node.first_child = chain(e.children);
    return add(node);
  }
  NodeId component(format::ScopeDeclId scope, format::ScopeDeclId what,
                   const std::vector<Property>& properties, const std::vector<On>& handlers = {},
                   const std::vector<format::Fill>& fills = {}) {
    format::Node node = make_node(format::NodeKind::Component, scope);
    node.symbol = what.value;
    node.properties = add_properties(properties);
    node.handlers = add_handlers(handlers);
    node.fills = {static_cast<uint32_t>(fills_.size()), static_cast<uint32_t>(fills.size())};
    fills_.insert(fills_.end(), fills.begin(), fills.end());
    return add(node);
  }
  NodeId choice(format::ScopeDeclId scope, const std::vector<format::Arm>& arms) {
    format::Node node = make_node(format::NodeKind::Choice, scope);
    node.arms = {static_cast<uint32_t>(arms_.size()), static_cast<uint32_t>(arms.size())};
    arms_.insert(arms_.end(), arms.begin(), arms.end());
    return add(node);
  }
  NodeId loop(format::ScopeDeclId scope, format::Binding list, format::Binding key,
              format::ScopeDeclId item_scope, NodeId body) {
    format::Node node = make_node(format::NodeKind::Loop, scope);
    node.list = list;
    node.key = key;
    node.item_scope = item_scope;
    node.first_child = body;
    return add(node);
  }
  NodeId place(format::ScopeDeclId scope, uint32_t slot_place, NodeId fallback) {
    format::Node node = make_node(format::NodeKind::Place, scope);
    node.symbol = slot_place;
    node.first_child = fallback;
    return add(node);
  }
  format::Node& node(NodeId id) { return nodes_[id.value]; }
  format::ScopeDecl& scope(format::ScopeDeclId id) { return scopes_[id.value]; }

  // Scopes are declared with all their slots before nodes read them.
  format::ScopeDeclId scope(format::ScopeKind kind, const std::vector<format::SlotDecl>& slots,
                            format::ScopeDeclId parent = {}) {
    format::ScopeDecl decl;
    decl.kind = kind;
    decl.parent = parent;
    decl.slots = {static_cast<uint32_t>(slots_.size()), static_cast<uint32_t>(slots.size())};
    slots_.insert(slots_.end(), slots.begin(), slots.end());
    scopes_.push_back(decl);
    return {static_cast<uint32_t>(scopes_.size() - 1)};
  }
  format::SlotDecl var(Value initial) {
    format::SlotDecl slot;
    slot.kind = format::SlotKind::Var;
    slot.value = constant(std::move(initial));
    return slot;
  }
  format::SlotDecl let(format::Binding binding) {
    format::SlotDecl slot;
    slot.kind = format::SlotKind::Let;
    slot.value = binding;
    return slot;
  }
  format::SlotDecl slot(format::SlotKind kind) {
    format::SlotDecl s;
    s.kind = kind;
    return s;
  }
  format::SlotDecl mirror(NodeId source, PropertyId id) {
    format::SlotDecl s;
    s.kind = format::SlotKind::ElementState;
    s.source = source;
    s.index = static_cast<uint32_t>(id);
    return s;
  }
  // The slots of a scope may need nodes that come later.
  format::SlotDecl& slot_of(format::ScopeDeclId id, uint32_t i) {
    return slots_[scopes_[id.value].slots.first + i];
  }
  void animate(NodeId id, PropertyId property, Duration duration) {
    format::AnimateEntry entry;
    entry.property = property;
    entry.curve.kind = format::EasingKind::Linear;
    entry.curve.duration = duration;
    nodes_[id.value].animates = {static_cast<uint32_t>(animates_.size()), 1};
    animates_.push_back(entry);
  }
  void exit(NodeId id, PropertyId property, Value to, Duration duration) {
    nodes_[id.value].exit = add_properties({{property, constant(std::move(to))}});
    nodes_[id.value].exit_curve.kind = format::EasingKind::Linear;
    nodes_[id.value].exit_curve.duration = duration;
  }
  void state(NodeId id, format::Binding when, const std::vector<Property>& overrides) {
    format::StateEntry entry;
    entry.when = when;
    entry.overrides = add_properties(overrides);
    nodes_[id.value].states = {static_cast<uint32_t>(states_.size()), 1};
    states_.push_back(entry);
  }
  void timer(format::ScopeDeclId id, Duration interval, Handler body) {
    scopes_[id.value].timers = {static_cast<uint32_t>(timers_.size()), 1};
    timers_.push_back({constant(Value::duration(interval)), function(std::move(body))});
  }

  // Last: the tables are complete.
  void finish() {
    format::Tables& t = program.tables;
    t.texts = texts_;
    t.types = types_;
    t.scopes = scopes_;
    t.slots = slots_;
    t.slot_reads = reads_;
    t.lvalues = lvalues_;
    t.nodes = nodes_;
    t.property_entries = entries_;
    t.handler_entries = handlers_;
    t.animate_entries = animates_;
    t.state_entries = states_;
    t.arms = arms_;
    t.fills = fills_;
    t.timers = timers_;
    program.context = this;
    program.evaluate = [](const format::Program& p, format::ExprId id, format::EvalContext& c,
                          Value& result) {
      result = static_cast<const Builder*>(p.context)->exprs_[id.value](c);
    };
    program.call = [](const format::Program& p, format::FunctionId id, format::EvalContext& c,
                      std::span<const Value> arguments, Value&) {
      static_cast<const Builder*>(p.context)->functions_[id.value](c, arguments);
    };
  }

 private:
  format::Node make_node(format::NodeKind kind, format::ScopeDeclId scope) {
    format::Node node;
    node.kind = kind;
    node.scope = scope;
    node.declaration = nodes_.size() + 1;
    return node;
  }
  NodeId add(const format::Node& node) {
    nodes_.push_back(node);
    return {static_cast<uint32_t>(nodes_.size() - 1)};
  }
  NodeId chain(const std::vector<NodeId>& children) {
    for (size_t i = 0; i + 1 < children.size(); ++i)
      nodes_[children[i].value].next = children[i + 1];
    return children.empty() ? NodeId{} : children[0];
  }
  format::Range add_properties(const std::vector<Property>& properties) {
    const format::Range range = {static_cast<uint32_t>(entries_.size()),
                                 static_cast<uint32_t>(properties.size())};
    for (const Property& p : properties) {
      format::PropertyEntry entry;
      entry.target = p.slot != UINT32_MAX ? p.slot : static_cast<uint32_t>(p.id);
      entry.on_root = p.on_root;
      entry.value = p.value;
      entry.link = p.link;
      entries_.push_back(entry);
    }
    return range;
  }
  format::Range add_handlers(const std::vector<On>& handlers) {
    const format::Range range = {static_cast<uint32_t>(handlers_.size()),
                                 static_cast<uint32_t>(handlers.size())};
    for (const On& on : handlers) {
      format::HandlerEntry entry;
      entry.event = on.own != UINT32_MAX ? on.own : static_cast<uint32_t>(on.event);
      entry.on_root = on.on_root;
      entry.body = function(on.body);
      entry.taken = 1;
      if (on.key != nullptr) entry.argument = text(on.key);
      handlers_.push_back(entry);
    }
    return range;
  }

  std::deque<std::string> strings_;
  std::vector<std::string_view> texts_;
  std::vector<format::Type> types_;
  std::vector<Expression> exprs_;
  std::vector<Handler> functions_;
  std::vector<format::ScopeDecl> scopes_;
  std::vector<format::SlotDecl> slots_;
  std::vector<format::SlotRead> reads_;
  std::vector<format::Lvalue> lvalues_;
  std::vector<format::Node> nodes_;
  std::vector<format::PropertyEntry> entries_;
  std::vector<format::HandlerEntry> handlers_;
  std::vector<format::AnimateEntry> animates_;
  std::vector<format::StateEntry> states_;
  std::vector<format::Arm> arms_;
  std::vector<format::Fill> fills_;
  std::vector<format::Timer> timers_;
};

// Fonts and what else a Ui needs; one window.
class Fixture {
 public:
  Builder b;
  value::Heap heap;
  FontFaceTable faces;
  text::FontStore fonts{faces};
  std::unique_ptr<text::TextContext> text;
  scene::Scene scene;
  std::unique_ptr<Ui> ui;
  ScopeId root;
  WorkCounts work;  // of the last frame
  Instant now{1'000'000'000};
  std::vector<InputEvent> input;
  WindowId window;

  void open(format::ScopeDeclId decl, SizePx size = {400, 300}, const UiLimits& limits = {},
            Scale scale = {1}) {
    std::vector<Diagnostic> problems;
    fonts.load_default(problems);
    text = std::make_unique<text::TextContext>(fonts);
    b.finish();
    UiConfig config;
    config.program = &b.program;
    config.heap = &heap;
    config.text = text.get();
    config.scene = &scene;
    config.limits = limits;
    ui = std::make_unique<Ui>(config);
    kinds::register_all(*ui);
    root = open_window(*ui, {window, decl, size, scale, {}});
    frame();
    // The first geometry is news for hover and `settled`.
    frame();
  }
  const WorkCounts& frame(Duration step = {}) {
    now = now + step;
    work = {};
    UiFrame f;
    f.window = window;
    f.now = now;
    f.presentation = now;
    f.events = input;
    f.work = &work;
    run_stages(*ui, f);
    input.clear();
    return work;
  }
  InputEvent event(InputKind kind, Vec2 at = {}) {
    InputEvent e;
    e.kind = kind;
    e.window = window;
    e.position = at;
    e.time = now;
    return e;
  }
  void tap(Vec2 at) {
    input.push_back(event(InputKind::PointerMove, at));
    input.push_back(event(InputKind::PointerDown, at));
    input.push_back(event(InputKind::PointerUp, at));
    frame();
  }
  void key(Key k, uint8_t mods = 0) {
    InputEvent e = event(InputKind::KeyDown);
    e.key = k;
    e.mods = mods;
    input.push_back(e);
    frame();
  }
  void type(std::string_view s) {
    InputEvent e = event(InputKind::Text);
    e.text_size = static_cast<uint8_t>(s.size());
    s.copy(e.text.data(), s.size());
    input.push_back(e);
    frame();
  }
  void wheel(Vec2 at, float dy) {
    InputEvent e = event(InputKind::Wheel, at);
    e.delta = {0, dy};
    input.push_back(e);
    frame();
  }
  void set(uint32_t slot, const Value& v) { set_slot(*ui, root, slot, v); }
  Value get(uint32_t slot) { return get_slot(*ui, root, slot); }
  ElementId find(std::string_view t, uint32_t n = 0) { return find_text(*ui, window, t, n); }
  Rect box(ElementId e) { return bounds(*ui, e); }
  Value literal(const char* s) { return Value::literal(s); }
};

}  // namespace hallows::widgets::test
