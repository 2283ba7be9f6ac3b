#include <algorithm>

#include "parseltongue/format/icons.h"
#include "rt-kernel/base/hash.h"
#include "widgets/kinds/kinds.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"

namespace hallows::widgets::kinds {
namespace {

constexpr float kNaturalSize = 20;     // dp, where the element says no size
constexpr uint64_t kIconSeed = 0x1C0;  // keeps names apart from path data in the table of paths

// The language writes `@icon-bell`; the set knows `bell`.
scene::PathId icon_of(UiData& ui, std::string_view name) {
  constexpr std::string_view kPrefix = "icon-";
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  const uint64_t hash = hash_bytes(name, kIconSeed);
  for (const KnownPath& known : ui.paths) {
    if (known.hash == hash) return known.path;
  }
  if (!name.empty()) tell(ui, "unknown-icon", "the icon set has no icon of that name");
  return {};
}

void mount(UiData& ui, uint32_t element) {
  ui.tree.set_leaf(ui.elements[element].box, layout::Leaf::replaced(kNaturalSize, kNaturalSize));
}

void paint(UiData& ui, const PaintInput& input) {
  const scene::PathId id = icon_of(ui, text_of(ui, input.element, PropertyId::IconName));
  if (!id) return;
  const Rect content = content_box(ui, input.element);
  const float size = std::min(content.width, content.height);
  const float s = size / format::kIconBox * input.scale.value;
  scene::Path path;
  path.path = id;
  path.to_px = {s,
                0,
                0,
                s,
                (content.x + (content.width - size) * 0.5f) * input.scale.value,
                (content.y + (content.height - size) * 0.5f) * input.scale.value};
  path.stroke = format::kIconStroke;
  path.color = ui.inherited[input.element].color;
  ui.primitives.path(path, ui.scene.path_bounds(id));
}

}  // namespace

void add_icons(UiData& ui) {
  for (const format::IconInfo& icon : format::icons()) {
    const Result<scene::PathData> parsed = scene::parse_path_data(icon.path);
    ASSERT(parsed);
    ui.paths.push({hash_bytes(icon.name, kIconSeed), ui.scene.add_path(*parsed)});
  }
}

const KindOps& icon_ops() {
  static constexpr KindOps kOps = {.mount = mount, .paint = paint, .role = "image"};
  return kOps;
}

}  // namespace hallows::widgets::kinds
