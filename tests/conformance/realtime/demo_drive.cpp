#include "tests/conformance/realtime/demo_drive.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/sources.h"
#include "tests/conformance/realtime/sample_values.h"
#include "widgets/ui_data.h"

namespace hallows::testing {
namespace {

using widgets::ElementId;
using widgets::Semantics;

constexpr WindowId kWindow{0};

bool is_input(const format::SlotDecl& slot) {
  return slot.kind == format::SlotKind::In || slot.kind == format::SlotKind::Inout;
}

}  // namespace

std::vector<std::string> all_demos() {
  namespace fs = std::filesystem;
  std::vector<std::string> demos;
  const fs::path root = fs::path(HALLOWS_SOURCE_DIR) / "demos";
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".ptl") demos.push_back(entry.path().string());
  }
  std::sort(demos.begin(), demos.end());
  return demos;
}

DemoDrive::DemoDrive(const std::string& demo) {
  compiled_ = ptl::compile(demo, tools::disk_loader());
  for (const Diagnostic& d : compiled_.diagnostics) {
    if (d.severity == Severity::Error) FAIL(format_diagnostic(d));
  }
  program_ = interpreter::make_program(compiled_.program->tables());
  link_ = {this, [](void*, const widgets::ExternCall&) {},
           [](void*, const widgets::RaisedEvent&) {}, take_inputs, [](void*) { return false; }};
  SessionConfig config;
  config.program = &program_;
  config.backend = BackendChoice::Cpu;
  config.port = PortChoice::Headless;
  config.loading = runtime::Loading::Workers;
  config.app = &link_;
  Result<std::unique_ptr<Session>> session = Session::create(config);
  if (!session) FAIL(format_diagnostic(session.error()));
  session_ = std::move(*session);
  // What the application must hand in is made up by its type.
  const format::Tables& tables = program_.tables;
  const SampleSpec spec{&tables, &engine().heap};
  const format::Range slots = tables.scopes[tables.main.value].slots;
  values_.reserve(slots.count);
  for (uint32_t i = 0; i < slots.count; ++i) {
    const format::SlotDecl& slot = tables.slots[slots.first + i];
    if (!is_input(slot) || !slot.required) continue;
    values_.push_back(sample_value(spec, slot.type, i));
    given_.push_back({i, &values_.back()});
  }
  const Result<bool> opened = session_->open({kWindow, {}, {}, given_});
  if (!opened) FAIL(format_diagnostic(opened.error()));
  scope_ = runtime::window_of(engine(), kWindow).scope;
  while (!runtime::window_of(engine(), kWindow).presented) session_->drive().settle_once();
}

DemoDrive::~DemoDrive() {
  values_.clear();  // before the heap that holds them
  session_.reset();
}

void DemoDrive::frames(uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) session_->drive().advance(from_ms(17));
}

void DemoDrive::send(InputEvent event) {
  event.window = kWindow;
  port().send(event);
}

void DemoDrive::pointer(InputKind kind, Vec2 at) {
  InputEvent event;
  event.kind = kind;
  event.position = at;
  send(event);
}

void DemoDrive::key(Key key, uint8_t mods) {
  InputEvent event;
  event.kind = InputKind::KeyDown;
  event.key = key;
  event.mods = mods;
  send(event);
  frames(1);
  event.kind = InputKind::KeyUp;
  send(event);
  frames(1);
  ++counts_.keys;
}

// In the order of the pool: stable enough while the script goes over them.
std::vector<ElementId> DemoDrive::elements_with(uint8_t actions) {
  std::vector<ElementId> found;
  const widgets::UiData& data = ui().data();
  for (uint32_t i = 1; i < data.elements.size(); ++i) {
    if (!data.elements[i].alive) continue;
    const ElementId id = widgets::handle_of(data, i);
    if ((widgets::semantics(ui(), id).actions & actions) == 0) continue;
    if (widgets::visible(ui(), id)) found.push_back(id);
  }
  return found;
}

void DemoDrive::tap(Vec2 at) {
  pointer(InputKind::PointerMove, at);
  frames(2);
  pointer(InputKind::PointerDown, at);
  frames(3);
  pointer(InputKind::PointerUp, at);
  frames(6);
  ++counts_.taps;
}

void DemoDrive::hover_everywhere() {
  const SizePx size = runtime::window_of(engine(), kWindow).size;
  for (Px y = 8; y < size.height; y += 48) {
    for (Px x = 8; x < size.width; x += 64) {
      pointer(InputKind::PointerMove, {static_cast<float>(x), static_cast<float>(y)});
      frames(1);
      ++counts_.hovers;
    }
  }
  pointer(InputKind::PointerLeave, {});
  frames(10);
}

// Twice, so that what a tap switches on is switched off again. From the last to the first: what
// stands at a page's side, to choose another page, comes first in the pool. A page that a tap
// brought is scrolled through.
void DemoDrive::tap_every_control() {
  std::vector<ElementId> controls =
      elements_with(Semantics::ActionPress | Semantics::ActionFocus | Semantics::ActionEdit);
  std::reverse(controls.begin(), controls.end());
  std::vector<ElementId> scrolls = elements_with(Semantics::ActionScroll);
  for (const ElementId control : controls) {
    for (int i = 0; i < 2; ++i) {
      if (!widgets::exists(ui(), control) || !widgets::visible(ui(), control)) break;
      tap(widgets::hit_point(ui(), control));
      frames(30);  // themes fade, switches slide
    }
    // A drag from one end to the other moves what can be moved.
    if (!widgets::exists(ui(), control)) continue;
    const Rect box = widgets::bounds(ui(), control);
    const float y = widgets::hit_point(ui(), control).y;
    pointer(InputKind::PointerDown, {box.x + 2, y});
    for (int i = 0; i <= 8; ++i) {
      pointer(InputKind::PointerMove, {box.x + box.width * static_cast<float>(i) / 8, y});
      frames(1);
    }
    pointer(InputKind::PointerUp, {box.x + box.width, y});
    frames(10);
    if (elements_with(Semantics::ActionScroll) == scrolls) continue;
    scroll_everything();
    scrolls = elements_with(Semantics::ActionScroll);
  }
}

