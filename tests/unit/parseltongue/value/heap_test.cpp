#include "parseltongue/value/heap.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "parseltongue/value/color.h"

using namespace hallows;
using namespace hallows::value;

namespace {

HeapOptions small(size_t bytes) {
  return {.bytes = bytes, .stack_values = 64, .scratch_bytes = 4096};
}

// A small generator of numbers, the same on every machine.
struct Random {
  uint64_t state = 1;
  uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state >> 33) % bound;
  }
};

}  // namespace

TEST_CASE("copies of a text share its bytes and the last one frees them") {
  Heap heap(small(64 << 10));
  {
    const Value a = heap.make_text("hello");
    const Value b = a;
    CHECK(a.as_text().data() == b.as_text().data());
    CHECK(heap.live_objects() == 1);
  }
  CHECK(heap.live_objects() == 0);
  CHECK(heap.used() == 0);
  heap.check();
}

TEST_CASE("empty texts and literals take no memory") {
  Heap heap(small(64 << 10));
  const Value a = heap.make_text("");
  const Value b = Value::literal("a literal");
  CHECK(a.as_text().empty());
  CHECK(b.as_text() == "a literal");
  CHECK(heap.used() == 0);
}

TEST_CASE("a shared list is copied before it changes, one of its own changes in place") {
  Heap heap(small(64 << 10));
  Value a = heap.make_list(std::vector<Value>{Value::from_int(1), Value::from_int(2)});
  const Value* before = a.values().data();
  *heap.slot(a, 0) = Value::from_int(7);
  CHECK(a.values().data() == before);
  const Value b = a;
  *heap.slot(a, 0) = Value::from_int(8);
  CHECK(a.values().data() != before);
  CHECK(b.at(0).as_int() == 7);
  CHECK(a.at(0).as_int() == 8);
}

TEST_CASE("list edits keep their contracts at the ends and outside") {
  Heap heap(small(64 << 10));
  Value list;
  for (int i = 0; i < 5; ++i) CHECK(heap.append(list, Value::from_int(i)));
  CHECK_FALSE(heap.remove_at(list, 5));
  CHECK_FALSE(heap.insert(list, 6, Value::from_int(9)));
  CHECK_FALSE(heap.move(list, 0, 5));
  CHECK(heap.move(list, 0, 4));
  CHECK(heap.insert(list, 0, Value::from_int(9)));
  CHECK(heap.remove_at(list, 5));
  const int expected[] = {9, 1, 2, 3, 4};
  REQUIRE(list.size() == 5);
  for (size_t i = 0; i < 5; ++i) CHECK(list.at(i).as_int() == expected[i]);
  CHECK(heap.faults() == 0);
}

TEST_CASE("at the bound a maker gives none, one fault is noted and the old list stays") {
  Heap heap(small(8 << 10));
  Value list = heap.make_list(size_t{0});
  size_t pushed = 0;
  while (heap.append(list, Value::from_int(static_cast<int64_t>(pushed)))) ++pushed;
  CHECK(list.size() == pushed);
  CHECK(list.at(pushed - 1).as_int() == static_cast<int64_t>(pushed) - 1);
  CHECK(heap.make_text(std::string(9000, 'x')).is_none());
  const Fault fault = heap.take_fault();
  CHECK(fault.kind == FaultKind::HeapFull);
  CHECK(fault.count == 2);
  CHECK(heap.take_fault().kind == FaultKind::None);
  list = Value();
  heap.reclaim(SIZE_MAX);
  CHECK(heap.used() == 0);
  heap.check();
}

TEST_CASE("a deep release is done in bounded steps and finishes later") {
  Heap heap(small(4 << 20));
  Value outer = heap.make_list(size_t{0});
  for (int i = 0; i < 10000; ++i) heap.append(outer, heap.make_text("one of many"));
  const size_t before = heap.live_objects();
  outer = Value();
  CHECK(heap.reclaim_pending());
  CHECK(before - heap.live_objects() <= 64);
  size_t steps = 0;
  while (heap.reclaim_pending()) steps += heap.reclaim(1000);
  CHECK(steps >= 9900);
  CHECK(heap.live_objects() == 0);
  heap.check();
}

TEST_CASE("a chain of a hundred thousand links frees without deep recursion") {
  Heap heap(small(16 << 20));
  Value chain;
  for (int i = 0; i < 100000; ++i) {
    Value next = heap.make_list(size_t{1});
    *heap.slot(next, 0) = std::move(chain);
    chain = std::move(next);
  }
  chain = Value();
  while (heap.reclaim_pending()) heap.reclaim(512);
  CHECK(heap.live_objects() == 0);
  CHECK(heap.faults() == 0);
}

TEST_CASE("a full heap with garbage waiting makes room by itself") {
  Heap heap(small(64 << 10));
  for (int round = 0; round < 50; ++round) {
    Value list = heap.make_list(size_t{0});
    for (int i = 0; i < 300; ++i) REQUIRE(heap.append(list, heap.make_text("garbage to be")));
  }
  CHECK(heap.faults() == 0);
  heap.check();
}

