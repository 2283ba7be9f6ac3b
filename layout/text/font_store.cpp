#include "layout/text/font_store.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "layout/text/font_store_impl.h"
#include "layout/text/system_font.h"
#include "rt-kernel/base/hash.h"

namespace hallows::text {
namespace {

constexpr uint16_t kBoldFrom = 600;  // CSS Fonts 4, section 5.2: what counts as bold

constexpr uint32_t kWeightAxis = 0x77676874;  // 'wght'

// CSS Fonts 4, section 5.2, step 4: the distance of a static weight, smaller is better.
int weight_distance(int wanted, int has) {
  const int distance = std::abs(wanted - has);
  if (wanted >= 400 && wanted <= 500) {
    if (has >= wanted && has <= 500) return distance;
    return has < wanted ? 1000 + distance : 2000 + distance;
  }
  const bool preferred = wanted < 400 ? has <= wanted : has >= wanted;
  return preferred ? distance : 1000 + distance;
}

int member_distance(const FamilyMember& member, const ChainKey& key) {
  int distance = weight_distance(key.weight, member.weight);
  if (member.slant != key.slant) distance += 10000;
  if (!member.lang.empty() && language_hash(member.lang) != key.lang) distance += 100000;
  return distance;
}

FaceOptions options_for(const FontFile& file, const FamilyMember& member, const ChainKey& key) {
  FaceOptions options;
  options.index = member.index;
  options.axes = key.axes;
  options.axis_count = key.axis_count;
  const bool variable = has_weight_axis(file, member.index);
  if (variable && options.axis_count < options.axes.size()) {
    options.axes[options.axis_count++] = {kWeightAxis, static_cast<float>(key.weight)};
  }
  options.synthetic_bold = !variable && key.weight >= kBoldFrom && member.weight < kBoldFrom;
  options.synthetic_italic = key.slant == Slant::Italic && member.slant == Slant::Upright;
  return options;
}

bool is_color_file(const FontFile& file, uint32_t index) {
  hb_face_t* face = hb_face_create(file.hb_blob, index);
  // HarfBuzz before 7 knows layers of COLR version 0 only.
  hb_blob_t* colr = hb_face_reference_table(face, HB_TAG('C', 'O', 'L', 'R'));
  const bool color = hb_ot_color_has_png(face) != 0 || hb_blob_get_length(colr) > 0;
  hb_blob_destroy(colr);
  hb_face_destroy(face);
  return color;
}

// The best member of the family at that key, made a face. None where it can't be read any more.
FontFaceId family_face(FontStoreImpl& store, const Family& family, const ChainKey& key) {
  const FamilyMember* best = nullptr;
  for (const FamilyMember& member : family.members) {
    if (best == nullptr || member_distance(member, key) < member_distance(*best, key)) {
      best = &member;
    }
  }
  if (best == nullptr) return {};
  Result<FontFile*> file = open_font_file(store, best->path);
  if (!file) return {};
  FaceOptions options = options_for(**file, *best, key);
  if (is_color_file(**file, best->index)) {
    options.synthetic_bold = false;
    options.synthetic_italic = false;
  }
  Result<FontFaceId> face = intern_face(store, **file, options);
  return face ? *face : FontFaceId{};
}

// Shapes one word of the script, so that tables are read and the plan of the commonest request is
// made before the first frame asks for it.
void warm_up(const FaceRecord& face, uint32_t script) {
  hb_buffer_t* buffer = hb_buffer_create();
  hb_buffer_set_script(buffer, hb_script_from_iso15924_tag(script));
  hb_buffer_set_direction(buffer, hb_script_get_horizontal_direction(
                                      hb_script_from_iso15924_tag(script)) == HB_DIRECTION_RTL
                                      ? HB_DIRECTION_RTL
                                      : HB_DIRECTION_LTR);
  hb_buffer_set_language(buffer, hb_language_from_string("en", -1));
  const uint32_t sample[] = {'a', ' ', 'b'};
  hb_buffer_add_utf32(buffer, sample, 3, 0, 3);
  hb_shape(face.shaper(), buffer, nullptr, 0);
  hb_buffer_destroy(buffer);
}

}  // namespace

FontStore::FontStore(FontFaceTable& table) : impl_(std::make_unique<FontStoreImpl>(table)) {}
FontStore::~FontStore() = default;

Result<FontFaceId> FontStore::load_file(const std::string& path, const FaceOptions& options) {
  const std::lock_guard lock(impl_->mutex);
  Result<FontFile*> file = open_font_file(*impl_, path);
  if (!file) return file.error();
  return intern_face(*impl_, **file, options);
}

Result<FontFaceId> FontStore::load_memory(std::vector<uint8_t> bytes, const FaceOptions& options,
                                          const std::string& name) {
  const std::lock_guard lock(impl_->mutex);
  return intern_face(*impl_, *add_font_file(*impl_, std::move(bytes), name), options);
}

Result<FontFaceId> FontStore::load_system(std::string_view family, uint16_t weight, Slant slant) {
  const std::lock_guard lock(impl_->mutex);
  const std::string name(family);
  const SystemFont font = find_system_font(name, weight, slant);
  if (font.path.empty()) {
    Diagnostic d;
    d.code = "font-not-found";
    d.message = "the system has no font for \"" + name + "\"";
    d.why = "fontconfig found no font file at all";
    d.fix = "install a font package, for example fonts-noto-core";
    return d;
  }
  FaceOptions options;
  options.index = font.index;
  options.axes[0] = {kWeightAxis, static_cast<float>(weight)};
  options.axis_count = 1;
  options.rendering = font.rendering;
  return load_file(font.path, options);
}

FontFamilyId FontStore::add_family(std::string_view name, std::span<const FamilyMember> members,
                                   std::vector<Diagnostic>& problems) {
  const std::lock_guard lock(impl_->mutex);
  Family family{std::string(name), {}, {}};
  for (const FamilyMember& member : members) {
    std::optional<Diagnostic> problem = probe_font_file(member.path, member.index);
    if (problem) {
      problems.push_back(std::move(*problem));
    } else {
      family.members.push_back(member);
    }
  }
  if (family.members.empty() || impl_->families.size() == kMaxFamilies) return {};
  impl_->families.push_back(std::move(family));
  return {static_cast<uint16_t>(impl_->families.size() - 1)};
}

FontFamilyId FontStore::add_family(std::string_view name, std::span<const FontFaceId> faces) {
  const std::lock_guard lock(impl_->mutex);
  if (faces.empty() || impl_->families.size() == kMaxFamilies) return {};
  impl_->families.push_back({std::string(name), {}, {faces.begin(), faces.end()}});
  return {static_cast<uint16_t>(impl_->families.size() - 1)};
}

FontFamilyId FontStore::find_family(std::string_view name) const {
  const std::lock_guard lock(impl_->mutex);
  for (size_t i = 0; i < impl_->families.size(); ++i) {
    if (impl_->families[i].name == name) return {static_cast<uint16_t>(i)};
  }
  return {};
}

FontStackId FontStore::add_stack(std::string_view name, std::span<const FontFamilyId> families) {
  const std::lock_guard lock(impl_->mutex);
  const uint32_t count = impl_->stack_count.load(std::memory_order_relaxed);
  if (families.empty() || count == kMaxStacks) return {};
  impl_->stacks[count] = {std::string(name), {families.begin(), families.end()}};
  impl_->stack_count.store(count + 1, std::memory_order_release);
  return {static_cast<uint16_t>(count)};
}

FontStackId FontStore::find_stack(std::string_view name) const {
  const uint32_t count = impl_->stack_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count; ++i) {
    if (impl_->stacks[i].name == name) return {static_cast<uint16_t>(i)};
  }
  return {};
}

