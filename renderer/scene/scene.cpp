#include "renderer/scene/scene.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "rt-kernel/base/hash.h"

namespace hallows::scene {

namespace {

uint64_t hash_path(const PathView& path) {
  const auto bytes = [](const auto& buffer) {
    return std::string_view(reinterpret_cast<const char*>(buffer.data()),
                            buffer.size() * sizeof(*buffer.data()));
  };
  return hash_combine(hash_bytes(bytes(path.verbs)), hash_bytes(bytes(path.points)));
}

Rect bounds_of(const PathView& path) {
  if (path.points.empty()) return {};
  Vec2 low = path.points[0], high = low;
  for (const Vec2 p : path.points) {  // control points too: the hull holds the curve
    low = {std::fmin(low.x, p.x), std::fmin(low.y, p.y)};
    high = {std::fmax(high.x, p.x), std::fmax(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

template <class T>
bool same_bytes(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

}  // namespace

Scene::Scene(const SceneLimits& limits)
    : limits_(limits),
      primitives_(limits.primitives),
      glyphs_(limits.glyphs),
      stops_(limits.stops),
      paths_(kMaxPaths) {
  nodes_.resize(limits.nodes);
  free_nodes_.reserve(limits.nodes);
  for (uint32_t i = limits.nodes; i-- > 0;) free_nodes_.push(i);
  spaces_.resize(limits.spaces);
  free_spaces_.reserve(limits.spaces);
  path_verbs_.reserve(limits.path_verbs);
  path_points_.reserve(limits.path_points);
  for (uint32_t i = limits.spaces; i-- > 0;) free_spaces_.push(i);
}

void Scene::open_window(WindowId id, SizePx size, Color background) {
  ASSERT(id.value < kMaxWindows);
  Window& window = windows_[id.value];
  window.open = true;
  window.size = size;
  window.background = background;
  ++window.generation;
  window.all_damaged = true;
  window.order.reserve(limits_.order);
  window.changed.reserve(limits_.nodes);
}

void Scene::close_window(WindowId id) {
  set_order(id, {});
  Window& window = windows_[id.value];
  for (const NodeHandle node : window.changed) nodes_[node.index].queued = false;
  window.changed.clear();
  window.open = false;
}

void Scene::resize_window(WindowId id, SizePx size) {
  Window& window = windows_[id.value];
  if (window.size == size) return;
  window.size = size;
  ++window.generation;
  window.all_damaged = true;
}

void Scene::set_background(WindowId id, Color background) noexcept {
  Window& window = windows_[id.value];
  if (window.background == background) return;
  window.background = background;
  window.all_damaged = true;
}

void Scene::damage_all(WindowId id) noexcept {
  windows_[id.value].all_damaged = true;
}

NodeHandle Scene::create_node() noexcept {
  if (free_nodes_.empty()) {
    ++refusals_;
    return {};
  }
  const uint32_t index = free_nodes_.back();
  free_nodes_.pop();
  NodeData& node = nodes_[index];
  ++node.generation;
  return {index, node.generation};
}

bool Scene::alive(NodeHandle node) const noexcept {
  return node && node.index < nodes_.size() && nodes_[node.index].generation == node.generation;
}

void Scene::destroy_node(NodeHandle handle) noexcept {
  ASSERT(alive(handle));
  NodeData& node = nodes_[handle.index];
  if (node.window != kNoWindow) {
    queue_change(handle.index);
    windows_[node.window].order[node.order_index].node = {};
  }
  primitives_.release(node.primitives);
  glyphs_.release(node.glyphs);
  stops_.release(node.stops);
  node.primitives = node.glyphs = node.stops = {};
  node.bounds = {};
  node.window = kNoWindow;
  node.queued = false;
  ++node.version;
  ++node.generation;
  free_nodes_.push(handle.index);
}

Change Scene::replace(NodeHandle handle, const PrimitiveList& list) noexcept {
  ASSERT(alive(handle));
  NodeData& node = nodes_[handle.index];
  if (std::ranges::equal(primitives(node), list.items()) &&
      same_bytes(glyphs(node), list.glyphs()) && same_bytes(stops(node), list.stops())) {
    return Change::None;
  }
  const BlockRange items = primitives_.allocate(static_cast<uint32_t>(list.items().size()));
  const BlockRange placed = glyphs_.allocate(static_cast<uint32_t>(list.glyphs().size()));
  const BlockRange colors = stops_.allocate(static_cast<uint32_t>(list.stops().size()));
  if (!items.allocated || !placed.allocated || !colors.allocated) {
    primitives_.release(items);
    glyphs_.release(placed);
    stops_.release(colors);
    ++refusals_;
    return Change::Refused;
  }
  primitives_.release(node.primitives);
  glyphs_.release(node.glyphs);
  stops_.release(node.stops);
  node.primitives = items;
  node.glyphs = placed;
  node.stops = colors;
  std::copy(list.items().begin(), list.items().end(), primitives_.get(items).begin());
  std::copy(list.glyphs().begin(), list.glyphs().end(), glyphs_.get(placed).begin());
  std::copy(list.stops().begin(), list.stops().end(), stops_.get(colors).begin());
  node.bounds = {};
  for (const Primitive& primitive : list.items()) {
    node.bounds = unite(node.bounds, primitive.bounds);
  }
  ++node.version;
  queue_change(handle.index);
  return Change::Content;
}

void Scene::queue_change(uint32_t index) {
  NodeData& node = nodes_[index];
  if (node.window == kNoWindow || node.queued) return;
  Buffer<NodeHandle>& changed = windows_[node.window].changed;
  if (changed.full()) {
    windows_[node.window].all_damaged = true;
    return;
  }
  node.queued = true;
  changed.push({index, node.generation});
}

SpaceHandle Scene::create_space(SpaceHandle parent) noexcept {
  if (free_spaces_.empty()) {
    ++refusals_;
    return {};
  }
  const uint32_t index = free_spaces_.back();
  free_spaces_.pop();
  SpaceData& space = spaces_[index];
  ++space.generation;
  space.parent = parent;
  space.value = {};
  ++space.version;
  ++spaces_version_;
  return {index, space.generation};
}

void Scene::destroy_space(SpaceHandle handle) noexcept {
  SpaceData& space = spaces_[handle.index];
  ASSERT(handle && space.generation == handle.generation);
  ++space.generation;
  ++spaces_version_;
  free_spaces_.push(handle.index);
}

void Scene::set_space(SpaceHandle handle, const Space& value) noexcept {
  SpaceData& space = spaces_[handle.index];
  ASSERT(handle && space.generation == handle.generation);
  if (space.value == value) return;
  space.value = value;
  ++space.version;
  ++spaces_version_;
}

void Scene::set_offset(SpaceHandle handle, Px x, Px y) noexcept {
  Space value = spaces_[handle.index].value;
  value.offset_x = x;
  value.offset_y = y;
  set_space(handle, value);
}

void Scene::set_order(WindowId id, std::span<const OrderEntry> entries) noexcept {
  Window& window = windows_[id.value];
  for (const OrderEntry& entry : window.order) {
    if (alive(entry.node)) nodes_[entry.node.index].window = kNoWindow;
  }
  if (entries.size() > limits_.order) {
    entries = entries.first(limits_.order);
    ++refusals_;
  }
  window.order.clear();
  window.order.append(entries);
  for (uint32_t i = 0; i < window.order.size(); ++i) {
    OrderEntry& entry = window.order[i];
    if (entry.kind != OrderKind::Node) continue;
    if (!alive(entry.node) || nodes_[entry.node.index].window != kNoWindow) {
      entry.node = {};  // a second mention draws nothing
      continue;
    }
    NodeData& node = nodes_[entry.node.index];
    node.window = id.value;
    node.order_index = i;
    node.queued = false;  // it may be queued in a window that it left
  }
  ++window.order_version;
}

void Scene::move_node(NodeHandle handle, Px x, Px y) noexcept {
  ASSERT(alive(handle));
  NodeData& node = nodes_[handle.index];
  if (node.window == kNoWindow) return;
  OrderEntry& entry = windows_[node.window].order[node.order_index];
  if (entry.x == x && entry.y == y) return;
  entry.x = x;
  entry.y = y;
  queue_change(handle.index);
}

PathId Scene::add_path(const PathView& path) noexcept {
  const uint64_t hash = hash_path(path);
  for (uint32_t i = 0; i < paths_.size(); ++i) {
    if (paths_[i].hash != hash) continue;
    const PathView known = this->path({i});
    if (same_bytes(known.verbs, path.verbs) && same_bytes(known.points, path.points)) return {i};
  }
  if (paths_.full() || path_verbs_.size() + path.verbs.size() > limits_.path_verbs ||
      path_points_.size() + path.points.size() > limits_.path_points) {
    ++refusals_;
    return {};
  }
  PathEntry entry;
  entry.first_verb = static_cast<uint32_t>(path_verbs_.size());
  entry.verbs = static_cast<uint32_t>(path.verbs.size());
  entry.first_point = static_cast<uint32_t>(path_points_.size());
  entry.points = static_cast<uint32_t>(path.points.size());
  path_verbs_.append(path.verbs);
  path_points_.append(path.points);
  entry.bounds = bounds_of(path);
  entry.hash = hash;
  paths_.push(entry);
  return {static_cast<uint32_t>(paths_.size() - 1)};
}

PathView Scene::path(PathId id) const noexcept {
  const PathEntry& entry = paths_[id.value];
  return {{path_verbs_.data() + entry.first_verb, entry.verbs},
          {path_points_.data() + entry.first_point, entry.points}};
}

Rect Scene::path_bounds(PathId id) const noexcept {
  return paths_[id.value].bounds;
}

std::span<const Primitive> Scene::primitives(const NodeData& node) const {
  return primitives_.get(node.primitives);
}

std::span<const GlyphAt> Scene::glyphs(const NodeData& node) const {
  return glyphs_.get(node.glyphs);
}

std::span<const GradientStop> Scene::stops(const NodeData& node) const {
  return stops_.get(node.stops);
}

void Scene::changes_taken(WindowId id) noexcept {
  Window& window = windows_[id.value];
  for (const NodeHandle node : window.changed) {
    if (alive(node)) nodes_[node.index].queued = false;
  }
  window.changed.clear();
  window.all_damaged = false;
}

}  // namespace hallows::scene
