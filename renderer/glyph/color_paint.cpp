// OpenType 1.9, COLR. Font units are y up; the canvas is y down.
#include "renderer/glyph/color_paint.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_COLOR_H
#include FT_OUTLINE_H

#include <algorithm>
#include <cmath>
#include <vector>

#include "renderer/glyph/color_gradient.h"

namespace hallows::glyph {
namespace {

constexpr size_t kMaxDepth = 32;            // of paints within paints
constexpr uint32_t kMaxPaints = 4096;       // of a glyph
constexpr int64_t kMaxPixels = 32ll << 20;  // that all its fills and layers touch
constexpr double kFarthest = 1 << 22;       // of an outline's point, 1/64 px

// Coverage of a part of the canvas; 0 elsewhere.
struct Mask {
  RectPx box;
  std::vector<uint8_t> levels;  // rows of the box
  const uint8_t* row(Px y) const {
    return levels.data() + static_cast<size_t>(y - box.y0) * static_cast<size_t>(box.width());
  }
};

class Painter {
 public:
  Painter(const ColorGlyph& glyph, RectPx window)
      : face_(glyph.face), table_(glyph.table), window_(window) {
    FT_Palette_Data data;
    if (FT_Palette_Data_Get(face_, &data) == 0) colors_ = data.num_palette_entries;
    if (FT_Palette_Select(face_, 0, &palette_) != 0) palette_ = nullptr;
    const double scale = glyph.px_per_em / std::max<double>(face_->units_per_EM, 1);
    to_px_ = {scale, 0, glyph.x, 0, -scale, 0};
  }
  PaintResult paint(uint32_t glyph, ColorCanvas& canvas);

 private:
  // Where paints go: a canvas, through a matrix from font units to pixels, within a mask.
  struct Target {
    ColorCanvas* canvas;
    Matrix to_px;
    const Mask* mask = nullptr;  // null: everywhere
  };
  bool layers_v0(uint32_t glyph, ColorCanvas& canvas);
  bool paint_node(uint32_t offset, const Target& target);
  bool paint_kind(const Paint& paint, const Target& target);
  bool paint_layers(const Paint& paint, const Target& target);
  bool paint_glyph(const Paint& paint, const Target& target);
  bool paint_composite(const Paint& paint, const Target& target);
  bool fill(const Fill& fill, const Target& target);
  bool move_outline(FT_Outline& outline, const Matrix& to_px) const;
  bool coverage(uint32_t glyph, const Matrix& to_px, RectPx limits, Mask& out);
  bool take_pixels(RectPx box);
  StraightColor color(PaletteColor wanted) const;
  ColorLine color_line(const Paint& gradient) const;
  Fill fill_of(const Paint& paint) const;

