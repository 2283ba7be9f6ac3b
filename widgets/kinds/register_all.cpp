#include "widgets/kinds/register_all.h"

#include "widgets/kinds/kinds.h"

namespace hallows::widgets::kinds {

void register_all(Ui& ui) {
  register_kind(ui, ElementKind::Rect, cell_ops());
  register_kind(ui, ElementKind::Stack, cell_ops());
  register_kind(ui, ElementKind::Window, window_ops());
  register_kind(ui, ElementKind::Row, row_ops());
  register_kind(ui, ElementKind::Column, column_ops());
  register_kind(ui, ElementKind::Flow, flow_ops());
  register_kind(ui, ElementKind::Grid, grid_ops());
  register_kind(ui, ElementKind::Scroll, scroll_ops());
  register_kind(ui, ElementKind::List, list_ops());
  register_kind(ui, ElementKind::Popup, popup_ops());
  register_kind(ui, ElementKind::Text, text_ops());
  register_kind(ui, ElementKind::RichText, rich_text_ops());
  register_kind(ui, ElementKind::Span, span_ops());
  register_kind(ui, ElementKind::TextInput, text_input_ops());
  register_kind(ui, ElementKind::Image, image_ops());
  register_kind(ui, ElementKind::Icon, icon_ops());
  register_kind(ui, ElementKind::Path, path_ops());
  register_kind(ui, ElementKind::Canvas, canvas_ops());
  add_icons(ui.data());
}

}  // namespace hallows::widgets::kinds
