#pragma once

#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "parseltongue/format/program.h"
#include "ui-sched/app/app.h"
#include "ui-sched/host/list.h"

namespace hallows {

// The answer to a call of an `extern fn`, to be given when it is known. App thread; once.
template <class T>
class Reply {
 public:
  Reply(View& view, uint64_t call) : view_(&view), call_(call) {}
  void operator()(const T& answer) const;

 private:
  View* view_;
  uint64_t call_;
};

// The window of a UI as its application sees it: properties go in, events come out. Generated
// classes derive from it and give each property and event a typed function; used directly, it
// speaks by names: `ui.set("label", "Apples")`. A name that the UI lacks is told once, on stderr.
//
// Before App::run() any one thread may use it; then the app thread only (callbacks, App::post).
class View {
 public:
  // `component`: the window or component to show; empty: what the program opens. The program
  // outlives the view.
  View(App& app, const format::Program& program, std::string_view component = {});
  virtual ~View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  // An `in` or `inout` property. What is set before run() is there when the UI is mounted. False:
  // no such property, or a value larger than host::kMaxBatchBytes.
  template <class T>
  bool set(std::string_view property, const T& value) {
    const uint32_t slot = slot_named(property);
    return slot != kNone && set_slot(slot, value);
  }
  // From here on the property shows this list; each change of it travels as one edit. The list
  // outlives run().
  template <class T>
  bool show(std::string_view property, List<T>& list) {
    const uint32_t slot = slot_named(property);
    if (slot != kNone) show_list(slot, list);
    return slot != kNone;
  }
  // Calls `handler` with the values of the event; the latest handler counts.
  template <class F>
  bool on(std::string_view event, F handler) {
    const uint32_t index = event_named(event);
    if (index != kNone) on_event(index, std::function(std::move(handler)));
    return index != kNone;
  }
  // Implements an `extern fn`: what `function` returns is the answer.
  template <class F>
  bool answer(std::string_view name, F function) {
    const uint32_t index = extern_named(name);
    if (index != kNone) answer_call(index, std::function(std::move(function)));
    return index != kNone;
  }
  // The same, answering later: the function takes a Reply<T> before the values.
  template <class F>
  bool answer_later(std::string_view name, F function) {
    const uint32_t index = extern_named(name);
    if (index != kNone) answer_call_later(index, std::function(std::move(function)));
    return index != kNone;
  }

 protected:
  static constexpr uint32_t kNone = UINT32_MAX;

  template <class T>
  bool set_slot(uint32_t slot, const T& value) {
    if (!app_.running()) return set_initial(slot, [&](auto& out) { host::encode_any(out, value); });
    app_.assert_app_thread();
    if (app_.end().set({0, slot}, value)) return true;
    if (app_.make_room() && app_.end().set({0, slot}, value)) return true;
    return refuse_value();
  }
  template <class T>
  void show_list(uint32_t slot, List<T>& list) {
    list.bind(app_.end(), {0, slot});
  }
  template <class... Args>
  void on_event(uint32_t event, std::function<void(Args...)> handler) {
    keep(events_, event) = [handler = std::move(handler)](uint64_t, host::Decoder in, uint32_t n) {
      std::tuple<std::decay_t<Args>...> values;
      if (!decode(in, n, values)) return false;
      std::apply(handler, values);
      return true;
    };
  }
  template <class R, class... Args>
  void answer_call(uint32_t index, std::function<R(Args...)> function) {
    keep(calls_, index) = [this, function = std::move(function)](uint64_t call, host::Decoder in,
                                                                 uint32_t n) {
      std::tuple<std::decay_t<Args>...> values;
      if (!decode(in, n, values)) return false;
      if constexpr (std::is_void_v<R>) {
        std::apply(function, values);
      } else {
        reply(call, std::apply(function, values));
      }
      return true;
    };
  }
  template <class R, class... Args>
  void answer_call_later(uint32_t index, std::function<void(Reply<R>, Args...)> function) {
    keep(calls_, index) = [this, function = std::move(function)](uint64_t call, host::Decoder in,
                                                                 uint32_t n) {
      std::tuple<std::decay_t<Args>...> values;
      if (!decode(in, n, values)) return false;
      std::apply([&](auto&... value) { function(Reply<R>(*this, call), value...); }, values);
      return true;
    };
  }

 private:
  friend class App;
  template <class T>
  friend class Reply;
  using Callback = std::function<bool(uint64_t call, host::Decoder in, uint32_t count)>;
  struct Initial {
    uint32_t slot = 0;
    std::vector<uint8_t> bytes;
  };

  template <class... Args>
  static bool decode(host::Decoder& in, uint32_t count, std::tuple<Args...>& values) {
    if (count != sizeof...(Args)) return false;
    return std::apply([&](auto&... v) { return (host::Codec<Args>::decode(in, v) && ...); },
                      values);
  }
  static Callback& keep(std::vector<Callback>& all, uint32_t index) {
    if (all.size() <= index) all.resize(index + 1);
    return all[index];
  }
  template <class Write>
  bool set_initial(uint32_t slot, Write&& write) {
    std::vector<uint8_t> bytes(host::kMaxBatchBytes);
    host::Encoder out(bytes);
    write(out);
    if (!out.ok()) return refuse_value();
    bytes.resize(out.size());
    keep_initial(slot, std::move(bytes));
    return true;
  }
  template <class T>
  void reply(uint64_t call, const T& value) {
    app_.assert_app_thread();
    if (app_.end().answer(call, value)) return;
    if (!app_.make_room() || !app_.end().answer(call, value)) refuse_value();
  }

  uint32_t slot_named(std::string_view name);
  uint32_t event_named(std::string_view name);
  uint32_t extern_named(std::string_view name);
  void keep_initial(uint32_t slot, std::vector<uint8_t> bytes);
  bool refuse_value();
  // App::run.
  Result<bool> open(Session& session, Size size);
  host::AppSink sink();
  static bool run_handler(const std::vector<Callback>& handlers, uint32_t index, uint64_t call,
                          host::Decoder in, uint32_t count);
  void complain_of_handler(const char* what, std::string_view name);

  App& app_;
  const format::Program& program_;
  format::ScopeDeclId decl_;
  std::vector<Initial> initial_;
  std::vector<Callback> events_;  // by the component's event
  std::vector<Callback> calls_;   // by extern function
};

template <class T>
void Reply<T>::operator()(const T& answer) const {
  view_->reply(call_, answer);
}

}  // namespace hallows
