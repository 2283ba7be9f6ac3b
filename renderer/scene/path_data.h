#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/nonblocking.h"
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

// An outline in somebody's arrays.
struct PathView {
  std::span<const PathVerb> verbs;
  std::span<const Vec2> points;
  PathView() = default;
  PathView(std::span<const PathVerb> v, std::span<const Vec2> p) : verbs(v), points(p) {}
  PathView(const PathData& path) : verbs(path.verbs), points(path.points) {}
};

constexpr size_t kMaxPathPoints = 4096;
constexpr size_t kMaxPathVerbs = 4096;

enum class PathRead : uint8_t { Fine, NotUnderstood, TooLong };

// Reads the `d` attribute of an SVG path (SVG 1.1, section 8.3; all commands, arcs become cubics).
// Set-up work. Fails with the offset of the first character that isn't understood, or past
// kMaxPathPoints or kMaxPathVerbs.
Result<PathData> parse_path_data(std::string_view d);
// The same over `out`, whose memory is reused: with reserve_path() before, a frame may do it.
PathRead parse_path_data(std::string_view d, PathData& out) noexcept HALLOWS_NONBLOCKING;
void reserve_path(PathData& out);

}  // namespace hallows::scene
