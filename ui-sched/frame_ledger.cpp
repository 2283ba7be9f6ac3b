#include "ui-sched/frame_ledger.h"

#include <algorithm>
#include <vector>

namespace hallows::sched {

const std::array<const char*, kCauseCount> kCauseNames = {
    "none",    "app",       "layout",    "text",       "draw",  "driver",
    "present", "late wake", "preempted", "page fault", "steal", "unknown"};

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::OnTime:
      return "on time";
    case Verdict::Late:
      return "late";
    case Verdict::Skipped:
      return "skipped";
  }
  return "";
}

namespace {

void add_work(WorkCounts& sum, const WorkCounts& more) {
  sum.events += more.events;
  sum.bindings += more.bindings;
  sum.elements_created += more.elements_created;
  sum.elements_removed += more.elements_removed;
  sum.elements_live = more.elements_live;  // a level, not a flow
  sum.texts_shaped += more.texts_shaped;
  sum.nodes_laid_out += more.nodes_laid_out;
  sum.measures += more.measures;
  sum.nodes_painted += more.nodes_painted;
  sum.quads += more.quads;
  sum.draws += more.draws;
  sum.damage_rects += more.damage_rects;
  sum.glyph_misses += more.glyph_misses;
  sum.style_misses += more.style_misses;
  sum.allocations += more.allocations;
  sum.damage_px += more.damage_px;
  sum.copied_px += more.copied_px;
  sum.upload_bytes += more.upload_bytes;
}

Spread spread_of(std::vector<int64_t>& values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto rank = [&](uint64_t per_mille) {
    const size_t place = (values.size() * per_mille + 999) / 1000;  // nearest rank, from 1
    return Duration{values[place == 0 ? 0 : place - 1]};
  };
  return {rank(500), rank(950), rank(990), {values.back()}};
}

template <class Fn>
Spread spread_over(const FrameLedger& ledger, std::vector<int64_t>& scratch, Fn&& value_of) {
  scratch.clear();
  for (uint32_t i = 0; i < ledger.size(); ++i) {
    const int64_t value = value_of(ledger.at(i));
    if (value >= 0) scratch.push_back(value);
  }
  return spread_of(scratch);
}

}  // namespace

void FrameLedger::add(const FrameRecord& record) noexcept {
  records_[frames_ % kCapacity] = record;
  ++frames_;
  if (record.verdict != Verdict::OnTime) {
    ++missed_;
    ++causes_[static_cast<uint32_t>(record.cause)];
  }
  add_work(work_, record.work);
}

const FrameRecord& FrameLedger::at(uint32_t i) const {
  ASSERT(i < size());
  return records_[(frames_ - size() + i) % kCapacity];
}

LedgerSummary FrameLedger::summarize() const {
  LedgerSummary out;
  std::vector<int64_t> scratch;
  scratch.reserve(size());
  out.frames = size();
  for (uint32_t i = 0; i < size(); ++i) out.missed += at(i).verdict != Verdict::OnTime ? 1 : 0;
  out.total =
      spread_over(*this, scratch, [](const FrameRecord& r) { return (r.finish - r.start).ns; });
  out.cpu = spread_over(*this, scratch, [](const FrameRecord& r) { return r.cpu.ns; });
  out.input_age = spread_over(*this, scratch, [](const FrameRecord& r) {
    return r.input_time.ns == 0 ? -1 : (r.deadline - r.input_time).ns;
  });
  for (uint32_t s = 0; s < kStageCount; ++s) {
    out.stages[s] =
        spread_over(*this, scratch, [s](const FrameRecord& r) { return r.stage_time[s].ns; });
  }
  return out;
}

}  // namespace hallows::sched
