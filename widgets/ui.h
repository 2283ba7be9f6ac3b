#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "layout/text/text_context.h"
#include "parseltongue/format/program.h"
#include "renderer/scene/scene.h"
#include "rt-kernel/base/handle.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"
#include "rt-kernel/types/frame_record.h"
#include "rt-kernel/types/input_event.h"
#include "rt-kernel/types/window_request.h"

// The retained UI of one Program: elements, scopes, bindings, and the stages 2 to 8 of a frame as
// plain functions that the runtime calls one by one, in the order in which they stand below. All of
// it belongs to the engine thread. Nothing allocates after warm-up: pools are reserved at creation.
namespace hallows::widgets {

using ElementId = Handle<struct ElementTag>;
// A run-time scope (component, window, item, arm, fill). 0 is never alive.
using ScopeId = Handle<struct ScopeRecordTag>;

// Pool sizes. At a bound the thing that asked stays unmade (an element doesn't appear, a binding
// isn't followed), it is counted in `refusals` and one Problem is queued.
struct UiLimits {
  uint32_t elements = 1u << 14;
  uint32_t scopes = 1u << 14;
  uint32_t slots = 1u << 17;
  uint32_t instances = 1u << 15;  // template nodes in use: elements, components, choices, loops
  uint32_t bindings = 1u << 17;
  uint32_t edges = 1u << 18;       // reads of bindings
  uint32_t properties = 1u << 17;  // values given to elements
  uint32_t animations = 1u << 12;
  uint32_t timers = 1u << 10;
  uint32_t texts = 1u << 12;  // paragraphs, each reserved for `text_bytes`
  uint32_t text_bytes = 128;
  uint32_t inputs = 128;  // text inputs, each reserved for `input_bytes`
  uint32_t input_bytes = 1024;
  // Paragraphs that are lent to texts which outgrow theirs, by size. A text that finds none of its
  // size, or is longer than all of them, allocates before its window's first frame; in a later one
  // its end is left out (counted, with a Problem), and what is typed allocates.
  static constexpr uint32_t kLoans = 3;
  uint32_t loans[kLoans] = {256, 32, 4};
  uint32_t loan_bytes[kLoans] = {1024, 8192, 65536};
  // Of all virtual lists, twice, rounded up to powers of two: one list of 262,143 rows has room.
  uint32_t list_rows = (1u << 20) + 1;
  uint32_t creations_per_frame = 4096;  // N of stage 4; what remains follows in the next frame
  uint32_t chain_rounds = 64;           // rounds of bindings and handlers that one event may cause
};

// What a picture is, as far as it is known: none and no size until it has been decoded.
struct ImageInfo {
  ImageId image;
  Size natural;  // dp at scale 1 (its pixels)
};
// Asked in stages 6 and 8; must not wait. Start loading on the first question and call
// image_arrived() when it is there.
struct ImageSource {
  void* context = nullptr;
  ImageInfo (*find)(void* context, std::string_view path) = nullptr;
};

struct UiConfig {
  const format::Program* program = nullptr;  // outlives the Ui
  value::Heap* heap = nullptr;               // of that program
  text::TextContext* text = nullptr;
  scene::Scene* scene = nullptr;
  ImageSource images;
  UiLimits limits;
};

// What a stage reports: whether it had anything to do.
enum class Ran : uint8_t { No, Yes };

// One frame of one window as the stages see it.
struct UiFrame {
  WindowId window;
  Instant now;           // when input was latched
  Instant presentation;  // when the frame will be seen: animations are evaluated for it
  std::span<const InputEvent> events;  // of this window
  WorkCounts* work = nullptr;          // never null; counts are added
};

// A call of an `extern fn`, to be carried to the application. Valid until clear_outbox().
struct ExternCall {
  uint64_t id = 0;  // hand it back with the answer
  uint32_t extern_index = 0;
  std::span<const value::Value> arguments;
};
// An event of a window's root component, raised to the application. Valid until clear_outbox().
struct RaisedEvent {
  WindowId window;
  uint32_t event = 0;  // index of the component's events
  std::span<const value::Value> arguments;
};
// Something to tell the author of the UI, once per place and code.
struct Problem {
  const char* code = "";     // static, kebab-case
  const char* message = "";  // static
  format::Place place;
  int64_t number = 0;
};

struct UiData;
struct KindOps;

class Ui {
 public:
  explicit Ui(const UiConfig& config);
  ~Ui();
  Ui(const Ui&) = delete;
  Ui& operator=(const Ui&) = delete;
  UiData& data() { return *data_; }
  const UiData& data() const { return *data_; }

