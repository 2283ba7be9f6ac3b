// Files to faces: opening, checking, metrics, coverage.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "layout/text/font_map.h"
#include "layout/text/font_store_impl.h"
#include "layout/text/script_samples.h"
#include "layout/text/static_instance.h"
#include "layout/text/unicode/script.h"

namespace hallows::text {
namespace {

Diagnostic font_error(const std::string& path, std::string message, std::string why,
                      std::string fix) {
  Diagnostic d;
  d.code = "font-unusable";
  d.place.file = path;
  d.message = std::move(message);
  d.why = std::move(why);
  d.fix = std::move(fix);
  return d;
}

Diagnostic not_a_font(const std::string& path) {
  return font_error(path, "this is not a font",
                    "the file has no OpenType, TrueType or collection header",
                    "use a .ttf, .otf or .ttc file");
}

Diagnostic no_such_face(const std::string& path, uint32_t index, uint32_t count) {
  return font_error(path, "the font file has no face " + std::to_string(index),
                    "it holds " + std::to_string(count), "");
}

float metric(hb_font_t* font, hb_ot_metrics_tag_t tag, float fallback_em, float upem) {
  hb_position_t value = 0;
  if (hb_ot_metrics_get_position(font, tag, &value) == 0) return fallback_em;
  return static_cast<float>(value) / upem;
}

void read_metrics(FaceRecord& record) {
  hb_font_t* font = record.hb_font;
  const float upem = record.units_per_em;
  FontMetrics& m = record.metrics;
  hb_font_extents_t extents{};
  hb_font_get_h_extents(font, &extents);
  m.ascent = static_cast<float>(extents.ascender) / upem;
  m.descent = static_cast<float>(-extents.descender) / upem;
  m.line_gap = std::max(0.0f, static_cast<float>(extents.line_gap) / upem);
  if (!(m.ascent > 0 && m.ascent < 8) || !(m.descent >= 0 && m.descent < 8)) {
    m.ascent = 0.8f;  // a font without usable hhea and OS/2 tables
    m.descent = 0.2f;
  }
  m.underline_thickness = metric(font, HB_OT_METRICS_TAG_UNDERLINE_SIZE, 0.05f, upem);
  if (!(m.underline_thickness > 0.005f && m.underline_thickness < 0.5f)) {
    m.underline_thickness = 0.05f;
  }
  const float underline = metric(font, HB_OT_METRICS_TAG_UNDERLINE_OFFSET, -0.1f, upem);
  m.underline_y = -underline + m.underline_thickness / 2;
  m.strike_thickness = metric(font, HB_OT_METRICS_TAG_STRIKEOUT_SIZE, m.underline_thickness, upem);
  m.x_height = metric(font, HB_OT_METRICS_TAG_X_HEIGHT, 0.5f, upem);
  m.cap_height = metric(font, HB_OT_METRICS_TAG_CAP_HEIGHT, 0.7f, upem);
  m.strike_y = metric(font, HB_OT_METRICS_TAG_STRIKEOUT_OFFSET, m.x_height / 2, upem) -
               m.strike_thickness / 2;
}

uint16_t glyph_for(hb_font_t* font, hb_codepoint_t c) {
  hb_codepoint_t glyph = 0;
  hb_font_get_nominal_glyph(font, c, &glyph);
  return static_cast<uint16_t>(glyph);
}

float advance_em(const FaceRecord& record, uint16_t glyph) {
  return static_cast<float>(hb_font_get_glyph_h_advance(record.hb_font, glyph)) /
         record.units_per_em;
}

void read_glyphs(FaceRecord& record) {
  record.space_glyph = glyph_for(record.hb_font, ' ');
  record.hyphen_glyph = glyph_for(record.hb_font, 0x2010);
  if (record.hyphen_glyph == 0) record.hyphen_glyph = glyph_for(record.hb_font, '-');
  record.ellipsis_glyph = glyph_for(record.hb_font, 0x2026);
  record.period_glyph = glyph_for(record.hb_font, '.');
  record.circle_glyph = glyph_for(record.hb_font, 0x25CC);
  if (record.space_glyph != 0) record.space_em = advance_em(record, record.space_glyph);
  record.hyphen_em = advance_em(record, record.hyphen_glyph);
  record.ellipsis_em = advance_em(record, record.ellipsis_glyph);
  record.period_em = advance_em(record, record.period_glyph);
}

// The features that are on without asking (HarfBuzz, hb-ot-shape.cc and its script shapers).
constexpr hb_tag_t kDefaultFeatures[] = {HB_TAG('c', 'c', 'm', 'p'),
                                         HB_TAG('l', 'o', 'c', 'l'),
                                         HB_TAG('m', 'a', 'r', 'k'),
                                         HB_TAG('m', 'k', 'm', 'k'),
                                         HB_TAG('r', 'l', 'i', 'g'),
                                         HB_TAG('c', 'a', 'l', 't'),
                                         HB_TAG('c', 'l', 'i', 'g'),
                                         HB_TAG('c', 'u', 'r', 's'),
                                         HB_TAG('d', 'i', 's', 't'),
                                         HB_TAG('k', 'e', 'r', 'n'),
                                         HB_TAG('l', 'i', 'g', 'a'),
                                         HB_TAG('r', 'c', 'l', 't'),
                                         HB_TAG('r', 'v', 'r', 'n'),
                                         HB_TAG('l', 't', 'r', 'a'),
                                         HB_TAG('l', 't', 'r', 'm'),
                                         HB_TAG('r', 't', 'l', 'a'),
                                         HB_TAG('r', 't', 'l', 'm'),
                                         HB_TAG('r', 'a', 'n', 'd'),
                                         HB_TAG('i', 's', 'o', 'l'),
                                         HB_TAG('f', 'i', 'n', 'a'),
                                         HB_TAG('m', 'e', 'd', 'i'),
                                         HB_TAG('i', 'n', 'i', 't'),
                                         HB_TAG('a', 'b', 'v', 'm'),
                                         HB_TAG('b', 'l', 'w', 'm'),
                                         0};

bool lookups_touch(hb_face_t* face, hb_tag_t table, hb_codepoint_t glyph) {
  hb_set_t* lookups = hb_set_create();
  hb_ot_layout_collect_lookups(face, table, nullptr, nullptr, kDefaultFeatures, lookups);
  hb_set_t* glyphs = hb_set_create();
  hb_codepoint_t lookup = HB_SET_VALUE_INVALID;
  bool touched = false;
  while (!touched && hb_set_next(lookups, &lookup) != 0) {
    hb_set_clear(glyphs);
    hb_ot_layout_lookup_collect_glyphs(face, table, lookup, glyphs, glyphs, glyphs, nullptr);
    touched = hb_set_has(glyphs, glyph) != 0;
  }
  hb_set_destroy(glyphs);
  hb_set_destroy(lookups);
  return touched;
}

bool has_table(hb_face_t* face, hb_tag_t tag) {
  hb_blob_t* blob = hb_face_reference_table(face, tag);
  const bool present = hb_blob_get_length(blob) > 0;
  hb_blob_destroy(blob);
  return present;
}

bool has_state_machines(hb_face_t* face) {
  return has_table(face, HB_TAG('m', 'o', 'r', 'x')) ||
         has_table(face, HB_TAG('k', 'e', 'r', 'x')) || has_table(face, HB_TAG('S', 'i', 'l', 'f'));
}

SpaceRole space_role_of(hb_face_t* face, uint16_t space) {
  if (space == 0) return SpaceRole::Shapes;
  const bool kern_only =
      hb_ot_layout_has_positioning(face) == 0 && has_table(face, HB_TAG('k', 'e', 'r', 'n'));
  if (kern_only || has_state_machines(face)) return SpaceRole::Shapes;
  const bool touched =
      lookups_touch(face, HB_OT_TAG_GSUB, space) || lookups_touch(face, HB_OT_TAG_GPOS, space);
  return touched ? SpaceRole::Shapes : SpaceRole::Inert;
}

std::shared_ptr<const Coverage> coverage_of(FontStoreImpl& store, const FontFile& file,
                                            uint32_t index, hb_face_t* face) {
  for (const auto& [blob, entry] : store.coverages) {
    if (blob == file.blob && entry.first == index) return entry.second;
  }
  auto coverage = std::make_shared<const Coverage>(face);
  store.coverages.push_back({file.blob, {index, coverage}});
  return coverage;
}

// At an axis' default nothing is set: HarfBuzz 6 allocates a cache in every hb_shape() of a font
// that has coordinates.
void set_variations(FaceRecord& record, const FaceOptions& options) {
  std::array<hb_variation_t, 4> variations{};
  bool varied = false;
  for (uint8_t i = 0; i < options.axis_count; ++i) {
    const FontAxis axis = options.axes[i];
    variations[i] = {axis.tag, axis.value};
    hb_ot_var_axis_info_t info{};
    const bool known = hb_ot_var_find_axis_info(record.hb_face, axis.tag, &info) != 0;
    varied = varied || (known && axis.value != info.default_value);
  }
  if (varied) hb_font_set_variations(record.hb_font, variations.data(), options.axis_count);
}

std::unique_ptr<FaceRecord> make_record(FontStoreImpl& store, const FontFile& file,
                                        const FaceOptions& options) {
  auto record = std::make_unique<FaceRecord>();
  record->hb_face = hb_face_create(file.hb_blob, options.index);
  hb_face_make_immutable(record->hb_face);
  record->units_per_em = static_cast<uint16_t>(hb_face_get_upem(record->hb_face));
  record->hb_font = hb_font_create(record->hb_face);
  hb_font_set_scale(record->hb_font, record->units_per_em, record->units_per_em);
  set_variations(*record, options);
  hb_font_make_immutable(record->hb_font);
  unsigned coords = 0;
  hb_font_get_var_coords_normalized(record->hb_font, &coords);
  if (coords > 0) record->static_font = make_static_instance(record->hb_font);
  record->coverage = coverage_of(store, file, options.index, record->hb_face);
  read_metrics(*record);
  read_glyphs(*record);
  record->space_role = space_role_of(record->hb_face, record->space_glyph);
  for (const ScriptSample& script : script_samples()) {
    const bool shown = record->coverage->has(script.sample);
    record->no_script[unicode::script_from_tag(script.script)] = !shown;
  }
  record->state_machines = has_state_machines(record->hb_face);
  record->color = hb_ot_color_has_png(record->hb_face) != 0 ||
                  hb_ot_color_has_layers(record->hb_face) != 0 ||
                  has_table(record->hb_face, HB_TAG('C', 'O', 'L', 'R'));
  hb_tag_t feature = HB_TAG('s', 'm', 'c', 'p');
  hb_set_t* lookups = hb_set_create();
  const hb_tag_t features[] = {feature, 0};
  hb_ot_layout_collect_lookups(record->hb_face, HB_OT_TAG_GSUB, nullptr, nullptr, features,
                               lookups);
  record->small_caps = hb_set_is_empty(lookups) == 0;
  hb_set_destroy(lookups);
  return record;
}

// Axes that the font doesn't have are dropped and values clamped, so that equal faces are equal.
FaceOptions clamp_axes(const FontFile& file, FaceOptions options) {
  hb_face_t* face = hb_face_create(file.hb_blob, options.index);
  FaceOptions out = options;
  out.axes = {};
  out.axis_count = 0;
  for (uint8_t i = 0; i < options.axis_count && i < options.axes.size(); ++i) {
    hb_ot_var_axis_info_t info{};
    if (hb_ot_var_find_axis_info(face, options.axes[i].tag, &info) == 0) continue;
    const float value = std::clamp(options.axes[i].value, info.min_value, info.max_value);
    out.axes[out.axis_count++] = {options.axes[i].tag, value};
  }
  hb_face_destroy(face);
  return out;
}

}  // namespace

Coverage::Coverage(hb_face_t* face) {
  pages_.push_back(Page{});
  hb_set_t* set = hb_set_create();
  hb_face_collect_unicodes(face, set);
  hb_codepoint_t first = HB_SET_VALUE_INVALID;
  hb_codepoint_t last = HB_SET_VALUE_INVALID;
  while (hb_set_next_range(set, &first, &last) != 0) {
    for (hb_codepoint_t c = first; c <= last && c <= 0x10FFFF; ++c) {
      uint16_t& page = index_[c >> 8];
      if (page == 0) {
        page = static_cast<uint16_t>(pages_.size());
        pages_.push_back(Page{});
      }
      pages_[page][(c & 0xFF) / 64] |= uint64_t{1} << (c % 64);
    }
  }
  hb_set_destroy(set);
}

FaceRecord::~FaceRecord() {
  hb_font_destroy(static_font);
  hb_font_destroy(hb_font);
  hb_face_destroy(hb_face);
}

FontStoreImpl::~FontStoreImpl() {
  for (auto& slot : faces) delete slot.load(std::memory_order_relaxed);
  for (const FontFile& file : files) hb_blob_destroy(file.hb_blob);
}

bool has_weight_axis(const FontFile& file, uint32_t index) {
  hb_face_t* face = hb_face_create(file.hb_blob, index);
  hb_ot_var_axis_info_t info{};
  const bool found = hb_ot_var_find_axis_info(face, HB_OT_TAG_VAR_AXIS_WEIGHT, &info) != 0;
  hb_face_destroy(face);
  return found;
}

static FontFile* add_blob(FontStoreImpl& store, std::shared_ptr<FontBlob> blob) {
  const auto bytes = blob->view();
  hb_blob_t* hb_blob = hb_blob_create(reinterpret_cast<const char*>(bytes.data()),
                                      static_cast<unsigned>(bytes.size()), HB_MEMORY_MODE_READONLY,
                                      nullptr, nullptr);
  store.files.push_back({std::move(blob), hb_blob});
  return &store.files.back();
}

FontFile* add_font_file(FontStoreImpl& store, std::vector<uint8_t> bytes, const std::string& path) {
  auto blob = std::make_shared<FontBlob>();
  blob->bytes = std::move(bytes);
  blob->path = path;
  return add_blob(store, std::move(blob));
}

namespace {

// Big-endian words of an open file; 0 past its end.
class FileWords {
 public:
  explicit FileWords(std::FILE* file) : file_(file) {
    std::fseek(file, 0, SEEK_END);
    size_ = static_cast<uint64_t>(std::max(std::ftell(file), 0L));
  }
  uint64_t size() const { return size_; }
  uint32_t u32(uint64_t at) {
    uint8_t b[4] = {};
    if (std::fseek(file_, static_cast<long>(at), SEEK_SET) != 0 ||
        std::fread(b, 1, sizeof b, file_) != sizeof b) {
      return 0;
    }
    return (uint32_t{b[0]} << 24) | (uint32_t{b[1]} << 16) | (uint32_t{b[2]} << 8) | b[3];
  }

