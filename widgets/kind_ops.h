#pragma once

#include "widgets/ui_data.h"

namespace hallows::widgets {

// What painting of one element writes into and reads. Device pixels from the element's border box.
struct PaintInput {
  uint32_t element = 0;
  RectPx box;  // x0, y0 are 0
  Scale scale;
};

// The behaviour of a native element kind: a table of functions, null where the kind has nothing of
// that stage to say. Engine thread; none may allocate or call a stage.
struct KindOps {
  // Stage 4: records that the kind needs (text leaf, scroll, edit).
  void (*mount)(UiData& ui, uint32_t element) = nullptr;
  // Stage 5: display and what the kind fixes, before the element's own properties.
  void (*layout_style)(UiData& ui, uint32_t element, layout::LayoutStyle& style) = nullptr;
  // Stage 5: what the kind fixes for its children (one grid cell for all).
  void (*child_style)(UiData& ui, uint32_t child, layout::LayoutStyle& style) = nullptr;
  // Stage 5: what the kind fixes after all properties.
  void (*fix_style)(UiData& ui, uint32_t element, layout::LayoutStyle& style) = nullptr;
  // Stage 6, before layout: content that dirt Text or Layout names goes into the leaf.
  void (*update_leaf)(UiData& ui, uint32_t element) = nullptr;
  // Stage 8: what stands over the background and under the children; into ui.primitives.
  void (*paint)(UiData& ui, const PaintInput& input) = nullptr;
  // Stage 2: true where the kind has dealt with it.
  bool (*key)(UiData& ui, uint32_t element, const InputEvent& event) = nullptr;
  bool (*pointer)(UiData& ui, uint32_t element, const InputEvent& event, Vec2 local) = nullptr;
  // A word of the Role keyword set, for elements that give none.
  const char* role = "none";
};

inline const KindOps& ops_of(const UiData& ui, ElementKind kind) {
  static constexpr KindOps kNone;
  const KindOps* ops = ui.kinds[static_cast<size_t>(kind)].ops;
  return ops == nullptr ? kNone : *ops;
}

}  // namespace hallows::widgets
