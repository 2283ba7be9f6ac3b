#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/result.h"
#include "rt-kernel/types/font_face_table.h"
#include "rt-kernel/types/geometry.h"
#include "rt-kernel/types/glyph_request.h"
#include "rt-kernel/types/path.h"

namespace hallows::glyph {

enum class BitmapFormat : uint8_t { Coverage, Bgra };

// One rasterised glyph: rows without padding, coverage through the contrast curve or premultiplied
// BGRA. `left` and `top` lead from the pen's pixel to the bitmap's first texel (top: up is
// positive).
struct GlyphBitmap {
  GlyphKey key;
  BitmapFormat format = BitmapFormat::Coverage;
  int16_t left = 0, top = 0;
  uint16_t width = 0, height = 0;
  // Of colour glyphs:
  bool colorless = false;   // it has none: blank here, to be drawn as other glyphs are
  bool foreground = false;  // parts of it take the text's colour: see GlyphKey::kForeground
  Buffer<uint8_t> texels;
};

// One glyph as a path in units of its em, y down, from the pen on the baseline: no hints, but the
// face's axes and synthetic styles.
struct GlyphOutline {
  GlyphKey key;
  Antialias antialias = Antialias::Grey;  // what the face asks for
  PathData path;
};

enum class RasterStatus : uint8_t {
  Done,     // also for a blank glyph (width 0)
  NotOpen,  // the face was not opened here: ask a worker
  Failed,   // damaged font, unknown glyph, out of arena: draw nothing
};

// FreeType with a memory of its own. One thread uses a rasteriser; the engine and every worker have
// one. Outlines are hinted as the face's key says. After open_face the rasterising of outlines
// takes memory from the arena only; colour strikes decode PNG through malloc, painted ones
// take canvases from it, and both are a worker's (rasterise says NotOpen for them where `colour` is
// Workers).
class GlyphRaster {
 public:
  enum class Colour : uint8_t { Here, Workers };
  GlyphRaster(const FontFaceTable& faces, size_t arena_bytes, Colour colour);
  ~GlyphRaster();
  GlyphRaster(const GlyphRaster&) = delete;
  GlyphRaster& operator=(const GlyphRaster&) = delete;

  // Set-up work (a large font takes milliseconds). The diagnostic names the file.
  Result<bool> open_face(FontFaceId face);
  bool is_open(FontFaceId face) const;
  // Overwrites `out`, reusing its memory (reserve 256 KiB for the frame path).
  RasterStatus rasterise(const GlyphKey& key, GlyphBitmap& out);
  // The same for a key of an outline.
  RasterStatus trace(const GlyphKey& key, GlyphOutline& out);
  // What was found wrong with a font's colour tables: once a face. The glyph is drawn as other
  // glyphs are.
  std::optional<Diagnostic> take_problem();
  size_t arena_peak() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hallows::glyph
