#pragma once

#include <cstdint>
#include <vector>

#include "rt-kernel/types/geometry.h"

namespace hallows {

inline std::vector<double> luma(const std::vector<uint32_t>& pixels) {
  std::vector<double> out;
  for (const uint32_t p : pixels) {
    out.push_back(0.2126 * ((p >> 16) & 255) + 0.7152 * ((p >> 8) & 255) + 0.0722 * (p & 255));
  }
  return out;
}

struct Similarity {
  double all = 0, ink = 0;
};

// Wang et al. 2004 with 7 x 7 uniform windows. `ink`: over windows that are not flat in both
// pictures.
inline Similarity ssim(const std::vector<double>& a, const std::vector<double>& b, SizePx size) {
  constexpr int kSide = 7;
  constexpr double kC1 = (0.01 * 255) * (0.01 * 255), kC2 = (0.03 * 255) * (0.03 * 255);
  double sum = 0, ink_sum = 0;
  int64_t count = 0, ink_count = 0;
  for (Px y = 0; y + kSide <= size.height; ++y) {
    for (Px x = 0; x + kSide <= size.width; ++x) {
      double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
      for (Px v = y; v < y + kSide; ++v) {
        for (Px u = x; u < x + kSide; ++u) {
          const auto i = static_cast<size_t>(v * size.width + u);
          ma += a[i];
          mb += b[i];
          aa += a[i] * a[i];
          bb += b[i] * b[i];
          ab += a[i] * b[i];
        }
      }
      constexpr double kN = kSide * kSide;
      ma /= kN;
      mb /= kN;
      const double va = aa / kN - ma * ma, vb = bb / kN - mb * mb, cov = ab / kN - ma * mb;
      const double s =
          (2 * ma * mb + kC1) * (2 * cov + kC2) / ((ma * ma + mb * mb + kC1) * (va + vb + kC2));
      sum += s;
      ++count;
      if (va > 1 || vb > 1) {
        ink_sum += s;
        ++ink_count;
      }
    }
  }
  return {sum / static_cast<double>(count),
          ink_count > 0 ? ink_sum / static_cast<double>(ink_count) : 1};
}

}  // namespace hallows
