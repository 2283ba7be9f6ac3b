#pragma once

#include <vector>

#include "layout/layout.h"
#include "layout/snap.h"
#include "layout/text/paragraph.h"
#include "parseltongue/value/heap.h"
#include "rt-kernel/base/fixed_vector.h"
#include "rt-kernel/types/stage.h"
#include "widgets/edit_history.h"
#include "widgets/pool.h"
#include "widgets/ui.h"

// The arrays behind a Ui. Only files of widgets and widgets/kinds include this. Indices: 0 is none;
// the comment says which pool an index indexes.
namespace hallows::widgets {

using format::ElementKind;
using format::EventId;
using format::NodeId;
using format::PropertyId;
using value::Value;

constexpr uint32_t kLevels =
    256;  // deeper bindings share the last level and stay right, not minimal
constexpr uint16_t kPropertyCount = static_cast<uint16_t>(PropertyId::Count);

// ---- Scopes ----
struct ScopeRec {
  uint32_t generation = 0;
  uint32_t instance = 0;   // instances: whose end is this scope's end
  uint32_t slot_base = 0;  // slots
  uint8_t window = 0;
  bool alive = false;
};

struct SlotMeta {
  uint32_t first_edge = 0;  // edges: bindings that read it
  uint32_t binding = 0;     // bindings: what computes it, 0: assigned
  uint32_t link = 0;        // links: writes go there too
};

// A two-way link: where an assignment flows.
struct LinkRec {
  format::LvalueId lvalue;
  uint32_t scope = 0;  // scopes: in which the lvalue is meant
};

// ---- Bindings ----
enum class Target : uint8_t {
  None,
  Slot,       // a: slot, b: scope
  Property,   // a: property record, b: element
  Condition,  // a: instance (Choice): structure is dirty when it changes
  ListItems,  // a: instance (Loop)
  StateWhen,  // a: element, b: state index
  Interval,   // a: timer
  Copy,       // a: slot, b: scope; copies the slot that its one edge reads
};
struct BindingRec {
  format::ExprId expr;
  uint32_t scope = 0;     // scopes: whose slots it reads
  uint32_t instance = 0;  // instances: owner
  Target target = Target::None;
  uint8_t ambient = 0;
  bool dirty = false;
  bool once = false;  // a default or initial value: no longer followed after its first evaluation
  uint16_t level = 0;
  uint32_t a = 0, b = 0;
  uint32_t first_edge = 0;
  uint32_t next_owned = 0;  // bindings of the same instance
  uint32_t next_dirty = 0;
  uint32_t next_ambient = 0, previous_ambient = 0;
};
struct EdgeRec {
  uint32_t binding = 0;
  uint32_t slot = 0;
  uint32_t next = 0, previous = 0;  // in the slot's list
  uint32_t next_of_binding = 0;
};

// ---- Instances: template nodes in use ----
enum class InstanceKind : uint8_t { Root, Element, Component, Choice, Loop, Row, Place };
struct Instance {
  NodeId node;
  InstanceKind kind = InstanceKind::Root;
  uint8_t window = 0;
  bool queued = false;        // in its window's structure list
  bool exiting = false;       // the top of a subtree that plays its exit
  bool list_changed = false;  // Loop: items must be compared
  uint32_t scope = 0;         // scopes: the node's own expressions
  uint32_t own_scope = 0;     // scopes: Component, Row, Place (fill) or Choice (arm): made by it
  uint32_t parent = 0, first_child = 0, last_child = 0, next = 0, previous = 0;
  uint32_t element = 0;  // elements: Element
  uint32_t first_binding = 0;
  int32_t arm = -1;            // Choice: index of the arm that stands, -1: none
  uint32_t arm_bindings = 0;   // Choice: slots: first of the arms' condition values
  uint32_t index = 0;          // Row: position in the list
  uint64_t key = 0;            // Row
  uint32_t list_slot = 0;      // Loop: slots: the list as evaluated
  uint32_t scratch_scope = 0;  // Loop: scopes: for keys of items that don't stand
  uint32_t virtual_list = 0;   // Loop: virtual_lists
  uint32_t mark = 0;           // Loop diff: round in which the row was found
};

// ---- Elements ----
enum StateBit : uint16_t {
  StateHovered = 1,
  StatePressed = 2,
  StateFocused = 4,
  StateFocusVisible = 8,
  StatePointerDown = 16,
  StatePointerInside = 32,
  StateDisabled = 64,
  StateExiting = 128,
};

// What descendants inherit, resolved. Written by stage 5, read by 6 and 8.
struct Inherited {
  text::TextStyle text;
  text::TextAlign align = text::TextAlign::Start;
  layout::Direction direction = layout::Direction::Inherit;
  Color color{0x1b, 0x21, 0x30, 255};
  bool enabled = true;
};

struct ElementRec {
  uint32_t generation = 0;
  ElementKind kind = ElementKind::Rect;
  uint8_t window = 0;
  bool alive = false;
  uint32_t instance = 0;  // instances
  uint16_t depth = 0;
  uint16_t state = 0;  // StateBit
  Dirt dirt = Dirt::None;
  bool touched = false;        // stands in its window's touched list
  bool subtree_style = false;  // children inherit anew
  uint32_t parent = 0, first_child = 0, last_child = 0, next = 0, previous = 0;
  uint64_t identity = 0;        // declaration and key path
  uint32_t first_property = 0;  // properties
  uint64_t has[3] = {};         // bit by PropertyId: a record exists
  uint64_t handles = 0;         // bit by EventId: a handler exists
  uint32_t first_mirror = 0;    // mirrors
  // States: index of those that hold, by bit; stage 3.
  uint32_t states = 0;
  uint32_t states_before = 0;
  bool mounted = false;  // first values are in: later changes may animate
  // Stage 6
  layout::NodeId box;
  uint32_t leaf = 0;    // text_leaves
  uint32_t scroll = 0;  // scrolls
  // Stage 8
  RectPx px;  // border box, window space before scrolling and transforms
  scene::NodeHandle node, overlay;
  scene::SpaceHandle space, space_parent;      // what transforms it with all in it
  scene::SpaceHandle content, content_parent;  // what clips and scrolls its children
  float drawn_opacity = 1;                     // as the paint order has it
  bool drawn_visible = true;
  bool drawn_transform = false;
  uint8_t drawn_clips = 0;  // axes, as clip_axes() gave them
  Rect laid;                // border box of the last frame, dp, relative to its parent's
  bool was_laid = false;
  float place_dx = 0, place_dy = 0;  // `animate place`: where it still seems to be, dp
  uint32_t edit = 0;                 // edits: text input
};

struct PropertyRec {
  PropertyId id = PropertyId::Count;
  uint8_t layer = 0;  // higher wins; kLayer*
  bool active = true;
  uint32_t element = 0;
  uint32_t next = 0;
  uint32_t link = 0;  // links
};
constexpr uint8_t kLayerOwn = 0;
constexpr uint8_t kLayerRoot = 1;     // + nesting of components
constexpr uint8_t kLayerUser = 100;   // written by the runtime: typed text, scroll, open
constexpr uint8_t kLayerState = 128;  // + state index, at most 32
constexpr uint8_t kLayerAnimation = 255;

// An element's property that a scope's slot repeats.
struct MirrorRec {
  PropertyId id = PropertyId::Count;
  uint32_t slot = 0;
  uint32_t scope = 0;
  uint32_t next = 0;
};

struct AnimationRec {
  uint32_t element = 0;
  PropertyId id = PropertyId::Count;  // Count: `animate place`
  uint32_t record = 0;                // properties: the animation layer
  Instant start;
  format::Curve curve;
  bool exit = false;
  Vec2 from_place;  // dp
};

struct TimerRec {
  Instant due;           // until it has started: how long after the first frame
  bool started = false;  // a timer of a UI that no frame has seen begins with its first one
  Duration interval;     // 0: once
  uint32_t scope = 0;
  uint32_t scope_generation = 0;
  format::FunctionId body;
  uint32_t locals = 0;  // kept values
  uint32_t local_count = 0;
  bool alive = false;
};

struct PendingCall {
  uint64_t id = 0;
  uint32_t extern_index = 0;
  uint32_t scope = 0;
  uint32_t scope_generation = 0;
  uint32_t arguments = 0;  // kept values
  uint32_t argument_count = 0;
  bool sent = false;
};

struct RaisedRec {
  WindowId window;
  uint32_t event = 0;
  uint32_t arguments = 0;
  uint32_t argument_count = 0;
};

struct ScrollRec {
  uint32_t element = 0;
  Vec2 offset;  // dp
  Size extent;  // dp that can be scrolled away, as committed
  Vec2 first;   // dp, the least offset: below 0 where content overflows towards the left or the top
  Size view;    // dp of the padding box
  bool axis_x = false, axis_y = false;
  bool to_end = false;  // asked for more than there is: the end, wherever this layout finds it
  uint32_t list = 0;    // lists: the virtual one whose rows scroll here
};

// A loop whose rows are made as they come into view.
struct VirtualList {
  uint32_t element = 0;   // the List
  uint32_t instance = 0;  // the Loop
  uint32_t rows = 0;
  uint32_t first = 0, last = 0;  // rows that stand: [first, last)
  uint32_t sums = 0;             // row_sums: Fenwick tree of extents, 1-based
  uint32_t extents = 0;          // row_sums: extents
  uint32_t reserved = 0;
  float estimate = 40;
  bool estimated = false;        // `estimate` is the program's or an average of measured rows
  float gap = 0;                 // dp between rows
  layout::NodeId before, after;  // stand for the rows that don't
  float before_height = -1, after_height = -1;
  float view = -1;  // dp, of the last layout
};

struct TextLeaf {
  text::Paragraph paragraph;
  text::ParagraphStyle style;
  Vec2 origin;      // of the text box in the border box, dp
  float width = 0;  // placed at
  // The longer paragraph that stands in: its class and index in UiData::loans, where this leaf's
  // own one waits.
  uint8_t loan_class = UINT8_MAX;
  uint32_t loan = 0;
};

struct EditRec {
  uint32_t caret = 0, anchor = 0;  // bytes of the content
  text::Affinity affinity = text::Affinity::Downstream;
  float goal_x = 0;
  bool unmoved = false;  // the caret is where the last change left it
  FixedVector<char, 256> preedit;
  uint32_t preedit_caret = 0;
  Instant blink_start;
  bool caret_shown = true;
  bool reveal = false;  // the user moved the caret: it has to show
};

struct Popup {
  uint32_t element = 0;
  float left = 0, top = 0;
};

// ---- Windows ----
struct PointerState {
  Vec2 position;
  bool inside = false;
  bool down = false;
  uint8_t button = 0;
  bool dragging = false;
  bool long_pressed = false;
  Vec2 down_at, last;
  Instant down_time;
  Instant last_tap{INT64_MIN / 2};  // of the tap that a second one may follow
  ElementId last_tapped;
  ElementId hovered, captured;  // innermost
  uint32_t scrollbar = 0;       // element whose thumb is held
  Axis scrollbar_axis = Axis::Y;
};

struct Window {
  bool open = false;
  bool background_set = false;
  SizePx size;
  Scale scale;
  uint32_t instance = 0;  // root instance
  uint32_t scope = 0;     // root component's
  uint32_t element = 0;   // root element
  Dirt dirt = Dirt::None;
  Buffer<uint32_t> touched;    // elements with dirt
  Buffer<uint32_t> structure;  // instances whose children may change
  bool order_dirty = true;
  bool layout_dirty = true;
  bool size_dirty = true;
  bool scrolled = false;  // offsets changed: spaces must be moved
  ElementId focus;
  bool focused = true;  // the window has the keyboard
  PointerState pointer;
  CursorShape cursor = CursorShape::Arrow;
  Rect caret_rect;
  bool caret_moved = false;
  FixedVector<Popup, 32> popups;  // open ones, in order of opening
  uint32_t settled_rounds = 0;
  bool settled_only = false;  // this frame's dirt came from `settled` alone
  Value* title = nullptr;
};

// Of one axis of a grid, as many as the compiler takes in a list; what functions inside make more
// of them is left out, and told.
constexpr size_t kMostTracks = 256;
using TrackList = FixedVector<layout::GridTrack, kMostTracks>;

// An outline that the scene keeps, by a hash of its data or of its icon's name.
struct KnownPath {
  uint64_t hash = 0;
  scene::PathId path;
};

struct KindEntry {
  const KindOps* ops = nullptr;
};

struct UiData {
  explicit UiData(const UiConfig& config);
  ~UiData();

