#pragma once

#include <string>
#include <vector>

#include "ui-sched/runtime/virtual_drive.h"
#include "widgets/query.h"

namespace hallows::runtime {

// How a script reaches the platform: a port that takes events as if the system had made them.
struct ScriptedInput {
  void* context = nullptr;
  void (*send)(void* context, const InputEvent& event) = nullptr;
  void (*send_text)(void* context, WindowId window, std::string_view text) = nullptr;
  void (*resize)(void* context, WindowId window, SizePx size) = nullptr;
  void (*set_scale)(void* context, WindowId window, float scale) = nullptr;
  // Compares the window's picture with the accepted one of that name; a message where they differ.
  std::string (*screenshot)(void* context, WindowId window, std::string_view name) = nullptr;
};

// What went wrong in one test block.
struct TestFailure {
  format::Place place;
  std::string message;
};

// Runs a `test` block of the language against an engine in virtual time: mounts, finds, acts,
// expects, answers extern calls. Every action is followed by zero-length frames until nothing is
// wanted, so the next line sees its effect. One driver runs one test of a fresh engine.
class TestDriver {
 public:
  TestDriver(Engine& engine, VirtualDrive& drive, const ScriptedInput& input);
  TestDriver(const TestDriver&) = delete;
  TestDriver& operator=(const TestDriver&) = delete;

  // The link that the engine must have been made with for externs to be answered: it forwards to
  // the driver that is `attached`.
  static AppLink link(TestDriver*& attached);

  std::vector<TestFailure> run(const format::TestDecl& test);

 private:
  using Arguments = std::span<const value::Value>;
  struct Call {  // one TestCall as the handlers see it
    std::string_view method;
    format::Place place;
    Arguments arguments;
    value::Value* result = nullptr;
  };
  struct Given {
    uint32_t extern_index = 0;
    bool delayed = false;
    Duration delay;
    format::FunctionId answer;
  };
  struct Answer {
    uint64_t call = 0;
    Instant asked;  // an answer never arrives at the instant of its question
    Instant due;
    value::Value value;
  };
  enum Kind : uint32_t { Mounted = 1, Found = 2 };

  static void on_call(void* self, format::Scope& scope, format::TextId method, format::Place place,
                      Arguments arguments, value::Value& result);
  static void on_mount(void* self, format::Scope& scope, format::NodeId node, value::Value& result);
  static void on_slot(void* self, const value::Value& component, uint32_t slot,
                      value::Value& result);
  static void on_assign(void* self, const value::Value& component, uint32_t slot,
                        const value::Value& value);
  bool test_level(const Call& call);
  bool find(const Call& call);
  bool action(const Call& call, widgets::ElementId element);
  bool question(const Call& call, widgets::ElementId element);
  bool geometry(const Call& call, widgets::ElementId element);
  bool frame_question(const Call& call);
  void fail(const Call& call, std::string message);
  void give(const Call& call);
  void pointer(InputKind kind, WindowId window, Vec2 at);
  void tap(widgets::ElementId element, int times);
  void drag(widgets::ElementId element, Vec2 by);
  void press_keys(std::string_view chord, WindowId window);
  void focus(widgets::ElementId element);
  WindowId window_argument(const value::Value& value) const;
  void extern_called(const widgets::ExternCall& call);
  bool take_answers(widgets::Ui& ui);

  Engine& engine_;
  VirtualDrive& drive_;
  ScriptedInput input_;
  widgets::ScopeId scope_;
  uint8_t windows_ = 0;
  std::array<widgets::ScopeId, kMaxWindows> mounted_;
  std::vector<Given> given_;
  std::vector<Answer> answers_;
  std::vector<TestFailure> failures_;
};

}  // namespace hallows::runtime
