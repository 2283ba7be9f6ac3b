#include "renderer/glyph/glyph_raster.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MODULE_H
#include FT_MULTIPLE_MASTERS_H
#include FT_OUTLINE_H
#include FT_TRUETYPE_TAGS_H

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "renderer/glyph/color_paint.h"
#include "renderer/glyph/contrast.h"
#include "renderer/glyph/downscale.h"
#include "renderer/glyph/ft_arena.h"
#include "renderer/glyph/trace.h"

namespace hallows::glyph {

struct GlyphRaster::State {
  struct Face {
    FT_Face face = nullptr;
    uint16_t size_q6 = 0;           // the size that the face is set to
    std::span<const uint8_t> colr;  // the table; empty: it has none
    bool told = false;              // of what is wrong with it
  };
  State(const FontFaceTable& table, size_t arena_bytes, Colour colour_policy)
      : faces(table),
        arena(arena_bytes),
        colour(colour_policy),
        contrast(make_contrast_tables()),
        open(FontFaceTable::kCapacity) {}

  const FontFaceTable& faces;
  FtArena arena;
  Colour colour;
  ContrastTables contrast;
  FT_Library library = nullptr;
  std::vector<Face> open;  // by FontFaceId
  std::optional<Diagnostic> problem;

  bool set_size(Face& face, uint16_t size_q6);
  // The glyph's outline in the face's slot, at a size, with synthetic styles; null: it has none.
  FT_Outline* load(Face& face, const FontFaceKey& key, GlyphId glyph, uint16_t size_q6,
                   FT_Int32 flags);
  RasterStatus outline(Face& face, const FontFaceKey& key, GlyphBitmap& out);
  RasterStatus color(Face& face, const FontFaceKey& key, GlyphBitmap& out);
  RasterStatus paint(Face& face, const FontFaceKey& key, GlyphBitmap& out);
  RasterStatus strike(Face& face, GlyphBitmap& out);
};

namespace {

constexpr uint32_t kLargestBitmapSide = 1022;
// Outlines are loaded this large, 1/64 px: 64,000 steps an em are finer than any font's units.
constexpr uint16_t kTraceSize = 1000 * 64;

Diagnostic font_error(const FontFaceKey& key, const char* why) {
  Diagnostic error;
  error.code = "font-unreadable";
  error.place.file = key.blob ? key.blob->path : std::string();
  error.message = "this font can't be drawn";
  error.why = why;
  error.fix = "install the font's package again, or take the font out of the UI's fonts";
  return error;
}

// Sets the axes that the key names; others stay at their defaults.
bool set_axes(FT_Library library, FT_Face face, const FontFaceKey& key) {
  if (key.axis_count == 0 || !FT_HAS_MULTIPLE_MASTERS(face)) return true;
  FT_MM_Var* axes = nullptr;
  if (FT_Get_MM_Var(face, &axes) != 0) return false;
  FT_Fixed design[16] = {};
  const FT_UInt count = std::min<FT_UInt>(axes->num_axis, 16);
  for (FT_UInt i = 0; i < count; ++i) {
    design[i] = axes->axis[i].def;
    for (uint8_t k = 0; k < key.axis_count; ++k) {
      if (key.axes[k].tag != axes->axis[i].tag) continue;
      const auto wanted = static_cast<FT_Fixed>(std::lround(key.axes[k].value * 65536.0));
      design[i] = std::clamp(wanted, axes->axis[i].minimum, axes->axis[i].maximum);
    }
  }
  const bool ok = FT_Set_Var_Design_Coordinates(face, count, design) == 0;
  FT_Done_MM_Var(library, axes);
  return ok;
}

// How much heavier a synthetic bold is, 26.6: 1/24 em for small text to 1/32 em for large.
FT_Pos bold_strength(uint16_t size_q6) {
  const double px = size_q6 / 64.0;
  const double t = std::clamp((px - 9) / (36 - 9), 0.0, 1.0);
  return std::lround(size_q6 * (1.0 / 24 + t * (1.0 / 32 - 1.0 / 24)));
}

FT_Int32 load_flags(Hinting hinting) {
  switch (hinting) {
    case Hinting::None:
      return FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP | FT_LOAD_NO_AUTOHINT;
    case Hinting::Slight:
      return FT_LOAD_TARGET_LIGHT | FT_LOAD_NO_BITMAP;
    case Hinting::Instructions:  // FreeType's interpreter of version 40 moves points vertically
      return FT_LOAD_TARGET_NORMAL | FT_LOAD_NO_BITMAP;
  }
  return FT_LOAD_NO_HINTING;
}

FT_Bitmap bitmap_of(const GlyphBitmap& glyph, uint8_t* texels) {
  FT_Bitmap bitmap = {};
  bitmap.rows = glyph.height;
  bitmap.width = glyph.width;
  bitmap.pitch = glyph.width;
  bitmap.buffer = texels;
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  return bitmap;
}

bool draw_grey(FT_Library library, FT_Outline& outline, GlyphBitmap& out) {
  out.texels.resize(size_t{out.width} * out.height);
  const FT_Bitmap bitmap = bitmap_of(out, out.texels.data());
  return FT_Outline_Get_Bitmap(library, &outline, &bitmap) == 0;
}

// Pixels in or out, by FreeType's own rule, which keeps thin stems whole. The bits are drawn behind
// the texels that they become.
bool draw_bilevel(FT_Library library, FT_Outline& outline, GlyphBitmap& out) {
  const size_t size = size_t{out.width} * out.height;
  const size_t pitch = (size_t{out.width} + 7) / 8;
  out.texels.resize(size + pitch * out.height);
  uint8_t* bits = out.texels.data() + size;
  FT_Bitmap bitmap = bitmap_of(out, bits);
  bitmap.pitch = static_cast<int>(pitch);
  bitmap.pixel_mode = FT_PIXEL_MODE_MONO;
  if (FT_Outline_Get_Bitmap(library, &outline, &bitmap) != 0) return false;
  for (size_t y = 0; y < out.height; ++y) {
    for (size_t x = 0; x < out.width; ++x) {
      const bool in = (bits[y * pitch + x / 8] >> (7 - x % 8) & 1) != 0;
      out.texels[y * out.width + x] = in ? 255 : 0;
    }
  }
  out.texels.resize(size);
  return true;
}

void blank(GlyphBitmap& out) {
  out.colorless = out.foreground = false;
  out.format = BitmapFormat::Coverage;
  out.left = out.top = 0;
  out.width = out.height = 0;
  out.texels.clear();
}

}  // namespace

GlyphRaster::GlyphRaster(const FontFaceTable& faces, size_t arena_bytes, Colour colour)
    : state_(std::make_unique<State>(faces, arena_bytes, colour)) {
  if (FT_New_Library(state_->arena.memory(), &state_->library) == 0) {
    FT_Add_Default_Modules(state_->library);
  }
}

GlyphRaster::~GlyphRaster() {
  if (state_->library != nullptr) FT_Done_Library(state_->library);
}

Result<bool> GlyphRaster::open_face(FontFaceId id) {
  ASSERT(id.value < state_->faces.count());
  State::Face& slot = state_->open[id.value];
  if (slot.face != nullptr) return true;
  const FontFaceKey& key = state_->faces.get(id);
  if (!key.blob || key.blob->view().empty()) return font_error(key, "the file is empty");
  FT_Face face = nullptr;
  const auto bytes = key.blob->view();
  const FT_Error error =
      FT_New_Memory_Face(state_->library, bytes.data(), static_cast<FT_Long>(bytes.size()),
                         static_cast<FT_Long>(key.index), &face);
  if (error == FT_Err_Out_Of_Memory) {
    return font_error(key, "the memory reserved for fonts is full");
  }
  if (error != 0) return font_error(key, "the file is damaged or of an unknown format");
  if (!set_axes(state_->library, face, key)) {
    FT_Done_Face(face);
    return font_error(key, "its variation axes are damaged");
  }
  slot.face = face;
  slot.colr = sfnt_table(bytes, key.index, TTAG_COLR);
  if (key.rendering.hinting != Hinting::None) {  // the hinter looks at the whole font on first use
    FT_Set_Char_Size(face, 0, 16 * 64, 72, 72);
    FT_Load_Glyph(face, FT_Get_Char_Index(face, 'o'), load_flags(key.rendering.hinting));
  }
  return true;
}

bool GlyphRaster::is_open(FontFaceId face) const {
  return face.value < state_->open.size() && state_->open[face.value].face != nullptr;
}

size_t GlyphRaster::arena_peak() const {
  return state_->arena.peak();
}

bool GlyphRaster::State::set_size(Face& face, uint16_t size_q6) {
  if (face.size_q6 == size_q6) return true;
  face.size_q6 = 0;
  if (FT_Set_Char_Size(face.face, 0, size_q6, 72, 72) != 0) return false;
  face.size_q6 = size_q6;
  return true;
}

FT_Outline* GlyphRaster::State::load(Face& face, const FontFaceKey& key, GlyphId glyph,
                                     uint16_t size_q6, FT_Int32 flags) {
  if (!FT_IS_SCALABLE(face.face) || !set_size(face, size_q6)) return nullptr;
  if (FT_Load_Glyph(face.face, glyph.value, flags) != 0) return nullptr;
  FT_GlyphSlot slot = face.face->glyph;
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return nullptr;
  if (key.synthetic_bold) FT_Outline_Embolden(&slot->outline, bold_strength(size_q6));
  if (key.synthetic_italic) {
    const FT_Matrix slant = {0x10000, 0x4000, 0, 0x10000};
    FT_Outline_Transform(&slot->outline, &slant);
  }
  return &slot->outline;
}

RasterStatus GlyphRaster::State::outline(Face& face, const FontFaceKey& key, GlyphBitmap& out) {
  FT_Outline* loaded =
      load(face, key, out.key.glyph, out.key.size_q6, load_flags(key.rendering.hinting));
  if (loaded == nullptr) return RasterStatus::Failed;
  FT_Outline& outline = *loaded;
  if (outline.n_points == 0) return RasterStatus::Done;
  FT_Outline_Translate(&outline, out.key.bin * (64 / static_cast<FT_Pos>(kSubpixelBins)), 0);
  FT_BBox box;
  FT_Outline_Get_CBox(&outline, &box);
  const FT_Pos x0 = box.xMin >> 6, y0 = box.yMin >> 6;
  const FT_Pos width = ((box.xMax + 63) >> 6) - x0, height = ((box.yMax + 63) >> 6) - y0;
  if (width <= 0 || height <= 0) return RasterStatus::Done;
  if (width > kLargestBitmapSide || height > kLargestBitmapSide) return RasterStatus::Failed;
  FT_Outline_Translate(&outline, -(x0 * 64), -(y0 * 64));
  out.left = static_cast<int16_t>(x0);
  out.top = static_cast<int16_t>(y0 + height);
  out.width = static_cast<uint16_t>(width);
  out.height = static_cast<uint16_t>(height);
  const bool grey = key.rendering.antialias == Antialias::Grey;
  if (!(grey ? draw_grey(library, outline, out) : draw_bilevel(library, outline, out))) {
    blank(out);
    return RasterStatus::Failed;
  }
  const uint8_t luminance =
      std::min<uint8_t>(out.key.luminance_class, static_cast<uint8_t>(kLuminanceClasses - 1));
  for (uint8_t& texel : out.texels) texel = contrast[luminance][texel];
  return RasterStatus::Done;
}

// The part of a colour glyph that a key means.
static RectPx window_of(const GlyphKey& key) {
  constexpr Px kAll = 1 << 20;
  if (!is_color_tile(key)) return {-kAll, -kAll, kAll, kAll};
  return color_tile(static_cast<float>(color_size(key)), key.bin);
}

RasterStatus GlyphRaster::State::paint(Face& face, const FontFaceKey& key, GlyphBitmap& out) {
  const ColorGlyph glyph = {face.face, ColrTable(face.colr), out.key.glyph.value,
                            color_size(out.key), color_shift(out.key)};
  const RectPx window = intersect(color_bounds(glyph), window_of(out.key));
  ColorCanvas canvas(window.empty() ? RectPx{} : window);
  const PaintResult result = paint_color_glyph(glyph, canvas);
  out.colorless = result != PaintResult::Painted;
  if (result == PaintResult::Refused && !face.told) {
    face.told = true;
    problem = font_error(key, "the paints of a colour glyph go in a circle, or there are too many");
    problem->message = "a glyph of this font is drawn without its colours";
  }
  if (out.colorless) return RasterStatus::Done;
  out.foreground = canvas.uses_foreground();
  if ((out.key.luminance_class & GlyphKey::kForeground) != 0) {
    canvas.write_foreground(out);
  } else {
    canvas.write_picture(out);
  }
  return RasterStatus::Done;
}

// The strike for a size: the smallest that isn't smaller, else the largest.
RasterStatus GlyphRaster::State::strike(Face& face, GlyphBitmap& out) {
  FT_Face ft = face.face;
  out.colorless = true;
  if (ft->num_fixed_sizes == 0) return RasterStatus::Done;
  const double wanted = color_size(out.key);
  int best = 0;
  for (int i = 1; i < ft->num_fixed_sizes; ++i) {
    const double ppem = ft->available_sizes[i].y_ppem / 64.0;
    const double best_ppem = ft->available_sizes[best].y_ppem / 64.0;
    if (best_ppem < wanted ? ppem > best_ppem : ppem >= wanted && ppem < best_ppem) best = i;
  }
  face.size_q6 = 0;
  if (FT_Select_Size(ft, best) != 0) return RasterStatus::Failed;
  const double scale = wanted * 64.0 / static_cast<double>(ft->available_sizes[best].y_ppem);
  if (FT_Load_Glyph(ft, out.key.glyph.value, FT_LOAD_COLOR | FT_LOAD_RENDER) != 0) {
    return RasterStatus::Failed;
  }
  const FT_Bitmap& bitmap = ft->glyph->bitmap;
  if (bitmap.pixel_mode != FT_PIXEL_MODE_BGRA) return RasterStatus::Done;
  out.colorless = false;
  if (bitmap.width == 0 || bitmap.rows == 0) return RasterStatus::Done;
  const ColorStrike strike = {bitmap.buffer, bitmap.pitch,           bitmap.width,
                              bitmap.rows,   ft->glyph->bitmap_left, ft->glyph->bitmap_top};
  return downscale(strike, {scale, color_shift(out.key)}, window_of(out.key), out)
             ? RasterStatus::Done
             : RasterStatus::Failed;
}

RasterStatus GlyphRaster::State::color(Face& face, const FontFaceKey& key, GlyphBitmap& out) {
  out.colorless = true;
  if (!FT_HAS_COLOR(face.face)) return RasterStatus::Done;
  if (colour == Colour::Workers) return RasterStatus::NotOpen;
  if (!face.colr.empty()) {
    const RasterStatus status = paint(face, key, out);
    if (status != RasterStatus::Done || !out.colorless) return status;
  }
  return strike(face, out);
}

RasterStatus GlyphRaster::rasterise(const GlyphKey& key, GlyphBitmap& out) {
  blank(out);
  out.key = key;
  if (!is_open(key.face)) return RasterStatus::NotOpen;
  State::Face& face = state_->open[key.face.value];
  const FontFaceKey& face_key = state_->faces.get(key.face);
  return key.is_color() ? state_->color(face, face_key, out) : state_->outline(face, face_key, out);
}

std::optional<Diagnostic> GlyphRaster::take_problem() {
  std::optional<Diagnostic> out;
  out.swap(state_->problem);
  return out;
}

RasterStatus GlyphRaster::trace(const GlyphKey& key, GlyphOutline& out) {
  out.key = key;
  out.path.clear();
  if (!is_open(key.face)) return RasterStatus::NotOpen;
  const FontFaceKey& face_key = state_->faces.get(key.face);
  out.antialias = face_key.rendering.antialias;
  const FT_Outline* outline = state_->load(state_->open[key.face.value], face_key, key.glyph,
                                           kTraceSize, load_flags(Hinting::None));
  if (outline == nullptr || !append_outline(*outline, 1.0f / kTraceSize, out.path)) {
    return RasterStatus::Failed;
  }
  return RasterStatus::Done;
}

}  // namespace hallows::glyph
