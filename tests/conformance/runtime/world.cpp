#include "tests/conformance/runtime/world.h"

#include <doctest/doctest.h>

#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/sources.h"
#include "rt-kernel/base/hash.h"

namespace hallows::testing {
namespace {

// The spec's text under the spec's path, everything else from disk.
struct Overlay {
  const WorldSpec* spec;
  std::string path;
  static bool load(void* self, std::string_view path, std::string& text) {
    const auto& overlay = *static_cast<Overlay*>(self);
    if (path == overlay.path && !overlay.spec->source.empty()) {
      text = overlay.spec->source;
      return true;
    }
    return tools::disk_loader().load(nullptr, path, text);
  }
};

}  // namespace

std::unique_ptr<World> make_world(const WorldSpec& spec) {
  auto world = std::make_unique<World>();
  const std::string path = std::string(HALLOWS_SOURCE_DIR) + "/" + spec.file;
  Overlay overlay{&spec, path};
  world->compiled = ptl::compile(path, {&overlay, Overlay::load, nullptr});
  for (const Diagnostic& d : world->compiled.diagnostics) {
    if (d.severity == Severity::Error) FAIL(format_diagnostic(d));
  }
  world->program = interpreter::make_program(world->compiled.program->tables());
  SessionConfig config;
  config.program = &world->program;
  config.backend = spec.backend;
  config.port = PortChoice::Headless;
  config.scale = spec.scale;
  Result<std::unique_ptr<Session>> session = Session::create(config);
  if (!session) FAIL(format_diagnostic(session.error()));
  world->session = std::move(*session);
  const Result<bool> opened = world->session->open({WindowId{0}, {}, spec.size, {}});
  if (!opened) FAIL(format_diagnostic(opened.error()));
  world->drive().settle();
  return world;
}

void World::tap(std::string_view text) {
  const widgets::ElementId element = widgets::find_text(ui(), {0}, text);
  REQUIRE(widgets::exists(ui(), element));
  InputEvent event;
  event.position = widgets::hit_point(ui(), element);
  event.kind = InputKind::PointerMove;
  port().send(event);
  event.kind = InputKind::PointerDown;
  port().send(event);
  event.kind = InputKind::PointerUp;
  port().send(event);
  drive().settle();
}

void World::wheel(Vec2 at, float dy) {
  InputEvent event;
  event.kind = InputKind::Wheel;
  event.position = at;
  event.delta = {0, dy};
  port().send(event);
  drive().settle_once();
}

uint64_t World::checksum() {
  SizePx size;
  const std::vector<uint32_t> pixels = session->picture({0}, size);
  return hash_bytes({reinterpret_cast<const char*>(pixels.data()), pixels.size() * 4});
}

}  // namespace hallows::testing
