#include "renderer/prepare/damage.h"

#include <bit>
#include <cmath>

#include "renderer/prepare/shapes.h"
#include "rt-kernel/base/hash.h"

namespace hallows::prepare {
namespace {

// Pixels that one more rectangle may cost.
constexpr int64_t kRectCost = 2048;

int64_t waste(RectPx a, RectPx b) {
  return unite(a, b).area() - a.area() - b.area() + intersect(a, b).area();
}

// b without a, as up to four rectangles.
FixedVector<RectPx, 4> subtract(RectPx b, RectPx a) {
  FixedVector<RectPx, 4> out;
  const RectPx i = intersect(a, b);
  if (i.empty()) {
    out.push(b);
    return out;
  }
  if (b.y0 < i.y0) out.push({b.x0, b.y0, b.x1, i.y0});
  if (i.y1 < b.y1) out.push({b.x0, i.y1, b.x1, b.y1});
  if (b.x0 < i.x0) out.push({b.x0, i.y0, i.x0, i.y1});
  if (i.x1 < b.x1) out.push({i.x1, i.y0, b.x1, i.y1});
  return out;
}

template <size_t N>
void join_cheapest(FixedVector<RectPx, N>& rects) {
  size_t a = 0, b = 1;
  int64_t least = waste(rects[0], rects[1]);
  for (size_t i = 0; i < rects.size(); ++i) {
    for (size_t j = i + 1; j < rects.size(); ++j) {
      const int64_t w = waste(rects[i], rects[j]);
      if (w >= least) continue;
      least = w;
      a = i;
      b = j;
    }
  }
  rects[a] = unite(rects[a], rects[b]);
  rects.remove_unordered(b);
}

using Work = FixedVector<RectPx, 24>;

// Joins what is cheap to join; true when something was.
bool join_cheap(Work& rects) {
  for (size_t i = 0; i < rects.size(); ++i) {
    for (size_t j = i + 1; j < rects.size(); ++j) {
      if (waste(rects[i], rects[j]) > kRectCost) continue;
      rects[i] = unite(rects[i], rects[j]);
      rects.remove_unordered(j);
      return true;
    }
  }
  return false;
}

// Cuts the first overlap apart, or joins the two where the pieces would be too many.
bool part_overlap(Work& rects) {
  for (size_t i = 0; i < rects.size(); ++i) {
    for (size_t j = i + 1; j < rects.size(); ++j) {
      if (!overlaps(rects[i], rects[j])) continue;
      const auto pieces = subtract(rects[j], rects[i]);
      if (rects.size() - 1 + pieces.size() > kMaxDamage) {
        rects[i] = unite(rects[i], rects[j]);
        rects.remove_unordered(j);
      } else {
        rects.remove_unordered(j);
        for (const RectPx piece : pieces) rects.push(piece);
      }
      return true;
    }
  }
  return false;
}

}  // namespace

void DamageSet::add(RectPx rect) {
  if (rect.empty()) return;
  for (size_t i = 0; i < rects_.size(); ++i) {
    if (covers(rects_[i], rect)) return;
    if (covers(rect, rects_[i])) rects_.remove_unordered(i--);
  }
  if (rects_.full()) join_cheapest(rects_);
  rects_.push(rect);
}

void DamageSet::merge(const DamageSet& other) {
  for (const RectPx rect : other.rects_) add(rect);
}

DamageRects DamageSet::resolve(RectPx limits) const {
  Work work;
  for (const RectPx rect : rects_) {
    const RectPx r = intersect(rect, limits);
    if (!r.empty()) work.push(r);
  }
  while (join_cheap(work)) {
  }
  while (work.size() > kMaxDamage) join_cheapest(work);
  // Each step removes an overlap without adding one, or a rectangle.
  while (part_overlap(work)) {
  }
  DamageRects out;
  for (const RectPx r : work) out.push(r);
  return out;
}

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
  // A layer of a single node may fade by its colours, which rounds differently: see prepare.cpp.
  return hash_combine(h, layer.hash + (layer.end == layer.begin + 2 ? 1 : 0));
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

void DamageTracker::remove(uint32_t node_index) {
  DrawnNode& drawn = drawn_[node_index];
  if (drawn.window == scene::Scene::kNoWindow) return;
  windows_[drawn.window].pending.add(drawn.bounds);
  drawn.window = scene::Scene::kNoWindow;
}

// Compares one node with how it was drawn. `highest_order`: of the nodes visited before in this
// pass; a node that stood before one of those and now stands after it is drawn anew where both are.
void DamageTracker::visit(WindowId id, uint32_t order_index, uint32_t& highest_order) {
  const scene::OrderEntry& entry = scene_.window(id).order[order_index];
  if (!scene_.alive(entry.node)) return;
  WindowState& state = windows_[id.value];
  const scene::Scene::NodeData& node = scene_.node(entry.node.index);
  const EntryState& resolved = state.entries[order_index];
  DrawnNode& drawn = drawn_[entry.node.index];
  const uint64_t now = state_of(state, resolved);
  const bool known = drawn.window == id.value && drawn.generation == entry.node.generation;
  const bool overtaken = known && drawn.order < highest_order;
  if (known && drawn.order > highest_order) highest_order = drawn.order;
  drawn.mark = mark_;
  drawn.order = order_index;
  if (known && !overtaken && drawn.version == node.version && drawn.state == now) return;
  remove(entry.node.index);
  RectPx bounds = intersect(place_bounds(resolved.place, node.bounds), resolved.place.clip);
  if (bounds.empty()) bounds = {};
  drawn.generation = entry.node.generation;
  drawn.version = node.version;
  drawn.window = id.value;
  drawn.state = now;
  drawn.bounds = bounds;
  state.pending.add(bounds);
}

void DamageTracker::full_pass(WindowId id) {
  const scene::Scene::Window& window = scene_.window(id);
  WindowState& state = windows_[id.value];
  ++mark_;
  uint32_t highest_order = 0;
  for (uint32_t i = 0; i < window.order.size(); ++i) {
    if (window.order[i].kind == scene::OrderKind::Node) visit(id, i, highest_order);
  }
  // Who was drawn and wasn't met is gone from here.
  for (const uint32_t index : state.drawn_nodes) {
    if (drawn_[index].mark != mark_ && drawn_[index].window == id.value) remove(index);
  }
  state.drawn_nodes.clear();
  for (const scene::OrderEntry& entry : window.order) {
    if (scene_.alive(entry.node)) state.drawn_nodes.push(entry.node.index);
  }
}

void DamageTracker::update(WindowId id) {
  const scene::Scene::Window& window = scene_.window(id);
  WindowState& state = windows_[id.value];
  const bool all = !state.seen || window.all_damaged || window.generation != state.generation;
  if (!state.seen) {
    state.entries.reserve(scene_.limits().order);
    state.layers.reserve(scene_.limits().order);
    state.drawn_nodes.reserve(scene_.limits().order);
  }
  // Nodes that died or changed: of those still here only their own entry is looked at again.
  uint32_t any_order = 0;
  const bool everything = !state.seen || window.order_version != state.order_version ||
                          scene_.spaces_version() != state.spaces_version || window.changed.full();
  if (everything) resolve_entries(id);
  for (const scene::NodeHandle handle : window.changed) {
    if (scene_.alive(handle)) continue;
    const DrawnNode& drawn = drawn_[handle.index];
    if (drawn.window == id.value && drawn.generation == handle.generation) remove(handle.index);
  }
  if (everything) {
    full_pass(id);
  } else {
    for (const scene::NodeHandle handle : window.changed) {
      if (!scene_.alive(handle) || scene_.node(handle.index).window != id.value) continue;
      const uint32_t index = scene_.node(handle.index).order_index;
      const scene::OrderEntry& entry = window.order[index];
      EntryState& resolved = state.entries[index];
      const RectPx clip = resolved.place.clip;  // place_of leaves the layers' clips out
      resolved.place = place_of(spaces_.resolve(entry.space), entry);
      resolved.place.clip = clip;
      any_order = drawn_[handle.index].order;
      visit(id, index, any_order);
    }
  }
  if (all) state.pending.add({0, 0, window.size.width, window.size.height});
  state.seen = true;
  state.generation = window.generation;
  state.order_version = window.order_version;
  state.spaces_version = scene_.spaces_version();
}

}  // namespace hallows::prepare
