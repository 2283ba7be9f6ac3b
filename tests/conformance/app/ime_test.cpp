#include <doctest/doctest.h>

#include "rt-kernel/port/headless/headless_port.h"
#include "tests/conformance/app/rehearsal.h"

// Text input as an interface: what an input method sends through the port reaches the focused
// input, and where the caret is goes back.
using namespace hallows;
using hallows::testing::Rehearsal;

namespace {

constexpr std::string_view kForm = R"(
use std { Column, Text, TextField, Light }
window Main {
    size: 400dp 200dp
    theme: Light
    var name = ""
    event sent(name: text)
    Column {
        padding: 20dp
        gap: 20dp
        Text { "typed [{name}]" }
        TextField { text <=> name, hint: "Name", on submit { sent(name) } }
    }
}
)";

InputEvent preedit(std::string_view text, uint16_t caret) {
  InputEvent event;
  event.kind = InputKind::Preedit;
  event.text_size = static_cast<uint8_t>(text.size());
  text.copy(event.text.data(), text.size());
  event.caret = caret;
  return event;
}

HeadlessPort& port_of(Rehearsal& rehearsal) {
  return static_cast<HeadlessPort&>(rehearsal.session().port());
}

void send(Rehearsal& rehearsal, InputEvent event) {
  port_of(rehearsal).send(event);
  rehearsal.app().settle();
}

void send_text(Rehearsal& rehearsal, std::string_view text) {
  port_of(rehearsal).send_text({0}, text);
  rehearsal.app().settle();
}

std::string_view field(Rehearsal& rehearsal) {
  return widgets::text(rehearsal.ui(), widgets::find_type(rehearsal.ui(), {0}, "TextInput"));
}

}  // namespace

TEST_CASE("composed text shows in the field, is no content until committed, and moves the caret") {
  Rehearsal rehearsal(kForm);
  std::string sent;
  rehearsal.view().on("sent", [&](const std::string& name) { sent = name; });
  rehearsal.play([](Rehearsal& r) {
    r.tap_and_settle("Name");
    REQUIRE(widgets::focused(r.ui(), widgets::find_type(r.ui(), {0}, "TextInput")));
    send_text(r, "a");
    const Rect before = port_of(r).window({0}).caret;
    CHECK(before.height > 0);
    send(r, preedit("に", 3));
    CHECK(r.shows("typed [a]"));
    const Rect during = port_of(r).window({0}).caret;
    CHECK(during.x > before.x);  // behind what is being composed
    send(r, preedit("にほん", 9));
    CHECK(port_of(r).window({0}).caret.x > during.x);
    send_text(r, "日本");
    CHECK(r.shows("typed [a日本]"));
    CHECK(field(r) == "a日本");
    // Keys belong to the input method while it composes.
    send(r, preedit("x", 1));
    InputEvent key;
    key.kind = InputKind::KeyDown;
    key.key = Key::Enter;
    send(r, key);
    send(r, preedit("", 0));
    CHECK(r.shows("typed [a日本]"));
    InputEvent around;
    around.kind = InputKind::DeleteSurrounding;
    around.before = 1;
    send(r, around);
    CHECK(r.shows("typed [a日]"));
    send(r, key);
  });
  CHECK(sent == "a日");
}

TEST_CASE("composed text without a focused field goes nowhere and does no harm") {
  Rehearsal rehearsal(kForm);
  rehearsal.play([](Rehearsal& r) {
    send(r, preedit("に", 3));
    send_text(r, "日");
    CHECK(r.shows("typed []"));
  });
}
