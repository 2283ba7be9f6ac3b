// Everything that HarfBuzz makes on first use of a style, made when the style is first seen: shape
// plans and lookup accelerators for each script that the style's fonts can show. A paragraph that
// later brings another script in that style then shapes without an allocation.
#include "layout/text/paragraph_impl.h"
#include "layout/text/script_samples.h"
#include "layout/text/unicode/script.h"

namespace hallows::text {
namespace {

void warm(const FaceRecord& face, const ReadyStyle& style, const ScriptSample& script,
          hb_direction_t direction, hb_buffer_t* buffer) {
  // Where the font doesn't place the mark itself, HarfBuzz asks for the extents of glyphs, too.
  const uint32_t sample[] = {script.sample, script.sample, 0x301};
  hb_buffer_clear_contents(buffer);
  hb_buffer_add_utf32(buffer, sample, 3, 0, 3);
  hb_buffer_set_direction(buffer, direction);
  hb_buffer_set_script(buffer, static_cast<hb_script_t>(script.script));
  hb_buffer_set_language(buffer, style.language);
  hb_shape(face.shaper(), buffer, style.features.begin(),
           static_cast<unsigned>(style.features.size()));
}

}  // namespace

// Of every face: which one shows a character is known when the text comes. Both directions: digits
// run from left to right in any text, and spaces as their paragraph does. The commonest come last:
// HarfBuzz looks at the newest plan first.
void warm_style(const FontStore& store, const ReadyStyle& style, hb_buffer_t* buffer) {
  const FontStoreImpl& fonts = store.impl();
  const ChainRecord& chain = fonts.chain(style.chain);
  const std::span<const ScriptSample> samples = script_samples();
  for (size_t i = samples.size(); i-- > 0;) {
    const unicode::ScriptId script = unicode::script_from_tag(samples[i].script);
    for (size_t at = 0; at < chain.faces.size(); ++at) {
      const auto f = static_cast<uint8_t>(at);
      if (!fonts.has_plans(chain, f, script)) continue;
      const FaceRecord& face = fonts.face(chain.faces[f]);
      warm(face, style, samples[i], HB_DIRECTION_RTL, buffer);
      warm(face, style, samples[i], HB_DIRECTION_LTR, buffer);
    }
  }
}

}  // namespace hallows::text
