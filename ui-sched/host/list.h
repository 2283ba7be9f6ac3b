#pragma once

#include <algorithm>
#include <vector>

#include "ui-sched/host/link.h"

namespace hallows {

// A list that the application owns and the UI shows: each change travels as one edit, not as the
// whole list. One thread. Edits take effect in the UI with the next commit. Where the batch is full
// the list catches up by itself: what has not been sent is sent by later commits.
template <class T>
class List {
 public:
  List() = default;
  ~List() {
    if (end_ != nullptr) end_->remove_source(this);
  }
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  // From here on the slot shows this list; all that is in it is sent.
  void bind(host::AppEnd& end, host::SlotRef slot) {
    if (end_ != nullptr) end_->remove_source(this);
    end_ = &end;
    slot_ = slot;
    restart();
    end.add_source({this, [](void* list) { return static_cast<List*>(list)->fill(); }});
  }

  size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  const T& operator[](size_t i) const { return items_[i]; }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

  void append(T item) { insert(items_.size(), std::move(item)); }
  // `at` <= size(); beyond it nothing happens, as for all edits.
  void insert(size_t at, T item) {
    if (at > items_.size()) return;
    items_.insert(items_.begin() + static_cast<ptrdiff_t>(at), std::move(item));
    if (at > sent_ || clear_) return;  // goes out with what has not been sent yet
    if (send(host::ListEditKind::Insert, at, items_[at])) {
      ++sent_;
    } else if (at < sent_) {
      restart();
    }
  }
  void update(size_t at, T item) {
    if (at >= items_.size()) return;
    items_[at] = std::move(item);
    if (at < sent_ && !send(host::ListEditKind::Update, at, items_[at])) restart();
  }
  void remove(size_t at) {
    if (at >= items_.size()) return;
    items_.erase(items_.begin() + static_cast<ptrdiff_t>(at));
    if (at >= sent_) return;
    if (send(host::ListEditKind::Remove, at)) {
      --sent_;
    } else {
      restart();
    }
  }
  // `to` is the index that it has afterwards.
  void move(size_t from, size_t to) {
    if (from >= items_.size() || to >= items_.size() || from == to) return;
    const auto at = [&](size_t i) { return items_.begin() + static_cast<ptrdiff_t>(i); };
    if (from < to) {
      std::rotate(at(from), at(from + 1), at(to + 1));
    } else {
      std::rotate(at(to), at(from), at(from + 1));
    }
    if (from >= sent_ && to >= sent_) return;
    const bool inside = from < sent_ && to < sent_;
    if (!inside || !send(host::ListEditKind::Move, from, to)) restart();
  }
  void clear() {
    items_.clear();
    restart();
  }
  void assign(std::vector<T> items) {
    items_ = std::move(items);
    restart();
  }

 private:
  void restart() {
    clear_ = true;
    sent_ = 0;
  }
  bool send(host::ListEditKind kind, size_t at, size_t to = 0) {
    return end_ != nullptr &&
           end_->edit_list(slot_, kind, static_cast<uint32_t>(at), static_cast<uint32_t>(to));
  }
  bool send(host::ListEditKind kind, size_t at, const T& item) {
    return end_ != nullptr && end_->edit_list(slot_, kind, static_cast<uint32_t>(at), item);
  }
  // AppEnd::Source: true while there is more.
  bool fill() {
    if (clear_ && !send(host::ListEditKind::Clear, 0)) return true;
    clear_ = false;
    while (sent_ < items_.size()) {
      if (!send(host::ListEditKind::Insert, sent_, items_[sent_])) return true;
      ++sent_;
    }
    return false;
  }

  std::vector<T> items_;
  host::AppEnd* end_ = nullptr;
  host::SlotRef slot_;
  size_t sent_ = 0;    // items [0, sent_) stand in batches or beyond
  bool clear_ = true;  // a Clear goes first
};

}  // namespace hallows
