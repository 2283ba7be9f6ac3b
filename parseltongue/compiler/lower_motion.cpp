#include <algorithm>
#include <cmath>

#include "parseltongue/compiler/lower.h"

// animate, states, transitions, enter and exit (section 5). Curves are constants.
namespace hallows::ptl {

bool Lowering::constant_number(uint32_t node, double& out) {
  if (node == kNoNode) return false;
  const Saved saved(*this);
  Frame frame;
  cx_.frame = &frame;
  const Value v = expr(node);
  const format::Expr e = out_.exprs[v.id.value];
  if (e.op == Op::Int) {
    out = static_cast<double>(out_.ints[e.a]);
  } else if (e.op == Op::Float || e.op == Op::Percent) {
    out = out_.floats[e.a];
  } else {
    return false;
  }
  return true;
}

bool Lowering::constant_duration(uint32_t node, Duration& out) {
  const Saved saved(*this);
  Frame frame;
  cx_.frame = &frame;
  const Value v = expr(node);
  const format::Expr e = out_.exprs[v.id.value];
  if (e.op != Op::Duration) return false;
  out.ns = out_.ints[e.a];
  return true;
}

void Lowering::curve_call(uint32_t call, format::Curve& out, bool& has_duration) {
  const std::string name = main_text(child(call));
  const std::vector<uint32_t> args = call_arguments(call);
  const auto wrong = [&](const char* usage) {
    error(child(call), {"bad-curve", "'" + name + "' is written " + usage, "", ""});
  };
  if (name == "spring") {
    double damping = 0;
    if (args.empty() || !constant_number(child(args[0]), damping))
      return wrong("spring(0.8, 300ms)");
    out.kind = format::EasingKind::Spring;
    out.p[0] = static_cast<float>(damping);
    if (args.size() > 1) {
      if (!constant_duration(child(args[1]), out.duration)) return wrong("spring(0.8, 300ms)");
      has_duration = true;
    } else if (!has_duration) {
      out.duration = from_ms(300);
      has_duration = true;
    }
    return;
  }
  if (name == "cubic") {
    if (args.size() != 4) return wrong("cubic(x1, y1, x2, y2)");
    out.kind = format::EasingKind::Cubic;
    for (size_t i = 0; i < 4; ++i) {
      double v = 0;
      if (!constant_number(child(args[i]), v)) return wrong("cubic(x1, y1, x2, y2)");
      out.p[i] = static_cast<float>(v);
    }
    return;
  }
  double v = 0;
  if (name == "steps") {
    if (args.size() != 1 || !constant_number(child(args[0]), v)) return wrong("steps(4)");
    out.kind = format::EasingKind::Steps;
    out.p[0] = static_cast<float>(v);
  } else if (name == "delay") {
    if (args.size() != 1 || !constant_duration(child(args[0]), out.delay)) wrong("delay(100ms)");
  } else if (name == "repeat") {
    if (args.size() != 1 || !constant_number(child(args[0]), v)) return wrong("repeat(3)");
    out.repeat = static_cast<int32_t>(v);
  } else {
    unknown(sn(child(call)).main, "easing", name, {"spring", "cubic", "steps", "delay", "repeat"});
  }
}

void Lowering::curve_part(uint32_t value, format::Curve& out, bool& has_duration) {
  struct Named {
    std::string_view name;
    format::EasingKind kind;
    float p[4];
  };
  static constexpr Named kEasings[] = {
      {"linear", format::EasingKind::Linear, {0, 0, 1, 1}},
      {"ease", format::EasingKind::Cubic, {0.25f, 0.1f, 0.25f, 1}},
      {"ease-in", format::EasingKind::Cubic, {0.42f, 0, 1, 1}},
      {"ease-out", format::EasingKind::Cubic, {0, 0, 0.58f, 1}},
      {"ease-in-out", format::EasingKind::Cubic, {0.42f, 0, 0.58f, 1}}};
  if (sn(value).kind == SyntaxKind::Call && sn(child(value)).kind == SyntaxKind::Name) {
    return curve_call(value, out, has_duration);
  }
  if (sn(value).kind == SyntaxKind::Name) {
    const std::string word = main_text(value);
    for (const Named& e : kEasings) {
      if (e.name != word) continue;
      out.kind = e.kind;
      std::copy(std::begin(e.p), std::end(e.p), out.p);
      return;
    }
    if (word == "forever") {
      out.repeat = -1;
      return;
    }
    if (word == "alternate") {
      out.alternate = true;
      return;
    }
    if (find_symbol(word).kind != SymbolKind::Const) {
      unknown(sn(value).main, "easing", word,
              {"linear", "ease", "ease-in", "ease-out", "ease-in-out", "spring", "cubic", "steps",
               "delay", "repeat", "forever", "alternate"});
      return;
    }
  }
  if (sn(value).kind == SyntaxKind::Error) return;
  if (constant_duration(value, out.duration)) {
    has_duration = true;
    return;
  }
  error_token(sn(value).first, {"bad-curve", "a curve is a constant duration and an easing", "",
                                "write, for example, '200ms ease-out'"});
  has_duration = true;
}

format::Curve Lowering::curve(uint32_t node) {
  format::Curve out;
  bool has_duration = false;
  for (const uint32_t v : children(node)) curve_part(v, out, has_duration);
  if (!has_duration && node != kNoNode && sn(node).kind == SyntaxKind::CurveX) {
    error_token(sn(node).first, {"bad-curve", "a curve needs a duration", "",
                                 "write, for example, '200ms ease-out'"});
  }
  return out;
}

void Lowering::add_animate(uint32_t node, Building& b, const ElementContext& element) {
  const uint32_t curve_node = child_of(node, SyntaxKind::CurveX);
  const format::Curve c = curve(curve_node);
  for (const uint32_t name_node : children_of(node, SyntaxKind::PropertyName)) {
    const std::string name = property_text(name_node);
    format::AnimateEntry entry;
    entry.curve = c;
    if (name == "place") {
      entry.place = true;
      b.animates.push_back(entry);
      continue;
    }
    uint32_t target = 0;
    bool on_root = false;
    const bool own = element.component != nullptr;
    const ElementKind kind = own ? root_kind(*element.component) : element.kind;
    if (!property_target(name, element, target, on_root)) {
      unknown_property(name_node, element);
      continue;
    }
    entry.property = format::find_property(name, kind);
    const bool standard = entry.property != PropertyId::Count && (!own || on_root);
    if (!standard ||
        !has(format::property_info(entry.property).flags, format::PropertyFlags::Animatable)) {
      error(name_node, {"not-animatable", "'" + name + "' can't be animated",
                        "only quantities and colours of elements have values in between", ""});
      continue;
    }
    b.animates.push_back(entry);
  }
}

format::PropertyEntry Lowering::override_entry(uint32_t node, const ElementContext& element,
                                               bool& ok) {
  format::PropertyEntry entry;
  ok = false;
  if (sn(node).kind != SyntaxKind::Property) {
    if (sn(node).kind == SyntaxKind::TwoWay) {
      error(node, {"misplaced", "a state's values are written with ':'", "", "write ':'"});
    }
    return entry;
  }
  entry.place = place_of(node);
  std::vector<uint32_t> values = children(node);
  values.erase(values.begin());
  if (values.empty()) return entry;
  if (!property_target(property_text(child(node)), element, entry.target, entry.on_root)) {
    unknown_property(child(node), element);
    return entry;
  }
  if (element.component != nullptr && !entry.on_root) {
    const SlotInfo& slot = element.component->scope->slots[entry.target];
    entry.value = binding(values[0], slot.type, ("'" + slot.name + "'").c_str(), nullptr);
  } else {
    entry.value = property_binding(values, static_cast<PropertyId>(entry.target));
  }
  ok = true;
  return entry;
}

void Lowering::add_states(uint32_t node, Building& b, const ElementContext& element) {
  for (const uint32_t s : children_of(node, SyntaxKind::State)) {
    format::StateEntry state;
    const std::string name = main_text(s);
    if (std::find(b.state_names.begin(), b.state_names.end(), name) != b.state_names.end()) {
      error(s, {"declared-twice", "the state '" + name + "' is here already", "",
                "rename one of them"});
    }
    state.name = text_id(name);
    state.when = binding(value_child(s), types_.bool_, "a state's condition", nullptr);
    std::vector<format::PropertyEntry> entries;
    for (const uint32_t p : children(s)) {
      if (sn(p).kind != SyntaxKind::Property && sn(p).kind != SyntaxKind::TwoWay) continue;
      bool ok = false;
      const format::PropertyEntry entry = override_entry(p, element, ok);
      if (ok) entries.push_back(entry);
    }
    state.overrides = {static_cast<uint32_t>(out_.property_entries.size()),
                       static_cast<uint32_t>(entries.size())};
    out_.property_entries.insert(out_.property_entries.end(), entries.begin(), entries.end());
    b.states.push_back(state);
    b.state_names.push_back(name);
  }
  for (const uint32_t t : children_of(node, SyntaxKind::Transition)) {
    format::Transition transition;
    transition.curve = curve(child_of(t, SyntaxKind::CurveX));
    const std::vector<uint32_t> ends = children_of(t, SyntaxKind::NameRef);
    if (ends.size() != 2) continue;
    uint32_t* const targets[] = {&transition.from, &transition.to};
    for (size_t i = 0; i < 2; ++i) {
      const std::string name = main_text(ends[i]);
      if (name == "*") continue;
      const auto it = std::find(b.state_names.begin(), b.state_names.end(), name);
      if (it == b.state_names.end()) {
        unknown(sn(ends[i]).main, "state", name, b.state_names);
      } else {
        *targets[i] = static_cast<uint32_t>(it - b.state_names.begin());
      }
    }
    b.transitions.push_back(transition);
  }
}

void Lowering::add_enter_exit(uint32_t node, Building& b, const ElementContext& element) {
  const bool enter = sn(node).kind == SyntaxKind::Enter;
  const format::Curve c = curve(child_of(node, SyntaxKind::CurveX));
  format::Node& n = out_.nodes[b.id.value];
  (enter ? n.enter_curve : n.exit_curve) = c;
  for (const uint32_t p : children(node)) {
    if (sn(p).kind != SyntaxKind::Property) continue;
    bool ok = false;
    const format::PropertyEntry entry = override_entry(p, element, ok);
    if (ok) (enter ? b.enter : b.exit).push_back(entry);
  }
}

}  // namespace hallows::ptl
