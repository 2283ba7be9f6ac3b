#include "ui-sched/runtime/asset_service.h"

#include <cstring>
#include <filesystem>

#include "renderer/image/decode.h"
#include "rt-kernel/rt/permit.h"

namespace hallows::runtime {
namespace {

// Once each: a font that can't be opened is told of once, not for each glyph.
void note(std::vector<Diagnostic>& problems, const Diagnostic& problem) {
  for (const Diagnostic& known : problems) {
    if (known.code == problem.code && known.place.file == problem.place.file &&
        known.message == problem.message) {
      return;
    }
  }
  problems.push_back(problem);
}

}  // namespace

AssetService::AssetService(prepare::Preparer& preparer, text::TextContext& text,
                           rt::Workers* workers, std::string root)
    : preparer_(preparer),
      text_(text),
      workers_(workers),
      root_(std::move(root)),
      raster_(text.fonts().table(), size_t{16} << 20, glyph::GlyphRaster::Colour::Here),
      images_(std::make_unique<std::array<Image, kMaxImages>>()),
      glyph_jobs_(std::make_unique<std::array<GlyphJob, kGlyphJobs>>()) {
  for (Image& image : *images_) image.service = this;
  for (GlyphJob& job : *glyph_jobs_) {
    job.service = this;
    job.bitmap.texels.reserve(size_t{64} << 10);
  }
}

AssetService::~AssetService() {
  while (!parked()) workers_->wait_parked({INT64_MAX});
}

widgets::ImageSource AssetService::image_source() {
  return {this, find_image};
}

widgets::ImageInfo AssetService::find_image(void* self, std::string_view path) {
  auto& service = *static_cast<AssetService*>(self);
  if (path.empty()) return {};
  if (path.size() > kMaxPath) {
    service.refused_ = true;
    return {};
  }
  for (Image& image : *service.images_) {
    if (image.state == State::Free) {
      std::memcpy(image.path.data(), path.data(), path.size());
      image.path_size = static_cast<uint8_t>(path.size());
      image.state = State::Loading;
      if (service.loading_ == Loading::Now) {
        const rt::Permit permit(rt::PermitKind::WarmUp);
        service.load(image);
        service.finish_load(image, nullptr);
      } else if (!service.workers_->submit({run_load, &image, LoadImage})) {
        image.state = State::Wanted;
      }
      return image.info;
    }
    if (image.name() == path) return image.info;
  }
  service.refused_ = true;
  return {};
}

void AssetService::load(Image& image) {
  namespace fs = std::filesystem;
  const fs::path file = fs::path(root_) / fs::path(std::string(image.name()));
  Result<ImageBlob> blob = image::load(file.string());
  if (blob) {
    image.loaded = std::make_shared<const ImageBlob>(std::move(*blob));
  } else {
    const std::lock_guard lock(raster_mutex_);
    note(problems_, blob.error());
  }
}

void AssetService::finish_load(Image& image, widgets::Ui* ui) {
  if (image.loaded == nullptr) {
    image.state = State::Failed;
    return;
  }
  image.info.natural = {static_cast<float>(image.loaded->size.width),
                        static_cast<float>(image.loaded->size.height)};
  image.info.image = preparer_.images().add_source(std::move(image.loaded));
  image.state = State::Ready;
  if (ui != nullptr) widgets::image_arrived(*ui, image.name());
}

void AssetService::run_load(void* context) {
  auto& image = *static_cast<Image*>(context);
  image.service->load(image);
}

void AssetService::run_scale(void* context) {
  auto& job = *static_cast<ScaleJob*>(context);
  if (job.source == nullptr) return;
  job.scaled = std::make_shared<const ImageBlob>(
      image::scale(*job.source, job.request.size, job.request.source));
}

void AssetService::run_glyph(void* context) {
  auto& job = *static_cast<GlyphJob*>(context);
  AssetService& service = *job.service;
  const std::lock_guard lock(service.raster_mutex_);
  if (!service.raster_.is_open(job.key.face)) {
    if (Result<bool> opened = service.raster_.open_face(job.key.face); !opened) {
      job.status = glyph::RasterStatus::Failed;
      note(service.problems_, opened.error());
      return;
    }
  }
  job.status = job.key.is_outline() ? service.raster_.trace(job.key, job.outline)
                                    : service.raster_.rasterise(job.key, job.bitmap);
  if (const std::optional<Diagnostic> problem = service.raster_.take_problem()) {
    note(service.problems_, *problem);
  }
}

void AssetService::run_style(void* context) {
  const auto& job = *static_cast<const StyleJob*>(context);
  text::prepare_style(*job.fonts, job.style);
}

void AssetService::finish_glyph(GlyphJob& job) {
  if (job.status != glyph::RasterStatus::Done) {
    preparer_.take_failure({job.key});
  } else if (job.key.is_outline()) {
    preparer_.take_outline(job.outline);
  } else {
    preparer_.take_glyph(job.bitmap);
  }
  job.busy = false;
}

bool AssetService::take_results(widgets::Ui& ui) noexcept {
  if (workers_ == nullptr) return false;
  bool any = false;
  bool styles = false;
  rt::JobResult result;
  while (workers_->take(result)) {
    any = true;
    if (result.kind == LoadImage) {
      finish_load(*static_cast<Image*>(result.context), &ui);
    } else if (result.kind == PrepareStyle) {
      auto& job = *static_cast<StyleJob*>(result.context);
      text_.adopt_style(job.style);
      styles = true;
      job.busy = false;
    } else if (result.kind == ScaleImage) {
      auto& job = *static_cast<ScaleJob*>(result.context);
      if (job.scaled != nullptr) preparer_.take_image(job.request, std::move(job.scaled));
      job.source.reset();
      job.scaled.reset();
      job.busy = false;
    } else {
      finish_glyph(*static_cast<GlyphJob*>(result.context));
    }
  }
  if (styles) widgets::styles_arrived(ui);
  return any;
}

bool AssetService::glyph_asked(const GlyphKey& key) const {
  for (const GlyphJob& job : *glyph_jobs_) {
    if (job.busy && job.key == key) return true;
  }
  return false;
}

bool AssetService::scale_asked(const ImageRequest& request) const {
  for (const ScaleJob& job : scale_jobs_) {
    if (job.busy && job.request == request) return true;
  }
  return false;
}

// What found no room in the workers' queue.
void AssetService::request_pictures() noexcept {
  if (workers_ == nullptr) return;
  for (Image& image : *images_) {
    if (image.state == State::Free) return;
    if (image.state != State::Wanted) continue;
    if (!workers_->submit({run_load, &image, LoadImage})) return;
    image.state = State::Loading;
  }
}

void AssetService::request_missing() noexcept {
  if (workers_ == nullptr) return;
  uint32_t next = 0;
  for (const GlyphRequest& request : preparer_.missing_glyphs()) {
    if (glyph_asked(request.key)) continue;
    while (next < kGlyphJobs && (*glyph_jobs_)[next].busy) ++next;
    if (next == kGlyphJobs) break;  // the rest is asked for in a later frame
    GlyphJob& job = (*glyph_jobs_)[next];
    job.key = request.key;
    job.busy = workers_->submit({run_glyph, &job, RasteriseGlyph});
  }
  for (const ImageRequest& request : preparer_.missing_images()) {
    if (scale_asked(request)) continue;
    for (ScaleJob& job : scale_jobs_) {
      if (job.busy) continue;
      job.request = request;
      job.source = preparer_.images().source(request.image);
      job.busy = workers_->submit({run_scale, &job, ScaleImage});
      break;
    }
  }
}

// True also where it has been asked for already.
bool AssetService::submit_style(const text::TextStyle& style) {
  StyleJob* free = nullptr;
  for (StyleJob& job : style_jobs_) {
    if (job.busy && job.style == style) return true;
    if (!job.busy) free = &job;
  }
  if (free == nullptr) return false;
  free->style = style;
  free->fonts = &text_.fonts();
  free->busy = workers_->submit({run_style, free, PrepareStyle});
  return free->busy;
}

void AssetService::request_styles(widgets::Ui& ui) noexcept {
  const std::span<const text::TextStyle> wanted = text_.wanted_styles();
  if (wanted.empty()) return;
  size_t asked = 0;  // the rest is asked for in a later frame
  if (workers_ != nullptr) {
    while (asked < wanted.size() && submit_style(wanted[asked])) ++asked;
  } else {
    const rt::Permit permit(rt::PermitKind::WarmUp);
    for (; asked < wanted.size(); ++asked) text_.prepare(wanted[asked]);
    for (const text::TextStyle& style : wanted) text_.adopt_style(style);
    widgets::styles_arrived(ui);
  }
  text_.forget_wanted(asked);
}

// Doesn't wait for a worker: then it is noted after a later frame of this kind.
void AssetService::note_problems() {
  const std::unique_lock lock(raster_mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  if (const std::optional<Diagnostic> problem = preparer_.take_problem()) note(problems_, *problem);
}

std::vector<Diagnostic> AssetService::take_problems() {
  const std::lock_guard lock(raster_mutex_);
  std::vector<Diagnostic> out;
  out.swap(problems_);
  if (refused_.exchange(false, std::memory_order_relaxed)) {
    Diagnostic d;
    d.code = "too-many-pictures";
    d.message = "some pictures are not shown";
    d.why = "a program can show " + std::to_string(kMaxImages) +
            " different pictures, with paths of " + std::to_string(kMaxPath) + " bytes";
    d.fix = "use fewer files, or shorter paths";
    out.push_back(d);
  }
  return out;
}

}  // namespace hallows::runtime
