#pragma once

#include <array>

#include "renderer/vulkan/device.h"

namespace hallows::render::vk {

// One row of the table in pipeline.cpp each: shaders, blend, inputs. All are made and drawn once
// before the first frame, because drivers compile at the first draw.
enum class PipelineKind : uint8_t {
  SolidOpaque,
  SolidBlend,
  Mask,
  PictureOpaque,
  PictureBlend,
  PictureFade,  // alpha below 255
  Gradient,     // second vertex binding: GradientInstance
  Restore,      // reads the saved pixels and a copy of what was drawn over them
};
constexpr uint32_t kPipelineCount = 8;

// What the vertex stage alone sees.
struct DrawConstants {
  float pixel[2];  // 2 / target size
  float texel[2];  // 1 / size of the texture of set 0
};
static_assert(sizeof(DrawConstants) == 16);

// Instance data of a gradient quad beside the quad itself.
struct GradientInstance {
  float matrix[4];
  float move[2];
  uint16_t ramp[2];
  uint32_t shape;
  float origin[2];
};
static_assert(sizeof(GradientInstance) == 40);

// Pipelines and the objects they share. Set 0 is the page (or coverage) a quad reads, set 1 the
// ramps or the saved pixels, set 2 the pixels drawn since; each has one combined image sampler,
// nearest, clamped.
constexpr uint32_t kSetCount = 3;
class Pipelines {
 public:
  Pipelines() = default;
  ~Pipelines();
  Pipelines(const Pipelines&) = delete;
  Pipelines& operator=(const Pipelines&) = delete;

  VkResult make(Device& device);
  VkPipeline get(PipelineKind kind) const { return pipelines_[static_cast<uint32_t>(kind)]; }
  VkPipelineLayout layout() const { return layout_; }
  VkDescriptorSetLayout set_layout() const { return set_layout_; }
  // Null under dynamic rendering.
  VkRenderPass render_pass() const { return render_pass_; }

 private:
  VkResult make_layouts();
  VkResult make_render_pass();
  VkResult make_pipeline(PipelineKind kind);

  Device* device_ = nullptr;
  VkSampler sampler_ = VK_NULL_HANDLE;
  VkDescriptorSetLayout set_layout_ = VK_NULL_HANDLE;
  VkPipelineLayout layout_ = VK_NULL_HANDLE;
  VkRenderPass render_pass_ = VK_NULL_HANDLE;
  std::array<VkPipeline, kPipelineCount> pipelines_{};
};

// A pass over `area` of an image in Use::Attachment: its content is loaded and stored. Both forms
// take the same barriers before and after.
struct PassTarget {
  VkImageView view = VK_NULL_HANDLE;
  VkFramebuffer framebuffer = VK_NULL_HANDLE;  // null under dynamic rendering
};
void begin_pass(const Device& device, const Pipelines& pipelines, VkCommandBuffer commands,
                const PassTarget& target, VkRect2D area);
void end_pass(const Device& device, VkCommandBuffer commands);
// Null handle under dynamic rendering.
VkResult make_framebuffer(const Device& device, const Pipelines& pipelines, VkImageView view,
                          VkExtent3D size, VkFramebuffer& out);

}  // namespace hallows::render::vk
