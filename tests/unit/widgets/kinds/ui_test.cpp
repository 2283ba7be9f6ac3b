#include <doctest/doctest.h>

#include "tests/unit/widgets/kinds/ui_fixture.h"
#include "widgets/ui_data.h"

namespace hallows::widgets::test {
namespace {

using format::ScopeKind;

const Value kRed = Value::color(Color{255, 0, 0, 255});

// window > column > two texts and a rect; slot 0 is the first text's content, slot 1 the rect's
// width.
struct Hello : Fixture {
  Hello() {
    const auto scope = b.scope(ScopeKind::Window, {b.var(literal("Hello")), b.var(Value::dp(40))});
    const NodeId first =
        b.element(scope, {ElementKind::Text,
                          {{PropertyId::Content, b.slot_value(0, 0)},
                           {PropertyId::ElementId, b.constant(literal("greeting"))}},
                          {},
                          {}});
    const NodeId second = b.element(
        scope, {ElementKind::Text, {{PropertyId::Content, b.constant(literal("World"))}}, {}, {}});
    const NodeId rect = b.element(scope, {ElementKind::Rect,
                                          {{PropertyId::Width, b.slot_value(0, 1)},
                                           {PropertyId::Height, b.constant(Value::dp(10))},
                                           {PropertyId::Background, b.constant(kRed)}},
                                          {},
                                          {}});
    // A label of definite size is a relayout boundary of its own.
    const NodeId box = b.element(scope, {ElementKind::Rect,
                                         {{PropertyId::Width, b.constant(Value::dp(200))},
                                          {PropertyId::Height, b.constant(Value::dp(40))}},
                                         {first},
                                         {}});
    const NodeId column = b.element(scope, {ElementKind::Column, {}, {box, second, rect}, {}});
    b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {column}, {}});
    open(scope);
  }
};

TEST_CASE("a window of a column, texts and a box is laid out and painted") {
  Hello f;
  const ElementId hello = f.find("Hello");
  const ElementId world = f.find("World");
  REQUIRE(exists(*f.ui, hello));
  REQUIRE(exists(*f.ui, world));
  CHECK(f.box(world).y == 40);
  CHECK(f.box(hello).height > 10);
  CHECK(find_id(*f.ui, f.window, "greeting") == hello);
  const ElementId rect = find_type(*f.ui, f.window, "Rect", 1);
  CHECK(f.box(rect).width == 40);
  const std::string scene = scene::dump(f.scene, f.window);
  CHECK(scene.find("ff0000") != std::string::npos);
}

TEST_CASE("changing one label shapes one text, makes no element and paints only its node") {
  Hello f;
  f.set(0, f.literal("Goodbye"));
  const WorkCounts& work = f.frame();
  CHECK(work.bindings == 1);
  CHECK(work.texts_shaped == 1);
  CHECK(work.elements_created == 0);
  CHECK(work.nodes_painted == 1);
  CHECK(work.nodes_laid_out > 0);
  CHECK(exists(*f.ui, f.find("Goodbye")));
  CHECK_FALSE(exists(*f.ui, f.find("Hello")));
}

TEST_CASE(
    "a label in a box of definite size lays out that box, however large the window's tree is") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(f.literal("one"))});
  std::vector<NodeId> boxes;
  for (int i = 0; i < 100; ++i) {
    const auto content = i == 50 ? b.slot_value(0, 0) : b.constant(f.literal("label"));
    const NodeId label =
        b.element(scope, {ElementKind::Text, {{PropertyId::Content, content}}, {}, {}});
    boxes.push_back(b.element(scope, {ElementKind::Rect,
                                      {{PropertyId::Width, b.constant(Value::dp(200))},
                                       {PropertyId::Height, b.constant(Value::dp(20))},
                                       {PropertyId::Shrink, b.constant(Value::from_float(0))}},
                                      {label},
                                      {}}));
  }
  const NodeId column = b.element(scope, {ElementKind::Column, {}, boxes, {}});
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {column}, {}});
  f.open(scope);
  f.set(0, f.literal("another"));
  f.frame();
  CHECK(f.work.nodes_laid_out <= 8);
  CHECK(f.work.texts_shaped == 1);
  CHECK(f.work.nodes_painted == 1);
}

