#pragma once

#include <array>

#include "renderer/vulkan/core.h"

namespace hallows::render::vk {

// The pages that quads read: the atlas's, from the start and cleared, and whole pictures that come
// and go with plans. Entries of a plan that name no page or lie outside it are left out.
class Pages {
 public:
  explicit Pages(Core& core) : core_(core) {}
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // Records into the open commands. Fails when the device is out of memory.
  VkResult make(const prepare::PageSetup& setup);
  // Records the plan's page changes and uploads; afterwards every page can be sampled. False: the
  // device is lost.
  bool apply(const prepare::DrawPlan& plan);
  // Null where there is none. kNoPage is one white texel: full coverage.
  const Texture* find(uint16_t page) const;
  // R8 pages have one row more than the plan knows, all full coverage: quads without coverage can
  // share a draw with quads of such a page by reading there. 0: no such page.
  uint16_t white_row(uint16_t page) const { return page < r8_pages_ ? atlas_size_ : 0; }

 private:
  struct Rows {
    const uint8_t* bytes;
    uint32_t row_bytes;
    RectPx rect;
  };
  bool change(const prepare::PageChange& change);
  bool upload(const prepare::PageUpload& upload, std::span<const uint8_t> texels);
  bool copy_rows(Image& image, Rows rows);
  VkResult make_atlas_page(uint32_t page);
  void make_readable();

  Core& core_;
  std::array<Texture, prepare::kMaxPages> pages_{};
  uint16_t atlas_size_ = 0;
  uint32_t r8_pages_ = 0;
  uint32_t atlas_pages_ = 0;
  Texture white_;
};

}  // namespace hallows::render::vk
