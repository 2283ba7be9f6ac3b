#pragma once

#include <cstdint>
#include <string_view>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/result.h"
#include "rt-kernel/types/path.h"

namespace hallows::scene {

using hallows::PathData;
using hallows::PathVerb;
using hallows::PathView;

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
