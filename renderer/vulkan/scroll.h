#pragma once

#include "renderer/vulkan/target.h"

namespace hallows::render::vk {

// Records a scroll copy within the target's picture.
void record_scroll(Core& core, Target& target, const prepare::ScrollCopy& copy);

}  // namespace hallows::render::vk
