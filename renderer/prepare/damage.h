#pragma once

#include <cstdint>

#include "renderer/prepare/resolve.h"
#include "renderer/scene/scene.h"
#include "rt-kernel/base/fixed_vector.h"

namespace hallows::prepare {

constexpr size_t kMaxDamage = 4;
using DamageRects = FixedVector<RectPx, kMaxDamage>;

// Collects changed rectangles; says them as at most four that don't overlap. Two are joined where
// the pixels that this adds cost less than one more rectangle, or where there are too many.
class DamageSet {
 public:
  void add(RectPx rect);
  void merge(const DamageSet& other);
  void clear() { rects_.clear(); }
  bool empty() const { return rects_.empty(); }
  // Within `limits`.
  DamageRects resolve(RectPx limits) const;

 private:
  FixedVector<RectPx, 24> rects_;
};

// A layer of a window's order, as prepare sees it.
struct LayerState {
  int32_t parent = -1;
  uint32_t begin = 0, end = 0;  // order indices of its PushLayer and its PopLayer
  uint8_t fade = 255;
  RectPx clip = kEverywhere;  // window space; all clips around it too
  RectPx box;                 // of the rounded clip, window space
  scene::Corners radii;       // fitted to the box
  uint64_t hash = 0;          // of all that changes what is drawn inside
};

// One entry of the order, resolved.
struct EntryState {
  Place place;
  int32_t layer = -1;
};

// What prepare remembers of a node: how it was last drawn.
struct DrawnNode {
  uint32_t generation = 0;
  uint32_t version = 0;
  uint8_t window = scene::Scene::kNoWindow;
  uint32_t order = 0;
  uint32_t mark = 0;  // of the last pass that met it
  uint64_t state = 0;
  RectPx bounds;  // window space, clipped
};

// Everything about one window that outlives a frame.
struct WindowState {
  uint32_t generation = 0;  // of the target that was last planned
  uint32_t order_version = 0;
  uint32_t spaces_version = 0;
  bool seen = false;
  DamageSet pending;     // not yet in any plan
  DamageSet incomplete;  // drawn without all of its glyphs or pictures
  uint64_t arrivals_seen = 0;
  Buffer<EntryState> entries;  // by order index
  Buffer<LayerState> layers;
  Buffer<uint32_t> drawn_nodes;  // node indices of the last full pass
};

// Compares a window's scene with what was last drawn, and adds the difference to its pending
// damage.
class DamageTracker {
 public:
  DamageTracker(const scene::Scene& scene, SpaceResolver& spaces);
  // True when the next update() would find something to look at.
  bool changed(WindowId window) const;
  // Takes the scene's changes in. The caller then calls Scene::changes_taken.
  void update(WindowId window);
  WindowState& window(WindowId id) { return windows_[id.value]; }
  const WindowState& window(WindowId id) const { return windows_[id.value]; }
  void forget_all();
  const DrawnNode& drawn(uint32_t node_index) const { return drawn_[node_index]; }

 private:
  void full_pass(WindowId window);
  void resolve_entries(WindowId window);
  int32_t push_layer(WindowState& state, const scene::OrderEntry& entry, int32_t parent,
                     uint32_t index);
  void visit(WindowId window, uint32_t order_index, uint32_t& highest_order);
  void remove(uint32_t node_index);
  uint64_t state_of(const WindowState& state, const EntryState& entry) const;

  const scene::Scene& scene_;
  SpaceResolver& spaces_;
  Buffer<DrawnNode> drawn_;
  uint32_t mark_ = 0;
  WindowState windows_[scene::kMaxWindows];
};

}  // namespace hallows::prepare