TEST_CASE("an idle frame does nothing and no frame is asked for") {
  Hello f;
  CHECK_FALSE(needs_frame(*f.ui, f.window));
  const WorkCounts& work = f.frame();
  CHECK(work.bindings == 0);
  CHECK(work.nodes_laid_out == 0);
  CHECK(work.nodes_painted == 0);
  CHECK_FALSE(needs_frame(*f.ui, f.window));
  CHECK(next_wake(*f.ui).ns == INT64_MAX);
}

TEST_CASE("a paint property lays nothing out, a width paints the box anew") {
  Hello f;
  f.set(1, Value::dp(90));
  const WorkCounts& work = f.frame();
  CHECK(work.texts_shaped == 0);
  CHECK(work.nodes_painted == 1);
  CHECK(f.box(find_type(*f.ui, f.window, "Rect", 1)).width == 90);
}

TEST_CASE("at scale 2 boxes keep their dp and double their pixels") {
  Fixture f;
  const auto scope = f.b.scope(ScopeKind::Window, {});
  const NodeId rect = f.b.element(scope, {ElementKind::Rect,
                                          {{PropertyId::Width, f.b.constant(Value::dp(30))},
                                           {PropertyId::Height, f.b.constant(Value::dp(20))},
                                           {PropertyId::Background, f.b.constant(kRed)}},
                                          {},
                                          {}});
  f.b.scope(scope).first_node = f.b.element(scope, {ElementKind::Window, {}, {rect}, {}});
  f.open(scope, {400, 300}, {}, Scale{2});
  const ElementId id = find_type(*f.ui, f.window, "Rect");
  CHECK(f.box(id) == Rect{0, 0, 30, 20});
  CHECK(dump_layout(*f.ui, f.window).find("px 0 0 60 40") != std::string::npos);
  resize_window(*f.ui, f.window, {400, 300}, Scale{1});
  f.frame();
  CHECK(dump_layout(*f.ui, f.window).find("px 0 0 30 20") != std::string::npos);
}

// slot 0: count; slot 1: double = count * 2; slot 2: quad = double + count
TEST_CASE("bindings run once each, in the order of what they read") {
  Fixture f;
  int doubles = 0;
  int quads = 0;
  auto& b = f.b;
  // Declared in the wrong order on purpose: slot 1 reads slot 2.
  const auto quad = b.live({{0, 2}, {0, 0}}, [&](format::EvalContext& c) {
    ++quads;
    return Value::from_int(read(c, 0, 2).as_int() + read(c, 0, 0).as_int());
  });
  const auto twice = b.live({{0, 0}}, [&](format::EvalContext& c) {
    ++doubles;
    return Value::from_int(read(c, 0, 0).as_int() * 2);
  });
  const auto scope =
      b.scope(ScopeKind::Window, {b.var(Value::from_int(3)), b.let(quad), b.let(twice)});
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {}, {}});
  f.open(scope);
  CHECK(f.get(1).as_int() == 9);
  doubles = quads = 0;
  f.set(0, Value::from_int(5));
  f.frame();
  CHECK(f.get(1).as_int() == 15);
  CHECK(doubles == 1);
  CHECK(quads == 1);
}

