#pragma once

#include "parseltongue/format/program.h"

namespace hallows::widgets {

// Where a curve stands after `elapsed` since its start (its delay included).
struct CurvePoint {
  double progress = 0;  // 0: from, 1: to; springs and cubics may leave that range
  bool done = false;
};
// Easings: CSS Easing 1 (cubic-bezier, steps jump-end); springs settle to 0.1 % within `duration`.
CurvePoint curve_at(const format::Curve& curve, Duration elapsed) noexcept;
// The easing alone, of 0 to 1.
double ease(const format::Curve& curve, double t) noexcept;

}  // namespace hallows::widgets
