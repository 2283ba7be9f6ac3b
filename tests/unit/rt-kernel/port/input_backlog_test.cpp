#include "rt-kernel/port/input_backlog.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rt-kernel/base/hash.h"
#include "rt-kernel/base/utf8.h"

using namespace hallows;

namespace {

InputEvent event(InputKind kind, int64_t number, uint8_t window = 0) {
  InputEvent out;
  out.kind = kind;
  out.window = {window};
  out.time = {number};
  return out;
}

std::vector<InputEvent> drain(rt::SpscRing<InputEvent>& ring) {
  std::vector<InputEvent> out;
  InputEvent e;
  while (ring.try_pop(e)) out.push_back(e);
  return out;
}

std::vector<InputEvent> cut(std::string_view text) {
  rt::SpscRing<InputEvent> ring(256);
  InputBacklog backlog;
  push_text(event(InputKind::Text, 1), text, backlog, ring);
  return drain(ring);
}

std::string joined(const std::vector<InputEvent>& events) {
  std::string out;
  for (const InputEvent& e : events) out.append(e.text.data(), e.text_size);
  return out;
}

}  // namespace

TEST_CASE("events that find the ring full come later, in order, with their own times") {
  rt::SpscRing<InputEvent> ring(4);
  InputBacklog backlog;
  std::vector<int64_t> times;
  for (int64_t i = 1; i <= 100; ++i) backlog.push(event(InputKind::KeyDown, i), ring);
  CHECK_FALSE(backlog.empty());
  while (true) {
    for (const InputEvent& e : drain(ring)) times.push_back(e.time.ns);
    if (!backlog.flush(ring)) break;
  }
  REQUIRE(times.size() == 100);
  for (int64_t i = 0; i < 100; ++i) CHECK(times[static_cast<size_t>(i)] == i + 1);
  CHECK(backlog.dropped() == 0);
}

TEST_CASE("waiting moves and sizes of one window become the last of them; nothing else merges") {
  rt::SpscRing<InputEvent> ring(2);
  InputBacklog backlog;
  backlog.push(event(InputKind::KeyDown, 1), ring);
  backlog.push(event(InputKind::KeyDown, 2), ring);
  for (int64_t i = 3; i < 50; ++i) backlog.push(event(InputKind::PointerMove, i), ring);
  backlog.push(event(InputKind::PointerDown, 50), ring);
  backlog.push(event(InputKind::PointerMove, 51), ring);
  backlog.push(event(InputKind::PointerMove, 52, 1), ring);
  backlog.push(event(InputKind::Wheel, 53), ring);
  backlog.push(event(InputKind::Wheel, 54), ring);
  std::vector<int64_t> times;
  do {
    for (const InputEvent& e : drain(ring)) times.push_back(e.time.ns);
  } while (backlog.flush(ring));
  CHECK(times == std::vector<int64_t>{1, 2, 49, 50, 51, 52, 53, 54});
}

TEST_CASE("at its bound the backlog drops the newest and counts it") {
  rt::SpscRing<InputEvent> ring(2);
  InputBacklog backlog;
  for (int64_t i = 0; i < int64_t{InputBacklog::kCapacity} + 2 + 10; ++i) {
    backlog.push(event(InputKind::KeyDown, i), ring);
  }
  CHECK(backlog.dropped() == 10);
  // Half of it leaves, and room is there again.
  for (int i = 0; i < 1000; ++i) {
    drain(ring);
    backlog.flush(ring);
  }
  backlog.push(event(InputKind::KeyDown, 7777), ring);
  CHECK(backlog.dropped() == 10);
}

TEST_CASE("text is cut at code points into pieces that know whether more follows") {
  const std::string cases[] = {"",
                               "a",
                               std::string(48, 'x'),
                               std::string(49, 'x'),
                               std::string(47, 'x') + "日本",
                               "日本語日本語日本語日本語日本語日本語",
                               std::string(1000, 'z')};
  for (const std::string& text : cases) {
    CAPTURE(text);
    const std::vector<InputEvent> events = cut(text);
    CHECK(joined(events) == text);
    CHECK(events.empty() == text.empty());
    for (size_t i = 0; i < events.size(); ++i) {
      CHECK(((events[i].flags & kTextMore) != 0) == (i + 1 < events.size()));
      CHECK(is_valid_utf8({events[i].text.data(), events[i].text_size}));
      CHECK(events[i].text_size > 0);
    }
  }
}

TEST_CASE("bytes that are no UTF-8 arrive as replacement characters") {
  CHECK(joined(cut("a\xFFz")) == "a\uFFFDz");
  CHECK(joined(cut("\xE6\x97")) == "\uFFFD");
  for (uint64_t round = 0; round < 2000; ++round) {
    std::string noise;
    for (uint64_t i = 0; i < hash_mix(round) % 90; ++i) {
      noise += static_cast<char>(hash_mix(round * 1000 + i));
    }
    CHECK(is_valid_utf8(joined(cut(noise))));
  }
}
