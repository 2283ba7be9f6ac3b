#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "layout/text/shape_cache.h"

namespace hallows::text {

struct ParagraphImpl;

// What set() makes of short plain texts, whole: a table whose rows repeat (states, units, names)
// copies it instead of running the stages. Bounded: kSets x kWays records. In a full set goes first
// what was never asked for again, so that thousands of new texts don't drive out the ones that
// repeat. Nothing is allocated after construction.
class LabelCache {
 public:
  static constexpr size_t kMaxChars = 32;

  LabelCache();
  ~LabelCache();
  // After the input was copied: fills the results of all stages. False: not there.
  bool take(ParagraphImpl& p) noexcept;
  // Remembers the results if the text is one that take() would be asked for.
  void keep(const ParagraphImpl& p) noexcept;
  void clear() noexcept;

 private:
  static constexpr size_t kMaxGlyphs = 40;
  static constexpr size_t kMaxSegments = 8;
  static constexpr size_t kSets = 256;
  static constexpr size_t kWays = 4;
  struct Record;
  struct Key;
  static Key key_of(const ParagraphImpl& p) noexcept;
  Record& room_for(const Key& key) noexcept;

  std::unique_ptr<Record[]> records_;
  std::array<uint8_t, kSets> next_{};  // the way whose turn it is
};

}  // namespace hallows::text
