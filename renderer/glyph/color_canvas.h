#pragma once

#include <cstdint>
#include <vector>

#include "renderer/glyph/glyph_raster.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::glyph {

// A premultiplied colour of which a part is the text's own: what is drawn there is rgb + fore times
// the text's colour, and covers alpha + fore.
struct Ink {
  float r = 0, g = 0, b = 0;
  float alpha = 0;  // of rgb
  float fore = 0;   // of the text's colour
  float cover() const { return alpha + fore; }
};
inline Ink operator*(const Ink& ink, float k) {
  return {ink.r * k, ink.g * k, ink.b * k, ink.alpha * k, ink.fore * k};
}
inline Ink operator+(const Ink& a, const Ink& b) {
  return {a.r + b.r, a.g + b.g, a.b + b.b, a.alpha + b.alpha, a.fore + b.fore};
}

// COLR's composite modes, in the order of OpenType's table (COLR, version 1: CompositeMode).
enum class Blend : uint8_t {
  Clear,
  Src,
  Dest,
  SrcOver,
  DestOver,
  SrcIn,
  DestIn,
  SrcOut,
  DestOut,
  SrcAtop,
  DestAtop,
  Xor,
  Plus,
  Screen,
  Overlay,
  Darken,
  Lighten,
  ColorDodge,
  ColorBurn,
  HardLight,
  SoftLight,
  Difference,
  Exclusion,
  Multiply,
  HslHue,
  HslSaturation,
  HslColor,
  HslLuminosity,
};

// One pixel of a source over one of a backdrop: W3C Compositing and Blending 1. The modes from
// Screen on aren't linear in the text's colour: where both cover, it counts as black.
Ink blend(Blend mode, const Ink& source, const Ink& backdrop);

// The pixels of a window of device pixels (y down, from the pen), transparent at first.
class ColorCanvas {
 public:
  explicit ColorCanvas(RectPx window)
      : window_(window),
        pixels_(static_cast<size_t>(window.width()) * static_cast<size_t>(window.height())) {}
  RectPx window() const { return window_; }
  Ink* row(Px y) { return pixels_.data() + index(window_.x0, y); }

  bool uses_foreground() const;
  // The colours, cut to what they cover.
  void write_picture(GlyphBitmap& out) const;
  // Coverage of the text's colour, to be drawn before the picture: the picture's alpha over it
  // leaves the right share.
  void write_foreground(GlyphBitmap& out) const;

 private:
  RectPx inked() const;
  void place(RectPx box, BitmapFormat format, GlyphBitmap& out) const;
  size_t index(Px x, Px y) const {
    return static_cast<size_t>(y - window_.y0) * static_cast<size_t>(window_.width()) +
           static_cast<size_t>(x - window_.x0);
  }

  RectPx window_;
  std::vector<Ink> pixels_;
};

}  // namespace hallows::glyph
