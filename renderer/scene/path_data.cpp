#include "renderer/scene/path_data.h"

#include <charconv>
#include <cmath>
#include <numbers>

namespace hallows::scene {
namespace {

// Reads numbers, flags and commands of path data; `at` is the first character not understood.
class PathScanner {
 public:
  explicit PathScanner(std::string_view text) : text_(text) {}
  size_t at() const { return at_; }

  void skip() {
    while (at_ < text_.size() && is_separator(text_[at_])) ++at_;
  }
  bool done() {
    skip();
    return at_ == text_.size();
  }
  // The next command letter; 0 where a number stands (the last command goes on).
  char command() {
    skip();
    const char c = text_[at_];
    if (std::string_view("MmLlHhVvCcSsQqTtAaZz").find(c) == std::string_view::npos) return 0;
    ++at_;
    return c;
  }
  bool number(float& out) {
    skip();
    size_t start = at_;
    if (start < text_.size() && text_[start] == '+') ++start;
    const char* first = text_.data() + start;
    const char* last = text_.data() + text_.size();
    if (first < last && (*first == 'i' || *first == 'n' || *first == 'I' || *first == 'N')) {
      return false;  // from_chars would take "inf" and "nan"
    }
    double value = 0;
    const auto result = std::from_chars(first, last, value, std::chars_format::general);
    if (result.ec != std::errc() || !std::isfinite(value) || std::fabs(value) > 1e6) return false;
    at_ = static_cast<size_t>(result.ptr - text_.data());
    out = static_cast<float>(value);
    return true;
  }
  // Flags of arcs may stand without a separator: "a1 1 0 012 3".
  bool flag(bool& out) {
    skip();
    if (at_ >= text_.size() || (text_[at_] != '0' && text_[at_] != '1')) return false;
    out = text_[at_++] == '1';
    return true;
  }

 private:
  static bool is_separator(char c) {
    return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
  std::string_view text_;
  size_t at_ = 0;
};

struct Arc {
  Vec2 radii;
  float rotation = 0;  // degrees
  bool large = false, sweep = false;
};

float angle_of(Vec2 v) {
  return std::atan2(v.y, v.x);
}

// SVG 1.1, appendix F.6: endpoint to centre parameters, then one cubic per quarter turn.
void arc_to(PathData& out, Vec2 from, Vec2 to, const Arc& arc) {
  float rx = std::fabs(arc.radii.x), ry = std::fabs(arc.radii.y);
  if (from == to) return;
  if (rx < 1e-6f || ry < 1e-6f) return out.line_to(to);
  const float phi = arc.rotation * std::numbers::pi_v<float> / 180;
  const float cos_phi = std::cos(phi), sin_phi = std::sin(phi);
  // F.6.5.1
  const Vec2 half = {(from.x - to.x) / 2, (from.y - to.y) / 2};
  const Vec2 p = {cos_phi * half.x + sin_phi * half.y, -sin_phi * half.x + cos_phi * half.y};
  // F.6.6: radii too small are scaled up
  const float lambda = p.x * p.x / (rx * rx) + p.y * p.y / (ry * ry);
  if (lambda > 1) {
    rx *= std::sqrt(lambda);
    ry *= std::sqrt(lambda);
  }
  // F.6.5.2
  const float denominator = rx * rx * p.y * p.y + ry * ry * p.x * p.x;
  const float inside = std::fmax(0.0f, (rx * rx * ry * ry - denominator) / denominator);
  const float k = (arc.large == arc.sweep ? -1.0f : 1.0f) * std::sqrt(inside);
  const Vec2 c = {k * rx * p.y / ry, -k * ry * p.x / rx};
  // F.6.5.3
  const Vec2 centre = {cos_phi * c.x - sin_phi * c.y + (from.x + to.x) / 2,
                       sin_phi * c.x + cos_phi * c.y + (from.y + to.y) / 2};
  // F.6.5.5, F.6.5.6
  const float start = angle_of({(p.x - c.x) / rx, (p.y - c.y) / ry});
  float sweep = angle_of({(-p.x - c.x) / rx, (-p.y - c.y) / ry}) - start;
  const float turn = 2 * std::numbers::pi_v<float>;
  if (arc.sweep && sweep < 0) sweep += turn;
  if (!arc.sweep && sweep > 0) sweep -= turn;
  // Ends so near or so far that squares leave the range of a float: no curve is seen there.
  if (!std::isfinite(centre.x + centre.y + rx + ry + sweep)) return out.line_to(to);
  const int pieces =
      std::max(1, static_cast<int>(std::ceil(std::fabs(sweep) / (turn / 4) - 1e-4f)));
  const float step = sweep / static_cast<float>(pieces);
  const float handle = 4.0f / 3.0f * std::tan(step / 4);
  const auto point = [&](float x, float y) {
    return Vec2{centre.x + rx * cos_phi * x - ry * sin_phi * y,
                centre.y + rx * sin_phi * x + ry * cos_phi * y};
  };
  for (int i = 0; i < pieces; ++i) {
    const float a = start + step * static_cast<float>(i), b = a + step;
    const float ca = std::cos(a), sa = std::sin(a), cb = std::cos(b), sb = std::sin(b);
    out.cubic_to(point(ca - handle * sa, sa + handle * ca),
                 point(cb + handle * sb, sb - handle * cb), i + 1 == pieces ? to : point(cb, sb));
  }
}

// One command at a time: SVG 1.1, sections 8.3.2 to 8.3.8.
class PathReader {
 public:
  PathReader(std::string_view d, PathData& out) : scan_(d), out_(out) {}

