#include <algorithm>
#include <cstring>
#include <new>

#include "parseltongue/value/heap.h"

// Making and changing what lives in a heap.
namespace hallows::value {

Value Heap::value_of(ValueKind kind, uint32_t word, uint16_t small, Object* object) noexcept {
  if (object == nullptr) return {};
  Value value(kind, word, reinterpret_cast<uintptr_t>(object));
  value.flags_ = Value::kOwned;
  value.small_ = small;
  return value;
}

Value Heap::copy_values(ValueKind kind, uint32_t word, uint16_t small,
                        std::span<const Value> values) noexcept {
  Object* object = make_values(values.size());
  if (object == nullptr) return {};
  for (size_t i = 0; i < values.size(); ++i) object->values()[i] = values[i];
  return value_of(kind, word, small, object);
}

Value Heap::make_text(std::string_view text) noexcept {
  if (text.empty()) return Value::literal("");
  Value value;
  char* bytes = make_text_buffer(text.size(), value);
  if (bytes != nullptr) std::memcpy(bytes, text.data(), text.size());
  return value;
}

Value Heap::join(std::string_view a, std::string_view b) noexcept {
  if (a.empty() && b.empty()) return Value::literal("");
  Value value;
  char* bytes = make_text_buffer(a.size() + b.size(), value);
  if (bytes == nullptr) return value;
  std::copy(a.begin(), a.end(), bytes);
  std::copy(b.begin(), b.end(), bytes + a.size());
  return value;
}

char* Heap::make_text_buffer(size_t bytes, Value& text) noexcept {
  text = Value();
  if (bytes > UINT32_MAX) {
    report(FaultKind::TextTooLong);
    return nullptr;
  }
  Object* object = allocate(bytes);
  if (object == nullptr) return nullptr;
  object->kind = ObjectKind::Text;
  object->count = static_cast<uint32_t>(bytes);
  text = value_of(ValueKind::Text, static_cast<uint32_t>(bytes), 0, object);
  return object->bytes();
}

Value Heap::make_list(std::span<const Value> values) noexcept {
  return copy_values(ValueKind::List, 0, 0, values);
}

Value Heap::make_list(size_t count) noexcept {
  return value_of(ValueKind::List, 0, 0, make_values(count));
}

Value Heap::make_struct(uint32_t struct_index, std::span<const Value> fields) noexcept {
  return copy_values(ValueKind::Struct, struct_index, 0, fields);
}

Value Heap::make_struct(uint32_t struct_index, size_t count) noexcept {
  return value_of(ValueKind::Struct, struct_index, 0, make_values(count));
}

Value Heap::make_enum(uint16_t enum_index, uint16_t case_index,
                      std::span<const Value> values) noexcept {
  if (values.empty()) return Value::enum_case(enum_index, case_index);
  return copy_values(ValueKind::Enum, (uint32_t{enum_index} << 16) | case_index, 0, values);
}

Value Heap::make_enum(uint16_t enum_index, uint16_t case_index, size_t count) noexcept {
  if (count == 0) return Value::enum_case(enum_index, case_index);
  return value_of(ValueKind::Enum, (uint32_t{enum_index} << 16) | case_index, 0,
                  make_values(count));
}

Value Heap::make_gradient(GradientShape shape, std::span<const Value> values) noexcept {
  return copy_values(ValueKind::Gradient, 0, static_cast<uint16_t>(shape), values);
}

Value Heap::make_track(TrackFunction function, std::span<const Value> values) noexcept {
  return copy_values(ValueKind::Track, 0, static_cast<uint16_t>(function), values);
}

Value Heap::retag(Value text, ValueKind kind) noexcept {
  const bool texts = kind == ValueKind::Text || kind == ValueKind::Image || kind == ValueKind::Icon;
  const bool is_text =
      text.is(ValueKind::Text) || text.is(ValueKind::Image) || text.is(ValueKind::Icon);
  if (texts && is_text) text.kind_ = kind;
  return text;
}

Value Heap::own(const Value& value) noexcept {
  switch (value.kind()) {
    case ValueKind::Text:
    case ValueKind::Image:
    case ValueKind::Icon: {
      if (value.owned()) return value;
      Value copy = make_text(value.as_text());
      if (!copy.is_none()) copy.kind_ = value.kind();
      return copy;
    }
    default: {
      if (value.values().empty()) return value;
      Value copy = copy_values(value.kind_, value.word_, value.small_, value.values());
      if (copy.is_none()) return copy;
      const uint64_t before = faults_;
      Value* parts = copy.object()->values();
      for (size_t i = 0; i < copy.object()->count; ++i) parts[i] = own(parts[i]);
      return faults_ == before ? copy : Value();
    }
  }
}

Value* Heap::slot(Value& container, size_t i) noexcept {
  if (i >= container.values().size()) return nullptr;
  if (container.shared()) {
    Value copy =
        copy_values(container.kind_, container.word_, container.small_, container.values());
    if (copy.is_none()) return nullptr;
    container = std::move(copy);
  }
  return container.object()->values() + i;
}

// Makes `list` one that nobody shares, with room for `capacity` elements.
bool Heap::own_list(Value& list, size_t capacity) noexcept {
  const std::span<const Value> old = list.values();
  if (list.owned() && !list.shared()) {
    const size_t room = (size_t{list.object()->block >> 1} * 16 - sizeof(Object)) / sizeof(Value);
    if (capacity <= room) return true;
  } else if (!list.is_none() && !list.is(ValueKind::List)) {
    return false;
  }
  // Half as much again, so that appending is linear as a whole.
  const size_t room = capacity > old.size() ? capacity + capacity / 2 + 2 : capacity;
  Object* object = allocate(room * sizeof(Value));
  if (object == nullptr) return false;
  object->kind = ObjectKind::Values;
  object->count = static_cast<uint32_t>(old.size());
  Value grown = value_of(ValueKind::List, 0, 0, object);
  const bool steal = !list.shared();
  for (size_t i = 0; i < old.size(); ++i) {
    if (steal) {
      new (object->values() + i) Value(std::move(list.object()->values()[i]));
    } else {
      new (object->values() + i) Value(old[i]);
    }
  }
  if (steal && list.owned()) list.object()->count = 0;  // nothing left to release
  list = std::move(grown);
  return true;
}

bool Heap::append(Value& list, Value value) noexcept {
  return insert(list, list.size(), std::move(value));
}

bool Heap::insert(Value& list, size_t at, Value value) noexcept {
  const size_t size = list.size();
  if (at > size || !own_list(list, size + 1)) return false;
  Object* object = list.object();
  new (object->values() + size) Value();
  object->count = static_cast<uint32_t>(size + 1);
  Value* values = object->values();
  for (size_t i = size; i > at; --i) values[i].swap(values[i - 1]);
  values[at] = std::move(value);
  return true;
}

bool Heap::remove_at(Value& list, size_t at) noexcept {
  const size_t size = list.size();
  if (!list.is(ValueKind::List) || at >= size || !own_list(list, size)) return false;
  Value* values = list.object()->values();
  for (size_t i = at; i + 1 < size; ++i) values[i].swap(values[i + 1]);
  list.object()->count = static_cast<uint32_t>(size - 1);
  values[size - 1].~Value();
  return true;
}

bool Heap::move(Value& list, size_t from, size_t to) noexcept {
  const size_t size = list.size();
  if (!list.is(ValueKind::List) || from >= size || to >= size) return false;
  if (from == to) return true;
  if (!own_list(list, size)) return false;
  Value* values = list.object()->values();
  for (size_t i = from; i < to; ++i) values[i].swap(values[i + 1]);
  for (size_t i = from; i > to; --i) values[i].swap(values[i - 1]);
  return true;
}

}  // namespace hallows::value