  const format::Program& program;
  const format::Tables& tables;
  value::Heap& heap;
  text::TextContext& text;
  scene::Scene& scene;
  ImageSource images;
  UiLimits limits;
  format::Host host;
  TestHost test_host;

  // Tables of the program turned around, at set-up.
  Buffer<uint32_t> node_mirrors;       // per node: first of mirror_slots, and ...
  Buffer<uint32_t> node_mirror_count;  // ... how many
  Buffer<uint32_t> mirror_slots;       // slot index in its scope's declaration
  value::ValueArray theme_values;      // themes x theme_fields
  uint32_t theme_count = 0;

  // Scopes
  Buffer<format::Scope> scopes;  // by scope index; addresses are stable
  Buffer<ScopeRec> scope_recs;
  Buffer<uint32_t> free_scopes;
  value::ValueArray slots;
  Buffer<SlotMeta> slot_meta;
  RangePool slot_ranges;
  Pool<LinkRec> links;

  // Bindings
  Pool<BindingRec> bindings;
  Pool<EdgeRec> edges;
  uint32_t dirty_heads[kLevels] = {};
  uint32_t dirty_tails[kLevels] = {};
  uint32_t dirty_lowest = kLevels;
  uint32_t dirty_count = 0;
  uint32_t first_ambient = 0;
  uint32_t current_instance = 0;  // of the binding or handler under evaluation
  uint32_t handler_depth = 0;
  Buffer<uint32_t> level_work;

