#include "renderer/vulkan/vulkan_backend.h"

#include <cstring>

#include "renderer/scroll_pixels.h"
#include "renderer/vulkan/record.h"

namespace hallows::render {

namespace {

using vk::Core;
using vk::Swapchain;
using vk::Target;

constexpr uint32_t kMaxTargets = 8;

// All that dies with the device, or stays with a device that is stuck.
struct State {
  explicit State(std::unique_ptr<Core> owned) : core(std::move(owned)), pages(*core) {}
  std::unique_ptr<Core> core;
  vk::Pages pages;
  std::array<Target, kMaxTargets> targets;
};

class Backend12 final : public VulkanBackend {
 public:
  explicit Backend12(std::unique_ptr<Core> core)
      : state_(std::make_unique<State>(std::move(core))),
        core_(state_->core.get()),
        pages_(state_->pages),
        targets_(state_->targets) {}
  ~Backend12() override {
    if (core_->frames.drain()) {
      for (Target& target : targets_) vk::close_target(*core_, target);
    } else {
      // Its work is not done, so nothing may be pulled from under it: the memory is lost.
      // NOLINTNEXTLINE(bugprone-unused-return-value)
      static_cast<void>(state_.release());
    }
  }
  VkResult prepare(const prepare::PageSetup& setup);

  const char* name() const override { return "vulkan"; }
  Result<bool> open_target(const TargetRequest& request) override;
  void close_target(WindowId window) override;
  ExecuteStatus execute(const prepare::DrawPlan& plan) override;
  bool read_pixels(WindowId window, RectPx rect, std::span<uint32_t> out) override;
  BackendStats stats() const override { return core_->stats; }

  void attach_pixels(WindowId window, const VulkanPixels& pixels) override {
    Target* target = find(window);
    if (target == nullptr) return;
    const VulkanPixels& had = target->pixels;
    if (had.size != pixels.size || had.stride != pixels.stride) target->held = nullptr;
    target->pixels = pixels;
  }
  const VulkanDeviceReport& device() const override { return core_->device->report; }
  VulkanCounts counts() const override {
    VulkanCounts out = core_->counts;
    out.validation_messages = core_->device->instance().validation_messages();
    return out;
  }
  bool uses_dynamic_rendering() const override { return core_->device->dynamic_rendering; }

 private:
  Target* find(WindowId window) {
    for (Target& target : targets_) {
      if (target.open && target.window == window) return &target;
    }
    return nullptr;
  }
  bool record(Target& target, const prepare::DrawPlan& plan);
  VkDeviceSize record_pixels(Target& target, const prepare::DrawPlan& plan);
  static std::span<const RectPx> fetched(const Target& target, const prepare::DrawPlan& plan);
  bool copy_pixels(Target& target, const prepare::DrawPlan& plan, VkDeviceSize bytes);
  bool submit(VkSemaphore wait, VkSemaphore signal) {
    ++core_->counts.submits;
    return core_->frames.submit(wait, signal);
  }

