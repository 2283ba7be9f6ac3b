#include "renderer/vulkan/memory.h"

#include <algorithm>
#include <bit>

namespace hallows::render::vk {

std::optional<uint32_t> choose_memory_type(const VkPhysicalDeviceMemoryProperties& properties,
                                           uint32_t type_bits, VkMemoryPropertyFlags required,
                                           VkMemoryPropertyFlags preferred) {
  std::optional<uint32_t> best;
  int best_score = -1;
  for (uint32_t i = 0; i < properties.memoryTypeCount; ++i) {
    const VkMemoryPropertyFlags flags = properties.memoryTypes[i].propertyFlags;
    if ((type_bits & (1u << i)) == 0 || (flags & required) != required) continue;
    const int score = std::popcount(flags & preferred);
    if (score > best_score) {
      best = i;
      best_score = score;
    }
  }
  return best;
}

ByteRange whole_atoms(ByteRange range, VkDeviceSize atom, VkDeviceSize total) {
  const VkDeviceSize first = range.offset / atom * atom;
  const VkDeviceSize end = (range.offset + range.size + atom - 1) / atom * atom;
  return {first, std::min(end, total) - first};
}

std::optional<VkDeviceSize> RangeList::take(VkDeviceSize size, VkDeviceSize alignment) {
  for (size_t i = 0; i < free_.size(); ++i) {
    const ByteRange range = free_[i];
    const VkDeviceSize start = (range.offset + alignment - 1) / alignment * alignment;
    const VkDeviceSize before = start - range.offset;
    if (before + size > range.size) continue;
    const ByteRange after{start + size, range.size - before - size};
    if (before > 0) {
      free_[i].size = before;
      if (after.size > 0) insert(i + 1, after);
    } else if (after.size > 0) {
      free_[i] = after;
    } else {
      std::copy(free_.begin() + i + 1, free_.end(), free_.begin() + i);
      free_.pop();
    }
    return start;
  }
  return std::nullopt;
}

void RangeList::give_back(ByteRange range) {
  if (range.size == 0) return;
  size_t at = 0;
  while (at < free_.size() && free_[at].offset < range.offset) ++at;
  const bool joins_next = at < free_.size() && range.offset + range.size == free_[at].offset;
  const bool joins_last = at > 0 && free_[at - 1].offset + free_[at - 1].size == range.offset;
  if (joins_last && joins_next) {
    free_[at - 1].size += range.size + free_[at].size;
    std::copy(free_.begin() + at + 1, free_.end(), free_.begin() + at);
    free_.pop();
  } else if (joins_last) {
    free_[at - 1].size += range.size;
  } else if (joins_next) {
    free_[at] = {range.offset, range.size + free_[at].size};
  } else {
    insert(at, range);
  }
}

void RangeList::insert(size_t at, ByteRange range) {
  free_.push(range);
  std::rotate(free_.begin() + at, free_.end() - 1, free_.end());
}

ImageMemory::~ImageMemory() {
  for (const Block& block : blocks_) {
    if (block.memory != VK_NULL_HANDLE) {
      device_.fn.vkFreeMemory(device_.handle, block.memory, nullptr);
    }
  }
}

std::optional<Allocation> ImageMemory::allocate(const VkMemoryRequirements& needs) {
  const auto type = choose_memory_type(device_.memory, needs.memoryTypeBits, 0,
                                       VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT);
  if (!type) return std::nullopt;
  for (uint32_t i = 0; i < blocks_.size(); ++i) {
    Block& block = blocks_[i];
    if (block.memory == VK_NULL_HANDLE || block.type != *type) continue;
    if (const auto offset = block.ranges.take(needs.size, needs.alignment)) {
      return Allocation{block.memory, {*offset, needs.size}, i};
    }
  }
  const auto fresh = make_block(*type, std::max(kBlockBytes, needs.size));
  if (!fresh) return std::nullopt;
  Block& block = blocks_[*fresh];
  const auto offset = block.ranges.take(needs.size, needs.alignment);
  ASSERT(offset.has_value());
  return Allocation{block.memory, {*offset, needs.size}, *fresh};
}

std::optional<uint32_t> ImageMemory::make_block(uint32_t type, VkDeviceSize bytes) {
  VkMemoryAllocateInfo info{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
  info.allocationSize = bytes;
  info.memoryTypeIndex = type;
  VkDeviceMemory memory = VK_NULL_HANDLE;
  if (device_.fn.vkAllocateMemory(device_.handle, &info, nullptr, &memory) != VK_SUCCESS) {
    return std::nullopt;
  }
  for (uint32_t i = 0; i < blocks_.size(); ++i) {
    if (blocks_[i].memory != VK_NULL_HANDLE) continue;
    blocks_[i] = {memory, type, RangeList(bytes)};
    return i;
  }
  blocks_.push_back({memory, type, RangeList(bytes)});
  return static_cast<uint32_t>(blocks_.size() - 1);
}

void ImageMemory::free(const Allocation& allocation) {
  Block& block = blocks_[allocation.block];
  block.ranges.give_back(allocation.range);
  if (!block.ranges.all_free()) return;
  for (uint32_t i = 0; i < blocks_.size(); ++i) {
    if (i == allocation.block || blocks_[i].memory == VK_NULL_HANDLE) continue;
    if (blocks_[i].type != block.type) continue;
    device_.fn.vkFreeMemory(device_.handle, block.memory, nullptr);
    block.memory = VK_NULL_HANDLE;
    return;
  }
}

uint32_t ImageMemory::block_count() const {
  uint32_t out = 0;
  for (const Block& block : blocks_) out += block.memory != VK_NULL_HANDLE ? 1 : 0;
  return out;
}

MappedBuffer::~MappedBuffer() {
  destroy();
}

VkResult MappedBuffer::make(Device& device, VkDeviceSize bytes, BufferRole role) {
  destroy();
  device_ = &device;
  const bool upload = role == BufferRole::Upload;
  VkBufferCreateInfo info{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
  info.size = bytes;
  info.usage = upload ? VK_BUFFER_USAGE_VERTEX_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT
                      : VK_BUFFER_USAGE_TRANSFER_DST_BIT;
  VkResult result = device.fn.vkCreateBuffer(device.handle, &info, nullptr, &handle_);
  if (result != VK_SUCCESS) return result;
  VkMemoryRequirements needs;
  device.fn.vkGetBufferMemoryRequirements(device.handle, handle_, &needs);
  const auto type = choose_memory_type(
      device.memory, needs.memoryTypeBits, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
      upload ? VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT : VK_MEMORY_PROPERTY_HOST_CACHED_BIT);
  if (!type) return VK_ERROR_FEATURE_NOT_PRESENT;
  VkMemoryAllocateInfo allocate{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
  allocate.allocationSize = needs.size;
  allocate.memoryTypeIndex = *type;
  result = device.fn.vkAllocateMemory(device.handle, &allocate, nullptr, &memory_);
  if (result != VK_SUCCESS) return result;
  result = device.fn.vkBindBufferMemory(device.handle, handle_, memory_, 0);
  if (result != VK_SUCCESS) return result;
  void* mapped = nullptr;
  result = device.fn.vkMapMemory(device.handle, memory_, 0, VK_WHOLE_SIZE, 0, &mapped);
  if (result != VK_SUCCESS) return result;
  bytes_ = static_cast<uint8_t*>(mapped);
  size_ = bytes;
  allocated_ = needs.size;
  return VK_SUCCESS;
}

void MappedBuffer::destroy() {
  if (device_ == nullptr) return;
  device_->fn.vkDestroyBuffer(device_->handle, handle_, nullptr);
  device_->fn.vkFreeMemory(device_->handle, memory_, nullptr);  // unmaps
  handle_ = VK_NULL_HANDLE;
  memory_ = VK_NULL_HANDLE;
  bytes_ = nullptr;
  size_ = 0;
}

VkMappedMemoryRange MappedBuffer::mapped_range(ByteRange range) const {
  const ByteRange whole = whole_atoms(range, device_->limits.nonCoherentAtomSize, allocated_);
  VkMappedMemoryRange out{VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE};
  out.memory = memory_;
  out.offset = whole.offset;
  out.size = whole.size;
  return out;
}

bool MappedBuffer::flush(ByteRange range) {
  if (range.size == 0) return true;
  const VkMappedMemoryRange mapped = mapped_range(range);
  return device_->check(device_->fn.vkFlushMappedMemoryRanges(device_->handle, 1, &mapped));
}

bool MappedBuffer::invalidate(ByteRange range) {
  if (range.size == 0) return true;
  const VkMappedMemoryRange mapped = mapped_range(range);
  return device_->check(device_->fn.vkInvalidateMappedMemoryRanges(device_->handle, 1, &mapped));
}

}  // namespace hallows::render::vk
