#pragma once

#include <span>

#include "parseltongue/value/value.h"
#include "widgets/ui.h"

namespace hallows::runtime {

// How the engine speaks with the application: calls of `extern` functions and raised events go out,
// answers and property changes come in. The functions are called on the engine thread and must not
// wait: in-process tests answer from tables, applications over rings.
struct AppLink {
  void* context = nullptr;
  void (*call)(void* context, const widgets::ExternCall& call) = nullptr;
  void (*raised)(void* context, const widgets::RaisedEvent& event) = nullptr;
  // Stage 1: applies what has come from the application. True when something has.
  bool (*take)(void* context, widgets::Ui& ui) = nullptr;
  bool (*waiting)(void* context) = nullptr;
};

}  // namespace hallows::runtime
