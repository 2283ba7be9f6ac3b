#include "renderer/image/image_cache.h"

namespace hallows::image {

struct ImageCache::State {
  enum class Life : uint8_t { Free, Live, Dying };
  struct Slot {
    Life life = Life::Free;
    ImageRequest request;
    ScaledImage scaled;
    std::shared_ptr<const ImageBlob> pixels;
    uint64_t last_frame = 0;  // Dying: the frame whose plan carries the destruction
  };
  CacheLimits limits;
  std::vector<std::shared_ptr<const ImageBlob>> sources;
  std::vector<Slot> slots;
  Buffer<PageChange> pending;
  uint64_t serial = 1, retired = 0;
  uint64_t bytes = 0;
  uint32_t version = 0;

  void drop(uint16_t page);
  bool evict();
  int free_slot() const;
};

namespace {

uint64_t bytes_of(SizePx size) {
  return uint64_t(size.width) * uint64_t(size.height) * 4;
}

}  // namespace

ImageCache::ImageCache(const CacheLimits& limits) : state_(std::make_unique<State>()) {
  state_->limits = limits;
  state_->sources.reserve(limits.sources);
  state_->slots.resize(limits.scaled);
  state_->pending.reserve(size_t{limits.scaled} * 4);
}

ImageCache::~ImageCache() = default;

ImageId ImageCache::add_source(std::shared_ptr<const ImageBlob> image) {
  if (state_->sources.size() == state_->limits.sources) return {};
  state_->sources.push_back(std::move(image));
  return {static_cast<uint32_t>(state_->sources.size() - 1)};
}

void ImageCache::set_source(ImageId id, std::shared_ptr<const ImageBlob> image) {
  if (id.value >= state_->sources.size()) return;
  state_->sources[id.value] = std::move(image);
  for (size_t i = 0; i < state_->slots.size(); ++i) {
    const State::Slot& slot = state_->slots[i];
    if (slot.life == State::Life::Live && slot.request.image == id) {
      state_->drop(static_cast<uint16_t>(i));
    }
  }
  ++state_->version;
}

std::shared_ptr<const ImageBlob> ImageCache::source(ImageId id) const {
  return id.value < state_->sources.size() ? state_->sources[id.value] : nullptr;
}

void ImageCache::begin_frame(uint64_t serial, uint64_t retired) noexcept {
  state_->serial = serial;
  state_->retired = retired;
  for (State::Slot& slot : state_->slots) {
    if (slot.life != State::Life::Dying || slot.last_frame > retired) continue;
    state_->bytes -= bytes_of(slot.scaled.size);
    slot.pixels.reset();
    slot.life = State::Life::Free;
  }
}

const ScaledImage* ImageCache::find(const ImageRequest& request) noexcept {
  for (State::Slot& slot : state_->slots) {
    if (slot.life != State::Life::Live || !(slot.request == request)) continue;
    slot.last_frame = state_->serial;
    return &slot.scaled;
  }
  return nullptr;
}

void ImageCache::State::drop(uint16_t page) {
  Slot& slot = slots[page];
  slot.life = Life::Dying;
  slot.last_frame = serial + 1;  // the next plan at the latest carries the destruction
  pending.push({page, false, {}});
}

// The live picture that was used longest ago and that no frame in flight uses.
bool ImageCache::State::evict() {
  int chosen = -1;
  for (size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[i];
    if (slot.life != Life::Live || slot.last_frame > retired || slot.last_frame == serial) continue;
    if (chosen < 0 || slot.last_frame < slots[static_cast<size_t>(chosen)].last_frame) {
      chosen = static_cast<int>(i);
    }
  }
  if (chosen < 0) return false;
  drop(static_cast<uint16_t>(chosen));
  return true;
}

int ImageCache::State::free_slot() const {
  for (size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].life == Life::Free) return static_cast<int>(i);
  }
  return -1;
}

bool ImageCache::insert(const ImageRequest& request, std::shared_ptr<const ImageBlob> scaled) {
  if (find(request) != nullptr) return true;
  if (scaled == nullptr || scaled->pixels.empty()) return false;
  const uint64_t bytes = bytes_of(scaled->size);
  const int free = state_->free_slot();
  if (free < 0 || state_->bytes + bytes > state_->limits.scaled_bytes) {
    state_->evict();  // its room is there once the destruction has retired
    return false;
  }
  State::Slot& slot = state_->slots[static_cast<size_t>(free)];
  slot.life = State::Life::Live;
  slot.request = request;
  slot.scaled = {static_cast<uint16_t>(free), scaled->size, scaled->opaque, scaled->pixels.data()};
  slot.pixels = std::move(scaled);
  slot.last_frame = state_->serial;
  state_->bytes += bytes;
  state_->pending.push({static_cast<uint16_t>(free), true, slot.scaled});
  ++state_->version;
  return true;
}

std::span<const ImageCache::PageChange> ImageCache::pending() const noexcept {
  return state_->pending;
}

void ImageCache::clear_pending() noexcept {
  state_->pending.clear();
}

void ImageCache::repeat_pages() {
  state_->pending.clear();
  for (size_t i = 0; i < state_->slots.size(); ++i) {
    const State::Slot& slot = state_->slots[i];
    if (slot.life != State::Life::Live) continue;
    state_->pending.push({static_cast<uint16_t>(i), true, slot.scaled});
  }
}

uint32_t ImageCache::version() const {
  return state_->version;
}

}  // namespace hallows::image
