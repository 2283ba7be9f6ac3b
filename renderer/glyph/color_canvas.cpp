#include "renderer/glyph/color_canvas.h"

#include <algorithm>
#include <cmath>

namespace hallows::glyph {
namespace {

uint8_t to_byte(float v) {
  return static_cast<uint8_t>(std::lround(std::clamp(v, 0.0f, 1.0f) * 255));
}

// Section 9: how much of source and backdrop a Porter-Duff mode keeps, by what both cover.
struct Shares {
  float source, backdrop;
};
Shares shares_of(Blend mode, float as, float ab) {
  switch (mode) {
    case Blend::Clear:
      return {0, 0};
    case Blend::Src:
      return {1, 0};
    case Blend::Dest:
      return {0, 1};
    case Blend::DestOver:
      return {1 - ab, 1};
    case Blend::SrcIn:
      return {ab, 0};
    case Blend::DestIn:
      return {0, as};
    case Blend::SrcOut:
      return {1 - ab, 0};
    case Blend::DestOut:
      return {0, 1 - as};
    case Blend::SrcAtop:
      return {ab, 1 - as};
    case Blend::DestAtop:
      return {1 - ab, as};
    case Blend::Xor:
      return {1 - ab, 1 - as};
    case Blend::Plus:
      return {1, 1};
    default:
      return {1, 1 - as};
  }
}

// Section 10.1: straight channels of source and backdrop to one of the mixture.
float separable(Blend mode, float cb, float cs) {
  const auto hard_light = [](float b, float s) {
    return s <= 0.5f ? b * 2 * s : b + (2 * s - 1) - b * (2 * s - 1);
  };
  switch (mode) {
    case Blend::Screen:
      return cb + cs - cb * cs;
    case Blend::Overlay:
      return hard_light(cs, cb);
    case Blend::Darken:
      return std::fmin(cb, cs);
    case Blend::Lighten:
      return std::fmax(cb, cs);
    case Blend::ColorDodge:
      return cb <= 0 ? 0 : cs >= 1 ? 1 : std::fmin(1.0f, cb / (1 - cs));
    case Blend::ColorBurn:
      return cb >= 1 ? 1 : cs <= 0 ? 0 : 1 - std::fmin(1.0f, (1 - cb) / cs);
    case Blend::HardLight:
      return hard_light(cb, cs);
    case Blend::SoftLight: {
      if (cs <= 0.5f) return cb - (1 - 2 * cs) * cb * (1 - cb);
      const float d = cb <= 0.25f ? ((16 * cb - 12) * cb + 4) * cb : std::sqrt(cb);
      return cb + (2 * cs - 1) * (d - cb);
    }
    case Blend::Difference:
      return std::fabs(cb - cs);
    case Blend::Exclusion:
      return cb + cs - 2 * cb * cs;
    default:  // Multiply
      return cb * cs;
  }
}

struct Rgb {
  float r, g, b;
};
float lum(Rgb c) {
  return 0.3f * c.r + 0.59f * c.g + 0.11f * c.b;
}
float low(Rgb c) {
  return std::fmin(c.r, std::fmin(c.g, c.b));
}
float high(Rgb c) {
  return std::fmax(c.r, std::fmax(c.g, c.b));
}

// Section 10.2: the functions by their names there.
Rgb clip_color(Rgb c) {
  const float l = lum(c), n = low(c), x = high(c);
  const auto each = [&](float v) {
    if (n < 0) v = l + (v - l) * l / (l - n);
    if (x > 1) v = l + (v - l) * (1 - l) / (x - l);
    return v;
  };
  return {each(c.r), each(c.g), each(c.b)};
}
Rgb set_lum(Rgb c, float l) {
  const float d = l - lum(c);
  return clip_color({c.r + d, c.g + d, c.b + d});
}
Rgb set_sat(Rgb c, float s) {
  const float n = low(c), range = high(c) - n;
  if (range <= 0) return {0, 0, 0};
  return {(c.r - n) * s / range, (c.g - n) * s / range, (c.b - n) * s / range};
}
float sat(Rgb c) {
  return high(c) - low(c);
}

Rgb mixed(Blend mode, Rgb cb, Rgb cs) {
  switch (mode) {
    case Blend::HslHue:
      return set_lum(set_sat(cs, sat(cb)), lum(cb));
    case Blend::HslSaturation:
      return set_lum(set_sat(cb, sat(cs)), lum(cb));
    case Blend::HslColor:
      return set_lum(cs, lum(cb));
    case Blend::HslLuminosity:
      return set_lum(cb, lum(cs));
    default:
      return {separable(mode, cb.r, cs.r), separable(mode, cb.g, cs.g),
              separable(mode, cb.b, cs.b)};
  }
}

}  // namespace

Ink blend(Blend mode, const Ink& source, const Ink& backdrop) {
  const float as = source.cover(), ab = backdrop.cover();
  if (mode < Blend::Screen) {
    const Shares shares = shares_of(mode, as, ab);
    Ink out = source * shares.source + backdrop * shares.backdrop;
    if (mode == Blend::Plus && out.cover() > 1) {
      const float k = 1 / out.cover();
      out.alpha *= k;
      out.fore *= k;
      out = {std::fmin(out.r, out.alpha), std::fmin(out.g, out.alpha), std::fmin(out.b, out.alpha),
             out.alpha, out.fore};
    }
    return out;
  }
  if (as <= 0) return backdrop;
  if (ab <= 0) return source;
  // Section 5.8: co = cs as (1 - ab) + cb ab (1 - as) + as ab B(cb, cs).
  const Rgb b = mixed(mode, {backdrop.r / ab, backdrop.g / ab, backdrop.b / ab},
                      {source.r / as, source.g / as, source.b / as});
  const Ink both = {b.r * as * ab, b.g * as * ab, b.b * as * ab, as * ab, 0};
  return source * (1 - ab) + backdrop * (1 - as) + both;
}

bool ColorCanvas::uses_foreground() const {
  return std::any_of(pixels_.begin(), pixels_.end(),
                     [](const Ink& ink) { return ink.fore >= 0.5f / 255; });
}

RectPx ColorCanvas::inked() const {
  RectPx box;
  size_t i = 0;
  for (Px y = window_.y0; y < window_.y1; ++y) {
    for (Px x = window_.x0; x < window_.x1; ++x) {
      if (pixels_[i++].cover() >= 0.5f / 255) box = unite(box, {x, y, x + 1, y + 1});
    }
  }
  return box;
}

void ColorCanvas::place(RectPx box, BitmapFormat format, GlyphBitmap& out) const {
  out.format = format;
  out.left = static_cast<int16_t>(box.x0);
  out.top = static_cast<int16_t>(-box.y0);
  out.width = static_cast<uint16_t>(box.width());
  out.height = static_cast<uint16_t>(box.height());
  out.texels.resize(size_t{out.width} * out.height * (format == BitmapFormat::Bgra ? 4 : 1));
}

void ColorCanvas::write_picture(GlyphBitmap& out) const {
  const RectPx box = inked();
  if (box.empty()) return;
  place(box, BitmapFormat::Bgra, out);
  uint8_t* texel = out.texels.data();
  for (Px y = box.y0; y < box.y1; ++y) {
    for (Px x = box.x0; x < box.x1; ++x, texel += 4) {
      const Ink& ink = pixels_[index(x, y)];
      texel[3] = to_byte(ink.alpha);
      texel[2] = std::min(texel[3], to_byte(ink.r));
      texel[1] = std::min(texel[3], to_byte(ink.g));
      texel[0] = std::min(texel[3], to_byte(ink.b));
    }
  }
}

void ColorCanvas::write_foreground(GlyphBitmap& out) const {
  const RectPx box = inked();
  if (box.empty()) return;
  place(box, BitmapFormat::Coverage, out);
  uint8_t* texel = out.texels.data();
  for (Px y = box.y0; y < box.y1; ++y) {
    for (Px x = box.x0; x < box.x1; ++x) {
      const Ink& ink = pixels_[index(x, y)];
      const float rest = 1 - ink.alpha;
      *texel++ = rest <= 0 ? 0 : to_byte(ink.fore / rest);
    }
  }
}

}  // namespace hallows::glyph
