#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "layout/text/font_store.h"
#include "layout/text/text_style.h"
#include "rt-kernel/base/nonblocking.h"

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
  uint64_t style_misses = 0;    // styles for which another stood in
};

struct TextContextImpl;

// What becomes of a style that no text had before: its faces and shaping plans have to be made.
enum class NewStyles : uint8_t {
  Prepare,     // here and now: set-up, warm-up, tools. Locks, allocates, may read a font
  Substitute,  // the nearest style that is ready stands in (its faces, language and features; size
               // and spacing are the text's own), is counted, and the style is given out as wanted
};

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
  // Prepare at first. Substitute needs one style that is ready: prepare() the default at set-up.
  void set_new_styles(NewStyles what) noexcept HALLOWS_NONBLOCKING;
  NewStyles new_styles() const noexcept HALLOWS_NONBLOCKING;
  // Set-up. Idempotent.
  void prepare(const TextStyle& style);
  // For which another stood in; at most kMaxWanted, further ones are wanted when their texts are
  // set again.
  static constexpr size_t kMaxWanted = 16;
  std::span<const TextStyle> wanted_styles() const noexcept HALLOWS_NONBLOCKING;
  void forget_wanted(size_t count) noexcept HALLOWS_NONBLOCKING;  // the first `count`
  // After prepare_style() on a worker. Where that failed, the substitute stays.
  void adopt_style(const TextStyle& style) noexcept HALLOWS_NONBLOCKING;

  // After fonts were added: what was shaped with fallbacks may be forgotten.
  void clear_cache() noexcept;
  TextContextImpl& impl() noexcept { return *impl_; }

 private:
  std::unique_ptr<TextContextImpl> impl_;
  TextCounts counts_;
};

// Makes what a wanted style needs. Any thread (a worker): locks, allocates, may read a font.
void prepare_style(FontStore& fonts, const TextStyle& wanted);

}  // namespace hallows::text
