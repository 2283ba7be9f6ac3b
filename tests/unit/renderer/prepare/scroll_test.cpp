// Scrolls as copies: what a plan copies, and what beside it is drawn.
#include "renderer/prepare/scroll.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "renderer/prepare/prepare.h"

namespace hallows::prepare {
namespace {

using namespace hallows::scene;

constexpr WindowId kWindow{0};
constexpr RectPx kView = {20, 20, 180, 100};

// A window with a viewport of rows 10 px apart, each of another colour.
class Fixture {
 public:
  Fixture() : scene_(limits()) {
    scene_.open_window(kWindow, {200, 120}, rgb(0xFFFFFF));
    PrepareLimits prepare;
    prepare.plans = 1;
    prepare.quads = 4096;
    preparer_ = std::make_unique<Preparer>(scene_, faces_, prepare);
    space_ = scene_.create_space();
    set_space(0);
    for (Px i = 0; i < 30; ++i) {
      order_.push_back(entry(box({0, 0, 160, 10}, rgb(static_cast<uint32_t>(0x100000 * i + 9))),
                             space_, kView.x0, kView.y0 + i * 10));
    }
  }
  static SceneLimits limits() {
    SceneLimits out;
    out.nodes = 64;
    out.primitives = 256;
    out.glyphs = 64;
    out.order = 64;
    return out;
  }
  NodeHandle box(RectPx rect, Color color) {
    PrimitiveList list;
    list.fill({rect, color});
    return node(list);
  }
  NodeHandle node(const PrimitiveList& list) {
    const NodeHandle handle = scene_.create_node();
    scene_.replace(handle, list);
    return handle;
  }
  static OrderEntry entry(NodeHandle node, SpaceHandle space, Px x, Px y) {
    return {OrderKind::Node, node, space, x, y, 1, {}, {}};
  }
  void set_space(Px offset) {
    Space value;
    value.clips = Clips::Yes;
    value.clip = kView;
    value.offset_y = offset;
    scene_.set_space(space_, value);
  }
  void send() { scene_.set_order(kWindow, order_); }
  // The head of the next plan, up to its quads; empty where there is none.
  std::string next() {
    const DrawPlan* plan = preparer_->prepare(kWindow, MissPolicy::Warm);
    if (plan == nullptr) return {};
    counts_ = plan->counts;
    changed_ = plan->changed;
    std::string out;
    const std::string text = dump(*plan);
    for (size_t at = text.find('\n') + 1; at < text.size();) {
      const size_t end = text.find('\n', at) + 1;
      const std::string line = text.substr(at, end - at);
      if (line.starts_with("  damage") || line.starts_with("  copy")) out += line;
      at = end;
    }
    preparer_->release(plan);
    return out;
  }