// A counter component (slots: 0 inout count, 1 out twice; event 0) used twice.
struct Counters : Fixture {
  int raised = 0;
  Counters() {
    const auto counter = b.scope(
        ScopeKind::Component,
        {b.slot(format::SlotKind::Inout), b.let(b.live({{0, 0}}, [](format::EvalContext& c) {
           return Value::from_int(read(c, 0, 0).as_int() * 2);
         }))});
    const NodeId label = b.element(
        counter, {ElementKind::Text,
                  {{PropertyId::Content, b.live({{0, 0}},
                                                [](format::EvalContext& c) {
                                                  char s[16];
                                                  const int n =
                                                      std::snprintf(s, sizeof s, "n%d",
                                                                    int(read(c, 0, 0).as_int()));
                                                  return c.heap->make_text({s, size_t(n)});
                                                })}},
                  {},
                  {}});
    const Handler press = [](format::EvalContext& c, std::span<const Value>) {
      write(c, 0, 0, Value::from_int(read(c, 0, 0).as_int() + 1));
      const Value now = read(c, 0, 0);
      c.host->raise(c.host->context, *c.scope, 0, {&now, 1});
    };
    b.scope(counter).first_node =
        b.element(counter, {ElementKind::Row, {}, {label}, {{EventId::Press, press}}});
    // Window: 0 apples, 1 pears, 2 last, 3 mirror of the first counter's `twice`.
    const auto window = b.scope(ScopeKind::Window,
                                {b.var(Value::from_int(3)), b.var(Value::from_int(0)),
                                 b.var(Value::from_int(-1)), b.slot(format::SlotKind::ChildSlot)});
    const auto changed = [this](format::EvalContext& c, std::span<const Value> v) {
      ++raised;
      write(c, 0, 2, v[0]);
    };
    const NodeId apples = b.component(
        window, counter, {{PropertyId::Count, b.slot_value(0, 0), b.lvalue(0, 0), false, 0}},
        {{EventId::Count, changed, false, 0}});
    const NodeId pears = b.component(
        window, counter, {{PropertyId::Count, b.slot_value(0, 1), b.lvalue(0, 1), false, 0}},
        {{EventId::Count, changed, false, 0}});
    b.slot_of(window, 3).source = apples;
    b.slot_of(window, 3).index = 1;
    const NodeId column = b.element(window, {ElementKind::Column, {}, {apples, pears}, {}});
    b.scope(window).first_node = b.element(window, {ElementKind::Window, {}, {column}, {}});
    open(window);
  }
};

TEST_CASE("two-way links move both ways, events reach the parent, outs are mirrored") {
  Counters f;
  CHECK(f.get(3).as_int() == 6);
  f.tap(hit_point(*f.ui, f.find("n3")));
  CHECK(f.get(0).as_int() == 4);
  CHECK(f.get(2).as_int() == 4);
  CHECK(f.raised == 1);
  CHECK(f.get(3).as_int() == 8);
  CHECK(exists(*f.ui, f.find("n4")));
  f.set(1, Value::from_int(9));
  f.frame();
  REQUIRE(exists(*f.ui, f.find("n9")));
  f.tap(hit_point(*f.ui, f.find("n9")));
  CHECK(f.get(1).as_int() == 10);
}

TEST_CASE("a control is focused by Tab and pressed by Enter and Space") {
  Counters f;
  f.key(Key::Tab);
  CHECK(focused(*f.ui, find_type(*f.ui, f.window, "Row", 0)));
  f.key(Key::Enter);
  f.key(static_cast<Key>(' '));
  CHECK(f.get(0).as_int() == 5);
  f.key(Key::Tab);
  CHECK(focused(*f.ui, find_type(*f.ui, f.window, "Row", 1)));
  f.key(Key::Tab);
  CHECK(focused(*f.ui, find_type(*f.ui, f.window, "Row", 0)));
  f.key(Key::Tab, mod_bit(Mod::Shift));
  CHECK(focused(*f.ui, find_type(*f.ui, f.window, "Row", 1)));
}

TEST_CASE("a choice makes and removes its arm, and its elements come where they stand") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(Value::from_bool(false))});
  const auto text = [&](const char* s) {
    return b.element(
        scope, {ElementKind::Text, {{PropertyId::Content, b.constant(f.literal(s))}}, {}, {}});
  };
  const NodeId middle = text("middle");
  const NodeId otherwise = text("else");
  const NodeId choice = b.choice(scope, {{b.slot_value(0, 0), {}, middle}, {{}, {}, otherwise}});
  const NodeId first = text("first");
  const NodeId last = text("last");
  const NodeId column = b.element(scope, {ElementKind::Column, {}, {first, choice, last}, {}});
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {column}, {}});
  f.open(scope);
  CHECK(exists(*f.ui, f.find("else")));
  f.set(0, Value::from_bool(true));
  const WorkCounts& work = f.frame();
  CHECK(work.elements_created == 1);
  CHECK(work.elements_removed == 1);
  CHECK_FALSE(exists(*f.ui, f.find("else")));
  CHECK(f.box(f.find("first")).y < f.box(f.find("middle")).y);
  CHECK(f.box(f.find("middle")).y < f.box(f.find("last")).y);
}

