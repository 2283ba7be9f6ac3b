#include "widgets/property.h"

#include "widgets/binding.h"
#include "widgets/scroll.h"
#include "widgets/structure.h"

namespace hallows::widgets {
namespace {

void set_has(ElementRec& element, PropertyId id) {
  const uint32_t bit = static_cast<uint32_t>(id);
  element.has[bit / 64] |= uint64_t{1} << (bit % 64);
}

// The record that shows (or, without animations, that will).
uint32_t winner(const UiData& ui, uint32_t element, PropertyId id, uint8_t below) {
  if (!has_property(ui.elements[element], id)) return 0;
  for (uint32_t r = ui.elements[element].first_property; r != 0; r = ui.properties[r].next) {
    const PropertyRec& record = ui.properties[r];
    if (record.id == id && record.active && record.layer < below) return r;
  }
  return 0;
}

// Typed text gives way to what the program says next.
void drop_user_layer(UiData& ui, uint32_t element, PropertyId id) {
  const uint32_t user = find_record(ui, element, id, kLayerUser);
  if (user != 0) ui.properties[user].active = false;
}

void mark_parent_text(UiData& ui, uint32_t element) {
  const uint32_t parent = ui.elements[element].parent;
  if (parent != 0 && ui.elements[parent].kind == ElementKind::RichText)
    mark(ui, parent, Dirt::Text);
}

void changed_specially(UiData& ui, uint32_t element, PropertyId id) {
  ElementRec& record = ui.elements[element];
  switch (id) {
    case PropertyId::ThemeName:
      mark_ambient(ui, static_cast<uint8_t>(format::Ambient::Theme));
      break;
    case PropertyId::ScrollX:
    case PropertyId::ScrollY:
      scroll_from_property(ui, element, id);
      break;
    case PropertyId::Open:
      if (record.kind == ElementKind::Popup) mark_structure(ui, record.instance);
      break;
    case PropertyId::Title: {
      Window& window = ui.windows[record.window];
      if (element != window.element) break;
      WindowRequest request;
      request.kind = WindowRequestKind::SetTitle;
      request.window = {record.window};
      const std::string_view title = text_of(ui, element, id);
      const size_t size = std::min(title.size(), request.text.size());
      title.copy(request.text.data(), size);
      request.text_size = static_cast<uint8_t>(size);
      if (!ui.requests.full()) ui.requests.push(request);
      break;
    }
    case PropertyId::Background:
      if (element == ui.windows[record.window].element)
        ui.windows[record.window].background_set = false;
      break;
    default:
      break;
  }
  if (record.kind == ElementKind::Span) mark_parent_text(ui, element);
}

bool animates(PropertyId id) {
  return format::has(format::property_info(id).flags, format::PropertyFlags::Animatable);
}

// After the target changed from what showed as `before`.
void retarget(UiData& ui, uint32_t element, PropertyId id, const Value& before) {
  if (ui.elements[element].mounted && animates(id)) {
    const format::AnimateEntry* animate = find_animate(ui, element, id);
    if (animate != nullptr && start_animation(ui, element, id, before, animate->curve)) return;
    // Nothing is declared: a running animation ends here.
    const uint32_t running = find_record(ui, element, id, kLayerAnimation);
    if (running != 0) ui.properties[running].active = false;
  }
  property_changed(ui, element, id);
}

}  // namespace

uint32_t add_property(UiData& ui, uint32_t element, PropertyId id, uint8_t layer) noexcept {
  const uint32_t index = ui.properties.create();
  if (index == 0) {
    ++ui.refused;
    tell(ui, "too-many-properties", "the UI gives more properties than its limits allow");
    return 0;
  }
  ui.property_values[index] = Value();
  PropertyRec& record = ui.properties[index];
  record.id = id;
  record.layer = layer;
  record.element = element;
  uint32_t* at = &ui.elements[element].first_property;
  while (*at != 0 && ui.properties[*at].layer > layer) at = &ui.properties[*at].next;
  record.next = *at;
  *at = index;
  set_has(ui.elements[element], id);
  return index;
}

void drop_properties(UiData& ui, uint32_t element) noexcept {
  for (uint32_t r = ui.elements[element].first_property; r != 0;) {
    const uint32_t next = ui.properties[r].next;
    ui.property_values[r] = Value();
    if (ui.properties[r].link != 0) ui.links.destroy(ui.properties[r].link);
    ui.properties.destroy(r);
    r = next;
  }
  ui.elements[element].first_property = 0;
}

uint32_t find_record(const UiData& ui, uint32_t element, PropertyId id, uint8_t layer) noexcept {
  if (!has_property(ui.elements[element], id)) return 0;
  for (uint32_t r = ui.elements[element].first_property; r != 0; r = ui.properties[r].next) {
    if (ui.properties[r].id == id && ui.properties[r].layer == layer) return r;
  }
  return 0;
}

void give_property(UiData& ui, uint32_t index, const Value& value) noexcept {
  Value& stored = ui.property_values[index];
  const PropertyRec record = ui.properties[index];
  const uint32_t element = record.element;
  const bool first = !ui.elements[element].mounted;
  if (!first && (stored.identical(value) || value::equal(stored, value))) return;
  const Value* now = shown(ui, element, record.id);
  const Value before = now == nullptr ? initial_value(record.id) : *now;
  stored = value;
  if (!first && record.layer < kLayerUser) drop_user_layer(ui, element, record.id);
  if (!record.active || winner(ui, element, record.id, kLayerAnimation) != index) {
    return;
  }
  retarget(ui, element, record.id, before);
}

void set_by_user(UiData& ui, uint32_t element, PropertyId id, const Value& value) noexcept {
  uint32_t link = 0;
  for (uint32_t r = ui.elements[element].first_property; r != 0; r = ui.properties[r].next) {
    if (ui.properties[r].id == id && ui.properties[r].link != 0) link = ui.properties[r].link;
  }
  uint32_t user = find_record(ui, element, id, kLayerUser);
  if (user == 0) user = add_property(ui, element, id, kLayerUser);
  if (user == 0) return;
  ui.properties[user].active = true;
  if (!value::equal(ui.property_values[user], value) || ui.property_values[user].is_none()) {
    ui.property_values[user] = value;
  }
  property_changed(ui, element, id);
  if (link != 0) assign_link(ui, link, value);
}

const Value* shown(const UiData& ui, uint32_t element, PropertyId id) noexcept {
  const uint32_t record = winner(ui, element, id, UINT8_MAX);
  const uint32_t running = find_record(ui, element, id, kLayerAnimation);
  if (running != 0 && ui.properties[running].active) return &ui.property_values[running];
  return record == 0 ? nullptr : &ui.property_values[record];
}

const Value* target_of(const UiData& ui, uint32_t element, PropertyId id) noexcept {
  const uint32_t record = winner(ui, element, id, kLayerAnimation);
  return record == 0 ? nullptr : &ui.property_values[record];
}

Value initial_value(PropertyId id) noexcept {
  switch (id) {
    case PropertyId::Opacity:
    case PropertyId::ScaleTransform:
    case PropertyId::Shrink:
      return Value::from_float(1);
    case PropertyId::Visible:
    case PropertyId::Enabled:
      return Value::from_bool(true);
    case PropertyId::Background:
    case PropertyId::BorderColor:
    case PropertyId::Fill:
    case PropertyId::Stroke:
      return Value::color(Color{0, 0, 0, 0});
    default:
      break;
  }
  switch (format::property_info(id).type) {
    case format::PropertyType::Bool:
      return Value::from_bool(false);
    case format::PropertyType::Int:
      return Value::from_int(0);
    case format::PropertyType::Float:
    case format::PropertyType::FloatPair:
      return Value::from_float(0);
    case format::PropertyType::Angle:
      return Value::angle(0);
    case format::PropertyType::Text:
      return Value::literal("");
    case format::PropertyType::Length:
    case format::PropertyType::LengthPair:
    case format::PropertyType::Corners:
      return Value::dp(0);
    case format::PropertyType::Edges:
      if (id != PropertyId::Inset) return Value::dp(0);
      return Value::keyword(format::KeywordSet::Auto, 0);
    case format::PropertyType::Size:
      return Value::keyword(format::KeywordSet::Auto, 0);
    default:
      return {};
  }
}

float to_dp(const UiData& ui, uint32_t element, const Value& value, float percent_base) noexcept {
  const value::Length length = value.as_length();
  return length.dp + length.em * ui.inherited[element].text.size +
         length.percent * 0.01f * percent_base;
}

bool bool_of(const UiData& ui, uint32_t element, PropertyId id, bool otherwise) noexcept {
  const Value* value = shown(ui, element, id);
  return value == nullptr || !value->is(value::ValueKind::Bool) ? otherwise : value->as_bool();
}

float float_of(const UiData& ui, uint32_t element, PropertyId id, float otherwise) noexcept {
  const Value* value = shown(ui, element, id);
  return value == nullptr || value->is_none() ? otherwise : static_cast<float>(value->as_float());
}

float dp_of(const UiData& ui, uint32_t element, PropertyId id, float otherwise) noexcept {
  const Value* value = shown(ui, element, id);
  return value == nullptr || value->is_none() ? otherwise : to_dp(ui, element, *value);
}

std::string_view text_of(const UiData& ui, uint32_t element, PropertyId id) noexcept {
  const Value* value = shown(ui, element, id);
  return value == nullptr ? std::string_view() : value->as_text();
}

int keyword_of(const UiData& ui, uint32_t element, PropertyId id, int otherwise) noexcept {
  const Value* value = shown(ui, element, id);
  return value == nullptr || !value->is(value::ValueKind::Keyword) ? otherwise
                                                                   : value->as_keyword().index;
}

void property_changed(UiData& ui, uint32_t element, PropertyId id) noexcept {
  mark(ui, element, format::property_info(id).dirt);
  if (format::has(format::property_info(id).flags, format::PropertyFlags::Inherited)) {
    mark(ui, element, Dirt::Style);
  }
  changed_specially(ui, element, id);
  if (ui.elements[element].first_mirror != 0) {
    const Value* now = target_of(ui, element, id);
    if (now != nullptr) write_mirrors(ui, element, id, *now);
  }
}

void write_mirrors(UiData& ui, uint32_t element, PropertyId id, const Value& value) noexcept {
  for (uint32_t m = ui.elements[element].first_mirror; m != 0; m = ui.mirrors[m].next) {
    if (ui.mirrors[m].id == id) store_slot(ui, ui.mirrors[m].slot, value);
  }
}

void mark(UiData& ui, uint32_t element, Dirt dirt) noexcept {
  if (!any(dirt)) return;
  ElementRec& record = ui.elements[element];
  // Text and layout styles are made by stage 5, from then on the bits travel down by themselves.
  record.dirt |= dirt;
  Window& window = ui.windows[record.window];
  window.dirt |= dirt;
  if (record.touched) return;
  record.touched = true;
  if (!window.touched.full()) window.touched.push(element);
}

void set_state_bit(UiData& ui, uint32_t element, StateBit bit, bool on) noexcept {
  ElementRec& record = ui.elements[element];
  if (((record.state & bit) != 0) == on) return;
  record.state = static_cast<uint16_t>(on ? record.state | bit : record.state & ~bit);
  const Value value = Value::from_bool(on);
  switch (bit) {
    case StateHovered:
      write_mirrors(ui, element, PropertyId::Hovered, value);
      break;
    case StatePressed:
      write_mirrors(ui, element, PropertyId::Pressed, value);
      break;
    case StatePointerDown:
      write_mirrors(ui, element, PropertyId::PointerDown, value);
      break;
    case StatePointerInside:
      write_mirrors(ui, element, PropertyId::PointerInside, value);
      break;
    case StateFocused:
      write_mirrors(ui, element, PropertyId::Focused, value);
      mark(ui, element, Dirt::Paint | Dirt::Semantics);
      break;
    case StateFocusVisible:
      mark(ui, element, Dirt::Paint);
      break;
    default:
      break;
  }
}

}  // namespace hallows::widgets
