// What drawing costs, as ratios to memset of the whole picture in the same process: absolute times
// of a shared machine say little. Usage: render_bench [ROUNDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "renderer/cpu/cpu_backend.h"
#include "renderer/prepare/prepare.h"

namespace {

using namespace hallows;
using namespace hallows::scene;

constexpr WindowId kWindow{0};
constexpr SizePx kSize = {1920, 1080};

double now_us() {
  const auto t = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(t).count();
}

struct Times {
  double scene = 1e9, prepare = 1e9, execute = 1e9;
  prepare::PlanCounts counts;
};

class Bench {
 public:
  Bench() : list_(64, 8192, 8) {
    scene_.open_window(kWindow, kSize, rgb(0x1E2128));
    preparer_ = std::make_unique<prepare::Preparer>(scene_, faces_);
    backend_ = render::CpuBackend::create(preparer_->page_setup());
    if (!backend_->open_target({kWindow, kSize, {}})) std::abort();
    face_ = add_face("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
  }
  NodeHandle put(Px x, Px y) {
    const NodeHandle node = scene_.create_node();
    scene_.replace(node, list_);
    list_.clear();
    order_.push_back({OrderKind::Node, node, {}, x, y, 1, {}, {}});
    return node;
  }
  void text(const char* words, float size, Color color) {
    GlyphAt glyphs[64];
    size_t n = 0;
    float pen = 0;
    for (const char* c = words; *c != 0 && n < 64; ++c) {
      if (*c != ' ') glyphs[n++] = {pen, size, {static_cast<uint16_t>(*c - 29)}, 0};
      pen += size * 0.6f;
    }
    list_.text({face_, size, color, 0, 0}, {glyphs, n});
  }
  void finish() { scene_.set_order(kWindow, order_); }

  template <class Change>
  Times run(int rounds, Change&& change) {
    frame(nullptr);
    Times best;
    for (int i = 0; i < rounds; ++i) {
      const double start = now_us();
      change(i);
      best.scene = std::min(best.scene, now_us() - start);
      frame(&best);
    }
    return best;
  }
  Scene& scene() { return scene_; }
  PrimitiveList& list() { return list_; }
  void damage_all() { scene_.damage_all(kWindow); }

 private:
  FontFaceId add_face(const char* path) {
    auto blob = std::make_shared<FontBlob>();
    std::FILE* file = std::fopen(path, "rb");
    uint8_t piece[65536];
    size_t n = 0;
    while (file != nullptr && (n = std::fread(piece, 1, sizeof piece, file)) > 0) {
      blob->bytes.insert(blob->bytes.end(), piece, piece + n);
    }
    if (file != nullptr) std::fclose(file);
    FontFaceKey key;
    key.blob = blob;
    return faces_.intern(key);
  }
  void frame(Times* times) {
    const double start = now_us();
    const prepare::DrawPlan* plan = preparer_->prepare(kWindow, prepare::MissPolicy::Warm);
    const double middle = now_us();
    if (plan == nullptr) return;
    backend_->execute(*plan);
    const double end = now_us();
    if (times != nullptr) {
      times->prepare = std::min(times->prepare, middle - start);
      times->execute = std::min(times->execute, end - middle);
      times->counts = plan->counts;
    }
    preparer_->release(plan);
  }

  Scene scene_;
  FontFaceTable faces_;
  std::unique_ptr<prepare::Preparer> preparer_;
  std::unique_ptr<render::CpuBackend> backend_;
  std::vector<OrderEntry> order_;
  PrimitiveList list_;
  FontFaceId face_;
};

double g_memset_us = 1;

void report(const char* name, const Times& t) {
  std::printf("%-34s scene %7.1f  prepare %7.1f  execute %7.1f us  = %5.2f memset  (%u quads)\n",
              name, t.scene, t.prepare, t.execute, (t.prepare + t.execute) / g_memset_us,
              t.counts.quads);
}

void measure_memset(int rounds) {
  std::vector<uint32_t> pixels(static_cast<size_t>(kSize.width) *
                               static_cast<size_t>(kSize.height));
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const double start = now_us();
    std::memset(pixels.data(), i, pixels.size() * 4);
    best = std::min(best, now_us() - start);
  }
  g_memset_us = best;
  std::printf("memset of 1920x1080: %.1f us (checksum %u)\n", best, pixels[12345]);
}

// 12 cards with shadow and radius, 480 bars, some 2,300 glyphs.
NodeHandle dashboard(Bench& b) {
  NodeHandle label;
  for (Px i = 0; i < 12; ++i) {
    const Px x = 24 + i % 4 * 474, y = 24 + i / 4 * 350;
    b.list().shadow({{0, 0, 450, 330}, all_corners(12), 6, 0, 3, 0, {0, 0, 0, 90}});
    b.list().rrect({{0, 0, 450, 330}, all_corners(12), rgb(0x2A2E37), rgb(0x3B414D), {1, 1, 1, 1}});
    b.put(x, y);
    for (Px k = 0; k < 40; ++k) {
      const Px h = 20 + (k * 37 + i * 11) % 100;
      b.list().fill({{0, 0, 8, h}, rgb(0x4C8DFF)});
      b.put(x + 16 + k * 10, y + 310 - h);
    }
    for (Px k = 0; k < 10; ++k) {
      b.text("Operations node 42 ok 13.7%", 13, rgb(0xE6E9EF));
      const NodeHandle node = b.put(x + 16, y + 12 + k * 17);
      if (k == 3 && i == 5) label = node;
    }
  }
  b.finish();
  return label;
}

void bench_dashboard(int rounds) {
  Bench b;
  const NodeHandle label = dashboard(b);
  report("dashboard, all of it", b.run(rounds, [&](int) { b.damage_all(); }));
  report("dashboard, one label", b.run(rounds * 5, [&](int i) {
    b.list().clear();
    b.text(i % 2 == 0 ? "Operations node 42 ok 13.7%" : "Operations node 17 ok 99.1%", 13,
           rgb(0xE6E9EF));
    b.scene().replace(label, b.list());
    b.list().clear();
  }));
}

template <class Fill>
void bench_many(const char* name, int rounds, Fill&& fill) {
  Bench b;
  for (Px i = 0; i < 10'000; ++i) {
    fill(b.list(), i);
    b.put(i * 37 % 1890, i * 91 % 1050);
  }
  b.finish();
  report(name, b.run(rounds, [&](int) { b.damage_all(); }));
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 40;
  measure_memset(rounds * 2);
  bench_dashboard(rounds);
  bench_many("10,000 boxes 20x20", rounds, [](PrimitiveList& list, Px i) {
    list.fill({{0, 0, 20, 20}, rgb(static_cast<uint32_t>(i * 977))});
  });
  bench_many("10,000 rounded boxes 20x20", rounds, [](PrimitiveList& list, Px i) {
    list.rrect(
        {{0, 0, 20, 20}, all_corners(4), rgb(static_cast<uint32_t>(i * 977)), {0, 0, 0, 0}, {}});
  });
  bench_many("10,000 rounded bordered boxes", rounds, [](PrimitiveList& list, Px i) {
    list.rrect({{0, 0, 20, 20},
                all_corners(4),
                rgb(static_cast<uint32_t>(i * 977)),
                rgb(0xFFFFFF),
                {1, 1, 1, 1}});
  });
  const GradientStop stops[] = {{0, rgb(0x4C8DFF)}, {1, rgb(0x3ECF8E)}};
  {
    Bench b;
    for (Px i = 0; i < 1000; ++i) {
      b.list().gradient(
          {{0, 0, 200, 120}, all_corners(8), {GradientKind::Linear, {0, 0}, {0, 120}, 0}, 0, 0},
          stops);
      b.list().rrect(
          {{0, 0, 200, 120}, all_corners(8), {0, 0, 0, 0}, {255, 255, 255, 80}, {1, 1, 1, 1}});
      b.put(i * 37 % 1700, i * 91 % 950);
    }
    b.finish();
    report("1,000 gradient cards 200x120", b.run(rounds, [&](int) { b.damage_all(); }));
  }
  {
    Bench b;
    for (Px i = 0; i < 250; ++i) {
      b.text("Hamburgefontsiv0123", 14, rgb(0xE6E9EF));
      b.put(i % 8 * 230, i / 8 * 34);
    }
    b.finish();
    report("4,750 glyphs 14 px", b.run(rounds, [&](int) { b.damage_all(); }));
  }
  return 0;
}
