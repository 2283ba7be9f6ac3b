// Draws paragraphs of a file of layout cases as the engine does and compares them with a browser's
// pictures by SSIM.
//   para_ssim CASES.json REFERENCE_DIR [OUT_DIR]
// REFERENCE_DIR holds pictures and their index.json (file, id, width, dpr, x, first_baseline,
// line_pitch, fg, bg). Prints a line a picture, then the mean and the least, pictures with emoji
// apart. Exit 1 where the mean of the others is below 0.98.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "renderer/image/decode.h"
#include "renderer/image/encode_png.h"
#include "tests/bench/text/case_file.h"
#include "tests/oracle/text/draw_list.h"
#include "tests/oracle/text/similarity.h"

namespace {

using namespace hallows;
using text_cases::CaseFonts;
using text_cases::Item;

struct Picture {
  std::string file, id;
  float width = 0, dpr = 1, x = 0, first_baseline = 0, line_pitch = 0;
  Color foreground, background;
};

Color color_of(const std::string& hex) {
  return rgb(static_cast<uint32_t>(std::strtoul(hex.c_str() + 1, nullptr, 16)));
}

std::vector<Picture> read_index(const std::string& folder) {
  const nlohmann::json index = nlohmann::json::parse(std::ifstream(folder + "/index.json"));
  std::vector<Picture> pictures;
  for (const auto& e : index) {
    pictures.push_back({e["file"], e["id"], e["width"], e["dpr"], e["x"], e["first_baseline"],
                        e["line_pitch"], color_of(e["fg"]), color_of(e["bg"])});
  }
  return pictures;
}

// The paragraph's glyphs in device pixels, lines at the browser's baselines.
void add_runs(const text::Paragraph& paragraph, const Picture& picture, SizePx size,
              scene::PrimitiveList& list) {
  const auto lines = paragraph.lines();
  size_t line = 0;
  for (const GlyphRun& run : paragraph.runs()) {
    std::vector<scene::GlyphAt> glyphs;
    for (const PlacedGlyph& glyph : run.glyphs) {
      while (line + 1 < lines.size() && glyph.y >= lines[line + 1].top) ++line;
      while (line > 0 && glyph.y < lines[line].top) --line;
      const float raised = glyph.y - lines[line].baseline;
      const float baseline = picture.first_baseline + picture.line_pitch * static_cast<float>(line);
      glyphs.push_back({(picture.x + glyph.x) * picture.dpr, (baseline + raised) * picture.dpr,
                        glyph.glyph, glyph.flags});
    }
    list.text({run.face, run.size * picture.dpr, picture.foreground, 0, 0}, glyphs,
              {0, 0, size.width, size.height});
  }
}

struct Group {
  double sum = 0, least = 2;
  std::string worst;
  int count = 0;
  void add(double value, const std::string& name) {
    sum += value;
    ++count;
    if (value < least) worst = name;
    least = std::min(least, value);
  }
  double mean() const { return count > 0 ? sum / count : 1; }
  void print(const char* name) const {
    if (count == 0) return;
    std::printf("%s: %d pictures, mean %.4f, least %.4f (%s)\n", name, count, mean(), least,
                worst.c_str());
  }
};

int run(int argc, char** argv) {
  const std::string folder = argv[2];
  CaseFonts fonts;
  const std::vector<Item> items = text_cases::read_cases(argv[1], fonts);
  text::TextContext context(fonts.store());
  Group plain, emoji;
  for (const Picture& picture : read_index(folder)) {
    const auto item = std::find_if(items.begin(), items.end(),
                                   [&](const Item& one) { return one.id == picture.id; });
    const Result<ImageBlob> reference = image::load(folder + "/" + picture.file);
    if (item == items.end() || !reference) {
      std::fprintf(stderr, "%s: no such case or picture\n", picture.file.c_str());
      return 2;
    }
    text::TextStyle style;
    style.stack = fonts.stack(item->stack);
    style.size = item->size;
    style.language = text::Language(item->lang);
    text::ParagraphInput input;
    input.text = item->text;
    input.style = &style;
    input.paragraph = &item->paragraph;
    text::Paragraph paragraph;
    paragraph.set(context, input);
    paragraph.place(picture.width);
    scene::PrimitiveList list;
    add_runs(paragraph, picture, reference->size, list);
    const std::vector<uint32_t> drawn =
        draw_list(list, *fonts.table_, picture.background, reference->size);
    if (argc > 3) {
      static_cast<void>(
          static_cast<bool>(image::write_png(std::string(argv[3]) + "/" + picture.file, drawn,
                                             reference->size, reference->size.width)));
    }
    const Similarity s = ssim(luma(drawn), luma(reference->pixels), reference->size);
    std::printf("%s %.4f %.4f\n", picture.file.c_str(), s.all, s.ink);
    (item->emoji.empty() ? plain : emoji).add(s.all, picture.file);
  }
  plain.print("text");
  emoji.print("with emoji");
  return plain.count > 0 && plain.mean() >= 0.98 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: para_ssim CASES.json REFERENCE_DIR [OUT_DIR]\n");
    return 2;
  }
  return run(argc, argv);
}
