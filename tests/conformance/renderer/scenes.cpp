#include "scenes.h"

namespace hallows::conformance {
namespace {

using namespace hallows::scene;

struct Palette {
  Color ground, card, line, text, muted, accent;
};

Palette palette(bool dark) {
  if (dark) {
    return {rgb(0x16181D), rgb(0x22252C), rgb(0x363B45),
            rgb(0xE8EAEE), rgb(0x9AA1AD), rgb(0x6EA8FE)};
  }
  return {rgb(0xF4F5F7), rgb(0xFFFFFF), rgb(0xDDE0E6), rgb(0x1B1E24), rgb(0x667085), rgb(0x2F6FED)};
}

class Builder {
 public:
  Builder(Stage& stage, bool dark) : stage_(stage), colors_(palette(dark)), list_(16, 256, 16) {
    sans_ = stage.face("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    bold_ = stage.face("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf");
  }
  PrimitiveList& list() { return list_; }
  const Palette& colors() const { return colors_; }

  void put(Px x, Px y) {
    const NodeHandle node = stage_.scene().create_node();
    stage_.scene().replace(node, list_);
    list_.clear();
    order_.push_back({OrderKind::Node, node, {}, x, y, 1, {}, {}});
  }
  void push_layer(float opacity, Px x, Px y, RectPx clip, Corners radii) {
    order_.push_back({OrderKind::PushLayer, {}, {}, x, y, opacity, clip, radii});
  }
  void pop_layer() { order_.push_back({OrderKind::PopLayer, {}, {}, 0, 0, 1, {}, {}}); }

  // DejaVu's glyph ids of ASCII are its code points less 29; advances are approximated, since no
  // shaper is at hand here.
  void text(const char* words, Px x, Px y, float size, Color color, bool bold = false) {
    std::vector<GlyphAt> glyphs;
    float pen = 0;
    for (const char* c = words; *c != 0; ++c) {
      if (*c != ' ') glyphs.push_back({pen, 0, {static_cast<uint16_t>(*c - 29)}, 0});
      const bool narrow = *c == 'i' || *c == 'l' || *c == '.' || *c == ' ' || *c == 't';
      pen += size * (narrow ? 0.36f : *c == 'm' || *c == 'w' ? 0.88f : 0.63f);
    }
    const FontFaceId face = bold ? bold_ : sans_;
    if (face) list_.text({face, size, color, 0, 0}, glyphs);
    put(x, y);
  }
  FontFaceId face() const { return sans_; }
  std::vector<OrderEntry>& order() { return order_; }
  void finish() { stage_.scene().set_order(kWindow, order_); }
  Stage& stage() { return stage_; }

 private:
  Stage& stage_;
  Palette colors_;
  PrimitiveList list_;
  std::vector<OrderEntry> order_;
  FontFaceId sans_, bold_;
};

void cards(Builder& b) {
  const float radii[] = {0, 4, 8, 12.5f, 20, 36};
  const float sigmas[] = {1, 2, 4, 8, 12, 20};
  for (int i = 0; i < 6; ++i) {
    const RectPx box = {0, 0, 100, 72};
    b.list().shadow({box, all_corners(radii[i]), sigmas[i], 0, 2 + i, 0, {0, 0, 0, 60}});
    b.list().rrect({box, all_corners(radii[i]), b.colors().card, b.colors().line, {1, 1, 1, 1}});
    b.put(24 + i * 122, 24);
    b.text("Card", 36 + i * 122, 50, 13, b.colors().text, true);
    b.text("radius", 36 + i * 122, 72, 11, b.colors().muted);
  }
}

void buttons(Builder& b) {
  for (int i = 0; i < 6; ++i) {
    const RectPx box = {0, 0, 90 + i, 28 + i};
    const Corners round = all_corners(i < 3 ? 6 : 40);
    Color tint = b.colors().accent;
    tint.a = static_cast<uint8_t>(255 - i * 40);
    switch (i % 3) {
      case 0:
        b.list().rrect({box, round, tint, {0, 0, 0, 0}, {}});
        break;
      case 1:
        b.list().rrect({box, round, {0, 0, 0, 0}, tint, {2, 2, 2, 2}});
        break;
      default:
        b.list().rrect({box, round, tint, {0, 0, 0, 90}, {1, 3, 5, 3}});
    }
    b.put(24 + i * 122, 130);
    b.text("Button", 40 + i * 122, 150, 13, i % 3 == 1 ? b.colors().text : rgb(0xFFFFFF));
  }
  b.list().rrect(
      {{0, 0, 120, 40}, {2, 20, 6, 0}, b.colors().card, b.colors().accent, {1, 2, 4, 8}});
  b.put(24, 180);
  for (int i = 0; i < 8; ++i) {
    const Px d = 3 + i * 4;
    b.list().rrect({{0, 0, d, d}, all_corners(100), b.colors().accent, {0, 0, 0, 0}, {}});
    b.put(170 + i * 34, 184);
  }
}

void gradients(Builder& b) {
  const GradientStop stops[] = {{0, rgb(0xFF6B6B)}, {0.5f, rgb(0xF5B83D)}, {1, rgb(0x4C8DFF)}};
  const GradientStop fading[] = {{0, {47, 111, 237, 255}}, {1, {47, 111, 237, 0}}};
  const RectPx box = {0, 0, 100, 60};
  const GradientLine lines[] = {{GradientKind::Linear, {0, 0}, {0, 60}, 0},
                                {GradientKind::Linear, {0, 0}, {100, 0}, 0},
                                {GradientKind::Linear, {0, 0}, {100, 60}, 0},
                                {GradientKind::Radial, {50, 30}, {50, 30}, 0},
                                {GradientKind::Conic, {50, 30}, {}, 0.5f}};
  for (int i = 0; i < 5; ++i) {
    b.list().gradient({box, all_corners(static_cast<float>(i * 4)), lines[i], 0, 0}, stops);
    b.put(24 + i * 122, 240);
  }
  b.list().gradient({box, all_corners(14), lines[1], 0, 0}, fading);
  b.put(24 + 5 * 122, 240);
}

void icons(Builder& b) {
  const char* paths[] = {
      "M12 2 L15 9 L22 9.5 L16.5 14.5 L18 22 L12 18 L6 22 L7.5 14.5 L2 9.5 L9 9 Z",
      "M12 21C5 15 2 12 2 8a5 5 0 0 1 10-1a5 5 0 0 1 10 1c0 4-3 7-10 13z",
      "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20zM12 7a5 5 0 1 1 0 10a5 5 0 1 1 0-10z",
      "M3 12h18M12 3v18",
      "M4 12l5 5L20 6",
      "M21 12a9 9 0 1 1-6.2-8.6"};
  for (int i = 0; i < 6; ++i) {
    Result<PathData> data = parse_path_data(paths[i]);
    ASSERT(static_cast<bool>(data));
    const PathId id = b.stage().scene().add_path(*data);
    const Rect bounds = b.stage().scene().path_bounds(id);
    Px x = 0;
    for (const float k : {0.67f, 1.0f, 2.0f}) {
      const float stroke = i >= 3 ? 2.0f : 0.0f;
      b.list().path({id,
                     {k, 0, 0, k, static_cast<float>(x), 0},
                     stroke,
                     i == 2 ? FillRule::EvenOdd : FillRule::NonZero,
                     b.colors().text},
                    bounds);
      x += static_cast<Px>(24 * k) + 6;
    }
    b.put(24 + i * 122, 316);
  }
}

void layers(Builder& b) {
  for (int i = 0; i < 3; ++i) {
    b.push_layer(i == 1 ? 0.5f : 1.0f, 24 + i * 122, 380, {0, 0, 100, 70},
                 all_corners(i == 0 ? 0.0f : 18.0f));
    b.list().fill({{-10, -10, 70, 50}, rgb(0x3ECF8E)});
    b.list().fill({{40, 20, 140, 120}, rgb(0xA678F0)});
    b.put(24 + i * 122, 380);
    b.text("Layered", 30 + i * 122, 420, 20, b.colors().text, true);
    b.pop_layer();
  }
  // A picture, rounded and faded.
  auto blob = std::make_shared<ImageBlob>();
  blob->size = {64, 48};
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 64; ++x) {
      const Color c = {static_cast<uint8_t>(x * 4), static_cast<uint8_t>(y * 5),
                       static_cast<uint8_t>((x / 8 + y / 8) % 2 * 120 + 60), 255};
      blob->pixels.push_back(premultiply(c).word);
    }
  }
  blob->opaque = true;
  const ImageId image = b.stage().add_image(blob);
  for (int i = 0; i < 3; ++i) {
    b.list().image({image,
                    {0, 0, 100 - i * 20, 70},
                    {0, 0, 1, 1},
                    all_corners(static_cast<float>(i * 12)),
                    static_cast<uint8_t>(255 - i * 70)});
    b.put(390 + i * 122, 380);
  }
}

}  // namespace

