#include "parseltongue/format/icons.h"

#include <algorithm>

namespace hallows::format {
namespace {

constexpr IconInfo kIcons[] = {
#define HALLOWS_ICON(name, path) {name, path},
#include "parseltongue/format/icons.def"
};

}  // namespace

std::span<const IconInfo> icons() {
  return kIcons;
}

std::string_view icon_path(std::string_view name) {
  const auto by_name = [](const IconInfo& icon, std::string_view n) { return icon.name < n; };
  const auto* found = std::lower_bound(std::begin(kIcons), std::end(kIcons), name, by_name);
  return found != std::end(kIcons) && found->name == name ? found->path : std::string_view();
}

}  // namespace hallows::format