 private:
  std::unique_ptr<UiData> data_;
};

// ---- Set-up ----
// Behaviour of a native element kind; `ops` is static. kinds::register_all() does it for all.
void register_kind(Ui& ui, format::ElementKind kind, const KindOps& ops);

// A value that a slot of the mounted component starts with.
struct SlotValue {
  uint32_t slot = 0;
  const value::Value* value = nullptr;
};
struct OpenWindow {
  WindowId window;
  format::ScopeDeclId decl;  // a window, or a component, which then stands in a plain window
  SizePx size;
  Scale scale;
  std::span<const SlotValue> values;
};
// Mounts the root and marks everything dirty; the next frame of the window makes its elements.
ScopeId open_window(Ui& ui, const OpenWindow& open);
// Mounts a node that stands in `scope` (a test's) as the root of a window, with its properties,
// handlers and fills. Gives the scope of the component that it uses, or `scope` for an element.
struct OpenNode {
  WindowId window;
  ScopeId scope;
  format::NodeId node;
  SizePx size;
  Scale scale;
};
ScopeId open_node(Ui& ui, const OpenNode& open);
// Ends all that stands in the window: scopes, timers, animations, scene nodes.
void close_window(Ui& ui, WindowId window);
// The size in dp that the window asks for (its `size`), or 0 x 0. Evaluate before open_window().
Size wanted_window_size(Ui& ui, format::ScopeDeclId decl);
// `title` of the window as it is now.
std::string_view window_title(const Ui& ui, WindowId window);
void resize_window(Ui& ui, WindowId window, SizePx size, Scale scale) noexcept HALLOWS_NONBLOCKING;

// ---- Stage 1: what the application and the workers changed ----
// Assigns a slot from outside (app property, test); dependants follow in stage 3.
void set_slot(Ui& ui, ScopeId scope, uint32_t slot,
              const value::Value& value) noexcept HALLOWS_NONBLOCKING;
const value::Value& get_slot(const Ui& ui, ScopeId scope,
                             uint32_t slot) noexcept HALLOWS_NONBLOCKING;
format::Scope* scope_of(Ui& ui, ScopeId scope) noexcept HALLOWS_NONBLOCKING;
// The answer of an extern call: runs the handlers of the component that called (chain-bounded).
// An unknown or dead id does nothing.
void extern_answer(Ui& ui, uint64_t call_id,
                   const value::Value& answer) noexcept HALLOWS_NONBLOCKING;
void image_arrived(Ui& ui, std::string_view path) noexcept HALLOWS_NONBLOCKING;
// Texts in which another style stood in are set again.
void styles_arrived(Ui& ui) noexcept HALLOWS_NONBLOCKING;

// ---- Stages 2 to 8, in this order, for one window ----
// 2: input to handlers, one by one; the bindings that each dirtied are evaluated before the next.
Ran events(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// 3: timers that are due, states, animations at presentation time, dirty bindings in level order.
Ran bindings(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// 4: elements created, removed, moved; list rows from the last viewport.
Ran structure(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// 5: inherited text properties, em, theme, enabled; layout and text styles of dirty elements.
Ran style(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// 6: layout of dirty boundaries. A list that was mounted, resized or scrolled past its overscan
// repeats structure to layout inside this call, at most four times.
Ran layout(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// 7: device-pixel boxes, the only rounding.
Ran snap(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// 8: primitives of changed elements, paint order, scroll offsets.
Ran scene(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// After stage 8: committed geometry becomes readable (`settled`, hit boxes) for the next frame.
void commit(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;

// Everything above in order, for tests and tools that need no stage of their own.
void run_stages(Ui& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;

// ---- When to run again ----
// True while the window has dirt that a frame would work off, or a running animation.
bool needs_frame(const Ui& ui, WindowId window) noexcept HALLOWS_NONBLOCKING;
// How much stands to be done, as far as it is known before the frame: dirty bindings and elements.
uint32_t queued_work(const Ui& ui, WindowId window) noexcept HALLOWS_NONBLOCKING;
bool animating(const Ui& ui, WindowId window) noexcept HALLOWS_NONBLOCKING;
// The next timer, long press or caret blink; {INT64_MAX} when there is none.
Instant next_wake(const Ui& ui) noexcept HALLOWS_NONBLOCKING;

// ---- Out of the stages ----
// What the port has not taken yet, oldest first; needs_frame() is true while there is some.
std::span<const WindowRequest> window_requests(const Ui& ui) noexcept HALLOWS_NONBLOCKING;
void requests_sent(Ui& ui, size_t count) noexcept HALLOWS_NONBLOCKING;  // the first `count`
size_t extern_call_count(const Ui& ui) noexcept HALLOWS_NONBLOCKING;
ExternCall extern_call(const Ui& ui, size_t i) noexcept HALLOWS_NONBLOCKING;
size_t raised_event_count(const Ui& ui) noexcept HALLOWS_NONBLOCKING;
RaisedEvent raised_event(const Ui& ui, size_t i) noexcept HALLOWS_NONBLOCKING;
// Every problem since the start, oldest first: 64, each place and code once.
std::span<const Problem> problems(const Ui& ui) noexcept HALLOWS_NONBLOCKING;
// After the runtime has taken calls and events.
void clear_outbox(Ui& ui) noexcept HALLOWS_NONBLOCKING;
uint64_t refusals(const Ui& ui) noexcept HALLOWS_NONBLOCKING;

// What test drivers hand to test blocks: called for Host::test_call.
struct TestHost {
  void* context = nullptr;
  void (*call)(void* context, format::Scope& scope, format::TextId method, format::Place place,
               std::span<const value::Value> arguments, value::Value& result) = nullptr;
  // As format::Host::test_mount, test_slot and test_assign.
  void (*mount)(void* context, format::Scope& scope, format::NodeId node,
                value::Value& result) = nullptr;
  void (*slot)(void* context, const value::Value& component, uint32_t slot,
               value::Value& result) = nullptr;
  void (*assign)(void* context, const value::Value& component, uint32_t slot,
                 const value::Value& value) = nullptr;
};
void set_test_host(Ui& ui, const TestHost& host);
// Runs a function of the program in a scope (a test's body, a handler) as one atomic handler.
void run_function(Ui& ui, ScopeId scope, format::FunctionId function,
                  std::span<const value::Value> arguments, value::Value& result);
// Mounts a scope without elements (a test's own vars).
ScopeId mount_scope(Ui& ui, format::ScopeDeclId decl);

// ---- Dumps, one per stage. Tools and tests: they allocate. ----
std::string dump_elements(const Ui& ui, WindowId window);   // tree: kind, id, identity, state
std::string dump_bindings(const Ui& ui);                    // level, reads, place
std::string dump_style(const Ui& ui, WindowId window);      // properties given and inherited text
std::string dump_layout(const Ui& ui, WindowId window);     // boxes in dp and device pixels
std::string dump_semantics(const Ui& ui, WindowId window);  // role, name, value, bounds, actions

}  // namespace hallows::widgets
