#include "renderer/vulkan/scroll.h"

#include <algorithm>

#include "renderer/scroll_pixels.h"

namespace hallows::render::vk {

namespace {

// Bytes of a band on software Vulkan: what is put aside is still in the cache when it is put back.
// GPUs prefer few commands.
constexpr int64_t kBandBytes = int64_t{512} << 10;

void record_copy(const Core& core, const Image& from, const Image& to, const VkImageCopy& region) {
  core.device->fn.vkCmdCopyImage(core.commands(), from.handle, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                                 to.handle, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
}

// Through a second image: source and destination of one copy may not overlap.
void move_band(Core& core, Image& picture, Image& aside, RectPx dst,
               const prepare::ScrollCopy& by) {
  VkImageCopy out{}, back{};
  out.srcSubresource = out.dstSubresource = color_layers();
  out.extent = extent_of({dst.width(), dst.height()});
  back = out;
  out.srcOffset = offset_at(dst.x0 - by.dx, dst.y0 - by.dy);
  back.dstOffset = offset_at(dst.x0, dst.y0);
  transition(*core.device, core.commands(), picture, Use::CopySource);
  transition(*core.device, core.commands(), aside, Use::CopyTarget);
  record_copy(core, picture, aside, out);
  transition(*core.device, core.commands(), aside, Use::CopySource);
  transition(*core.device, core.commands(), picture, Use::CopyTarget);
  record_copy(core, aside, picture, back);
}

}  // namespace

void record_scroll(Core& core, Target& target, const prepare::ScrollCopy& copy) {
  const RectPx dst = copied_part(copy, target.size);
  if (dst.empty()) return;
  Texture* texture = scratch_image(core, target);
  if (texture == nullptr) return;
  Px rows = dst.height();
  if (core.device->is_cpu()) {
    rows = std::max<Px>(1, static_cast<Px>(kBandBytes / (int64_t{dst.width()} * 4)));
  }
  // Each band is read before one that was moved covers it.
  for (Px done = 0; done < dst.height(); done += rows) {
    const Px count = std::min(rows, dst.height() - done);
    const Px y = copy.dy > 0 ? dst.y1 - done - count : dst.y0 + done;
    move_band(core, target.picture, texture->image, {dst.x0, y, dst.x1, y + count}, copy);
  }
}

}  // namespace hallows::render::vk
