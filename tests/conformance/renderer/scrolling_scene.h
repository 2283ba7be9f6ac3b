#pragma once

#include <vector>

#include "random_primitives.h"

namespace hallows::conformance {

// Random viewports of rows as an application has them: boxes behind them, rounded clips, thumbs and
// cards over them, one viewport within another, some content under a transform. Each step scrolls
// one or several, edits, mounts and reorders, or both at once. The same seed gives the same steps.
class ScrollingScene : private RandomPrimitives {
 public:
  ScrollingScene(Stage& stage, uint32_t seed);
  void step();
  // Only scrolls one of the viewports a little.
  void scroll();

 private:
  struct Row {
    scene::NodeHandle node;
    Px x = 0, y = 0;
    bool turned = false;
  };
  struct View {
    scene::SpaceHandle space;   // of its content
    scene::SpaceHandle turned;  // within it, under a transform
    int inside = -1;            // index of the view around it
    RectPx box;                 // in the coordinates of what is around it
    Px offset_x = 0, offset_y = 0;
    bool layered = false;
    bool back_inside = false;  // the box behind stands in the layer
    float opacity = 1;
    scene::Corners radii;
    scene::NodeHandle back, thumb;
    RectPx thumb_box;
    std::vector<Row> rows;
  };
  void add_view(int inside);
  void add_row(View& view);
  void set_space(const View& view);
  void paint_back(View& view);
  void paint_thumb(View& view);
  void scroll(View& view);
  void shift_rows(View& view);
  void edit();
  void send_order();
  void push_view(std::vector<scene::OrderEntry>& order, size_t index);
  View& any_view() { return views_[static_cast<size_t>(pick(static_cast<int>(views_.size())))]; }

  Stage& stage_;
  std::vector<View> views_;
  std::vector<Row> cards_;  // above and below all views
};

}  // namespace hallows::conformance
