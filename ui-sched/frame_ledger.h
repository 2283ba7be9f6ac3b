#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/types/frame_record.h"

namespace hallows::sched {

constexpr uint32_t kCauseCount = 12;
extern const std::array<const char*, kCauseCount> kCauseNames;
const char* verdict_name(Verdict verdict);

// Percentiles of one duration over the records of a summary (nearest rank).
struct Spread {
  Duration p50, p95, p99, max;
};

// What the records in the ring (all windows) say together.
struct LedgerSummary {
  uint64_t frames = 0;  // in the ring: percentiles are over these
  uint64_t missed = 0;  // of those
  Spread total;         // start to finish
  Spread cpu;           // engine thread
  Spread input_age;     // oldest answered input to deadline, frames that answer input
  std::array<Spread, kStageCount> stages;
};

// Every frame, always on: a ring of the last records and totals since the start. Written by the
// engine thread (no allocation); summaries and exports are for when it rests.
class FrameLedger {
 public:
  static constexpr uint32_t kCapacity = 4096;
  FrameLedger() : records_(kCapacity) { records_.resize(kCapacity); }

  // The oldest record makes room.
  void add(const FrameRecord& record) noexcept;

  uint64_t frames() const { return frames_; }  // since the start
  uint64_t missed() const { return missed_; }
  uint64_t by_cause(Cause cause) const { return causes_[static_cast<uint32_t>(cause)]; }
  // Sums since the start, of every record's work.
  const WorkCounts& work() const { return work_; }
  // Records in the ring, oldest first: 0 <= i < size().
  uint32_t size() const { return frames_ < kCapacity ? static_cast<uint32_t>(frames_) : kCapacity; }
  const FrameRecord& at(uint32_t i) const;
  // The newest; there must be one.
  const FrameRecord& last() const { return at(size() - 1); }

  LedgerSummary summarize() const;

 private:
  Buffer<FrameRecord> records_;
  uint64_t frames_ = 0;
  uint64_t missed_ = 0;
  std::array<uint64_t, kCauseCount> causes_{};  // of missed frames
  WorkCounts work_;
};

// `--stats`: a page of text, or JSON with every record of the ring ("frames") and the summary.
std::string ledger_text(const FrameLedger& ledger);
std::string ledger_json(const FrameLedger& ledger);

}  // namespace hallows::sched
