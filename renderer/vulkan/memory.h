#pragma once

#include <optional>
#include <vector>

#include "renderer/vulkan/device.h"
#include "rt-kernel/base/buffer.h"

namespace hallows::render::vk {

// The memory type among `type_bits` that has all of `required` and most of `preferred`; the first
// of equals, because drivers list better ones first.
std::optional<uint32_t> choose_memory_type(const VkPhysicalDeviceMemoryProperties& properties,
                                           uint32_t type_bits, VkMemoryPropertyFlags required,
                                           VkMemoryPropertyFlags preferred);

struct ByteRange {
  VkDeviceSize offset = 0, size = 0;
  friend bool operator==(ByteRange, ByteRange) = default;
};
// `range` grown to whole atoms (VkPhysicalDeviceLimits::nonCoherentAtomSize), cut at `total`: what
// flushing and invalidating must name.
ByteRange whole_atoms(ByteRange range, VkDeviceSize atom, VkDeviceSize total);

// First-fit over free ranges that are sorted and never touch each other.
class RangeList {
 public:
  explicit RangeList(VkDeviceSize total) : total_(total) { free_.push({0, total}); }
  std::optional<VkDeviceSize> take(VkDeviceSize size, VkDeviceSize alignment);
  void give_back(ByteRange range);
  bool all_free() const { return free_.size() == 1 && free_[0].size == total_; }
  std::span<const ByteRange> free_ranges() const { return free_; }

 private:
  void insert(size_t at, ByteRange range);
  Buffer<ByteRange> free_;
  VkDeviceSize total_;
};

struct Allocation {
  VkDeviceMemory memory = VK_NULL_HANDLE;
  ByteRange range;
  uint32_t block = 0;  // in ImageMemory's blocks
};

// Memory for images: blocks of 32 MiB, larger images alone in a block. An empty block goes back to
// the driver unless it is the last of its type. Images only, so buffer-image granularity doesn't
// matter.
class ImageMemory {
 public:
  static constexpr VkDeviceSize kBlockBytes = VkDeviceSize{32} << 20;
  explicit ImageMemory(Device& device) : device_(device) {}
  ~ImageMemory();
  ImageMemory(const ImageMemory&) = delete;
  ImageMemory& operator=(const ImageMemory&) = delete;

  // Empty when the device is out of memory.
  std::optional<Allocation> allocate(const VkMemoryRequirements& needs);
  void free(const Allocation& allocation);
  uint32_t block_count() const;

 private:
  struct Block {
    VkDeviceMemory memory = VK_NULL_HANDLE;  // null: the slot is free
    uint32_t type = 0;
    RangeList ranges;
  };
  std::optional<uint32_t> make_block(uint32_t type, VkDeviceSize bytes);

  Device& device_;
  std::vector<Block> blocks_;
};

enum class BufferRole : uint8_t {
  Upload,    // written by the CPU: instances, and texels on their way to images
  ReadBack,  // written by the device, read by the CPU
};

// A buffer that stays mapped. Every hand-over names its range (flush, invalidate), coherent memory
// or not: it costs next to nothing and the validation layer sees the path everywhere.
class MappedBuffer {
 public:
  ~MappedBuffer();
  MappedBuffer() = default;
  MappedBuffer(const MappedBuffer&) = delete;
  MappedBuffer& operator=(const MappedBuffer&) = delete;

  VkResult make(Device& device, VkDeviceSize bytes, BufferRole role);
  void destroy();
  bool flush(ByteRange range);
  bool invalidate(ByteRange range);
  VkBuffer handle() const { return handle_; }
  uint8_t* bytes() const { return bytes_; }
  VkDeviceSize size() const { return size_; }

 private:
  VkMappedMemoryRange mapped_range(ByteRange range) const;

  Device* device_ = nullptr;
  VkBuffer handle_ = VK_NULL_HANDLE;
  VkDeviceMemory memory_ = VK_NULL_HANDLE;
  VkDeviceSize size_ = 0;
  VkDeviceSize allocated_ = 0;
  uint8_t* bytes_ = nullptr;
};

}  // namespace hallows::render::vk
