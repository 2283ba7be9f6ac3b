#include "renderer/prepare/occlusion.h"

namespace hallows::prepare {

void Occluders::add(RectPx rect, DrawPosition position) {
  if (rect.area() < kSmallest) return;
  if (items_.try_push({rect, position})) return;
  size_t smallest = 0;
  for (size_t i = 1; i < items_.size(); ++i) {
    if (items_[i].rect.area() < items_[smallest].rect.area()) smallest = i;
  }
  if (items_[smallest].rect.area() < rect.area()) items_[smallest] = {rect, position};
}

bool Occluders::hides(RectPx rect, DrawPosition position) const {
  for (const Item& item : items_) {
    if (item.position > position && covers(item.rect, rect)) return true;
  }
  return false;
}

}  // namespace hallows::prepare
