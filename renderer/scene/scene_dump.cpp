#include "renderer/scene/scene.h"
#include "rt-kernel/base/text_writer.h"

namespace hallows::scene {
namespace {

void write(TextWriter& out, RectPx r) {
  out << '(' << r.x0 << ' ' << r.y0 << ' ' << r.width() << 'x' << r.height() << ')';
}

void write(TextWriter& out, Color c) {
  const char* digits = "0123456789abcdef";
  out << '#';
  for (const uint8_t v : {c.r, c.g, c.b, c.a}) out << digits[v >> 4] << digits[v & 15];
}

void write(TextWriter& out, const Corners& c) {
  if (c.none()) return;
  out << " radii " << c.top_left;
  if (!c.uniform()) {
    out << ',' << c.top_right << ',' << c.bottom_right << ',' << c.bottom_left;
  }
}

void write(TextWriter& out, const Affine& m) {
  out << '[' << m.a << ' ' << m.b << ' ' << m.c << ' ' << m.d << ' ' << m.tx << ' ' << m.ty << ']';
}

void write_rrect(TextWriter& out, const RRect& r) {
  out << "rrect ";
  write(out, r.rect);
  write(out, r.radii);
  if (r.fill.a != 0) {
    out << " fill ";
    write(out, r.fill);
  }
  if (r.border_color.a != 0 && r.border != Edges<Px>{}) {
    out << " border " << r.border.top << ',' << r.border.right << ',' << r.border.bottom << ','
        << r.border.left << ' ';
    write(out, r.border_color);
  }
}

void write_shadow(TextWriter& out, const Shadow& s) {
  out << "shadow ";
  write(out, s.rect);
  write(out, s.radii);
  out << " sigma " << s.sigma << " offset " << s.offset_x << ',' << s.offset_y;
  if (s.spread != 0) out << " spread " << s.spread;
  out << ' ';
  write(out, s.color);
}

void write_text(TextWriter& out, const Text& t, std::span<const GlyphAt> glyphs) {
  out << "text face " << t.face.value << " size " << t.size << ' ';
  write(out, t.color);
  for (const GlyphAt& g : glyphs.subspan(t.first_glyph, t.glyph_count)) {
    out << ' ' << g.glyph.value << '@' << g.x << ',' << g.y;
  }
}

void write_gradient(TextWriter& out, const Gradient& g, std::span<const GradientStop> stops) {
  constexpr const char* kNames[] = {"linear", "radial", "conic"};
  out << kNames[static_cast<int>(g.line.kind)] << ' ';
  write(out, g.rect);
  write(out, g.radii);
  out << " from " << g.line.from.x << ',' << g.line.from.y << " to " << g.line.to.x << ','
      << g.line.to.y;
  if (g.line.kind == GradientKind::Conic) out << " angle " << g.line.angle;
  for (const GradientStop& s : stops.subspan(g.first_stop, g.stop_count)) {
    out << ' ' << s.at << ' ';
    write(out, s.color);
  }
}

void write_primitive(TextWriter& out, const Scene& scene, const Scene::NodeData& node,
                     const Primitive& p) {
  switch (p.kind) {
    case PrimitiveKind::FillRect:
      out << "fill ";
      write(out, p.fill.rect);
      out << ' ';
      write(out, p.fill.color);
      break;
    case PrimitiveKind::RRect:
      write_rrect(out, p.rrect);
      break;
    case PrimitiveKind::Shadow:
      write_shadow(out, p.shadow);
      break;
    case PrimitiveKind::Text:
      write_text(out, p.text, scene.glyphs(node));
      break;
    case PrimitiveKind::Image:
      out << "image " << p.image.image.value << ' ';
      write(out, p.image.rect);
      write(out, p.image.radii);
      if (p.image.opacity != 255) out << " opacity " << p.image.opacity;
      break;
    case PrimitiveKind::Gradient:
      write_gradient(out, p.gradient, scene.stops(node));
      break;
    case PrimitiveKind::Path:
      out << "path " << p.path.path.value << ' ';
      write(out, p.path.to_px);
      if (p.path.stroke > 0) out << " stroke " << p.path.stroke;
      if (p.path.rule == FillRule::EvenOdd) out << " even-odd";
      out << ' ';
      write(out, p.path.color);
      break;
  }
}

// Spaces are named by their place in the tree, not by index: dumps don't depend on slot reuse.
void write_space(TextWriter& out, const Scene& scene, SpaceHandle handle) {
  if (!handle) return;
  const Scene::SpaceData& space = scene.space(handle.index);
  if (space.generation != handle.generation) return;
  write_space(out, scene, space.parent);
  out << " > space " << space.value.offset_x << ',' << space.value.offset_y;
  if (!(space.value.to_parent == Affine{})) {
    out << ' ';
    write(out, space.value.to_parent);
  }
  if (space.value.clips == Clips::Yes) {
    out << " clip ";
    write(out, space.value.clip);
  }
}

}  // namespace

std::string dump(const Scene& scene, WindowId id) {
  TextWriter out;
  const Scene::Window& window = scene.window(id);
  out << "window " << id.value << ' ' << window.size.width << 'x' << window.size.height << ' ';
  write(out, window.background);
  out << '\n';
  int depth = 1;
  for (const OrderEntry& entry : window.order) {
    if (entry.kind == OrderKind::PopLayer) {
      depth = depth > 1 ? depth - 1 : 1;
      continue;
    }
    if (entry.kind == OrderKind::Node && !scene.alive(entry.node)) continue;
    out.indent(depth) << (entry.kind == OrderKind::Node ? "node " : "layer ") << entry.x << ','
                      << entry.y;
    write_space(out, scene, entry.space);
    if (entry.kind == OrderKind::PushLayer) {
      out << " opacity " << entry.opacity;
      if (!entry.clip.empty()) {
        out << " clip ";
        write(out, entry.clip);
        write(out, entry.radii);
      }
      out << '\n';
      ++depth;
      continue;
    }
    out << '\n';
    const Scene::NodeData& node = scene.node(entry.node.index);
    for (const Primitive& p : scene.primitives(node)) {
      out.indent(depth + 1);
      write_primitive(out, scene, node, p);
      out << '\n';
    }
  }
  return out.take();
}

}  // namespace hallows::scene
