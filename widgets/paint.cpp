#include <algorithm>
#include <cmath>

#include "parseltongue/value/color.h"
#include "widgets/geometry.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/scene_build.h"
#include "widgets/scroll.h"

namespace hallows::widgets {
namespace {

constexpr Color kFocusColor{0x5b, 0x5b, 0xd6, 255};
constexpr Color kThumbColor{0x80, 0x88, 0x99, 0x90};
constexpr double kTurn = 6.283185307179586;

Scale scale_of(const UiData& ui, uint32_t element) {
  return ui.windows[ui.elements[element].window].scale;
}

// A width that shows is at least one device pixel.
Px border_px(float dp, Scale scale) {
  return dp <= 0 ? 0 : std::max<Px>(1, to_px(dp, scale));
}

RectPx rect_px(Rect dp, Scale scale) {
  return {to_px(dp.x, scale), to_px(dp.y, scale), to_px(dp.right(), scale),
          to_px(dp.bottom(), scale)};
}

struct Ring {
  Px gap = 0;  // between the box and the ring
  Px width = 0;
  Color color;
};

// Rounded as the box is, larger by what stands between.
void paint_ring(UiData& ui, uint32_t element, RectPx box, const Ring& look) {
  const Px out = look.gap + look.width;
  const scene::Corners inner = corners_of(ui, element, box);
  const auto grown = [&](float radius) {
    return radius <= 0 && look.gap == 0 ? 0.0f : radius + static_cast<float>(out);
  };
  scene::RRect ring;
  ring.rect = {box.x0 - out, box.y0 - out, box.x1 + out, box.y1 + out};
  ring.radii = {grown(inner.top_left), grown(inner.top_right), grown(inner.bottom_right),
                grown(inner.bottom_left)};
  ring.border = {look.width, look.width, look.width, look.width};
  ring.border_color = look.color;
  ui.primitives.rrect(ring);
}

void paint_shadow(UiData& ui, uint32_t element, RectPx box, const Value& value) {
  const Scale scale = scale_of(ui, element);
  scene::Shadow shadow;
  float lengths[4] = {};
  size_t count = 0;
  for (size_t i = 0; i < value.part_count(); ++i) {
    const Value& part = value.part(i);
    if (part.is(value::ValueKind::Color)) {
      shadow.color = part.as_color();
    } else if (count < 4) {
      lengths[count++] = to_dp(ui, element, part);
    }
  }
  if (shadow.color.a == 0 || count < 2) return;
  // A sharp shadow in its place is a ring around the box, as CSS has it; none without spread.
  const bool ring = lengths[0] == 0 && lengths[1] == 0 && lengths[2] <= 0;
  if (ring) {
    const Px spread = to_px(lengths[3], scale);
    if (spread > 0) paint_ring(ui, element, box, {0, spread, shadow.color});
    return;
  }
  shadow.rect = box;
  shadow.radii = corners_of(ui, element, box);
  shadow.offset_x = to_px(lengths[0], scale);
  shadow.offset_y = to_px(lengths[1], scale);
  shadow.sigma = std::min(64.0f, std::max(0.0f, lengths[2]) * scale.value * 0.5f);
  shadow.spread = to_px(lengths[3], scale);
  ui.primitives.shadow(shadow);
}

void paint_shadows(UiData& ui, uint32_t element, RectPx box) {
  const Value* value = shown(ui, element, PropertyId::Shadow);
  if (value == nullptr || value->is_none()) return;
  const bool several = value->part_count() > 0 && value->part(0).is(value::ValueKind::List);
  if (!several) {
    paint_shadow(ui, element, box, *value);
    return;
  }
  for (size_t i = value->part_count(); i-- > 0;) paint_shadow(ui, element, box, value->part(i));
}

// CSS Images 3, section 3.1.1: the line through the centre whose ends see the corners at 90
// degrees.
void place_line(scene::GradientLine& line, double turns, RectPx box) {
  const float width = static_cast<float>(box.width());
  const float height = static_cast<float>(box.height());
  const float sine = static_cast<float>(std::sin(turns * kTurn));
  const float cosine = static_cast<float>(std::cos(turns * kTurn));
  const float half = 0.5f * (std::fabs(width * sine) + std::fabs(height * cosine));
  const Vec2 centre = {width * 0.5f, height * 0.5f};
  line.from = {centre.x - sine * half, centre.y + cosine * half};
  line.to = {centre.x + sine * half, centre.y - cosine * half};
}

void paint_gradient(UiData& ui, uint32_t element, RectPx box, const Value& value) {
  constexpr size_t kMaxStops = 32;
  scene::GradientStop stops[kMaxStops];
  const size_t count = std::min(value::gradient_stop_count(value), kMaxStops);
  if (count == 0) return;
  for (size_t i = 0; i < count; ++i) {
    const value::GradientStop stop = value::gradient_stop(value, i);
    stops[i] = {stop.place, stop.color};
  }
  scene::Gradient gradient;
  gradient.rect = box;
  gradient.radii = corners_of(ui, element, box);
  const float width = static_cast<float>(box.width());
  const float height = static_cast<float>(box.height());
  switch (value.gradient_shape()) {
    case value::GradientShape::Linear:
      gradient.line.kind = scene::GradientKind::Linear;
      place_line(gradient.line, value::gradient_angle(value), box);
      break;
    case value::GradientShape::Radial:  // farthest corner of an ellipse
      gradient.line.kind = scene::GradientKind::Radial;
      gradient.line.from = {width * 0.5f, height * 0.5f};
      gradient.line.to = {width * 0.70710678f, height * 0.70710678f};
      break;
    case value::GradientShape::Conic:
      gradient.line.kind = scene::GradientKind::Conic;
      gradient.line.from = {width * 0.5f, height * 0.5f};
      gradient.line.angle = static_cast<float>(value::gradient_angle(value) * kTurn);
      break;
  }
  ui.primitives.gradient(gradient, {stops, count});
}

Edges<Px> borders_of(const UiData& ui, uint32_t element) {
  const ElementRec& record = ui.elements[element];
  if (!record.box) return {};
  const Scale scale = scale_of(ui, element);
  const Edges<float> border = ui.tree.border(record.box);
  return {border_px(border.top, scale), border_px(border.right, scale),
          border_px(border.bottom, scale), border_px(border.left, scale)};
}

void paint_box(UiData& ui, uint32_t element, RectPx box) {
  const Value* background = shown(ui, element, PropertyId::Background);
  const bool gradient = background != nullptr && background->is(value::ValueKind::Gradient);
  Color fill = background == nullptr || gradient ? Color{0, 0, 0, 0} : background->as_color();
  // The window's own colour is the scene's background: it is there already.
  const bool root = element == ui.windows[ui.elements[element].window].element;
  if (root && fill.a == 255) fill.a = 0;
  const Edges<Px> border = borders_of(ui, element);
  const bool bordered = border.top + border.right + border.bottom + border.left > 0;
  const Value* border_value = shown(ui, element, PropertyId::BorderColor);
  const Color border_color =
      border_value == nullptr ? ui.inherited[element].color : border_value->as_color();
  const scene::Corners radii = corners_of(ui, element, box);
  if (gradient) paint_gradient(ui, element, box, *background);
  if (fill.a == 0 && (!bordered || border_color.a == 0)) return;
  if (!bordered && radii.none()) {
    ui.primitives.fill({box, fill});
    return;
  }
  scene::RRect rrect;
  rrect.rect = box;
  rrect.radii = radii;
  rrect.fill = fill;
  if (bordered) {
    rrect.border = border;
    rrect.border_color = border_color;
  }
  ui.primitives.rrect(rrect);
}

// The program reads `focused` of the element (or it is a text input with a caret): it has a look of
// its own.
bool shows_focus_itself(const UiData& ui, uint32_t element) {
  if (ui.elements[element].edit != 0) return true;
  for (uint32_t m = ui.elements[element].first_mirror; m != 0; m = ui.mirrors[m].next) {
    if (ui.mirrors[m].id == PropertyId::Focused) return true;
  }
  return false;
}

void paint_bar(UiData& ui, uint32_t element, Axis axis) {
  const Scrollbar bar = scrollbar_of(ui, element, axis);
  if (bar.shows) fill_px(ui, bar.thumb, kThumbColor, 3);
}

}  // namespace

scene::Corners corners_of(const UiData& ui, uint32_t element, RectPx box) noexcept {
  const Value* value = shown(ui, element, PropertyId::Radius);
  if (value == nullptr || value->is_none()) return {};
  const float scale = scale_of(ui, element).value;
  const float base = static_cast<float>(std::min(box.width(), box.height())) / scale;
  float r[4];
  const size_t n = value->part_count();
  for (size_t i = 0; i < 4; ++i) {
    // CSS order: top left, top right, bottom right, bottom left.
    const size_t from = i < n ? i : i == 3 && n > 1 ? 1 : i == 2 ? 0 : 0;
    r[i] = std::max(0.0f, to_dp(ui, element, value->part(from), base) * scale);
  }
  return {r[0], r[1], r[2], r[3]};
}

void fill_px(UiData& ui, Rect dp, Color color, float radius_dp) noexcept {
  const Scale scale = ui.painting_scale;
  const RectPx rect = rect_px(dp, scale);
  if (rect.empty() || color.a == 0) return;
  if (radius_dp <= 0) {
    ui.primitives.fill({rect, color});
    return;
  }
  scene::RRect rrect;
  rrect.rect = rect;
  rrect.radii = scene::all_corners(radius_dp * scale.value);
  rrect.fill = color;
  ui.primitives.rrect(rrect);
}

void paint_text(UiData& ui, const TextPaint& paint, std::span<const Color> colors) noexcept {
  const ElementRec& record = ui.elements[paint.element];
  const text::Paragraph& paragraph = ui.leaves[record.leaf].paragraph;
  const float scale = paint.scale.value;
  const auto color_of = [&](uint32_t span) {
    return span < colors.size() ? colors[span] : ui.inherited[paint.element].color;
  };
  for (const GlyphRun& run : paragraph.runs()) {
    ui.glyphs.clear();
    for (const PlacedGlyph& glyph : run.glyphs) {
      if (ui.glyphs.full()) break;
      ui.glyphs.push({(paint.origin.x + glyph.x) * scale, (paint.origin.y + glyph.y) * scale,
                      glyph.glyph, glyph.flags});
    }
    scene::Text text;
    text.face = run.face;
    text.size = run.size * scale;
    text.color = color_of(run.span);
    ui.primitives.text(text, ui.glyphs);
  }
  for (const TextLine& line : paragraph.decorations()) {
    const Px top = to_px(paint.origin.y + line.y - line.thickness * 0.5f, paint.scale);
    const Px height = std::max<Px>(1, to_px(line.thickness, paint.scale));
    const RectPx rect = {to_px(paint.origin.x + line.x, paint.scale), top,
                         to_px(paint.origin.x + line.x + line.width, paint.scale), top + height};
    if (!rect.empty()) ui.primitives.fill({rect, color_of(line.span)});
  }
}

void paint_element(UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  ui.painting_scale = scale_of(ui, element);
  const RectPx box = {0, 0, record.px.width(), record.px.height()};
  if (box.empty() && record.leaf == 0) return;  // text overflows its box, however narrow
  if (!box.empty()) {
    paint_shadows(ui, element, box);
    paint_box(ui, element, box);
  }
  const KindOps& ops = ops_of(ui, record.kind);
  if (ops.paint != nullptr) ops.paint(ui, {element, box, ui.painting_scale});
}

void paint_overlay(UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  ui.painting_scale = scale_of(ui, element);
  paint_bar(ui, element, Axis::Y);
  paint_bar(ui, element, Axis::X);
  if ((record.state & StateFocusVisible) == 0 || shows_focus_itself(ui, element)) return;
  const RectPx box = {0, 0, record.px.width(), record.px.height()};
  const Px width = std::max<Px>(1, to_px(2, ui.painting_scale));
  paint_ring(ui, element, box, {width, width, kFocusColor});
}

}  // namespace hallows::widgets
