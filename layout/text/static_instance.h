#pragma once

#include <hb.h>

namespace hallows::text {

// A font that shapes as `varied` does and has no coordinates: GPOS with the deltas of the instance
// added to its values, and advances from a table. HarfBuzz 6 allocates a cache of variation regions
// in every hb_shape() of a font with coordinates; with this one it doesn't. Set-up; the caller
// destroys it. Null where the instance can't be made static that way: a value that varies has no
// place to stand, or features vary too. OpenType 1.9: GPOS, GDEF and "Item variation store".
hb_font_t* make_static_instance(hb_font_t* varied);

}  // namespace hallows::text
