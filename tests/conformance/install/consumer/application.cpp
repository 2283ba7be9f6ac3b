// An application with its UI compiled in: events and properties across threads, without a window.
#include <cstdio>

#include "greeting.ptl.h"

int main(int argc, char** argv) {
  hallows::App app(argc, argv);
  Greeting ui(app);
  ui.set_name("installed library");
  return app.run(ui);
}
