// Styles with their faces: ready ones are found, new ones prepared or, in a frame, substituted.
#include <algorithm>
#include <cstdlib>

#include "layout/text/paragraph_impl.h"
#include "rt-kernel/base/hash.h"

namespace hallows::text {
namespace {

constexpr float kMinSize = 0.01f;
constexpr float kMaxSize = 4096.0f;

ShapingKey shaping_key(const TextStyle& style, FontStackId default_stack) {
  ShapingKey key;
  key.chain.stack = style.stack ? style.stack : default_stack;
  key.chain.weight = std::clamp<uint16_t>(style.weight, 1, 1000);
  key.chain.slant = style.slant;
  key.chain.lang = language_hash(style.language.view());
  key.chain.axes = style.axes;
  key.chain.axis_count = style.axis_count;
  key.language = style.language;
  key.features = style.features;
  key.caps = style.caps;
  key.spaced = style.letter_spacing != 0;
  return key;
}

uint64_t hash_of(const ShapingKey& key) {
  uint64_t hash = hash_bytes(key.language.view());
  hash =
      hash_combine(hash, uint64_t{key.chain.stack.value} << 32 | uint64_t{key.chain.weight} << 8 |
                             uint64_t{key.spaced} << 2 | static_cast<uint64_t>(key.caps) << 1 |
                             static_cast<uint64_t>(key.chain.slant));
  for (const FontFeature& feature : key.features) {
    hash = hash_combine(hash, uint64_t{feature.tag} << 32 | feature.value);
  }
  return hash_combine(hash, key.chain.axis_count);
}

void add_feature(HbFeatures& features, uint32_t tag, uint32_t value) {
  features.try_push({tag, value, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END});
}

// All but the chain, which is there. Allocates where the language is new to HarfBuzz.
ReadyStyle describe(const FontStoreImpl& fonts, const ShapingKey& key, FontChainId chain) {
  ReadyStyle style;
  style.key = key;
  style.key_hash = hash_of(key);
  style.chain = chain;
  const std::string_view language = key.language.view();
  style.language = hb_language_from_string(language.empty() ? "en" : language.data(), -1);
  if (key.spaced) {
    add_feature(style.features, tag4("liga"), 0);
    add_feature(style.features, tag4("clig"), 0);
  }
  const FaceRecord& face = fonts.face(fonts.chain(chain).faces[0]);
  if (key.caps == Caps::SmallCaps && face.small_caps) {
    add_feature(style.features, tag4("smcp"), 1);
  }
  for (const FontFeature& feature : key.features) {
    add_feature(style.features, feature.tag, feature.value);
  }
  style.shape_hash = reinterpret_cast<uintptr_t>(style.language);
  for (const hb_feature_t& feature : style.features) {
    style.shape_hash =
        hash_combine(style.shape_hash, (uint64_t{feature.tag} << 32) | feature.value);
  }
  return style;
}

const ReadyStyle* find_ready(const TextContextImpl& c, const ShapingKey& key) {
  const uint64_t hash = hash_of(key);
  for (const ReadyStyle& style : c.ready) {
    if (style.key_hash == hash && style.key == key) return &style;
  }
  return nullptr;
}

const ReadyStyle& keep_ready(TextContextImpl& c, const ReadyStyle& style) {
  if (c.ready.size() < TextContextImpl::kMaxReadyStyles) {
    c.ready.push(style);
    return c.ready[c.ready.size() - 1];
  }
  const size_t place = c.next_ready++ % TextContextImpl::kMaxReadyStyles;
  c.ready[place] = style;
  return c.ready[place];
}

const ReadyStyle& prepare_here(TextContext& context, ShapingKey key) {
  FontStore& fonts = context.fonts();
  FontChainId chain = fonts.prepare(key.chain);
  if (!chain) {  // a stack that isn't there, or too many chains
    ChainKey plain;
    plain.stack = context.default_stack();
    chain = fonts.prepare(plain);
  }
  ASSERT(chain);
  const ReadyStyle& style = keep_ready(context.impl(), describe(fonts.impl(), key, chain));
  warm_style(fonts, style, context.impl().buffer);
  return style;
}

// How far one style's look is from another's, smaller is nearer: the family matters most, then what
// the language makes of it, slant, weight, and last the features.
int distance(const ShapingKey& wanted, const ShapingKey& has) {
  int distance = std::abs(int{wanted.chain.weight} - int{has.chain.weight});
  if (wanted.chain.stack != has.chain.stack) distance += 100'000;
  if (wanted.chain.lang != has.chain.lang) distance += 10'000;
  if (wanted.chain.slant != has.chain.slant) distance += 2'000;
  if (wanted.chain.axes != has.chain.axes) distance += 500;
  const bool same_features =
      wanted.features.size() == has.features.size() &&
      std::equal(wanted.features.begin(), wanted.features.end(), has.features.begin());
  if (!same_features) distance += 20 + static_cast<int>(has.features.size());
  if (wanted.caps != has.caps) distance += 10;
  if (wanted.spaced != has.spaced) distance += 5;
  return distance;
}

// Null where nothing is ready.
const ReadyStyle* nearest(const TextContextImpl& c, const ShapingKey& key) {
  const auto nearer = [&](const ReadyStyle& a, const ReadyStyle& b) {
    return distance(key, a.key) < distance(key, b.key);
  };
  const auto found = std::min_element(c.ready.begin(), c.ready.end(), nearer);
  return found == c.ready.end() ? nullptr : &*found;
}

void want(TextContextImpl& c, const TextStyle& style, const ShapingKey& key) {
  for (const TextStyle& wanted : c.wanted) {
    if (shaping_key(wanted, key.chain.stack) == key) return;
  }
  TextStyle named;  // what the key reads; the rest would make one style many
  named.stack = key.chain.stack;
  named.weight = style.weight;
  named.slant = style.slant;
  named.caps = style.caps;
  named.letter_spacing = key.spaced ? 1 : 0;
  named.language = style.language;
  named.features = style.features;
  named.axes = style.axes;
  named.axis_count = style.axis_count;
  c.wanted.try_push(named);
}

void set_extent(StyleEntry& entry, const FontMetrics& m) {
  const float size = entry.style.size;
  const float ascent = m.ascent * size;
  const float descent = m.descent * size;
  float height = (m.ascent + m.descent + m.line_gap) * size;
  if (entry.style.line_height.kind == LineHeight::Kind::Factor) {
    height = size * entry.style.line_height.value;
  } else if (entry.style.line_height.kind == LineHeight::Kind::Absolute) {
    height = entry.style.line_height.value;
  }
  const float half_leading = (height - (ascent + descent)) / 2;
  entry.ascent = ascent + half_leading;
  entry.descent = descent + half_leading;
}

}  // namespace

bool operator==(const ShapingKey& a, const ShapingKey& b) noexcept {
  return a.chain == b.chain && a.language == b.language && a.caps == b.caps &&
         a.spaced == b.spaced && a.features.size() == b.features.size() &&
         std::equal(a.features.begin(), a.features.end(), b.features.begin());
}

StyleEntry make_style(TextContext& context, const TextStyle& style) {
  TextContextImpl& c = context.impl();
  const ShapingKey key = shaping_key(style, context.default_stack());
  StyleEntry entry;
  const ReadyStyle* ready = find_ready(c, key);
  if (ready == nullptr && c.new_styles == NewStyles::Substitute) {
    ready = nearest(c, key);
    if (ready != nullptr) {
      entry.substitute = true;
      ++context.counts().style_misses;
      want(c, style, key);
    }
  }
  if (ready == nullptr) ready = &prepare_here(context, key);
  entry.style = style;
  if (!(style.size >= kMinSize)) entry.style.size = kMinSize;
  if (style.size > kMaxSize) entry.style.size = kMaxSize;
  entry.chain = ready->chain;
  entry.language = ready->language;
  entry.features = ready->features;
  entry.shape_hash = ready->shape_hash;
  entry.primary = c.fonts.faces(entry.chain)[0];
  const FaceRecord& face = c.fonts.impl().face(entry.primary);
  entry.space = face.space_em * entry.style.size;
  set_extent(entry, face.metrics);
  return entry;
}

void name_style(TextContextImpl& c, StyleEntry& entry) noexcept {
  if (entry.substitute) return;
  for (size_t i = 0; i < c.styles.size(); ++i) {
    if (c.styles[i] == entry.style) {
      entry.id = static_cast<StyleId>(i);
      return;
    }
  }
  if (c.styles.try_push(entry.style)) entry.id = static_cast<StyleId>(c.styles.size() - 1);
}

void TextContext::set_new_styles(NewStyles what) noexcept {
  impl_->new_styles = what;
}

NewStyles TextContext::new_styles() const noexcept {
  return impl_->new_styles;
}

void TextContext::prepare(const TextStyle& style) {
  const ShapingKey key = shaping_key(style, default_stack());
  if (find_ready(*impl_, key) == nullptr) prepare_here(*this, key);
}

std::span<const TextStyle> TextContext::wanted_styles() const noexcept {
  return impl_->wanted;
}

void TextContext::forget_wanted(size_t count) noexcept {
  FixedVector<TextStyle, kMaxWanted>& wanted = impl_->wanted;
  std::copy(wanted.begin() + count, wanted.end(), wanted.begin());
  wanted.resize(wanted.size() - count);
}

void TextContext::adopt_style(const TextStyle& style) noexcept {
  TextContextImpl& c = *impl_;
  ++c.adopted;
  const ShapingKey key = shaping_key(style, default_stack());
  if (find_ready(c, key) != nullptr) return;
  const FontChainId chain = c.fonts.find_chain(key.chain);
  if (chain) {
    keep_ready(c, describe(c.fonts.impl(), key, chain));
  } else if (const ReadyStyle* near = nearest(c, key); near != nullptr) {
    ReadyStyle stays = *near;
    stays.key = key;
    stays.key_hash = hash_of(key);
    keep_ready(c, stays);
  }
}

void prepare_style(FontStore& fonts, const TextStyle& wanted) {
  const ShapingKey key = shaping_key(wanted, wanted.stack);
  const FontChainId chain = fonts.prepare(key.chain);
  if (!chain) return;
  hb_buffer_t* buffer = hb_buffer_create();
  warm_style(fonts, describe(fonts.impl(), key, chain), buffer);
  hb_buffer_destroy(buffer);
}

}  // namespace hallows::text
