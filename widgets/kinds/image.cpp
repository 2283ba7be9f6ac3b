#include <algorithm>

#include "widgets/kinds/kinds.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/scene_build.h"

namespace hallows::widgets::kinds {
namespace {

ImageInfo find(UiData& ui, uint32_t element) {
  const std::string_view path = text_of(ui, element, PropertyId::Source);
  if (path.empty() || ui.images.find == nullptr) return {};
  return ui.images.find(ui.images.context, path);
}

void update_leaf(UiData& ui, uint32_t element) {
  const Size natural = find(ui, element).natural;
  const layout::NodeId box = ui.elements[element].box;
  const layout::Leaf& old = ui.tree.leaf(box);
  const bool same = old.kind == layout::Leaf::Kind::Replaced &&
                    old.natural_width == natural.width && old.natural_height == natural.height;
  if (!same) ui.tree.set_leaf(box, layout::Leaf::replaced(natural.width, natural.height));
}

struct Placed {
  Rect rect;  // dp
  Rect source{0, 0, 1, 1};
};

// CSS Images 3, section 5.5: object-fit, centred.
Placed place(Rect box, Size natural, int fit) {
  Placed placed{box, {0, 0, 1, 1}};
  if (natural.width <= 0 || natural.height <= 0 || box.width <= 0 || box.height <= 0) return placed;
  const float sx = box.width / natural.width;
  const float sy = box.height / natural.height;
  if (fit == 1) {  // cover: what doesn't fit is cut from the source
    const float s = std::max(sx, sy);
    const float w = box.width / (natural.width * s);
    const float h = box.height / (natural.height * s);
    placed.source = {(1 - w) * 0.5f, (1 - h) * 0.5f, w, h};
    return placed;
  }
  if (fit == 2) return placed;  // fill
  float s = std::min(sx, sy);   // contain
  if (fit == 3) s = 1;
  if (fit == 4) s = std::min(1.0f, s);
  const Size size = {natural.width * s, natural.height * s};
  placed.rect = {box.x + (box.width - size.width) * 0.5f, box.y + (box.height - size.height) * 0.5f,
                 size.width, size.height};
  return placed;
}

void paint(UiData& ui, const PaintInput& input) {
  const ImageInfo info = find(ui, input.element);
  if (!info.image) return;
  const int fit = keyword_of(ui, input.element, PropertyId::Fit, 0);
  const Rect content = content_box(ui, input.element);
  const Placed placed = place(content, info.natural, fit);
  scene::Image image;
  image.image = info.image;
  image.rect = {to_px(placed.rect.x, input.scale), to_px(placed.rect.y, input.scale),
                to_px(placed.rect.right(), input.scale), to_px(placed.rect.bottom(), input.scale)};
  image.source = placed.source;
  image.radii = corners_of(ui, input.element, input.box);
  if (!image.rect.empty()) ui.primitives.image(image);
}

}  // namespace

const KindOps& image_ops() {
  static constexpr KindOps kOps = {.update_leaf = update_leaf, .paint = paint, .role = "image"};
  return kOps;
}

}  // namespace hallows::widgets::kinds
