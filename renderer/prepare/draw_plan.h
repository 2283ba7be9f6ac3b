#pragma once

#include <cstdint>
#include <span>
#include <type_traits>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/fixed_vector.h"
#include "rt-kernel/types/color.h"
#include "rt-kernel/types/geometry.h"
#include "rt-kernel/types/input_event.h"

namespace hallows::prepare {

// What a quad does with the pixels of its `dst`. All colours are premultiplied BGRA, all blending
// is src + dst * (255 - src.a) / 255 in sRGB space, div255 after every product.
enum class QuadKind : uint8_t {
  Solid,     // color; flag Opaque: plain store
  Mask,      // color * coverage texel (R8 page)
  Picture,   // BGRA texel * alpha/255; flag Opaque (and alpha 255): plain copy
  Gradient,  // gradients[color]'s pixel * coverage (R8 page; kNoPage: full) * alpha/255
  Save,      // copies target pixels of dst aside, into level `alpha`
  Restore,   // target = (saved * (255 - k) + target * k) / 255, k = fade (color's low byte) *
             // coverage; coverage as Gradient; reads level `alpha`
};

// Bits of Quad::flags.
constexpr uint8_t kOpaque = 1;   // covers what lies below
constexpr uint8_t kRepeatX = 2;  // one texel column (u) serves all columns
constexpr uint8_t kRepeatY = 4;  // one texel row (v) serves all rows

constexpr uint16_t kNoPage = 0xFFFF;
constexpr uint32_t kSaveLevels = 4;

// One axis-aligned rectangle of whole device pixels, clipped already: it lies within one damage
// rectangle and the target. Texel (u, v) falls on (x0, y0), one texel a pixel; with kRepeatX or
// kRepeatY that axis stays on its first texel. GPUs take the texel rectangle as [u, u + w) x [v, v
// + h) with w = 1 or h = 1 on a repeated axis, nearest filter.
struct Quad {
  int16_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  uint16_t u = 0, v = 0;
  uint16_t page = kNoPage;
  QuadKind kind = QuadKind::Solid;
  uint8_t flags = 0;
  uint32_t color = 0;  // Bgra word; Gradient: index; Restore: fade
  uint8_t alpha = 255;
  uint8_t reserved[3] = {};
  RectPx rect() const { return {x0, y0, x1, y1}; }
};
static_assert(sizeof(Quad) == 24 && std::is_trivially_copyable_v<Quad>);

// Consecutive quads that one draw call can serve: of one kind, page and opacity, but a Mask batch
// may hold Solids, a Gradient or Restore batch quads without coverage (page kNoPage, drawn as
// covered wholly), and a Save batch several levels.
struct Batch {
  uint32_t first = 0, count = 0;
  QuadKind kind = QuadKind::Solid;
  uint8_t flags = 0;        // kOpaque where all are
  uint16_t page = kNoPage;  // of those quads that have one
};

enum class GradientShape : uint8_t { Linear, Radial, Conic };

// A gradient's parameter t at a pixel, from the place (px, py) of its centre seen from the whole
// pixel (x, y), floats: with p = (a * px + c * py + tx, b * px + d * py + ty):
//   Linear t = p.x; Radial t = sqrt(p.x^2 + p.y^2); Conic t = turn(p) (see
//   renderer/prepare/gradient_eval.h).
// t is clamped to [0, 1]; the colour is texel floor(t * 255 + 0.5) of the 256 texels at (u, v) of
// `page` (BGRA).
struct GradientRecord {
  Affine to_unit;
  GradientShape shape = GradientShape::Linear;
  bool opaque = false;
  uint16_t page = 0, u = 0, v = 0;
  Px x = 0, y = 0;  // apart, so that a gradient moved by whole pixels is the same, bit by bit
};

enum class PageFormat : uint8_t { R8, Bgra };

// A page comes to life or goes. Pages 0 to kAtlasPages-1 are the atlas's and exist from the start
// (their list stands in PageSetup); pages from kFirstImagePage on are whole pictures.
constexpr uint16_t kFirstImagePage = 64;
constexpr uint16_t kMaxPages = 64 + 256;

struct PageChange {
  enum class What : uint8_t { Create, Destroy };
  What what = What::Create;
  uint16_t page = 0;
  SizePx size;
  // Create: premultiplied BGRA rows, tightly packed and immutable, alive until the plan that holds
  // the page's Destroy has been released. Executors may read it in place.
  const uint32_t* pixels = nullptr;
};

// The atlas pages that every executor makes at its start: square, `size` texels a side.
struct PageSetup {
  uint16_t size = 1024;
  uint16_t r8_pages = 0;    // pages 0 ..
  uint16_t bgra_pages = 0;  // then these
};

// New texels of an atlas page: rows without padding at texels[first_byte].
struct PageUpload {
  uint16_t page = 0;
  PageFormat format = PageFormat::R8;
  uint16_t u = 0, v = 0, width = 0, height = 0;
  uint32_t first_byte = 0;
};

// Moves pixels within the target before anything is drawn: dst takes what lay at dst - (dx, dy).
struct ScrollCopy {
  RectPx dst;
  Px dx = 0, dy = 0;
};

struct PlanCounts {
  uint32_t quads = 0;
  uint32_t batches = 0;
  uint32_t primitives_lowered = 0;
  uint32_t primitives_occluded = 0;
  uint32_t glyphs = 0;
  uint32_t glyphs_missing = 0;  // drawn in a later frame
  uint32_t images_missing = 0;
  uint32_t dropped = 0;  // past a bound: quads, layers, sprites that found no room
  uint32_t upload_bytes = 0;
  int64_t damage_px = 0;  // redrawn
  int64_t copied_px = 0;  // moved by scroll copies
};

// Everything an executor needs to bring one window's picture up to date; immutable from the moment
// prepare() returns it until Preparer::release. Executors apply it in the order of the fields. The
// spans point into memory that the plan owns.
struct DrawPlan {
  WindowId window;
  uint64_t serial = 0;  // rises by one with each plan of the process
  SizePx target;        // size of the picture; at a new `generation` its content is undefined and
  uint32_t generation = 0;         // the damage covers it
  FixedVector<RectPx, 4> damage;   // redrawn: disjoint, and no quad reaches out of them
  FixedVector<RectPx, 4> changed;  // disjoint; all that changes on the screen: damage and copies

  std::span<const PageChange> pages;
  std::span<const PageUpload> uploads;
  std::span<const uint8_t> texels;
  FixedVector<ScrollCopy, 4> copies;  // none reads or writes what another one writes
  std::span<const GradientRecord> gradients;
  std::span<const Quad> quads;  // back to front within any pixel
  std::span<const Batch> batches;
  PlanCounts counts;
  Bgra background;
};

}  // namespace hallows::prepare
