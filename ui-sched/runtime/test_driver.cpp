#include "ui-sched/runtime/test_driver.h"

#include "rt-kernel/rt/permit.h"
#include "ui-sched/runtime/test_keys.h"

namespace hallows::runtime {
namespace {

using value::Value;
using widgets::ElementId;

constexpr Size kTestWindow{800, 600};

ElementId element_of(const Value& value) {
  const uint64_t id = value.element_id();
  return {static_cast<uint32_t>(id), static_cast<uint32_t>(id >> 32)};
}

}  // namespace

TestDriver::TestDriver(Engine& engine, VirtualDrive& drive, const ScriptedInput& input)
    : engine_(engine), drive_(drive), input_(input) {
  widgets::set_test_host(engine.ui, {this, on_call, on_mount, on_slot, on_assign});
}

AppLink TestDriver::link(TestDriver*& attached) {
  AppLink link;
  link.context = static_cast<void*>(&attached);
  link.call = [](void* context, const widgets::ExternCall& call) {
    const rt::Permit permit(rt::PermitKind::Script);
    if (TestDriver* self = *static_cast<TestDriver**>(context)) self->extern_called(call);
  };
  link.raised = [](void*, const widgets::RaisedEvent&) {};
  link.take = [](void* context, widgets::Ui& ui) {
    const rt::Permit permit(rt::PermitKind::Script);
    TestDriver* self = *static_cast<TestDriver**>(context);
    return self != nullptr && self->take_answers(ui);
  };
  link.waiting = [](void*) { return false; };
  return link;
}

std::vector<TestFailure> TestDriver::run(const format::TestDecl& test) {
  failures_.clear();
  scope_ = widgets::mount_scope(engine_.ui, test.scope);
  Value result;
  widgets::run_function(engine_.ui, scope_, test.body, {}, result);
  for (uint8_t i = 0; i < windows_; ++i) close_window(engine_, {i});
  return std::move(failures_);
}

void TestDriver::fail(const Call& call, std::string message) {
  failures_.push_back({call.place, std::move(message)});
}

// ---- what the evaluator calls ----

void TestDriver::on_mount(void* context, format::Scope&, format::NodeId node, Value& result) {
  auto& self = *static_cast<TestDriver*>(context);
  if (self.windows_ == kMaxWindows) {
    self.failures_.push_back({{}, "a test can mount at most eight components"});
    return;
  }
  const WindowId window{self.windows_++};
  Port& port = *self.engine_.config.port;
  if (auto error = port.open_window(window, {kTestWindow, "test"})) {
    self.failures_.push_back({{}, error->message});
    return;
  }
  self.mounted_[window.value] =
      open_node(self.engine_, {window, self.scope_, node, {800, 600}, {1.0f}});
  self.drive_.settle();
  result = Value::element(Mounted, window.value);
}

void TestDriver::on_slot(void* context, const Value& component, uint32_t slot, Value& result) {
  auto& self = *static_cast<TestDriver*>(context);
  const WindowId window = self.window_argument(component);
  result = widgets::get_slot(self.engine_.ui, self.mounted_[window.value], slot);
}

void TestDriver::on_assign(void* context, const Value& component, uint32_t slot,
                           const Value& value) {
  auto& self = *static_cast<TestDriver*>(context);
  const WindowId window = self.window_argument(component);
  widgets::set_slot(self.engine_.ui, self.mounted_[window.value], slot, value);
  self.drive_.settle();
}

// NOLINTNEXTLINE(readability-function-size): the signature is format::TestHost's
void TestDriver::on_call(void* context, format::Scope&, format::TextId method, format::Place place,
                         Arguments arguments, Value& result) {
  auto& self = *static_cast<TestDriver*>(context);
  const Call call{self.engine_.config.program->tables.texts[method.value], place, arguments,
                  &result};
  if (self.test_level(call) || self.find(call) || self.frame_question(call)) return;
  if (arguments.empty()) return;
  const Value& receiver = arguments[0];
  const ElementId element =
      receiver.element_kind() == Found
          ? element_of(receiver)
          : widgets::root_element(self.engine_.ui, self.window_argument(receiver));
  if (self.question(call, element)) return;
  if (!widgets::exists(self.engine_.ui, element)) {
    self.fail(call, "." + std::string(call.method) + "() needs an element, and none was found");
    return;
  }
  if (self.geometry(call, element) || self.action(call, element)) return;
  self.fail(call, "tests know nothing of ." + std::string(call.method));
}

// ---- the test itself ----

WindowId TestDriver::window_argument(const Value& value) const {
  if (value.element_kind() == Mounted) return {static_cast<uint8_t>(value.element_id())};
  return {static_cast<uint8_t>(windows_ == 0 ? 0 : windows_ - 1)};
}

bool TestDriver::test_level(const Call& call) {
  const Arguments a = call.arguments;
  if (call.method == "expect") {
    if (!a[0].as_bool()) fail(call, "expectation failed");
  } else if (call.method == "advance") {
    drive_.advance(a[0].as_duration());
  } else if (call.method == "given") {
    give(call);
  } else if (call.method == "resize") {
    const WindowId window = window_argument(a[0]);
    const Scale scale = window_of(engine_, window).scale;
    input_.resize(input_.context, window,
                  {to_px(static_cast<float>(a[1].as_float()), scale),
                   to_px(static_cast<float>(a[2].as_float()), scale)});
    drive_.settle();
  } else if (call.method == "scale" && a[0].element_kind() != Found && a.size() == 2) {
    input_.set_scale(input_.context, window_argument(a[0]), static_cast<float>(a[1].as_float()));
    drive_.settle();
  } else if (call.method == "screenshot") {
    const std::string wrong =
        input_.screenshot(input_.context, window_argument(a[0]), a[1].as_text());
    if (!wrong.empty()) fail(call, wrong);
  } else {
    return false;
  }
  return true;
}

bool TestDriver::find(const Call& call) {
  if (!call.method.starts_with("find")) return false;
  const Arguments a = call.arguments;
  const WindowId window = window_argument(a[0]);
  const auto n = static_cast<uint32_t>(std::max<int64_t>(0, a.size() > 2 ? a[2].as_int() : 0));
  const format::Tables& tables = engine_.config.program->tables;
  ElementId found;
  if (call.method == "find") {
    found = widgets::find_text(engine_.ui, window, a[1].as_text(), n);
  } else if (call.method == "find-id") {
    found = widgets::find_id(engine_.ui, window, a[1].as_text(), n);
  } else if (call.method == "find-kind") {
    const auto kind = static_cast<format::ElementKind>(a[1].as_int());
    found = widgets::find_type(engine_.ui, window, format::kind_info(kind).name, n);
  } else {
    const format::TextId name = tables.scopes[static_cast<size_t>(a[1].as_int())].name;
    found = widgets::find_type(engine_.ui, window, tables.texts[name.value], n);
  }
  *call.result = Value::element(Found, found.packed());
  return true;
}

bool TestDriver::frame_question(const Call& call) {
  if (!call.method.starts_with("frame.")) return false;
  const sched::FrameLedger& ledger = engine_.ledger;
  if (call.method == "frame.count") {
    *call.result = Value::from_int(static_cast<int64_t>(ledger.frames()));
  } else if (call.method == "frame.missed") {
    *call.result = Value::from_int(static_cast<int64_t>(ledger.missed()));
  } else if (call.method == "frame.allocations") {
    const uint32_t n = ledger.size() == 0 ? 0 : ledger.last().work.allocations;
    *call.result = Value::from_int(n);
  } else {
    const WindowId window = window_argument(call.arguments[0]);
    const SizePx size = window_of(engine_, window).size;
    const double whole = static_cast<double>(size.width) * size.height;
    const auto px = ledger.size() == 0 ? 0 : ledger.last().work.damage_px;
    *call.result = Value::from_float(whole > 0 ? static_cast<double>(px) / whole : 0);
  }
  return true;
}

// ---- externs ----

void TestDriver::give(const Call& call) {
  const Arguments a = call.arguments;
  Given given;
  given.extern_index = static_cast<uint32_t>(a[0].as_int());
  given.delayed = !a[1].is_none();
  given.delay = a[1].as_duration();
  given.answer = a[2].as_function().function;
  std::erase_if(given_, [&](const Given& g) { return g.extern_index == given.extern_index; });
  given_.push_back(given);
}

void TestDriver::extern_called(const widgets::ExternCall& call) {
  for (const Given& given : given_) {
    if (given.extern_index != call.extern_index) continue;
    const Instant now = engine_.config.clock->now();
    Answer answer{call.id, now, now + given.delay, {}};
    widgets::run_function(engine_.ui, scope_, given.answer, call.arguments, answer.value);
    answers_.push_back(std::move(answer));
    return;
  }
}

bool TestDriver::take_answers(widgets::Ui& ui) {
  bool any = false;
  const Instant now = engine_.config.clock->now();
  for (size_t i = 0; i < answers_.size();) {
    if (answers_[i].due > now || answers_[i].asked == now) {
      ++i;
      continue;
    }
    const Answer answer = std::move(answers_[i]);
    answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(i));
    widgets::extern_answer(ui, answer.call, answer.value);
    any = true;
  }
  return any;
}

}  // namespace hallows::runtime