  // Elements
  Pool<Instance> instances;
  Buffer<ElementRec> elements;
  Buffer<Inherited> inherited;  // by element
  Buffer<uint32_t> free_elements;
  uint32_t live_elements = 0;
  Buffer<uint32_t> element_of_box;  // by layout node index
  Pool<PropertyRec> properties;
  value::ValueArray property_values;   // by property record: the given value
  value::ValueArray animation_values;  // by 2 x animation: from, to
  Pool<MirrorRec> mirrors;
  Pool<AnimationRec> animations;
  Buffer<uint32_t> running;     // animations
  Buffer<uint32_t> state_work;  // elements whose states must be looked at
  Pool<TimerRec> timers;
  value::ValueArray kept;  // locals of timers, arguments of calls and events
  RangePool kept_ranges;
  Buffer<PendingCall> calls;
  uint64_t next_call = 1;
  Buffer<RaisedRec> raised;
  Pool<ScrollRec> scrolls;
  Pool<VirtualList> lists;
  Buffer<float> row_sums;
  RangePool row_ranges;
  std::vector<TextLeaf> leaves;        // fixed size: addresses are stable
  Buffer<uint32_t> free_leaves;        // for texts
  Buffer<uint32_t> free_input_leaves;  // the first `limits.inputs` ones, for more text
  std::vector<text::Paragraph> loans[UiLimits::kLoans];  // fixed size
  Buffer<uint32_t> free_loans[UiLimits::kLoans];
  std::vector<EditRec> edits;
  Buffer<uint32_t> free_edits;
  EditHistory edit_history;