FontChainId FontStore::prepare(const ChainKey& key, std::span<const uint32_t> scripts) {
  const std::lock_guard lock(impl_->mutex);
  FontChainId id = find_chain(key);
  if (!id) {
    if (key.stack.value >= impl_->stack_count.load(std::memory_order_acquire)) return {};
    const uint32_t count = impl_->chain_count.load(std::memory_order_relaxed);
    if (count == kMaxChains) return {};
    auto chain = std::make_unique<ChainRecord>();
    chain->key = key;
    for (const FontFamilyId family_id : impl_->stacks[key.stack.value].families) {
      if (family_id.value >= impl_->families.size()) continue;
      const Family& family = impl_->families[family_id.value];
      for (const FontFaceId face : family.faces) chain->faces.try_push(face);
      const FontFaceId face = family_face(*impl_, family, key);
      if (face) chain->faces.try_push(face);
    }
    if (chain->faces.empty()) return {};
    for (size_t i = 0; i < chain->faces.size(); ++i) {
      if (!impl_->face(chain->faces[i]).color) continue;
      chain->color_face = static_cast<uint8_t>(i);
      break;
    }
    impl_->chains[count] = std::move(chain);
    impl_->chain_count.store(count + 1, std::memory_order_release);
    id = {static_cast<uint16_t>(count)};
  }
  for (const uint32_t script : scripts) {
    for (const FontFaceId face : impl_->chain(id).faces) warm_up(impl_->face(face), script);
  }
  return id;
}

