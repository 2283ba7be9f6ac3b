#include "layout/text/thai_dictionary.h"

#include <string>
#include <utility>

#include "layout/text/data_file.h"

namespace hallows::text {
namespace {

constexpr uint32_t kAlphabetMark = 0xD9FCD9FC;
constexpr uint32_t kCellsMark = 0xDAFCDAFC;
constexpr uint32_t kTailsMark = 0xDFFCDFFC;
constexpr int32_t kRoot = 2;  // cells before it describe the array itself

// Big-endian numbers, one after another; past the end it reads zeros and `failed` stays set.
class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  uint32_t u32() {
    const std::span<const uint8_t> b = take(4);
    if (b.empty()) return 0;
    return uint32_t{b[0]} << 24 | uint32_t{b[1]} << 16 | uint32_t{b[2]} << 8 | b[3];
  }
  uint16_t u16() {
    const std::span<const uint8_t> b = take(2);
    return b.empty() ? uint16_t{0} : static_cast<uint16_t>(b[0] << 8 | b[1]);
  }
  std::span<const uint8_t> take(size_t size) {
    if (size > bytes_.size() - at_) {
      failed_ = true;
      return {};
    }
    at_ += size;
    return bytes_.subspan(at_ - size, size);
  }
  size_t left() const { return bytes_.size() - at_; }
  bool failed() const { return failed_; }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
  bool failed_ = false;
};

Diagnostic unreadable(const char* why) {
  Diagnostic d;
  d.code = "thai-dictionary-damaged";
  d.message = "the dictionary of Thai words can't be read";
  d.why = why;
  d.fix = "reinstall libthai-data: apt-get install --reinstall libthai-data";
  return d;
}

Diagnostic absent() {
  Diagnostic d;
  d.severity = Severity::Warning;
  d.code = "thai-dictionary-missing";
  d.message = "the dictionary of Thai words is not installed";
  d.why = "lines of Thai break at spaces alone";
  d.fix = "apt-get install libthai-data";
  return d;
}

const Installed<ThaiDictionary>& installation() {
  static const auto installed = installed_from<ThaiDictionary>(
      read_data_file("thbrk.tri", "LIBTHAI_DICTDIR", "/usr/share/libthai"), absent());
  return installed;
}

}  // namespace

Result<ThaiDictionary> ThaiDictionary::read(std::span<const uint8_t> bytes) {
  ThaiDictionary d;
  Reader in(bytes);
  const bool alphabet = in.u32() == kAlphabetMark && in.u32() == 1;
  d.first_ = in.u32();
  d.last_ = in.u32();
  if (!alphabet || d.last_ < d.first_ || d.last_ - d.first_ > 254) {
    return unreadable("it isn't a trie of one stretch of letters");
  }
  const bool cells = in.u32() == kCellsMark;
  const uint32_t cell_count = in.u32();
  if (!cells || cell_count <= kRoot || cell_count > in.left() / 8) {
    return unreadable("its cells are cut short");
  }
  d.cells_.resize(cell_count);
  for (size_t i = 1; i < cell_count; ++i) {  // cell 0 is the mark and the count
    d.cells_[i].base = static_cast<int32_t>(in.u32());
    d.cells_[i].check = static_cast<int32_t>(in.u32());
  }
  const bool tails = in.u32() == kTailsMark;
  in.u32();  // where the next tail would go
  const uint32_t tail_count = in.u32();
  if (!tails || tail_count > in.left() / 10) return unreadable("its tails are cut short");
  d.tails_.resize(tail_count);
  d.tail_letters_.reserve(in.left());
  for (Tail& tail : d.tails_) {
    in.take(8);  // the next free tail, and the word's number
    std::span<const uint8_t> letters = in.take(in.u16());
    tail.start = static_cast<uint32_t>(d.tail_letters_.size());
    tail.size = static_cast<uint32_t>(letters.size());
    d.tail_letters_.insert(d.tail_letters_.end(), letters.begin(), letters.end());
  }
  if (in.failed()) return unreadable("its tails are cut short");
  return d;
}

const ThaiDictionary& ThaiDictionary::installed() {
  return installation().data;
}

const std::optional<Diagnostic>& ThaiDictionary::installed_problem() {
  return installation().problem;
}

int32_t ThaiDictionary::next(int32_t cell, uint32_t letter) const {
  const int64_t at = int64_t{cells_[static_cast<size_t>(cell)].base} + letter;
  if (at <= kRoot || at >= static_cast<int64_t>(cells_.size())) return 0;
  return cells_[static_cast<size_t>(at)].check == cell ? static_cast<int32_t>(at) : 0;
}

size_t ThaiDictionary::words_at(std::span<const char32_t> text, std::span<uint16_t> lengths) const {
  size_t count = 0;
  if (empty() || lengths.empty()) return 0;
  const auto letter_of = [&](size_t i) -> uint32_t {
    return i < text.size() && text[i] >= first_ && text[i] <= last_ ? text[i] - first_ + 1 : 0;
  };
  int32_t cell = kRoot;
  size_t i = 0;
  while (cells_[static_cast<size_t>(cell)].base >= 0) {  // letters that several words share
    if (i > 0 && next(cell, 0) != 0) {
      lengths[count++] = static_cast<uint16_t>(i);
      if (count == lengths.size()) return count;
    }
    const uint32_t letter = letter_of(i);
    cell = letter == 0 ? 0 : next(cell, letter);
    if (cell == 0) return count;
    ++i;
  }
  const auto tail = static_cast<size_t>(-int64_t{cells_[static_cast<size_t>(cell)].base} - 1);
  if (tail >= tails_.size()) return count;
  for (uint32_t k = 0; k < tails_[tail].size; ++k) {  // the rest of the only word from here
    const uint32_t letter = letter_of(i);  // 0 past the text's end, which a damaged tail may hold
    if (letter == 0 || letter != tail_letters_[tails_[tail].start + k]) return count;
    ++i;
  }
  if (i > 0) lengths[count++] = static_cast<uint16_t>(i);
  return count;
}

}  // namespace hallows::text
