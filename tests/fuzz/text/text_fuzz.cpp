// libFuzzer: bytes as text through every call of a paragraph that remembers the text before.
#include "tests/fuzz/text/text_ops.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static hallows::FontFaceTable table;
  static hallows::text::FontStore fonts(table);
  static std::vector<hallows::Diagnostic> problems;
  static const hallows::text::FontStackId stack = fonts.load_default(problems);
  static hallows::text::TextContext context(fonts);
  static hallows::text::Paragraph paragraph;
  static_cast<void>(stack);
  if (size > 4096) return 0;
  text_fuzz::run_text(context, paragraph, {reinterpret_cast<const char*>(data), size});
  return 0;
}
