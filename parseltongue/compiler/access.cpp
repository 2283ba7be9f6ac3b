#include <algorithm>
#include <array>

#include "parseltongue/compiler/lower.h"

// What takes input needs a name for those who can't see it (section 8).
namespace hallows::ptl {
namespace {

constexpr std::array<std::string_view, 13> kControls = {
    "Button", "Toggle",  "Checkbox",  "Radio", "Slider",   "TextField", "TextArea",
    "Select", "SpinBox", "TextInput", "Menu",  "Calendar", "SplitView"};
// Their own text is what the user types, not what they are for.
constexpr std::array<std::string_view, 3> kEditors = {"TextField", "TextArea", "TextInput"};

template <size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool takes_input(uint32_t event) {
  using format::EventId;
  switch (static_cast<EventId>(event)) {
    case EventId::Press:
    case EventId::Tap:
    case EventId::DoubleTap:
    case EventId::LongPress:
    case EventId::Drag:
    case EventId::KeyPress:
      return true;
    default:
      return false;
  }
}

bool names_element(std::string_view property) {
  return property == "text" || property == "label" || property == "title" ||
         property == "heading" || property == "options" || property == "access.name";
}

}  // namespace

// Whether something in the element, as far down as components are known, is a visible text.
bool Lowering::shows_text(uint32_t node, FileInfo& file, int depth) {
  if (depth > 12) return true;
  const Saved saved(*this);
  cx_.file = &file;
  for (const uint32_t m : children(node)) {
    switch (sn(m).kind) {
      case SyntaxKind::Content: {
        const uint32_t c = child(m);
        if (c == kNoNode || sn(c).kind != SyntaxKind::Literal) return true;
        break;
      }
      case SyntaxKind::Property:
      case SyntaxKind::TwoWay: {
        if (names_element(property_text(child(m)))) return true;
        break;
      }
      case SyntaxKind::Place:
      case SyntaxKind::Error:
        return true;
      case SyntaxKind::Element: {
        if (shows_text(m, file, depth + 1)) return true;
        const Symbol symbol = find_path(child_of(m, SyntaxKind::Path));
        if (symbol.kind == SymbolKind::None) return true;
        if (symbol.kind != SymbolKind::Component) break;
        const ComponentDecl& decl = component_decls_[symbol.index];
        if (shows_text(decl.node, files_[decl.file], depth + 1)) return true;
        break;
      }
      case SyntaxKind::Named:
      case SyntaxKind::If:
      case SyntaxKind::For:
      case SyntaxKind::Match:
      case SyntaxKind::MatchArm:
      case SyntaxKind::Body:
      case SyntaxKind::Fill:
        if (shows_text(m, file, depth + 1)) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

void Lowering::check_accessible(uint32_t node, const Building& b, const ElementContext& element) {
  if (cx_.file->is_std || element.kind == ElementKind::Window) return;
  const std::string name = main_text(node);
  const bool std_control = element.component != nullptr &&
                           files_[component_decls_[element.component->decl].file].is_std &&
                           contains(kControls, name);
  bool input = std_control || element.kind == ElementKind::TextInput;
  for (const auto& h : b.handlers) {
    const bool standard = element.component == nullptr || h.on_root;
    input = input || (standard && takes_input(h.event));
  }
  if (!input) return;
  for (const auto& p : b.properties) {
    const bool standard = element.component == nullptr || p.on_root;
    if (standard && p.target == static_cast<uint32_t>(PropertyId::AccessName)) return;
    if (!standard) {
      const std::string& slot = element.component->scope->slots[p.target].name;
      if (slot == "hint" || slot == "label" || slot == "options") return;
      if (slot == "text" && !contains(kEditors, name)) return;
    }
  }
  const bool editor = contains(kEditors, name);
  if (!editor && shows_text(node, *cx_.file, 0)) return;
  if (!editor && element.component != nullptr && !std_control) {
    const ComponentDecl& decl = component_decls_[element.component->decl];
    if (shows_text(decl.node, files_[decl.file], 0)) return;
  }
  error(node, {"no-accessible-name", "'" + name + "' needs a visible text or access.name",
               "it takes input, and who can't see it must know what it is for",
               "add access.name: tr\"…\""});
}

}  // namespace hallows::ptl
