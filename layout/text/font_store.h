#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/result.h"
#include "rt-kernel/types/font_face_table.h"

namespace hallows::text {

// An ordered list of families with its fallbacks: what a style names.
using FontStackId = Id<struct FontStackTag, uint16_t>;
using FontFamilyId = Id<struct FontFamilyTag, uint16_t>;
// A stack at one weight, slant and language: the faces to try, in order. Made once, then shared.
using FontChainId = Id<struct FontChainTag, uint16_t>;

enum class Slant : uint8_t { Upright, Italic };

// Font-wide metrics in em (multiply by the size). Down is positive for descent.
struct FontMetrics {
  float ascent = 0;
  float descent = 0;
  float line_gap = 0;
  float underline_y = 0;  // centre of the line below the baseline
  float underline_thickness = 0;
  float strike_y = 0;  // centre of the line above the baseline
  float strike_thickness = 0;
  float x_height = 0;
  float cap_height = 0;
};

// How to read one face. Axis values outside the font's range are clamped.
struct FaceOptions {
  uint32_t index = 0;  // in a collection
  std::array<FontAxis, 4> axes{};
  uint8_t axis_count = 0;
  bool synthetic_bold = false;
  bool synthetic_italic = false;
  FaceRendering rendering;
};

// A face as a member of a family. `lang` (BCP 47, may be empty) limits it to that language: how a
// CJK collection gives Japanese, Chinese and Korean their own forms.
struct FamilyMember {
  std::string path;
  uint32_t index = 0;
  uint16_t weight = 400;  // of a static face; ignored where the file has a `wght` axis
  Slant slant = Slant::Upright;
  std::string lang;
};

struct ChainKey {
  FontStackId stack;
  uint16_t weight = 400;
  Slant slant = Slant::Upright;
  uint32_t lang = 0;  // hash of the language tag's primary subtags: see language_hash()
  std::array<FontAxis, 4> axes{};
  uint8_t axis_count = 0;
  friend bool operator==(const ChainKey&, const ChainKey&) = default;
};

struct FontStoreImpl;

// The fonts of one process: files, families, stacks, and for every face the shaper's font object.
// Loading and making are set-up work (warm-up or a worker; they lock and allocate). Reading is
// wait-free and safe on the engine thread, at the same time. At the bounds loading a face (1,024)
// fails with a diagnostic, and family (256), stack (64) and chain (256) are none.
class FontStore {
 public:
  explicit FontStore(FontFaceTable& table);
  ~FontStore();
  FontStore(const FontStore&) = delete;
  FontStore& operator=(const FontStore&) = delete;

  // Set-up. A file that isn't there, isn't a font or is cut short gives a diagnostic.
  Result<FontFaceId> load_file(const std::string& path, const FaceOptions& options = {});
  Result<FontFaceId> load_memory(std::vector<uint8_t> bytes, const FaceOptions& options = {},
                                 const std::string& name = {});
  // Asks fontconfig for a family name ("Cantarell", "serif"): answers vary by machine. Its hinting,
  // hintstyle, autohint and antialias are honoured where its configuration sets them (medium counts
  // as full); without them outlines are drawn as designed. Of rgba nothing is: coverage is grey.
  Result<FontFaceId> load_system(std::string_view family, uint16_t weight = 400,
                                 Slant slant = Slant::Upright);
  // Members that can't be read are left out, each with a diagnostic in `problems`. None: no id.
  FontFamilyId add_family(std::string_view name, std::span<const FamilyMember> members,
                          std::vector<Diagnostic>& problems);
  // A family made of faces that are already loaded; they stand for every weight and slant.
  FontFamilyId add_family(std::string_view name, std::span<const FontFaceId> faces);
  FontFamilyId find_family(std::string_view name) const;
  FontStackId add_stack(std::string_view name, std::span<const FontFamilyId> families);
  // None where there is no such stack. "sans" (the default), "mono" after load_default().
  FontStackId find_stack(std::string_view name) const;

  // Inter, Noto Sans and its scripts, CJK, colour emoji (default_fonts.def), by file name from
  // $HALLOWS_FONT_DIR, from what the application carries (hallows_carry_fonts()) or from Debian's
  // packages, so that every machine draws the same. What is missing is reported, with the package
  // to install, and left out; with no font at all a built-in box font stands in.
  FontStackId load_default(std::vector<Diagnostic>& problems);

  // Makes the chain: faces at that weight (real, variable, else synthetic) and, for each of
  // `scripts` (ISO 15924 tags), the shaping plans. Set-up or a worker; idempotent. None at the
  // bound and where the stack isn't there or none of its faces can be read.
  FontChainId prepare(const ChainKey& key, std::span<const uint32_t> scripts = {});

  // Reading, wait-free. find_chain() finds what prepare() made, else none.
  FontChainId find_chain(const ChainKey& key) const noexcept HALLOWS_NONBLOCKING;
  std::span<const FontFaceId> faces(FontChainId chain) const noexcept HALLOWS_NONBLOCKING;
  const FontMetrics& metrics(FontFaceId face) const noexcept HALLOWS_NONBLOCKING;
  uint16_t units_per_em(FontFaceId face) const noexcept HALLOWS_NONBLOCKING;
  // 0 where the face has none.
  uint32_t glyph_of(FontFaceId face, char32_t code_point) const noexcept HALLOWS_NONBLOCKING;
  bool is_color(FontFaceId face) const noexcept HALLOWS_NONBLOCKING;

  FontFaceTable& table() const noexcept;
  // For layout/text alone: the shaper's side of the store.
  FontStoreImpl& impl() const noexcept { return *impl_; }

 private:
  std::unique_ptr<FontStoreImpl> impl_;
};

// Folds a BCP 47 tag to what font choice needs: language and script ("zh-Hant-TW" and "zh-TW" are
// the same). 0 for an empty tag.
uint32_t language_hash(std::string_view tag) noexcept;

// Version of the shaping library in use, "6.0.0": for `hallows doctor`.
const char* shaper_version() noexcept;

}  // namespace hallows::text