// slot 0: a list of ints; rows by value; a press of a row counts its own var up.
struct Rows : Fixture {
  explicit Rows(ElementKind kind = ElementKind::Column, int height = 0) {
    const auto scope = b.scope(ScopeKind::Window, {b.var(Value())});
    const auto row_component =
        b.scope(ScopeKind::Component, {b.slot(format::SlotKind::In), b.var(Value::from_int(0))});
    const auto item =
        b.scope(ScopeKind::Item,
                {b.slot(format::SlotKind::Item), b.slot(format::SlotKind::ItemIndex)}, scope);
    const NodeId label = b.element(
        row_component, {ElementKind::Text,
                        {{PropertyId::Content, b.live({{0, 0}, {0, 1}},
                                                      [](format::EvalContext& c) {
                                                        char s[32];
                                                        const int n = std::snprintf(
                                                            s, sizeof s, "%d:%d",
                                                            int(read(c, 0, 0).as_int()),
                                                            int(read(c, 0, 1).as_int()));
                                                        return c.heap->make_text({s, size_t(n)});
                                                      })}},
                        {},
                        {}});
    const auto height_of = b.live({{0, 0}}, [height](format::EvalContext& c) {
      const int64_t n = read(c, 0, 0).as_int();
      return Value::dp(static_cast<float>(height + (n * 7) % 31));
    });
    std::vector<Builder::Property> properties;
    if (height > 0) properties.push_back({PropertyId::Height, height_of});
    b.scope(row_component).first_node = b.element(
        row_component, {ElementKind::Row,
                        properties,
                        {label},
                        {{EventId::Press, [](format::EvalContext& c, std::span<const Value>) {
                            write(c, 0, 1, Value::from_int(read(c, 0, 1).as_int() + 1));
                          }}}});
    const NodeId use =
        b.component(item, row_component, {{PropertyId::Count, b.slot_value(0, 0), {}, false, 0}});
    const NodeId loop = b.loop(scope, b.slot_value(0, 0), b.slot_value(0, 0), item, use);
    const NodeId list = b.element(scope, {kind, {}, {loop}, {}});
    b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {list}, {}});
    open(scope);
  }
  void give(const std::vector<int>& numbers) {
    Value list = heap.make_list(numbers.size());
    for (size_t i = 0; i < numbers.size(); ++i) *heap.slot(list, i) = Value::from_int(numbers[i]);
    set(0, list);
    frame();
  }
  void give_range(int count) {
    std::vector<int> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(i);
    give(numbers);
  }
};

TEST_CASE("rows keep their elements and state under their keys") {
  Rows f;
  f.give({1, 2, 3});
  CHECK(f.work.elements_created == 6);
  f.tap(hit_point(*f.ui, f.find("2:0")));
  const ElementId two = f.find("2:1");
  REQUIRE(exists(*f.ui, two));
  f.give({3, 2, 1, 4});
  CHECK(f.work.elements_created == 2);
  CHECK(f.work.elements_removed == 0);
  CHECK(f.find("2:1") == two);
  CHECK(f.box(f.find("3:0")).y == 0);
  CHECK(f.box(f.find("1:0")).y > f.box(two).y);
  f.give({2});
  CHECK(f.work.elements_removed == 6);
  CHECK(f.find("2:1") == two);
  CHECK(f.box(two).y == 0);
}

