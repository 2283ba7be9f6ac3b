#include "renderer/prepare/prepare.h"
#include "rt-kernel/base/text_writer.h"

namespace hallows::prepare {
namespace {

void write(TextWriter& out, RectPx r) {
  out << '(' << r.x0 << ' ' << r.y0 << ' ' << r.width() << 'x' << r.height() << ')';
}

void write_word(TextWriter& out, uint32_t word) {
  const char* digits = "0123456789abcdef";
  out << '#';
  for (int shift = 28; shift >= 0; shift -= 4) out << digits[(word >> shift) & 15];
}

constexpr const char* kKindNames[] = {"solid", "mask", "picture", "gradient", "save", "restore"};

void write_quad(TextWriter& out, const Quad& q) {
  out << "  " << kKindNames[static_cast<int>(q.kind)] << ' ';
  write(out, q.rect());
  if (q.kind == QuadKind::Solid || q.kind == QuadKind::Mask) {
    out << ' ';
    write_word(out, q.color);
  }
  if (q.kind == QuadKind::Gradient) out << " gradient " << q.color;
  if (q.kind == QuadKind::Restore) out << " fade " << q.color;
  if (q.kind == QuadKind::Save || q.kind == QuadKind::Restore) out << " level " << q.alpha;
  if (q.page != kNoPage) out << " page " << q.page << " at " << q.u << ',' << q.v;
  if ((q.flags & kRepeatX) != 0) out << " repeat-x";
  if ((q.flags & kRepeatY) != 0) out << " repeat-y";
  if ((q.flags & kOpaque) != 0) out << " opaque";
  const bool fades = q.kind == QuadKind::Picture || q.kind == QuadKind::Gradient;
  if (fades && q.alpha != 255) out << " alpha " << q.alpha;
  out << '\n';
}

void write_head(TextWriter& out, const DrawPlan& plan) {
  out << "plan window " << plan.window.value << ' ' << plan.target.width << 'x'
      << plan.target.height << " generation " << plan.generation << '\n';
  for (const RectPx d : plan.damage) {
    out << "  damage ";
    write(out, d);
    out << '\n';
  }
  for (const ScrollCopy& copy : plan.copies) {
    out << "  copy ";
    write(out, copy.dst);
    out << " by " << copy.dx << ',' << copy.dy << '\n';
  }
  for (const PageUpload& u : plan.uploads) {
    out << "  upload page " << u.page << " at " << u.u << ',' << u.v << ' ' << u.width << 'x'
        << u.height << '\n';
  }
}

}  // namespace

std::string dump(const DrawPlan& plan) {
  TextWriter out;
  write_head(out, plan);
  for (const Quad& q : plan.quads) write_quad(out, q);
  return out.take();
}

std::string dump_batches(const DrawPlan& plan) {
  TextWriter out;
  write_head(out, plan);
  for (const Batch& batch : plan.batches) {
    out << "batch " << kKindNames[static_cast<int>(batch.kind)] << " of " << batch.count;
    if (batch.page != kNoPage) out << " page " << batch.page;
    out << ((batch.flags & kOpaque) != 0 ? " opaque\n" : "\n");
    for (const Quad& q : plan.quads.subspan(batch.first, batch.count)) write_quad(out, q);
  }
  return out.take();
}

}  // namespace hallows::prepare
