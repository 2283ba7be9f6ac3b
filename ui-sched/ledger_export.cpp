#include <cstdio>
#include <span>

#include "rt-kernel/base/text_writer.h"
#include "ui-sched/frame_ledger.h"

namespace hallows::sched {
namespace {

struct NamedCount {
  const char* name;
  uint64_t value;
};

// The one list of what a frame's work is called, for both forms.
std::array<NamedCount, 18> named(const WorkCounts& w) {
  return {{{"events", w.events},
           {"bindings", w.bindings},
           {"elements_created", w.elements_created},
           {"elements_removed", w.elements_removed},
           {"elements_live", w.elements_live},
           {"texts_shaped", w.texts_shaped},
           {"nodes_laid_out", w.nodes_laid_out},
           {"measures", w.measures},
           {"nodes_painted", w.nodes_painted},
           {"quads", w.quads},
           {"draws", w.draws},
           {"damage_rects", w.damage_rects},
           {"glyph_misses", w.glyph_misses},
           {"style_misses", w.style_misses},
           {"allocations", w.allocations},
           {"damage_px", w.damage_px},
           {"copied_px", w.copied_px},
           {"upload_bytes", w.upload_bytes}}};
}

std::string in_ms(Duration d) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", d.milliseconds());
  return text;
}

void text_spread(TextWriter& out, const char* name, const Spread& spread) {
  char line[128];
  std::snprintf(line, sizeof line, "  %-12s %9.3f %9.3f %9.3f %9.3f\n", name,
                spread.p50.milliseconds(), spread.p95.milliseconds(), spread.p99.milliseconds(),
                spread.max.milliseconds());
  out << line;
}

void json_spread(TextWriter& out, const char* name, const Spread& spread) {
  out << '"' << name << "\":{\"p50\":" << in_ms(spread.p50) << ",\"p95\":" << in_ms(spread.p95)
      << ",\"p99\":" << in_ms(spread.p99) << ",\"max\":" << in_ms(spread.max) << '}';
}

void json_counts(TextWriter& out, const WorkCounts& work) {
  out << '{';
  const char* comma = "";
  for (const NamedCount& count : named(work)) {
    out << comma << '"' << count.name << "\":" << count.value;
    comma = ",";
  }
  out << '}';
}

void json_frame(TextWriter& out, const FrameRecord& r) {
  out << "{\"frame\":" << r.frame << ",\"window\":" << r.window.value << ",\"verdict\":\""
      << verdict_name(r.verdict) << "\",\"cause\":\"" << kCauseNames[static_cast<size_t>(r.cause)]
      << "\",\"deadline_ns\":" << r.deadline.ns << ",\"start_ns\":" << r.start.ns
      << ",\"finish_ns\":" << r.finish.ns << ",\"input_ns\":" << r.input_time.ns
      << ",\"cpu_ms\":" << in_ms(r.cpu) << ",\"stages_ms\":[";
  for (uint32_t s = 0; s < kStageCount; ++s) out << (s == 0 ? "" : ",") << in_ms(r.stage_time[s]);
  out << "],\"work\":";
  json_counts(out, r.work);
  out << '}';
}

}  // namespace

std::string ledger_text(const FrameLedger& ledger) {
  TextWriter out;
  const LedgerSummary summary = ledger.summarize();
  out << "frames " << ledger.frames() << ", missed " << ledger.missed() << '\n';
  for (uint32_t c = 0; c < kCauseCount; ++c) {
    const uint64_t count = ledger.by_cause(static_cast<Cause>(c));
    if (count != 0) out << "  because of " << kCauseNames[c] << ": " << count << '\n';
  }
  if (ledger.frames() == 0) return out.take();
  out << "ms of the last " << summary.frames << "     p50       p95       p99       max\n";
  text_spread(out, "frame", summary.total);
  text_spread(out, "cpu", summary.cpu);
  text_spread(out, "input age", summary.input_age);
  for (uint32_t s = 0; s < kStageCount; ++s) {
    if (summary.stages[s].max.ns != 0) text_spread(out, kStageNames[s], summary.stages[s]);
  }
  out << "work\n";
  for (const NamedCount& count : named(ledger.work())) {
    out << "  " << count.name << ' ' << count.value << '\n';
  }
  return out.take();
}

std::string ledger_json(const FrameLedger& ledger) {
  TextWriter out;
  const LedgerSummary summary = ledger.summarize();
  out << "{\"frames_total\":" << ledger.frames() << ",\"missed_total\":" << ledger.missed()
      << ",\"missed_by_cause\":{";
  const char* comma = "";
  for (uint32_t c = 1; c < kCauseCount; ++c) {
    out << comma << '"' << kCauseNames[c] << "\":" << ledger.by_cause(static_cast<Cause>(c));
    comma = ",";
  }
  out << "},\"work_total\":";
  json_counts(out, ledger.work());
  out << ",\"summary_ms\":{\"frames\":" << summary.frames << ",\"missed\":" << summary.missed
      << ',';
  json_spread(out, "frame", summary.total);
  out << ',';
  json_spread(out, "cpu", summary.cpu);
  out << ',';
  json_spread(out, "input_age", summary.input_age);
  for (uint32_t s = 0; s < kStageCount; ++s) {
    out << ',';
    json_spread(out, kStageNames[s], summary.stages[s]);
  }
  out << "},\"stage_names\":[";
  for (uint32_t s = 0; s < kStageCount; ++s) {
    out << (s == 0 ? "\"" : ",\"") << kStageNames[s] << '"';
  }
  out << "],\"frames\":[";
  for (uint32_t i = 0; i < ledger.size(); ++i) {
    if (i != 0) out << ",\n";
    json_frame(out, ledger.at(i));
  }
  out << "]}\n";
  return out.take();
}

}  // namespace hallows::sched