TEST_CASE("any order of rows is laid out as a list made so from the start") {
  Rows f;
  uint32_t seed = 7;
  const auto random = [&](uint32_t n) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
  };
  std::vector<int> numbers = {0, 1, 2, 3, 4, 5, 6, 7};
  int next = 8;
  for (int round = 0; round < 200; ++round) {
    for (int edit = 0; edit < 3; ++edit) {
      const uint32_t what = random(3);
      if (what == 0 || numbers.empty()) {
        numbers.insert(numbers.begin() + random(uint32_t(numbers.size()) + 1), next++);
      } else if (what == 1) {
        numbers.erase(numbers.begin() + random(uint32_t(numbers.size())));
      } else {
        std::swap(numbers[random(uint32_t(numbers.size()))],
                  numbers[random(uint32_t(numbers.size()))]);
      }
    }
    f.give(numbers);
    float y = -1;
    for (const int n : numbers) {
      const ElementId row = f.find(std::to_string(n) + ":0");
      REQUIRE(exists(*f.ui, row));
      REQUIRE(f.box(row).y > y);
      y = f.box(row).y;
    }
    REQUIRE(f.work.elements_live == 2 + 2 * numbers.size());
  }
}

TEST_CASE("loops stand in loops") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(Value())});
  const auto outer =
      b.scope(ScopeKind::Item,
              {b.slot(format::SlotKind::Item), b.slot(format::SlotKind::ItemIndex)}, scope);
  const auto inner =
      b.scope(ScopeKind::Item,
              {b.slot(format::SlotKind::Item), b.slot(format::SlotKind::ItemIndex)}, outer);
  const auto content = b.live({{0, 0}, {1, 0}}, [](format::EvalContext& c) {
    char s[32];
    const int n = std::snprintf(s, sizeof s, "%d.%d", int(read(c, 1, 0).as_int()),
                                int(read(c, 0, 0).as_int()));
    return c.heap->make_text({s, size_t(n)});
  });
  const NodeId text =
      b.element(inner, {ElementKind::Text, {{PropertyId::Content, content}}, {}, {}});
  const NodeId row_loop = b.loop(outer, b.slot_value(1, 0), b.slot_value(0, 0), inner, text);
  const NodeId row = b.element(outer, {ElementKind::Row, {}, {row_loop}, {}});
  const NodeId loop = b.loop(scope, b.slot_value(0, 0), b.slot_value(0, 0), outer, row);
  const NodeId column = b.element(scope, {ElementKind::Column, {}, {loop}, {}});
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {column}, {}});
  f.open(scope);
  for (const int count : {3, 5, 2, 7}) {
    Value list = f.heap.make_list(size_t(count));
    for (int i = 0; i < count; ++i)
      *f.heap.slot(list, size_t(i)) = Value::from_int((i * 11) % count);
    f.set(0, list);
    f.frame();
    CHECK(f.work.elements_live == uint32_t(2 + count + count * count));
    for (int i = 0; i < count; ++i) {
      CHECK(exists(*f.ui, f.find(std::to_string(i) + "." + std::to_string(count - 1))));
    }
  }
}

TEST_CASE("a virtual list holds no more rows than its viewport and overscan") {
  Rows f(ElementKind::List, 20);
  f.give_range(1000);
  f.frame();
  // 300 dp of viewport, and as much of overscan, in rows of at least 20 dp, two elements each.
  CHECK(f.work.elements_live <= 2 + 2 * (600 / 20 + 2));
  CHECK(exists(*f.ui, f.find("0:0")));
  CHECK_FALSE(exists(*f.ui, f.find("200:0")));
  uint32_t most = 0;
  for (int i = 0; i < 700; ++i) {
    f.wheel({100, 100}, 57);
    most = std::max(most, f.work.elements_live);
    // No blank: something is under every point of the viewport.
    for (const float y : {1.0f, 150.0f, 298.0f}) {
      const ElementId at = element_at(*f.ui, f.window, {50, y});
      REQUIRE(at != find_type(*f.ui, f.window, "List"));
    }
  }
  CHECK(most <= 2 + 2 * (600 / 20 + 2));
  CHECK(exists(*f.ui, f.find("999:0")));
  const ElementId last = f.find("999:0");
  CHECK(f.box(last).bottom() <= 300.5f);
}

