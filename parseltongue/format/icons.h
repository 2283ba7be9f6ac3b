#pragma once

#include <span>
#include <string_view>

namespace hallows::format {

struct IconInfo {
  std::string_view name;
  std::string_view path;  // SVG path data
};

// The icon set that `@name` draws from (icons.def): on a square of kIconBox, to be stroked
// kIconStroke wide with round caps. Static tables; any thread.
constexpr float kIconBox = 24;
constexpr float kIconStroke = 2;
std::span<const IconInfo> icons();
// Empty when there is no such icon.
std::string_view icon_path(std::string_view name);

}  // namespace hallows::format
