#include "ui-sched/host/link.h"

#include <algorithm>
#include <cstring>

#include "rt-kernel/rt/futex.h"

namespace hallows::host {
namespace {

using value::Value;

uint32_t packet_count(size_t bytes) {
  return static_cast<uint32_t>((bytes + Packet::kBytes - 1) / Packet::kBytes);
}

// `packets` is as long as packet_count(bytes.size()).
void cut(std::span<const uint8_t> bytes, std::span<Packet> packets) {
  size_t at = 0;
  for (size_t i = 0; i < packets.size(); ++i) {
    Packet& packet = packets[i];
    packet.size = static_cast<uint32_t>(std::min(Packet::kBytes, bytes.size() - at));
    packet.left = static_cast<uint32_t>(packets.size() - 1 - i);
    std::memcpy(packet.bytes, bytes.data() + at, packet.size);
    at += packet.size;
  }
}

// Takes one batch off a channel into `out`, which has room for kMaxBatchBytes. Returns its size;
// SIZE_MAX where the packets contradict themselves (another process wrote them).
size_t read_packets(rt::Channel<Packet>& from, std::span<uint8_t> out) {
  size_t size = 0;
  bool damaged = false;
  Packet packet;
  uint32_t expected = UINT32_MAX;
  while (from.receive(packet)) {
    const bool in_order = expected == UINT32_MAX || packet.left == expected;
    if (!in_order || packet.size > Packet::kBytes || packet.size > out.size() - size) {
      damaged = true;
    } else {
      std::memcpy(out.data() + size, packet.bytes, packet.size);
      size += packet.size;
    }
    if (packet.left == 0 || packet.left > kMaxBatchPackets) break;
    expected = packet.left - 1;
  }
  return damaged ? SIZE_MAX : size;
}

void write_arguments(Encoder& out, std::span<const Value> arguments) {
  out.u32(static_cast<uint32_t>(arguments.size()));
  for (const Value& argument : arguments) encode_value(out, argument);
}

}  // namespace

// ---- AppEnd ----

AppEnd::AppEnd(Link& link)
    : link_(link),
      batch_memory_(kMaxBatchBytes),
      message_(kMaxBatchBytes),
      packets_(kMaxBatchPackets),
      batch_(batch_memory_) {}

void AppEnd::head(EntryKind kind, SlotRef slot) {
  batch_.u8(static_cast<uint8_t>(kind));
  batch_.u32(slot.root);
  batch_.u32(slot.slot);
}

void AppEnd::edit_head(SlotRef list, ListEditKind kind, uint32_t index, uint32_t to) {
  head(EntryKind::ListEdit, list);
  batch_.u8(static_cast<uint8_t>(kind));
  batch_.u32(index);
  batch_.u32(to);
}

bool AppEnd::edit_list(SlotRef list, ListEditKind kind, uint32_t index, uint32_t to) {
  return put([&] {
    edit_head(list, kind, index, to);
    batch_.u8(static_cast<uint8_t>(WireKind::None));
  });
}

bool AppEnd::send_batch() {
  if (batch_.size() == 0) return true;
  const std::span<Packet> packets(packets_.data(), packet_count(batch_.size()));
  cut(batch_.bytes(), packets);
  if (!link_.to_engine.send_all(packets)) {
    link_.app_wants_room.store(true, std::memory_order_relaxed);
    rt::full_fence();  // pairs with the one in EngineEnd::take()
    if (!link_.to_engine.send_all(packets)) return false;
    link_.app_wants_room.store(false, std::memory_order_relaxed);
  }
  batch_.rewind(0);
  return true;
}

bool AppEnd::commit() {
  for (;;) {
    bool more = false;
    for (const Source& source : sources_) more = source.fill(source.context) || more;
    const bool something = batch_.size() != 0;
    if (!send_batch()) return false;
    if (!more) return true;
    if (!something) return false;  // a source whose next item is larger than a batch
  }
}

void AppEnd::add_source(const Source& source) {
  sources_.push_back(source);
}

void AppEnd::remove_source(void* context) {
  std::erase_if(sources_, [context](const Source& s) { return s.context == context; });
}

size_t AppEnd::receive(const AppSink& sink) {
  size_t count = 0;
  while (!link_.to_app.looks_empty()) {
    const size_t size = read_packets(link_.to_app, message_);
    ++count;
    if (size == SIZE_MAX) continue;
    Decoder in(std::span<const uint8_t>(message_.data(), size));
    const auto kind = static_cast<EntryKind>(in.u8());
    if (kind == EntryKind::Event) {
      const uint32_t root = in.u32();
      const uint32_t event = in.u32();
      const uint32_t arguments = in.u32();
      if (in.ok() && sink.event != nullptr) sink.event(sink.context, root, event, in, arguments);
    } else if (kind == EntryKind::Call) {
      const uint64_t id = in.u64();
      const uint32_t index = in.u32();
      const uint32_t arguments = in.u32();
      if (in.ok() && sink.call != nullptr) sink.call(sink.context, id, index, in, arguments);
    }
  }
  rt::full_fence();  // pairs with the one in EngineEnd::push()
  if (count != 0 && link_.engine_wants_room.exchange(false, std::memory_order_relaxed)) {
    link_.to_engine.doorbell().ring();
  }
  return count;
}

// Room is there once the engine has answered the wish for it.
bool AppEnd::has_work() const {
  const bool has_room = !link_.app_wants_room.load(std::memory_order_acquire);
  return !link_.to_app.looks_empty() || (has_room && batch_.size() != 0);
}

bool AppEnd::wait(Instant until) {
  return wait(until, [] { return false; });
}

// ---- EngineEnd ----

EngineEnd::EngineEnd(Link& link) : link_(link) {
  batch_.resize(kMaxBatchBytes);
  message_.resize(kMaxBatchBytes);
  packets_.resize(kMaxBatchPackets);
  backlog_.resize(kBacklogBytes);  // touched: no page fault in a frame
  backlog_.clear();
}

// With a null heap the batch is only checked.
bool EngineEnd::apply(value::Heap* heap, const EngineSink& sink) noexcept {
  Decoder in(batch_.span());
  const auto value_of = [&](Value& out) {
    return heap != nullptr ? decode_value(in, *heap, out) : skip_value(in);
  };
  while (in.ok() && in.left() != 0) {
    const auto kind = static_cast<EntryKind>(in.u8());
    if (kind == EntryKind::Answer) {
      const uint64_t call = in.u64();
      Value value;
      if (!value_of(value)) return false;
      if (heap != nullptr && sink.answer != nullptr) sink.answer(sink.context, call, value);
      continue;
    }
    if (kind != EntryKind::SetSlot && kind != EntryKind::ListEdit) return false;
    ListEdit edit;
    edit.list.root = in.u32();
    edit.list.slot = in.u32();
    if (kind == EntryKind::ListEdit) {
      edit.kind = static_cast<ListEditKind>(in.u8());
      edit.index = in.u32();
      edit.to = in.u32();
      if (edit.kind > ListEditKind::Move) return false;
    }
    const uint64_t faults = heap != nullptr ? heap->faults() : 0;
    if (!value_of(edit.value)) return false;
    if (heap == nullptr || heap->faults() != faults) continue;  // heap full: the old value stays
    if (kind == EntryKind::SetSlot) {
      if (sink.set_slot != nullptr) sink.set_slot(sink.context, edit.list, edit.value);
    } else if (sink.edit_list != nullptr) {
      sink.edit_list(sink.context, edit);
    }
  }
  return in.ok();
}

bool EngineEnd::read_batch() noexcept {
  batch_.resize(kMaxBatchBytes);
  const size_t size = read_packets(link_.to_engine, batch_.span());
  batch_.resize(size == SIZE_MAX ? 0 : size);
  return size != SIZE_MAX;
}

bool EngineEnd::take(value::Heap& heap, const EngineSink& sink, uint32_t max_batches) noexcept {
  bool any = false;
  bool taken = false;
  size_t bytes = 0;
  for (uint32_t i = 0; i < max_batches && bytes < kMaxBatchBytes; ++i) {
    if (link_.to_engine.looks_empty()) break;
    taken = true;
    if (!read_batch() || !apply(nullptr, sink)) {
      ++damaged_;
      continue;
    }
    bytes += batch_.size();
    any = apply(&heap, sink) || any;
  }
  if (!taken) return false;
  rt::full_fence();  // pairs with the one in AppEnd::send_batch()
  if (link_.app_wants_room.exchange(false, std::memory_order_relaxed)) {
    link_.to_app.doorbell().ring();
  }
  return any;
}

bool EngineEnd::waiting() noexcept {
  if (!link_.to_engine.looks_empty()) return true;
  return !backlog_empty() && !link_.engine_wants_room.load(std::memory_order_acquire);
}

bool EngineEnd::push(std::span<const uint8_t> message) noexcept {
  const std::span<Packet> packets(packets_.data(), packet_count(message.size()));
  cut(message, packets);
  if (link_.to_app.send_all(packets)) return true;
  link_.engine_wants_room.store(true, std::memory_order_relaxed);
  rt::full_fence();  // pairs with the one in AppEnd::receive()
  if (!link_.to_app.send_all(packets)) return false;
  link_.engine_wants_room.store(false, std::memory_order_relaxed);
  return true;
}

bool EngineEnd::keep(std::span<const uint8_t> message) noexcept {
  const size_t waiting = backlog_.size() - backlog_read_;
  const size_t needed = sizeof(uint32_t) + message.size();
  if (waiting + needed > kBacklogBytes) return false;
  if (backlog_.size() + needed > kBacklogBytes) {  // what has been sent makes room
    std::memmove(backlog_.data(), backlog_.data() + backlog_read_, waiting);
    backlog_.resize(waiting);
    backlog_read_ = 0;
  }
  const size_t at = backlog_.size();
  backlog_.resize(at + needed);
  const auto size = static_cast<uint32_t>(message.size());
  std::memcpy(backlog_.data() + at, &size, sizeof size);
  std::memcpy(backlog_.data() + at + sizeof size, message.data(), message.size());
  return true;
}

void EngineEnd::flush() noexcept {
  while (!backlog_empty()) {
    uint32_t size = 0;
    std::memcpy(&size, backlog_.data() + backlog_read_, sizeof size);
    if (!push({backlog_.data() + backlog_read_ + sizeof size, size})) return;
    backlog_read_ += sizeof size + size;
  }
  backlog_.resize(0);
  backlog_read_ = 0;
}

bool EngineEnd::send(const Encoder& message) noexcept {
  const bool fits = message.ok() && packet_count(message.size()) <= link_.to_app.capacity();
  if (fits) flush();
  const bool sent = fits && ((backlog_empty() && push(message.bytes())) || keep(message.bytes()));
  ++(sent ? sent_ : dropped_);
  return sent;
}

bool EngineEnd::send_event(uint32_t root, uint32_t event,
                           std::span<const Value> arguments) noexcept {
  Encoder out(message_.span());
  out.u8(static_cast<uint8_t>(EntryKind::Event));
  out.u32(root);
  out.u32(event);
  write_arguments(out, arguments);
  return send(out);
}

bool EngineEnd::send_call(uint64_t id, uint32_t extern_index,
                          std::span<const Value> arguments) noexcept {
  Encoder out(message_.span());
  out.u8(static_cast<uint8_t>(EntryKind::Call));
  out.u64(id);
  out.u32(extern_index);
  write_arguments(out, arguments);
  return send(out);
}

bool apply_edit(value::Heap& heap, Value& list, const ListEdit& edit) noexcept {
  const uint64_t before = heap.faults();
  switch (edit.kind) {
    case ListEditKind::Clear: {
      Value none = heap.make_list(size_t{0});
      if (!none.is_none()) list = std::move(none);
      break;
    }
    case ListEditKind::Insert:
      heap.insert(list, edit.index, edit.value);
      break;
    case ListEditKind::Remove:
      heap.remove_at(list, edit.index);
      break;
    case ListEditKind::Update:
      if (Value* slot = heap.slot(list, edit.index); slot != nullptr) *slot = edit.value;
      break;
    case ListEditKind::Move:
      heap.move(list, edit.index, edit.to);
      break;
  }
  return heap.faults() == before;
}

}  // namespace hallows::host
