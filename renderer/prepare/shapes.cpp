#include "renderer/prepare/shapes.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "renderer/prepare/shape_key.h"

namespace hallows::prepare {

using glyph::BitmapFormat;
using glyph::Sprite;
using glyph::TexelRows;
using scene::Corners;

namespace {

constexpr Px kSmallBox = 32;
constexpr Px kLargestShadowSprite = 1020;
constexpr float kLargestShadowRadius = 120;
constexpr size_t kRowTexels =
    size_t{OutlineGrid::kCell} * OutlineGrid::kCell * OutlineGrid::kColumns;
static_assert(kRowTexels >= size_t{OutlineGrid::kSmall} * OutlineGrid::kSmall);

Px ceil_px(float v) {
  return static_cast<Px>(std::ceil(v));
}

float at_least_0(float v) {
  return v > 0 ? v : 0;
}

// The outline of a rounded box, clockwise: quarters of ellipses around the corner centres.
void trace_box(CoverageRaster& raster, const Rect& box, const Vec2 (&radii)[4]) {
  const float x0 = box.x, y0 = box.y, x1 = box.right(), y1 = box.bottom();
  const Vec2 tl = radii[0], tr = radii[1], br = radii[2], bl = radii[3];
  raster.line({x1, y0 + tr.y}, {x1, y1 - br.y});
  raster.quarter_ellipse({x1 - br.x, y1 - br.y}, br, 0);
  raster.quarter_ellipse({x0 + bl.x, y1 - bl.y}, bl, 1);
  raster.line({x0, y1 - bl.y}, {x0, y0 + tl.y});
  raster.quarter_ellipse({x0 + tl.x, y0 + tl.y}, tl, 2);
  raster.quarter_ellipse({x1 - tr.x, y0 + tr.y}, tr, 3);
}

void trace_outer(CoverageRaster& raster, const BoxOutline& box, SizePx size) {
  const Corners& r = box.radii;
  const Vec2 radii[4] = {{r.top_left, r.top_left},
                         {r.top_right, r.top_right},
                         {r.bottom_right, r.bottom_right},
                         {r.bottom_left, r.bottom_left}};
  trace_box(raster, {0, 0, static_cast<float>(size.width), static_cast<float>(size.height)}, radii);
}

// CSS Backgrounds 3, section 5.2: the padding edge's radii are the outer ones less the border.
void trace_inner(CoverageRaster& raster, const BoxOutline& box, SizePx size) {
  const Corners& r = box.radii;
  const auto l = static_cast<float>(box.border.left), t = static_cast<float>(box.border.top);
  const auto right = static_cast<float>(box.border.right);
  const auto bottom = static_cast<float>(box.border.bottom);
  const Vec2 radii[4] = {{at_least_0(r.top_left - l), at_least_0(r.top_left - t)},
                         {at_least_0(r.top_right - right), at_least_0(r.top_right - t)},
                         {at_least_0(r.bottom_right - right), at_least_0(r.bottom_right - bottom)},
                         {at_least_0(r.bottom_left - l), at_least_0(r.bottom_left - bottom)}};
  const auto w = static_cast<float>(size.width), h = static_cast<float>(size.height);
  if (w - l - right <= 0 || h - t - bottom <= 0) return;
  trace_box(raster, {l, t, w - l - right, h - t - bottom}, radii);
}

}  // namespace

Corners fit_radii(Corners radii, SizePx size) {
  radii = {at_least_0(radii.top_left), at_least_0(radii.top_right), at_least_0(radii.bottom_right),
           at_least_0(radii.bottom_left)};
  const auto w = static_cast<float>(size.width), h = static_cast<float>(size.height);
  float factor = 1;
  const auto fit = [&factor](float sum, float side) {
    if (sum > side) factor = std::fmin(factor, side / sum);
  };
  fit(radii.top_left + radii.top_right, w);
  fit(radii.bottom_left + radii.bottom_right, w);
  fit(radii.top_left + radii.bottom_left, h);
  fit(radii.top_right + radii.bottom_right, h);
  if (factor == 1) return radii;
  return {radii.top_left * factor, radii.top_right * factor, radii.bottom_right * factor,
          radii.bottom_left * factor};
}

BoxCells cells_of(const BoxOutline& box) {
  const Corners& r = box.radii;
  const bool bordered = box.shape != BoxShape::Outer;
  const Edges<Px> border = bordered ? box.border : Edges<Px>{};
  const Px left = std::max(ceil_px(std::fmax(r.top_left, r.bottom_left)), border.left);
  const Px right = std::max(ceil_px(std::fmax(r.top_right, r.bottom_right)), border.right);
  const Px top = std::max(ceil_px(std::fmax(r.top_left, r.top_right)), border.top);
  const Px bottom = std::max(ceil_px(std::fmax(r.bottom_left, r.bottom_right)), border.bottom);
  BoxCells cells;
  // Small boxes are one cell: one sprite draws faster than seven pieces.
  const bool small = box.size.width <= kSmallBox && box.size.height <= kSmallBox;
  cells.merged_x = small || left + right > box.size.width;
  cells.merged_y = small || top + bottom > box.size.height;
  cells.x[0] = cells.merged_x ? box.size.width : left;
  cells.x[1] = cells.merged_x ? box.size.width : box.size.width - right;
  cells.y[0] = cells.merged_y ? box.size.height : top;
  cells.y[1] = cells.merged_y ? box.size.height : box.size.height - bottom;
  return cells;
}

ShapeCache::ShapeCache(glyph::GlyphAtlas& atlas, size_t texel_budget)
    : atlas_(atlas), texel_budget_(texel_budget) {
  rows_.reserve(size_t{kLargestShadowSprite} * 260);
  cell_texels_.reserve(kRowTexels);
}

Sprite* ShapeCache::make(uint64_t key, BitmapFormat format, SizePx size, TexelRows* texels) {
  const size_t bytes = static_cast<size_t>(size.width) * static_cast<size_t>(size.height) *
                       (format == BitmapFormat::Bgra ? 4 : 1);
  if (atlas_.pending_bytes() + bytes > texel_budget_) {
    postponed_ = postponed_ || atlas_.pending_bytes() > 0;
    return nullptr;
  }
  if (size.width > CoverageRaster::kLargestSide || size.height > CoverageRaster::kLargestSide) {
    return nullptr;
  }
  return atlas_.insert(key, format, size, texels);
}

const Sprite* ShapeCache::box_cell(const BoxOutline& box, const BoxCells& cells, int column,
                                   int row) {
  // Equal corners of boxes of any size share their sprite: a size counts only where it is merged.
  KeyHash hash(1 | static_cast<uint64_t>(column) << 8 | static_cast<uint64_t>(row) << 12 |
               static_cast<uint64_t>(box.shape) << 16);
  hash.corners(box.radii);
  if (cells.merged_x || cells.merged_y) {
    hash.ints(cells.merged_x ? box.size.width : 0, cells.merged_y ? box.size.height : 0);
  }
  // Cells of a bordered box are cut with the border in mind, whichever of its shapes they show.
  hash.ints(column == 0 ? cells.x[0] : box.size.width - cells.x[1],
            row == 0 ? cells.y[0] : box.size.height - cells.y[1]);
  if (box.shape != BoxShape::Outer) {
    hash.ints(box.border.left, box.border.top).ints(box.border.right, box.border.bottom);
  }
  const uint64_t key = hash.key();
  if (const Sprite* known = atlas_.find(key)) return known;
  const RectPx cell = {column == 0 ? 0 : cells.x[column - 1], row == 0 ? 0 : cells.y[row - 1],
                       column == 2 ? box.size.width : cells.x[column],
                       row == 2 ? box.size.height : cells.y[row]};
  TexelRows texels;
  const Sprite* sprite = make(key, BitmapFormat::Coverage, {cell.width(), cell.height()}, &texels);
  if (sprite == nullptr || sprite->width == 0) return sprite;
  raster_.begin(cell);
  if (box.shape != BoxShape::Inner) trace_outer(raster_, box, box.size);
  if (box.shape == BoxShape::Ring) raster_.subtract();
  if (box.shape != BoxShape::Outer) trace_inner(raster_, box, box.size);
  raster_.finish(scene::FillRule::NonZero, texels);
  return sprite;
}

const Sprite* ShapeCache::stroke_tile(const PathView& data, const scene::Path& path,
                                      const Affine& to_px, RectPx tile) {
  // The same icon at another whole-pixel place is the same sprite.
  const auto whole_x = std::floor(to_px.tx), whole_y = std::floor(to_px.ty);
  Affine fraction = to_px;
  fraction.tx -= whole_x;
  fraction.ty -= whole_y;
  const RectPx region = translate(tile, -static_cast<Px>(whole_x), -static_cast<Px>(whole_y));
  KeyHash hash(2);
  hash.ints(path.path.value, static_cast<int>(path.rule)).affine(fraction).floats(path.stroke, 0);
  const uint64_t key = hash.rect(region).key();
  if (const Sprite* known = atlas_.find(key)) return known;
  TexelRows texels;
  const Sprite* sprite = make(key, BitmapFormat::Coverage, {tile.width(), tile.height()}, &texels);
  if (sprite == nullptr) return nullptr;
  // Drawn relative to the whole-pixel place, so that the texels don't depend on it.
  const float scale = std::sqrt(std::fabs(to_px.a * to_px.d - to_px.b * to_px.c));
  stroke_coverage(data, fraction, path.stroke * scale, region, texels);
  return sprite;
}

const Sprite* ShapeCache::turned_box_tile(RectPx box, const Corners& radii, const Affine& to_px,
                                          RectPx tile) {
  const uint64_t key = KeyHash(5).rect(box).corners(radii).affine(to_px).rect(tile).key();
  if (const Sprite* known = atlas_.find(key)) return known;
  TexelRows texels;
  const Sprite* sprite = make(key, BitmapFormat::Coverage, {tile.width(), tile.height()}, &texels);
  if (sprite == nullptr) return nullptr;
  const Vec2 each[4] = {{radii.top_left, radii.top_left},
                        {radii.top_right, radii.top_right},
                        {radii.bottom_right, radii.bottom_right},
                        {radii.bottom_left, radii.bottom_left}};
  raster_.begin(tile);
  raster_.transform(to_px);
  trace_box(raster_,
            {static_cast<float>(box.x0), static_cast<float>(box.y0),
             static_cast<float>(box.width()), static_cast<float>(box.height())},
            each);
  // trace_box leaves out level edges, which a rotation tilts.
  raster_.line({static_cast<float>(box.x0) + each[0].x, static_cast<float>(box.y0)},
               {static_cast<float>(box.x1) - each[1].x, static_cast<float>(box.y0)});
  raster_.line({static_cast<float>(box.x1) - each[2].x, static_cast<float>(box.y1)},
               {static_cast<float>(box.x0) + each[3].x, static_cast<float>(box.y1)});
  raster_.finish(scene::FillRule::NonZero, texels);
  return sprite;
}

namespace {

// Premultiplied mix of two stops, t in 0 to 1.
uint32_t mix(scene::GradientStop a, scene::GradientStop b, float t) {
  const float alpha_a = a.color.a / 255.0f, alpha_b = b.color.a / 255.0f;
  const auto channel = [&](uint8_t from, uint8_t to) {
    const float v = from * alpha_a * (1 - t) + to * alpha_b * t;
    return static_cast<uint32_t>(std::lround(v));
  };
  const auto alpha = static_cast<uint32_t>(std::lround(a.color.a * (1 - t) + b.color.a * t));
  // Rounding may lift a channel over alpha by one, which premultiplied blending doesn't forgive.
  return alpha << 24 | std::min(alpha, channel(a.color.r, b.color.r)) << 16 |
         std::min(alpha, channel(a.color.g, b.color.g)) << 8 |
         std::min(alpha, channel(a.color.b, b.color.b));
}

uint32_t ramp_color(std::span<const scene::GradientStop> stops, float t) {
  if (t <= stops.front().at) return mix(stops.front(), stops.front(), 0);
  for (size_t i = 1; i < stops.size(); ++i) {
    if (t > stops[i].at) continue;
    const float width = stops[i].at - stops[i - 1].at;
    return mix(stops[i - 1], stops[i], width > 0 ? (t - stops[i - 1].at) / width : 1);
  }
  return mix(stops.back(), stops.back(), 0);
}

}  // namespace

const Sprite* ShapeCache::ramp(std::span<const scene::GradientStop> stops) {
  KeyHash hash(3);
  for (const scene::GradientStop& stop : stops) {
    hash.floats(stop.at, 0);
    hash.ints(stop.color.r << 8 | stop.color.g, stop.color.b << 8 | stop.color.a);
  }
  const uint64_t key = hash.key();
  if (const Sprite* known = atlas_.find(key)) return known;
  TexelRows texels;
  const Sprite* sprite = make(key, BitmapFormat::Bgra, {256, 1}, &texels);
  if (sprite == nullptr) return nullptr;
  for (uint32_t i = 0; i < 256; ++i) {
    const uint32_t color = ramp_color(stops, static_cast<float>(i) / 255);
    std::memcpy(texels.first + size_t{i} * 4, &color, 4);
  }
  return sprite;
}

ShadowCells shadow_cells(SizePx box, const Corners& radii, float sigma) {
  ShadowCells cells;
  cells.reach = scene::shadow_reach(sigma);
  float r = std::fmax(std::fmax(radii.top_left, radii.top_right),
                      std::fmax(radii.bottom_left, radii.bottom_right));
  r = std::fmin(r, kLargestShadowRadius);
  cells.inset = cells.reach + ceil_px(r);
  cells.repeat_x = box.width > 2 * cells.inset;
  cells.repeat_y = box.height > 2 * cells.inset;
  cells.sprite = {2 * cells.reach + (cells.repeat_x ? 2 * cells.inset + 1 : box.width),
                  2 * cells.reach + (cells.repeat_y ? 2 * cells.inset + 1 : box.height)};
  return cells;
}

namespace {

double gauss_integral(double x, double sigma) {
  return 0.5 * std::erf(x / (sigma * std::numbers::sqrt2));
}

// Where a rounded box begins and ends in the row of pixels whose centre is y.
struct Span {
  float left, right;
  bool operator==(const Span&) const = default;
};
Span box_span(SizePx box, const Corners& r, float y) {
  const auto inset = [](float radius, float from_edge) {
    if (from_edge >= radius) return 0.0f;
    const float up = radius - from_edge;
    return radius - std::sqrt(at_least_0(radius * radius - up * up));
  };
  const auto w = static_cast<float>(box.width), h = static_cast<float>(box.height);
  const float left = std::fmax(inset(r.top_left, y), inset(r.bottom_left, h - y));
  const float right = std::fmax(inset(r.top_right, y), inset(r.bottom_right, h - y));
  return {left, w - right};
}

// The box's rows as runs of equal spans: corners differ row by row, the middle is one run.
struct SpanRun {
  Span span;
  Px first = 0, count = 0;
};

struct ShadowSource {
  SpanRun runs[520];
  int count = 0;
};

void collect_runs(SizePx box, const Corners& radii, ShadowSource& out) {
  for (Px y = 0; y < box.height; ++y) {
    const Span span = box_span(box, radii, static_cast<float>(y) + 0.5f);
    if (out.count > 0 && out.runs[out.count - 1].span == span) {
      ++out.runs[out.count - 1].count;
    } else if (out.count < 520) {
      out.runs[out.count++] = {span, y, 1};
    }
  }
}

}  // namespace

// A Gaussian blur is separable, and along x a span's blur is a difference of two integrals: exact
// across, then each run of equal rows is weighted by its integral down.
const Sprite* ShapeCache::shadow(SizePx box, const Corners& radii, float sigma) {
  const ShadowCells cells = shadow_cells(box, radii, sigma);
  if (cells.sprite.width > kLargestShadowSprite || cells.sprite.height > kLargestShadowSprite) {
    return nullptr;
  }
  const uint64_t key = KeyHash(4)
                           .ints(cells.sprite.width, cells.sprite.height)
                           .floats(sigma, 0)
                           .corners(radii)
                           .key();
  if (const Sprite* known = atlas_.find(key)) return known;
  TexelRows texels;
  const Sprite* sprite = make(key, BitmapFormat::Coverage, cells.sprite, &texels);
  if (sprite == nullptr || sprite->width == 0) return sprite;
  const SizePx drawn = {cells.sprite.width - 2 * cells.reach,
                        cells.sprite.height - 2 * cells.reach};
  ShadowSource source;
  collect_runs(drawn, radii, source);
  const auto width = static_cast<size_t>(cells.sprite.width);
  rows_.clear();
  float* across = rows_.extend(width * static_cast<size_t>(source.count + 1));
  for (int i = 0; i < source.count; ++i) {
    const Span span = source.runs[i].span;
    for (size_t x = 0; x < width; ++x) {
      const double at = static_cast<double>(x) + 0.5 - cells.reach;
      across[static_cast<size_t>(i) * width + x] = static_cast<float>(
          gauss_integral(span.right - at, sigma) - gauss_integral(span.left - at, sigma));
    }
  }
  float* sum = across + static_cast<size_t>(source.count) * width;
  for (Px y = 0; y < cells.sprite.height; ++y) {
    const double at = y + 0.5 - cells.reach;
    std::fill(sum, sum + width, 0.0f);
    for (int i = 0; i < source.count; ++i) {
      const SpanRun& run = source.runs[i];
      const auto weight = static_cast<float>(gauss_integral(run.first + run.count - at, sigma) -
                                             gauss_integral(run.first - at, sigma));
      if (weight < 1e-5f) continue;
      const float* row = across + static_cast<size_t>(i) * width;
      for (size_t x = 0; x < width; ++x) sum[x] += weight * row[x];
    }
    uint8_t* out = texels.row(static_cast<size_t>(y));
    for (size_t x = 0; x < width; ++x) out[x] = static_cast<uint8_t>(std::lround(sum[x] * 255));
  }
  return sprite;
}

}  // namespace hallows::prepare
