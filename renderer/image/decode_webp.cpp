#include <webp/decode.h>

#include "renderer/image/codecs.h"

namespace hallows::image {

void decode_webp(std::span<const uint8_t> bytes, Decoded& out) {
  WebPBitstreamFeatures features = {};
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK) {
    out.why = "WebP: its header is damaged";
    return;
  }
  if (features.has_animation != 0) {
    out.why = "WebP: it is an animation";
    return;
  }
  if (!size_allowed(features.width, features.height)) {
    out.too_large = true;
    return;
  }
  out.size = {features.width, features.height};
  out.pixels.resize(size_t(features.width) * size_t(features.height));
  const int stride = features.width * 4;
  out.ok =
      WebPDecodeBGRAInto(bytes.data(), bytes.size(), reinterpret_cast<uint8_t*>(out.pixels.data()),
                         out.pixels.size() * 4, stride) != nullptr;
  if (!out.ok) out.why = "WebP: the data ends early or is damaged";
}

}  // namespace hallows::image
