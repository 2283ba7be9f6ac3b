#include <doctest/doctest.h>

#include "tests/unit/widgets/kinds/ui_fixture.h"
#include "widgets/ui_data.h"

namespace hallows::widgets::test {
namespace {

using format::ScopeKind;

// Everything at once: rows under keys, each a component with a choice (whose arm exits), a text, an
// input, a scroll, a popup and an animated box. Slot 0: the list; 1: show; 2: open.
struct Crowd : Fixture {
  Crowd() {
    const auto window = b.scope(ScopeKind::Window, {b.var(Value()), b.var(Value::from_bool(true)),
                                                    b.var(Value::from_bool(false))});
    const auto row = b.scope(ScopeKind::Component,
                             {b.slot(format::SlotKind::In), b.slot(format::SlotKind::Inout),
                              b.slot(format::SlotKind::ElementState)});
    const auto item =
        b.scope(ScopeKind::Item,
                {b.slot(format::SlotKind::Item), b.slot(format::SlotKind::ItemIndex)}, window);
    const NodeId fading = b.element(row, {ElementKind::Rect, {}, {}, {}});
    b.exit(fading, PropertyId::Opacity, Value::from_float(0), from_ms(30));
    const NodeId choice = b.choice(row, {{b.slot_value(0, 1), {}, fading}});
    const NodeId label = b.element(
        row, {ElementKind::Text, {{PropertyId::Content, b.constant(literal("label"))}}, {}, {}});
    const NodeId input = b.element(
        row, {ElementKind::TextInput, {{PropertyId::Content, b.constant(literal("x"))}}, {}, {}});
    const NodeId scroll = b.element(
        row, {ElementKind::Scroll, {{PropertyId::Height, b.constant(Value::dp(8))}}, {label}, {}});
    const NodeId inner = b.element(
        row, {ElementKind::Text, {{PropertyId::Content, b.constant(literal("menu"))}}, {}, {}});
    const NodeId popup = b.element(row, {ElementKind::Popup,
                                         {{PropertyId::Open, b.slot_value(0, 1), b.lvalue(0, 1)}},
                                         {inner},
                                         {}});
    const NodeId moving = b.element(
        row, {ElementKind::Rect,
              {{PropertyId::TranslateX, b.live({{0, 1}},
                                               [](format::EvalContext& c) {
                                                 return Value::dp(read(c, 0, 1).as_bool() ? 10.0f
                                                                                          : 0.0f);
                                               })}},
              {},
              {}});
    b.animate(moving, PropertyId::TranslateX, from_ms(40));
    const NodeId root =
        b.element(row, {ElementKind::Row, {}, {choice, scroll, input, popup, moving}, {}});
    b.slot_of(row, 2) = b.mirror(root, PropertyId::Hovered);
    b.scope(row).first_node = root;
    const NodeId use =
        b.component(item, row,
                    {{PropertyId::Count, b.slot_value(0, 0), {}, false, 0},
                     {PropertyId::Count, b.slot_value(1, 2), b.lvalue(1, 2), false, 1}});
    const NodeId loop = b.loop(window, b.slot_value(0, 0), b.slot_value(0, 0), item, use);
    const NodeId list = b.choice(window, {{b.slot_value(0, 1), {}, loop}});
    const NodeId column = b.element(window, {ElementKind::Column, {}, {list}, {}});
    b.scope(window).first_node = b.element(window, {ElementKind::Window, {}, {column}, {}});
    open(window);
  }
};

TEST_CASE("whatever comes and goes, closing the window gives every record back") {
  Crowd f;
  uint32_t seed = 3;
  const auto random = [&](uint32_t n) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
  };
  for (int round = 0; round < 300; ++round) {
    const uint32_t what = random(6);
    if (what == 0) f.set(1, Value::from_bool(random(2) == 0));
    if (what == 1) f.set(2, Value::from_bool(random(2) == 0));
    if (what == 2) {
      const uint32_t count = random(9);
      Value list = f.heap.make_list(count);
      for (uint32_t i = 0; i < count; ++i) *f.heap.slot(list, i) = Value::from_int(random(6));
      f.set(0, list);
    }
    if (what == 3) f.tap({static_cast<float>(random(400)), static_cast<float>(random(300))});
    if (what == 4) f.key(random(2) == 0 ? Key::Tab : Key::Escape);
    if (what == 5) f.type("z");
    f.frame(from_ms(random(30)));
    clear_outbox(*f.ui);
  }
  const UiData& ui = f.ui->data();
  CHECK(ui.refused == 0);
  close_window(*f.ui, f.window);
  for (int i = 0; i < 3; ++i) f.ui->data().heap.reclaim(100000);
  CHECK(ui.live_elements == 0);
  CHECK(ui.instances.live() == 0);
  CHECK(ui.links.live() == 0);
  CHECK(ui.edges.live() == 0);
  CHECK(ui.properties.live() == 0);
  CHECK(ui.mirrors.live() == 0);
  CHECK(ui.animations.live() == 0);
  CHECK(ui.running.empty());
  CHECK(ui.scrolls.live() == 0);
  CHECK(ui.lists.live() == 0);
  CHECK(ui.scopes.size() - 1 == ui.free_scopes.size());
  CHECK(ui.free_leaves.size() + ui.free_input_leaves.size() == ui.leaves.size() - 1);
  CHECK(ui.free_edits.size() == ui.edits.size() - 1);
  CHECK(ui.tree.node_count() == 0);
  // Dead bindings may still wait in the queue; a frame's evaluation frees them.
  CHECK(ui.bindings.live() == ui.dirty_count);
}

TEST_CASE("at the bounds of its pools a UI refuses, says so once, and goes on") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(Value())});
  const auto item =
      b.scope(ScopeKind::Item,
              {b.slot(format::SlotKind::Item), b.slot(format::SlotKind::ItemIndex)}, scope);
  const NodeId text = b.element(item, {ElementKind::Text,
                                       {{PropertyId::Content, b.constant(f.literal("t"))},
                                        {PropertyId::Grow, b.slot_value(0, 1)}},
                                       {},
                                       {}});
  const NodeId loop = b.loop(scope, b.slot_value(0, 0), {}, item, text);
  const NodeId column = b.element(scope, {ElementKind::Column, {}, {loop}, {}});
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {column}, {}});
  UiLimits limits;
  limits.elements = 40;
  limits.scopes = 60;
  limits.instances = 100;
  limits.bindings = 30;
  limits.edges = 30;
  limits.properties = 50;
  limits.texts = 16;
  f.open(scope, {400, 300}, limits);
  for (const uint32_t count : {10u, 90u, 5u, 300u, 0u, 20u}) {
    Value list = f.heap.make_list(count);
    for (uint32_t i = 0; i < count; ++i) *f.heap.slot(list, i) = Value::from_int(i);
    f.set(0, list);
    for (int i = 0; i < 4; ++i) f.frame();
    CHECK(f.work.elements_live <= 40);
  }
  CHECK(refusals(*f.ui) > 0);
  CHECK(!problems(*f.ui).empty());
  CHECK(problems(*f.ui).size() < 16);
  CHECK(exists(*f.ui, f.find("t")));
}

