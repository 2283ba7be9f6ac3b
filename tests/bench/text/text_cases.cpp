// text_cases CASES.json [--edit EDIT.json] [--failed] [--case NAME] [--gate]
//
// Lays every item of the file out at each of its widths and compares with what a browser did. One
// case is one layout; it passes only if its line breaks, the visual order of every line, the glyph
// ids of every run and the width of every line are right. The last line counts the layouts of class
// uax14 without Thai.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <set>

#include "layout/text/paragraph_impl.h"
#include "layout/text/text_dump.h"
#include "tests/bench/text/case_file.h"

namespace text_cases {
namespace {

using namespace hallows;
using namespace hallows::text;

constexpr float kWidthTolerance = 0.1f;
constexpr float kEmojiTolerance = 0.003f;  // em each: a browser scales the strike by its own width
constexpr float kCaretTolerance = 0.1f;

struct Score {
  size_t passed = 0;
  size_t total = 0;
  void add(bool good) {
    ++total;
    passed += good ? 1 : 0;
  }
};

struct Verdict {
  bool breaks = true, order = true, glyphs = true, widths = true;
  bool good() const { return breaks && order && glyphs && widths; }
};

struct Options {
  std::string cases, edit, only;
  bool failed = false;
  bool gate = false;  // exit 1 where any goal is missed, not only on failed cases
};

struct Report {
  std::map<std::string, Score> classes;  // uax14, web, other, thai
  Score breaks, order, glyphs, widths, carets, hits, moves, backspace;
  Score sequences;  // rows of key presses right from end to end
};

std::vector<ExpectedGlyph> glyphs_of(const Paragraph& paragraph, const CaseFonts& fonts) {
  const ParagraphImpl& p = *paragraph.impl();
  std::vector<ExpectedGlyph> out;
  for (const TextRun& run : p.runs) {
    const std::string font = fonts.font_name(run.face);
    for (uint32_t g = run.glyph_start; g < run.glyph_end; ++g) {
      const ShapedGlyph& glyph = p.glyphs[g];
      out.push_back({font, glyph.glyph, byte_of_ci(p, glyph.cluster), glyph.advance});
    }
  }
  return out;
}

bool same_glyphs(const std::vector<ExpectedGlyph>& got, const std::vector<ExpectedGlyph>& want) {
  if (got.size() != want.size()) return false;
  for (size_t i = 0; i < got.size(); ++i) {
    // Cluster values depend on the cluster level that was asked for: not compared.
    if (got[i].font != want[i].font || got[i].glyph != want[i].glyph) return false;
  }
  return true;
}

struct Unit {
  uint32_t offset;
  bool rtl;
  friend bool operator==(Unit, Unit) = default;
};

bool is_visible(const ParagraphImpl& p, uint32_t ci) {
  return std::abs(p.edges[ci].lead - p.edges[ci].trail) > 0.001f;
}

// Visible graphemes of a line, left to right.
std::vector<Unit> visual_of(const ParagraphImpl& p, const Line& line) {
  struct Placed {
    float left;
    Unit unit;
  };
  std::vector<Placed> placed;
  for (uint32_t ci = line.start; ci < line.text_end; ++ci) {
    if (!p.is(ci, unicode::kGraphemeStart) || !is_visible(p, ci)) continue;
    const CharEdge edge = p.edges[ci];
    placed.push_back(
        {std::min(edge.lead, edge.trail), {byte_of_ci(p, ci), edge.trail < edge.lead}});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const Placed& a, const Placed& b) { return a.left < b.left; });
  std::vector<Unit> units;
  for (const Placed& one : placed) units.push_back(one.unit);
  return units;
}

std::vector<Unit> visual_wanted(const ParagraphImpl& p, const Line& line,
                                const ExpectedLine& expected) {
  std::vector<Unit> units;
  for (const VisualRun& run : expected.visual) {
    const size_t first = units.size();
    for (uint32_t ci = ci_of_byte(p, run.start); ci < p.size() && p.byte_of[ci] < run.end; ++ci) {
      if (!p.is(ci, unicode::kGraphemeStart) || !is_visible(p, ci)) continue;
      if (ci >= line.text_end) continue;  // trailing space
      units.push_back({byte_of_ci(p, ci), run.rtl});
    }
    if (run.rtl) std::reverse(units.begin() + static_cast<ptrdiff_t>(first), units.end());
  }
  return units;
}

Verdict judge(const Item& item, const Layout& layout, const Paragraph& paragraph,
              const CaseFonts& fonts) {
  Verdict v;
  const ParagraphImpl& p = *paragraph.impl();
  v.glyphs = same_glyphs(glyphs_of(paragraph, fonts), item.glyphs);
  size_t count = p.lines.size();
  // A browser gives no line to what follows a last newline.
  if (count > 1 && p.lines.back().start == p.size()) --count;
  v.breaks = count == layout.lines.size();
  for (size_t i = 0; i < std::min(count, layout.lines.size()); ++i) {
    const Line& line = p.lines[i];
    const ExpectedLine& want = layout.lines[i];
    v.breaks = v.breaks && byte_of_ci(p, line.start) == want.start &&
               byte_of_ci(p, line.end) == want.end && line.hyphen == want.hyphen;
    v.order = v.order && visual_of(p, line) == visual_wanted(p, line, want);
    float tolerance = kWidthTolerance;
    for (const uint32_t cluster : item.emoji) {
      if (cluster >= want.start && cluster < want.end) tolerance += kEmojiTolerance * item.size;
    }
    v.widths = v.widths && std::abs(line.width - want.width) <= tolerance;
  }
  return v;
}

void check_carets(const Item& item, const Layout& layout, const Paragraph& paragraph,
                  const Options& options, Report& report) {
  std::set<uint32_t> skipped(item.level_changes.begin(), item.level_changes.end());
  for (const ExpectedLine& line : layout.lines) {
    skipped.insert(line.start);
    skipped.insert(line.end);
  }
  for (const ExpectedCaret& caret : layout.carets) {
    if (skipped.contains(caret.offset) || caret.offset == item.text.size()) continue;
    const Rect rect = paragraph.caret({caret.offset, Affinity::Upstream});
    float tolerance = kCaretTolerance;
    for (const uint32_t cluster : item.emoji) {
      const ExpectedLine& line =
          layout.lines[std::min<size_t>(caret.line, layout.lines.size() - 1)];
      if (cluster >= line.start && cluster < line.end) tolerance += kEmojiTolerance * item.size;
    }
    const bool good = std::abs(rect.x - caret.x) <= tolerance;
    report.carets.add(good);
    if (!good && (options.only == item.id)) {
      std::printf("  caret %u line %u expected %.3f got %.3f\n", caret.offset, caret.line, caret.x,
                  rect.x);
    }
  }
}

void show_case(const Item& item, const Layout& layout, const Paragraph& paragraph,
               const TextContext& context, const CaseFonts& fonts) {
  const ParagraphImpl& p = *paragraph.impl();
  std::printf("%s width %g class %s\n", item.id.c_str(), layout.width, layout.cls.c_str());
  const size_t count = std::max(p.lines.size(), layout.lines.size());
  for (size_t i = 0; i < count; ++i) {
    if (i < layout.lines.size()) {
      const ExpectedLine& want = layout.lines[i];
      std::printf("  expected %u..%u width %.3f%s |%s|\n", want.start, want.end, want.width,
                  want.hyphen ? " hyphen" : "",
                  item.text.substr(want.start, want.end - want.start).c_str());
      if (i < p.lines.size()) {
        std::printf("    order");
        for (const Unit unit : visual_wanted(p, p.lines[i], want))
          std::printf(" %u%s", unit.offset, unit.rtl ? "<" : ">");
        std::printf("\n      got");
        for (const Unit unit : visual_of(p, p.lines[i]))
          std::printf(" %u%s", unit.offset, unit.rtl ? "<" : ">");
        std::printf("\n");
      }
    }
    if (i < p.lines.size()) {
      const Line& line = p.lines[i];
      const uint32_t start = byte_of_ci(p, line.start);
      const uint32_t end = byte_of_ci(p, line.end);
      std::printf("  got      %u..%u width %.3f%s |%s|\n", start, end, line.width,
                  line.hyphen ? " hyphen" : "", item.text.substr(start, end - start).c_str());
    }
  }
  const std::vector<ExpectedGlyph> got = glyphs_of(paragraph, fonts);
  for (size_t i = 0; i < std::max(got.size(), item.glyphs.size()); ++i) {
    if (i < got.size() && i < item.glyphs.size() && got[i].font == item.glyphs[i].font &&
        got[i].glyph == item.glyphs[i].glyph)
      continue;
    std::printf("  glyph %zu:", i);
    if (i < item.glyphs.size()) {
      const ExpectedGlyph& g = item.glyphs[i];
      std::printf(" expected %s %u@%u+%d", g.font.c_str(), g.glyph, g.cluster, g.advance);
    }
    if (i < got.size()) {
      std::printf(" got %s %u@%u+%d", got[i].font.c_str(), got[i].glyph, got[i].cluster,
                  got[i].advance);
    }
    std::printf("\n");
  }
  std::printf("%s\n", dump_paragraph(paragraph, context).c_str());
}

void set_item(const Item& item, const CaseFonts& fonts, TextContext& context,
              Paragraph& paragraph) {
  TextStyle style;
  style.stack = fonts.stack(item.stack);
  style.size = item.size;
  style.language = Language(item.lang);
  ParagraphInput input;
  input.text = item.text;
  input.style = &style;
  input.paragraph = &item.paragraph;
  paragraph.set(context, input);
}

void run_item(const Item& item, const CaseFonts& fonts, TextContext& context,
              const Options& options, Report& report) {
  Paragraph paragraph;
  set_item(item, fonts, context, paragraph);
  // Dictionary scripts, told by script, are counted apart.
  bool thai = false;
  for (const TextRun& run : paragraph.impl()->runs)
    thai = thai ||
           unicode::character(paragraph.impl()->chars[run.start]).line == unicode::LineClass::SA;
  for (const Layout& layout : item.layouts) {
    paragraph.place(layout.width);
    const Verdict v = judge(item, layout, paragraph, fonts);
    report.breaks.add(v.breaks);
    report.order.add(v.order);
    report.glyphs.add(v.glyphs);
    report.widths.add(v.widths);
    report.classes[thai ? "thai" : layout.cls].add(v.good());
    check_carets(item, layout, paragraph, options, report);
    if (options.failed && !v.good()) {
      std::printf("FAILED %s width %g class %s%s:%s%s%s%s\n", item.id.c_str(), layout.width,
                  layout.cls.c_str(), thai ? " thai" : "", v.breaks ? "" : " breaks",
                  v.order ? "" : " order", v.glyphs ? "" : " glyphs", v.widths ? "" : " widths");
    }
    if (options.only == item.id) show_case(item, layout, paragraph, context, fonts);
  }
}

struct Edits {
  const Item& item;
  const EditItem& edit;
  Paragraph& paragraph;
  const Options& options;
  Report& report;

