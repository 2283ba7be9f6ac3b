#include "parseltongue/value/print.h"
#include "rt-kernel/base/text_writer.h"
#include "widgets/element_tree.h"
#include "widgets/geometry.h"
#include "widgets/property.h"
#include "widgets/query.h"
#include "widgets/semantics.h"
#include "widgets/ui_data.h"

// The stages of a window as text: the same on every machine and in every build type.
namespace hallows::widgets {
namespace {

template <class Fn>
std::string dump_tree(const UiData& ui, WindowId window, Fn&& line) {
  TextWriter out;
  const uint32_t root = ui.windows[window.value].element;
  for (uint32_t e = root; e != 0; e = next_in_tree(ui, e, root)) {
    out.indent(ui.elements[e].depth) << format::kind_info(ui.elements[e].kind).name;
    const std::string_view id = text_of(ui, e, PropertyId::ElementId);
    if (!id.empty()) out << '#' << id;
    line(out, e);
    out << '\n';
  }
  return out.take();
}

void write_value(TextWriter& out, const UiData& ui, const Value& value) {
  switch (value.kind()) {
    case value::ValueKind::None:
      out << "none";
      return;
    case value::ValueKind::Keyword: {
      const value::KeywordValue word = value.as_keyword();
      const auto words = format::keywords(word.set);
      out << (word.index < words.size() ? words[word.index] : std::string_view("?"));
      return;
    }
    case value::ValueKind::List: {
      for (size_t i = 0; i < value.size(); ++i) {
        if (i > 0) out << ' ';
        write_value(out, ui, value.at(i));
      }
      return;
    }
    case value::ValueKind::Text:
      out << '"' << value.as_text() << '"';
      return;
    case value::ValueKind::Image:
    case value::ValueKind::Icon:
      out << '@' << value.as_text();
      return;
    case value::ValueKind::Fr:
      out << value.as_float() << "fr";
      return;
    default:
      break;
  }
  UiData& mutable_ui = const_cast<UiData&>(ui);
  value::TextBuilder text(mutable_ui.heap);
  value::print(text, value, {&ui.tables, "en"});
  out << text.text();
}

void write_states(TextWriter& out, const ElementRec& element) {
  static constexpr struct {
    uint16_t bit;
    const char* name;
  } kBits[] = {{StateHovered, "hovered"},
               {StatePressed, "pressed"},
               {StateFocused, "focused"},
               {StateDisabled, "disabled"},
               {StateExiting, "exiting"}};
  for (const auto& bit : kBits) {
    if ((element.state & bit.bit) != 0) out << ' ' << bit.name;
  }
}

const char* target_name(Target target) {
  switch (target) {
    case Target::None:
      return "none";
    case Target::Slot:
      return "slot";
    case Target::Property:
      return "property";
    case Target::Condition:
      return "condition";
    case Target::ListItems:
      return "list";
    case Target::StateWhen:
      return "state";
    case Target::Interval:
      return "interval";
    case Target::Copy:
      return "copy";
  }
  return "";
}

}  // namespace

std::string dump_elements(const Ui& handle, WindowId window) {
  const UiData& ui = handle.data();
  return dump_tree(ui, window, [&](TextWriter& out, uint32_t e) {
    const ElementRec& element = ui.elements[e];
    if (ui.instances[element.instance].node) {
      out << " line " << node_of(ui, ui.instances[element.instance].node).place.line;
    }
    const std::string_view content = text_of(ui, e, PropertyId::Content);
    if (!content.empty()) out << " \"" << content << '"';
    write_states(out, element);
  });
}

std::string dump_bindings(const Ui& handle) {
  const UiData& ui = handle.data();
  TextWriter out;
  for (uint32_t b = 1; b < ui.bindings.end(); ++b) {
    const BindingRec& binding = ui.bindings[b];
    if (binding.target == Target::None) continue;
    out << "level " << binding.level << ' ' << target_name(binding.target);
    if (binding.target == Target::Property) {
      out << ' ' << format::property_info(ui.properties[binding.a].id).name;
    }
    uint32_t reads = 0;
    for (uint32_t e = binding.first_edge; e != 0; e = ui.edges[e].next_of_binding) ++reads;
    out << " reads " << reads << (binding.dirty ? " dirty" : "") << '\n';
  }
  return out.take();
}

std::string dump_style(const Ui& handle, WindowId window) {
  const UiData& ui = handle.data();
  return dump_tree(ui, window, [&](TextWriter& out, uint32_t e) {
    for (uint16_t p = 0; p < kPropertyCount; ++p) {
      const PropertyId id = static_cast<PropertyId>(p);
      const Value* value = shown(ui, e, id);
      if (value == nullptr || id == PropertyId::Content || id == PropertyId::ElementId) continue;
      out << ' ' << format::property_info(id).name << '=';
      write_value(out, ui, *value);
    }
    const Inherited& text = ui.inherited[e];
    out << " / " << text.text.size << "dp " << text.text.weight << ' ';
    write_value(out, ui, Value::color(text.color));
  });
}

std::string dump_layout(const Ui& handle, WindowId window) {
  const UiData& ui = handle.data();
  return dump_tree(ui, window, [&](TextWriter& out, uint32_t e) {
    const Rect box = box_of(ui, e);
    const RectPx px = ui.elements[e].px;
    out << ' ' << box.x << ' ' << box.y << ' ' << box.width << ' ' << box.height << " px " << px.x0
        << ' ' << px.y0 << ' ' << px.x1 << ' ' << px.y1;
    if (ui.elements[e].scroll == 0) return;
    const ScrollRec& scroll = ui.scrolls[ui.elements[e].scroll];
    out << " scroll " << scroll.offset.x << ' ' << scroll.offset.y << " of " << scroll.extent.width
        << ' ' << scroll.extent.height;
  });
}

std::string dump_semantics(const Ui& handle, WindowId window) {
  const UiData& ui = handle.data();
  return dump_tree(ui, window, [&](TextWriter& out, uint32_t e) {
    const Semantics s = semantics(handle, handle_of(ui, e));
    out << " role " << s.role;
    if (!s.name.empty()) out << " name \"" << s.name << '"';
    if (!s.value.empty()) out << " value \"" << s.value << '"';
    if (s.has_checked) out << (s.checked ? " checked" : " unchecked");
    if ((s.actions & Semantics::ActionPress) != 0) out << " press";
    if ((s.actions & Semantics::ActionFocus) != 0) out << " focus";
    if ((s.actions & Semantics::ActionScroll) != 0) out << " scroll";
    if ((s.actions & Semantics::ActionEdit) != 0) out << " edit";
  });
}

}  // namespace hallows::widgets
