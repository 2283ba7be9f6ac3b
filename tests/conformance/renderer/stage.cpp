#include "stage.h"

#include <cstdio>

#include "renderer/glyph/glyph_raster.h"
#include "renderer/image/decode.h"

namespace hallows::conformance {
namespace {

scene::SceneLimits scene_limits() {
  scene::SceneLimits limits;
  limits.nodes = 4096;
  limits.primitives = 1 << 13;
  limits.glyphs = 1 << 15;
  limits.spaces = 64;
  limits.order = 4096;
  return limits;
}

std::vector<uint8_t> read_file(const std::string& path) {
  std::vector<uint8_t> bytes;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return bytes;
  uint8_t piece[65536];
  size_t n = 0;
  while ((n = std::fread(piece, 1, sizeof piece, file)) > 0) {
    bytes.insert(bytes.end(), piece, piece + n);
  }
  std::fclose(file);
  return bytes;
}

}  // namespace

Difference compare(const Picture& a, const Picture& b) {
  Difference out;
  if (!(a.size == b.size)) return {256, a.pixels.size(), 0, 0};
  for (size_t i = 0; i < a.pixels.size(); ++i) {
    if (a.pixels[i] == b.pixels[i]) continue;
    ++out.pixels;
    for (int shift = 0; shift < 32; shift += 8) {
      const auto x = static_cast<int>((a.pixels[i] >> shift) & 255);
      const auto y = static_cast<int>((b.pixels[i] >> shift) & 255);
      const auto d = static_cast<uint32_t>(x > y ? x - y : y - x);
      if (d <= out.largest) continue;
      out.largest = d;
      out.x = static_cast<Px>(i % static_cast<size_t>(a.size.width));
      out.y = static_cast<Px>(i / static_cast<size_t>(a.size.width));
    }
  }
  return out;
}

prepare::PrepareLimits Stage::small_limits() {
  prepare::PrepareLimits limits;
  limits.plans = 2;
  limits.quads = 1 << 14;
  return limits;
}

Stage::Stage(MakeBackend make, SizePx size, const prepare::PrepareLimits& limits)
    : make_(make), scene_(scene_limits()), limits_(limits) {
  scene_.open_window(kWindow, size, rgb(0xF4F5F7));
  preparer_ = std::make_unique<prepare::Preparer>(scene_, faces_, limits);
  backend_ = make(preparer_->page_setup());
  if (backend_ != nullptr) {
    ASSERT(static_cast<bool>(backend_->open_target({kWindow, size, {}})));
  }
}

FontFaceId Stage::face(const std::string& path) {
  std::vector<uint8_t> bytes = read_file(path);
  if (bytes.empty()) return {};
  auto blob = std::make_shared<FontBlob>();
  blob->bytes = std::move(bytes);
  blob->path = path;
  FontFaceKey key;
  key.blob = std::move(blob);
  return faces_.intern(key);
}

prepare::PlanCounts Stage::frame(prepare::MissPolicy policy) {
  const prepare::DrawPlan* plan = preparer_->prepare(kWindow, policy);
  if (plan == nullptr) {
    last_plan_.clear();
    return {};
  }
  last_plan_ = prepare::dump(*plan);
  const render::ExecuteStatus status = backend_->execute(*plan);
  ASSERT(status == render::ExecuteStatus::Done);
  const prepare::PlanCounts counts = plan->counts;
  preparer_->release(plan);
  return counts;
}

bool Stage::prepare_frame() {
  const prepare::DrawPlan* plan = preparer_->prepare(kWindow, prepare::MissPolicy::Warm);
  if (plan != nullptr) waiting_.push_back(plan);
  return plan != nullptr;
}

void Stage::execute_waiting() {
  for (const prepare::DrawPlan* plan : waiting_) {
    const render::ExecuteStatus status = backend_->execute(*plan);
    ASSERT(status == render::ExecuteStatus::Done);
    preparer_->release(plan);
  }
  waiting_.clear();
}

namespace {

Picture read(render::Backend& backend, SizePx size) {
  Picture out;
  out.size = size;
  out.pixels.resize(static_cast<size_t>(size.width) * static_cast<size_t>(size.height));
  const bool ok = backend.read_pixels(kWindow, {0, 0, size.width, size.height}, out.pixels);
  ASSERT(ok);
  return out;
}

}  // namespace

Picture Stage::picture() {
  return read(*backend_, scene_.window(kWindow).size);
}

void Stage::restart_backend() {
  backend_ = make_(preparer_->page_setup());
  ASSERT(static_cast<bool>(backend_->open_target({kWindow, scene_.window(kWindow).size, {}})));
  preparer_->restart_executor();
}

ImageId Stage::add_image(std::shared_ptr<const ImageBlob> image) {
  pictures_.push_back(image);
  if (mirror_ != nullptr) mirror_->images().add_source(image);
  return preparer_->images().add_source(image);
}

void Stage::answer(const std::vector<GlyphRequest>& glyphs,
                   const std::vector<ImageRequest>& pictures) {
  glyph::GlyphRaster worker(faces_, 4 << 20, glyph::GlyphRaster::Colour::Here);
  for (const GlyphRequest& request : glyphs) {
    ASSERT(worker.is_open(request.key.face) ||
           static_cast<bool>(worker.open_face(request.key.face)));
    if (request.key.is_outline()) {
      glyph::GlyphOutline outline;
      ASSERT(worker.trace(request.key, outline) == glyph::RasterStatus::Done);
      preparer_->take_outline(outline);
      continue;
    }
    glyph::GlyphBitmap bitmap;
    ASSERT(worker.rasterise(request.key, bitmap) == glyph::RasterStatus::Done);
    preparer_->take_glyph(bitmap);
  }
  for (const ImageRequest& request : pictures) {
    const auto source = preparer_->images().source(request.image);
    preparer_->take_image(request, std::make_shared<const ImageBlob>(
                                       image::scale(*source, request.size, request.source)));
  }
}

Picture Stage::full_picture() {
  const SizePx size = scene_.window(kWindow).size;
  if (mirror_ == nullptr) {
    mirror_ = std::make_unique<prepare::Preparer>(scene_, faces_, limits_);
    for (const auto& picture : pictures_) mirror_->images().add_source(picture);
    mirror_backend_ = make_(mirror_->page_setup());
    ASSERT(static_cast<bool>(mirror_backend_->open_target({kWindow, size, {}})));
  }
  mirror_->redraw_all();
  const prepare::DrawPlan* plan = mirror_->prepare(kWindow, prepare::MissPolicy::Warm);
  ASSERT(plan != nullptr);
  const render::ExecuteStatus status = mirror_backend_->execute(*plan);
  ASSERT(status == render::ExecuteStatus::Done);
  mirror_->release(plan);
  return read(*mirror_backend_, size);
}

}  // namespace hallows::conformance
