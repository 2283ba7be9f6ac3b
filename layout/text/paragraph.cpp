#include "layout/text/paragraph.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "layout/text/paragraph_impl.h"
#include "rt-kernel/base/hash.h"
#include "rt-kernel/base/trace.h"

namespace hallows::text {
namespace {

const ParagraphStyle kDefaultParagraph;
const TextStyle kDefaultStyle;

bool same_box(const InlineBox& a, const InlineBox& b) {
  return a.offset == b.offset && a.width == b.width && a.ascent == b.ascent &&
         a.descent == b.descent;
}

bool same_input(const ParagraphImpl& p, const TextContext& context, const ParagraphInput& input,
                const ParagraphStyle& style) {
  if (p.context != &context || p.bytes.size() != input.text.size() || !(p.style == style)) {
    return false;
  }
  // Another style stood in, and one that was missing has come since: try again.
  if (p.has_substitute && p.adopted != p.context->impl().adopted) return false;
  if (p.styles.empty() || p.style_ranges.size() != input.ranges.size() ||
      p.boxes.size() != input.boxes.size()) {
    return false;
  }
  if (!input.text.empty() &&
      std::memcmp(p.bytes.data(), input.text.data(), input.text.size()) != 0) {
    return false;
  }
  if (!(p.styles[0].style == (input.style != nullptr ? *input.style : kDefaultStyle))) return false;
  for (size_t i = 0; i < input.ranges.size(); ++i) {
    const TextRange bytes{byte_of_ci(p, p.style_ranges[i].start),
                          byte_of_ci(p, p.style_ranges[i].end)};
    const StyledRange& range = input.ranges[i];
    if (!(bytes == range.range) || !(p.styles[i + 1].style == *range.style)) return false;
  }
  for (size_t i = 0; i < input.boxes.size(); ++i) {
    if (!same_box(p.boxes[i], input.boxes[i])) return false;
  }
  return true;
}

void keep_old_text(ParagraphImpl& p) {
  std::swap(p.old_chars, p.chars);
  std::swap(p.old_runs, p.runs);
  std::swap(p.old_glyphs, p.glyphs);
  p.runs.clear();
  p.glyphs.clear();
}

void copy_input(ParagraphImpl& p, TextContext& context, const ParagraphInput& input,
                const ParagraphStyle& style) {
  const bool same_context = p.context == &context;
  p.context = &context;
  p.bytes.clear();
  p.bytes.append({input.text.data(), input.text.size()});
  p.style = style;
  p.boxes.clear();
  p.boxes.append(input.boxes);
  const TextStyle& base = input.style != nullptr ? *input.style : kDefaultStyle;
  const bool known =
      same_context && !p.styles.empty() && !p.styles[0].substitute && p.styles[0].style == base;
  p.styles.resize(known ? 1 : 0);
  if (!known) {
    p.styles.push(make_style(context, base));
    name_style(context.impl(), p.styles[0]);
  }
  for (const StyledRange& range : input.ranges) p.styles.push(make_style(context, *range.style));
  p.has_substitute = false;
  for (const StyleEntry& entry : p.styles) p.has_substitute |= entry.substitute;
  p.adopted = context.impl().adopted;
}

// Needs the code points of the new text.
void copy_ranges(ParagraphImpl& p, std::span<const StyledRange> ranges) {
  p.style_ranges.clear();
  uint32_t end = 0;  // out of order or overlapping ranges are cut
  for (const StyledRange& range : ranges) {
    TextRange ci{ci_of_byte(p, range.range.start), ci_of_byte(p, range.range.end)};
    ci.start = std::max(ci.start, end);
    ci.end = std::max(ci.end, ci.start);
    end = ci.end;
    p.style_ranges.push(ci);
  }
}

void forget_results(ParagraphImpl& p) {
  p.patches.clear();
  p.patch_glyphs.clear();
  p.lines_width = -1;
  p.memos = {};
  p.min_content = -1;
  p.max_content = -1;
}

float widest_cluster(const ParagraphImpl& p) {
  float widest = 0;
  for (const float advance : p.advances) widest = std::max(widest, advance);
  return widest;
}

}  // namespace

bool operator==(const TextStyle& a, const TextStyle& b) noexcept {
  if (a.features.size() != b.features.size()) return false;
  for (size_t i = 0; i < a.features.size(); ++i) {
    if (!(a.features[i] == b.features[i])) return false;
  }
  return a.stack == b.stack && a.size == b.size && a.weight == b.weight && a.slant == b.slant &&
         a.caps == b.caps && a.decoration == b.decoration && a.line_height == b.line_height &&
         a.letter_spacing == b.letter_spacing && a.word_spacing == b.word_spacing &&
         a.baseline_shift == b.baseline_shift && a.language == b.language && a.axes == b.axes &&
         a.axis_count == b.axis_count;
}

Paragraph::Paragraph() : impl_(std::make_unique<ParagraphImpl>()) {}
Paragraph::~Paragraph() = default;
Paragraph::Paragraph(Paragraph&& other) noexcept = default;
Paragraph& Paragraph::operator=(Paragraph&& other) noexcept = default;

// Calls visit(buffer, elements) for every buffer of a paragraph of so many bytes.
template <class Visit>
static void for_buffers(ParagraphImpl& p, size_t bytes, Visit&& visit) {
  visit(p.bytes, bytes);
  visit(p.chars, bytes);
  visit(p.old_chars, bytes);
  visit(p.byte_of, bytes + 1);
  visit(p.flags, bytes);
  visit(p.levels, bytes);
  visit(p.glyphs, bytes);
  visit(p.old_glyphs, bytes);
  visit(p.advances, bytes);
  visit(p.placed_glyphs, bytes + 8);
  visit(p.edges, bytes);
  const size_t words = bytes / 3 + 4;
  visit(p.runs, words);
  visit(p.old_runs, words);
  visit(p.segments, words);
  visit(p.lines, words);
  visit(p.placed_lines, words);
  visit(p.placed_runs, words);
  visit(p.placed_slices, words);
  visit(p.visual, words);
  visit(p.paragraphs, size_t{4});
  visit(p.paragraph_levels, size_t{4});
  const size_t extras = bytes / 128 + 1;  // rich text; what unsafe breaks reshape; decorations
  visit(p.styles, extras);
  visit(p.style_ranges, extras);
  visit(p.boxes, extras);
  visit(p.placed_boxes, extras);
  visit(p.decorations, extras * 4);
  visit(p.patches, extras * 4);
  visit(p.patch_glyphs, extras * 32);
}

// One block for all buffers: thousands of paragraphs wait for their texts, and a block of its own
// for each buffer would touch every page.
void Paragraph::reserve(size_t bytes) {
  ParagraphImpl& p = *impl_;
  if (p.reserved != nullptr || p.bytes.capacity() != 0) {
    for_buffers(p, bytes, [](auto& buffer, size_t count) { buffer.reserve(count); });
    return;
  }
  constexpr size_t kAlign = alignof(std::max_align_t);
  const auto rounded = [](size_t size) { return (size + kAlign - 1) / kAlign * kAlign; };
  size_t total = 0;
  for_buffers(p, bytes, [&](auto& buffer, size_t count) {
    total += rounded(count * sizeof(*buffer.data()));
  });
  // NOLINTNEXTLINE(modernize-make-unique): make_unique would touch it
  p.reserved.reset(new std::byte[total]);
  std::byte* next = p.reserved.get();
  for_buffers(p, bytes, [&](auto& buffer, size_t count) {
    using Element = std::remove_reference_t<decltype(*buffer.data())>;
    if (buffer.capacity() != 0) return buffer.reserve(count);
    buffer.borrow(reinterpret_cast<Element*>(next), count);
    next += rounded(count * sizeof(Element));
  });
}

bool Paragraph::holds(const ParagraphInput& input) const noexcept {
  const ParagraphImpl& p = *impl_;
  if (input.text.size() > p.bytes.capacity()) return false;
  if (input.ranges.size() >= p.styles.capacity() || input.boxes.size() > p.boxes.capacity()) {
    return false;
  }
  size_t pieces = input.ranges.size() * 2;  // runs, segments and lines that it may come to
  for (const char c : input.text) pieces += static_cast<uint8_t>(c) <= ' ' ? 1u : 0u;
  return pieces + 4 <= p.runs.capacity();
}

bool Paragraph::set(TextContext& context, const ParagraphInput& input) {
  ParagraphImpl& p = *impl_;
  const ParagraphStyle& style = input.paragraph != nullptr ? *input.paragraph : kDefaultParagraph;
  if (same_input(p, context, input, style)) return false;
  TRACE_SCOPE("text");
  if (p.context != &context) {
    p.runs.clear();
    p.old_runs.clear();
  }
  ++context.counts().texts_set;
  keep_old_text(p);
  copy_input(p, context, input, style);
  forget_results(p);
  LabelCache& labels = context.impl().labels;
  if (labels.take(p)) {
    ++context.counts().runs_cached;
    return true;
  }
  analyze(p);
  copy_ranges(p, input.ranges);
  itemize(p);
  shape(p);
  measure_clusters(p);
  find_segments(p);
  labels.keep(p);
  return true;
}

bool Paragraph::has_substitute() const noexcept {
  return impl_->has_substitute;
}
std::string_view Paragraph::text() const noexcept {
  return {impl_->bytes.data(), impl_->bytes.size()};
}
unicode::BidiLevel Paragraph::base_level() const noexcept {
  return impl_->paragraph_levels.empty() ? unicode::BidiLevel{0} : impl_->paragraph_levels[0];
}

float Paragraph::min_content() noexcept {
  ParagraphImpl& p = *impl_;
  if (p.min_content >= 0) return p.min_content;
  float widest = 0;
  if (p.style.overflow_wrap == OverflowWrap::Anywhere && p.style.wrap == Wrap::Normal) {
    widest = widest_cluster(p);
  } else {
    float glued = 0;
    for (const Segment& segment : p.segments) {
      const bool joins = (segment.flags & Segment::kGlued) != 0;
      glued = joins ? glued + segment.text_width : segment.text_width;
      const float hyphen = segment.end < p.size() ? segment.hyphen_width : 0;
      widest = std::max(widest, glued + hyphen);
      if (joins || segment.text_width > 0) glued += segment.total_width - segment.text_width;
    }
  }
  p.min_content = std::ceil(widest * 64) / 64;
  return p.min_content;
}

float Paragraph::max_content() noexcept {
  ParagraphImpl& p = *impl_;
  if (p.max_content < 0) {
    p.max_content = std::ceil(fit(std::numeric_limits<float>::infinity()).width * 64) / 64;
  }
  return p.max_content;
}

TextFit Paragraph::fit(float width) noexcept {
  ParagraphImpl& p = *impl_;
  if (p.context == nullptr) return {};
  if (!(width >= 0)) width = 0;
  for (const FitMemo& memo : p.memos) {
    if (memo.width == width) return memo.fit;
  }
  if (p.lines_width != width) {
    fit_lines(p, width);
    ++p.context->counts().fits;
  }
  FitMemo& memo = p.memos[p.next_memo++ % p.memos.size()];
  memo = {width, measure_lines(p)};
  return memo.fit;
}

TextFit Paragraph::place(float width) noexcept {
  ParagraphImpl& p = *impl_;
  if (p.context == nullptr) return {};
  if (!(width >= 0)) width = 0;
  if (p.lines_width != width) {
    fit_lines(p, width);
    ++p.context->counts().fits;
  }
  p.placed_fit = measure_lines(p);
  place_lines(p, width);
  return p.placed_fit;
}

std::span<const GlyphRun> Paragraph::runs() const noexcept {
  return impl_->placed_runs;
}
std::span<const TextLine> Paragraph::decorations() const noexcept {
  return impl_->decorations;
}
std::span<const PlacedLine> Paragraph::lines() const noexcept {
  return impl_->placed_lines;
}
std::span<const PlacedBox> Paragraph::boxes() const noexcept {
  return impl_->placed_boxes;
}

}  // namespace hallows::text
