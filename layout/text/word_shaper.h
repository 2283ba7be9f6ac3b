#pragma once

#include "layout/text/paragraph_impl.h"

// Long runs word by word, for faces whose spaces shape nothing (SpaceRole::Inert).
namespace hallows::text {

// What the shape of a piece of this run depends on, but for its characters and neighbours.
ShapeKey shape_key_of(const TextRun& run);
// Completes the key where the script joins letters. False where the neighbourhood can't be a key:
// beyond a mark or an invisible character stand letters that matter too.
bool add_neighbours(const ParagraphImpl& p, uint32_t start, uint32_t end, ShapeKey& key);
void append_cached(std::span<const ShapedGlyph> cached, uint32_t start, Buffer<ShapedGlyph>& out);

// Marks and invisible characters: the shaper looks past them for the letters that a letter joins.
bool looks_past(char32_t c);
// HarfBuzz numbers syllables by four bits and gives a sign without a base its circle (U+25CC)
// unless the last sign that got one stands in a syllable of the same number: what it makes of one
// such sign depends on others anywhere before it.
bool has_circle(const FaceRecord& face, std::span<const ShapedGlyph> glyphs);
// Sets what the buffer's text is, and shapes it.
void run_shaper(const ParagraphImpl& p, const TextRun& run);
// Appends the buffer's glyphs in logical order, of their flags those in `flags`.
void take_glyphs(const ParagraphImpl& p, const TextRun& run, Buffer<ShapedGlyph>& out,
                 ShapedGlyph::Flag flags = ShapedGlyph::kUnsafe);
// shape_range() that also tells where text may be joined (kUnsafeJoin).
void shape_window(ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end,
                  Buffer<ShapedGlyph>& out);

// Appends the run's glyphs: words from the cache, those that aren't there in one call of the
// shaper a window of kWordWindow pieces.
void shape_words(ParagraphImpl& p, const TextRun& run);

}  // namespace hallows::text
