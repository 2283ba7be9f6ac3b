#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "renderer/glyph/glyph_raster.h"
#include "renderer/prepare/prepare.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/rt/workers.h"
#include "widgets/ui.h"

namespace hallows::runtime {

// Whether pictures and glyphs are made on the spot (before a window's first frame, tests, tools) or
// asked of the workers (the frame path).
enum class Loading : uint8_t { Now, Workers };

// What frames need and must not wait for: pictures from files, their scaled copies, glyphs beyond
// the frame's bound, text styles that no text had before. Questions go to workers, answers are
// taken in stage 1. Engine thread; fixed tables, no allocation after construction but where a
// picture itself arrives (permitted warm-up of that picture).
class AssetService {
 public:
  // `root`: the folder that relative asset paths start from. `workers` may be null: then everything
  // is made on the spot.
  AssetService(prepare::Preparer& preparer, text::TextContext& text, rt::Workers* workers,
               std::string root);
  ~AssetService();
  AssetService(const AssetService&) = delete;
  AssetService& operator=(const AssetService&) = delete;

  void set_loading(Loading loading) { loading_ = workers_ == nullptr ? Loading::Now : loading; }
  widgets::ImageSource image_source();
  // Stage 1: takes what workers have finished; tells `ui` which pictures have arrived. True when
  // something came.
  bool take_results(widgets::Ui& ui) noexcept HALLOWS_NONBLOCKING;
  bool results_waiting() const { return workers_ != nullptr && workers_->has_results(); }
  // After prepare(): asks for what it missed.
  void request_missing() noexcept HALLOWS_NONBLOCKING;
  // After a prepare() that made everything itself (warm-up): keeps what was wrong, to be told.
  void note_problems();
  // After stage 8: asks for pictures for which the workers had no room,
  void request_pictures() noexcept HALLOWS_NONBLOCKING;
  // and for the styles for which another stood in.
  void request_styles(widgets::Ui& ui) noexcept HALLOWS_NONBLOCKING;
  bool parked() const { return workers_ == nullptr || workers_->parked(); }
  // Messages about pictures and fonts that have something wrong, once each. Tools and logs.
  std::vector<Diagnostic> take_problems();

 private:
  static constexpr uint32_t kMaxImages = 512;
  static constexpr uint32_t kMaxPath = 240;
  static constexpr uint32_t kGlyphJobs = 128;
  static constexpr uint32_t kScaleJobs = 16;
  static constexpr uint32_t kStyleJobs = 8;
  enum Kind : uint32_t { LoadImage, ScaleImage, RasteriseGlyph, PrepareStyle };
  // Wanted: the workers' queue was full. In the order of the table Free comes last.
  enum class State : uint8_t { Free, Wanted, Loading, Ready, Failed };

  struct Image {
    State state = State::Free;
    uint8_t path_size = 0;
    std::array<char, kMaxPath> path{};
    widgets::ImageInfo info;
    std::shared_ptr<const ImageBlob> loaded;  // written by the worker before its result
    AssetService* service = nullptr;
    std::string_view name() const { return {path.data(), path_size}; }
  };
  struct ScaleJob {
    bool busy = false;
    ImageRequest request;
    std::shared_ptr<const ImageBlob> source, scaled;
  };
  struct GlyphJob {
    bool busy = false;
    GlyphKey key;
    glyph::RasterStatus status = glyph::RasterStatus::Done;
    glyph::GlyphBitmap bitmap;
    glyph::GlyphOutline outline;
    AssetService* service = nullptr;
  };

  struct StyleJob {
    bool busy = false;
    text::TextStyle style;
    text::FontStore* fonts = nullptr;
  };

  static widgets::ImageInfo find_image(void* self, std::string_view path);
  static void run_load(void* context);
  static void run_scale(void* context);
  static void run_glyph(void* context);
  static void run_style(void* context);
  void load(Image& image);
  void finish_load(Image& image, widgets::Ui* ui);
  void finish_glyph(GlyphJob& job);
  bool glyph_asked(const GlyphKey& key) const;
  bool scale_asked(const ImageRequest& request) const;
  bool submit_style(const text::TextStyle& style);

  prepare::Preparer& preparer_;
  text::TextContext& text_;
  rt::Workers* workers_;
  std::string root_;
  Loading loading_ = Loading::Now;
  std::mutex raster_mutex_;  // between workers; the engine never takes it
  glyph::GlyphRaster raster_;
  std::unique_ptr<std::array<Image, kMaxImages>> images_;
  std::array<ScaleJob, kScaleJobs> scale_jobs_;
  std::array<StyleJob, kStyleJobs> style_jobs_;
  std::unique_ptr<std::array<GlyphJob, kGlyphJobs>> glyph_jobs_;
  std::vector<Diagnostic> problems_;
  std::atomic<bool> refused_{false};  // a picture past the bounds; told by take_problems()
};

}  // namespace hallows::runtime
