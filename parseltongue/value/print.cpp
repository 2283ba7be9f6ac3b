#include "parseltongue/value/print.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hallows::value {
namespace {

// A number format: `,` then `0` and a width, then `.` and decimals, then `%`.
struct NumberFormat {
  bool grouped = false;
  int width = 0;      // zero-padded to this many characters, sign included
  int decimals = -1;  // -1: as many as it takes
  bool percent = false;
};
constexpr int kMaxDecimals = 20;
constexpr int kMaxWidth = 64;

// Digits at the front of `spec`, taken off; -1 where there are none or they exceed `bound`.
int take_digits(std::string_view& spec, int bound) {
  if (spec.empty() || spec[0] < '0' || spec[0] > '9') return -1;
  int value = 0;
  while (!spec.empty() && spec[0] >= '0' && spec[0] <= '9') {
    value = value * 10 + (spec[0] - '0');
    if (value > bound) return -1;
    spec.remove_prefix(1);
  }
  return value;
}

bool parse_number_format(std::string_view spec, NumberFormat& format) {
  if (spec.empty()) return false;
  if (spec.starts_with(',')) {
    format.grouped = true;
    spec.remove_prefix(1);
  }
  if (spec.starts_with('0')) {
    spec.remove_prefix(1);
    format.width = take_digits(spec, kMaxWidth);
    if (format.width < 0) return false;
  }
  if (spec.starts_with('.')) {
    spec.remove_prefix(1);
    format.decimals = take_digits(spec, kMaxDecimals);
    if (format.decimals < 0) return false;
  }
  if (spec.starts_with('%')) {
    format.percent = true;
    spec.remove_prefix(1);
  }
  return spec.empty();
}

// `mm:ss`, `h:mm`: runs of one or two of h, m, s with other characters between; coarse parts first,
// each once.
bool is_duration_format(std::string_view spec) {
  constexpr std::string_view kUnits = "hms";
  size_t last = 0;
  bool any = false;
  for (size_t i = 0; i < spec.size();) {
    const size_t unit = kUnits.find(spec[i]);
    if (unit == std::string_view::npos) {
      if (spec[i] != ':' && spec[i] != ' ' && spec[i] != '.') return false;
      ++i;
      continue;
    }
    if (any && unit <= last) return false;
    size_t run = 1;
    while (i + run < spec.size() && spec[i + run] == spec[i]) ++run;
    if (run > 2) return false;
    last = unit;
    any = true;
    i += run;
  }
  return any;
}

// How a language groups digits and marks the fraction (CLDR 42, decimal and group symbols).
struct NumberSigns {
  std::string_view group = ",";
  std::string_view decimal = ".";
};
NumberSigns number_signs(std::string_view language) {
  struct Row {
    std::string_view languages;
    NumberSigns signs;
  };
  static constexpr Row kRows[] = {
      {"de da nl es it id tr pt el hr sl ro is vi", {".", ","}},
      {"fr", {"\u202F", ","}},
      {"ru uk pl cs sk bg fi sv nb nn no hu et lv lt", {"\u00A0", ","}},
  };
  const std::string_view primary = language.substr(0, language.find('-'));
  if (primary.size() != 2) return {};
  for (const Row& row : kRows) {
    if (row.languages.find(primary) != std::string_view::npos) return row.signs;
  }
  return {};
}

// Digits of a finite number: an integer part and a fraction, without sign.
struct Digits {
  char buffer[400];
  size_t whole = 0;     // digits before the point
  size_t fraction = 0;  // digits after it, right behind
  bool negative = false;
};

// Rounds the digits to `decimals`, halves away from zero. They are exact to far more places.
void round_digits(Digits& d, size_t decimals) {
  if (decimals >= d.fraction) {
    std::fill_n(d.buffer + d.whole + d.fraction, decimals - d.fraction, '0');
    d.fraction = decimals;
    return;
  }
  const bool up = d.buffer[d.whole + decimals] >= '5';
  d.fraction = decimals;
  if (!up) return;
  size_t i = d.whole + decimals;
  while (i > 0 && d.buffer[i - 1] == '9') d.buffer[--i] = '0';
  if (i > 0) {
    ++d.buffer[i - 1];
    return;
  }
  std::copy_backward(d.buffer, d.buffer + d.whole + decimals, d.buffer + d.whole + decimals + 1);
  d.buffer[0] = '1';
  ++d.whole;
}

// The exact decimal digits of |x|, at most 40 after the point, or the shortest that read back.
void split_digits(double x, bool shortest, Digits& d) {
  d.negative = std::signbit(x);
  const double magnitude = std::fabs(x);
  // The largest double has 309 digits before the point.
  const auto end = shortest ? std::to_chars(d.buffer, d.buffer + sizeof d.buffer, magnitude,
                                            std::chars_format::fixed)
                            : std::to_chars(d.buffer, d.buffer + sizeof d.buffer, magnitude,
                                            std::chars_format::fixed, 40);
  char* point = std::find(d.buffer, end.ptr, '.');
  d.whole = static_cast<size_t>(point - d.buffer);
  d.fraction = 0;
  if (point != end.ptr) {
    d.fraction = static_cast<size_t>(end.ptr - point) - 1;
    std::copy(point + 1, end.ptr, point);
  }
}

void split_digits(int64_t x, Digits& d) {
  d.negative = x < 0;
  const uint64_t magnitude = x < 0 ? ~static_cast<uint64_t>(x) + 1 : static_cast<uint64_t>(x);
  const auto end = std::to_chars(d.buffer, d.buffer + sizeof d.buffer, magnitude);
  d.whole = static_cast<size_t>(end.ptr - d.buffer);
  d.fraction = 0;
}

void write_digits(TextBuilder& out, Digits& d, const NumberFormat& format,
                  std::string_view language) {
  if (format.decimals >= 0) round_digits(d, static_cast<size_t>(format.decimals));
  const std::string_view digits(d.buffer, d.whole + d.fraction);
  const bool zero = digits.find_first_not_of('0') == std::string_view::npos;
  const bool minus = d.negative && !zero;
  const NumberSigns signs = format.grouped ? number_signs(language) : NumberSigns{};
  if (minus) out.add('-');
  size_t length = d.whole + (minus ? 1 : 0) + (d.fraction != 0 ? d.fraction + 1 : 0);
  for (; length < static_cast<size_t>(format.width); ++length) out.add('0');
  for (size_t i = 0; i < d.whole; ++i) {
    if (format.grouped && i != 0 && (d.whole - i) % 3 == 0) out.add(signs.group);
    out.add(d.buffer[i]);
  }
  if (d.fraction == 0) return;
  out.add(signs.decimal);
  out.add(std::string_view(d.buffer + d.whole, d.fraction));
}

void print_float(TextBuilder& out, double x, const NumberFormat& format,
                 std::string_view language) {
  if (!std::isfinite(x)) {
    out.add(std::isnan(x) ? "nan" : x < 0 ? "-infinity" : "infinity");
    return;
  }
  const double magnitude = std::fabs(x);
  const bool plain = format.decimals < 0 && format.width == 0 && !format.grouped;
  if (plain && magnitude != 0 && (magnitude >= 1e21 || magnitude < 1e-7)) {
    char digits[40];
    out.add(std::string_view(digits, std::to_chars(digits, digits + sizeof digits, x).ptr));
    return;
  }
  Digits d;
  split_digits(x, format.decimals < 0, d);
  write_digits(out, d, format, language);
}

void print_float(TextBuilder& out, double x) {
  print_float(out, x, {}, "en");
}

// A float32 quantity in its own shortest form: 0.1dp is "0.1dp".
void print_float(TextBuilder& out, float x) {
  char digits[64];
  if (x == 0) x = 0;
  const auto end = std::to_chars(digits, digits + sizeof digits, x, std::chars_format::fixed);
  out.add(std::string_view(digits, static_cast<size_t>(end.ptr - digits)));
}

void print_length(TextBuilder& out, Length l) {
  bool any = false;
  const auto part = [&](float x, std::string_view unit) {
    if (x == 0) return;
    if (any) out.add(x < 0 ? " - " : " + ");
    print_float(out, any ? std::fabs(x) : x);
    out.add(unit);
    any = true;
  };
  part(l.percent, "%");
  part(l.em, "em");
  part(l.dp, "dp");
  if (!any) out.add("0dp");
}

void print_color(TextBuilder& out, Color c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.add('#');
  const uint8_t channels[] = {c.r, c.g, c.b, c.a};
  const size_t count = c.a == 255 ? 3 : 4;
  for (size_t i = 0; i < count; ++i) {
    out.add(kHex[channels[i] >> 4]);
    out.add(kHex[channels[i] & 15]);
  }
}

void print_case(TextBuilder& out, const Value& value, const format::Tables* tables) {
  if (tables == nullptr || value.enum_index() >= tables->enums.size()) return;
  const format::Range cases = tables->enums[value.enum_index()].cases;
  if (value.case_index() >= cases.count) return;
  const size_t at = size_t{cases.first} + value.case_index();
  if (at >= tables->enum_cases.size()) return;
  const format::TextId name = tables->enum_cases[at].name;
  if (name.value < tables->texts.size()) out.add(tables->texts[name.value]);
}

// Degrees without the noise of going through turns.
double degrees(double turns) {
  const double raw = turns * 360;
  const double clean = std::round(raw * 1e9) / 1e9;
  return std::fabs(raw - clean) < 1e-9 ? clean : raw;
}

void print_duration(TextBuilder& out, Duration d, std::string_view spec) {
  const bool seconds = spec.find('s') != std::string_view::npos;
  const bool minutes = spec.find('m') != std::string_view::npos;
  const int64_t unit_seconds = seconds ? 1 : minutes ? 60 : 3600;
  const int64_t unit_ns = unit_seconds * 1'000'000'000;
  // Rounded to the last part shown, halves away from zero.
  const bool negative = d.ns < 0;
  const uint64_t ns = negative ? ~static_cast<uint64_t>(d.ns) + 1 : static_cast<uint64_t>(d.ns);
  const auto unit = static_cast<uint64_t>(unit_ns);
  uint64_t rest =
      (ns / unit + (ns % unit >= unit - unit / 2 ? 1 : 0)) * static_cast<uint64_t>(unit_seconds);
  if (negative && rest != 0) out.add('-');
  for (size_t i = 0; i < spec.size();) {
    const char c = spec[i];
    if (c != 'h' && c != 'm' && c != 's') {
      out.add(c);
      ++i;
      continue;
    }
    size_t run = 1;
    while (i + run < spec.size() && spec[i + run] == c) ++run;
    i += run;
    const uint64_t size = c == 'h' ? 3600 : c == 'm' ? 60 : 1;
    const uint64_t part = rest / size;
    rest %= size;
    if (run == 2 && part < 10) out.add('0');
    char digits[24];
    out.add(std::string_view(digits, std::to_chars(digits, digits + sizeof digits, part).ptr));
  }
}

void print_duration(TextBuilder& out, Duration d) {
  print_float(out, static_cast<double>(d.ns) / 1e6);
  out.add("ms");
}

void print_formatted_number(TextBuilder& out, const Value& value, NumberFormat format,
                            std::string_view language) {
  if (value.is(ValueKind::Int) && !format.percent) {
    Digits d;
    split_digits(value.as_int(), d);
    write_digits(out, d, format, language);
    return;
  }
  const bool times_100 = format.percent && !value.is(ValueKind::Percent);
  double x = value.as_float();
  if (times_100) x *= 100;
  if (format.percent && format.decimals < 0) format.decimals = 0;
  print_float(out, x, format, language);
  if (format.percent || value.is(ValueKind::Percent)) out.add('%');
}

}  // namespace

