#include "ui-sched/runtime/engine.h"

#include "widgets/kinds/register_all.h"

namespace hallows::runtime {
namespace {

widgets::UiConfig ui_config(const EngineConfig& config, value::Heap& heap, text::TextContext& text,
                            AssetService& assets) {
  widgets::UiConfig out;
  out.program = config.program;
  out.heap = &heap;
  out.text = &text;
  out.scene = config.scene;
  out.images = assets.image_source();
  out.limits = config.ui_limits;
  return out;
}

EngineWindow& start_window(Engine& engine, WindowId id, SizePx size, Scale scale) {
  EngineWindow& window = window_of(engine, id);
  ASSERT(!window.open);
  engine.text.prepare({});  // what stands in for a style that a later frame brings
  window.open = true;
  window.presented = false;
  window.close_requested = false;
  window.id = id;
  window.size = size;
  window.scale = scale;
  const VblankGrid grid = engine.config.port->vblank_grid(id);
  window.loop.set_grid(grid.phase, grid.interval);
  window.loop.ladder().set_carried_out(1u << static_cast<uint8_t>(sched::Rung::HalfRate));
  window.loop.want(sched::Want::Pixels);
  return window;
}

}  // namespace

Engine::Engine(const EngineConfig& c)
    : config(c),
      text(*c.fonts),
      assets(*c.preparer, text, c.workers, c.asset_root),
      ui(ui_config(c, heap, text, assets)) {
  widgets::kinds::register_all(ui);
}

EngineWindow& window_of(Engine& engine, WindowId window) noexcept {
  ASSERT(window.value < kMaxWindows);
  return engine.windows[window.value];
}

Result<bool> open_window(Engine& engine, const EngineOpen& open) {
  Result<bool> target = engine.config.executor->open_window(open.window, open.size);
  if (!target) return target.error();
  EngineWindow& window = start_window(engine, open.window, open.size, open.scale);
  window.scope =
      widgets::open_window(engine.ui, {open.window, open.decl, open.size, open.scale, open.values});
  return true;
}

widgets::ScopeId open_node(Engine& engine, const EngineOpenNode& open) {
  const Result<bool> target = engine.config.executor->open_window(open.window, open.size);
  if (!target) return {};
  EngineWindow& window = start_window(engine, open.window, open.size, open.scale);
  window.scope =
      widgets::open_node(engine.ui, {open.window, open.scope, open.node, open.size, open.scale});
  return window.scope;
}

void close_window(Engine& engine, WindowId id) {
  EngineWindow& window = window_of(engine, id);
  if (!window.open) return;
  widgets::close_window(engine.ui, id);
  window.events.clear();
  window.loop = sched::FrameLoop();
  window.open = false;
}

bool wants_frame(Engine& engine, WindowId id) noexcept {
  EngineWindow& window = window_of(engine, id);
  if (!window.open) return false;
  return window.loop.wanted() || !window.events.empty() || widgets::needs_frame(engine.ui, id) ||
         engine.config.preparer->wants_frame(id);
}

}  // namespace hallows::runtime