 private:
  std::FILE* file_;
  uint64_t size_ = 0;
};

// Tables without which text would vanish instead of falling back to another font.
bool is_needed(uint32_t tag) {
  constexpr uint32_t kNeeded[] = {
      HB_TAG('c', 'm', 'a', 'p'), HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
      HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p'), HB_TAG('l', 'o', 'c', 'a'),
      HB_TAG('g', 'l', 'y', 'f'), HB_TAG('C', 'F', 'F', ' '), HB_TAG('C', 'F', 'F', '2'),
      HB_TAG('C', 'B', 'D', 'T'), HB_TAG('C', 'B', 'L', 'C')};
  return std::find(std::begin(kNeeded), std::end(kNeeded), tag) != std::end(kNeeded);
}

// OpenType 1.9, "Table directory": every needed table must end inside the file.
bool tables_are_whole(FileWords& file, uint64_t directory) {
  const uint32_t count = file.u32(directory + 4) >> 16;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t record = directory + 12 + uint64_t{i} * 16;
    const uint64_t end = uint64_t{file.u32(record + 8)} + file.u32(record + 12);
    if (record + 16 > file.size() || (is_needed(file.u32(record)) && end > file.size())) {
      return false;
    }
  }
  return count > 0;
}

}  // namespace

std::optional<Diagnostic> probe_font_file(const std::string& path, uint32_t index) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(std::fopen(path.c_str(), "rb"),
                                                               std::fclose);
  if (opened == nullptr) return map_font_file(path).error();
  FileWords file(opened.get());
  const uint32_t tag = file.u32(0);
  const bool collection = tag == HB_TAG('t', 't', 'c', 'f');
  const bool font = tag == 0x00010000 || tag == HB_TAG('O', 'T', 'T', 'O') ||
                    tag == HB_TAG('t', 'r', 'u', 'e') || collection;
  if (file.size() < 12 || !font) return not_a_font(path);
  const uint32_t faces = collection ? file.u32(8) : 1;
  if (index >= faces) return no_such_face(path, index, faces);
  if (!tables_are_whole(file, collection ? file.u32(12 + uint64_t{index} * 4) : 0)) {
    return font_error(path, "the font is cut short", "tables reach past the end of the file",
                      "install the font again");
  }
  return std::nullopt;
}