TEST_CASE("random making, changing and dropping keeps the heap whole") {
  Heap heap(small(256 << 10));
  Random random;
  std::vector<Value> held(64);
  std::vector<std::string> texts(64);
  for (int step = 0; step < 40000; ++step) {
    const uint32_t i = random.below(64);
    switch (random.below(6)) {
      case 0:
        texts[i] = std::string(random.below(200), static_cast<char>('a' + i % 26));
        held[i] = heap.make_text(texts[i]);
        break;
      case 1:
        held[i] = held[random.below(64)];
        texts[i].clear();
        break;
      case 2:
        held[i] = Value();
        break;
      case 3:
        if (held[i].is(ValueKind::List) && held[i].size() < 40) {
          heap.append(held[i], held[random.below(64)]);
        } else {
          held[i] = heap.make_list(size_t{random.below(20)});
        }
        break;
      case 4:
        heap.remove_at(held[i], 0);
        break;
      default:
        heap.reclaim(random.below(100));
    }
    if (step % 512 == 0) heap.check();
  }
  for (size_t i = 0; i < held.size(); ++i) held[i] = Value();
  heap.reclaim(SIZE_MAX);
  CHECK(heap.live_objects() == 0);
  heap.check();
}

TEST_CASE("owning a value copies the texts that belong to a program's tables") {
  Heap heap(small(64 << 10));
  std::string table = "from the tables";
  Value list = heap.make_list(std::vector<Value>{Value::literal(table), Value::from_int(3)});
  const Value copy = heap.own(list);
  table = "gone gone gone!";
  CHECK(copy.at(0).as_text() == "from the tables");
  CHECK(copy.at(1).as_int() == 3);
}

TEST_CASE("values are equal by what they say") {
  Heap heap(small(64 << 10));
  const auto list = [&](std::initializer_list<Value> values) {
    return heap.make_list(std::span<const Value>(values.begin(), values.size()));
  };
  struct Case {
    Value a, b;
    bool equal;
  };
  const Case cases[] = {
      {Value::from_int(1), Value::from_float(1), true},
      {Value::from_int(1), Value::from_bool(true), false},
      {Value(), Value(), true},
      {Value(), Value::from_int(0), false},
      {heap.make_text("a"), Value::literal("a"), true},
      {Value::dp(0), Value::length({-0.0f, 0, 0}), true},
      {Value::percent(50), Value::length({0, 50, 0}), true},
      {Value::color(Color16{257 * 8, 0, 0}), Value::color(Color16{257 * 8 + 3, 0, 0}), true},
      {Value::color(Color16{257 * 8, 0, 0}), Value::color(Color16{257 * 9, 0, 0}), false},
      {list({Value::from_int(1)}), list({Value::from_int(1)}), true},
      {list({Value::from_int(1)}), list({Value::from_int(2)}), false},
      {list({}), list({Value()}), false},
      {Value::enum_case(1, 2), Value::enum_case(1, 2), true},
      {Value::enum_case(1, 2), Value::enum_case(1, 3), false},
      {heap.make_enum(1, 2, std::vector<Value>{Value::from_int(1)}),
       heap.make_enum(1, 2, std::vector<Value>{Value::from_int(2)}), false},
  };
  for (const Case& c : cases) {
    CHECK(equal(c.a, c.b) == c.equal);
    CHECK(equal(c.b, c.a) == c.equal);
    if (c.equal) CHECK(hash_value(c.a) == hash_value(c.b));
  }
}

TEST_CASE("numbers, quantities and texts have an order") {
  CHECK(less(Value::from_int(1), Value::from_float(1.5)));
  CHECK(less(Value::dp(3), Value::dp(4)));
  CHECK(less(Value::literal("Z"), Value::literal("a")));
  CHECK(less(Value::literal("\uFFFD"), Value::literal("\U0001F600")));  // by code point
  CHECK_FALSE(less(Value::from_float(0.0 / 0.0), Value::from_int(0)));
  CHECK_FALSE(less(Value::from_int(1), Value::literal("2")));
}

TEST_CASE("missing places of gradient stops are spread evenly") {
  Heap heap(small(64 << 10));
  const Value red = Value::color(rgb(0xFF0000));
  const auto at = [&](double p) {
    return heap.make_list(std::vector<Value>{red, Value::percent(p)});
  };
  const Value stops[] = {red, red, at(40), red, at(30), red};
  const Value gradient = make_gradient(heap, GradientShape::Linear, 0.25, stops);
  const float expected[] = {0, 0.2f, 0.4f, 0.4f, 0.4f, 1};
  REQUIRE(gradient_stop_count(gradient) == 6);
  for (size_t i = 0; i < 6; ++i) {
    CHECK(gradient_stop(gradient, i).place == doctest::Approx(expected[i]));
    CHECK(gradient_stop(gradient, i).color == rgb(0xFF0000));
  }
  CHECK(gradient_angle(gradient) == 0.25);
}