TEST_CASE("scrolling back keeps what is in view where it is") {
  Rows f(ElementKind::List, 20);
  f.give_range(1000);
  for (int i = 0; i < 40; ++i) f.wheel({100, 100}, 211);
  for (int i = 0; i < 60; ++i) {
    const ElementId at = element_at(*f.ui, f.window, {50, 150});
    REQUIRE(at);
    const float y = f.box(at).y;
    f.wheel({100, 100}, -13);
    if (exists(*f.ui, at)) CHECK(f.box(at).y == doctest::Approx(y + 13).epsilon(0.02));
  }
}

TEST_CASE("an animation takes its time, ends where it should, and then no frame is asked for") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(Value::from_float(1))});
  const NodeId rect = b.element(scope, {ElementKind::Rect,
                                        {{PropertyId::Opacity, b.slot_value(0, 0)},
                                         {PropertyId::Background, b.constant(kRed)}},
                                        {},
                                        {}});
  b.animate(rect, PropertyId::Opacity, from_ms(200));
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {rect}, {}});
  f.open(scope);
  const ElementId id = find_type(*f.ui, f.window, "Rect");
  const auto opacity = [&] {
    Value v;
    property(*f.ui, id, PropertyId::Opacity, v);
    return v.as_float();
  };
  CHECK(opacity() == 1);
  f.set(0, Value::from_float(0));
  f.frame();
  CHECK(opacity() == 1);
  f.frame(from_ms(100));
  CHECK(opacity() == doctest::Approx(0.5));
  CHECK(f.work.nodes_laid_out == 0);
  // A change on the way starts from where it is.
  f.set(0, Value::from_float(1));
  f.frame();
  CHECK(opacity() == doctest::Approx(0.5));
  f.frame(from_ms(100));
  CHECK(opacity() == doctest::Approx(0.75));
  CHECK(animating(*f.ui, f.window));
  f.frame(from_ms(100));
  CHECK(opacity() == 1);
  f.frame();
  CHECK_FALSE(animating(*f.ui, f.window));
  CHECK_FALSE(needs_frame(*f.ui, f.window));
}

TEST_CASE("states override while they hold, and what exits stays until it has gone") {
  Fixture f;
  auto& b = f.b;
  const auto scope =
      b.scope(ScopeKind::Window, {b.var(Value::from_bool(false)), b.var(Value::from_bool(true))});
  const NodeId rect = b.element(
      scope,
      {ElementKind::Rect, {{PropertyId::Opacity, b.constant(Value::from_float(0.8))}}, {}, {}});
  b.state(rect, b.slot_value(0, 0), {{PropertyId::Opacity, b.constant(Value::from_float(0.2))}});
  const NodeId choice = b.choice(scope, {{b.slot_value(0, 1), {}, rect}});
  b.exit(rect, PropertyId::Opacity, Value::from_float(0), from_ms(100));
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {choice}, {}});
  f.open(scope);
  const ElementId id = find_type(*f.ui, f.window, "Rect");
  Value v;
  f.set(0, Value::from_bool(true));
  f.frame();
  property(*f.ui, id, PropertyId::Opacity, v);
  CHECK(v.as_float() == 0.2);
  f.set(0, Value::from_bool(false));
  f.frame();
  property(*f.ui, id, PropertyId::Opacity, v);
  CHECK(v.as_float() == 0.8);
  f.set(1, Value::from_bool(false));
  f.frame();
  CHECK_FALSE(exists(*f.ui, id));
  CHECK(f.work.elements_live == 2);
  f.frame(from_ms(50));
  property(*f.ui, id, PropertyId::Opacity, v);
  CHECK(v.as_float() == doctest::Approx(0.4));
  f.frame(from_ms(60));
  CHECK(f.work.elements_live == 1);
  f.frame();
  CHECK_FALSE(needs_frame(*f.ui, f.window));
}

TEST_CASE("a timer runs in the frame's time, and next_wake names it") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.var(Value::from_int(0))});
  b.timer(scope, from_ms(1000), [](format::EvalContext& c, std::span<const Value>) {
    write(c, 0, 0, Value::from_int(read(c, 0, 0).as_int() + 1));
  });
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {}, {}});
  f.open(scope);
  const Instant due = next_wake(*f.ui);
  CHECK(due.ns > 0);
  f.frame(Duration{due.ns - f.now.ns - 1});
  CHECK(f.get(0).as_int() == 0);
  f.frame(Duration{1});
  CHECK(f.get(0).as_int() == 1);
  f.frame(from_ms(1000));
  CHECK(f.get(0).as_int() == 2);
}

