#include "widgets/ui.h"

#include <algorithm>

#include "rt-kernel/base/trace.h"
#include "widgets/binding.h"
#include "widgets/element_tree.h"
#include "widgets/event.h"
#include "widgets/kind_ops.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/scene_build.h"
#include "widgets/scroll.h"
#include "widgets/structure.h"
#include "widgets/style.h"
#include "widgets/text_edit.h"
#include "widgets/ui_data.h"

namespace hallows::widgets {
namespace {

constexpr uint32_t kMaxCalls = 256;      // extern calls that wait for answers
constexpr uint32_t kMaxRaised = 256;     // events of one frame for the application
constexpr uint32_t kMaxRequests = 1024;  // not yet sent, clipboard pieces included: 64 KiB of text
constexpr uint32_t kMaxProblems = 64;
constexpr uint32_t kMaxGrids = 256;         // without allocating
constexpr uint32_t kMaxLongColumns = 32;    // remembered; others are laid out in full
constexpr uint32_t kMaxColumnItems = 4096;  // of one of them
constexpr uint32_t kMaxGlyphs = 1u << 16;   // of one run; the rest isn't drawn
constexpr uint32_t kMaxEditBytes = 1u << 16;
constexpr uint32_t kMaxEditSteps = 1024;  // that can be taken back, in all inputs together

// Which slots repeat what a node makes, as ranges per node.
void index_mirrors(UiData& ui) {
  const format::Tables& tables = ui.tables;
  ui.node_mirrors.resize(tables.nodes.size());
  ui.node_mirror_count.resize(tables.nodes.size());
  const auto mirrors = [](const format::SlotDecl& slot) {
    return slot.source &&
           (slot.kind == format::SlotKind::ElementState ||
            slot.kind == format::SlotKind::ChildSlot || slot.kind == format::SlotKind::ElementRef);
  };
  const auto for_each = [&](auto&& visit) {
    for (const format::ScopeDecl& scope : tables.scopes) {
      for (uint32_t i = 0; i < scope.slots.count; ++i) {
        const format::SlotDecl& slot = tables.slots[scope.slots.first + i];
        if (mirrors(slot) && slot.source.value < tables.nodes.size()) visit(slot, i);
      }
    }
  };
  for_each(
      [&](const format::SlotDecl& slot, uint32_t) { ++ui.node_mirror_count[slot.source.value]; });
  uint32_t first = 0;
  for (size_t n = 0; n < tables.nodes.size(); ++n) {
    ui.node_mirrors[n] = first;
    first += ui.node_mirror_count[n];
    ui.node_mirror_count[n] = 0;
  }
  ui.mirror_slots.resize(first);
  for_each([&](const format::SlotDecl& slot, uint32_t i) {
    const uint32_t node = slot.source.value;
    ui.mirror_slots[ui.node_mirrors[node] + ui.node_mirror_count[node]++] = i;
  });
}

void evaluate_themes(UiData& ui) {
  const size_t fields = ui.tables.theme_fields.size();
  ui.theme_count = static_cast<uint32_t>(ui.tables.themes.size());
  ui.theme_values.resize(ui.theme_count * fields);
  for (size_t t = 0; t < ui.theme_count; ++t) {
    const format::Range values = ui.tables.themes[t].values;
    for (size_t f = 0; f < fields && f < values.count; ++f) {
      const format::ExprId expr{ui.tables.operands[values.first + f]};
      if (!expr) continue;
      format::EvalContext context;
      context.heap = &ui.heap;
      context.host = &ui.host;
      ui.program.evaluate(ui.program, expr, context, ui.theme_values[t * fields + f]);
    }
  }
}

void reserve_elements(UiData& ui) {
  const UiLimits& limits = ui.limits;
  ui.elements.reserve(limits.elements + 1);
  ui.elements.push({});
  ui.inherited.reserve(limits.elements + 1);
  ui.inherited.push({});
  ui.free_elements.reserve(limits.elements + 1);
  ui.element_of_box.reserve(limits.elements * 2 + 2);
  ui.property_values.resize(limits.properties + 1);
  ui.animation_values.resize(size_t{limits.animations} * 2 + 2);
  ui.running.reserve(limits.animations + 1);
  ui.state_work.reserve(size_t{limits.elements} * 2);
  ui.mounting.reserve(limits.elements + 1);
  ui.deferred.reserve(limits.elements + 1);
  ui.row_match.reserve(limits.instances);
  ui.row_keys.reserve(limits.instances);
  ui.diff_table.reserve(size_t{limits.instances} * 4);
  ui.work.reserve(limits.elements + 1);
  ui.snapped.reserve(size_t{limits.elements} * 2);
  ui.order.reserve(size_t{limits.elements} * 2);
  ui.glyphs.reserve(kMaxGlyphs);
  ui.paths.reserve(scene::kMaxPaths);
  scene::reserve_path(ui.outline);
  ui.row_sums.extend(limits.list_rows);  // untouched until a list writes its rows
  ui.leaves = std::vector<TextLeaf>(limits.inputs + limits.texts + 1);
  ui.free_leaves.reserve(limits.texts);
  ui.free_input_leaves.reserve(limits.inputs);
  for (uint32_t i = limits.inputs + limits.texts; i > limits.inputs; --i) {
    ui.leaves[i].paragraph.reserve(limits.text_bytes);
    ui.free_leaves.push(i);
  }
  for (uint32_t c = 0; c < UiLimits::kLoans; ++c) {
    ui.loans[c] = std::vector<text::Paragraph>(limits.loans[c]);
    ui.free_loans[c].reserve(limits.loans[c]);
    for (uint32_t i = 0; i < limits.loans[c]; ++i) {
      ui.loans[c][i].reserve(limits.loan_bytes[c]);
      ui.free_loans[c].push(i);
    }
  }
  ui.tree.fix_memory(kMaxGrids, kMaxLongColumns, kMaxColumnItems);
  ui.edits.resize(limits.inputs + 1);
  ui.free_edits.reserve(limits.inputs);
  for (uint32_t i = limits.inputs; i > 0; --i) {
    ui.leaves[i].paragraph.reserve(limits.input_bytes);
    ui.free_input_leaves.push(i);
    ui.free_edits.push(i);
  }
  ui.edit_text.reserve(kMaxEditBytes);
  ui.edit_history.reserve(kMaxEditSteps, 4 * kMaxEditBytes);
}

void reserve_scopes(UiData& ui) {
  const UiLimits& limits = ui.limits;
  ui.scopes.reserve(limits.scopes + 1);
  ui.scopes.push({});
  ui.scope_recs.reserve(limits.scopes + 1);
  ui.scope_recs.push({});
  ui.free_scopes.reserve(limits.scopes + 1);
  ui.slots.resize(limits.slots);
  ui.slot_meta.resize(limits.slots);
  ui.level_work.reserve(limits.bindings);
  ui.kept.resize(1u << 13);
  ui.calls.reserve(kMaxCalls);
  ui.raised.reserve(kMaxRaised);
  ui.requests.reserve(kMaxRequests);
  ui.problems.reserve(kMaxProblems);
  ui.told.reserve(kMaxProblems);
}

uint32_t mount_root(UiData& ui, WindowId id, SizePx size, Scale scale) {
  Window& window = ui.windows[id.value];
  ASSERT(!window.open);
  ui.scene.open_window(id, size, Color{255, 255, 255, 255});
  window.open = true;
  window.size = size;
  window.scale = scale;
  window.touched.reserve(ui.limits.elements + 1);
  window.structure.reserve(ui.limits.instances + 1);
  const uint32_t root = ui.instances.create();
  ASSERT(root != 0);
  ui.instances[root].kind = InstanceKind::Root;
  ui.instances[root].window = id.value;
  window.instance = root;
  window.background_set = false;
  window.order_dirty = window.layout_dirty = window.size_dirty = true;
  return root;
}

// A component that is no window stands in a window element of nobody's declaration.
void make_plain_window(UiData& ui, uint32_t root) {
  NewElement made;
  made.kind = ElementKind::Window;
  made.window = ui.instances[root].window;
  made.instance = root;
  const uint32_t element = create_element(ui, made);
  ui.instances[root].element = element;
  if (element != 0) ui.mounting.push(element);
}

bool is_window(const UiData& ui, const format::Node& node) {
  if (node.kind == format::NodeKind::Component) {
    return ui.tables.scopes[node.symbol].kind == format::ScopeKind::Window;
  }
  return static_cast<ElementKind>(node.symbol) == ElementKind::Window;
}

ScopeId scope_handle(const UiData& ui, uint32_t scope) {
  return scope == 0 ? ScopeId{} : ScopeId{scope, ui.scope_recs[scope].generation};
}

uint32_t scope_index(const UiData& ui, ScopeId id) {
  const bool alive = id && id.index < ui.scope_recs.size() && ui.scope_recs[id.index].alive &&
                     ui.scope_recs[id.index].generation == id.generation;
  return alive ? id.index : 0;
}

void answer_call(UiData& ui, const PendingCall& call, const Value& answer) {
  const ScopeRec& scope = ui.scope_recs[call.scope];
  if (!scope.alive || scope.generation != call.scope_generation) return;
  const format::Range handlers = ui.scopes[call.scope].decl->extern_handlers;
  Value locals[17];
  const uint32_t count = std::min(call.argument_count, 16u);
  for (uint32_t i = 0; i < count; ++i) locals[i] = ui.kept[call.arguments + i];
  locals[count] = answer;
  for (uint32_t i = 0; i < handlers.count; ++i) {
    const format::ExternHandler& handler = ui.tables.extern_handlers[handlers.first + i];
    if (handler.extern_index != call.extern_index) continue;
    run_handler(ui, handler.body, call.scope, scope.instance, {locals, count + 1});
  }
}

}  // namespace

UiData::UiData(const UiConfig& config)
    : program(*config.program),
      tables(config.program->tables),
      heap(*config.heap),
      text(*config.text),
      scene(*config.scene),
      images(config.images),
      limits(config.limits),
      slot_ranges(config.limits.slots),
      links(config.limits.slots),
      bindings(config.limits.bindings),
      edges(config.limits.edges),
      instances(config.limits.instances),
      properties(config.limits.properties),
      mirrors(config.limits.elements),
      animations(config.limits.animations),
      timers(config.limits.timers),
      kept_ranges(1u << 13),
      scrolls(1024),
      lists(256),
      row_ranges(config.limits.list_rows),
      tree(config.limits.elements + 64),
      primitives(1024, kMaxGlyphs, 256) {
  init_host(*this);
  reserve_scopes(*this);
  reserve_elements(*this);
  index_mirrors(*this);
  evaluate_themes(*this);
}

UiData::~UiData() = default;

Ui::Ui(const UiConfig& config) : data_(std::make_unique<UiData>(config)) {}
Ui::~Ui() {
  for (uint8_t i = 0; i < kMaxWindows; ++i) close_window(*this, {i});
}

void tell(UiData& ui, const char* code, const char* message, format::Place place, int64_t number) {
  uint64_t key = reinterpret_cast<uintptr_t>(code);
  key = key * 31 + place.file;
  key = key * 31 + place.line;
  for (const uint64_t known : ui.told) {
    if (known == key) return;
  }
  if (ui.told.full() || ui.problems.full()) return;
  ui.told.push(key);
  ui.problems.push({code, message, place, number});
}

void register_kind(Ui& ui, ElementKind kind, const KindOps& ops) {
  ui.data().kinds[static_cast<size_t>(kind)].ops = &ops;
}

ScopeId open_window(Ui& handle, const OpenWindow& open) {
  UiData& ui = handle.data();
  const uint32_t root = mount_root(ui, open.window, open.size, open.scale);
  Window& window = ui.windows[open.window.value];
  const uint32_t scope = create_scope(ui, {open.decl, 0, root, open.window.value});
  if (scope == 0) return {};
  ui.instances[root].own_scope = scope;
  window.scope = scope;
  FixedVector<uint32_t, 256> given;
  for (const SlotValue& value : open.values) {
    if (value.slot >= ui.scopes[scope].decl->slots.count) continue;
    ui.slots[ui.scope_recs[scope].slot_base + value.slot] = *value.value;
    given.try_push(value.slot);
  }
  bind_scope(ui, scope, given);
  ui.instances[root].scope = scope;
  if (ui.scopes[scope].decl->kind != format::ScopeKind::Window) make_plain_window(ui, root);
  make_children(ui, root, ui.scopes[scope].decl->first_node, scope);
  evaluate_dirty(ui);
  return scope_handle(ui, scope);
}

ScopeId open_node(Ui& handle, const OpenNode& open) {
  UiData& ui = handle.data();
  const uint32_t scope = scope_index(ui, open.scope);
  if (scope == 0) return {};
  const uint32_t root = mount_root(ui, open.window, open.size, open.scale);
  ui.instances[root].scope = scope;
  // One node, not the chain that it stands in.
  const format::Node& node = node_of(ui, open.node);
  if (!is_window(ui, node)) make_plain_window(ui, root);
  make_single(ui, root, open.node, scope);
  evaluate_dirty(ui);
  const uint32_t made = ui.instances[root].first_child;
  const bool component = node.kind == format::NodeKind::Component && made != 0;
  ui.windows[open.window.value].scope = component ? ui.instances[made].own_scope : scope;
  return scope_handle(ui, ui.windows[open.window.value].scope);
}

void close_window(Ui& handle, WindowId id) {
  UiData& ui = handle.data();
  Window& window = ui.windows[id.value];
  if (!window.open) return;
  ui.counts = nullptr;
  destroy_instance(ui, window.instance);
  ui.scene.close_window(id);
  window = Window{};
}

void resize_window(Ui& handle, WindowId id, SizePx size, Scale scale) noexcept {
  UiData& ui = handle.data();
  Window& window = ui.windows[id.value];
  if (!window.open) return;
  if (!(window.size == size)) ui.scene.resize_window(id, size);
  const bool rescaled = !(window.scale == scale);
  window.size = size;
  window.scale = scale;
  window.size_dirty = true;
  window.dirt |= Dirt::Layout;
  if (!rescaled) return;
  mark_ambient(ui, static_cast<uint8_t>(format::Ambient::Scale));
  window.order_dirty = true;
  for (uint32_t e = window.element; e != 0; e = next_in_tree(ui, e, window.element)) {
    mark(ui, e, Dirt::Paint | Dirt::Snap);
  }
}

Size wanted_window_size(Ui& handle, format::ScopeDeclId decl) {
  UiData& ui = handle.data();
  const NodeId first = ui.tables.scopes[decl.value].first_node;
  if (!first) return {};
  const format::Range entries = node_of(ui, first).properties;
  for (uint32_t i = 0; i < entries.count; ++i) {
    const format::PropertyEntry& entry = ui.tables.property_entries[entries.first + i];
    if (entry.on_root || !entry.value.constant()) continue;
    if (static_cast<PropertyId>(entry.target) != PropertyId::WindowSize) continue;
    format::EvalContext context;
    context.heap = &ui.heap;
    context.host = &ui.host;
    Value size;
    ui.program.evaluate(ui.program, entry.value.expr, context, size);
    const float width = size.part(0).as_length().dp;
    return {width, size.part_count() > 1 ? size.part(1).as_length().dp : width};
  }
  return {};
}

std::string_view window_title(const Ui& handle, WindowId id) {
  const UiData& ui = handle.data();
  const uint32_t element = ui.windows[id.value].element;
  return element == 0 ? std::string_view() : text_of(ui, element, PropertyId::Title);
}

void set_slot(Ui& handle, ScopeId id, uint32_t slot, const Value& value) noexcept {
  UiData& ui = handle.data();
  const uint32_t scope = scope_index(ui, id);
  if (scope != 0) assign_slot(ui, scope, slot, value);
}

const Value& get_slot(const Ui& handle, ScopeId id, uint32_t slot) noexcept {
  static const Value none;
  const UiData& ui = handle.data();
  const uint32_t scope = scope_index(ui, id);
  if (scope == 0 || slot >= ui.scopes[scope].decl->slots.count) return none;
  return ui.slots[ui.scope_recs[scope].slot_base + slot];
}

format::Scope* scope_of(Ui& handle, ScopeId id) noexcept {
  UiData& ui = handle.data();
  const uint32_t scope = scope_index(ui, id);
  return scope == 0 ? nullptr : &ui.scopes[scope];
}

void extern_answer(Ui& handle, uint64_t call_id, const Value& answer) noexcept {
  UiData& ui = handle.data();
  for (size_t i = 0; i < ui.calls.size(); ++i) {
    if (ui.calls[i].id != call_id) continue;
    const PendingCall call = ui.calls[i];
    for (size_t j = i + 1; j < ui.calls.size(); ++j) ui.calls[j - 1] = ui.calls[j];
    ui.calls.pop();
    answer_call(ui, call, answer);
    drop_values(ui, call.arguments, call.argument_count);
    return;
  }
}

void image_arrived(Ui& handle, std::string_view path) noexcept {
  UiData& ui = handle.data();
  for (uint32_t e = 1; e < ui.elements.size(); ++e) {
    if (!ui.elements[e].alive || ui.elements[e].kind != ElementKind::Image) continue;
    if (text_of(ui, e, PropertyId::Source) == path) mark(ui, e, Dirt::Layout | Dirt::Paint);
  }
}

void styles_arrived(Ui& handle) noexcept {
  UiData& ui = handle.data();
  for (uint32_t e = 1; e < ui.elements.size(); ++e) {
    const ElementRec& record = ui.elements[e];
    if (!record.alive || record.leaf == 0) continue;
    if (ui.leaves[record.leaf].paragraph.has_substitute()) mark(ui, e, Dirt::Text | Dirt::Layout);
  }
}

std::span<const WindowRequest> window_requests(const Ui& ui) noexcept {
  return ui.data().requests;
}

size_t extern_call_count(const Ui& ui) noexcept {
  size_t count = 0;
  for (const PendingCall& call : ui.data().calls) count += call.sent ? 0 : 1;
  return count;
}

ExternCall extern_call(const Ui& handle, size_t i) noexcept {
  const UiData& ui = handle.data();
  for (const PendingCall& call : ui.calls) {
    if (call.sent || i-- > 0) continue;
    return {call.id, call.extern_index, {ui.kept.data() + call.arguments, call.argument_count}};
  }
  return {};
}

size_t raised_event_count(const Ui& ui) noexcept {
  return ui.data().raised.size();
}

RaisedEvent raised_event(const Ui& handle, size_t i) noexcept {
  const UiData& ui = handle.data();
  const RaisedRec& raised = ui.raised[i];
  return {raised.window, raised.event, {ui.kept.data() + raised.arguments, raised.argument_count}};
}

std::span<const Problem> problems(const Ui& ui) noexcept {
  return ui.data().problems;
}

void clear_outbox(Ui& handle) noexcept {
  UiData& ui = handle.data();
  for (PendingCall& call : ui.calls) call.sent = true;
  for (const RaisedRec& raised : ui.raised)
    drop_values(ui, raised.arguments, raised.argument_count);
  ui.raised.clear();
}

void requests_sent(Ui& handle, size_t count) noexcept {
  Buffer<WindowRequest>& requests = handle.data().requests;
  std::copy(requests.begin() + count, requests.end(), requests.begin());
  requests.resize(requests.size() - count);
}

uint32_t queued_work(const Ui& handle, WindowId id) noexcept {
  const UiData& ui = handle.data();
  return ui.dirty_count + static_cast<uint32_t>(ui.windows[id.value].touched.size());
}

uint64_t refusals(const Ui& ui) noexcept {
  return ui.data().refused;
}

void set_test_host(Ui& ui, const TestHost& host) {
  ui.data().test_host = host;
}

void run_function(Ui& handle, ScopeId id, format::FunctionId function,
                  std::span<const Value> arguments, Value& result) {
  UiData& ui = handle.data();
  const uint32_t scope = scope_index(ui, id);
  if (scope == 0) return;
  const uint32_t outer = ui.current_instance;
  ui.current_instance = ui.scope_recs[scope].instance;
  format::EvalContext context = eval_context(ui, scope);
  ui.program.call(ui.program, function, context, arguments, result);
  ui.current_instance = outer;
  if (ui.handler_depth == 0) evaluate_dirty(ui);
}

ScopeId mount_scope(Ui& handle, format::ScopeDeclId decl) {
  UiData& ui = handle.data();
  const uint32_t root = ui.instances.create();
  if (root == 0) return {};
  ui.instances[root].kind = InstanceKind::Root;
  const uint32_t scope = create_scope(ui, {decl, 0, root, 0});
  if (scope == 0) return {};
  ui.instances[root].own_scope = scope;
  ui.instances[root].scope = scope;
  bind_scope(ui, scope, {});
  return scope_handle(ui, scope);
}

}  // namespace hallows::widgets
