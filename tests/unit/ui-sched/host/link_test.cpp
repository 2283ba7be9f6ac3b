#include "ui-sched/host/link.h"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "ui-sched/host/list.h"

using namespace hallows;
using namespace hallows::host;
using value::Value;
using value::ValueKind;

namespace {

value::HeapOptions small() {
  return {.bytes = 4 << 20, .stack_values = 16, .scratch_bytes = 4096};
}

struct Random {
  uint64_t state = 7;
  uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state >> 33) % bound;
  }
};

// A random value of at most that depth.
Value random_value(value::Heap& heap, Random& random, int depth) {
  switch (random.below(depth > 0 ? 12 : 9)) {
    case 0:
      return {};
    case 1:
      return Value::from_bool(random.below(2) == 1);
    case 2:
      return Value::from_int(static_cast<int64_t>(random.below(1000)) - 500);
    case 3:
      return Value::from_float(random.below(1000) / 8.0);
    case 4:
      return heap.make_text(std::string(random.below(40), 'q'));
    case 5:
      return Value::length({1.5f, 2, 0.25f});
    case 6:
      return Value::duration({static_cast<int64_t>(random.below(100000))});
    case 7:
      return Value::color(Color{1, 2, 3, 4});
    case 8:
      return Value::percent(12.5);
    default: {
      std::vector<Value> parts(random.below(5));
      for (Value& part : parts) part = random_value(heap, random, depth - 1);
      const uint32_t kind = random.below(3);
      if (kind == 0) return heap.make_list(parts);
      if (kind == 1) return heap.make_struct(3, parts);
      return heap.make_enum(1, 2, std::span<const Value>(parts));
    }
  }
}

// Both ends, and an engine's slot that holds a list.
struct Both {
  rt::Doorbell engine_bell, app_bell;
  Link link;
  AppEnd app{link};
  EngineEnd engine{link};
  value::Heap heap{small()};
  Value slot = Value();
  int sets = 0;
  int edits = 0;

  explicit Both(uint32_t packets = kDefaultPackets) : link(engine_bell, app_bell, packets) {}
  EngineSink sink() {
    return {this,
            [](void* self, SlotRef, const Value& v) {
              static_cast<Both*>(self)->slot = v;
              ++static_cast<Both*>(self)->sets;
            },
            [](void* self, const ListEdit& edit) {
              Both& both = *static_cast<Both*>(self);
              CHECK(apply_edit(both.heap, both.slot, edit));
              ++both.edits;
            },
            nullptr};
  }
  std::vector<int64_t> ints() const {
    std::vector<int64_t> out;
    for (const Value& v : slot.values()) out.push_back(v.as_int());
    return out;
  }
  // Until the list has caught up.
  void settle() {
    for (int i = 0; i < 1000; ++i) {
      const bool all = app.commit();
      engine.take(heap, sink());
      if (all && !engine.waiting()) return;
    }
    FAIL("the list does not catch up");
  }
};

template <class T>
std::vector<T> copy(const List<T>& list) {
  return std::vector<T>(list.begin(), list.end());
}

}  // namespace

TEST_CASE("values come out of the wire as they went in") {
  value::Heap heap(small());
  Random random;
  std::vector<uint8_t> bytes(1 << 16);
  for (int i = 0; i < 2000; ++i) {
    const Value in = random_value(heap, random, 4);
    Encoder out(bytes);
    encode_value(out, in);
    REQUIRE(out.ok());
    Decoder decoder(out.bytes());
    Value back;
    REQUIRE(decode_value(decoder, heap, back));
    CHECK(decoder.done());
    CHECK(value::equal(in, back));
    CHECK(back.kind() == in.kind());
    Decoder skipper(out.bytes());
    CHECK(skip_value(skipper));
    CHECK(skipper.done());
  }
}

TEST_CASE("images and icons keep their kind") {
  value::Heap heap(small());
  std::vector<uint8_t> bytes(256);
  for (const Value& in : {Value::image("a/b.png"), Value::icon("heart")}) {
    Encoder out(bytes);
    encode_value(out, in);
    Decoder decoder(out.bytes());
    Value back;
    CHECK(decode_value(decoder, heap, back));
    CHECK(back.kind() == in.kind());
    CHECK(back.as_text() == in.as_text());
  }
}

