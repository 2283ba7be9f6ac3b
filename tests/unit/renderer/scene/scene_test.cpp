#include "renderer/scene/scene.h"

#include <doctest/doctest.h>

#include <random>

namespace hallows::scene {
namespace {

constexpr WindowId kWindow{0};

SceneLimits tiny() {
  SceneLimits limits;
  limits.nodes = 4;
  limits.primitives = 8;
  limits.glyphs = 16;
  limits.stops = 8;
  limits.spaces = 4;
  limits.order = 4;
  return limits;
}

PrimitiveList fills(int count, Color color = rgb(0x102030)) {
  PrimitiveList list;
  for (Px i = 0; i < count; ++i) list.fill({{i * 10, 0, i * 10 + 5, 5}, color});
  return list;
}

OrderEntry entry(NodeHandle node, Px x = 0, Px y = 0) {
  return {OrderKind::Node, node, {}, x, y, 1, {}, {}};
}

}  // namespace

TEST_CASE("an equal list is no change") {
  Scene scene(tiny());
  const NodeHandle node = scene.create_node();
  CHECK(scene.replace(node, fills(2)) == Change::Content);
  CHECK(scene.replace(node, fills(2)) == Change::None);
  CHECK(scene.replace(node, fills(2, rgb(0x102031))) == Change::Content);
  CHECK(scene.replace(node, PrimitiveList()) == Change::Content);
  CHECK(scene.replace(node, PrimitiveList()) == Change::None);
}

TEST_CASE("a full pool refuses and keeps what was there") {
  Scene scene(tiny());
  const NodeHandle node = scene.create_node();
  CHECK(scene.replace(node, fills(3)) == Change::Content);
  CHECK(scene.replace(node, fills(9)) == Change::Refused);
  CHECK(scene.primitives(scene.node(node.index)).size() == 3);
  CHECK(scene.refusals() == 1);
}

TEST_CASE("nodes beyond the bound are none, and freed slots come back under a new generation") {
  Scene scene(tiny());
  NodeHandle nodes[4];
  for (NodeHandle& node : nodes) node = scene.create_node();
  CHECK_FALSE(static_cast<bool>(scene.create_node()));
  scene.destroy_node(nodes[2]);
  CHECK_FALSE(scene.alive(nodes[2]));
  const NodeHandle again = scene.create_node();
  CHECK(again.index == nodes[2].index);
  CHECK(again.generation != nodes[2].generation);
  CHECK(scene.alive(again));
}

TEST_CASE("a changed node is queued once, in its window") {
  Scene scene(tiny());
  scene.open_window(kWindow, {100, 100}, rgb(0));
  const NodeHandle node = scene.create_node();
  const OrderEntry order[] = {entry(node)};
  scene.set_order(kWindow, order);
  scene.replace(node, fills(1));
  scene.replace(node, fills(2));
  scene.move_node(node, 3, 4);
  CHECK(scene.window(kWindow).changed.size() == 1);
  scene.changes_taken(kWindow);
  CHECK(scene.window(kWindow).changed.empty());
  scene.move_node(node, 3, 4);  // it is there already
  CHECK(scene.window(kWindow).changed.empty());
  scene.move_node(node, 4, 4);
  CHECK(scene.window(kWindow).changed.size() == 1);
}

TEST_CASE("a node that is named twice draws once, and dead nodes draw nothing") {
  Scene scene(tiny());
  scene.open_window(kWindow, {100, 100}, rgb(0));
  const NodeHandle a = scene.create_node(), b = scene.create_node();
  scene.replace(a, fills(1));
  scene.destroy_node(b);
  const OrderEntry order[] = {entry(a), entry(b), entry(a, 7, 7)};
  scene.set_order(kWindow, order);
  CHECK(dump(scene, kWindow) ==
        "window 0 100x100 #000000ff\n"
        "  node 0,0\n"
        "    fill (0 0 5x5) #102030ff\n");
}

TEST_CASE("the dump shows every primitive, layer and space") {
  Scene scene;
  scene.open_window(kWindow, {64, 48}, rgb(0xFFFFFF));
  PrimitiveList list;
  list.fill({{0, 0, 4, 4}, rgb(0xFF0000)});
  list.rrect({{0, 0, 20, 10}, {1, 2, 3, 4}, rgb(0x00FF00), rgb(0x0000FF), {1, 2, 3, 4}});
  list.shadow({{0, 0, 20, 10}, all_corners(4), 2.5f, 0, 3, 1, {0, 0, 0, 128}});
  const GlyphAt glyphs[] = {{1.25f, 9, {36}, 0}, {8, 9, {37}, 0}};
  list.text({{2}, 13, rgb(0x111111), 0, 0}, glyphs);
  list.image({{5}, {0, 0, 8, 8}, {0, 0, 1, 1}, {}, 200});
  const GradientStop stops[] = {{0, rgb(0)}, {1, rgb(0xFFFFFF)}};
  list.gradient({{0, 0, 9, 9}, {}, {GradientKind::Conic, {4, 4}, {}, 0.5f}, 0, 0}, stops);
  Result<PathData> path = parse_path_data("M0 0L10 0L10 10Z");
  const PathId id = scene.add_path(*path);
  list.path({id, {2, 0, 0, 2, 1, 1}, 1.5f, FillRule::EvenOdd, rgb(0x333333)},
            scene.path_bounds(id));
  const NodeHandle node = scene.create_node();
  scene.replace(node, list);
  const SpaceHandle space = scene.create_space();
  scene.set_space(space, {0, -40, {}, Clips::Yes, {0, 0, 64, 20}});
  const OrderEntry order[] = {
      {OrderKind::PushLayer, {}, {}, 1, 2, 0.5f, {0, 0, 30, 30}, all_corners(6)},
      {OrderKind::Node, node, space, 5, 6, 1, {}, {}},
      {OrderKind::PopLayer, {}, {}, 0, 0, 1, {}, {}}};
  scene.set_order(kWindow, order);
  CHECK(dump(scene, kWindow) ==
        "window 0 64x48 #ffffffff\n"
        "  layer 1,2 opacity 0.5 clip (0 0 30x30) radii 6\n"
        "    node 5,6 > space 0,-40 clip (0 0 64x20)\n"
        "      fill (0 0 4x4) #ff0000ff\n"
        "      rrect (0 0 20x10) radii 1,2,3,4 fill #00ff00ff border 1,2,3,4 #0000ffff\n"
        "      shadow (0 0 20x10) radii 4 sigma 2.5 offset 0,3 spread 1 #00000080\n"
        "      text face 2 size 13 #111111ff 36@1.25,9 37@8,9\n"
        "      image 5 (0 0 8x8) opacity 200\n"
        "      conic (0 0 9x9) from 4,4 to 0,0 angle 0.5 0 #000000ff 1 #ffffffff\n"
        "      path 0 [2 0 0 2 1 1] stroke 1.5 even-odd #333333ff\n");
}

TEST_CASE("equal paths share an id") {
  Scene scene;
  Result<PathData> a = parse_path_data("M0 0L10 0"), b = parse_path_data("m0,0 10,0");
  Result<PathData> c = parse_path_data("M0 0L10 1");
  CHECK(scene.add_path(*a) == scene.add_path(*b));
  CHECK(scene.add_path(*a) != scene.add_path(*c));
}

TEST_CASE("a block pool hands out what was freed, whatever the sizes") {
  BlockPool<uint64_t> pool(1024);
  std::mt19937 random(3);
  struct Live {
    BlockRange range;
    uint64_t mark;
  };
  std::vector<Live> live;
  uint64_t next = 1;
  for (int i = 0; i < 20'000; ++i) {
    if (random() % 2 == 0 || live.empty()) {
      const BlockRange range = pool.allocate(random() % 40);
      if (!range.allocated) continue;
      for (uint64_t& v : pool.get(range)) v = next;
      live.push_back({range, next++});
    } else {
      const size_t at = random() % live.size();
      for (const uint64_t v : pool.get(live[at].range)) REQUIRE(v == live[at].mark);
      pool.release(live[at].range);
      live[at] = live.back();
      live.pop_back();
    }
  }
  for (const Live& l : live) pool.release(l.range);
  CHECK(pool.allocate(40).allocated);
  CHECK_FALSE(pool.allocate(2000).allocated);
}

}  // namespace hallows::scene
