#include <doctest/doctest.h>

#include <string>

#include "tests/conformance/runtime/world.h"
#include "widgets/query.h"

using namespace hallows;
using hallows::testing::make_world;

namespace {

// The boxes of all `Rect`s in tree order, "x y width height" from the parent's border box, as the
// dump of stage 6 has them; a window is 200 x 100 dp.
std::string rects_of(const std::string& body) {
  const std::string source =
      "use std { Rect, Row, Column, Flow, Grid, Stack, Scroll }\nwindow W {\nsize: 200dp 100dp\n" +
      body + "\n}\n";
  auto world = make_world({.source = source});
  const std::string dump = widgets::dump_layout(world->ui(), {0});
  std::string out;
  for (size_t at = 0; at < dump.size();) {
    const size_t end = dump.find('\n', at);
    const std::string line = dump.substr(at, end - at);
    at = end + 1;
    const size_t name = line.find("Rect ");
    if (name == std::string::npos) continue;
    if (!out.empty()) out += ", ";
    out += line.substr(name + 5, line.find(" px") - name - 5);
  }
  return out;
}

struct Case {
  const char* field;  // of LayoutStyle
  const char* body;
  const char* rects;
};

// Two boxes of known size, and what a case adds to each.
#define BOX(extra) "Rect { width: 20dp, height: 10dp" extra " }\n"

constexpr Case kSizes[] = {
    {"size, min_size, max_size",
     "Rect { width: 50%, min-width: 120dp, height: 20dp, max-height: 15dp }", "0 0 120 15"},
    {"size of percent and dp", "Rect { width: 50% + 4dp, height: 100% - 40dp }", "0 0 104 60"},
    {"size: min-content", "Column { align: start\nRect { width: min-content\n" BOX() "} }",
     "0 0 20 10, 0 0 20 10"},
    {"size: max-content", "Column { align: start\nRect { width: max-content\n" BOX() "} }",
     "0 0 20 10, 0 0 20 10"},
    {"size: fit-content", "Column { align: start\nRect { width: fit-content\n" BOX() "} }",
     "0 0 20 10, 0 0 20 10"},
    {"size: stretch", "Column { align: start\nRect { width: stretch, height: 5dp } }", "0 0 200 5"},
    {"max_size: none", "Column { Rect { height: 5dp, max-width: none } }", "0 0 200 5"},
    {"aspect_ratio", "Rect { width: 40dp, aspect-ratio: 2, align-self: start }", "0 0 40 20"},
    {"box_sizing, padding, border, margin",
     "Rect { box-sizing: content-box, width: 50dp, height: 20dp, padding: 1dp 2dp 3dp 4dp, border: "
     "1dp, margin: 5dp 0dp 0dp 6dp\nRect {} }",
     "6 5 58 26, 5 2 50 20"},
    {"margin: auto", "Row { Rect { width: 20dp, height: 10dp, margin: 0dp auto } }", "90 0 20 10"},
    {"gap", "Grid { columns: 20dp 20dp, gap: 2dp 3dp, align-content: start\n" BOX() BOX() BOX() "}",
     "0 0 20 10, 23 0 20 10, 0 12 20 10"},
    {"row-gap, column-gap",
     "Grid { columns: 20dp 20dp, gap: 2dp, row-gap: 7dp, column-gap: 5dp, align-content: "
     "start\n" BOX() BOX() BOX() "}",
     "0 0 20 10, 25 0 20 10, 0 17 20 10"},
};

constexpr Case kFlex[] = {
    {"flex_direction: row-reverse", "Row { flow: row-reverse\n" BOX() BOX() "}",
     "180 0 20 10, 160 0 20 10"},
    {"flex_direction: column-reverse", "Column { flow: column-reverse\n" BOX() BOX() "}",
     "0 90 20 10, 0 80 20 10"},
    {"flex_direction of a Row", "Row { flow: column\n" BOX() BOX() "}", "0 0 20 10, 0 10 20 10"},
    {"flex_direction of a Flow",
     "Flow { flow: row-reverse, align-content: start\nRect { width: 150dp, height: 10dp }\n" BOX()
         BOX() BOX() "}",
     "50 0 150 10, 30 0 20 10, 10 0 20 10, 180 10 20 10"},
    {"flow: dense of a Row", "Row { flow: dense\n" BOX() BOX() "}", "0 0 20 10, 20 0 20 10"},
    {"flex_basis, flex_grow",
     "Row { Rect { basis: 50dp, grow: 1 }\nRect { basis: 50dp, grow: 3 } }",
     "0 0 75 100, 75 0 125 100"},
    {"flex_shrink",
     "Row { Rect { width: 200dp, shrink: 0 }\nRect { width: 80dp, shrink: 1, min-width: 0dp } }",
     "0 0 200 100, 200 0 0 100"},
    {"flex_basis: content",
     "Row { Rect { width: 20dp, basis: content, shrink: 0\nRect { width: 60dp, height: 10dp } } }",
     "0 0 60 100, 0 0 60 10"},
    {"flex_basis: auto", "Row { Rect { width: 20dp, basis: auto } }", "0 0 20 100"},
    {"align_items, align_self, justify_content",
     "Row { align: end, justify: center\n" BOX() BOX(", align-self: start") "}",
     "80 90 20 10, 100 0 20 10"},
    {"flex_wrap, align_content",
     "Row { wrap: wrap, align-content: space-between\nRect { width: 150dp, height: 10dp }\nRect { "
     "width: 80dp, height: 10dp } }",
     "0 0 150 10, 0 90 80 10"},
    {"flex_wrap: wrap-reverse",
     "Flow { wrap: wrap-reverse, align-content: flex-start\nRect { width: 150dp, height: 10dp "
     "}\nRect { "
     "width: 80dp, height: 10dp } }",
     "0 90 150 10, 0 80 80 10"},
    {"order", "Row { " BOX(", order: 1") "Rect { width: 30dp, height: 10dp } }",
     "30 0 20 10, 0 0 30 10"},
    {"direction", "Row { direction: rtl\n" BOX() BOX() "}", "180 0 20 10, 160 0 20 10"},
};

constexpr Case kGrid[] = {
    {"grid_template_columns, _rows",
     "Grid { columns: 1fr 3fr, rows: minmax(10dp, 30dp) 20%\nRect {}\nRect {}\nRect {} }",
     "0 0 50 30, 50 0 150 30, 0 30 50 20"},
    {"repeat, fit-content",
     "Grid { columns: repeat(2, 30dp) fit-content(50dp), rows: 10dp, align-content: "
     "start\nRect {}\nRect {}\nRect { Rect { width: 70dp } } }",
     "0 0 30 10, 30 0 30 10, 60 0 70 10, 0 0 70 10"},
    {"repeat(auto-fill)",
     "Grid { columns: repeat(auto-fill, 60dp), rows: 10dp\nRect { column: -2 } }", "120 0 60 10"},
    {"repeat(auto-fit)",
     "Grid { columns: repeat(auto-fit, minmax(60dp, 1fr)), rows: 10dp\nRect {}\nRect {} }",
     "0 0 100 10, 100 0 100 10"},
    {"grid_column, grid_row",
     "Grid { columns: 20dp 30dp 40dp, rows: 10dp 15dp\nRect { column: 2, row: 1 span 2 }\nRect { "
     "column: 1 3, row: 2 } }",
     "20 0 30 25, 0 10 50 15"},
    {"grid_auto_rows", "Grid { auto-rows: 10dp 20dp\nRect {}\nRect {}\nRect {} }",
     "0 0 200 10, 0 10 200 20, 0 30 200 10"},
    {"grid_auto_columns, grid_auto_flow: column",
     "Grid { flow: column, auto-columns: 30dp 40dp\nRect {}\nRect {}\nRect {} }",
     "0 0 30 100, 30 0 40 100, 70 0 30 100"},
    {"grid_auto_rows: minmax, fr", "Grid { auto-rows: minmax(10dp, 1fr)\nRect {}\nRect {} }",
     "0 0 200 50, 0 50 200 50"},
    {"grid_auto_flow: dense",
     "Grid { columns: 50dp 50dp 50dp, auto-rows: 10dp, flow: dense\nRect { column: span 2 "
     "}\nRect { column: span 2 }\nRect {} }",
     "0 0 100 10, 0 10 100 10, 100 0 50 10"},
    {"grid_auto_flow: column-dense",
     "Grid { rows: 50dp 50dp, auto-columns: 10dp, flow: column-dense\nRect { row: 2 }\nRect {} }",
     "0 50 10 50, 0 0 10 50"},
    {"justify_items, justify_self",
     "Grid { columns: 100dp 100dp, justify-items: end\n" BOX() BOX(", justify-self: center") "}",
     "80 0 20 10, 140 0 20 10"},
    {"justify_content, align_content",
     "Grid { columns: 20dp 20dp, rows: 10dp, justify: space-between, align-content: end\n" BOX()
         BOX() "}",
     "0 90 20 10, 180 90 20 10"},
    {"justify of a cell", "Stack { justify: end, align: center\n" BOX() "}", "180 45 20 10"},
};

constexpr Case kPlaces[] = {
    {"position: absolute, inset",
     "Rect { " BOX(", position: absolute, left: 10dp, top: 5dp")
         BOX(", position: absolute, inset: auto 3dp 4dp auto") "}",
     "0 0 200 100, 10 5 20 10, 177 86 20 10"},
    {"position: relative", BOX(", left: 3dp, bottom: 2dp"), "3 -2 20 10"},
    {"position: static", BOX(", position: static, left: 3dp"), "0 0 20 10"},
    {"overflow: visible", "Row { Rect { Rect { width: 300dp } } }", "0 0 300 100, 0 0 300 100"},
    {"overflow: hidden", "Row { Rect { overflow: hidden\nRect { width: 300dp } } }",
     "0 0 200 100, 0 0 300 100"},
    {"overflow: clip", "Row { Rect { overflow: clip\nRect { width: 300dp } } }",
     "0 0 300 100, 0 0 300 100"},
    {"overflow, two values", "Row { Rect { overflow: clip hidden\nRect { width: 300dp } } }",
     "0 0 200 100, 0 0 300 100"},
    {"overflow: scroll, scrollbar_width",
     "Rect { overflow: scroll, scrollbar-width: 15dp\nRect {} }", "0 0 200 100, 0 0 185 85"},
    {"overflow: auto, scrollbar_width",
     "Rect { overflow: auto, scrollbar-width: 15dp\nRect { height: 150dp } }",
     "0 0 200 100, 0 0 185 150"},
    {"display of a Scroll", "Scroll { " BOX(", margin: 4dp 0dp") BOX(", margin: 6dp 0dp") "}",
     "0 4 20 10, 0 20 20 10"},
};
#undef BOX

template <size_t N>
void check(const Case (&cases)[N]) {
  for (const Case& c : cases) {
    INFO(c.field);
    CHECK(rects_of(c.body) == c.rects);
  }
}

}  // namespace