TEST_CASE("damaged bytes never do harm: cut short, flipped, or noise") {
  value::Heap heap(small());
  Random random;
  std::vector<uint8_t> bytes(1 << 16);
  int refused = 0;
  for (int i = 0; i < 4000; ++i) {
    Encoder out(bytes);
    encode_value(out, random_value(heap, random, 5));
    std::vector<uint8_t> damaged(out.bytes().begin(), out.bytes().end());
    if (i % 3 == 0) {
      damaged.resize(random.below(static_cast<uint32_t>(damaged.size() + 1)));
    } else if (i % 3 == 1) {
      damaged[random.below(static_cast<uint32_t>(damaged.size()))] ^=
          static_cast<uint8_t>(1u << random.below(8));
    } else {
      for (uint8_t& b : damaged) b = static_cast<uint8_t>(random.below(20));
    }
    Decoder decoder(damaged);
    Decoder skipper(damaged);
    Value back;
    const bool decoded = decode_value(decoder, heap, back);
    CHECK(decoded == skip_value(skipper));
    if (!decoded) {
      ++refused;
      CHECK(back.is_none());
    }
  }
  CHECK(refused > 500);
}

TEST_CASE("a count that promises more than there is makes nothing") {
  value::Heap heap(small());
  const uint8_t lie[] = {static_cast<uint8_t>(WireKind::List), 0xFF, 0xFF, 0xFF, 0x7F, 0};
  Decoder decoder(lie);
  Value back;
  CHECK_FALSE(decode_value(decoder, heap, back));
  CHECK(heap.live_objects() == 0);
  CHECK(heap.faults() == 0);
}

TEST_CASE("lists nested beyond the bound are refused") {
  value::Heap heap(small());
  std::vector<uint8_t> bytes;
  for (int i = 0; i < 1000; ++i) bytes.insert(bytes.end(), {15, 1, 0, 0, 0});
  bytes.push_back(0);
  Decoder decoder(bytes);
  Value back;
  CHECK_FALSE(decode_value(decoder, heap, back));
}

TEST_CASE("an encoder at its bound takes back the last entry and stays usable") {
  uint8_t bytes[16];
  Encoder out(bytes);
  out.u64(1);
  const size_t before = out.size();
  out.text("too long for what is left");
  CHECK_FALSE(out.ok());
  out.rewind(before);
  CHECK(out.ok());
  CHECK(out.size() == 8);
}

TEST_CASE("changes of the application arrive together, in order") {
  Both both;
  CHECK(both.app.set({1, 2}, int64_t{5}));
  CHECK(both.app.set({1, 2}, std::string("later")));
  CHECK_FALSE(both.engine.take(both.heap, both.sink()));
  CHECK(both.app.commit());
  CHECK(both.engine.take(both.heap, both.sink()));
  CHECK(both.sets == 2);
  CHECK(both.slot.as_text() == "later");
}

TEST_CASE("a batch larger than a packet arrives whole; without room it waits") {
  Both both(64);
  const std::string text(10000, 'x');
  CHECK(both.app.set({}, text));
  CHECK(both.app.commit());
  CHECK(both.app.set({}, text + "y"));
  CHECK_FALSE(both.app.commit());
  CHECK(both.engine.take(both.heap, both.sink()));
  CHECK(both.slot.as_text() == text);
  CHECK(both.app.commit());
  CHECK(both.engine.take(both.heap, both.sink()));
  CHECK(both.slot.as_text() == text + "y");
}

TEST_CASE("a full batch refuses the entry and keeps the earlier ones") {
  Both both;
  CHECK(both.app.set({}, int64_t{1}));
  CHECK_FALSE(both.app.set({}, std::string(kMaxBatchBytes, 'x')));
  CHECK(both.app.commit());
  CHECK(both.engine.take(both.heap, both.sink()));
  CHECK(both.slot.as_int() == 1);
}