  PathRead read() {
    char command = 0;
    while (!scan_.done()) {
      const char next = scan_.command();
      if (next != 0) command = next;
      if (command == 0) return PathRead::NotUnderstood;
      if (out_.points.size() > kMaxPathPoints) return PathRead::TooLong;
      if (out_.verbs.size() >= kMaxPathVerbs) return PathRead::TooLong;
      if (out_.verbs.empty() && command != 'M' && command != 'm') return PathRead::NotUnderstood;
      if (next == 0 && (command == 'Z' || command == 'z')) return PathRead::NotUnderstood;
      if (!step(command)) return PathRead::NotUnderstood;
      // 8.3.2: further pairs after a moveto are linetos
      if (command == 'M') command = 'L';
      if (command == 'm') command = 'l';
    }
    return PathRead::Fine;
  }
  size_t at() const { return scan_.at(); }

 private:
  bool point(bool relative, Vec2& p) {
    if (!scan_.number(p.x) || !scan_.number(p.y)) return false;
    if (relative) p = p + now_;
    return true;
  }
  Vec2 reflected(Vec2 control) const { return {2 * now_.x - control.x, 2 * now_.y - control.y}; }

  bool step(char command) {
    const bool relative = command >= 'a';
    const char kind = relative ? static_cast<char>(command - 'a' + 'A') : command;
    const Vec2 before = now_;
    Vec2 cubic_control = before, quad_control = before;
    const bool ok = kind == 'C' || kind == 'S'   ? cubic(kind, relative, cubic_control)
                    : kind == 'Q' || kind == 'T' ? quad(kind, relative, quad_control)
                                                 : straight(kind, relative);
    last_cubic_ = kind == 'C' || kind == 'S' ? cubic_control : now_;
    last_quad_ = kind == 'Q' || kind == 'T' ? quad_control : now_;
    return ok;
  }
  bool straight(char kind, bool relative) {
    Vec2 p = now_;
    float v = 0;
    switch (kind) {
      case 'M':
        if (!point(relative, p)) return false;
        out_.move_to(p);
        start_ = now_ = p;
        return true;
      case 'L':
        if (!point(relative, p)) return false;
        break;
      case 'H':
        if (!scan_.number(v)) return false;
        p.x = relative ? now_.x + v : v;
        break;
      case 'V':
        if (!scan_.number(v)) return false;
        p.y = relative ? now_.y + v : v;
        break;
      case 'A':
        return arc(relative);
      default:  // Z
        out_.close();
        now_ = start_;
        return true;
    }
    out_.line_to(p);
    now_ = p;
    return true;
  }
  bool arc(bool relative) {
    Arc arc;
    Vec2 p;
    if (!scan_.number(arc.radii.x) || !scan_.number(arc.radii.y) || !scan_.number(arc.rotation) ||
        !scan_.flag(arc.large) || !scan_.flag(arc.sweep) || !point(relative, p)) {
      return false;
    }
    arc_to(out_, now_, p, arc);
    now_ = p;
    return true;
  }
  bool cubic(char kind, bool relative, Vec2& control) {
    Vec2 c1 = reflected(last_cubic_), p;
    if (kind == 'C' && !point(relative, c1)) return false;
    if (!point(relative, control) || !point(relative, p)) return false;
    out_.cubic_to(c1, control, p);
    now_ = p;
    return true;
  }
  bool quad(char kind, bool relative, Vec2& control) {
    Vec2 p;
    control = reflected(last_quad_);
    if (kind == 'Q' && !point(relative, control)) return false;
    if (!point(relative, p)) return false;
    out_.quad_to(control, p);
    now_ = p;
    return true;
  }

  PathScanner scan_;
  PathData& out_;
  Vec2 now_, start_, last_cubic_, last_quad_;
};

}  // namespace

void reserve_path(PathData& out) {
  constexpr size_t kArc = 16;  // what one command adds at most, after the bound was looked at
  out.verbs.reserve(kMaxPathVerbs + kArc);
  out.points.reserve(kMaxPathPoints + 3 * kArc);
}

PathRead parse_path_data(std::string_view d, PathData& out) noexcept {
  out.clear();
  return PathReader(d, out).read();
}

Result<PathData> parse_path_data(std::string_view d) {
  PathData out;
  PathReader reader(d, out);
  const PathRead read = reader.read();
  if (read == PathRead::Fine) return out;
  Diagnostic error;
  error.code = "path-data";
  if (read == PathRead::TooLong) {
    error.message = "the path data is too long at character " + std::to_string(reader.at() + 1);
    error.why = "a path has at most 4,096 points and 4,096 commands";
    error.fix = "draw it as several paths, or simplify it";
    return error;
  }
  error.message = "the path data isn't understood at character " + std::to_string(reader.at() + 1);
  error.why =
      "path data is the `d` attribute of an SVG path: commands M L H V C S Q T A Z, each "
      "with its numbers, starting with M";
  error.fix = "copy the whole `d` attribute of the icon";
  return error;
}

}  // namespace hallows::scene
