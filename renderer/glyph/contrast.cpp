#include "renderer/glyph/contrast.h"

#include <cmath>

namespace hallows::glyph {
namespace {

constexpr double kExponent = 1.2;
constexpr double kContrast = 0.2;

// `text`: luminance of the text, 0 to 1. The background is taken to be its opposite.
uint8_t corrected(double coverage, double text) {
  const double ground = 1 - text;
  const double linear_text = std::pow(text, kExponent);
  const double linear_ground = std::pow(ground, kExponent);
  const double raised = coverage + (1 - coverage) * kContrast * linear_ground * coverage;
  if (std::fabs(text - ground) < 1.0 / 256) return static_cast<uint8_t>(std::lround(raised * 255));
  const double mixed = std::pow(linear_text * raised + linear_ground * (1 - raised), 1 / kExponent);
  const double result = (mixed - ground) / (text - ground);
  return static_cast<uint8_t>(std::lround(std::fmin(std::fmax(result, 0.0), 1.0) * 255));
}

}  // namespace

ContrastTables make_contrast_tables() {
  ContrastTables tables;
  for (uint32_t c = 0; c < kLuminanceClasses; ++c) {
    const double text = static_cast<double>(c) / (kLuminanceClasses - 1);
    for (uint32_t i = 0; i < 256; ++i) tables[c][i] = corrected(i / 255.0, text);
  }
  return tables;
}

}  // namespace hallows::glyph