TEST_CASE("events and calls reach the application with their values") {
  Both both;
  const Value arguments[] = {Value::from_int(3), both.heap.make_text("three")};
  CHECK(both.engine.send_event(1, 4, arguments));
  CHECK(both.engine.send_call(77, 2, std::span<const Value>(arguments, 1)));
  struct Seen {
    int64_t number = 0;
    std::string text;
    uint32_t event = 0;
    uint64_t call = 0;
  } seen;
  const AppSink sink{&seen,
                     [](void* c, uint32_t, uint32_t event, Decoder in, uint32_t count) {
                       Seen& s = *static_cast<Seen*>(c);
                       s.event = event;
                       CHECK(count == 2);
                       CHECK(Codec<int64_t>::decode(in, s.number));
                       CHECK(Codec<std::string>::decode(in, s.text));
                       CHECK(in.done());
                     },
                     [](void* c, uint64_t id, uint32_t, Decoder, uint32_t count) {
                       static_cast<Seen*>(c)->call = id;
                       CHECK(count == 1);
                     }};
  CHECK(both.app.receive(sink) == 2);
  CHECK(seen.event == 4);
  CHECK(seen.number == 3);
  CHECK(seen.text == "three");
  CHECK(seen.call == 77);
}

namespace {

// Reads the int that each event carries.
struct Numbers {
  std::vector<int64_t> seen;
  AppSink sink() {
    return {this,
            [](void* self, uint32_t, uint32_t, Decoder in, uint32_t) {
              int64_t number = 0;
              CHECK(Codec<int64_t>::decode(in, number));
              static_cast<Numbers*>(self)->seen.push_back(number);
            },
            nullptr};
  }
};

bool send_number(EngineEnd& engine, int64_t number) {
  const Value value = Value::from_int(number);
  return engine.send_event(0, 0, {&value, 1});
}

}  // namespace

TEST_CASE("events for an application that doesn't listen wait in order behind the full ring") {
  Both both(16);
  for (int64_t i = 0; i < 200; ++i) CHECK(send_number(both.engine, i));
  CHECK_FALSE(both.engine.backlog_empty());
  CHECK_FALSE(both.engine.waiting());  // nothing to do until the application makes room
  Numbers numbers;
  both.app.receive(numbers.sink());
  CHECK(numbers.seen.size() == 16);
  while (both.engine.waiting()) {
    both.engine.flush();
    both.app.receive(numbers.sink());
  }
  REQUIRE(numbers.seen.size() == 200);
  for (int64_t i = 0; i < 200; ++i) CHECK(numbers.seen[static_cast<size_t>(i)] == i);
  CHECK(both.engine.sent() == 200);
  CHECK(both.engine.dropped() == 0);
  CHECK(both.engine.backlog_empty());
}

TEST_CASE("past the backlog's bound the newest events are dropped and counted") {
  Both both(16);
  uint64_t sent = 0;
  while (send_number(both.engine, static_cast<int64_t>(sent)) && sent < 100000) ++sent;
  CHECK(sent > 10000);
  CHECK(sent < 40000);
  CHECK_FALSE(send_number(both.engine, -1));
  CHECK(both.engine.dropped() == 2);
  Numbers numbers;
  do {
    both.app.receive(numbers.sink());
    both.engine.flush();
  } while (!both.link.to_app.looks_empty());
  REQUIRE(numbers.seen.size() == sent);
  CHECK(numbers.seen.back() == static_cast<int64_t>(sent) - 1);
  CHECK(send_number(both.engine, 7));
}

TEST_CASE("the backlog is used again from its start however often it fills and drains") {
  Both both(16);
  Numbers numbers;
  int64_t next = 0;
  Random random;
  for (int round = 0; round < 3000; ++round) {
    for (uint32_t i = random.below(80); i > 0; --i) CHECK(send_number(both.engine, next++));
    for (uint32_t i = random.below(7); i > 0; --i) {
      both.app.receive(numbers.sink());
      both.engine.flush();
    }
  }
  while (!both.link.to_app.looks_empty()) {
    both.app.receive(numbers.sink());
    both.engine.flush();
  }
  REQUIRE(numbers.seen.size() == static_cast<size_t>(next));
  for (int64_t i = 0; i < next; ++i) REQUIRE(numbers.seen[static_cast<size_t>(i)] == i);
}

TEST_CASE("an application that found no room is woken when the engine has made some") {
  Both both(64);
  const std::string text(12000, 'x');
  CHECK(both.app.set({}, text));
  CHECK(both.app.commit());
  CHECK(both.app.set({}, text + "y"));
  CHECK_FALSE(both.app.commit());
  bool sent = false;
  std::thread application([&] {
    while (!both.app.commit()) both.app.wait(rt::kNever);
    sent = true;
  });
  while (both.slot.as_text().size() != text.size() + 1) both.engine.take(both.heap, both.sink());
  application.join();
  CHECK(sent);
}

