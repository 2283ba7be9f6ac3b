#include "ui-sched/runtime/host_link.h"

namespace hallows::runtime {
namespace {

using format::SlotKind;
using format::TypeKind;
using value::Value;
using value::ValueKind;

bool fields_fit(const format::Tables& tables, format::Range fields, std::span<const Value> values) {
  if (values.size() != fields.count) return false;
  for (uint32_t i = 0; i < fields.count; ++i) {
    if (!value_fits(tables, tables.fields[fields.first + i].type, values[i])) return false;
  }
  return true;
}

bool enum_fits(const format::Tables& tables, const format::Type& type, const Value& value) {
  if (value.enum_index() != type.index) return false;
  const format::Range cases = tables.enums[type.index].cases;
  if (value.case_index() >= cases.count) return false;
  return fields_fit(tables, tables.enum_cases[cases.first + value.case_index()].fields,
                    value.values());
}

bool list_fits(const format::Tables& tables, const format::Type& type, const Value& value) {
  if (!value.is(ValueKind::List)) return false;
  for (const Value& item : value.values()) {
    if (!value_fits(tables, type.inner, item)) return false;
  }
  return true;
}

bool settable(SlotKind kind) {
  return kind == SlotKind::In || kind == SlotKind::Inout;
}

}  // namespace

bool value_fits(const format::Tables& tables, format::TypeId id, const Value& value) {
  if (!id || id.value >= tables.types.size()) return false;
  const format::Type& type = tables.types[id.value];
  switch (type.kind) {
    case TypeKind::Bool:
      return value.is(ValueKind::Bool);
    case TypeKind::Int:
      return value.is(ValueKind::Int);
    case TypeKind::Float:
      return value.is(ValueKind::Float);
    case TypeKind::Text:
      return value.is(ValueKind::Text);
    case TypeKind::Length:
      return value.is(ValueKind::Length);
    case TypeKind::Percent:
      return value.is(ValueKind::Percent);
    case TypeKind::LengthPercent:
      return value.is(ValueKind::Length) || value.is(ValueKind::Percent);
    case TypeKind::Duration:
      return value.is(ValueKind::Duration);
    case TypeKind::Angle:
      return value.is(ValueKind::Angle);
    case TypeKind::Color:
    case TypeKind::Brush:
      return value.is(ValueKind::Color);
    case TypeKind::Image:
      return value.is(ValueKind::Image);
    case TypeKind::Icon:
      return value.is(ValueKind::Icon);
    case TypeKind::Optional:
      return value.is_none() || value_fits(tables, type.inner, value);
    case TypeKind::List:
      return list_fits(tables, type, value);
    case TypeKind::Enum:
      return enum_fits(tables, type, value);
    case TypeKind::Struct:
      return value.struct_index() == type.index &&
             fields_fit(tables, tables.structs[type.index].fields, value.values());
    default:
      return false;
  }
}

bool fit_value(const format::Tables& tables, format::TypeId id, Value& value) {
  if (!id || id.value >= tables.types.size()) return false;
  const format::Type* type = &tables.types[id.value];
  if (type->kind == TypeKind::Optional) type = &tables.types[type->inner.value];
  if (value.is(ValueKind::Text) && type->kind == TypeKind::Image) {
    value = value::Heap::retag(value, ValueKind::Image);
  } else if (value.is(ValueKind::Text) && type->kind == TypeKind::Icon) {
    value = value::Heap::retag(value, ValueKind::Icon);
  } else if (value.is(ValueKind::Int) && type->kind == TypeKind::Float) {
    value = Value::from_float(value.as_float());
  }
  return value_fits(tables, id, value);
}

struct HostLink::Taking {
  HostLink* link;
  widgets::Ui* ui;
  static Taking& of(void* context) { return *static_cast<Taking*>(context); }
};

AppLink HostLink::app_link() {
  AppLink out;
  out.context = this;
  out.call = [](void* self, const widgets::ExternCall& call) {
    static_cast<HostLink*>(self)->end_.send_call(call.id, call.extern_index, call.arguments);
  };
  out.raised = [](void* self, const widgets::RaisedEvent& event) {
    static_cast<HostLink*>(self)->end_.send_event(event.window.value, event.event, event.arguments);
  };
  out.take = [](void* self, widgets::Ui& ui) { return static_cast<HostLink*>(self)->take(ui); };
  out.waiting = [](void* self) { return static_cast<HostLink*>(self)->end_.waiting(); };
  return out;
}

bool HostLink::take(widgets::Ui& ui) noexcept {
  ASSERT(heap_ != nullptr);
  end_.flush();
  Taking taking{this, &ui};
  host::EngineSink sink;
  sink.context = &taking;
  sink.set_slot = [](void* context, host::SlotRef ref, const Value& value) {
    Taking& t = Taking::of(context);
    t.link->set_slot(*t.ui, ref, value);
  };
  sink.edit_list = [](void* context, const host::ListEdit& edit) {
    Taking& t = Taking::of(context);
    t.link->edit_list(*t.ui, edit);
  };
  sink.answer = [](void* context, uint64_t call, const Value& value) {
    Taking& t = Taking::of(context);
    t.link->put_back(*t.ui);  // the handler may read the list
    widgets::extern_answer(*t.ui, call, value);
  };
  const bool any = end_.take(*heap_, sink);
  put_back(ui);
  return any;
}

const format::SlotDecl* HostLink::slot_decl(widgets::Ui& ui, host::SlotRef ref) const noexcept {
  if (ref.root >= kMaxWindows) return nullptr;
  const format::Scope* scope = widgets::scope_of(ui, roots_[ref.root]);
  if (scope == nullptr || ref.slot >= scope->decl->slots.count) return nullptr;
  const format::SlotDecl& decl = tables_.slots[scope->decl->slots.first + ref.slot];
  return settable(decl.kind) ? &decl : nullptr;
}

void HostLink::set_slot(widgets::Ui& ui, host::SlotRef ref, const Value& value) noexcept {
  const format::SlotDecl* decl = slot_decl(ui, ref);
  Value given = value;
  if (decl == nullptr || !fit_value(tables_, decl->type, given)) {
    ++refused_;
    return;
  }
  put_back(ui);
  widgets::set_slot(ui, roots_[ref.root], ref.slot, given);
}

bool HostLink::hold(widgets::Ui& ui, host::SlotRef ref) noexcept {
  if (held_.active && held_.ref.root == ref.root && held_.ref.slot == ref.slot) return true;
  const format::SlotDecl* decl = slot_decl(ui, ref);
  if (decl == nullptr || tables_.types[decl->type.value].kind != TypeKind::List) return false;
  put_back(ui);
  held_.active = true;
  held_.ref = ref;
  held_.list = widgets::get_slot(ui, roots_[ref.root], ref.slot);
  return true;
}

void HostLink::put_back(widgets::Ui& ui) noexcept {
  if (!held_.active) return;
  held_.active = false;
  widgets::set_slot(ui, roots_[held_.ref.root], held_.ref.slot, held_.list);
  held_.list = Value();
}

void HostLink::edit_list(widgets::Ui& ui, const host::ListEdit& edit) noexcept {
  if (!hold(ui, edit.list)) {
    ++refused_;
    return;
  }
  const format::SlotDecl* decl = slot_decl(ui, edit.list);
  const bool has_value =
      edit.kind == host::ListEditKind::Insert || edit.kind == host::ListEditKind::Update;
  if (!has_value) {
    if (!host::apply_edit(*heap_, held_.list, edit)) ++refused_;
    return;
  }
  host::ListEdit given = edit;
  const format::TypeId item = tables_.types[decl->type.value].inner;
  const bool applied =
      fit_value(tables_, item, given.value) && host::apply_edit(*heap_, held_.list, given);
  if (!applied) ++refused_;
}

}  // namespace hallows::runtime