  FT_Face face_;
  ColrTable table_;
  RectPx window_;
  FT_Color* palette_ = nullptr;
  uint32_t colors_ = 0;
  Matrix to_px_;
  std::vector<uint32_t> path_;  // the paints around the one at hand
  uint32_t paints_ = 0;
  int64_t pixels_ = 0;
};

bool Painter::take_pixels(RectPx box) {
  pixels_ += box.empty() ? 0 : box.area();
  return pixels_ <= kMaxPixels;
}

StraightColor Painter::color(PaletteColor wanted) const {
  const auto a = static_cast<float>(std::clamp(wanted.alpha, 0.0, 1.0));
  if (wanted.index == PaletteColor::kForeground) return {0, 0, 0, a, 1};
  if (palette_ == nullptr || wanted.index >= colors_) return {};
  const FT_Color c = palette_[wanted.index];
  return {c.red / 255.0f, c.green / 255.0f, c.blue / 255.0f, c.alpha / 255.0f * a, 0};
}

// Moves an outline of font units to 1/64 px, y up from the window's bottom. False: it lies nowhere.
bool Painter::move_outline(FT_Outline& outline, const Matrix& to_px) const {
  const auto steps = [](double v) {
    return static_cast<FT_Pos>(std::lround(std::clamp(v * 64, -kFarthest, kFarthest)));
  };
  for (int i = 0; i < outline.n_points; ++i) {
    FT_Vector& v = outline.points[i];
    const Point p = to_px.apply({static_cast<double>(v.x), static_cast<double>(v.y)});
    if (std::isnan(p.x) || std::isnan(p.y)) return false;
    v = {steps(p.x - window_.x0), steps(window_.y1 - p.y)};
  }
  return true;
}

// The glyph's outline under a matrix, as far as `limits`. False: out of work.
bool Painter::coverage(uint32_t glyph, const Matrix& to_px, RectPx limits, Mask& out) {
  constexpr FT_Int32 kFlags = FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP;
  if (FT_Load_Glyph(face_, glyph, kFlags) != 0) return true;
  if (face_->glyph->format != FT_GLYPH_FORMAT_OUTLINE) return true;
  FT_Outline& outline = face_->glyph->outline;
  if (!move_outline(outline, to_px)) return true;
  FT_BBox box;
  FT_Outline_Get_CBox(&outline, &box);
  const auto px = [](FT_Pos v) { return static_cast<Px>(v >> 6); };
  out.box = intersect(limits, {window_.x0 + px(box.xMin), window_.y1 - px(box.yMax + 63),
                               window_.x0 + px(box.xMax + 63), window_.y1 - px(box.yMin)});
  if (!take_pixels(out.box)) return false;
  if (out.box.empty()) return true;
  out.levels.assign(static_cast<size_t>(out.box.area()), 0);
  FT_Outline_Translate(&outline, (window_.x0 - out.box.x0) * 64, (out.box.y1 - window_.y1) * 64);
  FT_Bitmap bitmap = {};
  bitmap.rows = static_cast<unsigned>(out.box.height());
  bitmap.width = static_cast<unsigned>(out.box.width());
  bitmap.pitch = out.box.width();
  bitmap.buffer = out.levels.data();
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  FT_Outline_Get_Bitmap(face_->glyph->library, &outline, &bitmap);
  return true;
}

bool Painter::fill(const Fill& fill, const Target& target) {
  const RectPx box = target.mask == nullptr ? window_ : target.mask->box;
  if (!take_pixels(box)) return false;
  Matrix from_px;
  if (!invert(target.to_px, from_px)) return true;
  for (Px y = box.y0; y < box.y1; ++y) {
    const uint8_t* covers = target.mask == nullptr ? nullptr : target.mask->row(y);
    Ink* pixel = target.canvas->row(y) + (box.x0 - window_.x0);
    for (Px x = box.x0; x < box.x1; ++x, ++pixel) {
      const int cover = covers == nullptr ? 255 : covers[x - box.x0];
      if (cover == 0) continue;
      const Ink ink = fill.at(from_px.apply({x + 0.5, y + 0.5}));
      *pixel = blend(Blend::SrcOver, ink * (static_cast<float>(cover) / 255), *pixel);
    }
  }
  return true;
}

ColorLine Painter::color_line(const Paint& gradient) const {
  ColorLine out;
  out.extend = table_.extend_of(gradient.color_line);
  const uint32_t count = table_.stop_count(gradient.color_line);
  for (uint32_t i = 0; i < count && !out.stops.full(); ++i) {
    const StopRecord stop = table_.stop(gradient, i);
    out.stops.push({stop.at, color(stop.color)});
  }
  out.sort();
  return out;
}

Fill Painter::fill_of(const Paint& paint) const {
  Fill out;
  const double(&n)[6] = paint.numbers;
  if (paint.kind == PaintKind::Solid) {
    out.solid = color(paint.color).ink();
    return out;
  }
  out.line = color_line(paint);
  out.p0 = {n[0], n[1]};
  if (paint.kind == PaintKind::Linear) {
    // The third point turns the lines of equal colour: they run along p0 to p2, and the gradient
    // goes from p0 to p1's foot on the line through p0 across them.
    out.kind = Fill::Kind::Linear;
    const Point across = {n[5] - n[1], n[0] - n[4]};
    const double squared = across.x * across.x + across.y * across.y;
    const double along = (n[2] - n[0]) * across.x + (n[3] - n[1]) * across.y;
    const double k = squared > 0 ? along / squared : 0;
    out.p1 = {n[0] + across.x * k, n[1] + across.y * k};
  } else if (paint.kind == PaintKind::Radial) {
    out.kind = Fill::Kind::Radial;
    out.r0 = n[2];
    out.p1 = {n[3], n[4]};
    out.r1 = n[5];
  } else {
    out.kind = Fill::Kind::Sweep;
    out.r0 = (n[2] + 1) / 2;  // half turns, stored less 1
    out.r1 = (n[3] + 1) / 2;
  }
  return out;
}

bool Painter::paint_layers(const Paint& paint, const Target& target) {
  for (uint32_t i = 0; i < paint.layer_count; ++i) {
    const uint64_t index = uint64_t{paint.first_layer} + i;
    const uint32_t layer = index > UINT32_MAX ? 0 : table_.layer(static_cast<uint32_t>(index));
    if (layer != 0 && !paint_node(layer, target)) return false;
  }
  return true;
}

bool Painter::paint_glyph(const Paint& paint, const Target& target) {
  Mask mask;
  const RectPx limits = target.mask == nullptr ? window_ : target.mask->box;
  if (!coverage(paint.glyph, target.to_px, limits, mask)) return false;
  if (mask.box.empty()) return true;
  if (target.mask != nullptr) {
    uint8_t* level = mask.levels.data();
    for (Px y = mask.box.y0; y < mask.box.y1; ++y) {
      const uint8_t* outer = target.mask->row(y) + (mask.box.x0 - target.mask->box.x0);
      for (Px x = 0; x < mask.box.width(); ++x, ++level) {
        *level = static_cast<uint8_t>((*level * outer[x] + 127) / 255);
      }
    }
  }
  Target inside = target;
  inside.mask = &mask;
  return paint_node(paint.child, inside);
}

bool Painter::paint_composite(const Paint& paint, const Target& target) {
  if (!take_pixels(window_)) return false;
  if (paint.mode > static_cast<uint8_t>(Blend::HslLuminosity)) return true;
  ColorCanvas backdrop(window_), source(window_);
  if (!paint_node(paint.backdrop, {&backdrop, target.to_px})) return false;
  if (!paint_node(paint.child, {&source, target.to_px})) return false;
  const auto mode = static_cast<Blend>(paint.mode);
  const RectPx box = target.mask == nullptr ? window_ : target.mask->box;
  for (Px y = box.y0; y < box.y1; ++y) {
    const uint8_t* covers = target.mask == nullptr ? nullptr : target.mask->row(y);
    for (Px x = box.x0; x < box.x1; ++x) {
      const auto at = static_cast<size_t>(x - window_.x0);
      const Ink both = blend(mode, source.row(y)[at], backdrop.row(y)[at]);
      const float cover = covers == nullptr ? 1 : static_cast<float>(covers[x - box.x0]) / 255;
      Ink& pixel = target.canvas->row(y)[at];
      pixel = blend(Blend::SrcOver, both * cover, pixel);
    }
  }
  return true;
}

bool Painter::paint_node(uint32_t offset, const Target& target) {
  const Paint paint = table_.read(offset);
  if (paint.kind == PaintKind::Unknown) return true;
  const bool circle = std::find(path_.begin(), path_.end(), offset) != path_.end();
  if (circle || path_.size() >= kMaxDepth || ++paints_ > kMaxPaints) return false;
  path_.push_back(offset);
  const bool done = paint_kind(paint, target);
  path_.pop_back();
  return done;
}

bool Painter::paint_kind(const Paint& paint, const Target& target) {
  switch (paint.kind) {
    case PaintKind::Unknown:
      return true;
    case PaintKind::Layers:
      return paint_layers(paint, target);
    case PaintKind::Solid:
    case PaintKind::Linear:
    case PaintKind::Radial:
    case PaintKind::Sweep:
      return fill(fill_of(paint), target);
    case PaintKind::Glyph:
      return paint_glyph(paint, target);
    case PaintKind::ColorGlyph:
      return paint_node(table_.root_of(paint.glyph), target);
    case PaintKind::Moved: {
      Target moved = target;
      moved.to_px = concat(target.to_px, paint.matrix);
      return paint_node(paint.child, moved);
    }
    case PaintKind::Composite:
      return paint_composite(paint, target);
  }
  return true;
}

bool Painter::layers_v0(uint32_t glyph, ColorCanvas& canvas) {
  FT_LayerIterator layers = {};
  FT_UInt layer = 0, index = 0;
  while (FT_Get_Color_Glyph_Layer(face_, glyph, &layer, &index, &layers) != 0) {
    if (++paints_ > kMaxPaints) return false;
    Mask mask;
    if (!coverage(layer, to_px_, window_, mask)) return false;
    if (mask.box.empty()) continue;
    Fill solid;
    solid.solid = color({static_cast<uint16_t>(index), 1}).ink();
    if (!fill(solid, {&canvas, to_px_, &mask})) return false;
  }
  return true;
}

PaintResult Painter::paint(uint32_t glyph, ColorCanvas& canvas) {
  if (const uint32_t root = table_.root_of(glyph); root != 0) {
    return paint_node(root, {&canvas, to_px_}) ? PaintResult::Painted : PaintResult::Refused;
  }
  FT_LayerIterator layers = {};
  FT_UInt layer = 0, index = 0;
  if (FT_Get_Color_Glyph_Layer(face_, glyph, &layer, &index, &layers) == 0) {
    return PaintResult::NoColors;
  }
  return layers_v0(glyph, canvas) ? PaintResult::Painted : PaintResult::Refused;
}

}  // namespace

RectPx color_bounds(const ColorGlyph& glyph) {
  const double em = glyph.px_per_em;
  const auto low = [](double v) { return static_cast<Px>(std::floor(v)); };
  const auto high = [](double v) { return static_cast<Px>(std::ceil(v)); };
  const RectPx around = {low(-em / 2), low(-em * 1.5), high(em * 2), high(em * 0.75)};
  double box[4];
  if (!glyph.table.clip_box(glyph.glyph, box)) return around;
  const double k = em / std::max<double>(glyph.face->units_per_EM, 1);
  return intersect(around, {low(box[0] * k + glyph.x), low(-box[3] * k), high(box[2] * k + glyph.x),
                            high(-box[1] * k)});
}

PaintResult paint_color_glyph(const ColorGlyph& glyph, ColorCanvas& canvas) {
  return Painter(glyph, canvas.window()).paint(glyph.glyph, canvas);
}

}  // namespace hallows::glyph
