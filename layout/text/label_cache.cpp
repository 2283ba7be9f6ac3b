#include "layout/text/label_cache.h"

#include <algorithm>
#include <cstring>

#include "layout/text/paragraph_impl.h"
#include "rt-kernel/base/hash.h"

namespace hallows::text {

// All that the results depend on, beside the text.
struct LabelCache::Key {
  uint64_t hash = 0;  // of this and the text
  uint32_t layout = 0;
  uint8_t style = kNoStyleId;
  uint8_t size = 0;  // bytes of text; 0: can't be cached
};

struct LabelCache::Record {
  Key key;
  bool repeated;  // was taken since its set last ran out of room
  uint8_t glyph_count;
  uint8_t segment_count;
  std::array<char, kMaxChars> text;
  std::array<uint8_t, kMaxChars> flags;
  std::array<float, kMaxChars> advances;
  TextRun run;
  std::array<Segment, kMaxSegments> segments;
  std::array<ShapedGlyph, kMaxGlyphs> glyphs;
};

namespace {

// What analyze() and find_segments() read of the paragraph's style. The rest matters to lines only.
uint32_t layout_key(const ParagraphStyle& style) {
  const bool rtl = style.direction == unicode::BaseDirection::Rtl;
  return static_cast<uint32_t>(style.wrap) | static_cast<uint32_t>(style.word_break) << 4 |
         static_cast<uint32_t>(style.strictness) << 8 |
         static_cast<uint32_t>(style.punctuation) << 12 | (rtl ? 1u << 16 : 0u);
}

uint64_t hash_text(const char* text, size_t size, uint64_t seed) {
  constexpr uint64_t kFactor = 0x9E3779B97F4A7C15ULL;
  uint64_t h = seed * kFactor;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text + i, 8);
    h = (h ^ word) * kFactor;
    h ^= h >> 32;
  }
  uint64_t rest = 0;
  std::memcpy(&rest, text + i, size - i);
  return hash_mix(h ^ rest);
}

}  // namespace

LabelCache::LabelCache() : records_(std::make_unique<Record[]>(kSets * kWays)) {}
LabelCache::~LabelCache() = default;

void LabelCache::clear() noexcept {
  for (size_t i = 0; i < kSets * kWays; ++i) {
    records_[i].key = {};
    records_[i].repeated = false;
  }
}

LabelCache::Key LabelCache::key_of(const ParagraphImpl& p) noexcept {
  Key key;
  const size_t size = p.bytes.size();
  const bool whole = p.styles.size() == 1 && p.boxes.empty();
  if (size == 0 || size > kMaxChars || !whole || p.styles[0].id == kNoStyleId) return key;
  key.size = static_cast<uint8_t>(size);
  key.style = p.styles[0].id;
  key.layout = layout_key(p.style);
  const uint64_t seed = uint64_t{key.layout} << 16 | uint64_t{key.style} << 8 | key.size;
  key.hash = hash_text(p.bytes.data(), size, seed);
  return key;
}

// Of a set: one that was never taken, else the one whose turn it is.
LabelCache::Record& LabelCache::room_for(const Key& key) noexcept {
  const size_t set = key.hash % kSets;
  Record* records = &records_[set * kWays];
  const size_t turn = next_[set];
  next_[set] = static_cast<uint8_t>((turn + 1) % kWays);
  for (size_t i = 0; i < kWays; ++i) {
    Record& record = records[(turn + i) % kWays];
    if (!record.repeated) return record;
  }
  for (size_t i = 0; i < kWays; ++i) records[i].repeated = false;
  return records[turn];
}

bool LabelCache::take(ParagraphImpl& p) noexcept {
  const Key key = key_of(p);
  if (key.size == 0) return false;
  Record* found = nullptr;
  for (size_t way = 0; way < kWays && found == nullptr; ++way) {
    Record& record = records_[(key.hash % kSets) * kWays + way];
    const bool same = record.key.hash == key.hash && record.key.layout == key.layout &&
                      record.key.style == key.style && record.key.size == key.size &&
                      std::memcmp(record.text.data(), p.bytes.data(), key.size) == 0;
    if (same) found = &record;
  }
  if (found == nullptr) return false;
  found->repeated = true;
  const size_t size = key.size;
  p.plain = true;
  p.all_ltr = true;
  p.words_marked = false;
  p.chars.clear();
  p.byte_of.clear();
  p.flags.clear();
  p.levels.clear();
  p.advances.clear();
  p.segments.clear();
  p.style_ranges.clear();
  p.paragraphs.clear();
  p.paragraph_levels.clear();
  char32_t* chars = p.chars.extend(size);
  uint32_t* bytes = p.byte_of.extend(size + 1);
  for (size_t i = 0; i < size; ++i) chars[i] = static_cast<uint8_t>(found->text[i]);
  for (size_t i = 0; i <= size; ++i) bytes[i] = static_cast<uint32_t>(i);
  p.flags.append({found->flags.data(), size});
  std::memset(p.levels.extend(size), 0, size);
  p.advances.append({found->advances.data(), size});
  p.segments.append({found->segments.data(), found->segment_count});
  p.glyphs.append({found->glyphs.data(), found->glyph_count});
  p.runs.push(found->run);
  p.paragraphs.push({0, static_cast<uint32_t>(size)});
  p.paragraph_levels.push(0);
  return true;
}

void LabelCache::keep(const ParagraphImpl& p) noexcept {
  if (!p.plain || !p.all_ltr || p.runs.size() != 1) return;
  if (p.glyphs.size() > kMaxGlyphs || p.segments.size() > kMaxSegments) return;
  const Key key = key_of(p);
  if (key.size == 0) return;
  Record& record = room_for(key);
  record.key = key;
  record.repeated = false;
  record.glyph_count = static_cast<uint8_t>(p.glyphs.size());
  record.segment_count = static_cast<uint8_t>(p.segments.size());
  std::copy(p.bytes.begin(), p.bytes.end(), record.text.begin());
  std::copy(p.flags.begin(), p.flags.end(), record.flags.begin());
  std::copy(p.advances.begin(), p.advances.end(), record.advances.begin());
  std::copy(p.segments.begin(), p.segments.end(), record.segments.begin());
  std::copy(p.glyphs.begin(), p.glyphs.end(), record.glyphs.begin());
  record.run = p.runs[0];
}

}  // namespace hallows::text