  std::unique_ptr<State> state_;
  Core* core_;  // in state_, as the following
  vk::Pages& pages_;
  std::array<Target, kMaxTargets>& targets_;
};

VkResult Backend12::prepare(const prepare::PageSetup& setup) {
  if (!core_->frames.begin()) return VK_ERROR_DEVICE_LOST;
  VkResult result = pages_.make(setup);
  if (result == VK_SUCCESS) result = vk::warm_up(*core_, pages_, setup);
  if (result != VK_SUCCESS) return result;
  if (!submit(VK_NULL_HANDLE, VK_NULL_HANDLE) || !core_->frames.wait_idle()) {
    return VK_ERROR_DEVICE_LOST;
  }
  core_->collect();
  core_->stats = {};
  core_->counts = {};
  return VK_SUCCESS;
}

Result<bool> Backend12::open_target(const TargetRequest& request) {
  close_target(request.window);
  for (Target& target : targets_) {
    if (target.open) continue;
    if (request.native.system != NativeWindow::System::None) {
      auto chain = Swapchain::create(*core_, request.native);
      if (!chain) return chain.error();
      target.swapchain = std::move(*chain);
    }
    target.window = request.window;
    target.open = true;
    const VkResult result = vk::resize_target(*core_, target, request.size, 0);
    if (result == VK_SUCCESS) return true;
    vk::close_target(*core_, target);
    return vk::call_failed("make an image of the window's size", result);
  }
  Diagnostic out;
  out.code = "vulkan-too-many-windows";
  out.message = "more than 8 windows can't be drawn at once";
  out.fix = "close one first";
  return out;
}

void Backend12::close_target(WindowId window) {
  if (Target* target = find(window)) vk::close_target(*core_, *target);
  core_->collect();
}

// Everything up to the present copies. False: the device is lost.
bool Backend12::record(Target& target, const prepare::DrawPlan& plan) {
  const VkDeviceSize needed = vk::instance_bytes(plan);
  if (needed > core_->frames.slot_bytes() &&
      core_->frames.grow(needed + needed / 2) != VK_SUCCESS) {
    core_->device->lost = true;
    return false;
  }
  if (!core_->frames.begin()) return false;
  core_->collect();
  if (!pages_.apply(plan)) return false;
  if (plan.generation != target.generation || plan.target != target.size) {
    if (vk::resize_target(*core_, target, plan.target, plan.generation) != VK_SUCCESS) {
      core_->device->lost = true;
      return false;
    }
  }
  return vk::record_plan(*core_, pages_, target, plan);
}

ExecuteStatus Backend12::execute(const prepare::DrawPlan& plan) {
  Target* target = find(plan.window);
  if (core_->device->lost) return ExecuteStatus::Lost;
  if (target == nullptr) return ExecuteStatus::Late;
  ++core_->stats.plans;
  if (!record(*target, plan)) return ExecuteStatus::Lost;

  Swapchain* chain = target->picture ? target->swapchain.get() : nullptr;
  Swapchain::Status shown = Swapchain::Status::Late;
  if (chain != nullptr) shown = chain->acquire(plan.target, plan.changed);
  const bool presents = chain != nullptr && shown == Swapchain::Status::Ready;
  if (presents) chain->record_copy(target->picture);
  const VkDeviceSize copied = record_pixels(*target, plan);
  const bool submitted = presents ? submit(core_->frames.acquire_semaphore(), chain->drawn())
                                  : submit(VK_NULL_HANDLE, VK_NULL_HANDLE);
  if (!submitted) return ExecuteStatus::Lost;
  if (presents) shown = chain->present();
  if (copied == 0) target->held = nullptr;
  if (copied > 0 && !copy_pixels(*target, plan, copied)) return ExecuteStatus::Lost;
  if (chain == nullptr || shown == Swapchain::Status::Ready) return ExecuteStatus::Done;
  return shown == Swapchain::Status::Late ? ExecuteStatus::Late : ExecuteStatus::Lost;
}

// Pixels that hold the last picture scroll by themselves: then only what was drawn is read back.
std::span<const RectPx> Backend12::fetched(const Target& target, const prepare::DrawPlan& plan) {
  return target.held == target.pixels.pixels ? plan.damage : plan.changed;
}

VkDeviceSize Backend12::record_pixels(Target& target, const prepare::DrawPlan& plan) {
  const VulkanPixels& pixels = target.pixels;
  if (pixels.pixels == nullptr || pixels.size != target.size || !target.picture) return 0;
  FixedVector<RectPx, 4> rects;
  for (const RectPx& rect : fetched(target, plan)) rects.push(intersect(rect, target.rect()));
  return vk::record_read_back(*core_, target, rects);
}

bool Backend12::copy_pixels(Target& target, const prepare::DrawPlan& plan, VkDeviceSize bytes) {
  if (!core_->frames.wait_idle() || !target.read_back.invalidate({0, bytes})) return false;
  const VulkanPixels& pixels = target.pixels;
  if (target.held == pixels.pixels) {
    for (const prepare::ScrollCopy& copy : plan.copies) {
      const RectPx dst = copied_part(copy, target.size);
      scroll_pixels(pixels.pixels, pixels.stride, dst, copy);
    }
  }
  const uint8_t* from = target.read_back.bytes();
  for (const RectPx& part : fetched(target, plan)) {
    const RectPx rect = intersect(part, target.rect());
    if (rect.empty()) continue;
    const size_t row_bytes = static_cast<size_t>(rect.width()) * 4;
    for (Px y = rect.y0; y < rect.y1; ++y) {
      uint32_t* row = pixels.pixels + static_cast<ptrdiff_t>(pixels.stride) * y;
      std::memcpy(row + rect.x0, from, row_bytes);
      from += row_bytes;
    }
    core_->counts.copied_pixels += static_cast<uint64_t>(rect.area());
  }
  target.held = pixels.pixels;
  return true;
}

bool Backend12::read_pixels(WindowId window, RectPx rect, std::span<uint32_t> out) {
  Target* target = find(window);
  if (core_->device->lost || target == nullptr || !target->picture || rect.empty()) return false;
  if (!covers(target->rect(), rect)) return false;
  if (static_cast<int64_t>(out.size()) < rect.area()) return false;
  if (!core_->frames.begin()) return false;
  const VkDeviceSize bytes = vk::record_read_back(*core_, *target, {&rect, 1});
  if (!submit(VK_NULL_HANDLE, VK_NULL_HANDLE) || !core_->frames.wait_idle()) return false;
  if (bytes == 0 || !target->read_back.invalidate({0, bytes})) return false;
  std::memcpy(out.data(), target->read_back.bytes(), bytes);
  return true;
}

}  // namespace

Result<std::unique_ptr<VulkanBackend>> VulkanBackend::create(const prepare::PageSetup& setup,
                                                             const VulkanConfig& config) {
  auto core = Core::create(config);
  if (!core) return core.error();
  auto out = std::make_unique<Backend12>(std::move(*core));
  const VkResult result = out->prepare(setup);
  if (result != VK_SUCCESS) return vk::call_failed("prepare its pipelines", result);
  return std::unique_ptr<VulkanBackend>(std::move(out));
}

}  // namespace hallows::render
