#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"

namespace hallows::sched {

// Predicts what a frame costs from the work that stands queued before it starts: cost = a + b*work
// by regression with forgetting, times the p99.5 of the last 240 ratios of real to fitted cost,
// plus a margin that grows on a miss and decays by 2 % a frame. A retained engine knows its work
// before it begins, which is why this has the least input age at equal misses of all the policies
// tried (simulated on four traces against those of Chromium, Mutter, KWin and gamescope).
class CostModel {
 public:
  static constexpr uint32_t kHistory = 240;
  static constexpr Duration kMarginFloor{500'000};
  static constexpr Duration kMarginCeiling{8'000'000};
  // What the first frames are taken to cost, until eight are known.
  explicit CostModel(Duration first_guess = {4'000'000});

  enum class Outcome : uint8_t { OnTime, Missed };
  // `work` is any measure that grows with cost: dirty elements + texts to shape + quads + ...
  void observe(uint32_t work, Duration cost, Outcome outcome) noexcept HALLOWS_NONBLOCKING;
  // Upper estimate, margin included.
  Duration predict(uint32_t work) const noexcept HALLOWS_NONBLOCKING;

  // For dumps and tests: the fit itself, without ratio or margin.
  Duration fitted(uint32_t work) const noexcept HALLOWS_NONBLOCKING;
  double residual_ratio() const { return ratio_p995_; }
  Duration margin() const { return {margin_ns_}; }
  uint32_t observed() const { return observed_; }

 private:
  void refit() noexcept HALLOWS_NONBLOCKING;
  double quantile_995() const noexcept HALLOWS_NONBLOCKING;

  // Forgetting sums of the regression over (work, cost in ns).
  double weight_ = 0, sum_w_ = 0, sum_c_ = 0, sum_ww_ = 0, sum_wc_ = 0;
  double a_ = 0, b_ = 0;
  std::array<float, kHistory> ratios_{};
  uint32_t next_ratio_ = 0;
  double ratio_p995_ = 1;
  int64_t margin_ns_ = kMarginFloor.ns;
  int64_t first_guess_ns_;
  uint32_t observed_ = 0;
};

}  // namespace hallows::sched
