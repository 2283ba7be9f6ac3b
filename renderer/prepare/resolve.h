#pragma once

#include <cstdint>

#include "renderer/scene/scene.h"
#include "rt-kernel/base/buffer.h"

namespace hallows::prepare {

constexpr RectPx kEverywhere = {-(1 << 24), -(1 << 24), 1 << 24, 1 << 24};
constexpr int kMaxSpaceDepth = 64;

// A space seen from the window: where its origin lies, and what of the window it may draw to.
struct ResolvedSpace {
  Px x = 0, y = 0;  // the whole translation, where `transformed` is false
  bool transformed = false;
  Affine to_window;           // where it is true
  RectPx clip = kEverywhere;  // window space
};

// Composes the chain of spaces from the root down. A destroyed space shows nothing.
class SpaceResolver {
 public:
  explicit SpaceResolver(const scene::Scene& scene);
  const ResolvedSpace& resolve(scene::SpaceHandle space);

 private:
  struct Cached {
    ResolvedSpace space;
    uint32_t version = 0;     // of all spaces, when this was made
    uint32_t generation = 0;  // of the space
  };
  ResolvedSpace compose(const ResolvedSpace& parent, const scene::Space& space) const;

  const scene::Scene& scene_;
  Buffer<Cached> cache_;
  ResolvedSpace root_, nothing_;
};

// A node's place: translation in whole pixels, or a transform.
struct Place {
  Px x = 0, y = 0;
  bool transformed = false;
  Affine to_window;
  RectPx clip = kEverywhere;
};
Place place_of(const ResolvedSpace& space, const scene::OrderEntry& entry);
// Bounds in window space of a box at a place, not clipped.
RectPx place_bounds(const Place& place, RectPx bounds);

}  // namespace hallows::prepare
