#pragma once

#include "layout/text/unicode/character.h"

// Sets of bidi classes, for the files of the algorithm alone: they open this namespace.
namespace hallows::unicode::bidi_classes {

using B = BidiClass;

constexpr uint32_t bit(B c) {
  return uint32_t{1} << static_cast<uint32_t>(c);
}
constexpr bool among(B c, uint32_t set) {
  return (bit(c) & set) != 0;
}
constexpr uint32_t kInitiators = bit(B::LRI) | bit(B::RLI) | bit(B::FSI);
constexpr uint32_t kEmbeddings = bit(B::LRE) | bit(B::RLE) | bit(B::LRO) | bit(B::RLO);

}  // namespace hallows::unicode::bidi_classes