void print(TextBuilder& out, const Value& value, const PrintContext& context) noexcept {
  switch (value.kind()) {
    case ValueKind::Bool:
      out.add(value.as_bool() ? "true" : "false");
      return;
    case ValueKind::Int: {
      char digits[24];
      out.add({digits, std::to_chars(digits, digits + sizeof digits, value.as_int()).ptr});
      return;
    }
    case ValueKind::Float:
      print_float(out, value.as_float());
      return;
    case ValueKind::Text:
    case ValueKind::Image:
    case ValueKind::Icon:
      out.add(value.as_text());
      return;
    case ValueKind::Length:
      print_length(out, value.as_length());
      return;
    case ValueKind::Percent:
      print_float(out, value.as_float());
      out.add('%');
      return;
    case ValueKind::Duration:
      print_duration(out, value.as_duration());
      return;
    case ValueKind::Angle:
      print_float(out, degrees(value.as_float()));
      out.add("deg");
      return;
    case ValueKind::Fr:
      print_float(out, value.as_float());
      out.add("fr");
      return;
    case ValueKind::Color:
      print_color(out, value.as_color());
      return;
    case ValueKind::Keyword: {
      const KeywordValue k = value.as_keyword();
      const std::span<const std::string_view> words = format::keywords(k.set);
      if (k.index < words.size()) out.add(words[k.index]);
      return;
    }
    case ValueKind::Enum:
      print_case(out, value, context.tables);
      return;
    default:
      return;
  }
}

