#include "renderer/vulkan/swapchain.h"

#include <algorithm>

namespace hallows::render::vk {

namespace {

Diagnostic cannot_present(const char* why) {
  Diagnostic out;
  out.code = "vulkan-no-present";
  out.message = "this Vulkan device can't show pictures in the window";
  out.why = why;
  out.fix = "let Hallows draw on the processor (the default then)";
  return out;
}

bool has_bgra(const Device& device, VkSurfaceKHR surface) {
  uint32_t count = 0;
  vkGetPhysicalDeviceSurfaceFormatsKHR(device.physical, surface, &count, nullptr);
  std::vector<VkSurfaceFormatKHR> formats(count);
  vkGetPhysicalDeviceSurfaceFormatsKHR(device.physical, surface, &count, formats.data());
  for (const auto& format : formats) {
    if (format.format == VK_FORMAT_B8G8R8A8_UNORM &&
        format.colorSpace == VK_COLOR_SPACE_SRGB_NONLINEAR_KHR) {
      return true;
    }
  }
  return false;
}

// Adds to at most 4 rectangles; at the bound they become one.
void add_rect(FixedVector<RectPx, 4>& rects, RectPx rect) {
  for (const RectPx& old : rects) {
    if (covers(old, rect)) return;
  }
  for (RectPx& old : rects) {
    if (overlaps(old, rect)) {
      old = unite(old, rect);
      return;
    }
  }
  if (rects.try_push(rect)) return;
  for (const RectPx& old : rects) rect = unite(rect, old);
  rects.clear();
  rects.push(rect);
}

// The first composite mode that the surface knows; one always is.
VkCompositeAlphaFlagBitsKHR composite_of(VkCompositeAlphaFlagsKHR supported) {
  for (const auto mode : {VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR, VK_COMPOSITE_ALPHA_INHERIT_BIT_KHR,
                          VK_COMPOSITE_ALPHA_PRE_MULTIPLIED_BIT_KHR}) {
    if ((supported & mode) != 0) return mode;
  }
  return VK_COMPOSITE_ALPHA_POST_MULTIPLIED_BIT_KHR;
}

}  // namespace

Result<std::unique_ptr<Swapchain>> Swapchain::create(Core& core, const NativeWindow& native) {
  const Device& device = *core.device;
  if (native.system != NativeWindow::System::X11) return cannot_present("it isn't an X11 window");
  if (!device.swapchains) return cannot_present("the driver has no swapchains for X11");
  std::unique_ptr<Swapchain> out(new Swapchain(core));
  VkXcbSurfaceCreateInfoKHR info{VK_STRUCTURE_TYPE_XCB_SURFACE_CREATE_INFO_KHR};
  info.connection = static_cast<xcb_connection_t*>(native.connection);
  info.window = static_cast<xcb_window_t>(native.window);
  Instance& instance = core.device->instance();
  const VkResult result =
      instance.create_xcb_surface(instance.handle(), &info, nullptr, &out->surface_);
  if (result != VK_SUCCESS) return call_failed("draw into the window", result);
  VkBool32 supported = VK_FALSE;
  vkGetPhysicalDeviceSurfaceSupportKHR(device.physical, device.queue_family, out->surface_,
                                       &supported);
  if (supported == VK_FALSE) return cannot_present("its graphics queue doesn't present to X11");
  if (!has_bgra(device, out->surface_)) return cannot_present("the window has no BGRA format");
  return out;
}

Swapchain::~Swapchain() {
  destroy_chain();
  vkDestroySurfaceKHR(core_.device->instance().handle(), surface_, nullptr);
}

// Presents have no fence: after our own work is done (a wait with a timeout), the queue holds
// nothing but them, and waiting for it is bounded by the display.
void Swapchain::destroy_chain() {
  Device& device = *core_.device;
  if (core_.frames.drain()) device.check(device.fn.vkQueueWaitIdle(device.queue));
  for (Slot& slot : images_) device.fn.vkDestroySemaphore(device.handle, slot.drawn, nullptr);
  images_.clear();
  device.fn.vkDestroySwapchainKHR(device.handle, chain_, nullptr);
  chain_ = VK_NULL_HANDLE;
}

VkResult Swapchain::make_chain() {
  Device& device = *core_.device;
  VkSurfaceCapabilitiesKHR caps;
  VkResult result = vkGetPhysicalDeviceSurfaceCapabilitiesKHR(device.physical, surface_, &caps);
  if (result != VK_SUCCESS) return result;
  VkExtent2D extent = caps.currentExtent;
  if (extent.width == UINT32_MAX) {
    extent = {static_cast<uint32_t>(picture_size_.width),
              static_cast<uint32_t>(picture_size_.height)};
  }
  if (extent.width == 0 || extent.height == 0) return VK_NOT_READY;  // minimised
  destroy_chain();
  VkSwapchainCreateInfoKHR info{VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR};
  info.surface = surface_;
  info.minImageCount = std::max(caps.minImageCount, 2u);
  info.imageFormat = VK_FORMAT_B8G8R8A8_UNORM;
  info.imageColorSpace = VK_COLOR_SPACE_SRGB_NONLINEAR_KHR;
  info.imageExtent = extent;
  info.imageArrayLayers = 1;
  info.imageUsage = VK_IMAGE_USAGE_TRANSFER_DST_BIT;
  info.preTransform = caps.currentTransform;
  info.compositeAlpha = composite_of(caps.supportedCompositeAlpha);
  info.presentMode = VK_PRESENT_MODE_FIFO_KHR;
  info.clipped = VK_FALSE;  // images keep what was copied to them
  result = device.fn.vkCreateSwapchainKHR(device.handle, &info, nullptr, &chain_);
  if (result != VK_SUCCESS) return result;
  chain_size_ = {static_cast<Px>(extent.width), static_cast<Px>(extent.height)};
  uint32_t count = 0;
  device.fn.vkGetSwapchainImagesKHR(device.handle, chain_, &count, nullptr);
  std::vector<VkImage> handles(count);
  result = device.fn.vkGetSwapchainImagesKHR(device.handle, chain_, &count, handles.data());
  if (result != VK_SUCCESS) return result;
  images_.resize(count);
  const VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
  for (uint32_t i = 0; i < count && result == VK_SUCCESS; ++i) {
    images_[i].image.handle = handles[i];
    images_[i].image.size = chain_size_;
    result = device.fn.vkCreateSemaphore(device.handle, &semaphore, nullptr, &images_[i].drawn);
  }
  ++core_.counts.swapchains_made;
  return result;
}

void Swapchain::note(std::span<const RectPx> damage) {
  for (Slot& slot : images_) {
    for (const RectPx& rect : damage) {
      if (!rect.empty()) add_rect(slot.stale, rect);
    }
  }
}

Swapchain::Status Swapchain::acquire(SizePx size, std::span<const RectPx> damage) {
  Device& device = *core_.device;
  note(damage);
  if (size != picture_size_) stale_chain_ = true;
  picture_size_ = size;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (stale_chain_) {
      const VkResult made = make_chain();
      if (made == VK_NOT_READY) return Status::Late;
      if (made != VK_SUCCESS) return Status::Lost;
      stale_chain_ = false;
    }
    const VkResult result = device.fn.vkAcquireNextImageKHR(
        device.handle, chain_, device.timeout_ns, core_.frames.acquire_semaphore(), VK_NULL_HANDLE,
        &current_);
    if (result == VK_SUCCESS) return Status::Ready;
    if (result == VK_SUBOPTIMAL_KHR) {
      stale_chain_ = true;  // from the next frame on; this image still counts
      return Status::Ready;
    }
    if (result == VK_TIMEOUT || result == VK_NOT_READY) return Status::Late;
    if (result != VK_ERROR_OUT_OF_DATE_KHR) return Status::Lost;
    stale_chain_ = true;
  }
  return Status::Late;
}

