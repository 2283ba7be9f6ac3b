#pragma once

#include "rt-kernel/types/geometry.h"
#include "rt-kernel/types/image_blob.h"

namespace hallows {

// A scaled picture that the scene wants and the image cache lacks: the part `source` (0 to 1 of
// width and height) of `image` in exactly `size` device pixels. Workers answer with an ImageBlob.
struct ImageRequest {
  ImageId image;
  SizePx size;
  Rect source{0, 0, 1, 1};
  friend bool operator==(const ImageRequest&, const ImageRequest&) = default;
};

}  // namespace hallows
