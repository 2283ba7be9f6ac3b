#include "renderer/glyph/trace.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

namespace hallows::glyph {
namespace {

struct Tracer {
  PathData& out;
  float scale = 1;
  bool open = false;

  Vec2 at(const FT_Vector* v) const {
    return {static_cast<float>(v->x) * scale, -static_cast<float>(v->y) * scale};
  }
  static Tracer& of(void* user) { return *static_cast<Tracer*>(user); }

  static int move(const FT_Vector* to, void* user) {
    Tracer& t = of(user);
    if (t.open) t.out.close();
    t.open = true;
    t.out.move_to(t.at(to));
    return 0;
  }
  static int line(const FT_Vector* to, void* user) {
    of(user).out.line_to(of(user).at(to));
    return 0;
  }
  static int conic(const FT_Vector* control, const FT_Vector* to, void* user) {
    of(user).out.quad_to(of(user).at(control), of(user).at(to));
    return 0;
  }
  static int cubic(const FT_Vector* c1, const FT_Vector* c2, const FT_Vector* to, void* user) {
    of(user).out.cubic_to(of(user).at(c1), of(user).at(c2), of(user).at(to));
    return 0;
  }
};

}  // namespace

bool append_outline(const FT_Outline& outline, float scale, PathData& out) {
  if (outline.n_points == 0) return true;
  static const FT_Outline_Funcs funcs = {
      Tracer::move, Tracer::line, Tracer::conic, Tracer::cubic, 0, 0};
  Tracer tracer{out, scale};
  // FreeType takes its outline unqualified and doesn't write it.
  if (FT_Outline_Decompose(const_cast<FT_Outline*>(&outline), &funcs, &tracer) != 0) return false;
  if (tracer.open) out.close();
  return true;
}

}  // namespace hallows::glyph
