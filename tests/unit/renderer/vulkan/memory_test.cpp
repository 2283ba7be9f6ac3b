#include "renderer/vulkan/memory.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace hallows::render::vk;

namespace {

VkPhysicalDeviceMemoryProperties types(std::initializer_list<VkMemoryPropertyFlags> flags) {
  VkPhysicalDeviceMemoryProperties out{};
  for (const auto flag : flags) out.memoryTypes[out.memoryTypeCount++].propertyFlags = flag;
  return out;
}

constexpr VkMemoryPropertyFlags kLocal = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
constexpr VkMemoryPropertyFlags kVisible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
constexpr VkMemoryPropertyFlags kCached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
constexpr VkMemoryPropertyFlags kCoherent = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;

}  // namespace

TEST_CASE("A discrete GPU's memory types are told apart") {
  const auto gpu =
      types({kLocal, kVisible | kCoherent, kVisible | kCached, kLocal | kVisible | kCoherent});
  CHECK(choose_memory_type(gpu, 0xF, 0, kLocal) == 0u);
  CHECK(choose_memory_type(gpu, 0xF, kVisible, kLocal) == 3u);
  CHECK(choose_memory_type(gpu, 0x7, kVisible, kLocal) == 1u);
  CHECK(choose_memory_type(gpu, 0xF, kVisible, kCached) == 2u);
  CHECK_FALSE(choose_memory_type(gpu, 0x1, kVisible, kLocal).has_value());
}

TEST_CASE("A range for flushing is whole atoms within the memory") {
  struct Row {
    ByteRange range;
    VkDeviceSize atom, total;
    ByteRange expected;
  };
  const Row rows[] = {
      {{0, 1}, 64, 1024, {0, 64}},       {{63, 2}, 64, 1024, {0, 128}},
      {{64, 64}, 64, 1024, {64, 64}},    {{1000, 24}, 64, 1024, {960, 64}},
      {{1000, 10}, 64, 1010, {960, 50}}, {{5, 7}, 1, 100, {5, 7}},
  };
  for (const Row& row : rows) CHECK(whole_atoms(row.range, row.atom, row.total) == row.expected);
}

TEST_CASE("Ranges are aligned, never overlap and join again when given back") {
  RangeList list(1 << 20);
  std::mt19937 random(7);
  std::vector<ByteRange> held;
  for (int i = 0; i < 4000; ++i) {
    if (held.empty() || random() % 3 != 0) {
      const VkDeviceSize size = 1 + random() % 9000;
      const VkDeviceSize alignment = VkDeviceSize{1} << (random() % 13);
      const auto offset = list.take(size, alignment);
      if (!offset) continue;
      CHECK(*offset % alignment == 0);
      CHECK(*offset + size <= (1 << 20));
      for (const auto& other : held) {
        REQUIRE((*offset + size <= other.offset || other.offset + other.size <= *offset));
      }
      held.push_back({*offset, size});
    } else {
      const size_t at = random() % held.size();
      list.give_back(held[at]);
      held[at] = held.back();
      held.pop_back();
    }
  }
  for (const auto& range : held) list.give_back(range);
  CHECK(list.all_free());
}
