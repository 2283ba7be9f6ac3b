#include "renderer/prepare/prepare.h"

#include <algorithm>
#include <vector>

#include "renderer/prepare/damage.h"
#include "renderer/prepare/draw_order.h"
#include "renderer/prepare/emitter.h"
#include "renderer/prepare/lower.h"

namespace hallows::prepare {

using scene::OrderKind;
using scene::Scene;

namespace {

struct VisibleNode {
  uint32_t order = 0;
};

constexpr size_t kOpenLayers = 64;
// The last level is left to rounded pictures.
constexpr uint32_t kLayerLevels = kSaveLevels - 1;

struct OpenLayer {
  int32_t index = -1;
  uint32_t depth_before = 0;  // layers around it that put pixels aside
};

// The opaque middle of a rounded box: rows between its corners, full width.
RectPx opaque_body(const scene::RRect& r) {
  const scene::Corners& c = r.radii;
  if (c.none()) return r.rect;
  const auto up = [](float a, float b) { return static_cast<Px>(std::ceil(std::max(a, b))); };
  const scene::Corners fitted = fit_radii(c, {r.rect.width(), r.rect.height()});
  return {r.rect.x0, r.rect.y0 + up(fitted.top_left, fitted.top_right), r.rect.x1,
          r.rect.y1 - up(fitted.bottom_left, fitted.bottom_right)};
}

// The rectangle that a primitive covers with opaque pixels, node space; empty where none.
RectPx opaque_part(const scene::Primitive& p) {
  if (p.kind == scene::PrimitiveKind::FillRect && p.fill.color.a == 255) return p.fill.rect;
  if (p.kind == scene::PrimitiveKind::RRect && p.rrect.fill.a == 255) return opaque_body(p.rrect);
  return {};
}

}  // namespace

struct Preparer::State {
  State(Scene& the_scene, const FontFaceTable& faces, const PrepareLimits& the_limits)
      : scene(the_scene),
        limits(the_limits),
        raster(faces, the_limits.raster_arena, glyph::GlyphRaster::Colour::Here),
        spaces(the_scene),
        tracker(the_scene, spaces),
        lowerer(the_scene, atlas, images, raster, the_limits),
        order(the_limits.quads),
        plans(the_limits.plans) {
    for (PlanStorage& storage : plans) {
      storage.quads.reserve(limits.quads);
      storage.batches.reserve(limits.quads);
      storage.gradients.reserve(limits.gradients);
      storage.uploads.reserve(atlas.limits().entries);
      storage.pages.reserve(1024);
      storage.texels.reserve(limits.texel_bytes);
    }
    visible.reserve(scene.limits().order);
    layer_bounds.reserve(scene.limits().order);
  }

  Scene& scene;
  PrepareLimits limits;
  glyph::GlyphAtlas atlas;
  image::ImageCache images;
  glyph::GlyphRaster raster;
  SpaceResolver spaces;
  DamageTracker tracker;
  Lowerer lowerer;
  DrawOrder order;
  std::vector<PlanStorage> plans;
  uint64_t serial = 0;    // of the last plan
  uint64_t arrivals = 1;  // rises when a glyph or picture comes
  // Scratch of one prepare().
  Buffer<VisibleNode> visible;
  Buffer<RectPx> layer_bounds;  // by layer index: what is visible inside
  Occluders occluders;
  FixedVector<OpenLayer, kOpenLayers> open_layers;
  uint32_t save_depth = 0;