void DemoDrive::scroll_everything() {
  for (const ElementId scroll : elements_with(Semantics::ActionScroll)) {
    if (!widgets::exists(ui(), scroll)) continue;
    InputEvent event;
    event.kind = InputKind::Wheel;
    event.position = widgets::hit_point(ui(), scroll);
    for (int i = 0; i < 240; ++i) {
      event.delta = {0, i < 180 ? 300.0f : -400.0f};
      send(event);
      frames(1);
      ++counts_.wheels;
    }
    frames(10);
  }
}

void DemoDrive::type_everywhere() {
  for (const ElementId input : elements_with(Semantics::ActionEdit)) {
    if (!widgets::exists(ui(), input)) continue;
    tap(widgets::hit_point(ui(), input));
    for (const char* text : {"Grace", " Hopper", "é", " 12,345.67", " العربية", " שלום", " नमस्ते",
                             "日本語", " 🎉", " the quick brown fox jumps over the lazy dog"}) {
      port().send_text(kWindow, text);
      frames(2);
    }
    for (const Key k : {Key::Left, Key::Home, Key::Right, Key::End, Key::Backspace, Key::Delete}) {
      key(k);
      key(k, mod_bit(Mod::Shift));
      key(k, mod_bit(Mod::Control));
    }
    InputEvent preedit;
    preedit.kind = InputKind::Preedit;
    for (const char* text : {"に", "にほ", "日本", ""}) {
      preedit.text_size = static_cast<uint8_t>(
          std::string_view(text).copy(preedit.text.data(), preedit.text.size()));
      preedit.caret = preedit.text_size;
      send(preedit);
      frames(2);
    }
    key(static_cast<Key>('a'), mod_bit(Mod::Control));
    key(Key::Backspace);
    for (const char letter : {'z', 'y', 'z'}) {  // taken back, done again
      for (int i = 0; i < 40; ++i) key(static_cast<Key>(letter), mod_bit(Mod::Control));
    }
    frames(60);  // the caret blinks
    ++counts_.edits;
  }
}

void DemoDrive::walk_by_keyboard() {
  const size_t stops = elements_with(Semantics::ActionFocus).size() + 1;
  for (size_t i = 0; i < stops; ++i) {
    key(Key::Tab);
    for (const Key k : {Key::Down, Key::Up, Key::Left, Key::Right, Key::PageDown, Key::PageUp,
                        Key::End, Key::Home}) {
      key(k);
    }
    key(static_cast<Key>(' '));
    key(Key::Enter);
  }
}

// Engine thread, in stage 1: what an application's changes do.
bool DemoDrive::take_inputs(void* self, widgets::Ui& ui) {
  auto& drive = *static_cast<DemoDrive*>(self);
  if (!drive.inputs_due_) return false;
  drive.inputs_due_ = false;
  const format::Tables& tables = drive.program_.tables;
  const SampleSpec spec{&tables, &drive.engine().heap};
  const format::Range slots = tables.scopes[tables.main.value].slots;
  bool any = false;
  for (uint32_t i = 0; i < slots.count; ++i) {
    const format::SlotDecl& slot = tables.slots[slots.first + i];
    const format::TypeKind kind = tables.types[slot.type.value].kind;
    const bool simple = kind == format::TypeKind::Float || kind == format::TypeKind::Text ||
                        kind == format::TypeKind::Bool;
    if (!is_input(slot) || !simple) continue;
    widgets::set_slot(ui, drive.scope_, i, sample_value(spec, slot.type, drive.step_ * 37));
    ++drive.counts_.inputs;
    any = true;
  }
  return any;
}

void DemoDrive::change_inputs() {
  for (int i = 0; i < 120; ++i) {
    ++step_;
    inputs_due_ = true;
    frames(1);
  }
}

void DemoDrive::resize_and_scale() {
  const SizePx size = runtime::window_of(engine(), kWindow).size;
  for (const Px smaller : {40, 200, 10, 0}) {
    port().resize(kWindow, {size.width - smaller, size.height - smaller});
    frames(3);
  }
  for (const float scale : {1.25f, 1.0f}) {
    port().set_scale(kWindow, scale);
    frames(6);
  }
}

DriveResult DemoDrive::run() {
  const uint64_t warm_frames = engine().ledger.frames();
  const WorkCounts warm = engine().ledger.work();
  frames(60);
  hover_everywhere();
  tap_every_control();
  scroll_everything();
  type_everywhere();
  walk_by_keyboard();
  change_inputs();
  resize_and_scale();
  const WorkCounts work = engine().ledger.work();
  counts_.frames = engine().ledger.frames() - warm_frames;
  counts_.quads = work.quads - warm.quads;
  return {counts_,
          uint64_t{work.allocations - warm.allocations} + engine().between_frames.malloc_calls(),
          engine().locks, uint64_t{work.glyph_misses - warm.glyph_misses},
          uint64_t{work.style_misses - warm.style_misses}};
}

bool DemoDrive::shows_substitutes() {
  const widgets::UiData& data = ui().data();
  for (uint32_t i = 1; i < data.elements.size(); ++i) {
    const widgets::ElementRec& record = data.elements[i];
    if (!record.alive || record.leaf == 0) continue;
    if (data.leaves[record.leaf].paragraph.has_substitute()) return true;
  }
  return false;
}

}  // namespace hallows::testing
