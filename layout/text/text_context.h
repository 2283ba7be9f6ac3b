#pragma once

#include <cstdint>
#include <memory>

#include "layout/text/font_store.h"

namespace hallows::text {

// How much was done since the last reset: what tests assert.
struct TextCounts {
  uint64_t texts_set = 0;       // set() calls that changed something
  uint64_t texts_shaped = 0;    // of those, the ones that shaped at least one run
  uint64_t runs_shaped = 0;     // calls of the shaper
  uint64_t runs_cached = 0;     // runs or words that came from the shape cache
  uint64_t runs_kept = 0;       // runs that an edit left alone
  uint64_t break_reshapes = 0;  // runs reshaped at a line end because it was unsafe to break
  uint64_t fits = 0;            // widths tried that the paragraph hadn't cached
  uint64_t chars_shaped = 0;
  uint64_t missing_glyphs = 0;  // clusters that no font has
};

struct TextContextImpl;

struct TextLimits {
  uint32_t text_bytes = 64 * 1024;  // of scratch; longer texts grow it (and allocate)
  uint32_t cached_words = 4096;     // of the shape cache; at the bound the oldest go
  uint32_t cached_glyphs = 64 * 1024;
};

// What paragraphs of one thread share: the fonts, the shaper's buffer, scratch, the shape cache and
// the counts. Not for two threads at once; the FontStore may be shared by several contexts.
class TextContext {
 public:
  explicit TextContext(FontStore& fonts, const TextLimits& limits = {});
  ~TextContext();
  TextContext(const TextContext&) = delete;
  TextContext& operator=(const TextContext&) = delete;

  FontStore& fonts() const noexcept;
  // The stack of styles that name none; find_stack("sans") at first.
  void set_default_stack(FontStackId stack) noexcept;
  FontStackId default_stack() const noexcept;

  TextCounts& counts() noexcept { return counts_; }
  const TextCounts& counts() const noexcept { return counts_; }
  // After fonts were added: what was shaped with fallbacks may be forgotten.
  void clear_cache() noexcept;
  TextContextImpl& impl() noexcept { return *impl_; }

 private:
  std::unique_ptr<TextContextImpl> impl_;
  TextCounts counts_;
};

}  // namespace hallows::text