  void check(Score& score, const char* name, uint32_t got, uint32_t want, uint32_t from) const {
    score.add(got == want);
    if (got == want || !options.failed) return;
    std::printf("FAILED %s %s from %u expected %u got %u\n", edit.id.c_str(), name, from, want,
                got);
  }

  // One press of a key is one check: from where the browser was before it.
  void press(const char* name, CaretMove move, uint32_t from,
             const std::vector<uint32_t>& want) const {
    bool all = true;
    for (const uint32_t offset : want) {
      float goal = 0;
      const TextPosition got = paragraph.move({from}, move, goal);
      check(report.moves, name, got.offset, offset, from);
      all = all && got.offset == offset;
      from = offset;
    }
    report.sequences.add(all);
  }

  // A browser makes no line after a newline that ends a block, so its last place is before it.
  uint32_t last_place() const {
    const auto end = static_cast<uint32_t>(item.text.size());
    return end > 0 && item.text.back() == '\n' ? end - 1 : end;
  }

  void check_hits() const {
    for (const Hit& hit : edit.hits) {
      const auto lines = paragraph.lines();
      const PlacedLine& line = lines[std::min<size_t>(hit.line, lines.size() - 1)];
      const TextPosition got = paragraph.hit_test({hit.x, line.top + line.height / 2});
      report.hits.add(got.offset == hit.offset);
      if (got.offset != hit.offset && options.failed) {
        std::printf("FAILED %s hit %g line %u expected %u got %u\n", edit.id.c_str(), hit.x,
                    hit.line, hit.offset, got.offset);
      }
    }
  }

