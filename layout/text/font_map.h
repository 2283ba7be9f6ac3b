#pragma once

#include <memory>
#include <string>

#include "rt-kernel/base/result.h"
#include "rt-kernel/types/font_face.h"

namespace hallows::text {

// Maps a font file read-only. What shaping reads is brought in at once; outlines and pictures of
// large fonts are asked of the disk and faulted in when they are first drawn. Who replaces a font
// as packages are installed (a new file under the old name) disturbs nobody; cutting the file short
// in place ends the process with SIGBUS where it reads the missing part, as for every program that
// maps its fonts.
Result<std::shared_ptr<FontBlob>> map_font_file(const std::string& path);

}  // namespace hallows::text
