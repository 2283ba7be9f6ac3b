#include "renderer/vulkan/pages.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace hallows::render::vk {

namespace {

constexpr VkImageUsageFlags kPageUsage =
    VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
constexpr VkDeviceSize kCopyAlignment = 16;

void clear(Core& core, Image& image, float value) {
  transition(*core.device, core.commands(), image, Use::CopyTarget);
  const VkClearColorValue color{{value, value, value, value}};
  const VkImageSubresourceRange whole{VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
  core.device->fn.vkCmdClearColorImage(core.commands(), image.handle,
                                       VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, &color, 1, &whole);
}

}  // namespace

Pages::~Pages() {
  for (Texture& page : pages_) core_.retire(page);
  core_.retire(white_);
}

VkResult Pages::make(const prepare::PageSetup& setup) {
  r8_pages_ = setup.r8_pages;
  atlas_pages_ = std::min<uint32_t>(setup.r8_pages + setup.bgra_pages, prepare::kFirstImagePage);
  atlas_size_ = setup.size;
  VkResult result = core_.make_texture({1, 1}, VK_FORMAT_R8_UNORM, kPageUsage, white_);
  if (result != VK_SUCCESS) return result;
  clear(core_, white_.image, 1);
  transition(*core_.device, core_.commands(), white_.image, Use::Sampled);
  make_readable();
  return VK_SUCCESS;
}

VkResult Pages::make_atlas_page(uint32_t page) {
  const bool is_r8 = page < r8_pages_;
  const SizePx size{atlas_size_, atlas_size_ + (is_r8 ? 1 : 0)};
  const VkFormat format = is_r8 ? VK_FORMAT_R8_UNORM : VK_FORMAT_B8G8R8A8_UNORM;
  const VkResult result = core_.make_texture(size, format, kPageUsage, pages_[page]);
  if (result != VK_SUCCESS) return result;
  Image& image = pages_[page].image;
  clear(core_, image, 0);
  transition(*core_.device, core_.commands(), image, Use::CopyTarget);  // behind the clear
  if (!is_r8) return VK_SUCCESS;
  const std::vector<uint8_t> white(atlas_size_, 255);
  const RectPx row{0, atlas_size_, atlas_size_, atlas_size_ + 1};
  return copy_rows(image, {white.data(), atlas_size_, row}) ? VK_SUCCESS : VK_ERROR_DEVICE_LOST;
}

bool Pages::apply(const prepare::DrawPlan& plan) {
  for (const auto& page_change : plan.pages) {
    if (!change(page_change)) return false;
  }
  for (const auto& piece : plan.uploads) {
    if (!upload(piece, plan.texels)) return false;
  }
  make_readable();
  return true;
}

const Texture* Pages::find(uint16_t page) const {
  if (page == prepare::kNoPage) return &white_;
  if (page >= pages_.size() || !pages_[page].image) return nullptr;
  return &pages_[page];
}

bool Pages::change(const prepare::PageChange& change) {
  if (change.page < prepare::kFirstImagePage || change.page >= pages_.size()) return true;
  Texture& page = pages_[change.page];
  core_.retire(page);
  if (change.what == prepare::PageChange::What::Destroy || change.pixels == nullptr) return true;
  // A picture that doesn't fit is drawn as nothing.
  if (core_.make_texture(change.size, VK_FORMAT_B8G8R8A8_UNORM, kPageUsage, page) != VK_SUCCESS) {
    page = {};
    return true;
  }
  const uint32_t row_bytes = static_cast<uint32_t>(change.size.width) * 4;
  return copy_rows(page.image, {reinterpret_cast<const uint8_t*>(change.pixels),
                                row_bytes,
                                {0, 0, change.size.width, change.size.height}});
}

bool Pages::upload(const prepare::PageUpload& upload, std::span<const uint8_t> texels) {
  if (upload.page >= atlas_pages_ || upload.width == 0 || upload.height == 0) return true;
  const bool is_r8 = upload.page < r8_pages_;
  if (is_r8 != (upload.format == prepare::PageFormat::R8)) return true;
  const uint32_t row_bytes = upload.width * (is_r8 ? 1u : 4u);
  const uint64_t end = upload.first_byte + uint64_t{row_bytes} * upload.height;
  const RectPx rect{upload.u, upload.v, upload.u + upload.width, upload.v + upload.height};
  if (end > texels.size() || !covers({0, 0, atlas_size_, atlas_size_}, rect)) {
    return true;
  }
  // Pages are made when something is put into them: most programs use few.
  Image& image = pages_[upload.page].image;
  if (!image && make_atlas_page(upload.page) != VK_SUCCESS) return false;
  return copy_rows(image, {texels.data() + upload.first_byte, row_bytes, rect});
}

bool Pages::copy_rows(Image& image, Rows rows) {
  Px y = rows.rect.y0;
  while (y < rows.rect.y1) {
    const VkDeviceSize fit = core_.frames.bytes_left(kCopyAlignment) / rows.row_bytes;
    if (fit == 0) {
      if (rows.row_bytes + kCopyAlignment > core_.frames.slot_bytes()) return true;  // never: 32 KB
      if (!core_.stall()) return false;
      continue;
    }
    const Px count =
        std::min<Px>(rows.rect.y1 - y, static_cast<Px>(std::min<VkDeviceSize>(fit, 1u << 20)));
    const auto piece = core_.frames.take(VkDeviceSize{rows.row_bytes} * count, kCopyAlignment);
    std::memcpy(piece.bytes.data(), rows.bytes, piece.bytes.size());
    rows.bytes += piece.bytes.size();
    // Several pieces of one page stay in one use: they never overlap within a plan.
    if (image.use != Use::CopyTarget) {
      transition(*core_.device, core_.commands(), image, Use::CopyTarget);
    }
    VkBufferImageCopy region{};
    region.bufferOffset = piece.offset;
    region.imageSubresource = color_layers();
    region.imageOffset = offset_at(rows.rect.x0, y);
    region.imageExtent = extent_of({rows.rect.width(), count});
    core_.device->fn.vkCmdCopyBufferToImage(core_.commands(), core_.frames.buffer(), image.handle,
                                            VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
    core_.stats.upload_bytes += piece.bytes.size();
    y += count;
  }
  return true;
}

void Pages::make_readable() {
  for (Texture& page : pages_) {
    if (page.image.use == Use::CopyTarget) {
      transition(*core_.device, core_.commands(), page.image, Use::Sampled);
    }
  }
}

}  // namespace hallows::render::vk