// slot 0: the text, linked both ways; slot 1: changes; slot 2: submits.
struct Input : Fixture {
  Input() {
    const auto scope = b.scope(ScopeKind::Window, {b.var(literal("")), b.var(Value::from_int(0)),
                                                   b.var(Value::from_int(0))});
    const auto count = [](uint32_t slot) {
      return [slot](format::EvalContext& c, std::span<const Value>) {
        write(c, 0, slot, Value::from_int(read(c, 0, slot).as_int() + 1));
      };
    };
    const NodeId input =
        b.element(scope, {ElementKind::TextInput,
                          {{PropertyId::Content, b.slot_value(0, 0), b.lvalue(0, 0)}},
                          {},
                          {{EventId::Change, count(1)}, {EventId::Submit, count(2)}}});
    b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {input}, {}});
    open(scope);
    tap({20, 8});
  }
  std::string content() { return std::string(get(0).as_text()); }
};

TEST_CASE("typing writes the linked text, keys move and delete") {
  Input f;
  REQUIRE(focused(*f.ui, find_type(*f.ui, f.window, "TextInput")));
  f.type("hello world");
  CHECK(f.content() == "hello world");
  CHECK(f.get(1).as_int() == 1);
  f.key(Key::Backspace, mod_bit(Mod::Control));
  CHECK(f.content() == "hello ");
  f.key(Key::Left);
  f.key(Key::Left);
  f.type("X");
  CHECK(f.content() == "hellXo ");
  f.key(Key::Home, mod_bit(Mod::Shift));
  f.key(Key::Delete);
  CHECK(f.content() == "o ");
  f.key(static_cast<Key>('a'), mod_bit(Mod::Control));
  f.type("é");
  CHECK(f.content() == "é");
  f.key(Key::Backspace);
  CHECK(f.content().empty());
  f.key(Key::Enter);
  CHECK(f.get(2).as_int() == 1);
}

TEST_CASE("a preedit shows without being content, and is replaced by what is committed") {
  Input f;
  f.type("ab");
  f.key(Key::Left);
  InputEvent preedit = f.event(InputKind::Preedit);
  const std::string_view composing = "に";
  preedit.text_size = static_cast<uint8_t>(composing.size());
  composing.copy(preedit.text.data(), composing.size());
  preedit.caret = 3;
  f.input.push_back(preedit);
  f.frame();
  CHECK(f.content() == "ab");
  CHECK(f.work.texts_shaped == 1);
  bool told = false;
  for (const WindowRequest& request : window_requests(*f.ui)) {
    told = told || request.kind == WindowRequestKind::CaretRect;
  }
  CHECK(told);
  f.type("日");
  CHECK(f.content() == "a日b");
  InputEvent around = f.event(InputKind::DeleteSurrounding);
  around.before = 1;
  around.after = 1;
  f.input.push_back(around);
  f.frame();
  CHECK(f.content() == "a");
}

TEST_CASE("copy asks the window for the clipboard in pieces that end at characters") {
  Input f;
  std::string text;
  for (int i = 0; i < 30; ++i) text += "日本";
  f.set(0, f.heap.make_text(text));
  f.frame();
  clear_outbox(*f.ui);
  f.key(static_cast<Key>('a'), mod_bit(Mod::Control));
  f.key(static_cast<Key>('c'), mod_bit(Mod::Control));
  std::string copied;
  for (const WindowRequest& request : window_requests(*f.ui)) {
    if (request.kind != WindowRequestKind::SetClipboard) continue;
    CHECK(request.text_size % 3 == 0);
    copied.append(request.text.data(), request.text_size);
  }
  CHECK(copied == text);
}

