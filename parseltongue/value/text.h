#pragma once

#include <optional>

#include "parseltongue/value/heap.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::value {

// Functions on texts (specification, section 2). Results are made in `heap` (None at the bound).
int64_t text_count(std::string_view text) noexcept
    HALLOWS_NONBLOCKING;  // grapheme clusters (UAX 29)
// Grapheme clusters first .. end, clamped to the text; a view into it.
std::string_view text_range(std::string_view text, int64_t first,
                            int64_t end) noexcept HALLOWS_NONBLOCKING;
// White_Space of Unicode off both ends; a view into it.
std::string_view text_trim(std::string_view text) noexcept HALLOWS_NONBLOCKING;
// Full case mapping of Unicode 15.0 for language "und" (ß becomes SS; a final sigma is found).
Value text_upper(Heap& heap, std::string_view text) noexcept HALLOWS_NONBLOCKING;
Value text_lower(Heap& heap, std::string_view text) noexcept HALLOWS_NONBLOCKING;
Value text_replace(Heap& heap, std::string_view text, std::string_view from,
                   std::string_view to) noexcept
    HALLOWS_NONBLOCKING;  // an empty `from` changes nothing
// An empty separator splits into grapheme clusters; an empty text gives one empty part.
Value text_split(Heap& heap, std::string_view text,
                 std::string_view separator) noexcept HALLOWS_NONBLOCKING;
Value text_join(Heap& heap, const Value& list,
                std::string_view separator) noexcept HALLOWS_NONBLOCKING;
// The whole text but for blanks at its ends: digits with a sign, `_` not allowed; beyond 64 bits
// and else: none.
std::optional<int64_t> text_to_int(std::string_view text) noexcept HALLOWS_NONBLOCKING;
std::optional<double> text_to_float(std::string_view text) noexcept HALLOWS_NONBLOCKING;

// A text being put together in the heap's scratch. Nested builders end in reverse order. Beyond the
// scratch the text is cut and TextTooLong noted.
class TextBuilder {
 public:
  explicit TextBuilder(Heap& heap) noexcept : heap_(heap), start_(heap.scratch_top) {}
  ~TextBuilder() { heap_.scratch_top = start_; }
  TextBuilder(const TextBuilder&) = delete;
  TextBuilder& operator=(const TextBuilder&) = delete;
  void add(std::string_view text) noexcept HALLOWS_NONBLOCKING;
  void add(char c) noexcept { add(std::string_view(&c, 1)); }
  std::string_view text() const noexcept {
    return {heap_.scratch().data() + start_, heap_.scratch_top - start_};
  }
  Value finish() noexcept { return heap_.make_text(text()); }

 private:
  Heap& heap_;
  size_t start_;
};

}  // namespace hallows::value