TEST_CASE("a text that a frame has no room for loses its end, and says so") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(Value())});
  const NodeId text =
      b.element(scope, {ElementKind::Text, {{PropertyId::Content, b.slot_value(0, 0)}}, {}, {}});
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {text}, {}});
  UiLimits limits;
  for (uint32_t& count : limits.loans) count = 0;
  f.open(scope, {400, 300}, limits);
  std::string content;
  while (content.size() < 3000) content += "long words é ";
  f.set(0, f.heap.make_text(content));
  f.frame();
  const TextLeaf& leaf = f.ui->data().leaves[f.ui->data().elements[2].leaf];
  REQUIRE(leaf.paragraph.text() == content);  // before the first frame there is room for all
  f.ui->data().text.set_new_styles(text::NewStyles::Substitute);
  content += content;
  f.set(0, f.heap.make_text(content));
  f.frame();
  const std::string_view shown = leaf.paragraph.text();
  CHECK(shown.size() > 1000);
  CHECK(shown.size() < content.size());
  CHECK(content.starts_with(shown));
  CHECK(refusals(*f.ui) == 1);
  REQUIRE(problems(*f.ui).size() == 1);
  CHECK(std::string(problems(*f.ui)[0].code) == "text-cut");
}

TEST_CASE("creations beyond the frame's bound follow in the next frames") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(Value())});
  const auto item =
      b.scope(ScopeKind::Item,
              {b.slot(format::SlotKind::Item), b.slot(format::SlotKind::ItemIndex)}, scope);
  const NodeId rect = b.element(
      item, {ElementKind::Rect, {{PropertyId::Height, b.constant(Value::dp(2))}}, {}, {}});
  const NodeId loop = b.loop(scope, b.slot_value(0, 0), {}, item, rect);
  const NodeId column = b.element(scope, {ElementKind::Column, {}, {loop}, {}});
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {column}, {}});
  UiLimits limits;
  limits.creations_per_frame = 10;
  f.open(scope, {400, 300}, limits);
  Value list = f.heap.make_list(35);
  for (uint32_t i = 0; i < 35; ++i) *f.heap.slot(list, i) = Value::from_int(i);
  f.set(0, list);
  for (const uint32_t created : {10u, 10u, 10u, 5u, 0u}) {
    CHECK(f.frame().elements_created == created);
  }
  CHECK_FALSE(needs_frame(*f.ui, f.window));
}

TEST_CASE("two windows of different scale keep apart") {
  {
    Fixture f;
    auto& b = f.b;
    const auto scope = b.scope(ScopeKind::Window, {b.var(f.literal("first"))});
    const NodeId text =
        b.element(scope, {ElementKind::Text, {{PropertyId::Content, b.slot_value(0, 0)}}, {}, {}});
    b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {text}, {}});
    f.open(scope);
    const ScopeId second = open_window(*f.ui, {{1}, scope, {800, 600}, Scale{2}, {}});
    set_slot(*f.ui, second, 0, f.literal("second"));
    WorkCounts work;
    UiFrame frame;
    frame.window = {1};
    frame.now = frame.presentation = f.now;
    frame.work = &work;
    run_stages(*f.ui, frame);
    CHECK(exists(*f.ui, find_text(*f.ui, {1}, "second")));
    CHECK_FALSE(exists(*f.ui, find_text(*f.ui, {0}, "second")));
    CHECK(exists(*f.ui, f.find("first")));
    CHECK(f.scene.window({1}).size == SizePx{800, 600});
    close_window(*f.ui, {1});
    CHECK(exists(*f.ui, f.find("first")));
  }
}

}  // namespace
}  // namespace hallows::widgets::test
