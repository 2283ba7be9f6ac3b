#include "parseltongue/value/text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "parseltongue/value/arithmetic.h"
#include "parseltongue/value/color.h"
#include "parseltongue/value/print.h"

using namespace hallows;
using namespace hallows::value;

namespace {

struct Fixture {
  Heap heap{HeapOptions{.bytes = 1 << 20, .stack_values = 16, .scratch_bytes = 1 << 16}};
  std::string print_one(const Value& value, std::string_view spec = {}) {
    TextBuilder out(heap);
    PrintContext context;
    if (spec.empty()) {
      print(out, value, context);
    } else {
      print(out, value, spec, context);
    }
    return std::string(out.text());
  }
  std::string upper(std::string_view text) { return std::string(text_upper(heap, text).as_text()); }
  std::string lower(std::string_view text) { return std::string(text_lower(heap, text).as_text()); }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "values print as the language says") {
  struct Case {
    Value value;
    const char* spec;
    const char* text;
  };
  const Case cases[] = {
      {Value::from_float(3.0), "", "3"},
      {Value::from_float(0.1), "", "0.1"},
      {Value::from_float(-0.0), "", "0"},
      {Value::from_float(1e300), "", "1e+300"},
      {Value::from_float(123456789012.0), "", "123456789012"},
      {Value::from_int(INT64_MIN), "", "-9223372036854775808"},
      {Value::from_bool(true), "", "true"},
      {Value::dp(8), "", "8dp"},
      {Value::dp(0.1f), "", "0.1dp"},
      {Value::length({4, 50, 0}), "", "50% + 4dp"},
      {Value::length({-4, 50, 0}), "", "50% - 4dp"},
      {Value::percent(50), "", "50%"},
      {Value::duration({1'500'000'000}), "", "1500ms"},
      {Value::duration({1'500}), "", "0.0015ms"},
      {Value::angle(0.25), "", "90deg"},
      {Value::angle(1 / 360.0), "", "1deg"},
      {Value::color(rgb(0xFF0000)), "", "#ff0000"},
      {Value::color(Color{255, 0, 0, 128}), "", "#ff000080"},
      {Value::keyword(format::KeywordSet::Align, 4), "", "center"},
      {Value::from_float(2.5), ".0", "3"},
      {Value::from_float(-2.5), ".0", "-3"},
      {Value::from_float(0.125), ".2", "0.13"},
      {Value::from_float(9.995), ".2", "9.99"},  // in binary it lies below
      {Value::from_float(9.9999), ".2", "10.00"},
      {Value::from_float(999.5), ".0", "1000"},
      {Value::from_float(-0.001), ".1", "0.0"},
      {Value::from_float(3.14159), ".2", "3.14"},
      {Value::from_float(0.25), "%", "25%"},
      {Value::from_float(0.125), ".1%", "12.5%"},
      {Value::percent(12.5), "%", "13%"},
      {Value::percent(12.5), ".2", "12.50%"},
      {Value::from_int(7), "03", "007"},
      {Value::from_int(-7), "03", "-07"},
      {Value::from_int(1234567), ",", "1,234,567"},
      {Value::from_int(-123), ",", "-123"},
      {Value::from_float(1234567.891), ",.2", "1,234,567.89"},
      {Value::from_int(INT64_MIN), ",", "-9,223,372,036,854,775,808"},
      {Value::from_int(3), ".2", "3.00"},
      {Value::duration({3'725'000'000'000}), "mm:ss", "62:05"},
      {Value::duration({3'725'000'000'000}), "hh:mm:ss", "01:02:05"},
      {Value::duration({95'000'000'000}), "mm:ss", "01:35"},
      {Value::duration({95'000'000'000}), "m:ss", "1:35"},
      {Value::duration({-95'000'000'000}), "mm:ss", "-01:35"},
      {Value::duration({59'500'000'000}), "mm:ss", "01:00"},
      {Value::duration({59'499'999'999}), "mm:ss", "00:59"},
      {Value::duration({INT64_MIN}), "hh:mm:ss", "-2562047:47:17"},
      {Value::from_int(7), "mm:ss", "7"},
      {Value::from_float(std::nan("")), ".2", "nan"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.spec);
    CHECK(print_one(c.value, c.spec) == c.text);
  }
  CHECK(heap.faults() == 0);
}

TEST_CASE("formats fit the types that they are for") {
  using format::TypeKind;
  CHECK(is_format(".2", TypeKind::Float));
  CHECK(is_format(",.2", TypeKind::Int));
  CHECK(is_format("mm:ss", TypeKind::Duration));
  CHECK_FALSE(is_format("ss:mm", TypeKind::Duration));
  CHECK_FALSE(is_format("mm:ss", TypeKind::Int));
  CHECK_FALSE(is_format(".2", TypeKind::Text));
  CHECK_FALSE(is_format("", TypeKind::Int));
  CHECK_FALSE(is_format(".99", TypeKind::Float));
  CHECK_FALSE(is_format(".2x", TypeKind::Float));
}

TEST_CASE_FIXTURE(Fixture, "case mapping is that of Unicode, special cases included") {
  CHECK(upper("straße Ünï ŉ ǆ") == "STRASSE ÜNÏ ʼN Ǆ");
  CHECK(lower("ÀÉ ΑΒΓ İ") == "àé αβγ i̇");
  CHECK(lower("ΟΔΟΣ ΟΔΟΣ.") == "οδος οδος.");
  CHECK(lower("Σ") == "σ");
  CHECK(lower("ΑΣΑ") == "ασα");
  CHECK(upper("ﬃ") == "FFI");
  CHECK(upper("日本 عرب 🎉") == "日本 عرب 🎉");
  CHECK(upper("\xFFz") == "\uFFFDZ");
}

TEST_CASE_FIXTURE(Fixture, "texts are counted and cut by what a reader sees") {
  const std::string family = "👨‍👩‍👧é";
  CHECK(text_count(family) == 2);
  CHECK(text_range(family, 1, 2) == "é");
  CHECK(text_range("hello", 1, 3) == "el");
  CHECK(text_range("hello", -5, 99) == "hello");
  CHECK(text_range("hello", 3, 1).empty());
  CHECK(text_range("hello", 9, 12).empty());
  CHECK(text_trim("\u00A0\t Ünï \u3000\n") == "Ünï");
  CHECK(text_trim(" \n ").empty());
}

TEST_CASE_FIXTURE(Fixture, "splitting, joining and replacing") {
  const Value parts = text_split(heap, "a,b,,c", ",");
  REQUIRE(parts.size() == 4);
  CHECK(parts.at(2).as_text().empty());
  CHECK(text_join(heap, parts, "-").as_text() == "a-b--c");
  CHECK(text_split(heap, "", ",").size() == 1);
  CHECK(text_split(heap, "aé👨‍👩‍👧", "").size() == 3);
  CHECK(text_replace(heap, "aXbX", "X", "--").as_text() == "a--b--");
  CHECK(text_replace(heap, "abc", "", "x").as_text() == "abc");
}

TEST_CASE("texts become numbers only where they are numbers") {
  CHECK(text_to_int("12") == 12);
  CHECK(text_to_int(" -7 ") == -7);
  CHECK(text_to_int("+3") == 3);
  for (const char* bad : {"", "x", "1.5", "1_000", "--1", "+-1", "9223372036854775808", "0x10"}) {
    CAPTURE(bad);
    CHECK_FALSE(text_to_int(bad).has_value());
  }
  CHECK(text_to_float("1.5e3") == 1500.0);
  CHECK(text_to_float(".5") == 0.5);
  for (const char* bad : {"", "inf", "nan", "1,5", "1.5x", "e"}) {
    CAPTURE(bad);
    CHECK_FALSE(text_to_float(bad).has_value());
  }
}

TEST_CASE("a text beyond the scratch is cut between code points and noted") {
  Heap heap({.bytes = 1 << 16, .stack_values = 4, .scratch_bytes = 10});
  TextBuilder out(heap);
  out.add("12345678");
  out.add("ééé");
  CHECK(out.text() == "12345678é");
  CHECK(heap.take_fault().kind == FaultKind::TextTooLong);
}

TEST_CASE_FIXTURE(Fixture, "integers saturate, division by zero gives zero") {
  const auto i = [](int64_t x) { return Value::from_int(x); };
  CHECK(add(heap, i(INT64_MAX), i(1)).as_int() == INT64_MAX);
  CHECK(add(heap, i(INT64_MIN), i(-1)).as_int() == INT64_MIN);
  CHECK(subtract(i(0), i(INT64_MIN)).as_int() == INT64_MAX);
  CHECK(multiply(i(INT64_MAX), i(-2)).as_int() == INT64_MIN);
  CHECK(divide(i(INT64_MIN), i(-1)).as_int() == INT64_MAX);
  CHECK(divide(i(-7), i(2)).as_int() == -3);
  CHECK(divide(i(7), i(0)).as_int() == 0);
  CHECK(negate(i(INT64_MIN)).as_int() == INT64_MAX);
  CHECK(modulo(i(-7), i(3)).as_int() == 2);
  CHECK(modulo(i(7), i(-3)).as_int() == -2);
  CHECK(modulo(i(INT64_MIN), i(-1)).as_int() == 0);
  CHECK(modulo(i(7), i(0)).as_int() == 0);
  CHECK(modulo(Value::from_float(-0.5), Value::from_float(2)).as_float() == 1.5);
  CHECK(std::isinf(divide(Value::from_float(1), Value::from_float(0)).as_float()));
  CHECK(round_value(2.5).as_int() == 3);
  CHECK(round_value(-2.5).as_int() == -3);
  CHECK(round_value(1e300).as_int() == INT64_MAX);
  CHECK(saturate_to_int(-9223372036854775808.0) == INT64_MIN);
}

TEST_CASE_FIXTURE(Fixture, "quantities add, scale and divide in their own units") {
  CHECK(equal(add(heap, multiply(Value::dp(4), Value::from_int(2)), Value::dp(1)), Value::dp(9)));
  CHECK(divide(Value::dp(8), Value::dp(2)).as_float() == 4.0);
  CHECK(equal(add(heap, Value::percent(50), Value::dp(4)), Value::length({4, 50, 0})));
  CHECK(equal(multiply(Value::from_float(0.5), Value::percent(100)), Value::percent(50)));
  CHECK(equal(subtract(Value::duration({5}), Value::duration({7})), Value::duration({-2})));
  CHECK(add(heap, Value::dp(4), Value::duration({1})).is_none());
  CHECK(equal(absolute(Value::dp(-3)), Value::dp(3)));
  CHECK(equal(interpolate(heap, Value::dp(0), Value::dp(10), 0.25), Value::dp(2.5f)));
  CHECK(interpolate(heap, Value::literal("a"), Value::literal("b"), 0.4).as_text() == "a");
  CHECK(interpolate(heap, Value::literal("a"), Value::literal("b"), 0.6).as_text() == "b");
}

// Expected values: CSS Color 4, examples in sections 7 and 9, and oklch() of its reference code.
TEST_CASE_FIXTURE(Fixture, "colours are those of CSS") {
  CHECK(to_color(color_hsl(120 / 360.0, 1, 0.25)) == rgb(0x008000));
  CHECK(to_color(color_hsl(0, 1, 0.5)) == rgb(0xFF0000));
  CHECK(to_color(color_hsl(-30 / 360.0, 1, 0.5)) == rgb(0xFF0080));
  CHECK(to_color(color_oklch(0.627955, 0.257683, 29.2339 / 360)) == rgb(0xFF0000));
  CHECK(to_color(color_oklch(1, 0, 0)) == rgb(0xFFFFFF));
  CHECK(to_color(color_oklch(0.5, 0, 0)) == rgb(0x636363));
  const Color16 red = to_color16(rgb(0xFF0000));
  const Color16 white = to_color16(rgb(0xFFFFFF));
  CHECK(to_color(mix(red, white, 0)) == rgb(0xFF0000));
  CHECK(to_color(mix(red, white, 1)) == rgb(0xFFFFFF));
  CHECK(to_color(mix(to_color16(rgb(0)), white, 0.5)) == rgb(0x636363));
  CHECK(to_color(with_alpha(red, 0.5)) == Color{255, 0, 0, 128});
  CHECK(to_color(lighten(red, 0)) == rgb(0xFF0000));
  CHECK(to_color(darken(red, 1)) == rgb(0));
  const auto number = [](double x) { return Value::from_float(x); };
  CHECK(to_color(color_rgba(number(255), number(300), number(-1), Value::percent(50))) ==
        Color{255, 255, 0, 128});
}

TEST_CASE("a colour at 8 bits survives its way through 16") {
  for (int i = 0; i < 256; ++i) {
    const auto v = static_cast<uint8_t>(i);
    CHECK(to_color(to_color16(Color{v, v, v, v})) == Color{v, v, v, v});
  }
}
