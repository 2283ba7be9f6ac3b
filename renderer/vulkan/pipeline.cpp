#include "renderer/vulkan/pipeline.h"

#include <cstddef>

#include "renderer/prepare/draw_plan.h"

namespace hallows::render::vk {

namespace {

using prepare::Quad;

constexpr uint32_t kSolidVert[] = {
#include "renderer/shaders/solid.vert.inc"
};
constexpr uint32_t kSpriteVert[] = {
#include "renderer/shaders/sprite.vert.inc"
};
constexpr uint32_t kPictureVert[] = {
#include "renderer/shaders/picture.vert.inc"
};
constexpr uint32_t kPictureFadeVert[] = {
#include "renderer/shaders/picture_fade.vert.inc"
};
constexpr uint32_t kGradientVert[] = {
#include "renderer/shaders/gradient.vert.inc"
};
constexpr uint32_t kRestoreVert[] = {
#include "renderer/shaders/restore.vert.inc"
};
constexpr uint32_t kSolidFrag[] = {
#include "renderer/shaders/solid.frag.inc"
};
constexpr uint32_t kMaskFrag[] = {
#include "renderer/shaders/mask.frag.inc"
};
constexpr uint32_t kPictureFrag[] = {
#include "renderer/shaders/picture.frag.inc"
};
constexpr uint32_t kPictureFadeFrag[] = {
#include "renderer/shaders/picture_fade.frag.inc"
};
constexpr uint32_t kGradientFrag[] = {
#include "renderer/shaders/gradient.frag.inc"
};
constexpr uint32_t kRestoreFrag[] = {
#include "renderer/shaders/restore.frag.inc"
};

struct Blend {
  VkBool32 enable;
  VkBlendFactor source, target;
};
constexpr Blend kStore = {VK_FALSE, VK_BLEND_FACTOR_ONE, VK_BLEND_FACTOR_ZERO};
constexpr Blend kOver = {VK_TRUE, VK_BLEND_FACTOR_ONE, VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA};

// Locations in quad.glsl and gradient.vert that a vertex shader reads, one bit each: a pipeline
// describes no others.
constexpr uint32_t kPlace = 1 << 0, kTexel = 1 << 1 | 1 << 2, kColor = 1 << 3, kAlpha = 1 << 4;
constexpr uint32_t kGradient = 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 9;

struct PipelineRow {
  std::span<const uint32_t> vertex, fragment;
  Blend blend;
  uint32_t attributes;
};
const std::array<PipelineRow, kPipelineCount> kRows = {{
    {kSolidVert, kSolidFrag, kStore, kPlace | kColor},
    {kSolidVert, kSolidFrag, kOver, kPlace | kColor},
    {kSpriteVert, kMaskFrag, kOver, kPlace | kTexel | kColor},
    {kPictureVert, kPictureFrag, kStore, kPlace | kTexel},
    {kPictureVert, kPictureFrag, kOver, kPlace | kTexel},
    {kPictureFadeVert, kPictureFadeFrag, kOver, kPlace | kTexel | kAlpha},
    {kGradientVert, kGradientFrag, kOver, kPlace | kTexel | kAlpha | kGradient},
    {kRestoreVert, kRestoreFrag, kStore, kPlace | kTexel | kColor},
}};

constexpr VkVertexInputBindingDescription kBindings[] = {
    {0, sizeof(Quad), VK_VERTEX_INPUT_RATE_INSTANCE},
    {1, sizeof(GradientInstance), VK_VERTEX_INPUT_RATE_INSTANCE},
};
constexpr VkVertexInputAttributeDescription kAttributes[] = {
    {0, 0, VK_FORMAT_R16G16B16A16_SINT, offsetof(Quad, x0)},
    {1, 0, VK_FORMAT_R16G16_UINT, offsetof(Quad, u)},
    {2, 0, VK_FORMAT_R8_UINT, offsetof(Quad, flags)},
    {3, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(Quad, color)},
    {4, 0, VK_FORMAT_R8_UNORM, offsetof(Quad, alpha)},
    {5, 1, VK_FORMAT_R32G32B32A32_SFLOAT, offsetof(GradientInstance, matrix)},
    {6, 1, VK_FORMAT_R32G32_SFLOAT, offsetof(GradientInstance, move)},
    {7, 1, VK_FORMAT_R16G16_UINT, offsetof(GradientInstance, ramp)},
    {8, 1, VK_FORMAT_R32_UINT, offsetof(GradientInstance, shape)},
    {9, 1, VK_FORMAT_R32G32_SFLOAT, offsetof(GradientInstance, origin)},
};

VkResult make_module(const Device& device, std::span<const uint32_t> words, VkShaderModule& out) {
  VkShaderModuleCreateInfo info{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
  info.codeSize = words.size_bytes();
  info.pCode = words.data();
  return device.fn.vkCreateShaderModule(device.handle, &info, nullptr, &out);
}

// The states that every pipeline shares, and the pointers between them.
struct FixedState {
  VkPipelineVertexInputStateCreateInfo vertex{
      VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO};
  VkPipelineInputAssemblyStateCreateInfo assembly{
      VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO};
  VkPipelineViewportStateCreateInfo viewport{VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO};
  VkPipelineRasterizationStateCreateInfo raster{
      VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO};
  VkPipelineMultisampleStateCreateInfo samples{
      VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO};
  VkPipelineColorBlendAttachmentState attachment{};
  VkPipelineColorBlendStateCreateInfo blend{
      VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO};
  VkDynamicState dynamic_states[2] = {VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR};
  VkPipelineDynamicStateCreateInfo dynamic{VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO};

  FixedVector<VkVertexInputAttributeDescription, std::size(kAttributes)> used;

  explicit FixedState(const PipelineRow& row) {
    for (const auto& attribute : kAttributes) {
      if ((row.attributes >> attribute.location & 1) != 0) used.push(attribute);
    }
    vertex.vertexBindingDescriptionCount = (row.attributes & kGradient) != 0 ? 2 : 1;
    vertex.pVertexBindingDescriptions = kBindings;
    vertex.vertexAttributeDescriptionCount = static_cast<uint32_t>(used.size());
    vertex.pVertexAttributeDescriptions = used.begin();
    const Blend factors = row.blend;
    assembly.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
    viewport.viewportCount = 1;
    viewport.scissorCount = 1;
    raster.polygonMode = VK_POLYGON_MODE_FILL;
    raster.cullMode = VK_CULL_MODE_NONE;
    raster.lineWidth = 1;
    samples.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT;
    attachment.blendEnable = factors.enable;
    attachment.srcColorBlendFactor = attachment.srcAlphaBlendFactor = factors.source;
    attachment.dstColorBlendFactor = attachment.dstAlphaBlendFactor = factors.target;
    attachment.colorWriteMask = VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT |
                                VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT;
    blend.attachmentCount = 1;
    blend.pAttachments = &attachment;
    dynamic.dynamicStateCount = 2;
    dynamic.pDynamicStates = dynamic_states;
  }
};

}  // namespace

VkResult Pipelines::make(Device& device) {
  device_ = &device;
  VkResult result = make_layouts();
  if (result == VK_SUCCESS && !device.dynamic_rendering) result = make_render_pass();
  for (uint32_t i = 0; i < kPipelineCount && result == VK_SUCCESS; ++i) {
    result = make_pipeline(static_cast<PipelineKind>(i));
  }
  return result;
}

VkResult Pipelines::make_layouts() {
  VkSamplerCreateInfo sampler{VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO};
  sampler.addressModeU = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
  sampler.addressModeV = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
  sampler.addressModeW = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
  VkResult result = device_->fn.vkCreateSampler(device_->handle, &sampler, nullptr, &sampler_);
  if (result != VK_SUCCESS) return result;
  VkDescriptorSetLayoutBinding binding{};
  binding.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
  binding.descriptorCount = 1;
  binding.stageFlags = VK_SHADER_STAGE_FRAGMENT_BIT;
  binding.pImmutableSamplers = &sampler_;
  VkDescriptorSetLayoutCreateInfo set{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
  set.bindingCount = 1;
  set.pBindings = &binding;
  result = device_->fn.vkCreateDescriptorSetLayout(device_->handle, &set, nullptr, &set_layout_);
  if (result != VK_SUCCESS) return result;
  const VkDescriptorSetLayout sets[kSetCount] = {set_layout_, set_layout_, set_layout_};
  // Vertex only: software rasterisers leave their fast path for constants that fragments see.
  const VkPushConstantRange constants{VK_SHADER_STAGE_VERTEX_BIT, 0, sizeof(DrawConstants)};
  VkPipelineLayoutCreateInfo layout{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
  layout.setLayoutCount = kSetCount;
  layout.pSetLayouts = sets;
  layout.pushConstantRangeCount = 1;
  layout.pPushConstantRanges = &constants;
  return device_->fn.vkCreatePipelineLayout(device_->handle, &layout, nullptr, &layout_);
}

VkResult Pipelines::make_render_pass() {
  VkAttachmentDescription attachment{};
  attachment.format = VK_FORMAT_B8G8R8A8_UNORM;
  attachment.samples = VK_SAMPLE_COUNT_1_BIT;
  attachment.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD;
  attachment.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
  attachment.stencilLoadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE;
  attachment.stencilStoreOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
  attachment.initialLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
  attachment.finalLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
  const VkAttachmentReference reference{0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
  VkSubpassDescription subpass{};
  subpass.pipelineBindPoint = VK_PIPELINE_BIND_POINT_GRAPHICS;
  subpass.colorAttachmentCount = 1;
  subpass.pColorAttachments = &reference;
  VkRenderPassCreateInfo info{VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO};
  info.attachmentCount = 1;
  info.pAttachments = &attachment;
  info.subpassCount = 1;
  info.pSubpasses = &subpass;
  return device_->fn.vkCreateRenderPass(device_->handle, &info, nullptr, &render_pass_);
}

VkResult Pipelines::make_pipeline(PipelineKind kind) {
  const PipelineRow& row = kRows[static_cast<uint32_t>(kind)];
  const FixedState state(row);
  VkPipelineShaderStageCreateInfo stages[2] = {
      {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO},
      {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO}};
  stages[0].stage = VK_SHADER_STAGE_VERTEX_BIT;
  stages[1].stage = VK_SHADER_STAGE_FRAGMENT_BIT;
  stages[0].pName = stages[1].pName = "main";
  VkResult result = make_module(*device_, row.vertex, stages[0].module);
  if (result == VK_SUCCESS) result = make_module(*device_, row.fragment, stages[1].module);

  const VkFormat format = VK_FORMAT_B8G8R8A8_UNORM;
  VkPipelineRenderingCreateInfoKHR rendering{VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO_KHR};
  rendering.colorAttachmentCount = 1;
  rendering.pColorAttachmentFormats = &format;
  VkGraphicsPipelineCreateInfo info{VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO};
  info.pNext = device_->dynamic_rendering ? &rendering : nullptr;
  info.stageCount = 2;
  info.pStages = stages;
  info.pVertexInputState = &state.vertex;
  info.pInputAssemblyState = &state.assembly;
  info.pViewportState = &state.viewport;
  info.pRasterizationState = &state.raster;
  info.pMultisampleState = &state.samples;
  info.pColorBlendState = &state.blend;
  info.pDynamicState = &state.dynamic;
  info.layout = layout_;
  info.renderPass = render_pass_;
  if (result == VK_SUCCESS) {
    result =
        device_->fn.vkCreateGraphicsPipelines(device_->handle, VK_NULL_HANDLE, 1, &info, nullptr,
                                              &pipelines_[static_cast<uint32_t>(kind)]);
  }
  for (const auto& stage : stages) {
    device_->fn.vkDestroyShaderModule(device_->handle, stage.module, nullptr);
  }
  return result;
}

Pipelines::~Pipelines() {
  if (device_ == nullptr) return;
  for (const VkPipeline pipeline : pipelines_) {
    device_->fn.vkDestroyPipeline(device_->handle, pipeline, nullptr);
  }
  device_->fn.vkDestroyRenderPass(device_->handle, render_pass_, nullptr);
  device_->fn.vkDestroyPipelineLayout(device_->handle, layout_, nullptr);
  device_->fn.vkDestroyDescriptorSetLayout(device_->handle, set_layout_, nullptr);
  device_->fn.vkDestroySampler(device_->handle, sampler_, nullptr);
}

void begin_pass(const Device& device, const Pipelines& pipelines, VkCommandBuffer commands,
                const PassTarget& target, VkRect2D area) {
  if (device.dynamic_rendering) {
    VkRenderingAttachmentInfoKHR color{VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO_KHR};
    color.imageView = target.view;
    color.imageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    color.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD;
    color.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    VkRenderingInfoKHR info{VK_STRUCTURE_TYPE_RENDERING_INFO_KHR};
    info.renderArea = area;
    info.layerCount = 1;
    info.colorAttachmentCount = 1;
    info.pColorAttachments = &color;
    device.fn.vkCmdBeginRenderingKHR(commands, &info);
  } else {
    VkRenderPassBeginInfo info{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    info.renderPass = pipelines.render_pass();
    info.framebuffer = target.framebuffer;
    info.renderArea = area;
    device.fn.vkCmdBeginRenderPass(commands, &info, VK_SUBPASS_CONTENTS_INLINE);
  }
}

void end_pass(const Device& device, VkCommandBuffer commands) {
  if (device.dynamic_rendering) {
    device.fn.vkCmdEndRenderingKHR(commands);
  } else {
    device.fn.vkCmdEndRenderPass(commands);
  }
}

VkResult make_framebuffer(const Device& device, const Pipelines& pipelines, VkImageView view,
                          VkExtent3D size, VkFramebuffer& out) {
  out = VK_NULL_HANDLE;
  if (device.dynamic_rendering) return VK_SUCCESS;
  VkFramebufferCreateInfo info{VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO};
  info.renderPass = pipelines.render_pass();
  info.attachmentCount = 1;
  info.pAttachments = &view;
  info.width = size.width;
  info.height = size.height;
  info.layers = 1;
  return device.fn.vkCreateFramebuffer(device.handle, &info, nullptr, &out);
}

}  // namespace hallows::render::vk
