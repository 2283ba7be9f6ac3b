#include "ui-sched/frame_ledger.h"

#include <doctest/doctest.h>

#include <memory>

#include "rt-kernel/base/trace.h"
#include "ui-sched/trace_export.h"

using namespace hallows;
using namespace hallows::sched;

namespace {

FrameRecord record(uint64_t frame, int64_t total_ns) {
  FrameRecord r;
  r.frame = frame;
  r.start = {int64_t(frame) * 16'000'000};
  r.finish = {r.start.ns + total_ns};
  r.deadline = {r.start.ns + 10'000'000};
  r.work.quads = 2;
  r.work.elements_live = static_cast<uint32_t>(frame);
  return r;
}

// Brackets and quotes balance: enough to find a broken comma-less or unquoted export by eye-blink;
// tests of the command line parse the files for real.
bool balanced(const std::string& json) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth < 0) return false;
  }
  return depth == 0 && !quoted;
}

}  // namespace

TEST_CASE("percentiles are by nearest rank over the records of the ring") {
  auto ledger = std::make_unique<FrameLedger>();
  for (uint64_t i = 1; i <= 200; ++i) ledger->add(record(i, int64_t(201 - i) * 1000));
  const LedgerSummary s = ledger->summarize();
  CHECK(s.frames == 200);
  CHECK(s.total.p50.ns == 100'000);
  CHECK(s.total.p95.ns == 190'000);
  CHECK(s.total.p99.ns == 198'000);
  CHECK(s.total.max.ns == 200'000);
  CHECK(s.input_age.max.ns == 0);  // no frame answered input
}

TEST_CASE("misses are counted by cause, work is summed, levels are the last") {
  auto ledger = std::make_unique<FrameLedger>();
  for (uint64_t i = 1; i <= 10; ++i) {
    FrameRecord r = record(i, 1000);
    if (i % 5 == 0) {
      r.verdict = Verdict::Late;
      r.cause = i == 5 ? Cause::Text : Cause::Steal;
    }
    ledger->add(r);
  }
  CHECK(ledger->frames() == 10);
  CHECK(ledger->missed() == 2);
  CHECK(ledger->by_cause(Cause::Text) == 1);
  CHECK(ledger->by_cause(Cause::Steal) == 1);
  CHECK(ledger->by_cause(Cause::App) == 0);
  CHECK(ledger->work().quads == 20);
  CHECK(ledger->work().elements_live == 10);
}

TEST_CASE("the ring keeps the newest records; totals keep everything") {
  auto ledger = std::make_unique<FrameLedger>();
  constexpr uint64_t kFrames = FrameLedger::kCapacity + 100;
  for (uint64_t i = 1; i <= kFrames; ++i) ledger->add(record(i, 1000));
  CHECK(ledger->frames() == kFrames);
  CHECK(ledger->size() == FrameLedger::kCapacity);
  CHECK(ledger->at(0).frame == 101);
  CHECK(ledger->last().frame == kFrames);
  CHECK(ledger->work().quads == 2 * kFrames);
}

TEST_CASE("an empty ledger exports without dividing by anything") {
  auto ledger = std::make_unique<FrameLedger>();
  CHECK(ledger_text(*ledger) == "frames 0, missed 0\n");
  CHECK(balanced(ledger_json(*ledger)));
  CHECK(balanced(trace_json(*ledger)));
}

TEST_CASE("exports name every frame, every miss and every traced scope") {
  trace_register_thread("the \"tested\" thread");
  trace_enable(true);
  {
    TRACE_SCOPE("a scope");
  }
  trace_enable(false);
  auto ledger = std::make_unique<FrameLedger>();
  FrameRecord late = record(41, 12'345'678);
  late.verdict = Verdict::Late;
  late.cause = Cause::Layout;
  late.stage_time[static_cast<size_t>(Stage::Layout)] = {7'000'000};
  ledger->add(record(40, 1'000'000));
  ledger->add(late);

  const std::string trace = trace_json(*ledger);
  CHECK(balanced(trace));
  CHECK(trace.find("\"name\":\"frame 41\"") != std::string::npos);
  CHECK(trace.find("\"dur\":12345.678") != std::string::npos);
  CHECK(trace.find("missed: layout") != std::string::npos);
  CHECK(trace.find("\"name\":\"a scope\"") != std::string::npos);
  CHECK(trace.find("the \\\"tested\\\" thread") != std::string::npos);

  const std::string json = ledger_json(*ledger);
  CHECK(balanced(json));
  CHECK(json.find("\"verdict\":\"late\",\"cause\":\"layout\"") != std::string::npos);
  CHECK(json.find("\"missed_total\":1") != std::string::npos);

  const std::string text = ledger_text(*ledger);
  CHECK(text.find("frames 2, missed 1") != std::string::npos);
  CHECK(text.find("because of layout: 1") != std::string::npos);
  CHECK(text.find("layout           0.000     7.000") != std::string::npos);
}
