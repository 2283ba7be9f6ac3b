#include "tests/bench/layout/case_format.h"

#include <cmath>
#include <map>
#include <stdexcept>

namespace hallows::layout_cases {

using layout::Align;
using layout::GridTrack;
using layout::LayoutStyle;
using layout::Length;
using layout::TrackBreadth;
using nlohmann::json;

namespace {

// Layout works with one space at a line's end to spare: words that fit exactly must not wrap.
constexpr float kWrapTolerance = 0.01f;

int line_count(const Words& w, float available) {
  int lines = 1;
  float x = 0;
  for (const float width : w.widths) {
    const float add = (x > 0 ? w.space : 0) + width;
    if (x > 0 && x + add > available + kWrapTolerance) {
      ++lines;
      x = width;
    } else {
      x += add;
    }
  }
  return lines;
}

void measure_words(void* context, const layout::LeafQuery& query,
                   layout::LeafAnswer* answer) noexcept {
  const Words& w = *static_cast<const Words*>(context);
  if (query.question == layout::LeafQuestion::Widths) {
    for (const float width : w.widths) {
      answer->min_width = std::max(answer->min_width, width);
      answer->max_width += width;
    }
    answer->max_width += w.space * static_cast<float>(w.widths.size() - 1);
    return;
  }
  const int lines = line_count(w, query.width);
  answer->height = static_cast<float>(lines) * w.height;
  answer->first_baseline = w.baseline;
  answer->last_baseline = static_cast<float>(lines - 1) * w.height + w.baseline;
}

Length length_of(const json& v) {
  if (v.is_number()) return Length::dp(v.get<float>());
  const std::string text = v.get<std::string>();
  static const std::map<std::string, Length> keywords{{"auto", Length::automatic()},
                                                      {"min-content", Length::min_content()},
                                                      {"max-content", Length::max_content()},
                                                      {"fit-content", Length::fit_content()},
                                                      {"stretch", Length::stretch()},
                                                      {"-webkit-fill-available", Length::stretch()},
                                                      {"none", Length::none()},
                                                      {"content", Length::content()}};
  const auto keyword = keywords.find(text);
  if (keyword != keywords.end()) return keyword->second;
  const float number = std::stof(text);
  return text.back() == '%' ? Length::percent(number) : Length::dp(number);
}

// One value or [top, right, bottom, left].
Edges<Length> edges_of(const json& v) {
  if (!v.is_array()) {
    const Length all = length_of(v);
    return {all, all, all, all};
  }
  return {length_of(v[0]), length_of(v[1]), length_of(v[2]), length_of(v[3])};
}

TrackBreadth breadth_of(const json& v) {
  TrackBreadth b;
  if (v.is_string() && v.get<std::string>().size() > 2 && v.get<std::string>().ends_with("fr")) {
    b.kind = TrackBreadth::Kind::Fr;
    b.fr = std::stof(v.get<std::string>());
  } else {
    b.length = length_of(v);
  }
  return b;
}

void add_track(const json& v, std::vector<GridTrack>& out) {
  if (!v.is_object()) {
    const TrackBreadth b = breadth_of(v);
    out.push_back(b.kind == TrackBreadth::Kind::Fr ? GridTrack::flex(b.fr)
                                                   : GridTrack::size(b.length));
  } else if (v.contains("minmax")) {
    out.push_back(GridTrack::minmax(breadth_of(v["minmax"][0]), breadth_of(v["minmax"][1])));
  } else if (v.contains("fit")) {
    out.push_back(GridTrack::fit_content(length_of(v["fit"])));
  } else {
    const json& repeat = v.at("repeat");
    const auto count = static_cast<uint16_t>(repeat[1].size());
    if (repeat[0].is_number()) {
      out.push_back(GridTrack::repeat(repeat[0].get<uint32_t>(), count));
    } else {
      out.push_back(repeat[0] == "auto-fill" ? GridTrack::auto_fill(count)
                                             : GridTrack::auto_fit(count));
    }
    for (const json& track : repeat[1]) add_track(track, out);
  }
}

layout::GridLine line_of(const json& v) {
  layout::GridLine line;
  if (v.is_number()) {
    line.line = v.get<int16_t>();
  } else if (const std::string text = v.get<std::string>(); text.starts_with("span ")) {
    line.span = static_cast<int16_t>(std::stoi(text.substr(5)));
  } else if (text != "auto") {
    line.line = static_cast<int16_t>(std::stoi(text));
  }
  return line;
}

Align align_of(const json& v) {
  static const std::map<std::string, Align> names{{"auto", Align::Auto},
                                                  {"normal", Align::Normal},
                                                  {"stretch", Align::Stretch},
                                                  {"start", Align::Start},
                                                  {"end", Align::End},
                                                  {"self-start", Align::Start},
                                                  {"self-end", Align::End},
                                                  {"left", Align::Start},
                                                  {"flex-start", Align::FlexStart},
                                                  {"flex-end", Align::FlexEnd},
                                                  {"center", Align::Center},
                                                  {"baseline", Align::Baseline},
                                                  {"first baseline", Align::Baseline},
                                                  {"last baseline", Align::LastBaseline},
                                                  {"space-between", Align::SpaceBetween},
                                                  {"space-around", Align::SpaceAround},
                                                  {"space-evenly", Align::SpaceEvenly}};
  return names.at(v.get<std::string>());
}

template <class T>
T one_of(const json& v, const std::map<std::string, T>& names) {
  return names.at(v.get<std::string>());
}

bool set_enum(LayoutStyle& s, const std::string& key, const json& v) {
  using namespace layout;
  static const std::map<std::string, Overflow> overflow_names{{"visible", Overflow::Visible},
                                                              {"hidden", Overflow::Hidden},
                                                              {"clip", Overflow::Clip},
                                                              {"scroll", Overflow::Scroll},
                                                              {"auto", Overflow::Auto}};
  if (key == "display") {
    s.display = one_of<Display>(v, {{"block", Display::Block},
                                    {"flow-root", Display::FlowRoot},
                                    {"flex", Display::Flex},
                                    {"grid", Display::Grid},
                                    {"none", Display::None}});
  } else if (key == "position") {
    s.position = one_of<Position>(v, {{"relative", Position::Relative},
                                      {"static", Position::Static},
                                      {"absolute", Position::Absolute}});
  } else if (key == "direction") {
    s.direction = v == "rtl" ? Direction::Rtl : Direction::Ltr;
  } else if (key == "box-sizing") {
    s.box_sizing = v == "content-box" ? BoxSizing::ContentBox : BoxSizing::BorderBox;
  } else if (key == "overflow") {
    s.overflow = {one_of(v.is_array() ? v[0] : v, overflow_names),
                  one_of(v.is_array() ? v[1] : v, overflow_names)};
  } else if (key == "flex-direction") {
    s.flex_direction = one_of<FlexDirection>(v, {{"row", FlexDirection::Row},
                                                 {"row-reverse", FlexDirection::RowReverse},
                                                 {"column", FlexDirection::Column},
                                                 {"column-reverse", FlexDirection::ColumnReverse}});
  } else if (key == "flex-wrap") {
    s.flex_wrap = one_of<FlexWrap>(v, {{"nowrap", FlexWrap::NoWrap},
                                       {"wrap", FlexWrap::Wrap},
                                       {"wrap-reverse", FlexWrap::WrapReverse}});
  } else if (key == "grid-auto-flow") {
    s.grid_auto_flow = one_of<GridAutoFlow>(v, {{"row", GridAutoFlow::Row},
                                                {"column", GridAutoFlow::Column},
                                                {"dense", GridAutoFlow::RowDense},
                                                {"row dense", GridAutoFlow::RowDense},
                                                {"column dense", GridAutoFlow::ColumnDense}});
  } else {
    return false;
  }
  return true;
}

bool set_align(LayoutStyle& s, const std::string& key, const json& v) {
  const std::map<std::string, Align*> targets{
      {"align-content", &s.align_content}, {"align-items", &s.align_items},
      {"align-self", &s.align_self},       {"justify-content", &s.justify_content},
      {"justify-items", &s.justify_items}, {"justify-self", &s.justify_self}};
  const auto target = targets.find(key);
  if (target == targets.end()) return false;
  *target->second = align_of(v);
  return true;
}

bool set_length(LayoutStyle& s, const std::string& key, const json& v) {
  const std::map<std::string, Length*> targets{
      {"width", &s.size[0]},          {"height", &s.size[1]},        {"min-width", &s.min_size[0]},
      {"min-height", &s.min_size[1]}, {"max-width", &s.max_size[0]}, {"max-height", &s.max_size[1]},
      {"row-gap", &s.gap[1]},         {"column-gap", &s.gap[0]},     {"flex-basis", &s.flex_basis}};
  const auto target = targets.find(key);
  if (target == targets.end()) return false;
  *target->second = length_of(v);
  return true;
}

bool set_number(LayoutStyle& s, const std::string& key, const json& v) {
  const std::map<std::string, float*> targets{{"flex-grow", &s.flex_grow},
                                              {"flex-shrink", &s.flex_shrink},
                                              {"aspect-ratio", &s.aspect_ratio},
                                              {"scrollbar-width", &s.scrollbar_width}};
  const auto target = targets.find(key);
  if (target == targets.end()) return false;
  *target->second = v.get<float>();
  return true;
}

void set_property(LayoutStyle& s, const std::string& key, const json& v,
                  std::vector<GridTrack> (&tracks)[4]) {
  if (set_enum(s, key, v) || set_align(s, key, v) || set_length(s, key, v)) return;
  if (set_number(s, key, v)) return;
  static const std::map<std::string, int> track_lists{{"grid-template-columns", 0},
                                                      {"grid-template-rows", 1},
                                                      {"grid-auto-columns", 2},
                                                      {"grid-auto-rows", 3}};
  if (const auto list = track_lists.find(key); list != track_lists.end()) {
    for (const json& track : v) add_track(track, tracks[list->second]);
  } else if (key == "margin") {
    s.margin = edges_of(v);
  } else if (key == "padding") {
    s.padding = edges_of(v);
  } else if (key == "inset") {
    s.inset = edges_of(v);
  } else if (key == "border") {
    const Edges<Length> e = edges_of(v);
    s.border = {e.top.value(), e.right.value(), e.bottom.value(), e.left.value()};
  } else if (key == "gap") {
    s.gap = {length_of(v.is_array() ? v[1] : v), length_of(v.is_array() ? v[0] : v)};
  } else if (key == "order") {
    s.order = v.get<int32_t>();
  } else if (key == "grid-row") {
    s.grid_row = {line_of(v[0]), line_of(v[1])};
  } else if (key == "grid-column") {
    s.grid_column = {line_of(v[0]), line_of(v[1])};
  } else {
    throw std::runtime_error("unknown style key: " + key);
  }
}

void add_node(CaseTree& out, const json& source, layout::NodeId parent, int depth) {
  const layout::NodeId id = out.tree.create();
  std::vector<GridTrack> tracks[4];
  out.tree.set_style(id, style_of(source.value("style", json::object()), tracks));
  if (parent) out.tree.insert(parent, id);
  out.nodes.push_back({id, &source, depth});
  if (source.contains("replaced")) {
    const json& natural = source["replaced"];
    out.tree.set_leaf(id,
                      layout::Leaf::replaced(natural["w"].get<float>(), natural["h"].get<float>()));
  }
  if (source.contains("words")) {
    const json& w = source["words"];
    auto words = std::make_unique<Words>();
    words->widths = w["w"].get<std::vector<float>>();
    words->height = w["h"].get<float>();
    words->space = w.value("sp", 0.0f);
    words->baseline = w.value("b", words->height);
    out.tree.set_leaf(id, layout::Leaf::custom(measure_words, words.get()));
    out.words.push_back(std::move(words));
  }
  if (!source.contains("children")) return;
  for (const json& child : source["children"]) add_node(out, child, id, depth + 1);
}

std::string box_text(double x, double y, double w, double h) {
  char text[96];
  std::snprintf(text, sizeof text, "%8.2f %8.2f %8.2f %8.2f", x, y, w, h);
  return text;
}

bool node_matches(const CaseTree& tree, const CaseNode& node, double tolerance) {
  if (!node.source->contains("l")) return true;
  const json& l = (*node.source)["l"];
  const Rect box = tree.tree.box(node.id);
  const double got[4] = {box.x, box.y, box.width, box.height};
  for (int i = 0; i < 4; ++i) {
    if (!(std::abs(got[i] - l[i].get<double>()) <= tolerance)) return false;
  }
  return true;
}

bool scroll_matches(const CaseTree& tree, const CaseNode& node) {
  if (!node.source->contains("s")) return true;
  const json& s = (*node.source)["s"];
  const Size got = tree.tree.scroll_size(node.id);
  return std::abs(got.width - s[0].get<double>()) <= 0.125 &&
         std::abs(got.height - s[1].get<double>()) <= 0.125;
}

}  // namespace

LayoutStyle style_of(const json& style, std::vector<GridTrack> (&tracks)[4]) {
  LayoutStyle s;
  for (const auto& [key, value] : style.items()) set_property(s, key, value, tracks);
  s.grid_template_columns = tracks[0];
  s.grid_template_rows = tracks[1];
  s.grid_auto_columns = tracks[2];
  s.grid_auto_rows = tracks[3];
  return s;
}

std::unique_ptr<CaseTree> build_case(const json& test) {
  using Extent = layout::LayoutInput::Extent;
  auto out = std::make_unique<CaseTree>();
  add_node(*out, test["root"], {}, 0);
  out->input.root = out->nodes[0].id;
  const std::string fit = test.value("fit", "");
  if (fit == "abs") out->input.fit = layout::LayoutInput::Fit::Absolute;
  if (fit == "flex") out->input.fit = layout::LayoutInput::Fit::Flex;
  const auto extent = [](const json& v) {
    if (v.is_number()) return Extent::Definite;
    return v == "min-content" ? Extent::MinContent : Extent::MaxContent;
  };
  const json& avail = test["avail"];
  out->input.width = extent(avail[0]);
  out->input.height = extent(avail[1]);
  if (avail[0].is_number()) out->input.available.width = avail[0].get<float>();
  if (avail[1].is_number()) out->input.available.height = avail[1].get<float>();
  return out;
}

Verdict compare(const CaseTree& tree, double tolerance) {
  Verdict out;
  for (const CaseNode& node : tree.nodes) {
    if (!node_matches(tree, node, tolerance)) {
      out.boxes = false;
      ++out.wrong_nodes;
    }
    if (!scroll_matches(tree, node)) out.scrolls = false;
  }
  return out;
}

std::string side_by_side(const CaseTree& tree, double tolerance) {
  std::string out;
  for (const CaseNode& node : tree.nodes) {
    const Rect box = tree.tree.box(node.id);
    std::string line(static_cast<size_t>(node.depth) * 2, ' ');
    if (node.source->contains("l")) {
      const json& l = (*node.source)["l"];
      line += box_text(l[0], l[1], l[2], l[3]);
    } else {
      line += "(not rendered)";
    }
    line += "  |" + box_text(box.x, box.y, box.width, box.height);
    if (!node_matches(tree, node, tolerance)) line += "  <-- differs";
    if (node.source->contains("s")) {
      const Size s = tree.tree.scroll_size(node.id);
      line += "  s " + (*node.source)["s"].dump() + " got " + std::to_string(s.width) + " " +
              std::to_string(s.height);
      if (!scroll_matches(tree, node)) line += " <-- scroll differs";
    }
    out += line + "   " + node.source->value("style", json::object()).dump();
    if (node.source->contains("replaced")) out += " replaced " + (*node.source)["replaced"].dump();
    if (node.source->contains("words")) out += " words " + (*node.source)["words"].dump();
    out += "\n";
  }
  return out;
}

}  // namespace hallows::layout_cases
