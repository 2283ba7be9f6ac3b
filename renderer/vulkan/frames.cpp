#include "renderer/vulkan/frames.h"

#include <algorithm>

namespace hallows::render::vk {

namespace {

constexpr uint64_t kShortestDrainNs = 5'000'000'000;

}  // namespace

Frames::~Frames() {
  destroy();
}

VkResult Frames::make(Device& device, uint32_t slots, VkDeviceSize slot_bytes) {
  ASSERT(slots >= 1 && slots <= kMaxSlots);
  device_ = &device;
  slot_count_ = slots;
  VkSemaphoreTypeCreateInfo type{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
  type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
  VkSemaphoreCreateInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
  info.pNext = &type;
  VkResult result = device.fn.vkCreateSemaphore(device.handle, &info, nullptr, &timeline_);
  for (uint32_t i = 0; i < slots && result == VK_SUCCESS; ++i) result = make_slot(slots_[i]);
  if (result == VK_SUCCESS) result = grow(slot_bytes);
  return result;
}

VkResult Frames::make_slot(Slot& slot) {
  VkCommandPoolCreateInfo pool{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
  pool.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
  pool.queueFamilyIndex = device_->queue_family;
  VkResult result = device_->fn.vkCreateCommandPool(device_->handle, &pool, nullptr, &slot.pool);
  if (result != VK_SUCCESS) return result;
  VkCommandBufferAllocateInfo commands{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
  commands.commandPool = slot.pool;
  commands.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  commands.commandBufferCount = 1;
  result = device_->fn.vkAllocateCommandBuffers(device_->handle, &commands, &slot.commands);
  if (result != VK_SUCCESS) return result;
  const VkSemaphoreCreateInfo binary{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
  return device_->fn.vkCreateSemaphore(device_->handle, &binary, nullptr, &slot.acquired);
}

void Frames::destroy() {
  if (device_ == nullptr) return;
  for (Slot& slot : slots_) {
    device_->fn.vkDestroyCommandPool(device_->handle, slot.pool, nullptr);
    device_->fn.vkDestroySemaphore(device_->handle, slot.acquired, nullptr);
    slot = {};
  }
  device_->fn.vkDestroySemaphore(device_->handle, timeline_, nullptr);
  timeline_ = VK_NULL_HANDLE;
  ring_.destroy();
  device_ = nullptr;
}

bool Frames::begin() {
  slot_ = (slot_ + 1) % slot_count_;
  Slot& slot = slots_[slot_];
  if (!wait_for(slot.value)) return false;
  used_ = 0;
  VkCommandBufferBeginInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
  info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  return device_->check(device_->fn.vkResetCommandPool(device_->handle, slot.pool, 0)) &&
         device_->check(device_->fn.vkBeginCommandBuffer(slot.commands, &info));
}

bool Frames::submit(VkSemaphore wait, VkSemaphore signal) {
  Slot& slot = slots_[slot_];
  if (!ring_.flush({slot_ * slot_bytes_, used_})) return false;
  if (!device_->check(device_->fn.vkEndCommandBuffer(slot.commands))) return false;
  const uint64_t value = submitted_ + 1;
  const VkSemaphore signals[] = {timeline_, signal};
  const uint64_t signal_values[] = {value, 0};
  const uint64_t wait_value = 0;  // binary semaphores ignore it
  const uint32_t waits = wait != VK_NULL_HANDLE ? 1 : 0;
  VkTimelineSemaphoreSubmitInfo values{VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO};
  values.waitSemaphoreValueCount = waits;
  values.pWaitSemaphoreValues = &wait_value;
  values.signalSemaphoreValueCount = signal != VK_NULL_HANDLE ? 2 : 1;
  values.pSignalSemaphoreValues = signal_values;
  const VkPipelineStageFlags stage = VK_PIPELINE_STAGE_TRANSFER_BIT;
  VkSubmitInfo info{VK_STRUCTURE_TYPE_SUBMIT_INFO};
  info.pNext = &values;
  info.waitSemaphoreCount = waits;
  info.pWaitSemaphores = &wait;
  info.pWaitDstStageMask = &stage;
  info.commandBufferCount = 1;
  info.pCommandBuffers = &slot.commands;
  info.signalSemaphoreCount = values.signalSemaphoreValueCount;
  info.pSignalSemaphores = signals;
  if (!device_->check(device_->fn.vkQueueSubmit(device_->queue, 1, &info, VK_NULL_HANDLE))) {
    return false;
  }
  submitted_ = value;
  slot.value = value;
  return true;
}

bool Frames::wait_for(uint64_t value) {
  if (device_->lost) return false;
  if (value == 0) return true;
  VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO};
  info.semaphoreCount = 1;
  info.pSemaphores = &timeline_;
  info.pValues = &value;
  return device_->check(device_->fn.vkWaitSemaphores(device_->handle, &info, device_->timeout_ns));
}

bool Frames::drain() {
  if (submitted_ == 0) return true;
  VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO};
  info.semaphoreCount = 1;
  info.pSemaphores = &timeline_;
  info.pValues = &submitted_;
  const uint64_t patience_ns = std::max(device_->timeout_ns, kShortestDrainNs);
  return device_->fn.vkWaitSemaphores(device_->handle, &info, patience_ns) != VK_TIMEOUT;
}

uint64_t Frames::completed() {
  uint64_t value = 0;
  device_->check(device_->fn.vkGetSemaphoreCounterValue(device_->handle, timeline_, &value));
  return value;
}

Frames::Piece Frames::take(VkDeviceSize size, VkDeviceSize alignment) {
  const VkDeviceSize start = (used_ + alignment - 1) / alignment * alignment;
  if (size == 0 || start + size > slot_bytes_) return {};
  used_ = start + size;
  const VkDeviceSize offset = slot_ * slot_bytes_ + start;
  return {{ring_.bytes() + offset, static_cast<size_t>(size)}, offset};
}

VkDeviceSize Frames::bytes_left(VkDeviceSize alignment) const {
  const VkDeviceSize start = (used_ + alignment - 1) / alignment * alignment;
  return start < slot_bytes_ ? slot_bytes_ - start : 0;
}

VkResult Frames::grow(VkDeviceSize slot_bytes) {
  if (!wait_idle()) return VK_ERROR_DEVICE_LOST;
  slot_bytes_ = (slot_bytes + 255) / 256 * 256;
  used_ = 0;
  return ring_.make(*device_, slot_bytes_ * slot_count_, BufferRole::Upload);
}

}  // namespace hallows::render::vk
