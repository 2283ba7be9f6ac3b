// text_bench [--json OUT] [--only NAME]
//
// Nanoseconds a character of: new text (each paragraph one that was never seen), wrapping again at
// another width, one-character edits, and a table of short labels; beside HarfBuzz alone on the
// same text, face and runs, and Pango where the build found it (libpango1.0-dev). Both do all of
// the work again for an edit; HarfBuzz alone wraps nothing. Minimum over rounds of the median of a
// round, rounds interleaved, because other work on the machine only ever adds.
#include <hb.h>
#ifdef HALLOWS_BENCH_PANGO
#include <pango/pangoft2.h>
#endif

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "layout/text/paragraph_impl.h"

namespace {

using namespace hallows;
using namespace hallows::text;

constexpr int kRounds = 8;
constexpr int kTextsARound = 12;
constexpr size_t kWords = 1000;
constexpr float kSize = 16;
constexpr float kWidth = 600;

double now_ns() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

// Own random numbers: the same texts on every machine.
class Random {
 public:
  uint32_t next(uint32_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state_ >> 33) % bound;
  }

 private:
  uint64_t state_ = 42;
};

const char* const kVowels[] = {"a", "e", "i", "o", "u", "ea", "ou"};
const char* const kConsonants[] = {"b", "c", "d", "f", "g", "l",  "m",  "n",  "p",
                                   "r", "s", "t", "v", "w", "th", "st", "ff", "tr"};
const char* const kArabic[] = {"ا", "ب", "ت", "ج", "د", "ر", "س", "ع",
                               "ف", "ق", "ل", "م", "ن", "ه", "و", "ي"};
const char* const kOther[] = {"привет", "мир",   "Ελλάδα", "שלום",   "مرحبا",
                              "日本語", "हिन्दी", "ภาษา",   "한국어", "😀"};

std::string new_word(Random& random) {
  std::string word;
  const uint32_t syllables = 1 + random.next(3);
  for (uint32_t i = 0; i < syllables; ++i) {
    word += kConsonants[random.next(std::size(kConsonants))];
    word += kVowels[random.next(std::size(kVowels))];
  }
  if (random.next(3) == 0) word += "n";
  return word;
}

enum class Kind { English, Arabic, Mixed };

std::string new_text(Random& random, Kind kind) {
  std::string text;
  for (size_t i = 0; i < kWords; ++i) {
    if (i > 0) text += ' ';
    if (kind == Kind::Arabic) {
      for (uint32_t k = 2 + random.next(5); k > 0; --k)
        text += kArabic[random.next(std::size(kArabic))];
    } else if (kind == Kind::Mixed && random.next(3) != 0) {
      text += kOther[random.next(std::size(kOther))];
    } else {
      text += new_word(random);
    }
    if (random.next(12) == 0) text += ',';
  }
  return text;
}

