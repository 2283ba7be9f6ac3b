#pragma once

#include "layout/text/paragraph_impl.h"

namespace hallows::text {

// What an edit left of the shapes of the text before it. While the runs of the new text are shaped,
// in their order.
class OldRuns {
 public:
  explicit OldRuns(ParagraphImpl& p);

  // Each appends the run's glyphs, as shaping all of it anew would, or returns false.
  bool keep(const TextRun& run);          // the edit left it alone
  bool splice_words(const TextRun& run);  // words around the edit anew; for shape_words()' runs
  bool splice(const TextRun& run);        // a neighbourhood of the edit anew; for other runs

 private:
  // Old runs that shape as `run` and start, or end, where it does: their glyphs serve up to
  // left_end and from right_start on. In the new text's code points.
  struct Sources {
    const TextRun* left = nullptr;
    const TextRun* right = nullptr;
    uint32_t left_end = 0;
    uint32_t right_start = 0;
  };
  struct Range {
    uint32_t start = 0;
    uint32_t end = 0;
  };
  struct Reach {
    uint32_t left = 0;
    uint32_t right = 0;
  };
  const TextRun* find(const TextRun& run, int64_t& shift);
  bool has_circle_in(const TextRun* old) const;
  Sources sources_of(const TextRun& run) const;
  uint32_t context_start(uint32_t at) const;
  uint32_t context_end(uint32_t at) const;
  bool whole() const { return prefix_ == p_.size() && prefix_ == p_.old_chars.size(); }
  uint32_t suffix_start() const { return static_cast<uint32_t>(p_.size() - suffix_); }
  uint32_t glyph_at(const TextRun& old, uint32_t old_ci) const;
  Range window(const TextRun& run, const Sources& sources, Reach reach) const;
  bool find_left_seam(const Sources& sources, uint32_t start, uint32_t& seam) const;
  bool find_right_seam(const Sources& sources, uint32_t end, uint32_t& seam) const;
  void append_left(const Sources& sources, uint32_t end);
  void append_right(const Sources& sources, uint32_t start);

  ParagraphImpl& p_;
  size_t prefix_ = 0;  // code points that both texts start with
  size_t suffix_ = 0;  // that both end with, apart from those; all where the texts are equal
  int64_t shift_ = 0;  // from an old place in the suffix to a new one
  size_t at_ = 0;
};

}  // namespace hallows::text
