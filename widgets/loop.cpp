#include <bit>

#include "rt-kernel/base/hash.h"
#include "widgets/binding.h"
#include "widgets/property.h"
#include "widgets/structure.h"

namespace hallows::widgets {
namespace {

uint64_t key_of(UiData& ui, uint32_t loop, uint32_t index, const Value& item) {
  const Instance& at = ui.instances[loop];
  const format::Node& node = node_of(ui, at.node);
  if (!node.key.expr) return uint64_t{index} + 1;
  if (at.scratch_scope == 0) return 0;
  const uint32_t base = ui.scope_recs[at.scratch_scope].slot_base;
  ui.slots[base] = item;
  if (ui.scopes[at.scratch_scope].decl->slots.count > 1) {
    ui.slots[base + 1] = Value::from_int(index);
  }
  Value key;
  if (!evaluate(ui, node.key.expr, at.scratch_scope, loop, key)) return 0;
  ui.slots[base] = Value();
  const uint64_t hash = value::hash_value(key);
  return hash == 0 ? 1 : hash;
}

void give_item(UiData& ui, uint32_t row, uint32_t index, const Value& item) {
  ui.instances[row].index = index;
  const uint32_t scope = ui.instances[row].own_scope;
  if (scope == 0) return;
  const uint32_t base = ui.scope_recs[scope].slot_base;
  const uint32_t count = ui.scopes[scope].decl->slots.count;
  if (count > 0) store_slot(ui, base, item);
  if (count > 1) store_slot(ui, base + 1, Value::from_int(index));
}

struct NewRow {
  uint32_t loop = 0;
  uint32_t before = 0;  // instances
  uint32_t index = 0;
  uint64_t key = 0;
};

uint32_t make_row(UiData& ui, const NewRow& made, const Value& item) {
  const Instance loop = ui.instances[made.loop];
  const format::Node& node = node_of(ui, loop.node);
  const uint32_t row = make_instance(ui, InstanceKind::Row, made.loop, made.before);
  if (row == 0) return 0;
  ui.instances[row].scope = loop.scope;
  ui.instances[row].key = made.key;
  const uint32_t scope = create_scope(ui, {node.item_scope, loop.scope, row, loop.window});
  if (scope == 0) return row;
  ui.instances[row].own_scope = scope;
  give_item(ui, row, made.index, item);
  const uint32_t given[2] = {0, 1};
  bind_scope(ui, scope, given);
  make_children(ui, row, node.first_child, scope);
  return row;
}

uint32_t next_standing(const UiData& ui, uint32_t row) {
  while (row != 0 && ui.instances[row].exiting) row = ui.instances[row].next;
  return row;
}

// Rows by key in an open-addressed table of the rows that stand.
void fill_table(UiData& ui, uint32_t loop) {
  uint32_t rows = 0;
  for (uint32_t r = ui.instances[loop].first_child; r != 0; r = ui.instances[r].next) ++rows;
  const size_t size = std::bit_ceil(size_t{rows} * 2 + 2);
  ui.diff_table.clear();
  ui.diff_table.resize(size);
  for (uint32_t r = ui.instances[loop].first_child; r != 0; r = ui.instances[r].next) {
    if (ui.instances[r].exiting) continue;
    size_t at = hash_mix(ui.instances[r].key) & (size - 1);
    while (ui.diff_table[at] != 0) at = (at + 1) & (size - 1);
    ui.diff_table[at] = r;
  }
}

// The first row with the key that no item has taken yet.
uint32_t find_row(const UiData& ui, uint64_t key) {
  const size_t mask = ui.diff_table.size() - 1;
  for (size_t at = hash_mix(key) & mask; ui.diff_table[at] != 0; at = (at + 1) & mask) {
    const Instance& row = ui.instances[ui.diff_table[at]];
    if (row.key == key && row.mark != ui.diff_round) return ui.diff_table[at];
  }
  return 0;
}

void match_rows(UiData& ui, uint32_t loop, uint32_t first, std::span<const Value> items) {
  ++ui.diff_round;
  bool table = false;
  uint32_t cursor = next_standing(ui, ui.instances[loop].first_child);
  for (size_t i = 0; i < items.size(); ++i) {
    const uint64_t key = key_of(ui, loop, first + static_cast<uint32_t>(i), items[i]);
    uint32_t row = 0;
    // Most lists change little: the row in turn is tried before any table is made.
    if (cursor != 0 && ui.instances[cursor].key == key) {
      row = ui.instances[cursor].mark == ui.diff_round ? 0 : cursor;
    }
    if (row == 0) {
      if (!table) fill_table(ui, loop);
      table = true;
      row = find_row(ui, key);
    }
    if (row != 0) {
      ui.instances[row].mark = ui.diff_round;
      cursor = next_standing(ui, ui.instances[row].next);
    }
    ui.row_keys.push(key);
    ui.row_match.push(row);
  }
}

void drop_unmatched(UiData& ui, uint32_t loop) {
  for (uint32_t r = ui.instances[loop].first_child; r != 0;) {
    const uint32_t next = ui.instances[r].next;
    if (!ui.instances[r].exiting && ui.instances[r].mark != ui.diff_round) remove_instance(ui, r);
    r = next;
  }
}

}  // namespace

void start_loop(UiData& ui, uint32_t instance) noexcept {
  const Instance at = ui.instances[instance];
  const format::Node& node = node_of(ui, at.node);
  const uint32_t slot = ui.slot_ranges.create(1);
  if (slot == 0) {
    ++ui.refused;
    return;
  }
  ui.slot_meta[slot] = {};
  ui.slots[slot] = Value();
  ui.instances[instance].list_slot = slot;
  if (node.key.expr) {
    ui.instances[instance].scratch_scope =
        create_scope(ui, {node.item_scope, at.scope, instance, at.window});
  }
  const uint32_t parent = parent_element(ui, instance);
  if (parent != 0 && ui.elements[parent].kind == ElementKind::List) {
    start_virtual(ui, instance, parent);
  }
  bind_now(ui, {&node.list, at.scope, instance, Target::ListItems, instance, 0, false});
  // A virtual list's rows follow in this stage's work list, once the elements around it stand.
  if (ui.instances[instance].virtual_list == 0) update_loop(ui, instance);
}

void reconcile(UiData& ui, uint32_t loop, uint32_t first, uint32_t last) noexcept {
  const Value list = ui.slots[ui.instances[loop].list_slot];
  const std::span<const Value> all = list.values();
  const std::span<const Value> items = all.subspan(first, last - first);
  // A row may hold loops of its own: keys and matches are stacks.
  const size_t base = ui.row_keys.size();
  if (base + items.size() > ui.row_keys.capacity()) {
    tell(ui, "list-too-long", "a list outside List has more items than the limits allow",
         node_of(ui, ui.instances[loop].node).place, static_cast<int64_t>(items.size()));
    return;
  }
  match_rows(ui, loop, first, items);
  drop_unmatched(ui, loop);
  const bool bounded = ui.instances[loop].virtual_list == 0;
  bool later = false;
  uint32_t cursor = next_standing(ui, ui.instances[loop].first_child);
  for (size_t i = 0; i < items.size(); ++i) {
    const uint32_t index = first + static_cast<uint32_t>(i);
    const uint32_t row = ui.row_match[base + i];
    if (row == 0) {
      if (bounded && !may_create(ui)) {
        ui.instances[loop].list_changed = true;  // the rest follows in the next frame
        later = true;
        continue;
      }
      const uint64_t key = ui.row_keys[base + i];
      make_row(ui, {loop, cursor, index, key}, items[i]);
      continue;
    }
    if (row != cursor) {
      const uint32_t after = cursor == 0 ? 0 : next_standing(ui, ui.instances[cursor].next);
      if (after == row) {
        move_instance(ui, cursor, 0);  // one row went down: it alone moves
        cursor = row;
      } else {
        move_instance(ui, row, cursor);
      }
    }
    if (row == cursor) cursor = next_standing(ui, ui.instances[row].next);
    give_item(ui, row, index, items[i]);
  }
  ui.row_keys.resize(base);
  ui.row_match.resize(base);
  if (later && !ui.deferred.full()) ui.deferred.push(loop);
}

void update_loop(UiData& ui, uint32_t instance) noexcept {
  Instance& at = ui.instances[instance];
  if (at.virtual_list != 0) {
    update_virtual(ui, at.virtual_list);
    return;
  }
  if (!at.list_changed) return;
  at.list_changed = false;
  const uint32_t count = static_cast<uint32_t>(ui.slots[at.list_slot].size());
  reconcile(ui, instance, 0, count);
}

}  // namespace hallows::widgets