size_t characters(const std::string& text) {
  size_t count = 0;
  for (const char c : text) count += (static_cast<uint8_t>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

class Samples {
 public:
  void add(double ns) { round_.push_back(ns); }
  void end_round() {
    std::sort(round_.begin(), round_.end());
    best_ = std::min(best_, round_[round_.size() / 2]);
    round_.clear();
  }
  double best() const { return best_; }

 private:
  std::vector<double> round_;
  double best_ = 1e30;
};

struct Subject {
  const char* name;
  const char* family;  // that Pango is asked for
  FontStackId stack;
  Kind kind;
};

struct Row {
  double fresh, harfbuzz, wrap, edit;
  double pango_fresh, pango_wrap, pango_edit;
};

constexpr double kNone = 1e30;  // not measured

std::string cell(double ns) {
  char text[32];
  std::snprintf(text, sizeof text, ns < 10 ? "%.2f" : "%.1f", ns);
  return ns < kNone / 1e6 ? text : "-";
}

// The same runs through HarfBuzz and nothing else.
double shape_alone(const ParagraphImpl& p, hb_buffer_t* buffer) {
  const double start = now_ns();
  for (const TextRun& run : p.runs) {
    if (run.kind != RunKind::Text) continue;
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_utf32(buffer, reinterpret_cast<const uint32_t*>(p.chars.data()),
                        static_cast<int>(p.size()), run.start,
                        static_cast<int>(run.end - run.start));
    hb_buffer_guess_segment_properties(buffer);
    hb_buffer_set_direction(buffer, (run.level & 1) != 0 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_shape(p.context->impl().fonts.impl().face(run.face).hb_font, buffer, nullptr, 0);
  }
  return now_ns() - start;
}

class Pango {
 public:
#ifdef HALLOWS_BENCH_PANGO
  static constexpr bool kHere = true;
  explicit Pango(const char* family)
      : map_(pango_ft2_font_map_new()),
        context_(pango_font_map_create_context(map_)),
        layout_(pango_layout_new(context_)) {
    PangoFontDescription* font = pango_font_description_from_string(family);
    pango_font_description_set_absolute_size(font, kSize * PANGO_SCALE);
    pango_layout_set_font_description(layout_, font);
    pango_font_description_free(font);
  }
  ~Pango() {
    g_object_unref(layout_);
    g_object_unref(context_);
    g_object_unref(map_);
  }
  Pango(const Pango&) = delete;
  Pango& operator=(const Pango&) = delete;
  // Each returns its nanoseconds.
  double lay_out(const std::string& text, float width) {
    const double start = now_ns();
    pango_layout_set_text(layout_, text.c_str(), static_cast<int>(text.size()));
    wrap(width);
    return now_ns() - start;
  }
  double wrap(float width) {
    const double start = now_ns();
    pango_layout_set_width(layout_, static_cast<int>(width) * PANGO_SCALE);
    pango_layout_get_line_count(layout_);
    return now_ns() - start;
  }

 private:
  PangoFontMap* map_;
  PangoContext* context_;
  PangoLayout* layout_;
#else
  static constexpr bool kHere = false;
  explicit Pango(const char*) {}
  double lay_out(const std::string&, float) { return kNone; }
  double wrap(float) { return kNone; }
#endif
};

Row run_subject(const Subject& subject, TextContext& context) {
  Random random;
  TextStyle style;
  style.stack = subject.stack;
  style.size = kSize;
  Paragraph paragraph;
  ParagraphInput input;
  input.style = &style;
  hb_buffer_t* buffer = hb_buffer_create();
  Samples fresh, harfbuzz, wrap, edit, pango_fresh, pango_wrap, pango_edit;
  Pango pango(subject.family);
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kTextsARound; ++i) {
      const std::string text = new_text(random, subject.kind);
      const auto count = static_cast<double>(characters(text));
      input.text = text;
      double start = now_ns();
      paragraph.set(context, input);
      paragraph.fit(kWidth);
      fresh.add((now_ns() - start) / count);
      harfbuzz.add(shape_alone(*paragraph.impl(), buffer) / count);
      pango_fresh.add(pango.lay_out(text, kWidth) / count);
      start = now_ns();
      constexpr int kWidths = 16;
      for (int w = 1; w <= kWidths; ++w) paragraph.fit(kWidth - static_cast<float>(w) * 7);
      wrap.add((now_ns() - start) / count / kWidths);
      for (int w = 1; w <= 2; ++w) {
        pango_wrap.add(pango.wrap(kWidth - static_cast<float>(w) * 7) / count);
      }
      std::string edited = text;
      edited.insert(edited.find(' ', edited.size() / 2), "x");
      input.text = edited;
      start = now_ns();
      paragraph.set(context, input);
      paragraph.fit(kWidth);
      edit.add((now_ns() - start) / count);
      pango_edit.add(pango.lay_out(edited, kWidth) / count);
    }
    for (Samples* samples :
         {&fresh, &harfbuzz, &wrap, &edit, &pango_fresh, &pango_wrap, &pango_edit}) {
      samples->end_round();
    }
  }
  hb_buffer_destroy(buffer);
  return {fresh.best(),       harfbuzz.best(),   wrap.best(),      edit.best(),
          pango_fresh.best(), pango_wrap.best(), pango_edit.best()};
}

// Of a table: all of its labels.
struct Labels {
  double ours = kNone;
  double harfbuzz = kNone;
  double pango = kNone;
};
enum class Rows { New, Repeated };  // every label new, or drawn from 200

constexpr int kRows = 10000;

std::vector<std::string> table_of(Random& random, Rows rows,
                                  const std::vector<std::string>& known) {
  std::vector<std::string> texts;
  for (int i = 0; i < kRows; ++i) {
    texts.push_back(rows == Rows::Repeated ? known[random.next(200)]
                                           : new_word(random) + " " + new_word(random) + " " +
                                                 std::to_string(random.next(100000)));
  }
  return texts;
}

Labels run_labels(const Subject& subject, TextContext& context, Rows rows) {
  TextStyle style;
  style.stack = subject.stack;
  ParagraphInput input;
  input.style = &style;
  Random random;
  std::vector<std::string> known;
  for (int i = 0; i < 200; ++i) known.push_back(new_word(random) + " " + new_word(random));
  std::vector<Paragraph> cells(64);  // rows on the screen
  hb_buffer_t* buffer = hb_buffer_create();
  Pango pango(subject.family);
  Labels best;
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<std::string> texts = table_of(random, rows, known);
    double count = 0;
    for (const std::string& text : texts) count += static_cast<double>(text.size());
    double start = now_ns();
    for (size_t i = 0; i < texts.size(); ++i) {
      input.text = texts[i];
      Paragraph& cell = cells[i % cells.size()];
      cell.set(context, input);
      cell.fit(200);
    }
    best.ours = std::min(best.ours, (now_ns() - start) / count);
    double harfbuzz = 0;
    for (const std::string& text : texts) {
      input.text = text;
      cells[0].set(context, input);
      harfbuzz += shape_alone(*cells[0].impl(), buffer);
    }
    best.harfbuzz = std::min(best.harfbuzz, harfbuzz / count);
    if (!Pango::kHere) continue;
    start = now_ns();
    for (const std::string& text : texts) pango.lay_out(text, 200);
    best.pango = std::min(best.pango, (now_ns() - start) / count);
  }
  hb_buffer_destroy(buffer);
  return best;
}

