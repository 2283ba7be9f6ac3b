#include "renderer/prepare/damage.h"

#include <bit>
#include <cmath>
#include <utility>

#include "renderer/prepare/shapes.h"
#include "rt-kernel/base/hash.h"

namespace hallows::prepare {

DamageTracker::DamageTracker(const scene::Scene& scene, SpaceResolver& spaces)
    : scene_(scene), spaces_(spaces) {
  drawn_.resize(scene.node_capacity());
}

bool DamageTracker::changed(WindowId id) const {
  const scene::Scene::Window& window = scene_.window(id);
  const WindowState& state = windows_[id.value];
  return !state.seen || window.all_damaged || !window.changed.empty() || !state.pending.empty() ||
         window.order_version != state.order_version ||
         scene_.spaces_version() != state.spaces_version || window.generation != state.generation;
}

void DamageTracker::forget_all() {
  for (WindowState& state : windows_) state.seen = false;
}

uint64_t DamageTracker::state_of(const WindowState& state, const EntryState& entry) const {
  const Place& p = entry.place;
  const auto pack = [](Px a, Px b) {
    return uint64_t{static_cast<uint32_t>(a)} << 32 | static_cast<uint32_t>(b);
  };
  uint64_t h = hash_combine(pack(p.clip.x0, p.clip.y0), pack(p.clip.x1, p.clip.y1));
  if (p.transformed) {
    for (const float v : {p.to_window.a, p.to_window.b, p.to_window.c, p.to_window.d,
                          p.to_window.tx, p.to_window.ty}) {
      h = hash_combine(h, std::bit_cast<uint32_t>(v));
    }
  } else {
    h = hash_combine(h, pack(p.x, p.y));
  }
  if (entry.layer < 0) return h;
  const LayerState& layer = state.layers[static_cast<size_t>(entry.layer)];
  return hash_combine(h, layer.hash + (layer.single() ? 1 : 0));
}

int32_t DamageTracker::push_layer(WindowState& state, const scene::OrderEntry& entry,
                                  int32_t parent, uint32_t index) {
  const Place place = place_of(spaces_.resolve(entry.space), entry);
  LayerState layer;
  layer.parent = parent;
  layer.begin = index;
  layer.end = static_cast<uint32_t>(scene_.limits().order);
  const float opacity = std::fmin(std::fmax(entry.opacity, 0.0f), 1.0f);
  layer.fade = static_cast<uint8_t>(std::lround(opacity * 255));
  layer.clip = place.clip;
  if (parent >= 0)
    layer.clip = intersect(layer.clip, state.layers[static_cast<size_t>(parent)].clip);
  if (!entry.clip.empty()) {
    layer.box = place_bounds(place, entry.clip);
    layer.radii = fit_radii(entry.radii, {layer.box.width(), layer.box.height()});
    layer.clip = intersect(layer.clip, layer.box);
  }
  if (layer.clip.empty()) layer.clip = {};
  uint64_t h =
      hash_combine(layer.fade, parent < 0 ? 0 : state.layers[static_cast<size_t>(parent)].hash);
  for (const Px v : {layer.clip.x0, layer.clip.y0, layer.clip.x1, layer.clip.y1, layer.box.x0,
                     layer.box.y0, layer.box.x1, layer.box.y1}) {
    h = hash_combine(h, static_cast<uint32_t>(v));
  }
  for (const float r : {layer.radii.top_left, layer.radii.top_right, layer.radii.bottom_right,
                        layer.radii.bottom_left}) {
    h = hash_combine(h, std::bit_cast<uint32_t>(r));
  }
  layer.hash = h;
  state.layers.push(layer);
  return static_cast<int32_t>(state.layers.size() - 1);
}

void DamageTracker::resolve_entries(WindowId id) {
  const scene::Scene::Window& window = scene_.window(id);
  WindowState& state = windows_[id.value];
  state.entries.clear();
  std::swap(state.layers, state.drawn_layers);
  state.layers.clear();
  EntryState* entries = state.entries.extend(window.order.size());
  int32_t layer = -1;
  for (uint32_t i = 0; i < window.order.size(); ++i) {
    const scene::OrderEntry& entry = window.order[i];
    if (entry.kind == scene::OrderKind::PushLayer) {
      layer = push_layer(state, entry, layer, i);
      entries[i] = {{}, layer};
    } else if (entry.kind == scene::OrderKind::PopLayer) {
      entries[i] = {{}, layer};
      if (layer < 0) continue;  // a PopLayer too many does nothing
      state.layers[static_cast<size_t>(layer)].end = i;
      layer = state.layers[static_cast<size_t>(layer)].parent;
    } else {
      entries[i] = {place_of(spaces_.resolve(entry.space), entry), layer};
      Place& place = entries[i].place;
      if (layer >= 0) {
        place.clip = intersect(place.clip, state.layers[static_cast<size_t>(layer)].clip);
        if (place.clip.empty()) place.clip = {};
      }
    }
  }
}

// A node that is drawn no longer.
void DamageTracker::forget(uint32_t node_index) {
  DrawnNode& drawn = drawn_[node_index];
  damage_.changed(drawn.bounds, {});
  drawn.window = scene::Scene::kNoWindow;
}

// Whether the layers around a node are the same as those around it before, each at rest or moved.
// `by`: (dx, dy) in its x0 and y0.
bool DamageTracker::layers_moved(const WindowState& state, int32_t was, int32_t is,
                                 RectPx by) const {
  while (was >= 0 && is >= 0) {
    const LayerState& a = state.drawn_layers[static_cast<size_t>(was)];
    const LayerState& b = state.layers[static_cast<size_t>(is)];
    if (a.fade != b.fade || a.radii != b.radii || a.single() != b.single()) return false;
    const bool placed = a.box == b.box || translate(a.box, by.x0, by.y0) == b.box;
    if (!a.radii.none() && !placed) return false;
    was = a.parent;
    is = b.parent;
  }
  return was < 0 && is < 0;
}

DamageTracker::Relation DamageTracker::relate(const WindowState& state,
                                              const scene::OrderEntry& entry,
                                              const EntryState& resolved, uint64_t now) const {
  const DrawnNode& drawn = drawn_[entry.node.index];
  if (drawn.version != scene_.node(entry.node.index).version) return Relation::Changed;
  if (drawn.state == now) return Relation::Same;
  if (damage_.scrolls().empty()) return Relation::Changed;
  const Place& place = resolved.place;
  if (drawn.transformed || place.transformed) return Relation::Changed;
  const RectPx by = {place.x - drawn.x, place.y - drawn.y, 0, 0};
  if (by == RectPx{}) return Relation::Changed;
  return layers_moved(state, drawn.layer, resolved.layer, by) ? Relation::Moved : Relation::Changed;
}

// Layers that have something in them that scrolls, or rests in a view, and that rest themselves.
void DamageTracker::mark_still_layers(const WindowState& state, int32_t was, int32_t is) {
  while (was >= 0 && is >= 0) {
    const LayerState& before = state.drawn_layers[static_cast<size_t>(was)];
    const LayerState& layer = state.layers[static_cast<size_t>(is)];
    if (before.box == layer.box) still_layers_[static_cast<size_t>(is)] = 1;
    was = before.parent;
    is = layer.parent;
  }
}

void DamageTracker::add_layer_corners(const WindowState& state) {
  for (size_t i = 0; i < still_layers_.size(); ++i) {
    const LayerState& layer = state.layers[i];
    if (still_layers_[i] == 0 || layer.radii.none() || !damage_.meets(layer.box)) continue;
    for (const RectPx square : corner_squares(layer.box, layer.radii)) {
      damage_.still_on_top(square);
    }
  }
}

// Whether a layer around `layer`, itself included, fades.
static bool fades(const WindowState& state, int32_t layer) {
  for (; layer >= 0; layer = state.layers[static_cast<size_t>(layer)].parent) {
    if (state.layers[static_cast<size_t>(layer)].fade != 255) return true;
  }
  return false;
}

// Compares one node with how it was drawn. `highest_order`: of the nodes visited before in this
// pass; a node that stood before one of those and now stands after it is drawn anew where both are.
void DamageTracker::compare(WindowId id, uint32_t order_index, uint32_t& highest_order,
                            Commit commit) {
  const scene::OrderEntry& entry = scene_.window(id).order[order_index];
  if (!scene_.alive(entry.node)) return;
  WindowState& state = windows_[id.value];
  const scene::Scene::NodeData& node = scene_.node(entry.node.index);
  const EntryState& resolved = state.entries[order_index];
  DrawnNode& drawn = drawn_[entry.node.index];
  const uint64_t now = state_of(state, resolved);
  const bool here = drawn.window == id.value;
  const bool known = here && drawn.generation == entry.node.generation;
  const bool overtaken = known && drawn.order < highest_order;
  if (known && drawn.order > highest_order) highest_order = drawn.order;
  const Relation relation =
      known && !overtaken ? relate(state, entry, resolved, now) : Relation::Changed;
  RectPx bounds = drawn.bounds;
  if (relation != Relation::Same) {
    bounds = intersect(place_bounds(resolved.place, node.bounds), resolved.place.clip);
    if (bounds.empty()) bounds = {};
  }
  const RectPx was = here ? drawn.bounds : RectPx{};
  if (relation == Relation::Changed) damage_.changed(was, bounds);
  if (relation == Relation::Moved) {
    damage_.moved(was, bounds, resolved.place.x - drawn.x, resolved.place.y - drawn.y);
    mark_still_layers(state, drawn.layer, resolved.layer);
  }
  if (relation == Relation::Same && damage_.meets(bounds)) {
    mark_still_layers(state, drawn.layer, resolved.layer);
    add_still_node(scene_, node, resolved.place,
                   fades(state, resolved.layer) ? Fading::Yes : Fading::No, damage_);
  }
  drawn.mark = mark_;
  if (commit == Commit::No) return;
  if (!here && drawn.window != scene::Scene::kNoWindow) {
    windows_[drawn.window].pending.add(drawn.bounds);
  }
  drawn = {entry.node.generation,
           node.version,
           id.value,
           order_index,
           mark_,
           now,
           bounds,
           resolved.place.transformed,
           resolved.place.x,
           resolved.place.y,
           resolved.place.clip,
           resolved.layer};
}

// All nodes, those that are gone too, and the layers around them. The result is in damage_.
void DamageTracker::compare_all(WindowId id, const Scrolls& scrolls, const DamageSet& before,
                                Commit commit) {
  const scene::Scene::Window& window = scene_.window(id);
  WindowState& state = windows_[id.value];
  damage_.begin(scrolls, before, {0, 0, window.size.width, window.size.height});
  still_layers_.clear();
  still_layers_.resize(state.layers.size());
  ++mark_;
  uint32_t highest_order = 0;
  for (uint32_t i = 0; i < window.order.size(); ++i) {
    if (window.order[i].kind == scene::OrderKind::Node) compare(id, i, highest_order, commit);
  }
  // Who was drawn and wasn't met is gone from here.
  for (const uint32_t index : state.drawn_nodes) {
    if (drawn_[index].mark == mark_ || drawn_[index].window != id.value) continue;
    if (commit == Commit::Yes) {
      forget(index);
    } else {
      damage_.changed(drawn_[index].bounds, {});
    }
  }
  add_layer_corners(state);
}

// What moved under a clip that didn't.
Scrolls DamageTracker::find_scrolls(WindowId id) {
  const scene::Scene::Window& window = scene_.window(id);
  const WindowState& state = windows_[id.value];
  const RectPx whole = {0, 0, window.size.width, window.size.height};
  votes_.clear();
  for (uint32_t i = 0; i < window.order.size(); ++i) {
    const scene::NodeHandle handle = window.order[i].node;
    if (window.order[i].kind != scene::OrderKind::Node || !scene_.alive(handle)) continue;
    const Place& place = state.entries[i].place;
    const DrawnNode& drawn = drawn_[handle.index];
    if (drawn.window != id.value || drawn.generation != handle.generation) continue;
    if (drawn.transformed || place.transformed || drawn.clip != place.clip) continue;
    if (place.clip == kEverywhere || (drawn.x == place.x && drawn.y == place.y)) continue;
    const Px dx = place.x - drawn.x, dy = place.y - drawn.y;
    const RectPx is = intersect(place_bounds(place, scene_.node(handle.index).bounds), place.clip);
    votes_.vote({intersect(place.clip, whole), dx, dy}, unite(drawn.bounds, is));
  }
  return votes_.elect();
}

void DamageTracker::full_pass(WindowId id) {
  const scene::Scene::Window& window = scene_.window(id);
  WindowState& state = windows_[id.value];
  const RectPx whole = {0, 0, window.size.width, window.size.height};
  const bool may_scroll = state.seen && !window.all_damaged &&
                          window.generation == state.generation &&
                          scene_.spaces_version() != state.spaces_version;
  if (may_scroll) state.scrolls = find_scrolls(id);
  // 1. Which copies pay. Each round drops one at least.
  while (!state.scrolls.empty()) {
    DamageSet tried;
    compare_all(id, state.scrolls, state.pending, Commit::No);
    damage_.finish(tried);
    if (!drop_poor(state.scrolls, tried.resolve(whole))) break;
  }
  // 2. The damage beside them.
  compare_all(id, state.scrolls, state.pending, Commit::Yes);
  damage_.finish(state.pending);
  state.drawn_nodes.clear();
  for (const scene::OrderEntry& entry : window.order) {
    if (scene_.alive(entry.node)) state.drawn_nodes.push(entry.node.index);
  }
}

// Nodes that died or changed, where nothing else did: only their own entries are looked at.
void DamageTracker::compare_changed(WindowId id) {
  const scene::Scene::Window& window = scene_.window(id);
  WindowState& state = windows_[id.value];
  damage_.begin({}, state.pending, {0, 0, window.size.width, window.size.height});
  for (const scene::NodeHandle handle : window.changed) {
    const DrawnNode& drawn = drawn_[handle.index];
    if (!scene_.alive(handle)) {
      if (drawn.window == id.value && drawn.generation == handle.generation) forget(handle.index);
      continue;
    }
    if (scene_.node(handle.index).window != id.value) continue;
    const uint32_t index = scene_.node(handle.index).order_index;
    const scene::OrderEntry& entry = window.order[index];
    EntryState& resolved = state.entries[index];
    const RectPx clip = resolved.place.clip;  // place_of leaves the layers' clips out
    resolved.place = place_of(spaces_.resolve(entry.space), entry);
    resolved.place.clip = clip;
    uint32_t own_order = drawn.order;
    compare(id, index, own_order, Commit::Yes);
  }
  damage_.finish(state.pending);
}

void DamageTracker::update(WindowId id) {
  const scene::Scene::Window& window = scene_.window(id);
  WindowState& state = windows_[id.value];
  const bool all = !state.seen || window.all_damaged || window.generation != state.generation;
  if (!state.seen) {
    state.entries.reserve(scene_.limits().order);
    state.layers.reserve(scene_.limits().order);
    state.drawn_layers.reserve(scene_.limits().order);
    state.drawn_nodes.reserve(scene_.limits().order);
    still_layers_.reserve(scene_.limits().order);
  }
  state.scrolls.clear();
  const bool everything = !state.seen || window.order_version != state.order_version ||
                          scene_.spaces_version() != state.spaces_version || window.changed.full();
  if (everything) {
    resolve_entries(id);
    full_pass(id);
  } else {
    compare_changed(id);
  }
  if (all) state.pending.add({0, 0, window.size.width, window.size.height});
  state.seen = true;
  state.generation = window.generation;
  state.order_version = window.order_version;
  state.spaces_version = scene_.spaces_version();
}

}  // namespace hallows::prepare
