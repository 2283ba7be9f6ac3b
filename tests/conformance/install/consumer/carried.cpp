// An application that carries its fonts: says where each face of the default stack comes from.
#include <cstdio>
#include <string>
#include <vector>

#include "layout/text/font_store.h"
#include "layout/text/thai_dictionary.h"

int main(int argc, char** argv) {
  using namespace hallows;
  const std::string folder = argc > 1 ? argv[1] : "";  // where they are to come from
  FontFaceTable table;
  text::FontStore fonts(table);
  std::vector<Diagnostic> problems;
  const text::FontStackId stack = fonts.load_default(problems);
  const auto faces = fonts.faces(fonts.prepare({stack}));
  int carried = 0;
  for (const FontFaceId face : faces) {
    const std::string& path = table.get(face).blob->path;
    std::puts(path.c_str());
    carried += path.starts_with(folder) ? 1 : 0;
  }
  std::printf("%d of %zu faces from %s\n", carried, faces.size(), folder.c_str());
  return carried >= 2 && !text::ThaiDictionary::installed().empty() ? 0 : 1;
}