FontStackId one_file_stack(FontStore& fonts, const char* name, const char* path,
                           FontFamilyId behind) {
  Result<FontFaceId> face = fonts.load_file(path);
  if (!face) {
    std::fprintf(stderr, "%s\n", format_diagnostic(face.error()).c_str());
    return {};
  }
  const FontFaceId faces[] = {*face};
  const FontFamilyId families[] = {fonts.add_family(std::string("bench ") + name, faces), behind};
  return fonts.add_stack(std::string("bench ") + name, std::span(families, behind ? 2 : 1));
}

struct Options {
  std::string json, only;  // `only`: a face of the table, "labels" or "repeated"
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--json") == 0) options.json = argv[i + 1];
    if (std::strcmp(argv[i], "--only") == 0) options.only = argv[i + 1];
  }
  return options;
}

int run(int argc, char** argv) {
  const Options options = parse(argc, argv);
  FontFaceTable table;
  FontStore fonts(table);
  std::vector<Diagnostic> problems;
  const FontStackId sans = fonts.load_default(problems);
  TextContext context(fonts);
  const FontStackId noto =
      one_file_stack(fonts, "noto", "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                     fonts.find_family("Noto SansArabic"));
  const FontStackId dejavu =
      one_file_stack(fonts, "dejavu", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", {});
  const Subject subjects[] = {{"Inter", "Inter", sans, Kind::English},
                              {"Noto Sans", "Noto Sans", noto, Kind::English},
                              {"DejaVu Sans", "DejaVu Sans", dejavu, Kind::English},
                              {"Noto Sans Arabic", "Noto Sans Arabic", noto, Kind::Arabic},
                              {"mixed", "Inter", sans, Kind::Mixed}};
  nlohmann::json out;
  std::printf("HarfBuzz %s, ", shaper_version());
#ifdef HALLOWS_BENCH_PANGO
  std::printf("Pango %s", pango_version_string());
#else
  std::printf("no Pango (libpango1.0-dev wasn't there when this was configured)");
#endif
  std::printf("; ns per character, %zu words, %g px\n", kWords, kWidth);
  std::printf("%-18s %9s %9s %6s %9s | %8s %8s | %8s %9s\n", "", "new text", "harfbuzz", "ratio",
              "pango", "re-wrap", "pango", "edit", "pango");
  const auto wanted = [&](const char* name) {
    return options.only.empty() || options.only == name;
  };
  for (const Subject& subject : subjects) {
    if (!subject.stack || !wanted(subject.name)) continue;
    const Row row = run_subject(subject, context);
    std::printf("%-18s %9.1f %9.1f %6.2f %9s | %8.2f %8s | %8.1f %9s\n", subject.name, row.fresh,
                row.harfbuzz, row.fresh / row.harfbuzz, cell(row.pango_fresh).c_str(), row.wrap,
                cell(row.pango_wrap).c_str(), row.edit, cell(row.pango_edit).c_str());
    nlohmann::json& json = out["paragraph"][subject.name];
    json = {
        {"new", row.fresh}, {"harfbuzz", row.harfbuzz}, {"rewrap", row.wrap}, {"edit", row.edit}};
    if (Pango::kHere) {
      json["pango"] = row.pango_fresh;
      json["pango_rewrap"] = row.pango_wrap;
      json["pango_edit"] = row.pango_edit;
    }
  }
  std::printf("%-18s %9s %9s %6s %9s\n", "labels, 10,000 rows", "ours", "harfbuzz", "ratio",
              "pango");
  for (const Subject& subject : std::span(subjects, 3)) {
    for (const Rows rows : {Rows::New, Rows::Repeated}) {
      const char* kind = rows == Rows::New ? "new" : "repeated";
      const bool chosen = wanted("labels") || (rows == Rows::Repeated && wanted("repeated"));
      if (!subject.stack || !chosen) continue;
      const Labels labels = run_labels(subject, context, rows);
      std::printf("%-11s %-8s %7.1f %9.1f %6.2f %9s\n", subject.name, kind, labels.ours,
                  labels.harfbuzz, labels.ours / labels.harfbuzz, cell(labels.pango).c_str());
      out["labels"][subject.name][kind] = labels.ours;
    }
  }
  if (!options.json.empty()) std::ofstream(options.json) << out.dump(2) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return run(argc, argv);
}
