#include "layout/text/text_dump.h"

#include "layout/text/paragraph_impl.h"
#include "layout/text/unicode/script.h"
#include "rt-kernel/base/text_writer.h"

namespace hallows::text {
namespace {

void write_tag(TextWriter& out, uint32_t tag) {
  for (int shift = 24; shift >= 0; shift -= 8) out << static_cast<char>(tag >> shift);
}

void write_face(TextWriter& out, const TextContext& context, FontFaceId face) {
  const FontFaceKey& key = context.fonts().table().get(face);
  const std::string& path = key.blob->path;
  const size_t slash = path.rfind('/');
  out << (slash == std::string::npos ? path : path.substr(slash + 1));
  if (key.index != 0) out << '#' << key.index;
  for (uint8_t i = 0; i < key.axis_count; ++i) {
    out << ' ';
    write_tag(out, key.axes[i].tag);
    out << '=' << key.axes[i].value;
  }
  if (key.synthetic_bold) out << " bold";
  if (key.synthetic_italic) out << " italic";
  if (key.rendering.hinting == Hinting::Slight) out << " slightly hinted";
  if (key.rendering.hinting == Hinting::Instructions) out << " hinted";
  if (key.rendering.antialias == Antialias::Off) out << " bilevel";
}

void dump_analysis(TextWriter& out, const ParagraphImpl& p) {
  out << "text " << p.bytes.size() << " bytes, " << p.size() << " code points\nbreaks";
  for (uint32_t i = 1; i < p.size(); ++i) {
    if (p.is(i, unicode::kLineMust)) {
      out << " !" << byte_of_ci(p, i);
    } else if (p.is(i, unicode::kLineBreak)) {
      out << ' ' << byte_of_ci(p, i);
    }
  }
  out << "\nlevels";
  for (uint32_t i = 0; i < p.size(); ++i) {
    if (i == 0 || p.levels[i] != p.levels[i - 1])
      out << ' ' << byte_of_ci(p, i) << ':' << p.levels[i];
  }
  out << '\n';
}

void dump_runs(TextWriter& out, const ParagraphImpl& p, const TextContext& context) {
  static constexpr const char* kKinds[] = {"text", "newline", "tab", "box"};
  for (const TextRun& run : p.runs) {
    out << "run " << byte_of_ci(p, run.start) << ' ' << byte_of_ci(p, run.end) << ' '
        << kKinds[static_cast<size_t>(run.kind)] << ' ';
    write_tag(out, unicode::script_tag(run.script));
    out << " level " << run.level << " style " << run.style << ' ';
    write_face(out, context, run.face);
    out << "\n ";
    for (uint32_t g = run.glyph_start; g < run.glyph_end; ++g) {
      const ShapedGlyph& glyph = p.glyphs[g];
      out << ' ' << glyph.glyph << '@' << byte_of_ci(p, glyph.cluster) << '+' << glyph.advance;
      if (glyph.dx != 0 || glyph.dy != 0) out << '(' << glyph.dx << ',' << glyph.dy << ')';
      if ((glyph.flags & ShapedGlyph::kUnsafe) != 0) out << '~';
    }
    out << '\n';
  }
}

void dump_lines(TextWriter& out, const Paragraph& paragraph, const TextContext& context) {
  for (const PlacedLine& line : paragraph.lines()) {
    out << "line " << line.range.start << ' ' << line.range.end << " text to " << line.text_end
        << " x " << line.x << " width " << line.width << " top " << line.top << " height "
        << line.height << " baseline " << line.baseline << (line.hyphen ? " hyphen" : "") << '\n';
  }
  for (const GlyphRun& run : paragraph.runs()) {
    out << "glyphs size " << run.size << " span " << run.span << ' ';
    write_face(out, context, run.face);
    out << "\n ";
    for (const PlacedGlyph& glyph : run.glyphs) {
      out << ' ' << glyph.glyph.value << '@' << glyph.x << ',' << glyph.y;
    }
    out << '\n';
  }
}

}  // namespace

std::string dump_paragraph(const Paragraph& paragraph, const TextContext& context) {
  TextWriter out;
  const ParagraphImpl& p = *paragraph.impl();
  dump_analysis(out, p);
  dump_runs(out, p, context);
  dump_lines(out, paragraph, context);
  return out.take();
}

}  // namespace hallows::text
