#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/conformance/app/rehearsal.h"

using namespace hallows;
using hallows::testing::Rehearsal;

namespace {

constexpr std::string_view kCounter = R"(
use std { Column, Rect, Text }
component Main {
    in label: text
    in a: int = 0
    in b: int = 0
    in names: [text] = []
    inout count: int = 0
    var first = label
    event changed(value: int)
    event all(i: int, f: float, t: text, y: bool, d: duration)
    Column {
        Text { "{label}: {count}" }
        Text { "first {first}" }
        Text { "{a} and {b}" }
        Rect { width: 80dp, height: 40dp, access.name: "more", on tap { count += 1; changed(count) } }
        Rect { width: 80dp, height: 40dp, access.name: "send all", on tap { all(7, 2.5, "é", true, 3s) } }
        for n in names { Text { "name {n}" } }
    }
}
)";

struct Song {
  int64_t id = 0;
  std::string title;
  std::optional<double> rating;
};

}  // namespace

template <>
struct hallows::host::Codec<Song> {
  static void encode(Encoder& out, const Song& song) {
    encode_struct(out, 0, song.id, song.title, song.rating);
  }
  static bool decode(Decoder& in, Song& song) {
    return decode_struct(in, song.id, song.title, song.rating);
  }
};

TEST_CASE("a handler runs on the app thread, and what it changes shows in the next frame") {
  Rehearsal rehearsal(kCounter);
  const std::thread::id main_thread = std::this_thread::get_id();
  std::vector<int64_t> heard;
  bool elsewhere = true;
  rehearsal.view().set("label", "Apples");
  rehearsal.view().on("changed", [&](int64_t value) {
    heard.push_back(value);
    elsewhere = elsewhere && std::this_thread::get_id() != main_thread;
    rehearsal.view().set("label", "Pears " + std::to_string(value));
  });
  const int code = rehearsal.play([](Rehearsal& s) {
    CHECK(s.shows("Apples: 0"));
    s.tap_and_settle("more");
    CHECK(s.shows("Pears 1: 1"));
    s.tap_and_settle("more");
    CHECK(s.shows("Pears 2: 2"));
  });
  CHECK(code == kExitFine);
  CHECK(heard == std::vector<int64_t>{1, 2});
  CHECK(elsewhere);
}

TEST_CASE("what is set before run() is there when the UI is mounted") {
  Rehearsal rehearsal(kCounter);
  CHECK(rehearsal.view().set("label", "early"));
  CHECK(rehearsal.view().set("label", "last"));
  rehearsal.play([](Rehearsal& s) { CHECK(s.shows("first last")); });
}

TEST_CASE("values of every kind arrive as they were raised") {
  Rehearsal rehearsal(kCounter);
  rehearsal.view().set("label", "x");
  bool heard = false;
  rehearsal.view().on("all", [&](int i, double f, const std::string& t, bool y, Duration d) {
    heard = i == 7 && f == 2.5 && t == "é" && y && d.ns == 3'000'000'000;
  });
  rehearsal.play([](Rehearsal& s) { s.tap_and_settle("send all"); });
  CHECK(heard);
}

TEST_CASE("all that one callback changes is applied in one frame") {
  Rehearsal rehearsal(kCounter);
  rehearsal.view().set("label", "x");
  rehearsal.view().on("changed", [&](int64_t value) {
    for (int64_t i = 0; i <= value * 100; ++i) {
      rehearsal.view().set("a", i);
      rehearsal.view().set("b", i);
    }
  });
  rehearsal.play([](Rehearsal& s) {
    s.tap_and_settle("more");
    CHECK(s.shows("100 and 100"));
    const sched::FrameLedger& ledger = s.ledger();
    const uint32_t before = ledger.size();
    s.tap_and_settle("more");
    CHECK(s.shows("200 and 200"));
    // One frame shapes the count; the application's changes take one more.
    uint32_t shaped = 0;
    uint32_t frames = 0;
    for (uint32_t i = before; i < ledger.size(); ++i) {
      shaped += ledger.at(i).work.texts_shaped;
      frames += ledger.at(i).work.texts_shaped != 0 ? 1 : 0;
    }
    CHECK(shaped == 2);
    CHECK(frames == 2);
  });
}

