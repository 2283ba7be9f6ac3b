#pragma once

#include <cstdint>
#include <span>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/types/geometry.h"

namespace hallows {

enum class PathVerb : uint8_t { Move, Line, Quad, Cubic, Close };  // 1, 1, 2, 3, 0 points

// An outline: verbs and the points that they take, y down. Units are its owner's: an icon's view
// box, a glyph's em.
struct PathData {
  Buffer<PathVerb> verbs;
  Buffer<Vec2> points;
  void move_to(Vec2 p) {
    verbs.push(PathVerb::Move);
    points.push(p);
  }
  void line_to(Vec2 p) {
    verbs.push(PathVerb::Line);
    points.push(p);
  }
  void quad_to(Vec2 control, Vec2 p) {
    verbs.push(PathVerb::Quad);
    points.push(control);
    points.push(p);
  }
  void cubic_to(Vec2 control1, Vec2 control2, Vec2 p) {
    verbs.push(PathVerb::Cubic);
    points.push(control1);
    points.push(control2);
    points.push(p);
  }
  void close() { verbs.push(PathVerb::Close); }
  void clear() {
    verbs.clear();
    points.clear();
  }
};

// An outline in somebody's arrays.
struct PathView {
  std::span<const PathVerb> verbs;
  std::span<const Vec2> points;
  PathView() = default;
  PathView(std::span<const PathVerb> v, std::span<const Vec2> p) : verbs(v), points(p) {}
  PathView(const PathData& path) : verbs(path.verbs), points(path.points) {}
};

}  // namespace hallows
