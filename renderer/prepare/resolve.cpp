#include "renderer/prepare/resolve.h"

#include <cmath>

namespace hallows::prepare {

SpaceResolver::SpaceResolver(const scene::Scene& scene) : scene_(scene) {
  cache_.resize(scene.limits().spaces);
  nothing_.clip = {};
}

ResolvedSpace SpaceResolver::compose(const ResolvedSpace& parent, const scene::Space& space) const {
  ResolvedSpace out = parent;
  if (space.clips == scene::Clips::Yes) {
    const RectPx clip =
        parent.transformed
            ? scene::transformed_bounds(
                  parent.to_window,
                  {static_cast<float>(space.clip.x0), static_cast<float>(space.clip.y0),
                   static_cast<float>(space.clip.width()), static_cast<float>(space.clip.height())})
            : translate(space.clip, parent.x, parent.y);
    out.clip = intersect(out.clip, clip);
    if (out.clip.empty()) out.clip = {};
  }
  const Affine& m = space.to_parent;
  if (!parent.transformed && m.is_translation()) {
    out.x += space.offset_x + static_cast<Px>(std::lround(m.tx));
    out.y += space.offset_y + static_cast<Px>(std::lround(m.ty));
    return out;
  }
  Affine local = m;
  local.tx += static_cast<float>(space.offset_x);
  local.ty += static_cast<float>(space.offset_y);
  const Affine above =
      parent.transformed
          ? parent.to_window
          : Affine{1, 0, 0, 1, static_cast<float>(parent.x), static_cast<float>(parent.y)};
  out.transformed = true;
  out.to_window = concat(above, local);
  return out;
}

const ResolvedSpace& SpaceResolver::resolve(scene::SpaceHandle handle) {
  // 1. Walk up to the first space that is resolved already, or to the window.
  uint32_t chain[kMaxSpaceDepth];
  int depth = 0;
  const ResolvedSpace* above = &root_;
  for (scene::SpaceHandle at = handle; at; at = scene_.space(at.index).parent) {
    const scene::Scene::SpaceData& data = scene_.space(at.index);
    if (data.generation != at.generation || depth == kMaxSpaceDepth) return nothing_;
    const Cached& cached = cache_[at.index];
    if (cached.version == scene_.spaces_version() && cached.generation == at.generation) {
      above = &cached.space;
      break;
    }
    chain[depth++] = at.index;
  }
  // 2. Compose on the way back down.
  while (depth > 0) {
    const uint32_t index = chain[--depth];
    Cached& cached = cache_[index];
    cached.space = compose(*above, scene_.space(index).value);
    cached.version = scene_.spaces_version();
    cached.generation = scene_.space(index).generation;
    above = &cached.space;
  }
  return *above;
}

Place place_of(const ResolvedSpace& space, const scene::OrderEntry& entry) {
  Place place;
  place.clip = space.clip;
  place.transformed = space.transformed;
  if (space.transformed) {
    place.to_window = concat(
        space.to_window, {1, 0, 0, 1, static_cast<float>(entry.x), static_cast<float>(entry.y)});
  } else {
    place.x = space.x + entry.x;
    place.y = space.y + entry.y;
  }
  return place;
}

RectPx place_bounds(const Place& place, RectPx bounds) {
  if (bounds.empty()) return {};
  if (!place.transformed) return translate(bounds, place.x, place.y);
  RectPx r = scene::transformed_bounds(
      place.to_window, {static_cast<float>(bounds.x0), static_cast<float>(bounds.y0),
                        static_cast<float>(bounds.width()), static_cast<float>(bounds.height())});
  return {r.x0 - 1, r.y0 - 1, r.x1 + 1, r.y1 + 1};  // anti-aliasing may touch the pixel beside
}

}  // namespace hallows::prepare