TEST_CASE("tasks posted from any thread run on the app thread, in order") {
  Rehearsal rehearsal(kCounter);
  rehearsal.view().set("label", "x");
  rehearsal.play([](Rehearsal& s) {
    std::vector<int> order;
    std::thread other([&] {
      for (int i = 1; i <= 100; ++i) {
        s.app().post([&, i] {
          order.push_back(i);
          s.view().set("a", i);
        });
      }
    });
    other.join();
    s.app().settle();
    CHECK(s.shows("100 and 0"));
    REQUIRE(order.size() == 100);
    for (int i = 0; i < 100; ++i) CHECK(order[static_cast<size_t>(i)] == i + 1);
  });
}

TEST_CASE("a list of the application shows; each change travels as one edit") {
  Rehearsal rehearsal(kCounter);
  List<std::string> names;
  names.assign({"Ann", "Bob"});
  rehearsal.view().set("label", "x");
  CHECK(rehearsal.view().show("names", names));
  rehearsal.view().on("changed", [&](int64_t) {
    names.append("Cid");
    names.move(0, 2);
    names.update(0, "Bea");
  });
  rehearsal.play([](Rehearsal& s) {
    CHECK(s.shows("name Ann"));
    CHECK(s.ledger().frames() <= 2);  // the first picture has them already
    const uint64_t created = s.ledger().work().elements_created;
    s.tap_and_settle("more");
    CHECK(s.shows("name Bea"));
    CHECK(s.shows("name Cid"));
    CHECK(s.shows("name Ann"));
    CHECK_FALSE(s.shows("name Bob"));
    CHECK(s.ledger().work().elements_created - created == 1);
  });
}

TEST_CASE("an extern function is answered by the application, at once or later") {
  Rehearsal rehearsal(R"(
use std { Column, Rect, Text }
struct Song { id: int, title: text, rating: float? = none }
extern fn load(id: int) -> Song?
extern fn slow(id: int) -> text
extern fn save(song: Song)
component Main {
    var song: Song? = none
    var late = "-"
    Column {
        Text { "title {song?.title ?? "none"}" }
        Text { "late {late}" }
        Rect { width: 80dp, height: 40dp, access.name: "load", on tap { load(3) } }
        Rect { width: 80dp, height: 40dp, access.name: "load nothing", on tap { load(0) } }
        Rect { width: 80dp, height: 40dp, access.name: "slow", on tap { slow(1) } }
        Rect { width: 80dp, height: 40dp, access.name: "save", on tap { if let s = song { save(s) } } }
    }
    on load(id) as answer { song = answer }
    on slow(id) as answer { late = answer }
}
)");
  rehearsal.view().answer("load", [](int64_t id) {
    return id == 3 ? std::optional(Song{3, "Three", 4.5}) : std::nullopt;
  });
  Song saved;
  rehearsal.view().answer("save", [&](const Song& song) { saved = song; });
  std::optional<Reply<std::string>> waiting;
  rehearsal.view().answer_later("slow",
                                [&](Reply<std::string> reply, int64_t) { waiting = reply; });
  rehearsal.play([&](Rehearsal& s) {
    s.tap_and_settle("load");
    CHECK(s.shows("title Three"));
    s.tap_and_settle("save");
    s.tap_and_settle("load nothing");
    CHECK(s.shows("title none"));
    s.tap_and_settle("slow");
    CHECK(s.shows("late -"));
    s.app().post([&] { (*waiting)("here"); });
    s.app().settle();
    CHECK(s.shows("late here"));
  });
  CHECK(saved.title == "Three");
  CHECK(saved.rating == 4.5);
}

TEST_CASE("quit() from a callback ends a headless run") {
  Rehearsal rehearsal(kCounter);
  rehearsal.view().set("label", "x");
  std::atomic<bool> quit{false};
  rehearsal.view().on("changed", [&](int64_t) {
    rehearsal.app().quit();
    quit = true;
  });
  CHECK(rehearsal.play([](Rehearsal& s) { s.tap_and_settle("more"); }) == kExitFine);
  CHECK(quit);
}
