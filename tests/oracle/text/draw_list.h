#pragma once

#include <vector>

#include "renderer/cpu/cpu_backend.h"
#include "renderer/prepare/prepare.h"

namespace hallows {

// The primitives as the engine draws them on the cpu back end, every glyph waited for:
// premultiplied BGRA, tightly packed.
inline std::vector<uint32_t> draw_list(const scene::PrimitiveList& list, const FontFaceTable& faces,
                                       Color background, SizePx size) {
  constexpr WindowId kWindow{0};
  scene::SceneLimits limits;
  limits.nodes = limits.order = 16;
  limits.primitives = 2048;
  limits.spaces = 4;
  scene::Scene scene(limits);
  scene.open_window(kWindow, size, background);
  const scene::NodeHandle node = scene.create_node();
  scene.replace(node, list);
  const scene::OrderEntry order[] = {{scene::OrderKind::Node, node, {}, 0, 0, 1, {}, {}}};
  scene.set_order(kWindow, order);
  prepare::PrepareLimits prepare_limits;
  prepare_limits.plans = 1;
  prepare::Preparer preparer(scene, faces, prepare_limits);
  const auto backend = render::CpuBackend::create(preparer.page_setup());
  std::vector<uint32_t> pixels(static_cast<size_t>(size.width) * static_cast<size_t>(size.height));
  const prepare::DrawPlan* plan = preparer.prepare(kWindow, prepare::MissPolicy::Warm);
  if (!backend->open_target({kWindow, size, {}}) || plan == nullptr) return pixels;
  backend->execute(*plan);
  backend->read_pixels(kWindow, {0, 0, size.width, size.height}, pixels);
  return pixels;
}

}  // namespace hallows
