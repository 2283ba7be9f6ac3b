#include "tests/bench/frames/player.h"

#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/sources.h"
#include "tests/bench/frames/scene_data.h"

namespace hallows::bench {
namespace {

using value::Value;

constexpr const char* kFiles[] = {"demos/bench_frames/s2.ptl", "demos/bench_frames/s3.ptl",
                                  "demos/bench_frames/s5.ptl"};
constexpr const char* kChangingSlots[] = {"changed", "offset", "root-width"};
constexpr uint32_t kPalette[] = {0x4c8dff, 0x3ecf8e, 0xff6b6b, 0xf5b83d, 0xa678f0, 0x38c6d9};

Diagnostic wrong(const char* code, std::string message, std::string fix) {
  Diagnostic d;
  d.code = code;
  d.message = std::move(message);
  d.fix = std::move(fix);
  return d;
}

// The scenes' font, by file name, under the family name that they give.
std::optional<Diagnostic> add_font(text::FontStore& fonts) {
  const std::string folder = "/usr/share/fonts/truetype/dejavu/";
  const text::FamilyMember members[] = {{folder + "DejaVuSans.ttf"},
                                        {folder + "DejaVuSans-Bold.ttf", 0, 700}};
  std::vector<Diagnostic> problems;
  const text::FontFamilyId family = fonts.add_family("DejaVu Sans", members, problems);
  if (!problems.empty()) return problems[0];
  fonts.add_stack("DejaVu Sans", {&family, 1});
  return std::nullopt;
}

uint32_t struct_named(const format::Tables& tables, std::string_view name) {
  for (uint32_t i = 0; i < tables.structs.size(); ++i) {
    if (tables.texts[tables.structs[i].name.value] == name) return i;
  }
  ASSERT(false);
  return 0;
}

Value color_of(uint32_t palette_index) {
  const uint32_t rgb = kPalette[palette_index];
  return Value::color(Color{static_cast<uint8_t>(rgb >> 16), static_cast<uint8_t>(rgb >> 8),
                            static_cast<uint8_t>(rgb), 255});
}

}  // namespace

Player::~Player() = default;

Result<std::unique_ptr<Player>> Player::create(const PlaySpec& spec) {
  ASSERT(spec.backend != BackendChoice::Auto);
  std::unique_ptr<Player> player(new Player(spec));
  if (auto error = player->load()) return *error;
  if (auto error = player->open()) return *error;
  return player;
}

std::optional<Diagnostic> Player::load() {
  const std::string path =
      std::string(HALLOWS_SOURCE_DIR) + "/" + kFiles[static_cast<uint32_t>(spec_.scene)];
  compiled_ = ptl::compile(path, tools::disk_loader());
  for (const Diagnostic& d : compiled_.diagnostics) {
    if (d.severity == Severity::Error) return d;
  }
  program_ = interpreter::make_program(compiled_.program->tables());
  SessionConfig config;
  config.program = &program_;
  config.backend = spec_.backend;
  config.port = PortChoice::Headless;
  config.ui_limits.scopes = 1u << 15;  // S5: 10,241 elements below 19,000 items and arms
  config.ui_limits.instances = 1u << 16;
  Result<std::unique_ptr<Session>> session = Session::create(config);
  if (!session) return session.error();
  session_ = std::move(*session);
  const bool vulkan = session_->report().backend.starts_with("vulkan");
  if (vulkan != (spec_.backend == BackendChoice::Vulkan)) {
    // The session has fallen back to the cpu and says why: a benchmark must not.
    const std::vector<Diagnostic>& notes = session_->report().notes;
    std::string message = "the back end that was asked for can't be had";
    if (!notes.empty()) message += ": " + notes.back().message;
    return wrong("no-back-end", message, "`hallows doctor` says what is missing");
  }
  return add_font(*session_->engine().config.fonts);
}

std::optional<Diagnostic> Player::open() {
  const Value width = Value::from_int(spec_.size.width);
  const Value height = Value::from_int(spec_.size.height);
  const Value model = spec_.scene == Scene::S3   ? rows()
                      : spec_.scene == Scene::S5 ? bands()
                                                 : Value();
  std::vector<widgets::SlotValue> values = {{slot("width-px"), &width},
                                            {slot("height-px"), &height}};
  if (spec_.scene == Scene::S3) values.push_back({slot("rows"), &model});
  if (spec_.scene == Scene::S5) values.push_back({slot("bands"), &model});
  changing_slot_ = slot(kChangingSlots[static_cast<uint32_t>(spec_.scene)]);
  const Size size{static_cast<float>(spec_.size.width), static_cast<float>(spec_.size.height)};
  const Result<bool> opened = session_->open({WindowId{0}, {}, size, values});
  if (!opened) return opened.error();
  session_->drive().settle();
  const std::span<const widgets::Problem> problems = widgets::problems(session_->engine().ui);
  if (problems.empty()) return std::nullopt;
  return wrong(problems[0].code, problems[0].message, "");
}

uint32_t Player::slot(std::string_view name) const {
  const format::Tables& tables = program_.tables;
  const format::Range slots = tables.scopes[tables.main.value].slots;
  for (uint32_t i = 0; i < slots.count; ++i) {
    if (tables.texts[tables.slots[slots.first + i].name.value] == name) return i;
  }
  ASSERT(false);
  return 0;
}

value::Value Player::rows() const {
  value::Heap& heap = session_->engine().heap;
  const uint32_t person_struct = struct_named(program_.tables, "Person");
  Value list = heap.make_list(kTableRows);
  for (uint32_t i = 0; i < kTableRows; ++i) {
    const PersonData p = person(i);
    const Value fields[] = {Value::from_int(p.id),    heap.make_text(p.name),
                            heap.make_text(p.email),  heap.make_text(p.city),
                            heap.make_text(p.amount), heap.make_text(p.date)};
    *heap.slot(list, i) = heap.make_struct(person_struct, fields);
  }
  return list;
}

value::Value Player::bands() const {
  value::Heap& heap = session_->engine().heap;
  const format::Tables& tables = program_.tables;
  const uint32_t band_struct = struct_named(tables, "Band");
  const uint32_t panel_struct = struct_named(tables, "Panel");
  const uint32_t line_struct = struct_named(tables, "Line");
  const uint32_t leaf_struct = struct_named(tables, "Leaf");
  const auto make_leaf = [&](const LeafData& leaf) {
    const Value fields[] = {heap.make_text(leaf.word), Value::from_int(leaf.weight),
                            color_of(leaf.color)};
    return heap.make_struct(leaf_struct, fields);
  };
  std::vector<Value> all;
  for (const BandData& band : relayout_tree()) {
    std::vector<Value> panels;
    for (const PanelData& panel : band) {
      std::vector<Value> lines;
      for (const std::vector<LeafData>& line : panel.lines) {
        std::vector<Value> leaves;
        for (const LeafData& leaf : line) leaves.push_back(make_leaf(leaf));
        const Value list = heap.make_list(leaves);
        lines.push_back(heap.make_struct(line_struct, {&list, 1}));
      }
      const Value fields[] = {Value::from_int(panel.weight), heap.make_list(lines)};
      panels.push_back(heap.make_struct(panel_struct, fields));
    }
    const Value list = heap.make_list(panels);
    all.push_back(heap.make_struct(band_struct, {&list, 1}));
  }
  return heap.make_list(all);
}

void Player::change(uint64_t f) {
  runtime::Engine& engine = session_->engine();
  const auto width = static_cast<int64_t>(spec_.size.width);
  Value value;
  switch (spec_.scene) {
    case Scene::S2:
      value = engine.heap.make_text(changed_label(f));
      break;
    case Scene::S3:
      value = Value::from_float(
          static_cast<double>(table_offset(f, static_cast<uint32_t>(spec_.size.height))));
      break;
    case Scene::S5:
      value = Value::from_float(
          static_cast<double>(width - triangle(3 * static_cast<int64_t>(f), 400)));
      break;
  }
  const widgets::ScopeId scope = runtime::window_of(engine, {0}).scope;
  widgets::set_slot(engine.ui, scope, changing_slot_, value);
}

uint32_t Player::draw() {
  const uint64_t before = session_->engine().ledger.frames();
  session_->drive().advance(kUsualRefresh);
  return static_cast<uint32_t>(session_->engine().ledger.frames() - before);
}

}  // namespace hallows::bench
