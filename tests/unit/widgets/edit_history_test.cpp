#include "widgets/edit_history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "rt-kernel/base/hash.h"
#include "rt-kernel/types/input_event.h"

namespace hallows::widgets {
namespace {

constexpr ElementId kName{1, 1}, kNotes{2, 1};

// A text that is edited with its history.
struct Input {
  EditHistory& history;
  ElementId id;
  std::string text;
  uint32_t caret = 0;
  bool follows = false;

  std::vector<std::string> past;  // what the text was before each change

  void replace(uint32_t start, uint32_t size, const std::string& with, uint8_t flags = 0) {
    past.push_back(text);
    std::string after = text;
    after.replace(start, size, with);
    EditHistory::Change change;
    change.input = id;
    change.start = start;
    change.removed = std::string_view(text).substr(start, size);
    change.inserted = with;
    change.before = hash_bytes(text);
    change.after = hash_bytes(after);
    change.caret = change.anchor = caret;
    change.follows = follows;
    change.pasted = (flags & kTextFromClipboard) != 0;
    change.more = (flags & kTextMore) != 0;
    history.record(change);
    text = after;
    caret = start + static_cast<uint32_t>(with.size());
    follows = true;
  }
  void type(const std::string& keys) {
    for (const char c : keys) replace(caret, 0, std::string(1, c));
  }
  void backspace(uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) replace(caret - 1, 1, "");
  }
  bool take(bool (EditHistory::*which)(ElementId, uint64_t, EditHistory::Step&) noexcept) {
    EditHistory::Step step;
    if (!(history.*which)(id, hash_bytes(text), step)) return false;
    text.replace(step.start, step.size, step.wanted);
    caret = step.caret;
    follows = false;
    return true;
  }
  bool undo() { return take(&EditHistory::undo); }
  bool redo() { return take(&EditHistory::redo); }
};

struct Fixture {
  EditHistory history;
  Input name{history, kName, {}}, notes{history, kNotes, {}};
  Fixture() { history.reserve(64, 4096); }
};

TEST_CASE_FIXTURE(Fixture, "typing is taken back by words, with the blanks behind them") {
  name.type("two  words\nnext");
  std::vector<std::string> seen;
  while (name.undo()) seen.push_back(name.text);
  CHECK(seen == std::vector<std::string>{"two  words\n", "two  words", "two  ", ""});
  while (name.redo()) {
  }
  CHECK(name.text == "two  words\nnext");
}

TEST_CASE_FIXTURE(Fixture, "deleting backwards and forwards joins by words too") {
  name.type("two words");
  name.backspace(9);
  CHECK(name.undo());
  CHECK(name.text == "two");
  CHECK(name.undo());
  CHECK(name.text == "two words");
  CHECK(name.caret == 9);
  name.caret = 0;
  for (int i = 0; i < 5; ++i) name.replace(0, 1, "");
  CHECK(name.text == "ords");
  CHECK(name.undo());
  CHECK(name.text == "words");
  CHECK(name.undo());
  CHECK(name.text == "two words");
}

TEST_CASE_FIXTURE(Fixture,
                  "a paste is one step, with all its pieces and the selection it replaces") {
  name.type("old");
  name.replace(0, 3, "several words ", kTextFromClipboard | kTextMore);
  name.replace(name.caret, 0, "and more", kTextFromClipboard);
  name.type("!");
  name.replace(name.caret, 0, "again", kTextFromClipboard);
  std::vector<std::string> seen;
  while (name.undo()) seen.push_back(name.text);
  CHECK(seen ==
        std::vector<std::string>{"several words and more!", "several words and more", "old", ""});
  while (name.redo()) {
  }
  CHECK(name.text == "several words and more!again");
}

TEST_CASE_FIXTURE(Fixture, "the pieces of one text of an input method are one step") {
  name.replace(0, 0, "a long ", kTextMore);
  name.replace(name.caret, 0, "text");
  CHECK(name.undo());
  CHECK(name.text.empty());
}

TEST_CASE_FIXTURE(Fixture, "every input has its own steps") {
  name.type("a");
  notes.type("b");
  name.type("c");
  CHECK(notes.undo());
  CHECK(notes.text.empty());
  CHECK(name.undo());
  CHECK(name.undo());
  CHECK(name.text.empty());
  CHECK_FALSE(name.undo());
  CHECK(notes.redo());
  CHECK(notes.text == "b");
}

TEST_CASE_FIXTURE(Fixture, "a text that somebody else changed has no history") {
  name.type("abc");
  name.text = "xbc";
  CHECK_FALSE(name.undo());
  name.text = "abc";
  CHECK_FALSE(name.undo());
  name.type("d");
  CHECK(name.undo());
  CHECK(name.text == "abc");
}

TEST_CASE_FIXTURE(Fixture, "what doesn't fit forgets the steps of its input alone") {
  name.type("abc");
  notes.type("n");
  name.replace(3, 0, std::string(5000, 'x'));
  CHECK_FALSE(name.undo());
  CHECK(notes.undo());
}

TEST_CASE_FIXTURE(Fixture,
                  "the newest steps stay when there are too many, and lead where they were") {
  std::vector<std::string> stations{""};
  for (int i = 0; i < 500; ++i) {
    name.follows = false;
    name.replace(name.caret, 0, std::string(1 + i % 90, static_cast<char>('a' + i % 26)));
    stations.push_back(name.text);
  }
  size_t at = stations.size() - 1;
  size_t taken = 0;
  while (name.undo()) {
    REQUIRE(name.text == stations[--at]);
    ++taken;
  }
  CHECK(taken >= 40);
  while (name.redo()) REQUIRE(name.text == stations[++at]);
  CHECK(at == stations.size() - 1);
}

TEST_CASE("whatever was edited, a step back leads to what the text was, and one on returns") {
  std::mt19937 random(7);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  for (int round = 0; round < 200; ++round) {
    EditHistory history;
    history.reserve(8 + below(60), 64 + below(2000));
    Input inputs[] = {{history, kName, "begin"}, {history, kNotes, ""}};
    for (int i = 0; i < 200; ++i) {
      Input& input = inputs[below(2)];
      const uint32_t size = static_cast<uint32_t>(input.text.size());
      switch (below(6)) {
        case 0:
          input.caret = below(size + 1);
          input.follows = false;
          break;
        case 1:
          if (input.caret > 0) input.backspace(1);
          break;
        case 2: {
          const std::string before = input.text;
          if (input.undo()) {
            const std::string undone = input.text;
            REQUIRE(std::count(input.past.begin(), input.past.end(), undone) > 0);
            REQUIRE(input.redo());
            REQUIRE(input.text == before);
            REQUIRE(input.undo());
            REQUIRE(input.text == undone);
          }
          break;
        }
        case 3: {
          const uint32_t start = below(size + 1);
          input.replace(start, below(size - start + 1), std::string(1 + below(80), 'p'));
          break;
        }
        default:
          input.type(below(4) == 0 ? " " : "k");
      }
    }
  }
}

}  // namespace
}  // namespace hallows::widgets