  PlanStorage* free_plan();
  uint64_t retired() const;
  void collect_visible(WindowId window, const DamageRects& damage);
  void collect_occluders(WindowId window, uint32_t order_index, const EntryState& entry);
  void lower_all(WindowId window, PlanStorage& out, const DamageRects& damage);
  void enter_layer(const WindowState& state, int32_t layer);
  void open_layer(const WindowState& state, int32_t layer);
  void close_layer(const WindowState& state);
  bool collapses(const WindowState& state, int32_t layer, WindowId window) const;
  uint8_t fade_of(const WindowState& state, int32_t layer, WindowId window) const;
  void add_uploads(PlanStorage& out);
  static void add_copies(DrawPlan& plan, const Scrolls& scrolls);
  void finish_plan(WindowId window, PlanStorage& out, const DamageRects& damage);
};

PlanStorage* Preparer::State::free_plan() {
  for (PlanStorage& storage : plans) {
    if (!storage.in_use) return &storage;
  }
  return nullptr;
}

// The last serial of which it, and all before it, are released.
uint64_t Preparer::State::retired() const {
  uint64_t oldest = serial + 1;
  for (const PlanStorage& storage : plans) {
    if (storage.in_use) oldest = std::min(oldest, storage.plan.serial);
  }
  return oldest - 1;
}

// Layers whose single node holds a single primitive fade by its colour: no picture to put aside.
bool Preparer::State::collapses(const WindowState& state, int32_t layer, WindowId id) const {
  const LayerState& l = state.layers[static_cast<size_t>(layer)];
  if (l.end != l.begin + 2 || !l.radii.none()) return false;
  const scene::OrderEntry& entry = scene.window(id).order[l.begin + 1];
  if (entry.kind != OrderKind::Node || !scene.alive(entry.node)) return false;
  const auto primitives = scene.primitives(scene.node(entry.node.index));
  if (primitives.size() != 1) return false;
  const scene::Primitive& p = primitives[0];
  return p.kind != scene::PrimitiveKind::RRect || p.rrect.fill.a == 0 ||
         p.rrect.border_color.a == 0 || p.rrect.border == Edges<Px>{};
}

uint8_t Preparer::State::fade_of(const WindowState& state, int32_t layer, WindowId id) const {
  if (layer < 0 || !collapses(state, layer, id)) return 255;
  return state.layers[static_cast<size_t>(layer)].fade;
}

void Preparer::State::collect_occluders(WindowId id, uint32_t order_index,
                                        const EntryState& entry) {
  const WindowState& state = tracker.window(id);
  if (entry.place.transformed) return;
  RectPx limits = entry.place.clip;
  for (int32_t l = entry.layer; l >= 0; l = state.layers[static_cast<size_t>(l)].parent) {
    const LayerState& layer = state.layers[static_cast<size_t>(l)];
    if (layer.fade != 255) return;
    scene::RRect body;
    body.rect = layer.box;
    body.radii = layer.radii;
    if (!layer.radii.none()) limits = intersect(limits, opaque_body(body));
  }
  uint32_t index = 0;
  for (const scene::Primitive& p :
       scene.primitives(scene.node(scene.window(id).order[order_index].node.index))) {
    const DrawPosition position = position_of(order_index, index++);
    const RectPx part = translate(opaque_part(p), entry.place.x, entry.place.y);
    occluders.add(intersect(part, limits), position);
  }
}

// Who meets the damage; what each layer shows of it; what hides what.
void Preparer::State::collect_visible(WindowId id, const DamageRects& damage) {
  const Scene::Window& window = scene.window(id);
  const WindowState& state = tracker.window(id);
  visible.clear();
  occluders.clear();
  layer_bounds.clear();
  layer_bounds.resize(state.layers.size());
  RectPx all;
  for (const RectPx d : damage) all = unite(all, d);
  for (uint32_t i = 0; i < window.order.size(); ++i) {
    const scene::OrderEntry& entry = window.order[i];
    if (entry.kind != OrderKind::Node || !scene.alive(entry.node)) continue;
    const RectPx bounds = intersect(tracker.drawn(entry.node.index).bounds, all);
    if (bounds.empty()) continue;
    bool met = false;
    for (const RectPx d : damage) met = met || overlaps(bounds, d);
    if (!met) continue;
    visible.push({i});
    for (int32_t l = state.entries[i].layer; l >= 0;
         l = state.layers[static_cast<size_t>(l)].parent) {
      RectPx& shown = layer_bounds[static_cast<size_t>(l)];
      shown = unite(shown, bounds);
    }
    collect_occluders(id, i, state.entries[i]);
  }
}

// A layer that neither fades nor rounds only clips: nothing is put aside for it.
static bool needs_save(const LayerState& layer) {
  return layer.fade != 255 || !layer.radii.none();
}

void Preparer::State::open_layer(const WindowState& state, int32_t index) {
  const LayerState& layer = state.layers[static_cast<size_t>(index)];
  Emitter& emitter = lowerer.emitter();
  open_layers.push({index, save_depth});
  if (!needs_save(layer)) return;
  if (save_depth++ >= kLayerLevels) {
    ++emitter.counts().dropped;  // too deep: drawn without fading or rounding
    return;
  }
  const RectPx region = intersect(layer.clip, layer_bounds[static_cast<size_t>(index)]);
  emitter.set_clip(layer.clip);
  if (!region.empty()) lowerer.layer_save(layer, region, static_cast<uint8_t>(save_depth - 1));
}

void Preparer::State::close_layer(const WindowState& state) {
  const OpenLayer open = open_layers.back();
  open_layers.pop();
  save_depth = open.depth_before;
  const LayerState& layer = state.layers[static_cast<size_t>(open.index)];
  if (!needs_save(layer) || open.depth_before >= kLayerLevels) return;
  const RectPx region = intersect(layer.clip, layer_bounds[static_cast<size_t>(open.index)]);
  lowerer.emitter().set_clip(layer.clip);
  if (!region.empty()) {
    lowerer.layer_restore(layer, region, static_cast<uint8_t>(open.depth_before));
  }
}

// Closes and opens layers until `layer` and its parents are the open ones.
void Preparer::State::enter_layer(const WindowState& state, int32_t layer) {
  FixedVector<int32_t, kOpenLayers> wanted;
  for (int32_t l = layer; l >= 0; l = state.layers[static_cast<size_t>(l)].parent) {
    if (!wanted.try_push(l)) break;
  }
  const auto is_wanted = [&](int32_t l) {
    return std::find(wanted.begin(), wanted.end(), l) != wanted.end();
  };
  while (!open_layers.empty() && !is_wanted(open_layers.back().index)) close_layer(state);
  for (size_t i = wanted.size() - open_layers.size(); i-- > 0;) open_layer(state, wanted[i]);
}

void Preparer::State::lower_all(WindowId id, PlanStorage& out, const DamageRects& damage) {
  const Scene::Window& window = scene.window(id);
  WindowState& state = tracker.window(id);
  Emitter& emitter = lowerer.emitter();
  emitter.begin(out, damage, occluders, limits.quads);
  const RectPx whole = {0, 0, window.size.width, window.size.height};
  Color background = window.background;
  background.a = 255;
  emitter.cover(whole, solid_paint(background, 255));
  open_layers.clear();
  save_depth = 0;
  for (const VisibleNode& node : visible) {
    const scene::OrderEntry& entry = window.order[node.order];
    const EntryState& resolved = state.entries[node.order];
    // A layer that collapses into its primitive is never opened: its parent is.
    int32_t layer = resolved.layer;
    const uint8_t fade = fade_of(state, layer, id);
    if (layer >= 0 && collapses(state, layer, id)) {
      layer = state.layers[static_cast<size_t>(layer)].parent;
    }
    emitter.set_position(position_of(node.order, 0));
    enter_layer(state, layer);
    emitter.set_clip(resolved.place.clip);
    const bool complete =
        lowerer.node(scene.node(entry.node.index), resolved.place, node.order, fade);
    if (!complete) state.incomplete.add(tracker.drawn(entry.node.index).bounds);
  }
  emitter.set_position(~DrawPosition{0});
  while (!open_layers.empty()) close_layer(state);
}

void Preparer::State::add_uploads(PlanStorage& out) {
  out.uploads.clear();
  out.texels.clear();
  for (const glyph::Upload& upload : atlas.pending()) {
    const size_t bytes = atlas.bytes_of(upload);
    const auto first = static_cast<uint32_t>(out.texels.size());
    atlas.copy_texels(upload, out.texels.extend(bytes));
    const bool r8 = upload.page < atlas.limits().coverage_pages;
    out.uploads.push({upload.page, r8 ? PageFormat::R8 : PageFormat::Bgra, upload.u, upload.v,
                      upload.width, upload.height, first});
  }
  atlas.clear_pending();
  out.pages.clear();
  for (const image::ImageCache::PageChange& change : images.pending()) {
    const auto page = static_cast<uint16_t>(kFirstImagePage + change.page);
    if (change.created) {
      out.pages.push({PageChange::What::Create, page, change.image.size, change.image.pixels});
    } else {
      out.pages.push({PageChange::What::Destroy, page, {}, nullptr});
    }
  }
  images.clear_pending();
}

void Preparer::State::add_copies(DrawPlan& plan, const Scrolls& scrolls) {
  plan.copies.clear();
  plan.changed = plan.damage;
  if (scrolls.empty()) return;
  DamageSet changed;
  for (const RectPx d : plan.damage) changed.add(d);
  for (const Scroll& scroll : scrolls) {
    plan.copies.push({scroll.filled(), scroll.dx, scroll.dy});
    plan.counts.copied_px += scroll.filled().area();
    changed.add(scroll.view);
  }
  plan.changed = changed.resolve({0, 0, plan.target.width, plan.target.height});
}

void Preparer::State::finish_plan(WindowId id, PlanStorage& out, const DamageRects& damage) {
  const Scene::Window& window = scene.window(id);
  if (limits.draw_order == DrawOrderPolicy::Batched) {
    order.sort(out.quads, window.size, out.batches);
  } else {
    batch_in_order(out.quads, out.batches);
  }
  DrawPlan& plan = out.plan;
  plan.window = id;
  plan.serial = serial;
  plan.target = window.size;
  plan.generation = window.generation;
  plan.damage = damage;
  add_copies(plan, tracker.window(id).scrolls);
  Color background = window.background;
  background.a = 255;
  plan.background = premultiply(background);
  plan.pages = out.pages;
  plan.uploads = out.uploads;
  plan.texels = out.texels;
  plan.gradients = out.gradients;
  plan.quads = out.quads;
  plan.batches = out.batches;
  plan.counts.quads = static_cast<uint32_t>(out.quads.size());
  plan.counts.batches = static_cast<uint32_t>(out.batches.size());
  plan.counts.upload_bytes = static_cast<uint32_t>(out.texels.size());
  plan.counts.damage_px = 0;
  for (const RectPx d : damage) plan.counts.damage_px += d.area();
}

Preparer::Preparer(Scene& scene, const FontFaceTable& faces, const PrepareLimits& limits)
    : state_(std::make_unique<State>(scene, faces, limits)) {}

Preparer::~Preparer() = default;

bool Preparer::wants_frame(WindowId window) const noexcept {
  const State& s = *state_;
  const WindowState& state = s.tracker.window(window);
  if (!s.scene.window(window).open) return false;
  return s.tracker.changed(window) ||
         (!state.incomplete.empty() && state.arrivals_seen != s.arrivals);
}

const DrawPlan* Preparer::prepare(WindowId id, MissPolicy policy) noexcept {
  State& s = *state_;
  s.lowerer.begin_frame(policy);
  if (!wants_frame(id)) return nullptr;
  // 1. A plan to write into; without one the damage stays where it is.
  PlanStorage* out = s.free_plan();
  if (out == nullptr) return nullptr;
  // 2. What changed.
  WindowState& state = s.tracker.window(id);
  s.tracker.update(id);
  s.scene.changes_taken(id);
  for (const Scroll& scroll : state.scrolls) state.incomplete.scroll(scroll);
  if (state.arrivals_seen != s.arrivals) {
    state.pending.merge(state.incomplete);
    state.incomplete.clear();
    state.arrivals_seen = s.arrivals;
  }
  const SizePx size = s.scene.window(id).size;
  const DamageRects damage = state.pending.resolve({0, 0, size.width, size.height});
  state.pending.clear();
  if (damage.empty()) return nullptr;
  // 3. Lower what meets the damage.
  ++s.serial;
  s.atlas.begin_frame(s.serial, s.retired());
  s.images.begin_frame(s.serial, s.retired());
  s.lowerer.outlines().begin_frame(s.serial);
  out->quads.clear();
  out->gradients.clear();
  out->plan.counts = {};
  s.collect_visible(id, damage);
  s.lower_all(id, *out, damage);
  if (s.lowerer.shapes().postponed()) ++s.arrivals;  // the next frame goes on
  // 4. The texels that it needs, then the plan itself.
  s.add_uploads(*out);
  s.finish_plan(id, *out, damage);
  out->in_use = true;
  return &out->plan;
}

void Preparer::release(const DrawPlan* plan) noexcept {
  for (PlanStorage& storage : state_->plans) {
    if (&storage.plan != plan) continue;
    ASSERT(storage.in_use);
    storage.in_use = false;
    return;
  }
  ASSERT(plan == nullptr);
}

const DrawPlan* Preparer::last_plan(WindowId window) const noexcept {
  const DrawPlan* last = nullptr;
  for (const PlanStorage& storage : state_->plans) {
    const DrawPlan& plan = storage.plan;
    if (plan.serial == 0 || plan.window != window) continue;
    if (last == nullptr || plan.serial > last->serial) last = &plan;
  }
  return last;
}

PageSetup Preparer::page_setup() const {
  const glyph::AtlasLimits& limits = state_->atlas.limits();
  return {limits.page_size, limits.coverage_pages, limits.bgra_pages};
}

image::ImageCache& Preparer::images() {
  return state_->images;
}

std::span<const GlyphRequest> Preparer::missing_glyphs() const noexcept {
  return state_->lowerer.misses().glyphs;
}

std::span<const ImageRequest> Preparer::missing_images() const noexcept {
  return state_->lowerer.misses().images;
}

void Preparer::take_glyph(const glyph::GlyphBitmap& bitmap) noexcept {
  const size_t pending = state_->atlas.pending_bytes();
  if (pending > 0 && pending + bitmap.texels.size() > state_->limits.texel_bytes) {
    ++state_->arrivals;  // missed again in the next frame, which uploads what is pending
    return;
  }
  // Where all room is taken by what is shown, it comes when something else makes a frame.
  if (state_->atlas.insert(bitmap) == nullptr) return;
  ++state_->arrivals;
  if (bitmap.width > 0) state_->lowerer.note_color(bitmap.key);
}

void Preparer::take_outline(const glyph::GlyphOutline& outline) noexcept {
  if (state_->lowerer.outlines().insert(outline) != nullptr) ++state_->arrivals;
}

void Preparer::take_image(const ImageRequest& request, std::shared_ptr<const ImageBlob> scaled) {
  if (state_->images.insert(request, std::move(scaled))) ++state_->arrivals;
}

void Preparer::take_failure(const GlyphRequest& request) noexcept {
  state_->lowerer.mark_failed(request.key);
}

std::optional<Diagnostic> Preparer::take_problem() {
  return state_->raster.take_problem();
}

Result<bool> Preparer::open_face(FontFaceId face) {
  return state_->raster.open_face(face);
}

void Preparer::restart_executor() {
  state_->atlas.repeat_uploads();
  state_->images.repeat_pages();
  state_->tracker.forget_all();
}

void Preparer::redraw_all() noexcept {
  state_->tracker.forget_all();
}

glyph::GlyphAtlas::Stats Preparer::atlas_stats() const {
  return state_->atlas.stats();
}

}  // namespace hallows::prepare