TEST_CASE("every size property of CSS that layout knows can be said in markup") {
  check(kSizes);
}

TEST_CASE("every flex property that layout knows can be said in markup") {
  check(kFlex);
}

TEST_CASE("every grid property that layout knows can be said in markup") {
  check(kGrid);
}

TEST_CASE("positions and overflow can be said in markup, along one axis too") {
  check(kPlaces);
}

TEST_CASE("what overflow cuts off along one axis shows and is hit along the other") {
  auto world = make_world({.source = R"(use std { Rect, Column, Row }
window W {
    size: 200dp 100dp
    var hits = ""
    Column { align: start
        Rect { overflow: clip visible, width: 40dp, height: 10dp
            Column { width: 80dp, height: 30dp, background: #000, access.name: "large", on tap { hits += "x" } }
        }
    }
}
)"});
  const widgets::ElementId large = widgets::find_text(world->ui(), {0}, "large");
  REQUIRE(widgets::exists(world->ui(), large));
  CHECK(widgets::element_at(world->ui(), {0}, {20, 25}) == large);
  CHECK(widgets::element_at(world->ui(), {0}, {60, 5}) != large);
  CHECK(widgets::hit_point(world->ui(), large) == Vec2{20, 15});
}

TEST_CASE("content that overflows towards the top is scrolled to by the wheel") {
  auto world = make_world({.source = R"(use std { Rect, Column }
window W {
    size: 200dp 100dp
    Column { flow: column-reverse, overflow: auto, width: 100dp, height: 50dp, align-self: start, justify-self: start
        Rect { height: 40dp, shrink: 0 }
        Rect { height: 40dp, shrink: 0, access.name: "second", on tap {} }
    }
}
)"});
  const widgets::ElementId second = widgets::find_text(world->ui(), {0}, "second");
  CHECK(widgets::bounds(world->ui(), second) == Rect{0, -30, 100, 40});
  world->wheel({10, 20}, -500);
  CHECK(widgets::bounds(world->ui(), second) == Rect{0, 0, 100, 40});
  world->wheel({10, 20}, 500);
  CHECK(widgets::bounds(world->ui(), second) == Rect{0, -30, 100, 40});
}

TEST_CASE("what a box with `clip` cuts off isn't scrolled to") {
  auto world = make_world({.source = R"(use std { Rect, Column, Scroll }
window W {
    size: 100dp 50dp
    var clipped = true
    Scroll {
        Column { align: start
            Rect { clip: clipped, width: 40dp, height: 10dp, access.name: "box", on tap { clipped = false }
                Rect { width: 20dp, height: 300dp }
            }
        }
    }
}
)"});
  const widgets::ElementId box = widgets::find_text(world->ui(), {0}, "box");
  world->wheel({10, 5}, 500);
  CHECK(widgets::bounds(world->ui(), box) == Rect{0, 0, 40, 10});
  world->tap("box");
  world->wheel({10, 5}, 500);
  CHECK(widgets::bounds(world->ui(), box) == Rect{0, -250, 40, 10});
}

TEST_CASE("a list of grid tracks holds 256 entries, and further ones are told") {
  const auto grid = [](int functions) {
    std::string columns;
    for (int i = 0; i < functions; ++i) columns += " repeat(1, 1dp 1dp)";
    return make_world(
        {.source = "use std { Rect, Grid }\nwindow W {\nsize: 400dp 100dp\nGrid {\n"
                   "columns:" +
                   columns +
                   "\nRect { column: 160, height: 5dp, access.name: \"box\", on tap {} "
                   "}\n}\n}\n"});
  };
  // 3 entries a function.
  auto world = grid(85);
  CHECK(widgets::problems(world->ui()).empty());
  const widgets::ElementId box = widgets::find_text(world->ui(), {0}, "box");
  CHECK(widgets::bounds(world->ui(), box) == Rect{159, 0, 1, 5});
  world = grid(86);
  const auto problems = widgets::problems(world->ui());
  REQUIRE(problems.size() == 1);
  CHECK(std::string(problems[0].code) == "too-many-tracks");
}