void Swapchain::record_copy(Image& picture) {
  const Device& device = *core_.device;
  Slot& slot = images_[current_];
  const VkCommandBuffer commands = core_.commands();
  const RectPx both = intersect({0, 0, picture_size_.width, picture_size_.height},
                                {0, 0, chain_size_.width, chain_size_.height});
  transition(device, commands, picture, Use::CopySource);
  if (slot.written) {
    transition(device, commands, slot.image, Use::CopyTarget);
  } else {
    // From Use::Present, so that the barrier waits behind the acquire; the content is undefined.
    slot.image.use = Use::Present;
    VkImageMemoryBarrier barrier{VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER};
    barrier.dstAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.newLayout = VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL;
    barrier.srcQueueFamilyIndex = barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.image = slot.image.handle;
    barrier.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    device.fn.vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
                                   VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 0, nullptr, 0, nullptr, 1,
                                   &barrier);
    slot.image.use = Use::CopyTarget;
    slot.stale.clear();
    slot.stale.push(both);
  }
  FixedVector<VkImageCopy, 4> copies;
  presented_.clear();
  for (const RectPx& stale : slot.stale) {
    const RectPx rect = intersect(stale, both);
    if (rect.empty()) continue;
    VkImageCopy copy{};
    copy.srcSubresource = copy.dstSubresource = color_layers();
    copy.srcOffset = copy.dstOffset = offset_at(rect.x0, rect.y0);
    copy.extent = extent_of({rect.width(), rect.height()});
    copies.push(copy);
    const VkRect2D area = rect_of(rect);
    presented_.push({area.offset, area.extent, 0});
    core_.counts.copied_pixels += static_cast<uint64_t>(rect.area());
  }
  if (!copies.empty()) {
    device.fn.vkCmdCopyImage(commands, picture.handle, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                             slot.image.handle, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                             static_cast<uint32_t>(copies.size()), copies.begin());
  }
  transition(device, commands, slot.image, Use::Present);
  slot.stale.clear();
  slot.written = true;
}

Swapchain::Status Swapchain::present() {
  Device& device = *core_.device;
  const VkPresentRegionKHR region{static_cast<uint32_t>(presented_.size()), presented_.begin()};
  VkPresentRegionsKHR regions{VK_STRUCTURE_TYPE_PRESENT_REGIONS_KHR};
  regions.swapchainCount = 1;
  regions.pRegions = &region;
  VkPresentInfoKHR info{VK_STRUCTURE_TYPE_PRESENT_INFO_KHR};
  if (device.incremental_present && !presented_.empty()) info.pNext = &regions;
  const VkSemaphore drawn = images_[current_].drawn;
  info.waitSemaphoreCount = 1;
  info.pWaitSemaphores = &drawn;
  info.swapchainCount = 1;
  info.pSwapchains = &chain_;
  info.pImageIndices = &current_;
  const VkResult result = device.fn.vkQueuePresentKHR(device.queue, &info);
  if (result == VK_SUCCESS) {
    ++core_.counts.presents;
    return Status::Ready;
  }
  stale_chain_ = true;
  if (result == VK_SUBOPTIMAL_KHR) {
    ++core_.counts.presents;
    return Status::Ready;
  }
  return result == VK_ERROR_OUT_OF_DATE_KHR ? Status::Late : Status::Lost;
}

}  // namespace hallows::render::vk
