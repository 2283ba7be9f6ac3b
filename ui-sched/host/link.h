#pragma once

#include <atomic>
#include <vector>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/rt/channel.h"
#include "ui-sched/host/codec.h"

// The channel between the application and the engine, as two ends of two rings. What the
// application changes is gathered in a batch and applied together at the start of a frame; events
// and calls of extern functions go the other way.
namespace hallows::host {

// What a ring carries: a piece of a batch or message. All pieces of one become visible together.
struct Packet {
  static constexpr size_t kBytes = 248;
  uint32_t size = 0;  // bytes used
  uint32_t left = 0;  // packets of the same batch that follow
  uint8_t bytes[kBytes];
};
static_assert(sizeof(Packet) == 256 && std::is_trivially_copyable_v<Packet>);

constexpr size_t kMaxBatchBytes = size_t{64} << 10;
constexpr uint32_t kMaxBatchPackets = (kMaxBatchBytes + Packet::kBytes - 1) / Packet::kBytes;
constexpr uint32_t kDefaultPackets = 1024;
// What the engine keeps for an application that doesn't listen, beyond the ring's packets: some
// 10,000 events. Past it the newest message is dropped and counted: a frame never waits for room.
constexpr size_t kBacklogBytes = size_t{512} << 10;

// Both directions of one channel, within a process. Nobody waits for room on the engine's side; the
// application may. Whoever found none says so here, and the other side rings when it has made some:
// both flags are set, *then* the ring is tried again; the other side pops, *then* looks at the flag
// (sequentially consistent fences on either side, as in rt::Doorbell).
struct Link {
  Link(rt::Doorbell& engine, rt::Doorbell& app, uint32_t packets = kDefaultPackets)
      : to_engine(packets, engine), to_app(packets, app) {}
  rt::Channel<Packet> to_engine;
  rt::Channel<Packet> to_app;
  std::atomic<bool> engine_wants_room{false};
  std::atomic<bool> app_wants_room{false};
};

enum class EntryKind : uint8_t { SetSlot = 1, ListEdit = 2, Answer = 3, Event = 4, Call = 5 };
enum class ListEditKind : uint8_t { Clear, Insert, Remove, Update, Move };

// Where a value goes: a mounted root (its number is the application's choice) and a slot of it.
struct SlotRef {
  uint32_t root = 0;
  uint32_t slot = 0;
};

struct ListEdit {
  SlotRef list;
  ListEditKind kind = ListEditKind::Clear;
  uint32_t index = 0;
  uint32_t to = 0;     // Move
  value::Value value;  // Insert, Update
};

// ---- The application's end. One thread (the app's). ----

// What arrives at the application. `arguments` holds `count` values, to be read with Codec.
struct AppSink {
  void* context = nullptr;
  void (*event)(void* context, uint32_t root, uint32_t event, Decoder arguments,
                uint32_t count) = nullptr;
  void (*call)(void* context, uint64_t id, uint32_t extern_index, Decoder arguments,
               uint32_t count) = nullptr;
};

class AppEnd {
 public:
  explicit AppEnd(Link& link);

  // Into the batch. False when the batch is full: commit() and try again. A value that is larger
  // than a whole batch never fits.
  template <class T>
  bool set(SlotRef slot, const T& value) {
    return put([&] {
      head(EntryKind::SetSlot, slot);
      encode_any(batch_, value);
    });
  }
  template <class T>
  bool answer(uint64_t call, const T& value) {
    return put([&] {
      batch_.u8(static_cast<uint8_t>(EntryKind::Answer));
      batch_.u64(call);
      encode_any(batch_, value);
    });
  }
  bool edit_list(SlotRef list, ListEditKind kind, uint32_t index = 0, uint32_t to = 0);
  template <class T>
  bool edit_list(SlotRef list, ListEditKind kind, uint32_t index, const T& value) {
    return put([&] {
      edit_head(list, kind, index, 0);
      encode_any(batch_, value);
    });
  }

