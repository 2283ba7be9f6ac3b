#pragma once

#include <deque>
#include <string>
#include <vector>

#include "parseltongue/format/program.h"

namespace hallows::ptl {

// The arrays behind format::Tables. `tables()` gives spans into them: valid as long as this object
// lives and is not added to.
struct CompiledProgram {
  std::deque<std::string> text_storage;  // texts and files point here
  std::vector<std::string_view> texts;
  std::vector<std::string_view> files;
  std::vector<int64_t> ints;
  std::vector<double> floats;
  std::vector<format::Type> types;
  std::vector<format::TypeId> type_lists;
  std::vector<format::FieldDecl> fields;
  std::vector<format::StructDecl> structs;
  std::vector<format::EnumCase> enum_cases;
  std::vector<format::EnumDecl> enums;
  std::vector<format::ScopeDecl> scopes;
  std::vector<format::SlotDecl> slots;
  std::vector<format::SlotRead> slot_reads;
  std::vector<format::EventDecl> event_decls;
  std::vector<format::Timer> timers;
  std::vector<format::ExternHandler> extern_handlers;
  std::vector<format::Binding> bindings;
  std::vector<format::Lvalue> lvalues;
  std::vector<format::PathStep> path_steps;
  std::vector<format::Node> nodes;
  std::vector<format::PropertyEntry> property_entries;
  std::vector<format::HandlerEntry> handler_entries;
  std::vector<format::AnimateEntry> animate_entries;
  std::vector<format::StateEntry> state_entries;
  std::vector<format::Transition> transitions;
  std::vector<format::Arm> arms;
  std::vector<format::Fill> fills;
  std::vector<format::Expr> exprs;
  std::vector<uint32_t> operands;
  std::vector<format::Function> functions;
  std::vector<format::ExternDecl> externs;
  std::vector<format::TextId> theme_fields;
  std::vector<format::ThemeDecl> themes;
  std::vector<format::TestDecl> tests;
  std::vector<format::PreviewDecl> previews;
  format::ScopeDeclId main;

  format::Tables tables() const;
};

}  // namespace hallows::ptl
