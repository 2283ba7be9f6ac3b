#include <doctest/doctest.h>

#include "tests/conformance/runtime/world.h"

using namespace hallows;
using hallows::testing::make_world;
using hallows::testing::World;

TEST_CASE("two windows of different scale run side by side") {
  auto world = make_world({.file = "demos/hello.ptl"});
  const Result<bool> opened = world->session->open({WindowId{1}, {}, {}, {}});
  REQUIRE(opened);
  world->drive().settle();
  world->port().set_scale({1}, 2.0f);
  world->drive().settle();
  const runtime::EngineWindow& one = runtime::window_of(world->engine(), {0});
  const runtime::EngineWindow& two = runtime::window_of(world->engine(), {1});
  CHECK(one.size == SizePx{480, 280});
  CHECK(two.size == SizePx{960, 560});
  CHECK(two.scale == Scale{2.0f});
  SizePx size;
  CHECK(world->session->picture({1}, size).size() == 960u * 560u);
  const widgets::ElementId greeting = widgets::find_text(world->ui(), {1}, "Hello, Hallows");
  const widgets::ElementId same = widgets::find_text(world->ui(), {0}, "Hello, Hallows");
  CHECK(widgets::bounds(world->ui(), greeting) == widgets::bounds(world->ui(), same));
}

TEST_CASE("a window may change its size and its scale while it runs") {
  auto world = make_world({.file = "demos/hello.ptl"});
  for (const SizePx size : {SizePx{300, 200}, SizePx{1, 1}, SizePx{801, 333}, SizePx{480, 280}}) {
    world->port().resize({0}, size);
    world->drive().settle();
    SizePx drawn;
    CHECK(world->session->picture({0}, drawn).size() ==
          static_cast<size_t>(size.width) * static_cast<size_t>(size.height));
    CHECK(drawn == size);
  }
}

TEST_CASE("closing the last window ends the engine") {
  auto world = make_world({.file = "demos/hello.ptl"});
  InputEvent event;
  event.kind = InputKind::CloseRequest;
  world->port().send(event);
  world->drive().settle();
  CHECK(world->engine().quit);
}
