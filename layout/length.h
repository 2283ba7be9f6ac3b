#pragma once

#include <bit>
#include <cstdint>

#include "rt-kernel/types/units.h"

namespace hallows::layout {

// A CSS size in four bytes: a number of dp, a percentage, or a keyword. Numbers live in an ordinary
// float whose lowest mantissa bit tells dp (0) from percent (1); keywords are NaNs. What isn't
// finite becomes 0, what is huge is cut at kMaxDp, so that sums in layout stay finite.
class Length {
 public:
  enum class Keyword : uint8_t { Auto, MinContent, MaxContent, FitContent, Stretch, None, Content };
  static constexpr float kMaxDp = 33554432.0f;  // 2^25, the range of browsers

  constexpr Length() = default;  // auto
  static constexpr Length dp(float value) { return Length(number_bits(value) & ~1u); }
  // 50 means 50 %.
  static constexpr Length percent(float value) { return Length(number_bits(value) | 1u); }
  static constexpr Length keyword(Keyword k) { return Length(kKeywordBits | uint32_t(k)); }
  static constexpr Length automatic() { return keyword(Keyword::Auto); }
  static constexpr Length min_content() { return keyword(Keyword::MinContent); }
  static constexpr Length max_content() { return keyword(Keyword::MaxContent); }
  static constexpr Length fit_content() { return keyword(Keyword::FitContent); }
  static constexpr Length stretch() { return keyword(Keyword::Stretch); }
  static constexpr Length none() { return keyword(Keyword::None); }        // max-width, max-height
  static constexpr Length content() { return keyword(Keyword::Content); }  // flex-basis

  constexpr bool is_keyword() const { return (bits_ & 0x7F800000u) == 0x7F800000u; }
  constexpr bool is_percent() const { return !is_keyword() && (bits_ & 1u) != 0; }
  constexpr bool is_dp() const { return !is_keyword() && (bits_ & 1u) == 0; }
  constexpr bool is(Keyword k) const { return bits_ == (kKeywordBits | uint32_t(k)); }
  constexpr bool is_auto() const { return is(Keyword::Auto); }
  // min-content, max-content or fit-content: what needs the content to be known.
  constexpr bool is_intrinsic() const {
    const uint32_t k = bits_ - kKeywordBits;
    return k >= uint32_t(Keyword::MinContent) && k <= uint32_t(Keyword::FitContent);
  }
  constexpr Keyword as_keyword() const { return static_cast<Keyword>(bits_ & 0xFu); }
  // The number of dp, or of percent.
  constexpr float value() const { return std::bit_cast<float>(bits_ & ~1u); }
  constexpr bool is_zero() const { return (bits_ & 0x7FFFFFFEu) == 0; }
  // Resolves a number against `base` (dp); not for keywords.
  constexpr float resolve(float base) const {
    return (bits_ & 1u) != 0 ? value() * 0.01f * base : value();
  }
  friend constexpr bool operator==(Length, Length) = default;

 private:
  static constexpr uint32_t kKeywordBits = 0x7FC00000u;
  explicit constexpr Length(uint32_t bits) : bits_(bits) {}
  static constexpr uint32_t number_bits(float v) {
    if (!(v == v)) return 0;
    if (v > kMaxDp) v = kMaxDp;
    if (v < -kMaxDp) v = -kMaxDp;
    return std::bit_cast<uint32_t>(v);
  }
  uint32_t bits_ = kKeywordBits;
};
static_assert(sizeof(Length) == 4);

}  // namespace hallows::layout
