#pragma once

#include <cstdint>

#include "renderer/prepare/damage_set.h"
#include "renderer/prepare/resolve.h"
#include "renderer/prepare/scroll.h"
#include "renderer/scene/scene.h"

namespace hallows::prepare {

// A layer of a window's order, as prepare sees it.
struct LayerState {
  int32_t parent = -1;
  uint32_t begin = 0, end = 0;  // order indices of its PushLayer and its PopLayer
  uint8_t fade = 255;
  RectPx clip = kEverywhere;  // window space; all clips around it too
  RectPx box;                 // of the rounded clip, window space
  scene::Corners radii;       // fitted to the box
  uint64_t hash = 0;          // of all that changes what is drawn inside
  // A layer of a single node may fade by its colours, which rounds differently: see prepare.cpp.
  bool single() const { return end == begin + 2; }
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
  // Where it stood, for scrolls; (x, y) is nothing under a transform.
  bool transformed = false;
  Px x = 0, y = 0;
  RectPx clip;
  int32_t layer = -1;  // index into WindowState::layers when it was drawn
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
  Buffer<LayerState> drawn_layers;  // `layers` before the last time they were resolved
  Scrolls scrolls;                  // that the last update found
  Buffer<uint32_t> drawn_nodes;     // node indices of the last full pass
};

// Compares a window's scene with what was last drawn, and adds the difference to its pending
// damage: less what copies within the picture bring up to date, where content scrolled.
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
  enum class Commit : uint8_t { No, Yes };  // whether a comparison becomes what was drawn
  enum class Relation : uint8_t { Same, Moved, Changed };
  void full_pass(WindowId window);
  Scrolls find_scrolls(WindowId window);
  void compare_all(WindowId window, const Scrolls& scrolls, const DamageSet& before, Commit commit);
  void compare(WindowId window, uint32_t order_index, uint32_t& highest_order, Commit commit);
  Relation relate(const WindowState& state, const scene::OrderEntry& entry,
                  const EntryState& resolved, uint64_t now) const;
  bool layers_moved(const WindowState& state, int32_t was, int32_t is, RectPx by) const;
  void mark_still_layers(const WindowState& state, int32_t was, int32_t is);
  void add_layer_corners(const WindowState& state);
  void resolve_entries(WindowId window);
  int32_t push_layer(WindowState& state, const scene::OrderEntry& entry, int32_t parent,
                     uint32_t index);
  void compare_changed(WindowId window);
  void forget(uint32_t node_index);
  uint64_t state_of(const WindowState& state, const EntryState& entry) const;

  const scene::Scene& scene_;
  SpaceResolver& spaces_;
  Buffer<DrawnNode> drawn_;
  uint32_t mark_ = 0;
  WindowState windows_[kMaxWindows];
  // Scratch of one update().
  ScrollVotes votes_;
  ScrolledDamage damage_;
  Buffer<uint8_t> still_layers_;  // by layer: rests, with something drawn inside
};

}  // namespace hallows::prepare
