#pragma once

#include <array>
#include <span>

#include "renderer/vulkan/memory.h"

namespace hallows::render::vk {

// Commands and mapped memory of the frames in flight: one on emulated devices, where a second would
// only add latency, two on GPUs. A timeline semaphore counts submits; every wait has the device's
// timeout, after which the device counts as lost.
class Frames {
 public:
  static constexpr uint32_t kMaxSlots = 2;
  Frames() = default;
  ~Frames();
  Frames(const Frames&) = delete;
  Frames& operator=(const Frames&) = delete;

  VkResult make(Device& device, uint32_t slots, VkDeviceSize slot_bytes);
  void destroy();

  // Takes the next slot when the device is done with it, and opens its command buffer. False: the
  // device is lost.
  bool begin();
  // Ends the slot's commands and submits them. `wait` (at the transfer stage) and `signal` may be
  // null. False: the device is lost.
  bool submit(VkSemaphore wait, VkSemaphore signal);
  bool wait_for(uint64_t value);
  bool wait_idle() { return wait_for(submitted_); }
  // Before something is destroyed: waits also for a device that counts as lost, because a late one
  // still uses its memory. False: it is stuck; leave everything to it.
  bool drain();
  uint64_t completed();
  // The value that the submit of the open commands will have.
  uint64_t current() const { return submitted_ + 1; }
  VkCommandBuffer commands() const { return slots_[slot_].commands; }
  // Free between submit and the next begin() of the same slot: the semaphore to acquire with.
  VkSemaphore acquire_semaphore() const { return slots_[slot_].acquired; }

  // Mapped bytes that live until the device is done with this slot. Empty when the slot is full.
  struct Piece {
    std::span<uint8_t> bytes;
    VkDeviceSize offset = 0;  // in buffer()
  };
  Piece take(VkDeviceSize size, VkDeviceSize alignment);
  VkDeviceSize bytes_left(VkDeviceSize alignment) const;
  VkBuffer buffer() const { return ring_.handle(); }
  VkDeviceSize slot_bytes() const { return slot_bytes_; }
  // Set-up, or a plan beyond the usual: waits for the device and makes the ring anew.
  VkResult grow(VkDeviceSize slot_bytes);

 private:
  struct Slot {
    VkCommandPool pool = VK_NULL_HANDLE;
    VkCommandBuffer commands = VK_NULL_HANDLE;
    VkSemaphore acquired = VK_NULL_HANDLE;
    uint64_t value = 0;  // of its last submit
  };
  VkResult make_slot(Slot& slot);

  Device* device_ = nullptr;
  std::array<Slot, kMaxSlots> slots_{};
  uint32_t slot_count_ = 0;
  uint32_t slot_ = 0;
  VkSemaphore timeline_ = VK_NULL_HANDLE;
  uint64_t submitted_ = 0;
  MappedBuffer ring_;
  VkDeviceSize slot_bytes_ = 0;
  VkDeviceSize used_ = 0;  // of the open slot
};

}  // namespace hallows::render::vk
