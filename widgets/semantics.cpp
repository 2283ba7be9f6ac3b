#include "widgets/semantics.h"

#include "widgets/element_tree.h"
#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"

namespace hallows::widgets {
namespace {

bool has_text(ElementKind kind) {
  return kind == ElementKind::Text || kind == ElementKind::RichText || kind == ElementKind::Span ||
         kind == ElementKind::TextInput;
}

void add_text(const UiData& ui, uint32_t element, std::string& out, size_t start) {
  const std::string_view content = text_of(ui, element, PropertyId::Content);
  if (content.empty()) return;
  // Spans continue their text without a blank.
  if (out.size() > start && ui.elements[element].kind != ElementKind::Span) out += ' ';
  out += content;
}

}  // namespace

std::string_view role_of(const UiData& ui, uint32_t element) {
  const int role = keyword_of(ui, element, PropertyId::AccessRole, -1);
  const std::span<const std::string_view> words = format::keywords(format::KeywordSet::Role);
  if (role >= 0 && static_cast<size_t>(role) < words.size())
    return words[static_cast<size_t>(role)];
  if (ui.elements[element].kind == ElementKind::Window) return "window";
  if (handles(ui, element, EventId::Press)) return "button";
  return ops_of(ui, ui.elements[element].kind).role;
}

void accessible_name(const UiData& ui, uint32_t element, std::string& out) {
  out += text_of(ui, element, PropertyId::AccessName);
}

void visible_text(const UiData& ui, uint32_t element, std::string& out) {
  const size_t start = out.size();
  for (uint32_t e = element; e != 0;) {
    const bool shows = (ui.elements[e].state & StateExiting) == 0 && shows_itself(ui, e);
    if (shows && has_text(ui.elements[e].kind) && !is_decoration(ui, e))
      add_text(ui, e, out, start);
    if (shows) {
      e = next_in_tree(ui, e, element);
      continue;
    }
    uint32_t next = 0;
    for (uint32_t s = e; s != element && s != 0 && next == 0; s = ui.elements[s].parent) {
      next = ui.elements[s].next;
    }
    e = next;
  }
}

bool is_decoration(const UiData& ui, uint32_t element) {
  return keyword_of(ui, element, PropertyId::AccessRole, -1) == 0;
}

bool is_control(const UiData& ui, uint32_t element) {
  constexpr uint64_t kInput = bit_of(EventId::Press) | bit_of(EventId::Tap) |
                              bit_of(EventId::Drag) | bit_of(EventId::KeyPress) |
                              bit_of(EventId::PointerPress);
  return ui.elements[element].edit != 0 || (ui.elements[element].handles & kInput) != 0;
}

}  // namespace hallows::widgets
