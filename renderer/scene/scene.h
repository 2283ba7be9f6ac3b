#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "renderer/scene/block_pool.h"
#include "renderer/scene/clip.h"
#include "renderer/scene/path_data.h"
#include "renderer/scene/primitive.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/types/input_event.h"

namespace hallows::scene {

// Memory reserved at set-up. What happens at each bound stands with the call that meets it.
struct SceneLimits {
  uint32_t nodes = 1u << 15;
  uint32_t primitives = 1u << 16;
  uint32_t glyphs = 1u << 18;
  uint32_t stops = 1u << 12;
  uint32_t spaces = 1u << 10;
  uint32_t order = 1u << 15;  // entries, per window
  uint32_t path_points = 1u << 16;
  uint32_t path_verbs = 1u << 15;
};

constexpr uint32_t kMaxPaths = 1024;

// What a replace() did to a node.
enum class Change : uint8_t { None, Content, Refused };

// The retained scene of all windows. Engine thread; nothing here allocates after construction but
// open_window and dump.
//
// Primitives are stored per node under its handle. The paint order of a window is a separate list
// of entries, each with its translation and space, so inserting, scrolling or transforming rewrites
// no primitive. Damage is nobody's duty: renderer/prepare derives it from what changed.
class Scene {
 public:
  explicit Scene(const SceneLimits& limits = {});
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  // Windows. Opening one draws all of it in its next frame. `background` is opaque.
  void open_window(WindowId window, SizePx size, Color background);
  void close_window(WindowId window);
  void resize_window(WindowId window, SizePx size);
  void set_background(WindowId window, Color background) noexcept HALLOWS_NONBLOCKING;
  // The window system lost the pixels: the next frame draws all of it.
  void damage_all(WindowId window) noexcept HALLOWS_NONBLOCKING;

  // Nodes. At the bound the handle is none: the element stays undrawn, and refusals() counts it.
  NodeHandle create_node() noexcept HALLOWS_NONBLOCKING;
  // The node leaves its order entry (which then draws nothing) and its pixels are damaged.
  void destroy_node(NodeHandle node) noexcept HALLOWS_NONBLOCKING;
  bool alive(NodeHandle node) const noexcept HALLOWS_NONBLOCKING;
  // Stores a copy of the list as what the node draws. An equal list is no change and costs no
  // damage. Refused, keeping what was there, when a pool is full.
  Change replace(NodeHandle node, const PrimitiveList& list) noexcept HALLOWS_NONBLOCKING;

  // Spaces. At the bound the handle is none, which is the window itself.
  SpaceHandle create_space(SpaceHandle parent = {}) noexcept HALLOWS_NONBLOCKING;
  void destroy_space(SpaceHandle space) noexcept HALLOWS_NONBLOCKING;
  void set_space(SpaceHandle space, const Space& value) noexcept HALLOWS_NONBLOCKING;
  // Scrolling: may be called up to the moment of prepare (late latching).
  void set_offset(SpaceHandle space, Px x, Px y) noexcept HALLOWS_NONBLOCKING;

  // The paint order, back to front; copied. Entries beyond the bound are not drawn (counted).
  void set_order(WindowId window, std::span<const OrderEntry> entries) noexcept HALLOWS_NONBLOCKING;
  // Moves one node within its space without sending the order again.
  void move_node(NodeHandle node, Px x, Px y) noexcept HALLOWS_NONBLOCKING;

  // Paths live as long as the scene; equal data gives the same id. At the bounds (kMaxPaths, and
  // the pools of SceneLimits) the id is none and refusals() counts it.
  PathId add_path(const PathView& path) noexcept HALLOWS_NONBLOCKING;
  PathView path(PathId id) const noexcept HALLOWS_NONBLOCKING;
  Rect path_bounds(PathId id) const noexcept HALLOWS_NONBLOCKING;  // path units, without stroke

  uint64_t refusals() const { return refusals_; }

  // Below: read by renderer/prepare and dumps.
  struct NodeData {
    uint32_t generation = 1;  // even: free. The handle's generation when alive
    uint32_t version = 0;     // rises with each change of content
    BlockRange primitives, glyphs, stops;
    RectPx bounds;  // union of the primitives' bounds, from the node's origin
    uint8_t window = kNoWindow;
    uint32_t order_index = 0;  // in the order of `window`
    bool queued = false;       // stands in `changed` of its window
  };
  struct SpaceData {
    uint32_t generation = 1;
    uint32_t version = 0;
    SpaceHandle parent;
    Space value;
  };
  struct Window {
    bool open = false;
    SizePx size;
    Color background;
    uint32_t generation = 0;     // rises with each size
    uint32_t order_version = 0;  // rises with set_order
    bool all_damaged = false;
    Buffer<OrderEntry> order;
    Buffer<NodeHandle> changed;  // content or place changed since the last prepare
  };
  static constexpr uint8_t kNoWindow = 0xFF;

  const Window& window(WindowId id) const { return windows_[id.value]; }
  const NodeData& node(uint32_t index) const { return nodes_[index]; }
  const SpaceData& space(uint32_t index) const { return spaces_[index]; }
  uint32_t spaces_version() const { return spaces_version_; }
  std::span<const Primitive> primitives(const NodeData& node) const;
  std::span<const GlyphAt> glyphs(const NodeData& node) const;
  std::span<const GradientStop> stops(const NodeData& node) const;
  uint32_t node_capacity() const { return limits_.nodes; }
  const SceneLimits& limits() const { return limits_; }
  // Prepare has taken the changes of the window in.
  void changes_taken(WindowId window) noexcept HALLOWS_NONBLOCKING;

 private:
  struct PathEntry {
    uint32_t first_verb = 0;
    uint32_t verbs = 0;
    uint32_t first_point = 0;
    uint32_t points = 0;
    Rect bounds;
    uint64_t hash = 0;
  };
  void queue_change(uint32_t index);

  SceneLimits limits_;
  Buffer<NodeData> nodes_;
  Buffer<uint32_t> free_nodes_;
  Buffer<SpaceData> spaces_;
  Buffer<uint32_t> free_spaces_;
  BlockPool<Primitive> primitives_;
  BlockPool<GlyphAt> glyphs_;
  BlockPool<GradientStop> stops_;
  Window windows_[kMaxWindows];
  Buffer<PathEntry> paths_;
  Buffer<PathVerb> path_verbs_;
  Buffer<Vec2> path_points_;
  uint32_t spaces_version_ = 0;
  uint64_t refusals_ = 0;
};

// The order of a window with every node's primitives, one line each. Stable text for tests.
std::string dump(const Scene& scene, WindowId window);

}  // namespace hallows::scene