void build_showcase(Stage& stage, bool dark) {
  stage.scene().set_background(kWindow, palette(dark).ground);
  Builder b(stage, dark);
  cards(b);
  buttons(b);
  gradients(b);
  icons(b);
  layers(b);
  for (int i = 0; i < 8; ++i) {
    const float sizes[] = {10, 11, 12, 13, 14, 16, 20, 28};
    Px x = 24;
    for (int k = 0; k < i; ++k) x += static_cast<Px>(sizes[k] * 5.2f);
    b.text("Hamburg", x, 520, sizes[i], i % 2 == 0 ? b.colors().text : b.colors().accent);
  }
  b.finish();
}

namespace {

// One word under a transform.
void turned_word(Builder& b, std::vector<OrderEntry>& order, const Affine& m) {
  const SpaceHandle space = b.stage().scene().create_space();
  Space value;
  value.to_parent = m;
  b.stage().scene().set_space(space, value);
  const NodeHandle node = b.stage().scene().create_node();
  const GlyphAt glyphs[] = {{0, 0, {53}, 0}, {24, 0, {36}, 0}, {46, 0, {80}, 0}};
  b.list().text({b.face(), 32, b.colors().text, 0, 0}, glyphs);
  b.stage().scene().replace(node, b.list());
  b.list().clear();
  order.push_back({OrderKind::Node, node, space, 0, 0, 1, {}, {}});
}

// Painted glyphs, one larger than a tile, with parts in the text's colour.
void color_glyphs(Builder& b) {
  const FontFaceId face =
      b.stage().face(HALLOWS_SOURCE_DIR "/tests/unit/renderer/glyph/data/color_v1.ttf");
  std::vector<GlyphAt> glyphs;
  for (int i = 0; i < 7; ++i) {
    const auto id = static_cast<uint16_t>(7 + i);  // B to H
    glyphs.push_back({static_cast<float>(i) * 40.0f, 0, {id}, 1});
  }
  b.list().text({face, 36, b.colors().text, 0, 0}, glyphs);
  b.put(470, 400);
  const GlyphAt large[] = {{0, 0, {12}, 1}};  // G
  b.list().text({face, 280, {210, 60, 90, 128}, 0, 0}, large);
  b.put(540, 340);
}

}  // namespace

void build_large_text(Stage& stage, bool dark) {
  stage.scene().set_background(kWindow, palette(dark).ground);
  Builder b(stage, dark);
  // On both sides of the size from which glyphs are paths: the weight goes on.
  const float sizes[] = {46, 47.9f, 48, 50};
  for (int i = 0; i < 4; ++i) b.text("Rage", 16 + i * 140, 60, sizes[i], b.colors().text);
  b.text("Sm", 16, 150, 96, b.colors().accent);
  b.text("g@8", 190, 300, 300, b.colors().muted);
  b.text("S", -500, 900, 2000, {47, 111, 237, 90});
  color_glyphs(b);
  turned_word(b, b.order(), {0.94f, 0.34f, -0.34f, 0.94f, 30, 200});
  turned_word(b, b.order(), {1.9f, 0, 0, 0.8f, 30, 330});
  turned_word(b, b.order(), {-1, 0, 0, 1, 160, 380});
  b.finish();
}

}  // namespace hallows::conformance