  // Sends the batch; all of it is applied in one frame. False when the engine has not made room:
  // nothing was sent, the batch stays, call again later: wait() returns when there is room.
  bool commit();
  bool empty() const { return batch_.size() == 0; }

  // Lists that catch up: called by commit(), which sends batch after batch while they have more.
  struct Source {
    void* context = nullptr;
    // Puts what fits into the batch; true while there is more.
    bool (*fill)(void* context) = nullptr;
  };
  void add_source(const Source& source);
  void remove_source(void* context);

  // Hands everything that has arrived to the sink. Returns how many messages.
  size_t receive(const AppSink& sink);
  // Sleeps until something arrives, there is room again after a commit() that found none, somebody
  // rings the doorbell, or the time is reached (false).
  bool wait(Instant until);
  template <class Ready>
  bool wait(Instant until, Ready&& ready) {
    return link_.to_app.doorbell().wait(until, [&] { return has_work() || ready(); });
  }

 private:
  template <class Write>
  bool put(Write&& write) {
    const size_t before = batch_.size();
    write();
    if (batch_.ok()) return true;
    batch_.rewind(before);
    return false;
  }
  void head(EntryKind kind, SlotRef slot);
  void edit_head(SlotRef list, ListEditKind kind, uint32_t index, uint32_t to);
  bool send_batch();
  bool has_work() const;

  Link& link_;
  std::vector<uint8_t> batch_memory_;
  std::vector<uint8_t> message_;
  std::vector<Packet> packets_;
  Encoder batch_;
  std::vector<Source> sources_;
};

// ---- The engine's end. One thread (the engine's). ----

struct EngineSink {
  void* context = nullptr;
  void (*set_slot)(void* context, SlotRef slot, const value::Value& value) = nullptr;
  void (*edit_list)(void* context, const ListEdit& edit) = nullptr;
  void (*answer)(void* context, uint64_t call, const value::Value& value) = nullptr;
};

class EngineEnd {
 public:
  explicit EngineEnd(Link& link);

  // Stage 1: applies whole batches, at most `max_batches` and no more once kMaxBatchBytes have been
  // applied; the rest waits for the next call. A batch that is damaged is left out as a whole and
  // counted. True when something was applied.
  bool take(value::Heap& heap, const EngineSink& sink, uint32_t max_batches = 16) noexcept;
  // Whether take() or flush() would do something.
  bool waiting() noexcept;
  // To the application, in order. Where it has not made room the message waits here; flush() sends
  // it later. False past kBacklogBytes (or for a message larger than a batch): it is dropped.
  bool send_event(uint32_t root, uint32_t event, std::span<const value::Value> arguments) noexcept;
  bool send_call(uint64_t id, uint32_t extern_index,
                 std::span<const value::Value> arguments) noexcept;
  void flush() noexcept;

  uint64_t sent() const { return sent_; }        // messages that went into the ring or wait here
  uint64_t dropped() const { return dropped_; }  // messages past the backlog's bound
  uint64_t damaged() const { return damaged_; }
  bool backlog_empty() const { return backlog_read_ == backlog_.size(); }

 private:
  bool read_batch() noexcept;
  bool apply(value::Heap* heap, const EngineSink& sink) noexcept;
  bool send(const Encoder& message) noexcept;
  bool push(std::span<const uint8_t> message) noexcept;
  bool keep(std::span<const uint8_t> message) noexcept;

  Link& link_;
  Buffer<uint8_t> batch_;
  Buffer<uint8_t> message_;
  Buffer<Packet> packets_;
  Buffer<uint8_t> backlog_;  // messages, each behind its size (u32); read from backlog_read_
  size_t backlog_read_ = 0;
  uint64_t sent_ = 0;
  uint64_t dropped_ = 0;
  uint64_t damaged_ = 0;
};

// Applies one edit to a list value, as the engine's slots take them. Outside the list nothing
// happens. False at the heap's bound.
bool apply_edit(value::Heap& heap, value::Value& list, const ListEdit& edit) noexcept;

}  // namespace hallows::host
