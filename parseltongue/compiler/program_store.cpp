#include "parseltongue/compiler/program_store.h"

namespace hallows::ptl {

format::Tables CompiledProgram::tables() const {
  format::Tables t;
  t.texts = texts;
  t.files = files;
  t.ints = ints;
  t.floats = floats;
  t.types = types;
  t.type_lists = type_lists;
  t.fields = fields;
  t.structs = structs;
  t.enum_cases = enum_cases;
  t.enums = enums;
  t.scopes = scopes;
  t.slots = slots;
  t.slot_reads = slot_reads;
  t.event_decls = event_decls;
  t.timers = timers;
  t.extern_handlers = extern_handlers;
  t.bindings = bindings;
  t.lvalues = lvalues;
  t.path_steps = path_steps;
  t.nodes = nodes;
  t.property_entries = property_entries;
  t.handler_entries = handler_entries;
  t.animate_entries = animate_entries;
  t.state_entries = state_entries;
  t.transitions = transitions;
  t.arms = arms;
  t.fills = fills;
  t.exprs = exprs;
  t.operands = operands;
  t.functions = functions;
  t.externs = externs;
  t.theme_fields = theme_fields;
  t.themes = themes;
  t.tests = tests;
  t.previews = previews;
  t.main = main;
  return t;
}

}  // namespace hallows::ptl
