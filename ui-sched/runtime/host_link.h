#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/port/port.h"
#include "ui-sched/host/link.h"
#include "ui-sched/runtime/app_link.h"

namespace hallows::runtime {

// What the application's channel has carried, as the engine counts it.
struct HostCounts {
  uint64_t sent = 0;     // events and calls that went out, or wait for room
  uint64_t dropped = 0;  // of those that found no room even in the backlog
  uint64_t damaged = 0;  // batches that contradicted themselves
  uint64_t refused = 0;  // changes of slots that don't exist, aren't the application's or are of
                         // another type
};

// Whether the value may stand in a slot of this type. Bounded by the value.
bool value_fits(const format::Tables& tables, format::TypeId type, const value::Value& value);
// The same for a value as an application sends it, after making it what the type wants: a file's
// name becomes an image, an int a float.
bool fit_value(const format::Tables& tables, format::TypeId type, value::Value& value);

// The engine's end of an application's channel as an AppLink: events and calls become messages,
// batches become changed slots. A root is a window: its number in messages is the window's. The
// application can set what a parent would give (`in`, `inout`); everything else is refused and
// counted, as is a value of another type. Engine thread (or whoever drives it in virtual time);
// allocates only in the constructor.
class HostLink {
 public:
  HostLink(host::Link& link, const format::Tables& tables) : end_(link), tables_(tables) {}
  HostLink(const HostLink&) = delete;
  HostLink& operator=(const HostLink&) = delete;

  // Set-up, between the engine's making and its first frame.
  void set_heap(value::Heap& heap) { heap_ = &heap; }
  void set_root(WindowId window, widgets::ScopeId scope) { roots_[window.value] = scope; }
  AppLink app_link();

  HostCounts counts() const { return {end_.sent(), end_.dropped(), end_.damaged(), refused_}; }
  // Nothing is on its way to the application but what it has not taken yet.
  bool flushed() const { return end_.backlog_empty(); }

 private:
  struct Taking;
  // A list that edits are applied to, put back when another slot's turn comes. Its slot holds the
  // old one meanwhile, so the first edit of a batch copies the list and the others happen in place.
  struct Held {
    bool active = false;
    host::SlotRef ref;
    value::Value list;
  };
  bool take(widgets::Ui& ui) noexcept HALLOWS_NONBLOCKING;
  const format::SlotDecl* slot_decl(widgets::Ui& ui,
                                    host::SlotRef ref) const noexcept HALLOWS_NONBLOCKING;
  void set_slot(widgets::Ui& ui, host::SlotRef ref,
                const value::Value& value) noexcept HALLOWS_NONBLOCKING;
  void edit_list(widgets::Ui& ui, const host::ListEdit& edit) noexcept HALLOWS_NONBLOCKING;
  bool hold(widgets::Ui& ui, host::SlotRef ref) noexcept HALLOWS_NONBLOCKING;
  void put_back(widgets::Ui& ui) noexcept HALLOWS_NONBLOCKING;

  host::EngineEnd end_;
  const format::Tables& tables_;
  value::Heap* heap_ = nullptr;
  std::array<widgets::ScopeId, kMaxWindows> roots_{};
  Held held_;
  uint64_t refused_ = 0;
};

}  // namespace hallows::runtime
