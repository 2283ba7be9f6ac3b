#include "layout/text/text_context.h"

#include "layout/text/box_font.h"
#include "layout/text/paragraph_impl.h"

namespace hallows::text {

TextContextImpl::TextContextImpl(FontStore& store, const TextLimits& limits)
    : fonts(store), buffer(hb_buffer_create()), cache(limits.cached_words, limits.cached_glyphs) {
  hb_buffer_pre_allocate(buffer, limits.text_bytes);
  ready.reserve(kMaxReadyStyles);
  scripts.reserve(limits.text_bytes);
  faces.reserve(limits.text_bytes);
  style_at.reserve(limits.text_bytes);
  bidi.reserve(unicode::bidi_scratch_bytes(limits.text_bytes));
  word_glyphs.reserve(limits.text_bytes);
}

TextContextImpl::~TextContextImpl() {
  hb_buffer_destroy(buffer);
}

TextContext::TextContext(FontStore& fonts, const TextLimits& limits)
    : impl_(std::make_unique<TextContextImpl>(fonts, limits)) {}
TextContext::~TextContext() = default;

FontStore& TextContext::fonts() const noexcept {
  return impl_->fonts;
}
void TextContext::set_default_stack(FontStackId stack) noexcept {
  impl_->default_stack = stack;
  impl_->labels.clear();  // styles that name no stack mean another one now
}

// A store without any stack gets one of boxes: text is drawn, whatever is missing.
FontStackId TextContext::default_stack() const noexcept {
  if (impl_->default_stack) return impl_->default_stack;
  FontStore& fonts = impl_->fonts;
  FontStackId stack = fonts.find_stack("sans");
  if (!stack) {
    Result<FontFaceId> face = fonts.load_memory(box_font(), {}, "built-in boxes");
    ASSERT(face);
    const FontFaceId faces[] = {*face};
    const FontFamilyId families[] = {fonts.add_family("boxes", faces)};
    stack = fonts.add_stack("sans", families);
  }
  impl_->default_stack = stack;
  return stack;
}

void TextContext::clear_cache() noexcept {
  impl_->cache.clear();
  impl_->labels.clear();
}

}  // namespace hallows::text
