#pragma once

#include <memory>
#include <span>
#include <vector>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/types/image_request.h"

namespace hallows::image {

struct CacheLimits {
  uint32_t sources = 4096;  // pictures of the application
  uint32_t scaled = 256;    // scaled pictures, each a page of the executors
  uint64_t scaled_bytes = 128u << 20;
};

// A scaled picture on its way to the screen: a page of its own. `page` stays the same while it
// lives.
struct ScaledImage {
  uint16_t page = 0;  // index among image pages
  SizePx size;
  bool opaque = false;
  const uint32_t* pixels = nullptr;  // immutable, lives until the page's destruction has retired
};

// Pictures by id, and their scaled copies by (id, size, part). Engine thread, or whoever sets it
// up.
class ImageCache {
 public:
  explicit ImageCache(const CacheLimits& limits = {});
  ~ImageCache();

  // A decoded picture becomes known (stage 1, or set-up). None at the bound.
  ImageId add_source(std::shared_ptr<const ImageBlob> image);
  // Replaces the pixels behind an id: every scaled copy is forgotten.
  void set_source(ImageId id, std::shared_ptr<const ImageBlob> image);
  std::shared_ptr<const ImageBlob> source(ImageId id) const;

  void begin_frame(uint64_t serial, uint64_t retired) noexcept HALLOWS_NONBLOCKING;
  // Null when absent: ask a worker.
  const ScaledImage* find(const ImageRequest& request) noexcept HALLOWS_NONBLOCKING;
  // A worker's answer. False when nothing could be evicted: ask again later.
  bool insert(const ImageRequest& request, std::shared_ptr<const ImageBlob> scaled);

  // Pages made and dropped since clear_pending, in order.
  struct PageChange {
    uint16_t page = 0;
    bool created = false;
    ScaledImage image;
  };
  std::span<const PageChange> pending() const noexcept HALLOWS_NONBLOCKING;
  void clear_pending() noexcept HALLOWS_NONBLOCKING;
  // Every live page is created again: for a new executor.
  void repeat_pages();
  uint32_t version() const;  // rises when something arrives

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hallows::image
