// libFuzzer: bytes as a file of Chinese and Japanese words, and after it the text that it cuts.
#include "tests/fuzz/text/words_ops.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < text_fuzz::kWordsHeader || size >= (1u << 16)) return 0;
  const size_t cut = text_fuzz::kWordsHeader + (size - text_fuzz::kWordsHeader) * 3 / 4;
  std::vector<uint8_t> file(data, data + cut);
  std::memcpy(file.data(), "HLWORDS\0\1\0\0\0", 12);
  text_fuzz::mend(file);
  std::u32string text;
  for (size_t at = cut; at + 2 <= size; at += 2) {  // from the letters' blocks, mostly
    const auto value = static_cast<char32_t>(data[at] | data[at + 1] << 8);
    text += (value & 0xC000) == 0 ? 0x3000 + (value & 0xFF) : value;
  }
  if (!text.empty()) text_fuzz::run_words(std::move(file), text);
  return 0;
}
