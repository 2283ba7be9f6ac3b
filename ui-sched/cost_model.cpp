#include "ui-sched/cost_model.h"

#include <algorithm>

#include "rt-kernel/base/assert.h"

namespace hallows::sched {
namespace {

constexpr double kForget = 0.99;              // of the regression, per frame
constexpr double kMarginDecay = 0.98;         // per frame
constexpr int64_t kMarginAttack = 1'000'000;  // per miss, on top of doubling
constexpr uint32_t kFewFrames = 8;

}  // namespace

CostModel::CostModel(Duration first_guess) : first_guess_ns_(first_guess.ns) {
  ASSERT(first_guess.ns > 0);
  ratios_.fill(1.0f);
}

void CostModel::observe(uint32_t work, Duration cost,
                        Outcome outcome) noexcept HALLOWS_NONBLOCKING {
  const double w = work;
  const auto c = static_cast<double>(std::max<int64_t>(cost.ns, 0));
  // The ratio of real to fitted is judged by the fit that the frame was planned with.
  if (observed_ >= kFewFrames) {
    const double fit = std::max(1000.0, a_ + b_ * w);
    ratios_[next_ratio_] = static_cast<float>(std::min(c / fit, 100.0));
    next_ratio_ = (next_ratio_ + 1) % kHistory;
    ratio_p995_ = std::max(1.0, quantile_995());
  }
  weight_ = weight_ * kForget + 1;
  sum_w_ = sum_w_ * kForget + w;
  sum_c_ = sum_c_ * kForget + c;
  sum_ww_ = sum_ww_ * kForget + w * w;
  sum_wc_ = sum_wc_ * kForget + w * c;
  refit();
  ++observed_;
  if (outcome == Outcome::Missed) {
    margin_ns_ = std::min(margin_ns_ * 2 + kMarginAttack, kMarginCeiling.ns);
  } else {
    margin_ns_ = std::max(static_cast<int64_t>(static_cast<double>(margin_ns_) * kMarginDecay),
                          kMarginFloor.ns);
  }
}

void CostModel::refit() noexcept HALLOWS_NONBLOCKING {
  const double mean_w = sum_w_ / weight_;
  const double mean_c = sum_c_ / weight_;
  const double variance = sum_ww_ / weight_ - mean_w * mean_w;
  const double covariance = sum_wc_ / weight_ - mean_w * mean_c;
  // Work that never varies says nothing about its price; a negative price is noise.
  b_ = variance > 1e-6 * (1 + mean_w * mean_w) ? std::max(0.0, covariance / variance) : 0;
  a_ = mean_c - b_ * mean_w;
  if (a_ < 0) {  // a line through the origin fits such data best
    a_ = 0;
    b_ = sum_ww_ > 0 ? sum_wc_ / sum_ww_ : 0;
  }
}

double CostModel::quantile_995() const noexcept HALLOWS_NONBLOCKING {
  // Nearest rank: ceil(0.995 * 240) = 239th of 240, the second largest.
  static_assert(kHistory == 240);
  float first = 0;
  float second = 0;
  for (const float ratio : ratios_) {
    if (ratio > first) {
      second = first;
      first = ratio;
    } else if (ratio > second) {
      second = ratio;
    }
  }
  return second;
}

Duration CostModel::fitted(uint32_t work) const noexcept HALLOWS_NONBLOCKING {
  if (observed_ < kFewFrames) return {first_guess_ns_};
  return {static_cast<int64_t>(a_ + b_ * work)};
}

Duration CostModel::predict(uint32_t work) const noexcept HALLOWS_NONBLOCKING {
  if (observed_ < kFewFrames) return {first_guess_ns_ + margin_ns_};
  const double upper = (a_ + b_ * work) * ratio_p995_;
  return {static_cast<int64_t>(upper) + margin_ns_};
}

}  // namespace hallows::sched
