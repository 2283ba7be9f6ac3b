// libFuzzer: bytes as the life of a text field.
#include "tests/fuzz/text/edit_ops.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static hallows::FontFaceTable table;
  static hallows::text::FontStore fonts(table);
  static std::vector<hallows::Diagnostic> problems;
  static const hallows::text::FontStackId stack = fonts.load_default(problems);
  static hallows::text::TextContext context(fonts);
  static hallows::text::TextContext other(fonts);
  static_cast<void>(stack);
  if (size > 1024) return 0;
  text_fuzz::run_edits(context, other, {reinterpret_cast<const char*>(data), size});
  return 0;
}