FontChainId FontStore::find_chain(const ChainKey& key) const noexcept {
  const uint32_t count = impl_->chain_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count; ++i) {
    if (impl_->chains[i]->key == key) return {static_cast<uint16_t>(i)};
  }
  return {};
}

std::span<const FontFaceId> FontStore::faces(FontChainId chain) const noexcept {
  if (!chain) return {};
  return impl_->chain(chain).faces;
}
const FontMetrics& FontStore::metrics(FontFaceId face) const noexcept {
  return impl_->face(face).metrics;
}
uint16_t FontStore::units_per_em(FontFaceId face) const noexcept {
  return impl_->face(face).units_per_em;
}
uint32_t FontStore::glyph_of(FontFaceId face, char32_t code_point) const noexcept {
  hb_codepoint_t glyph = 0;
  hb_font_get_nominal_glyph(impl_->face(face).hb_font, code_point, &glyph);
  return glyph;
}
bool FontStore::is_color(FontFaceId face) const noexcept {
  return impl_->face(face).color;
}
FontFaceTable& FontStore::table() const noexcept {
  return impl_->table;
}

uint32_t language_hash(std::string_view tag) noexcept {
  if (tag.empty()) return 0;
  std::array<char, 16> parts{};
  size_t size = 0;
  size_t at = 0;
  bool chinese = false;
  bool script_given = false;
  bool traditional = false;
  for (size_t part = 0; at < tag.size() && size < 9; ++part) {
    const size_t end = std::min(tag.find_first_of("-_", at), tag.size());
    const std::string_view word = tag.substr(at, end - at);
    if (part == 0) {
      chinese = word == "zh" || word == "yue";
      for (const char c : word.substr(0, 8)) parts[size++] = static_cast<char>(c | 0x20);
    } else if (word.size() == 4) {
      script_given = true;
      traditional = (word[3] | 0x20) == 't';  // Hant
      if (!chinese) {
        for (const char c : word) parts[size++] = static_cast<char>(c | 0x20);
      }
    } else if (chinese && !script_given) {
      traditional = word == "TW" || word == "HK" || word == "MO";
    }
    at = end + 1;
  }
  if (chinese) parts[size++] = traditional ? 't' : 's';
  const auto hash = static_cast<uint32_t>(hash_bytes({parts.data(), size}));
  return hash == 0 ? 1 : hash;
}

const char* shaper_version() noexcept {
  return hb_version_string();
}

}  // namespace hallows::text
