#include "widgets/structure.h"

#include "widgets/binding.h"

namespace hallows::widgets {
namespace {

// Choices in choices: each round makes one more level. At the bound the rest waits for a frame.
constexpr uint32_t kRounds = 64;

void update(UiData& ui, uint32_t instance) {
  switch (ui.instances[instance].kind) {
    case InstanceKind::Choice:
      update_choice(ui, instance);
      break;
    case InstanceKind::Loop:
      update_loop(ui, instance);
      break;
    case InstanceKind::Element:
      update_popup(ui, instance);
      break;
    default:
      break;
  }
}

}  // namespace

bool run_structure(UiData& ui, uint8_t index) noexcept {
  Window& window = ui.windows[index];
  bool ran = false;
  for (uint32_t round = 0; round < kRounds && !window.structure.empty(); ++round) {
    // What is queued meanwhile belongs to the next round.
    const size_t count = window.structure.size();
    for (size_t i = 0; i < count; ++i) {
      const uint32_t instance = window.structure[i];
      if (instance == 0) continue;
      ui.instances[instance].queued = false;
      update(ui, instance);
      ran = true;
    }
    size_t left = 0;
    for (size_t i = count; i < window.structure.size(); ++i) {
      window.structure[left++] = window.structure[i];
    }
    window.structure.resize(left);
    evaluate_dirty(ui);
  }
  for (const uint32_t loop : ui.deferred) mark_structure(ui, loop);
  ui.deferred.clear();
  if (window.structure.empty()) window.dirt = window.dirt & ~Dirt::Structure;
  finish_mounting(ui);
  return ran;
}

}  // namespace hallows::widgets
