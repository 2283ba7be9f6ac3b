// Hazards planted on purpose, with the back end's own objects: were the check blind, its silence
// in validation_test.cpp would mean nothing.
#include <doctest/doctest.h>

#include <cstdlib>

#include "renderer/vulkan/core.h"
#include "renderer/vulkan/target.h"

using namespace hallows;
using namespace hallows::render;
using namespace hallows::render::vk;

namespace {

enum class Barriers : uint8_t { Right, Missing };

VulkanConfig config_of(VulkanPass pass) {
  VulkanConfig config;
  config.pass = pass;
  config.validation = VulkanValidation::On;
  return config;
}

void copy(Core& core, const Image& from, const Image& to) {
  VkImageCopy region{};
  region.srcSubresource = region.dstSubresource = color_layers();
  region.extent = extent_of({16, 16});
  core.device->fn.vkCmdCopyImage(core.commands(), from.handle, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                                 to.handle, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
}

// Clears an image in a pass, then copies from it. Without barriers only the layout is right.
uint64_t messages_of_pass(VulkanPass pass, Barriers barriers) {
  auto made = Core::create(config_of(pass));
  REQUIRE(bool(made));
  Core& core = **made;
  Target target;
  REQUIRE(core.frames.begin());
  REQUIRE(resize_target(core, target, {16, 16}, 1) == VK_SUCCESS);
  Texture* texture = scratch_image(core, target);
  REQUIRE(texture != nullptr);
  Image* scratch = &texture->image;
  const auto& fn = core.device->fn;
  transition(*core.device, core.commands(), *scratch, Use::CopyTarget);
  transition(*core.device, core.commands(), target.picture, Use::Attachment);
  const VkRect2D area = rect_of({0, 0, 16, 16});
  begin_pass(*core.device, core.pipelines, core.commands(), target.pass(), area);
  VkClearAttachment clear{};
  clear.aspectMask = VK_IMAGE_ASPECT_COLOR_BIT;
  const VkClearRect rect{area, 0, 1};
  fn.vkCmdClearAttachments(core.commands(), 1, &clear, 1, &rect);
  end_pass(*core.device, core.commands());
  if (barriers == Barriers::Missing) {
    VkImageMemoryBarrier barrier{VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER};
    barrier.oldLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    barrier.newLayout = VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL;
    barrier.dstAccessMask = VK_ACCESS_TRANSFER_READ_BIT;
    barrier.srcQueueFamilyIndex = barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.image = target.picture.handle;
    barrier.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    fn.vkCmdPipelineBarrier(core.commands(), VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT,
                            VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 0, nullptr, 0, nullptr, 1, &barrier);
    target.picture.use = Use::CopySource;
  } else {
    transition(*core.device, core.commands(), target.picture, Use::CopySource);
  }
  copy(core, target.picture, *scratch);
  if (barriers == Barriers::Right) {
    transition(*core.device, core.commands(), *scratch, Use::CopyTarget);
  }
  copy(core, target.picture, *scratch);
  REQUIRE(core.frames.submit(VK_NULL_HANDLE, VK_NULL_HANDLE));
  close_target(core, target);
  return core.device->instance().validation_messages();
}

// Two submits that copy into the same image, the second without a barrier.
uint64_t messages_of_submits(Barriers barriers) {
  setenv("VK_LAYER_ENABLES",
         "VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT:"
         "VALIDATION_CHECK_ENABLE_SYNCHRONIZATION_VALIDATION_QUEUE_SUBMIT",
         1);
  auto made = Core::create(config_of(VulkanPass::RenderPass));
  REQUIRE(bool(made));
  Core& core = **made;
  Target target;
  REQUIRE(core.frames.begin());
  REQUIRE(resize_target(core, target, {16, 16}, 1) == VK_SUCCESS);
  Texture* scratch = scratch_image(core, target);
  REQUIRE(scratch != nullptr);
  transition(*core.device, core.commands(), target.picture, Use::CopySource);
  transition(*core.device, core.commands(), scratch->image, Use::CopyTarget);
  copy(core, target.picture, scratch->image);
  REQUIRE(core.frames.submit(VK_NULL_HANDLE, VK_NULL_HANDLE));
  REQUIRE(core.frames.begin());
  if (barriers == Barriers::Right) {
    transition(*core.device, core.commands(), scratch->image, Use::CopyTarget);
  }
  copy(core, target.picture, scratch->image);
  REQUIRE(core.frames.submit(VK_NULL_HANDLE, VK_NULL_HANDLE));
  close_target(core, target);
  return core.device->instance().validation_messages();
}

}  // namespace

TEST_CASE("A barrier left out between copies is reported in both kinds of pass") {
  for (const VulkanPass pass : {VulkanPass::Auto, VulkanPass::RenderPass}) {
    CHECK(messages_of_pass(pass, Barriers::Right) == 0);
    CHECK(messages_of_pass(pass, Barriers::Missing) >= 1);
  }
}

TEST_CASE("A barrier left out behind a pass is reported in the render pass twin") {
  // One more than the copies' own: the attachment's.
  CHECK(messages_of_pass(VulkanPass::RenderPass, Barriers::Missing) >= 2);
}

TEST_CASE("A barrier left out between two submits is reported") {
  CHECK(messages_of_submits(Barriers::Right) == 0);
  CHECK(messages_of_submits(Barriers::Missing) >= 1);
}
