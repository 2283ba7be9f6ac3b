#pragma once

#include <memory>
#include <string>

#include "parseltongue/compiler/compile.h"
#include "rt-kernel/base/result.h"
#include "ui-sched/app/session.h"

namespace hallows::bench {

enum class Scene : uint8_t { S2, S3, S5 };
constexpr const char* kSceneNames[] = {"S2", "S3", "S5"};

struct PlaySpec {
  Scene scene = Scene::S2;
  SizePx size{1280, 720};
  BackendChoice backend = BackendChoice::Cpu;  // not Auto
};

// One scene in a headless window on the virtual clock, all on the calling thread ("sync": the next
// frame starts when the last is drawn).
class Player {
 public:
  // Mounts the scene and draws it until nothing is wanted. Fails with what the machine lacks, with
  // the first error of the scene's source, or where the UI's limits refuse a part of the scene.
  static Result<std::unique_ptr<Player>> create(const PlaySpec& spec);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  // What the application does in frame `f`: a text, an offset or a width is assigned.
  void change(uint64_t f);
  // One refresh: 1, or 0 where nothing was to be drawn.
  uint32_t draw();

  Session& session() { return *session_; }
  const FrameRecord& last() { return session_->engine().ledger.last(); }

 private:
  explicit Player(const PlaySpec& spec) : spec_(spec) {}
  std::optional<Diagnostic> load();
  std::optional<Diagnostic> open();
  uint32_t slot(std::string_view name) const;
  value::Value rows() const;
  value::Value bands() const;

  PlaySpec spec_;
  ptl::CompileResult compiled_;
  format::Program program_;
  std::unique_ptr<Session> session_;
  uint32_t changing_slot_ = 0;
};

}  // namespace hallows::bench
