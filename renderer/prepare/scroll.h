#pragma once

#include "renderer/prepare/damage_set.h"
#include "renderer/prepare/resolve.h"
#include "renderer/scene/scene.h"

namespace hallows::prepare {

// Finds the scrolls of a frame from what moved: each node that moved under a clip that didn't
// votes.
class ScrollVotes {
 public:
  void clear() { candidates_.clear(); }
  // `moved`: what of the node is seen, before and after.
  void vote(const Scroll& scroll, RectPx moved);
  // Those whose copies may pay, disjoint.
  Scrolls elect() const;

 private:
  struct Candidate {
    Scroll scroll;
    RectPx moved;  // bounds of all that voted
    int64_t weight() const { return intersect(moved, scroll.view).area(); }
  };
  FixedVector<Candidate, 16> candidates_;  // later ones are drawn anew
};

// The damage of a frame whose picture has its scrolls copied first: within a scroll's `filled` a
// pixel shows what lay at its place less (dx, dy), elsewhere what lay there. It is right where the
// same things, in the same order, were drawn at the one and are to be drawn at the other. Each call
// says so of one thing, back to front; rectangles are clipped and in window space.
class ScrolledDamage {
 public:
  // `before`: what is wrong in the picture already.
  void begin(const Scrolls& scrolls, const DamageSet& before, RectPx window);
  // Either may be empty.
  void changed(RectPx was, RectPx is);
  // The same pixels (dx, dy) further.
  void moved(RectPx was, RectPx is, Px dx, Px dy);
  // At rest, and not the same in all of the view of the scroll with this index.
  void still(size_t scroll, RectPx rect) { add_still(scrolls_[scroll], rect, below_[scroll]); }
  // At rest like that, but above everything: no cover hides it.
  void still_on_top(RectPx rect);
  // An opaque colour at rest fills the view: what rests below it doesn't show there.
  void covered(size_t scroll) { below_[scroll].clear(); }

  const Scrolls& scrolls() const { return scrolls_; }
  bool meets(RectPx rect) const;  // any view
  void finish(DamageSet& out);

 private:
  static void add_still(const Scroll& scroll, RectPx rect, DamageSet& out);

  Scrolls scrolls_;
  RectPx window_;
  DamageSet damage_;
  DamageSet below_[kMaxScrolls];  // at rest, by scroll
};

enum class Fading : uint8_t { No, Yes };

// A node at rest within the views of `out`: its plain colours look the same everywhere, the rest is
// `still`. `clip` is the node's, cut to the window; under a layer that fades nothing covers.
void add_still_node(const scene::Scene& scene, const scene::Scene::NodeData& node,
                    const Place& place, Fading fading, ScrolledDamage& out);
// The squares that hold a rounded box's curves.
FixedVector<RectPx, 4> corner_squares(RectPx box, const scene::Corners& radii);
// Takes out the scrolls whose views are mostly drawn anyway. True when there was one.
bool drop_poor(Scrolls& scrolls, const DamageRects& damage);

}  // namespace hallows::prepare