TEST_CASE("what the port has no room for is kept, in order, and wants a frame") {
  Input f;
  f.set(0, f.heap.make_text(std::string(500, 'x')));
  f.frame();
  requests_sent(*f.ui, window_requests(*f.ui).size());
  f.key(static_cast<Key>('a'), mod_bit(Mod::Control));
  f.key(static_cast<Key>('c'), mod_bit(Mod::Control));
  std::vector<std::string> all;
  for (const WindowRequest& request : window_requests(*f.ui)) {
    all.emplace_back(request.text.data(), request.text_size);
  }
  REQUIRE(all.size() > 5);
  requests_sent(*f.ui, 2);
  clear_outbox(*f.ui);
  REQUIRE(window_requests(*f.ui).size() == all.size() - 2);
  for (size_t i = 2; i < all.size(); ++i) {
    const WindowRequest& request = window_requests(*f.ui)[i - 2];
    CHECK(std::string(request.text.data(), request.text_size) == all[i]);
  }
  CHECK(needs_frame(*f.ui, f.window));
  requests_sent(*f.ui, window_requests(*f.ui).size());
  CHECK_FALSE(needs_frame(*f.ui, f.window));
}

TEST_CASE("a selection that the clipboard has no room for is neither copied nor cut") {
  Input f;
  const std::string text(800, 'x');
  f.set(0, f.heap.make_text(text));
  f.frame();
  UiData& ui = f.ui->data();
  while (ui.requests.size() + 3 < ui.requests.capacity()) ui.requests.push({});
  const size_t before = ui.requests.size();
  f.key(static_cast<Key>('a'), mod_bit(Mod::Control));
  f.key(static_cast<Key>('x'), mod_bit(Mod::Control));
  CHECK(f.content() == text);
  for (size_t i = before; i < ui.requests.size(); ++i) {
    CHECK(ui.requests[i].kind != WindowRequestKind::SetClipboard);
  }
  bool told = false;
  for (const Problem& problem : problems(*f.ui)) {
    told = told || std::string(problem.code) == "copy-too-long";
  }
  CHECK(told);
}

TEST_CASE("hovered, pressed and focused are mirrored into slots that bindings read") {
  Fixture f;
  auto& b = f.b;
  const auto scope = b.scope(ScopeKind::Window, {b.slot(format::SlotKind::ElementState),
                                                 b.slot(format::SlotKind::ElementState),
                                                 b.slot(format::SlotKind::ElementState)});
  const NodeId rect = b.element(
      scope, {ElementKind::Rect,
              {{PropertyId::Width, b.constant(Value::dp(50))},
               {PropertyId::Height, b.constant(Value::dp(50))},
               {PropertyId::Focusable, b.constant(Value::from_bool(true))},
               {PropertyId::Background, b.live({{0, 0}},
                                               [](format::EvalContext& c) {
                                                 return read(c, 0, 0).as_bool()
                                                            ? kRed
                                                            : Value::color(Color{0, 0, 255, 255});
                                               })}},
              {},
              {}});
  b.slot_of(scope, 0) = b.mirror(rect, PropertyId::Hovered);
  b.slot_of(scope, 1) = b.mirror(rect, PropertyId::Pressed);
  b.slot_of(scope, 2) = b.mirror(rect, PropertyId::SettledWidth);
  b.scope(scope).first_node = b.element(scope, {ElementKind::Window, {}, {rect}, {}});
  f.open(scope);
  CHECK(f.get(2).as_length().dp == 50);
  f.input.push_back(f.event(InputKind::PointerMove, {20, 20}));
  f.frame();
  CHECK(f.get(0).as_bool());
  CHECK(f.work.nodes_painted == 1);
  f.input.push_back(f.event(InputKind::PointerDown, {20, 20}));
  f.frame();
  CHECK(f.get(1).as_bool());
  CHECK(focused(*f.ui, find_type(*f.ui, f.window, "Rect")));
  f.input.push_back(f.event(InputKind::PointerUp, {200, 200}));
  f.frame();
  CHECK_FALSE(f.get(1).as_bool());
  CHECK_FALSE(f.get(0).as_bool());
}

}  // namespace
}  // namespace hallows::widgets::test
