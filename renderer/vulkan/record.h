#pragma once

#include "renderer/vulkan/pages.h"
#include "renderer/vulkan/target.h"

namespace hallows::render::vk {

// Records a plan's scroll copies, clears and quads into the open commands. The pages are readable
// already and the target has the plan's size. False: the device is lost.
bool record_plan(Core& core, const Pages& pages, Target& target, const prepare::DrawPlan& plan);

// Bytes of mapped memory that a plan's quads take.
VkDeviceSize instance_bytes(const prepare::DrawPlan& plan);

// Draws every pipeline once into an image of its own, with every format that it can meet: drivers
// compile at the first draw, and that must not be a frame's.
VkResult warm_up(Core& core, const Pages& pages, const prepare::PageSetup& setup);

}  // namespace hallows::render::vk
