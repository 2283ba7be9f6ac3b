#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/conformance/app/rehearsal.h"

// What the channel does at its bounds, and with what it can't use.
using namespace hallows;
using hallows::testing::Rehearsal;

namespace {

constexpr std::string_view kTyped = R"(
use std { Column, Rect, Text }
struct Song { id: int, title: text }
enum Mode { Off, Heat(target: float) }
component Main {
    in number: int = 1
    in ratio: float = 0.5
    in word: text = "w"
    in songs: [Song] = []
    in mode: Mode = .Off
    in maybe: text? = none
    var own = 5
    event tick(n: int)
    event burst(n: int)
    Column {
        Text { "{number} {ratio:.2} {word} {own} {songs.count} {maybe ?? "-"}" }
        Rect { width: 80dp, height: 40dp, access.name: "tick", on tap { tick(number) } }
        Rect { width: 80dp, height: 40dp, access.name: "burst", on tap { for i in 0 .. 200 { burst(i) } } }
    }
}
)";

struct Song {
  int64_t id = 0;
  std::string title;
};

}  // namespace

template <>
struct hallows::host::Codec<Song> {
  static void encode(Encoder& out, const Song& song) { encode_struct(out, 0, song.id, song.title); }
  static bool decode(Decoder& in, Song& song) { return decode_struct(in, song.id, song.title); }
};

TEST_CASE("a change of another type is refused and counted; the old value stays") {
  Rehearsal rehearsal(kTyped);
  rehearsal.play([](Rehearsal& s) {
    s.app().post([&] {
      s.view().set("number", "text");
      s.view().set("word", 3);
      s.view().set("mode", 3);
      s.view().set("songs", std::vector<int64_t>{1, 2});
      s.view().set("ratio", 2);  // an int is a float where one is wanted
      s.view().set("maybe", std::optional<std::string>("here"));
    });
    s.app().settle();
    CHECK(s.shows("1 2.00 w 5 0 here"));
    CHECK(s.session().host_link()->counts().refused == 4);
    CHECK(s.session().host_link()->counts().damaged == 0);
  });
}

TEST_CASE("names that the UI lacks, its own state, and early values of another type are told") {
  Rehearsal rehearsal(kTyped);
  CHECK_FALSE(rehearsal.view().set("nummer", 3));
  CHECK_FALSE(rehearsal.view().set("own", 3));
  CHECK_FALSE(rehearsal.view().on("tock", [](int64_t) {}));
  CHECK_FALSE(rehearsal.view().answer("load", [](int64_t) { return int64_t{1}; }));
  CHECK(rehearsal.view().set("number", "text"));
  CHECK(rehearsal.play([](Rehearsal&) { FAIL("must not run"); }) == kExitMachineLacks);
}

TEST_CASE("a value larger than a batch is refused, in and before run()") {
  Rehearsal rehearsal(kTyped);
  const std::string large(host::kMaxBatchBytes, 'x');
  CHECK_FALSE(rehearsal.view().set("word", large));
  rehearsal.play([&](Rehearsal& s) {
    std::atomic<bool> refused{false};
    s.app().post([&] {
      refused = !s.view().set("word", large);
      s.view().set("number", 9);
    });
    s.app().settle();
    CHECK(refused);
    CHECK(s.shows("9 0.50 w 5 0 -"));
  });
}

TEST_CASE("a callback that changes more than the rings hold waits for room; nothing is lost") {
  Rehearsal rehearsal(kTyped);
  rehearsal.view().on("tick", [&](int64_t) {
    const std::string word(1000, 'x');
    for (int i = 0; i < 3000; ++i) {  // 3 MB through a ring of 254 kB
      rehearsal.view().set("word", word);
      rehearsal.view().set("number", i);
    }
    rehearsal.view().set("word", "end");
  });
  rehearsal.play([](Rehearsal& s) {
    s.tap_and_settle("tick");
    CHECK(s.shows("2999 0.50 end 5 0 -"));
    CHECK(s.session().host_link()->counts().refused == 0);
  });
}

TEST_CASE("a list of thousands of structs catches up over several frames") {
  Rehearsal rehearsal(kTyped);
  List<Song> songs;
  rehearsal.view().show("songs", songs);
  rehearsal.view().on("tick", [&](int64_t) {
    std::vector<Song> many;
    for (int64_t i = 0; i < 20'000; ++i) many.push_back({i, "song " + std::to_string(i)});
    songs.assign(std::move(many));
  });
  rehearsal.play([](Rehearsal& s) {
    s.tap_and_settle("tick");
    CHECK(s.shows("1 0.50 w 5 20000 -"));
    CHECK(s.session().host_link()->counts().refused == 0);
    CHECK(s.session().engine().heap.faults() == 0);
  });
}

TEST_CASE("events wait in order for an application that is busy, beyond what the ring holds") {
  Rehearsal rehearsal(kTyped);
  std::atomic<bool> busy{true};
  std::vector<int64_t> heard;
  rehearsal.view().on("tick", [&](int64_t) {
    while (busy) std::this_thread::yield();
  });
  rehearsal.view().on("burst", [&](int64_t n) { heard.push_back(n); });
  constexpr int kBursts = 10;
  rehearsal.play([&](Rehearsal& s) {
    s.tap("tick");
    for (int i = 0; i < kBursts; ++i) s.tap("burst");  // 2,000 events, a ring of 1,024
    CHECK_FALSE(s.session().host_link()->flushed());
    CHECK(s.session().host_link()->counts().dropped == 0);
    busy = false;
    s.app().settle();
    CHECK(s.session().host_link()->flushed());
  });
  REQUIRE(heard.size() == kBursts * 200);
  for (size_t i = 0; i < heard.size(); ++i) CHECK(heard[i] == static_cast<int64_t>(i % 200));
}

TEST_CASE("a handler with other parameters than the event's is told, and nothing happens") {
  Rehearsal rehearsal(kTyped);
  bool called = false;
  rehearsal.view().on("tick", [&](const std::string&) { called = true; });
  rehearsal.play([](Rehearsal& s) { s.tap_and_settle("tick"); });
  CHECK_FALSE(called);
}
