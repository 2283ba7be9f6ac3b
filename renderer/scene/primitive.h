#pragma once

#include <cstdint>
#include <span>
#include <type_traits>

#include "renderer/scene/paint.h"
#include "rt-kernel/base/buffer.h"
#include "rt-kernel/types/font_face.h"
#include "rt-kernel/types/glyph_run.h"
#include "rt-kernel/types/image_blob.h"

namespace hallows::scene {

enum class PrimitiveKind : uint8_t { FillRect, RRect, Shadow, Text, Image, Gradient, Path };

// All geometry below: device pixels from the node's origin. Boxes are snapped already.

struct FillRect {
  RectPx rect;
  Color color;
  friend bool operator==(const FillRect&, const FillRect&) = default;
};

// A rounded box: its fill reaches to the outer edge, under the border, as in CSS. A fill or border
// colour of alpha 0, or a width of 0, draws nothing of that part.
struct RRect {
  RectPx rect;
  Corners radii;
  Color fill{0, 0, 0, 0};
  Color border_color{0, 0, 0, 0};
  Edges<Px> border;  // widths, inside `rect`
  friend bool operator==(const RRect&, const RRect&) = default;
};

// A Gaussian shadow of the box `rect` grown by `spread` and moved by `offset`. It is drawn under
// the box too (an opaque box over it hides that part, and then it isn't drawn).
struct Shadow {
  RectPx rect;
  Corners radii;
  float sigma = 0;  // standard deviation, at most 64; a CSS blur radius is 2 sigma
  Px offset_x = 0, offset_y = 0;
  Px spread = 0;
  Color color;
  friend bool operator==(const Shadow&, const Shadow&) = default;
};

// One glyph: its pen position on the baseline. x is binned to quarter pixels, y rounded, when
// drawn.
struct GlyphAt {
  float x = 0, y = 0;
  GlyphId glyph;
  uint16_t flags = 0;  // bit 0: colour glyph
  friend bool operator==(const GlyphAt&, const GlyphAt&) = default;
};

struct Text {
  FontFaceId face;
  float size = 0;  // em size, device pixels
  Color color;
  uint32_t first_glyph = 0;  // in the glyphs of the list that holds this primitive
  uint32_t glyph_count = 0;
  friend bool operator==(const Text&, const Text&) = default;
};

// The picture, or its part `source` (0 to 1 of its width and height), scaled into `rect`.
struct Image {
  ImageId image;
  RectPx rect;
  Rect source{0, 0, 1, 1};
  Corners radii;
  uint8_t opacity = 255;
  friend bool operator==(const Image&, const Image&) = default;
};

struct Gradient {
  RectPx rect;
  Corners radii;
  GradientLine line;
  uint32_t first_stop = 0;  // in the stops of the list that holds this primitive; at least 1
  uint32_t stop_count = 0;
  friend bool operator==(const Gradient&, const Gradient&) = default;
};

// A path of the scene under `to_px`, filled; or, where `stroke` > 0, stroked that wide (path units)
// with round caps and joins.
struct Path {
  PathId path;
  Affine to_px;
  float stroke = 0;
  FillRule rule = FillRule::NonZero;
  Color color;
  friend bool operator==(const Path&, const Path&) = default;
};

// One primitive. `bounds` limits what it may draw: damage relies on it.
struct Primitive {
  PrimitiveKind kind = PrimitiveKind::FillRect;
  RectPx bounds;
  union {
    FillRect fill;
    RRect rrect;
    Shadow shadow;
    Text text;
    Image image;
    Gradient gradient;
    Path path;
  };
  Primitive() : fill{} {}
};
static_assert(std::is_trivially_copyable_v<Primitive>);
bool operator==(const Primitive& a, const Primitive& b);

constexpr float kLargestSigma = 64;
// How far a shadow of this sigma reaches beyond its box: beyond it, it is under 1/255.
Px shadow_reach(float sigma);
RectPx shadow_bounds(const Shadow& shadow);
// The whole pixels that a box touches once it is transformed.
RectPx transformed_bounds(const Affine& m, Rect box);

// What a node draws, back to front: built by its owner in scratch memory, then copied into the
// scene by Scene::replace. Reserve once and clear() per node: then nothing allocates.
class PrimitiveList {
 public:
  PrimitiveList() = default;
  PrimitiveList(size_t primitives, size_t glyphs, size_t stops)
      : items_(primitives), glyphs_(glyphs), stops_(stops) {}
  void clear();

  void fill(const FillRect& rect);
  void rrect(const RRect& rect);
  void shadow(const Shadow& shadow);
  // Positions are copied. `ink`, where the caller knows it, limits the drawn pixels and so the
  // damage; empty: one em to the left, two to the right, one and a half above, one below.
  void text(Text text, std::span<const GlyphAt> glyphs, RectPx ink = {});
  void image(const Image& image);
  void gradient(Gradient gradient, std::span<const GradientStop> stops);
  // `box`: the path's own bounds (Scene::path_bounds), in path units.
  void path(const Path& path, Rect box);

  std::span<const Primitive> items() const { return items_; }
  std::span<const GlyphAt> glyphs() const { return glyphs_; }
  std::span<const GradientStop> stops() const { return stops_; }
  bool empty() const { return items_.empty(); }

 private:
  Primitive& add(PrimitiveKind kind, RectPx bounds);

  Buffer<Primitive> items_;
  Buffer<GlyphAt> glyphs_;
  Buffer<GradientStop> stops_;
};

}  // namespace hallows::scene