  void check_moves() const {
    const uint32_t end = last_place();
    struct Key {
      const char* name;
      CaretMove move;
      uint32_t from;
    };
    const Key keys[] = {
        {"charF", CaretMove::NextCharacter, 0}, {"charB", CaretMove::PreviousCharacter, end},
        {"right", CaretMove::Right, 0},         {"left", CaretMove::Left, end},
        {"wordF", CaretMove::NextWord, 0},      {"wordB", CaretMove::PreviousWord, end}};
    for (const Key& key : keys) {
      const auto found = edit.moves.find(key.name);
      if (found == edit.moves.end() || found->second.empty()) continue;
      std::vector<uint32_t> want = found->second;
      // The recording of wordB goes round: only its first way to the start counts.
      const auto zero = std::find(want.begin(), want.end(), 0u);
      if (zero != want.end()) want.erase(zero + 1, want.end());
      press(key.name, key.move, key.from, want);
    }
    check_lines();
  }

  // Both were recorded from two UTF-16 units into the text, or the next caret stop. A browser keeps
  // the wanted column in whole pixels.
  void check_lines() const {
    float goal = 0;
    TextPosition from{0};
    for (size_t units = 0; units < 2 && from.offset < item.text.size();) {
      const TextPosition next = paragraph.move(from, CaretMove::NextCharacter, goal);
      for (uint32_t i = from.offset; i < next.offset; ++i) {
        const auto byte = static_cast<uint8_t>(item.text[i]);
        units += (byte & 0xC0) == 0x80 ? 0 : (byte >= 0xF0 ? 2 : 1);
      }
      from = next;
    }
    TextPosition end = paragraph.move(from, CaretMove::LineEnd, goal);
    check(report.moves, "lineEnd", end.offset, edit.moves.at("lineEnd")[0], from.offset);
    report.sequences.add(end.offset == edit.moves.at("lineEnd")[0]);
    goal = std::floor(paragraph.caret(from).x);
    bool all = true;
    for (const uint32_t offset : edit.moves.at("lineDown")) {
      const uint32_t before = from.offset;
      from = paragraph.move(from, CaretMove::Down, goal);
      from.offset = std::min(from.offset, last_place());
      check(report.moves, "lineDown", from.offset, offset, before);
      all = all && from.offset == offset;
    }
    report.sequences.add(all);
  }

