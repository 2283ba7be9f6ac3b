#pragma once

#include <cstdint>
#include <string_view>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/result.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::scene {

enum class PathVerb : uint8_t { Move, Line, Quad, Cubic, Close };  // 1, 1, 2, 3, 0 points

// An outline: verbs and the points that they take, in path units (an icon's view box), y down.
struct PathData {
  Buffer<PathVerb> verbs;
  Buffer<Vec2> points;
  void move_to(Vec2 p);
  void line_to(Vec2 p);
  void quad_to(Vec2 control, Vec2 p);
  void cubic_to(Vec2 control1, Vec2 control2, Vec2 p);
  void close();
};

// Reads the `d` attribute of an SVG path (SVG 1.1, section 8.3; all commands, arcs become cubics).
// Set-up work. Fails with the offset of the first character that isn't understood; at most 4,096
// points.
Result<PathData> parse_path_data(std::string_view d);

}  // namespace hallows::scene
