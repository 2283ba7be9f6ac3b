#pragma once

// The shaper's side of the font store. Included by layout/text alone: it brings in HarfBuzz.
#include <hb-ot.h>
#include <hb.h>

#include <array>
#include <atomic>
#include <bitset>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "layout/text/font_store.h"
#include "layout/text/unicode/character.h"
#include "rt-kernel/base/fixed_vector.h"

namespace hallows::text {

constexpr size_t kMaxChainFaces = 64;
constexpr size_t kMaxChains = 256;
constexpr size_t kMaxFamilies = 256;
constexpr size_t kMaxStacks = 64;

// Which code points a file's face has: one bit each, in pages of 256. Made once, then read-only.
class Coverage {
 public:
  explicit Coverage(hb_face_t* face);
  bool has(char32_t c) const {
    if (c > 0x10FFFF) return false;
    const Page& page = pages_[index_[c >> 8]];
    return ((page[(c & 0xFF) / 64] >> (c % 64)) & 1) != 0;
  }

 private:
  using Page = std::array<uint64_t, 4>;
  std::array<uint16_t, 0x1100> index_{};
  std::vector<Page> pages_;  // page 0 is empty
};

// Does a word's shape depend on what stands across a space?
enum class SpaceRole : uint8_t { Inert, Shapes };

struct FaceRecord {
  FaceRecord() = default;
  ~FaceRecord();
  FaceRecord(const FaceRecord&) = delete;
  FaceRecord& operator=(const FaceRecord&) = delete;

  hb_face_t* hb_face = nullptr;
  hb_font_t* hb_font = nullptr;      // scaled to units per em, immutable
  hb_font_t* static_font = nullptr;  // the same for shaping, where hb_font has coordinates
  hb_font_t* shaper() const { return static_font != nullptr ? static_font : hb_font; }
  std::shared_ptr<const Coverage> coverage;
  FontMetrics metrics;
  uint16_t units_per_em = 1000;
  uint16_t space_glyph = 0;
  uint16_t hyphen_glyph = 0;    // U+2010, else '-'
  uint16_t ellipsis_glyph = 0;  // U+2026; 0: three periods
  uint16_t period_glyph = 0;
  uint16_t circle_glyph = 0;  // U+25CC, which stands in for the base of a sign without one
  float space_em = 0.25f;
  float hyphen_em = 0;
  float ellipsis_em = 0;
  float period_em = 0;
  SpaceRole space_role = SpaceRole::Shapes;
  bool state_machines = false;  // rules of AAT or Graphite: nothing bounds how far they look
  bool color = false;
  bool small_caps = false;
  std::bitset<256> no_script;  // by ScriptId: those of script_samples() that it has no letter of
};

struct ChainRecord {
  ChainKey key;
  FixedVector<FontFaceId, kMaxChainFaces> faces;
  uint8_t color_face = 0xFF;  // index in `faces` of the first colour (emoji) face
};

// An opened file: shared by every face and instance in it.
struct FontFile {
  std::shared_ptr<const FontBlob> blob;
  hb_blob_t* hb_blob = nullptr;
};

struct Family {
  std::string name;
  std::vector<FamilyMember> members;  // by path, or
  std::vector<FontFaceId> faces;      // already loaded
};

struct FontStoreImpl {
  explicit FontStoreImpl(FontFaceTable& face_table) : table(face_table) {}
  ~FontStoreImpl();

  const FaceRecord& face(FontFaceId id) const {
    ASSERT(id.value < faces.size());
    const FaceRecord* record = faces[id.value].load(std::memory_order_acquire);
    ASSERT(record != nullptr);
    return *record;
  }
  const ChainRecord& chain(FontChainId id) const { return *chains[id.value]; }
  // Does warm_style() make the script's plans for face `f` of the chain? The first face and the
  // emoji stand in text of any script. Another one without a letter of the script shows a sign on a
  // foreign letter at most, and shapes it as Common.
  bool has_plans(const ChainRecord& chain, uint8_t f, unicode::ScriptId script) const {
    if (f == 0 || f == chain.color_face || script == unicode::kScriptCommon) return true;
    return !face(chain.faces[f]).no_script[script];
  }

  FontFaceTable& table;
  // release in intern_face pairs with acquire in face()
  std::array<std::atomic<FaceRecord*>, FontFaceTable::kCapacity> faces{};
  std::array<std::unique_ptr<ChainRecord>, kMaxChains> chains;
  std::atomic<uint32_t> chain_count{0};  // release in prepare pairs with acquire in find_chain

  std::recursive_mutex mutex;  // everything below; set-up only
  std::deque<FontFile> files;  // pointers to elements stay
  std::vector<std::pair<std::shared_ptr<const FontBlob>,
                        std::pair<uint32_t, std::shared_ptr<const Coverage>>>>
      coverages;
  std::vector<Family> families;
  struct Stack {
    std::string name;
    std::vector<FontFamilyId> families;
  };
  // A stack never changes once it is counted, so names are read without the mutex.
  std::array<Stack, kMaxStacks> stacks;
  std::atomic<uint32_t> stack_count{0};  // release in add_stack pairs with acquire in find_stack
};

// Set-up steps, all under the mutex. In font_load.cpp.
FontFile* add_font_file(FontStoreImpl& store, std::vector<uint8_t> bytes, const std::string& path);
// Looks at the header alone: the file is read when a chain first needs it.
std::optional<Diagnostic> probe_font_file(const std::string& path, uint32_t index);
Result<FontFile*> open_font_file(FontStoreImpl& store, const std::string& path);
Result<FontFaceId> intern_face(FontStoreImpl& store, const FontFile& file,
                               const FaceOptions& options);
bool has_weight_axis(const FontFile& file, uint32_t index);

}  // namespace hallows::text