void print(TextBuilder& out, const Value& value, std::string_view spec,
           const PrintContext& context) noexcept {
  NumberFormat format;
  if (value.is(ValueKind::Duration) && is_duration_format(spec)) {
    print_duration(out, value.as_duration(), spec);
    return;
  }
  const bool numeric =
      value.is(ValueKind::Int) || value.is(ValueKind::Float) || value.is(ValueKind::Percent);
  if (numeric && parse_number_format(spec, format)) {
    print_formatted_number(out, value, format, context.language);
    return;
  }
  if (value.is(ValueKind::Length) && parse_number_format(spec, format)) {
    print_float(out, value.as_length().dp, format, context.language);
    out.add("dp");
    return;
  }
  if (value.is(ValueKind::Angle) && parse_number_format(spec, format)) {
    print_float(out, degrees(value.as_float()), format, context.language);
    out.add("deg");
    return;
  }
  print(out, value, context);
}

bool is_format(std::string_view spec, format::TypeKind type) noexcept {
  using format::TypeKind;
  NumberFormat format;
  switch (type) {
    case TypeKind::Duration:
      return is_duration_format(spec);
    case TypeKind::Int:
    case TypeKind::Float:
    case TypeKind::Percent:
      return parse_number_format(spec, format);
    case TypeKind::Length:
    case TypeKind::Angle:
      return parse_number_format(spec, format) && !format.percent;
    default:
      return false;
  }
}

}  // namespace hallows::value