  // Stages
  layout::LayoutTree tree;
  TrackList tracks[4];  // of the style being made
  Buffer<layout::NodeId> snapped;
  scene::PrimitiveList primitives;
  Buffer<scene::OrderEntry> order;
  Buffer<scene::GlyphAt> glyphs;
  Buffer<KnownPath> paths;
  scene::PathData outline;      // scratch of the kind Path
  Scale painting_scale;         // of the element being painted
  Buffer<uint32_t> deferred;    // loops whose creations go on in the next frame
  Buffer<uint32_t> mounting;    // elements whose first values are not all in
  Buffer<uint32_t> row_match;   // reconcile: row instance per item
  Buffer<uint64_t> row_keys;    // reconcile: key per item
  Buffer<uint32_t> work;        // element lists of one call
  Buffer<uint32_t> diff_table;  // open addressing: rows by key
  uint32_t diff_round = 0;
  Window windows[kMaxWindows];
  KindEntry kinds[static_cast<size_t>(ElementKind::Count)];

  // This frame
  Instant now, presentation;
  bool framed = false;  // a frame has been: `now` is the time
  WorkCounts* counts = nullptr;
  WorkCounts spare_counts;
  uint32_t created_this_frame = 0;
  bool settled_cut = false;     // `settled` is no longer followed: it would not come to rest
  bool scroll_writing = false;  // scroll properties are being written by the scroll itself

  // Out
  Buffer<WindowRequest> requests;
  Buffer<Problem> problems;
  Buffer<uint64_t> told;  // problems already given
  uint64_t refused = 0;
  Buffer<char> edit_text;    // content with preedit, of the input being measured
  std::string scratch_text;  // queries only
};

inline const format::Node& node_of(const UiData& ui, NodeId id) {
  return ui.tables.nodes[id.value];
}
inline ElementId handle_of(const UiData& ui, uint32_t element) {
  return {element, ui.elements[element].generation};
}
// 0 when it is gone.
inline uint32_t index_of(const UiData& ui, ElementId id) {
  return id && id.index < ui.elements.size() && ui.elements[id.index].alive &&
                 ui.elements[id.index].generation == id.generation
             ? id.index
             : 0;
}
inline uint32_t slot_index(const UiData& ui, const format::Scope& scope, uint32_t slot) {
  return ui.scope_recs[scope.instance].slot_base + slot;
}
inline uint32_t climb(const UiData& ui, uint32_t scope, uint32_t up) {
  const format::Scope* at = &ui.scopes[scope];
  for (uint32_t i = 0; i < up && at->parent != nullptr; ++i) at = at->parent;
  return at->instance;
}

// Queued once per code and place.
void tell(UiData& ui, const char* code, const char* message, format::Place place = {},
          int64_t number = 0);

}  // namespace hallows::widgets
