#pragma once

#include <cmath>

#include "renderer/scene/path_data.h"

namespace hallows::prepare {

// Tolerance of flattening, device pixels: a deviation of this much changes coverage by one
// level at most per pixel of edge.
constexpr float kFlatness = 0.004f;
constexpr int kMaxPieces = 128;

// Pieces that keep a quadratic (second difference `d`) within kFlatness: d/8 over n squared.
inline int pieces_for(float d) {
  const float n = std::ceil(std::sqrt(d / (8 * kFlatness)));
  return n < 1 ? 1 : n > kMaxPieces ? kMaxPieces : static_cast<int>(n);
}

inline float length(Vec2 v) {
  return std::sqrt(v.x * v.x + v.y * v.y);
}

// Calls line(from, to) along the curve.
template <class Line>
void flatten_quad(Vec2 a, Vec2 b, Vec2 c, Line&& line) {
  const Vec2 second = a - b * 2 + c;
  const int n = pieces_for(2 * length(second));
  Vec2 last = a;
  for (int i = 1; i <= n; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(n), s = 1 - t;
    const Vec2 p = i == n ? c : a * (s * s) + b * (2 * s * t) + c * (t * t);
    line(last, p);
    last = p;
  }
}

template <class Line>
void flatten_cubic(Vec2 a, Vec2 b, Vec2 c, Vec2 d, Line&& line) {
  const float bend = std::fmax(length(a - b * 2 + c), length(b - c * 2 + d));
  const int n = pieces_for(6 * bend);
  Vec2 last = a;
  for (int i = 1; i <= n; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(n), s = 1 - t;
    const Vec2 p =
        i == n ? d : a * (s * s * s) + b * (3 * s * s * t) + c * (3 * s * t * t) + d * (t * t * t);
    line(last, p);
    last = p;
  }
}

enum class Contours : uint8_t { AsDrawn, Closed };

// Whether all of some points lie between two corners that `beside` says are of no account.
template <class Beside, size_t n>
bool lies_beside(const Vec2 (&points)[n], Beside&& beside) {
  Vec2 low = points[0], high = points[0];
  for (const Vec2 p : points) {
    low = {p.x < low.x ? p.x : low.x, p.y < low.y ? p.y : low.y};
    high = {p.x > high.x ? p.x : high.x, p.y > high.y ? p.y : high.y};
  }
  return beside(low, high);
}

// A curve, or the line between its ends where that does as well.
template <class Line, class Beside>
void walk_quad(const Vec2 (&p)[3], Line&& line, Beside&& beside) {
  if (lies_beside(p, beside)) return line(p[0], p[2]);
  flatten_quad(p[0], p[1], p[2], line);
}
template <class Line, class Beside>
void walk_cubic(const Vec2 (&p)[4], Line&& line, Beside&& beside) {
  if (lies_beside(p, beside)) return line(p[0], p[3]);
  flatten_cubic(p[0], p[1], p[2], p[3], line);
}

// Walks an outline under a transform as straight pieces. Closed: every contour returns to its
// start. A curve is one piece where beside(low, high) of its points' corners is true.
template <class Line, class Beside>
void flatten_path(const scene::PathView& path, const Affine& m, Contours contours, Line&& line,
                  Beside&& beside) {
  Vec2 start, now;
  size_t at = 0;
  const auto next = [&] { return m.apply(path.points[at++]); };
  for (const scene::PathVerb verb : path.verbs) {
    switch (verb) {
      case scene::PathVerb::Move:
        if (contours == Contours::Closed && !(now == start)) line(now, start);
        start = now = next();
        break;
      case scene::PathVerb::Line: {
        const Vec2 p = next();
        line(now, p);
        now = p;
        break;
      }
      case scene::PathVerb::Quad: {
        const Vec2 c = next(), p = next();
        walk_quad({now, c, p}, line, beside);
        now = p;
        break;
      }
      case scene::PathVerb::Cubic: {
        const Vec2 c1 = next(), c2 = next(), p = next();
        walk_cubic({now, c1, c2, p}, line, beside);
        now = p;
        break;
      }
      case scene::PathVerb::Close:
        line(now, start);
        now = start;
        break;
    }
  }
  if (contours == Contours::Closed && !(now == start)) line(now, start);
}

template <class Line>
void flatten_path(const scene::PathView& path, const Affine& m, Contours contours, Line&& line) {
  flatten_path(path, m, contours, line, [](Vec2, Vec2) { return false; });
}

}  // namespace hallows::prepare
