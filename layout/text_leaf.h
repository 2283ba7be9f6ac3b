#pragma once

#include "layout/leaf.h"
#include "layout/text/paragraph.h"

namespace hallows::layout {

// A paragraph as a measured leaf. Borrowed: it must outlive the node or the next set_leaf; after
// Paragraph::set() changed something, mark the node dirty. The caller place()s it in the content
// box that layout gave.
inline Leaf text_leaf(text::Paragraph& paragraph) {
  Leaf leaf;
  leaf.kind = Leaf::Kind::Text;
  leaf.context = &paragraph;
  leaf.measure = [](void* context, const LeafQuery& query, LeafAnswer* answer) noexcept {
    text::Paragraph& p = *static_cast<text::Paragraph*>(context);
    if (query.question == LeafQuestion::Widths) {
      answer->min_width = p.min_content();
      answer->max_width = p.max_content();
      return;
    }
    const text::TextFit fit = p.fit(query.width);
    answer->height = fit.height;
    answer->first_baseline = fit.first_baseline;
    answer->last_baseline = fit.last_baseline;
  };
  return leaf;
}

}  // namespace hallows::layout
