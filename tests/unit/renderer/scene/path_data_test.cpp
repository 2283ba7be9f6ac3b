#include "renderer/scene/path_data.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

#include "rt-kernel/base/text_writer.h"

namespace hallows::scene {
namespace {

std::string text_of(const PathData& path) {
  TextWriter out;
  size_t at = 0;
  constexpr const char* kNames[] = {"M", "L", "Q", "C", "Z"};
  constexpr int kPoints[] = {1, 1, 2, 3, 0};
  for (const PathVerb verb : path.verbs) {
    out << kNames[static_cast<int>(verb)];
    for (int i = 0; i < kPoints[static_cast<int>(verb)]; ++i) {
      const Vec2 p = path.points[at++];
      out << ' ' << p.x << ',' << p.y;
    }
    out << ';';
  }
  return out.take();
}

}  // namespace

TEST_CASE("path data is read as SVG defines it") {
  const struct {
    const char* d;
    const char* expected;
  } cases[] = {
      {"M1 2L3 4Z", "M 1,2;L 3,4;Z;"},
      {"m1 2 3 4z", "M 1,2;L 4,6;Z;"},
      {"M1,2,3,4", "M 1,2;L 3,4;"},
      {"M0 0h5v-5H1V9", "M 0,0;L 5,0;L 5,-5;L 1,-5;L 1,9;"},
      {"M.5.5-1-1", "M 0.5,0.5;L -1,-1;"},
      {"M1e1 +2E-1", "M 10,0.2;"},
      {"M0 0C1 1 2 1 3 0S5-1 6 0", "M 0,0;C 1,1 2,1 3,0;C 4,-1 5,-1 6,0;"},
      {"M0 0S5-1 6 0", "M 0,0;C 0,0 5,-1 6,0;"},
      {"M0 0Q1 1 2 0T4 0t2 0", "M 0,0;Q 1,1 2,0;Q 3,-1 4,0;Q 5,1 6,0;"},
      {"M0 0L1 1zL5 5", "M 0,0;L 1,1;Z;L 5,5;"},
      {"M3 3A0 5 0 0 1 9 9", "M 3,3;L 9,9;"},
      {"", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.d);
    Result<PathData> path = parse_path_data(c.d);
    REQUIRE(static_cast<bool>(path));
    CHECK(text_of(*path) == c.expected);
  }
}

TEST_CASE("arcs stay on their circle") {
  const struct {
    const char* d;
    Vec2 centre;
    float radius;
  } cases[] = {{"M10 0A10 10 0 0 1 0 10", {0, 0}, 10},
               {"M10 0A10 10 0 1 0 0 10", {0, 0}, 10},
               {"M10 0a10 10 0 11-10-10", {0, 0}, 10},
               {"M-1 0A1 1 0 1 1 9 0", {4, 0}, 5}};  // radius too small: scaled up
  for (const auto& c : cases) {
    CAPTURE(c.d);
    Result<PathData> path = parse_path_data(c.d);
    REQUIRE(static_cast<bool>(path));
    Vec2 from = path->points[0];
    for (size_t i = 1; i + 2 < path->points.size() + 0; i += 3) {
      const Vec2 a = path->points[i], b = path->points[i + 1], to = path->points[i + 2];
      for (int k = 0; k <= 8; ++k) {
        const float t = static_cast<float>(k) / 8, s = 1 - t;
        const Vec2 p =
            from * (s * s * s) + a * (3 * s * s * t) + b * (3 * s * t * t) + to * (t * t * t);
        // A cubic per quarter turn strays by 2.8e-4 of the radius.
        CHECK(std::hypot(p.x - c.centre.x, p.y - c.centre.y) ==
              doctest::Approx(c.radius).epsilon(4e-4));
      }
      from = to;
    }
  }
}

TEST_CASE("what isn't path data is refused at its place") {
  const struct {
    const char* d;
    int place;
  } cases[] = {{"L1 2", 2},  {"M1", 3},     {"M1 2X", 5},  {"M1 2L3", 7},
               {"1 2", 1},   {"M0 0Z1", 6}, {"Minf 2", 2}, {"M1 2A1 1 0 2 0 3 3", 12},
               {"M1e9 0", 2}};
  for (const auto& c : cases) {
    CAPTURE(c.d);
    Result<PathData> path = parse_path_data(c.d);
    REQUIRE_FALSE(static_cast<bool>(path));
    CAPTURE(path.error().message);
    CHECK(path.error().message.ends_with("character " + std::to_string(c.place)));
  }
}

TEST_CASE("any bytes are read or refused, never more") {
  std::mt19937 random(5);
  const std::string alphabet = "MmLlHhVvCcSsQqTtAaZz0123456789.-+e, \n";
  for (int i = 0; i < 20'000; ++i) {
    std::string d = "M0 0";
    const int length = static_cast<int>(random() % 40);
    for (int k = 0; k < length; ++k) d += alphabet[random() % alphabet.size()];
    static_cast<void>(static_cast<bool>(parse_path_data(d)));
  }
  std::string endless = "M0 0";
  for (int i = 0; i < 10'000; ++i) endless += "L1 1";
  const Result<PathData> read = parse_path_data(endless);
  REQUIRE_FALSE(static_cast<bool>(read));
  CHECK(read.error().message.starts_with("the path data is too long"));
  PathData out;
  CHECK(parse_path_data(endless, out) == PathRead::TooLong);
  CHECK(parse_path_data("M0 0X", out) == PathRead::NotUnderstood);
}

TEST_CASE("an arc whose squares leave the range of a float is a line") {
  std::string far = "M0 0";
  for (int i = 0; i < 4000; ++i) far += "l1e6 1e6";
  for (const std::string& d :
       {std::string("M0 0A1 1 0 0 1 1e-30 0"), std::string("M0 0a1 1 0 1 0 0 1e-25"),
        far + "A1 2 30 0 1 0 0", far + "A1e6 1e-6 30 1 1 0 1"}) {
    CAPTURE(d.substr(0, 40));
    PathData out;
    REQUIRE(parse_path_data(d, out) == PathRead::Fine);
    for (const Vec2 p : out.points) REQUIRE(std::isfinite(p.x + p.y));
  }
}

}  // namespace hallows::scene
