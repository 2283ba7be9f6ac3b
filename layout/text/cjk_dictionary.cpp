#include "layout/text/cjk_dictionary.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include "layout/text/data_file.h"

namespace hallows::text {
namespace {

struct Header {
  std::array<char, 8> magic;
  uint32_t version;
  uint32_t file_bytes;
  std::array<uint32_t, 2> checksums;  // of all that follows them
  uint16_t first_count;
  uint8_t longest;  // characters of the longest word
  uint8_t unknown_cost;
  uint8_t katakana_cost;
  std::array<uint8_t, 3> zeros;
};
static_assert(sizeof(Header) == 32 && offsetof(Header, first_count) == 24 &&
              std::is_trivially_copyable_v<Header>);

constexpr std::array<char, 8> kMagic = {'H', 'L', 'W', 'O', 'R', 'D', 'S', '\0'};
constexpr uint32_t kVersion = 1;

// The sum of the 32-bit numbers, and the sum of the sums so far; a flipped bit changes the first.
std::array<uint32_t, 2> checksums(std::span<const uint8_t> bytes) {
  std::array<uint32_t, 2> sums{};
  for (size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    uint32_t number = 0;
    std::memcpy(&number, bytes.data() + at, 4);
    sums[0] += number;
    sums[1] += sums[0];
  }
  return sums;
}

Diagnostic unreadable(const char* why) {
  Diagnostic d;
  d.code = "cjk-dictionary-damaged";
  d.message = "the dictionary of Chinese and Japanese words can't be read";
  d.why = why;
  d.fix = "build Hallows again, or install again what carries cjk.words";
  return d;
}

Diagnostic absent() {
  Diagnostic d;
  d.severity = Severity::Note;
  d.code = "cjk-dictionary-missing";
  d.message = "the dictionary of Chinese and Japanese words is not there";
  d.why = "Ctrl+arrows and a double click take stretches of one script for words";
  d.fix = "apt-get install libchewing3-data ipadic-common, then build Hallows again";
  return d;
}

const Installed<CjkDictionary>& installation() {
  static const auto installed = installed_from<CjkDictionary>(
      read_data_file("cjk.words", "HALLOWS_WORDS_DIR", "/usr/share/hallows/fonts"), absent());
  return installed;
}

// Takes arrays off the front of a file; all start at multiples of 4 bytes.
class Arrays {
 public:
  explicit Arrays(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  template <typename T>
  bool take(size_t count, std::span<const T>& out) {
    if (count > bytes_.size() / sizeof(T)) return false;
    out = {reinterpret_cast<const T*>(bytes_.data()), count};
    const size_t padded = (count * sizeof(T) + 3) / 4 * 4;
    bytes_ = bytes_.subspan(std::min(padded, bytes_.size()));
    return true;
  }
  bool done() const { return bytes_.empty(); }

 private:
  std::span<const uint8_t> bytes_;
};

}  // namespace

bool CjkDictionary::find_tables(std::span<const uint8_t> body, size_t first_count, size_t longest) {
  Arrays arrays(body);
  if (!arrays.take(first_count, firsts_) || !arrays.take(first_count, first_costs_)) return false;
  for (size_t length = 2; length <= longest; ++length) {
    Table table;
    if (!arrays.take(first_count + 1, table.starts)) return false;
    if (!std::is_sorted(table.starts.begin(), table.starts.end())) return false;
    const size_t count = table.starts.back();
    if (!arrays.take(count * (length - 1), table.rests)) return false;
    if (!arrays.take(count, table.costs)) return false;
    tables_.push_back(table);
  }
  return arrays.done();
}

Result<CjkDictionary> CjkDictionary::read(std::vector<uint8_t> bytes) {
  Header header{};
  if (bytes.size() < sizeof(header)) return unreadable("it is shorter than its header");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != kMagic) return unreadable("it isn't a file of words");
  if (header.version != kVersion) return unreadable("it is of another version");
  if (header.file_bytes != bytes.size())
    return unreadable("it is cut short, or longer than it was");
  CjkDictionary d;
  d.bytes_ = std::move(bytes);
  const std::span<const uint8_t> file = d.bytes_;
  const auto summed = file.subspan(offsetof(Header, first_count));
  if (summed.size() % 4 != 0 || header.checksums != checksums(summed)) {
    return unreadable("its checksums are wrong");
  }
  if (header.first_count == 0 || header.longest == 0 || header.longest > kMaxWord ||
      header.unknown_cost == 0 || header.katakana_cost == 0 ||
      !d.find_tables(file.subspan(sizeof(header)), header.first_count, header.longest)) {
    return unreadable("its tables don't fit into it");
  }
  d.unknown_cost_ = header.unknown_cost;
  d.katakana_cost_ = header.katakana_cost;
  return d;
}

const CjkDictionary& CjkDictionary::installed() {
  return installation().data;
}

const std::optional<Diagnostic>& CjkDictionary::installed_problem() {
  return installation().problem;
}

size_t CjkDictionary::words_at(std::span<const char32_t> text,
                               std::span<CjkWord, kMaxWord> words) const {
  if (text.empty()) return 0;
  const auto first = std::lower_bound(firsts_.begin(), firsts_.end(), text[0]);
  if (first == firsts_.end() || *first != text[0]) return 0;
  const auto place = static_cast<size_t>(first - firsts_.begin());
  size_t count = 0;
  if (first_costs_[place] != 0) words[count++] = {1, first_costs_[place]};
  const size_t longest = std::min(tables_.size() + 1, text.size());
  for (size_t length = 2; length <= longest; ++length) {
    const Table& table = tables_[length - 2];
    const size_t rest = length - 1;
    const std::span<const char32_t> wanted = text.subspan(1, rest);
    size_t low = table.starts[place];
    size_t high = table.starts[place + 1];
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      const std::span<const uint16_t> found = table.rests.subspan(middle * rest, rest);
      if (std::lexicographical_compare(found.begin(), found.end(), wanted.begin(), wanted.end())) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == table.starts[place + 1]) continue;
    const std::span<const uint16_t> found = table.rests.subspan(low * rest, rest);
    if (!std::equal(found.begin(), found.end(), wanted.begin())) continue;
    words[count++] = {static_cast<uint8_t>(length), table.costs[low]};
  }
  return count;
}

}  // namespace hallows::text