  Scene scene_;
  FontFaceTable faces_;
  std::unique_ptr<Preparer> preparer_;
  SpaceHandle space_;
  std::vector<OrderEntry> order_;
  PlanCounts counts_;
  FixedVector<RectPx, 4> changed_;
};

}  // namespace

TEST_CASE("content that scrolled is copied, and what it uncovered is drawn") {
  Fixture f;
  f.send();
  f.next();
  f.set_space(-7);
  CHECK(f.next() ==
        "  damage (20 93 160x7)\n"
        "  copy (20 20 160x73) by 0,-7\n");
  CHECK(f.counts_.damage_px == 160 * 7);
  CHECK(f.counts_.copied_px == 160 * 73);
  CHECK(f.counts_.primitives_lowered == 1);  // the row there
  REQUIRE(f.changed_.size() == 1);
  CHECK(f.changed_[0] == kView);
  f.set_space(-2);
  CHECK(f.next() ==
        "  damage (20 20 160x5)\n"
        "  copy (20 25 160x75) by 0,5\n");
  f.set_space(-200);  // past all that was seen
  CHECK(f.next() == "  damage (20 20 160x80)\n");
  CHECK(f.next().empty());
}

TEST_CASE("a change beside a scroll is drawn where it is, in the view and out of it") {
  Fixture f;
  f.order_.push_back(Fixture::entry(f.box({0, 0, 8, 8}, rgb(0xFF0000)), {}, 2, 2));
  f.send();
  f.next();
  f.scene_.move_node(f.order_.back().node, 4, 4);
  PrimitiveList list;
  list.fill({{0, 0, 30, 10}, rgb(0x00FF00)});
  f.scene_.replace(f.order_[3].node, list);
  f.set_space(-7);
  f.next();
  CHECK(f.counts_.copied_px == 160 * 73);
  // The strip, the row that changed and where it was, the moved box.
  CHECK(f.counts_.damage_px == 160 * 7 + 160 * 10 + 10 * 10);
}

TEST_CASE("what rests over a view is drawn where it is and where it was copied to") {
  Fixture f;
  f.order_.push_back(Fixture::entry(f.box({0, 0, 4, 20}, rgb(0x777777)), {}, 174, 40));
  f.send();
  f.next();
  f.set_space(-7);
  CHECK(f.next() ==
        "  damage (20 93 160x7)\n"
        "  damage (174 33 4x27)\n"
        "  copy (20 20 160x73) by 0,-7\n");
}

TEST_CASE("a rounded card around a view costs its corners") {
  Fixture f;
  PrimitiveList card;
  card.shadow({{0, 0, 160, 80}, all_corners(6), 4, 0, 2, 0, {0, 0, 0, 90}});
  card.rrect({{0, 0, 160, 80}, all_corners(6), rgb(0xEEEEEE), {0, 0, 0, 0}, {}});
  const OrderEntry back = Fixture::entry(f.node(card), {}, kView.x0, kView.y0);
  const OrderEntry clip = {OrderKind::PushLayer, {}, {}, kView.x0, kView.y0, 1, {0, 0, 160, 80},
                           all_corners(6)};
  f.order_.insert(f.order_.begin(), {back, clip});
  f.order_.push_back({OrderKind::PopLayer, {}, {}, 0, 0, 1, {}, {}});
  f.send();
  f.next();
  f.set_space(-2);
  f.next();
  CHECK(f.counts_.copied_px == 160 * 78);
  // The corners above, of 6 by 6, as one; the strip with the corners below, which went up by 2.
  CHECK(f.counts_.damage_px == 160 * 6 + 160 * 8);
}

TEST_CASE("a picture behind a view that shows through leaves nothing to copy") {
  Fixture f;
  PrimitiveList picture;
  const GradientStop stops[] = {{0, rgb(0x123456)}, {1, rgb(0x654321)}};
  picture.gradient({{0, 0, 200, 120}, {}, {GradientKind::Linear, {0, 0}, {0, 120}, 0}, 0, 0},
                   stops);
  f.order_.insert(f.order_.begin(), Fixture::entry(f.node(picture), {}, 0, 0));
  f.send();
  f.next();
  f.set_space(-7);
  CHECK(f.next() == "  damage (20 20 160x80)\n");
  CHECK(f.counts_.copied_px == 0);
}

TEST_CASE("content under a clip that stays on the screen is drawn where the clip cuts it anew") {
  Fixture f;
  // A band within the view: its rows scroll, the band itself makes up for it and rests.
  const SpaceHandle band = f.scene_.create_space(f.space_);
  const auto set_band = [&](Px offset) {
    Space value;
    value.clips = Clips::Yes;
    value.clip = {20, 40 - offset, 180, 60 - offset};
    f.scene_.set_space(band, value);
  };
  set_band(0);
  f.order_.push_back(Fixture::entry(f.box({0, 0, 50, 80}, rgb(0xABCDEF)), band, 20, 20));
  f.send();
  f.next();
  f.set_space(-4);
  set_band(-4);
  f.next();
  CHECK(f.counts_.copied_px == 160 * 76);
  CHECK(f.counts_.damage_px == 160 * 4 + 50 * 24);
}

TEST_CASE("views that scroll at once are copied each, a view within another with it") {
  Scrolls scrolls;
  ScrollVotes votes;
  votes.vote({{0, 0, 100, 100}, 0, -5}, {0, 0, 100, 100});
  votes.vote({{100, 0, 200, 100}, 0, 9}, {100, 0, 200, 80});
  votes.vote({{10, 10, 90, 90}, 0, -8}, {10, 10, 90, 90});
  votes.vote({{0, 100, 200, 200}, 0, 3}, {0, 100, 200, 140});  // little of it is seen to move
  votes.vote({{0, 200, 200, 210}, 0, 3}, {0, 200, 200, 210});  // too small
  scrolls = votes.elect();
  REQUIRE(scrolls.size() == 2);
  CHECK(scrolls[0].view == RectPx{0, 0, 100, 100});
  CHECK(scrolls[1].view == RectPx{100, 0, 200, 100});
}

TEST_CASE("damage that waits goes along with the picture under it") {
  DamageSet set;
  set.add({10, 10, 20, 20});    // within the view
  set.add({95, 50, 105, 60});   // partly
  set.add({150, 10, 160, 20});  // outside
  set.scroll({{0, 0, 100, 100}, 0, -15});
  const DamageRects rects = set.resolve({0, 0, 4000, 4000});
  int64_t area = 0;
  for (const RectPx r : rects) area += r.area();
  CHECK(area >= 10 * 5 + 100 + 5 * 10 + 100);
  for (const RectPx wanted : {RectPx{10, 0, 20, 5}, RectPx{95, 50, 105, 60},
                              RectPx{95, 35, 100, 45}, RectPx{150, 10, 160, 20}}) {
    int64_t covered = 0;
    for (const RectPx r : rects) covered += intersect(r, wanted).area();
    CHECK(covered == wanted.area());
  }
}

}  // namespace hallows::prepare