  // What is left after each press of Backspace at the end.
  void check_backspace(TextContext& context) const {
    const auto& want = edit.backspace;
    if (want.empty()) return;  // not recorded
    TextStyle style = paragraph.impl()->styles[0].style;
    Paragraph shrinking;
    std::string text = item.text;
    for (const uint32_t left : want) {
      ParagraphInput input;
      input.text = text;
      input.style = &style;
      input.paragraph = &item.paragraph;
      shrinking.set(context, input);
      shrinking.place(edit.width);
      const auto from = static_cast<uint32_t>(text.size());
      const TextRange gone = shrinking.deletion(from, DeleteUnit::Backward);
      check(report.backspace, "backspace", gone.start, left, from);
      text.resize(left);
    }
  }
};

void run_edits(const std::vector<Item>& items, const CaseFonts& fonts, TextContext& context,
               const Options& options, Report& report) {
  for (const EditItem& edit : read_edits(options.edit)) {
    if (!options.only.empty() && options.only != edit.id) continue;
    const auto item = std::find_if(items.begin(), items.end(),
                                   [&](const Item& one) { return one.id == edit.id; });
    if (item == items.end()) continue;
    Paragraph paragraph;
    set_item(*item, fonts, context, paragraph);
    paragraph.place(edit.width);
    const Edits edits{*item, edit, paragraph, options, report};
    edits.check_hits();
    edits.check_moves();
    edits.check_backspace(context);
  }
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg == "--gate") {
      options.gate = true;
    } else if (arg == "--failed") {
      options.failed = true;
    } else if (arg == "--edit" && i + 1 < argc) {
      options.edit = argv[++i];
    } else if (arg == "--case" && i + 1 < argc) {
      options.only = argv[++i];
    } else {
      options.cases = arg;
    }
  }
  if (options.cases.empty()) {
    std::fprintf(stderr,
                 "usage: text_cases CASES.json [--edit EDIT.json] [--failed] [--case NAME]\n");
    std::exit(2);
  }
  return options;
}

// The goals beside the closing line, in parts of a thousand.
bool meets_goals(Report& report) {
  const auto at_least = [](const Score& score, size_t permille) {
    return score.passed * 1000 >= score.total * permille;
  };
  return at_least(report.classes["web"], 950) && at_least(report.carets, 995) &&
         at_least(report.hits, 990) && at_least(report.moves, 990) &&
         at_least(report.backspace, 990);
}

void print(const char* name, const Score& score) {
  std::printf("%s: %zu/%zu\n", name, score.passed, score.total);
}

int run(int argc, char** argv) {
  const Options options = parse(argc, argv);
  CaseFonts fonts;
  const std::vector<Item> items = read_cases(options.cases, fonts);
  TextContext context(fonts.store());
  Report report;
  for (const Item& item : items) {
    if (options.only.empty() || options.only == item.id) {
      run_item(item, fonts, context, options, report);
    }
  }
  print("breaks", report.breaks);
  print("order", report.order);
  print("glyphs", report.glyphs);
  print("widths", report.widths);
  for (const char* name : {"web", "thai", "other", "unwrapped"}) print(name, report.classes[name]);
  print("carets", report.carets);
  if (!options.edit.empty()) {
    run_edits(items, fonts, context, options, report);
    print("hits", report.hits);
    print("moves", report.moves);
    print("backspace", report.backspace);
    print("move sequences", report.sequences);
  }
  const Score& main = report.classes["uax14"];
  std::printf("%zu passed, %zu failed\n", main.passed, main.total - main.passed);
  if (options.gate && !meets_goals(report)) return 1;
  return main.passed == main.total ? 0 : 1;
}

}  // namespace
}  // namespace text_cases

int main(int argc, char** argv) {
  return text_cases::run(argc, argv);
}