Result<FontFile*> open_font_file(FontStoreImpl& store, const std::string& path) {
  for (FontFile& file : store.files) {
    if (!path.empty() && file.blob->path == path) return &file;
  }
  Result<std::shared_ptr<FontBlob>> blob = map_font_file(path);
  if (!blob) return blob.error();
  return add_blob(store, std::move(*blob));
}

Result<FontFaceId> intern_face(FontStoreImpl& store, const FontFile& file,
                               const FaceOptions& wanted) {
  const unsigned face_count = hb_face_count(file.hb_blob);
  const std::string& path = file.blob->path;
  if (face_count == 0) {
    return not_a_font(path);
  }
  if (wanted.index >= face_count) {
    return no_such_face(path, wanted.index, face_count);
  }
  const FaceOptions options = clamp_axes(file, wanted);
  FontFaceKey key;
  key.blob = file.blob;
  key.index = options.index;
  key.axes = options.axes;
  key.axis_count = options.axis_count;
  key.synthetic_bold = options.synthetic_bold;
  key.synthetic_italic = options.synthetic_italic;
  key.rendering = options.rendering;
  hb_face_t* probe = hb_face_create(file.hb_blob, options.index);
  const unsigned glyphs = hb_face_get_glyph_count(probe);
  hb_face_destroy(probe);
  if (glyphs == 0) {
    return font_error(path, "the font has no glyphs", "its tables are missing or cut short",
                      "install the font again");
  }
  const FontFaceId id = store.table.intern(key);
  if (!id) {
    return font_error(path, "too many font faces",
                      "at most " + std::to_string(FontFaceTable::kCapacity) + " can be open", "");
  }
  if (store.faces[id.value].load(std::memory_order_acquire) == nullptr) {
    store.faces[id.value].store(make_record(store, file, options).release(),
                                std::memory_order_release);
  }
  return id;
}

}  // namespace hallows::text
