#include "ui-sched/trace_export.h"

#include <cstdio>

#include "rt-kernel/base/text_writer.h"
#include "rt-kernel/base/trace.h"

// The trace-event format: "Trace Event Format", the Chromium project; ui.perfetto.dev imports it.
namespace hallows::sched {
namespace {

constexpr uint32_t kPid = 1;
constexpr uint32_t kFrameTrack = 1000;  // beside the threads' 0 .. 15

// Names are static strings of the engine or of embedders; only these could break the JSON.
std::string escaped(const char* text) {
  std::string out;
  for (const char* c = text; *c != 0; ++c) {
    const auto byte = static_cast<unsigned char>(*c);
    if (*c == '"' || *c == '\\') {
      out += '\\';
      out += *c;
    } else if (byte < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", byte);
      out += code;
    } else {
      out += *c;
    }
  }
  return out;
}

// Microseconds with three decimals: what the format wants, without losing nanoseconds.
std::string in_us(int64_t ns) {
  char text[40];
  std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(ns / 1000),
                static_cast<long long>(ns % 1000));
  return text;
}

class TraceWriter {
 public:
  void track_name(uint32_t track, const char* name) {
    open("M", track);
    out_ << ",\"name\":\"thread_name\",\"args\":{\"name\":\"" << escaped(name) << "\"}}";
  }
  void span(uint32_t track, const char* name, int64_t start_ns, int64_t end_ns) {
    open(end_ns > start_ns ? "X" : "i", track);
    out_ << ",\"name\":\"" << escaped(name) << "\",\"ts\":" << in_us(start_ns);
    if (end_ns > start_ns) {
      out_ << ",\"dur\":" << in_us(end_ns - start_ns) << '}';
    } else {
      out_ << ",\"s\":\"t\"}";
    }
  }
  void frame(const FrameRecord& r) {
    const bool fine = r.verdict == Verdict::OnTime;
    open("X", kFrameTrack);
    out_ << ",\"name\":\"frame " << r.frame << "\",\"cname\":\"" << (fine ? "good" : "terrible")
         << "\",\"ts\":" << in_us(r.start.ns) << ",\"dur\":" << in_us((r.finish - r.start).ns)
         << ",\"args\":{\"window\":" << r.window.value << ",\"verdict\":\""
         << verdict_name(r.verdict) << "\",\"deadline_us\":" << in_us(r.deadline.ns)
         << ",\"quads\":" << r.work.quads << ",\"texts_shaped\":" << r.work.texts_shaped
         << ",\"nodes_laid_out\":" << r.work.nodes_laid_out << "}}";
    if (!fine) {
      open("i", kFrameTrack);
      out_ << ",\"name\":\"missed: " << kCauseNames[static_cast<size_t>(r.cause)]
           << "\",\"s\":\"t\",\"ts\":" << in_us(r.deadline.ns) << '}';
    }
  }
  std::string finish() {
    out_ << "],\"displayTimeUnit\":\"ms\"}\n";
    return out_.take();
  }

 private:
  void open(const char* phase, uint32_t track) {
    out_ << (first_ ? "{\"traceEvents\":[\n" : ",\n") << "{\"ph\":\"" << phase
         << "\",\"pid\":" << kPid << ",\"tid\":" << track;
    first_ = false;
  }
  TextWriter out_;
  bool first_ = true;
};

}  // namespace

std::string trace_json(const FrameLedger& ledger) {
  TraceWriter writer;
  writer.track_name(kFrameTrack, "frames");
  for (uint32_t t = 0; t < trace_ring_count(); ++t) {
    const TraceRing& ring = trace_ring(t);
    writer.track_name(t, ring.thread_name);
    const uint64_t written = ring.written();
    const uint64_t first = written > TraceRing::kCapacity ? written - TraceRing::kCapacity : 0;
    for (uint64_t i = first; i < written; ++i) {
      const TraceEvent& event = ring.at(i);
      writer.span(t, event.name, event.start_ns, event.end_ns);
    }
  }
  for (uint32_t i = 0; i < ledger.size(); ++i) writer.frame(ledger.at(i));
  return writer.finish();
}

}  // namespace hallows::sched
