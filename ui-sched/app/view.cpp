#include "ui-sched/app/view.h"

#include "ui-sched/runtime/host_link.h"

namespace hallows {
namespace {

using format::SlotKind;
using value::Value;

std::string_view text_of(const format::Tables& tables, format::TextId id) {
  return id ? tables.texts[id.value] : std::string_view();
}

Diagnostic unknown(const char* code, std::string_view what, std::string_view name,
                   std::string_view component) {
  Diagnostic out;
  out.code = code;
  out.message = "`" + std::string(component) + "` has no " + std::string(what) + " `" +
                std::string(name) + "`";
  out.fix = "compare the application's names with the .ptl file";
  return out;
}

}  // namespace

View::View(App& app, const format::Program& program, std::string_view component)
    : app_(app), program_(program), decl_(program.tables.main) {
  if (component.empty()) return;
  const format::Tables& tables = program.tables;
  decl_ = {};
  for (uint32_t i = 0; i < tables.scopes.size(); ++i) {
    const format::ScopeDecl& scope = tables.scopes[i];
    const bool shown =
        scope.kind == format::ScopeKind::Component || scope.kind == format::ScopeKind::Window;
    if (shown && text_of(tables, scope.name) == component) decl_ = {i};
  }
  if (!decl_) app_.complain(unknown("no-such-component", "component", component, "the program"));
}

uint32_t View::slot_named(std::string_view name) {
  const format::Tables& tables = program_.tables;
  if (!decl_) return kNone;
  const format::ScopeDecl& scope = tables.scopes[decl_.value];
  for (uint32_t i = 0; i < scope.slots.count; ++i) {
    const format::SlotDecl& slot = tables.slots[scope.slots.first + i];
    const bool given = slot.kind == SlotKind::In || slot.kind == SlotKind::Inout;
    if (given && text_of(tables, slot.name) == name) return i;
  }
  app_.complain(
      unknown("no-such-property", "`in` or `inout` property", name, text_of(tables, scope.name)));
  return kNone;
}

uint32_t View::event_named(std::string_view name) {
  const format::Tables& tables = program_.tables;
  if (!decl_) return kNone;
  const format::ScopeDecl& scope = tables.scopes[decl_.value];
  for (uint32_t i = 0; i < scope.events.count; ++i) {
    if (text_of(tables, tables.event_decls[scope.events.first + i].name) == name) return i;
  }
  app_.complain(unknown("no-such-event", "event", name, text_of(tables, scope.name)));
  return kNone;
}

uint32_t View::extern_named(std::string_view name) {
  const format::Tables& tables = program_.tables;
  for (uint32_t i = 0; i < tables.externs.size(); ++i) {
    if (text_of(tables, tables.externs[i].name) == name) return i;
  }
  app_.complain(unknown("no-such-extern", "extern function", name, "the program"));
  return kNone;
}

void View::keep_initial(uint32_t slot, std::vector<uint8_t> bytes) {
  for (Initial& initial : initial_) {
    if (initial.slot != slot) continue;
    initial.bytes = std::move(bytes);
    return;
  }
  initial_.push_back({slot, std::move(bytes)});
}

bool View::refuse_value() {
  Diagnostic error;
  error.code = "value-too-large";
  error.message =
      "a value for the UI has more than 64 KiB, or the window is closed: it is not sent";
  error.fix = "show less of it at once, or a List<T>";
  app_.complain(error);
  return false;
}

Result<bool> View::open(Session& session, Size size) {
  if (!decl_) {
    Diagnostic error;
    error.code = "nothing-to-show";
    error.message = "there is no window and no component to show";
    return error;
  }
  const format::Tables& tables = program_.tables;
  std::vector<Value> values(initial_.size());
  std::vector<widgets::SlotValue> given;
  for (size_t i = 0; i < initial_.size(); ++i) {
    host::Decoder in(initial_[i].bytes);
    const uint32_t slot = initial_[i].slot;
    const format::SlotDecl& decl = tables.slots[tables.scopes[decl_.value].slots.first + slot];
    const bool fine = host::decode_value(in, session.engine().heap, values[i]) &&
                      runtime::fit_value(tables, decl.type, values[i]);
    if (fine) {
      given.push_back({slot, &values[i]});
      continue;
    }
    Diagnostic error;
    error.code = "wrong-type";
    error.message = "property `" + std::string(text_of(tables, decl.name)) +
                    "` was given a value of another type";
    error.fix = "compare the application's types with the .ptl file";
    return error;
  }
  return session.open({WindowId{0}, decl_, size, given});
}

// False: the handler takes other values than it was given.
bool View::run_handler(const std::vector<Callback>& handlers, uint32_t index, uint64_t call,
                       host::Decoder in, uint32_t count) {
  const bool handled = index < handlers.size() && handlers[index];
  return !handled || handlers[index](call, in, count);
}

void View::complain_of_handler(const char* what, std::string_view name) {
  Diagnostic error;
  error.code = "wrong-type";
  error.message = std::string("the handler of ") + what + " `" + std::string(name) +
                  "` takes other values than it carries";
  error.fix = "compare the handler's parameters with the .ptl file";
  app_.complain(error);
}

host::AppSink View::sink() {
  host::AppSink out;
  out.context = this;
  out.event = [](void* self, uint32_t, uint32_t event, host::Decoder in, uint32_t count) {
    View& view = *static_cast<View*>(self);
    const format::Tables& tables = view.program_.tables;
    const format::Range events = tables.scopes[view.decl_.value].events;
    if (event >= events.count) return;
    if (run_handler(view.events_, event, 0, in, count)) return;
    view.complain_of_handler("event",
                             text_of(tables, tables.event_decls[events.first + event].name));
  };
  out.call = [](void* self, uint64_t id, uint32_t index, host::Decoder in, uint32_t count) {
    View& view = *static_cast<View*>(self);
    const format::Tables& tables = view.program_.tables;
    if (index >= tables.externs.size()) return;
    if (run_handler(view.calls_, index, id, in, count)) return;
    view.complain_of_handler("extern function", text_of(tables, tables.externs[index].name));
  };
  return out;
}

}  // namespace hallows
