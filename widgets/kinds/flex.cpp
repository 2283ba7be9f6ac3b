#include "widgets/kinds/kinds.h"
#include "widgets/property.h"

namespace hallows::widgets::kinds {
namespace {

layout::FlexWrap wrap_of(const UiData& ui, uint32_t element, layout::FlexWrap otherwise) {
  switch (keyword_of(ui, element, PropertyId::Wrap, -1)) {
    case 0:
      return layout::FlexWrap::NoWrap;
    case 1:
      return layout::FlexWrap::Wrap;
    case 2:
      return layout::FlexWrap::WrapReverse;
    default:
      return otherwise;
  }
}

// CSS flex-direction.
layout::FlexDirection direction_of(const UiData& ui, uint32_t element,
                                   layout::FlexDirection otherwise) {
  switch (keyword_of(ui, element, PropertyId::FlowAxis, -1)) {
    case 0:
      return layout::FlexDirection::Row;
    case 1:
      return layout::FlexDirection::Column;
    case 5:
      return layout::FlexDirection::RowReverse;
    case 6:
      return layout::FlexDirection::ColumnReverse;
    default:
      return otherwise;  // dense is for grids
  }
}

void row_style(UiData& ui, uint32_t element, layout::LayoutStyle& style) {
  style.display = layout::Display::Flex;
  style.flex_direction = direction_of(ui, element, layout::FlexDirection::Row);
  style.flex_wrap = wrap_of(ui, element, layout::FlexWrap::NoWrap);
}

void column_style(UiData& ui, uint32_t element, layout::LayoutStyle& style) {
  row_style(ui, element, style);
  style.flex_direction = direction_of(ui, element, layout::FlexDirection::Column);
}

void flow_style(UiData& ui, uint32_t element, layout::LayoutStyle& style) {
  row_style(ui, element, style);
  style.flex_wrap = wrap_of(ui, element, layout::FlexWrap::Wrap);
}

void grid_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  style.display = layout::Display::Grid;
}

}  // namespace

const KindOps& row_ops() {
  static constexpr KindOps kOps = {.layout_style = row_style};
  return kOps;
}
const KindOps& column_ops() {
  static constexpr KindOps kOps = {.layout_style = column_style};
  return kOps;
}
const KindOps& flow_ops() {
  static constexpr KindOps kOps = {.layout_style = flow_style};
  return kOps;
}
const KindOps& grid_ops() {
  static constexpr KindOps kOps = {.layout_style = grid_style};
  return kOps;
}

}  // namespace hallows::widgets::kinds
