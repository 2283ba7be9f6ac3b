// A whole application: what the user does comes as events, on a thread of its own; what the
// application knows goes to the UI as properties and lists.
#include <cstdio>

#include "counter.ptl.h"

namespace {

constexpr int64_t kCentsApiece = 35;

std::string euros(int64_t cents) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%02lld €", static_cast<long long>(cents / 100),
                static_cast<long long>(cents % 100));
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  hallows::App app(argc, argv);
  Counter ui(app);
  hallows::List<Line> lines;
  int64_t total = 0;

  ui.set_label("Apples");
  ui.set_count(3);
  ui.show_lines(lines);
  ui.on_changed([&](int64_t count) {
    ui.set_total(count == 0 ? euros(total) : euros(total) + " and " + euros(count * kCentsApiece));
  });
  ui.on_added([&](const std::string& name, int64_t count) {
    total += count * kCentsApiece;
    lines.append({name, count, euros(count * kCentsApiece)});
  });
  return app.run(ui);
}