TEST_CASE("what is applied in one frame is bounded by bytes as well as by batches") {
  Both both;
  for (int i = 0; i < 6; ++i) {
    CHECK(both.app.set({}, std::string(30000, 'x')));
    CHECK(both.app.commit());
  }
  CHECK(both.engine.take(both.heap, both.sink()));
  CHECK(both.sets == 3);  // the batch that reaches 64 KiB is the last
  CHECK(both.engine.take(both.heap, both.sink()));
  CHECK(both.sets == 6);
}

TEST_CASE("noise on the ring is counted, never applied") {
  Both both;
  Random random;
  for (int i = 0; i < 300; ++i) {
    Packet packet;
    packet.size = random.below(300);
    packet.left = random.below(3);
    for (uint8_t& b : packet.bytes) b = static_cast<uint8_t>(random.below(18));
    both.link.to_engine.send(packet);
  }
  while (both.engine.waiting()) both.engine.take(both.heap, {}, 16);
  CHECK(both.engine.damaged() > 50);
  CHECK(both.app.set({}, int64_t{9}));
  CHECK(both.app.commit());
  CHECK(both.engine.take(both.heap, both.sink()));
  CHECK(both.slot.as_int() == 9);
}

TEST_CASE("a bound list sends edits, not itself") {
  Both both;
  List<int64_t> list;
  list.assign({1, 2, 3});
  list.bind(both.app, {1, 0});
  both.settle();
  CHECK(both.ints() == copy(list));
  CHECK(both.edits == 4);  // clear and three items
  both.edits = 0;
  list.append(4);
  list.insert(0, 0);
  list.update(2, 20);
  list.remove(1);
  list.move(0, 3);
  list.remove(99);
  both.settle();
  CHECK(both.edits == 5);
  CHECK(both.ints() == copy(list));
}

TEST_CASE("a list larger than a batch catches up over several") {
  Both both;
  List<std::string> list;
  for (int i = 0; i < 5000; ++i) list.append("row number " + std::to_string(i));
  list.bind(both.app, {1, 0});
  both.settle();
  REQUIRE(both.slot.size() == 5000);
  CHECK(both.slot.at(4999).as_text() == "row number 4999");
}

TEST_CASE("random edits through a narrow ring leave both sides the same") {
  Both both(300);
  Random random;
  List<int64_t> list;
  list.bind(both.app, {1, 0});
  for (int step = 0; step < 20000; ++step) {
    const auto size = static_cast<uint32_t>(list.size());
    const size_t at = random.below(size + 1);
    switch (random.below(7)) {
      case 0:
      case 1:
      case 2:
        list.insert(at, step);
        break;
      case 3:
        list.remove(at);
        break;
      case 4:
        list.update(at, step);
        break;
      case 5:
        list.move(at, random.below(size + 1));
        break;
      default:
        if (random.below(4000) == 0) list.clear();
    }
    if (random.below(2000) == 0) both.app.commit();
    if (random.below(4000) == 0) both.engine.take(both.heap, both.sink(), 1);
  }
  both.settle();
  CHECK(both.ints() == copy(list));
  CHECK(both.engine.damaged() == 0);
  CHECK(both.heap.faults() == 0);
}

TEST_CASE("structs, optionals and lists of C++ travel by their codecs") {
  uint8_t bytes[512];
  Encoder out(bytes);
  encode_struct(out, 3, int64_t{1}, std::string("Ann"), std::optional<std::string>(),
                std::vector<double>{1, 2.5});
  REQUIRE(out.ok());
  Decoder in(out.bytes());
  int64_t id = 0;
  std::string name;
  std::optional<std::string> mail = "x";
  std::vector<double> numbers;
  CHECK(decode_struct(in, id, name, mail, numbers));
  CHECK(in.done());
  CHECK(id == 1);
  CHECK(name == "Ann");
  CHECK_FALSE(mail.has_value());
  CHECK(numbers == std::vector<double>{1, 2.5});
  Decoder wrong(out.bytes());
  CHECK_FALSE(decode_struct(wrong, id, name));
}
