#include "parseltongue/tools/stage_dump.h"

#include "renderer/prepare/prepare.h"

namespace hallows::tools {

std::string dump_stage(Session& session, WindowId window, std::string_view stage) {
  runtime::Engine& engine = session.engine();
  if (stage == "elements") return widgets::dump_elements(engine.ui, window);
  if (stage == "bindings") return widgets::dump_bindings(engine.ui);
  if (stage == "style") return widgets::dump_style(engine.ui, window);
  if (stage == "layout") return widgets::dump_layout(engine.ui, window);
  if (stage == "semantics") return widgets::dump_semantics(engine.ui, window);
  if (stage == "scene") return scene::dump(*engine.config.scene, window);
  if (stage != "plan") return {};
  const prepare::DrawPlan* plan = engine.config.preparer->last_plan(window);
  return plan == nullptr ? std::string() : prepare::dump_batches(*plan);
}

}  // namespace hallows::tools
