#include "renderer/vulkan/record.h"

#include <algorithm>
#include <cstring>

#include "renderer/vulkan/scroll.h"

namespace hallows::render::vk {

namespace {

using prepare::Batch;
using prepare::DrawPlan;
using prepare::Quad;
using prepare::QuadKind;

// Rectangles cleared before anything is drawn. Software rasterisers fill by clears at the speed of
// memory; GPUs prefer few.
constexpr uint32_t kMaxClearsCpu = 1024;
constexpr uint32_t kMaxClearsGpu = 16;
// Pixels of solids that may join a draw of masks on a software rasteriser: there a masked pixel
// costs about 3 ns more than a filled one, and a draw call 13 us.
constexpr int64_t kMaxJoinedArea = 8192;
constexpr VkDeviceSize kInstanceAlignment = 16;

VkImageCopy copy_of(RectPx rect) {
  VkImageCopy out{};
  out.srcSubresource = out.dstSubresource = color_layers();
  out.srcOffset = out.dstOffset = offset_at(rect.x0, rect.y0);
  out.extent = extent_of({rect.width(), rect.height()});
  return out;
}

class Recorder {
 public:
  Recorder(Core& core, const Pages& pages, Target& target, const DrawPlan& plan, RectPx area)
      : core_(core), pages_(pages), target_(target), plan_(plan), area_(area) {}
  bool stage_quads();
  void run();

 private:
  struct Range {
    uint32_t first, count;
  };
  void begin();
  void end();
  uint32_t clear_prefix();
  void clear_run(std::span<const Quad> quads);
  // Consecutive quads that one pipeline draws: a batch, or several.
  struct Run {
    QuadKind kind;
    uint8_t flags;
    uint16_t page;
    Range range;
  };
  bool valid(const Batch& batch) const;
  int64_t area_of(Range range) const;
  bool join(Run& run, const Batch& next) const;
  void cover_plain_quads(const Run& run);
  void draw_run(const Run& run);
  void pictures(const Run& run);
  void gradients(const Run& run);
  void save(Range range);
  void restore(const Run& run);
  struct Textures {
    const Texture* at[kSetCount] = {};
  };
  void draw(PipelineKind kind, Range range, Textures textures);
  template <class Where>
  void copy_aside(Range range, Where where);
  void bind_pipeline(PipelineKind kind);
  void bind_set(uint32_t index, VkDescriptorSet set);
  const prepare::GradientRecord* gradient_of(const Quad& quad) const;

  const VolkDeviceTable& fn() const { return core_.device->fn; }
  VkCommandBuffer commands() const { return core_.commands(); }

  Core& core_;
  const Pages& pages_;
  Target& target_;
  const DrawPlan& plan_;
  RectPx area_;
  Frames::Piece quads_;
  Frames::Piece gradient_data_;
  // What the open pass has bound.
  VkPipeline pipeline_ = VK_NULL_HANDLE;
  VkDescriptorSet sets_[kSetCount] = {};
  SizePx texture_size_{0, 0};
};

bool has_gradients(const DrawPlan& plan) {
  for (const Batch& batch : plan.batches) {
    if (batch.kind == QuadKind::Gradient) return true;
  }
  return false;
}

// Copies the quads to mapped memory; gradient quads get their record beside, at the same index.
bool Recorder::stage_quads() {
  if (plan_.quads.empty()) return true;
  if (core_.frames.bytes_left(kInstanceAlignment) < instance_bytes(plan_) && !core_.stall()) {
    return false;
  }
  quads_ = core_.frames.take(plan_.quads.size_bytes(), kInstanceAlignment);
  ASSERT(!quads_.bytes.empty());
  std::memcpy(quads_.bytes.data(), plan_.quads.data(), plan_.quads.size_bytes());
  if (!has_gradients(plan_)) return true;
  gradient_data_ =
      core_.frames.take(plan_.quads.size() * sizeof(GradientInstance), kInstanceAlignment);
  ASSERT(!gradient_data_.bytes.empty());
  for (size_t i = 0; i < plan_.quads.size(); ++i) {
    const prepare::GradientRecord* record = gradient_of(plan_.quads[i]);
    if (record == nullptr) continue;
    const Affine& m = record->to_unit;
    const GradientInstance instance{{m.a, m.b, m.c, m.d},
                                    {m.tx, m.ty},
                                    {record->u, record->v},
                                    static_cast<uint32_t>(record->shape),
                                    {static_cast<float>(record->x), static_cast<float>(record->y)}};
    std::memcpy(gradient_data_.bytes.data() + i * sizeof instance, &instance, sizeof instance);
  }
  return true;
}

const prepare::GradientRecord* Recorder::gradient_of(const Quad& quad) const {
  if (quad.kind != QuadKind::Gradient || quad.color >= plan_.gradients.size()) return nullptr;
  return &plan_.gradients[quad.color];
}

void Recorder::run() {
  begin();
  uint32_t cleared = clear_prefix();
  for (size_t i = 0; i < plan_.batches.size();) {
    const Batch& batch = plan_.batches[i++];
    const uint32_t skip = std::min(cleared, batch.count);
    cleared -= skip;
    if (!valid(batch) || skip == batch.count) continue;
    Run run{batch.kind, batch.flags, batch.page, {batch.first + skip, batch.count - skip}};
    while (i < plan_.batches.size() && join(run, plan_.batches[i])) ++i;
    draw_run(run);
  }
  end();
}

bool Recorder::valid(const Batch& batch) const {
  return uint64_t{batch.first} + batch.count <= plan_.quads.size();
}

int64_t Recorder::area_of(Range range) const {
  int64_t out = 0;
  for (const Quad& quad : plan_.quads.subspan(range.first, range.count)) out += quad.rect().area();
  return out;
}

// Kinds that one draw can serve once all its quads read coverage.
bool share_pipeline(QuadKind a, QuadKind b) {
  const auto is_cover = [](QuadKind k) { return k == QuadKind::Solid || k == QuadKind::Mask; };
  return (is_cover(a) && is_cover(b)) ||
         (a == b && (a == QuadKind::Gradient || a == QuadKind::Restore));
}

// Adds the next batch to the run where they follow each other, share a pipeline, and read the same
// page or none: quads without coverage then read the page's white row. Saves draws, and for
// Restore interruptions of the pass; large solids stay apart where pixels are dear.
bool Recorder::join(Run& run, const Batch& next) const {
  if (!valid(next) || next.first != run.range.first + run.range.count) return false;
  if (!share_pipeline(run.kind, next.kind)) return false;
  const uint16_t page = run.page == prepare::kNoPage ? next.page : run.page;
  if (next.page != page && next.page != prepare::kNoPage) return false;
  if (run.page != next.page && pages_.white_row(page) == 0) return false;
  const bool mixes = run.kind != next.kind || run.flags != next.flags;
  if (mixes && core_.device->is_cpu()) {
    const int64_t solid = run.kind == QuadKind::Solid ? area_of(run.range) : 0;
    const int64_t more = next.kind == QuadKind::Solid ? area_of({next.first, next.count}) : 0;
    if (solid > kMaxJoinedArea || more > kMaxJoinedArea) return false;
  }
  if (next.kind == QuadKind::Mask) run.kind = QuadKind::Mask;
  run.flags &= next.flags;
  run.page = page;
  run.range.count += next.count;
  return true;
}

// Points the run's quads without coverage at the white row, in the mapped copy.
void Recorder::cover_plain_quads(const Run& run) {
  const uint16_t row = pages_.white_row(run.page);
  if (run.page == prepare::kNoPage || run.kind == QuadKind::Picture || row == 0) return;
  for (uint32_t i = run.range.first; i < run.range.first + run.range.count; ++i) {
    Quad quad = plan_.quads[i];
    if (quad.kind != QuadKind::Solid && quad.page != prepare::kNoPage) continue;
    quad.u = 0;
    quad.v = row;
    quad.flags = prepare::kRepeatX | prepare::kRepeatY;
    std::memcpy(quads_.bytes.data() + i * sizeof quad, &quad, sizeof quad);
  }
}

void Recorder::begin() {
  transition(*core_.device, commands(), target_.picture, Use::Attachment);
  begin_pass(*core_.device, core_.pipelines, commands(), target_.pass(), rect_of(area_));
  const VkViewport viewport{
      0, 0, static_cast<float>(target_.size.width), static_cast<float>(target_.size.height), 0, 1};
  const VkRect2D scissor = rect_of(area_);
  fn().vkCmdSetViewport(commands(), 0, 1, &viewport);
  fn().vkCmdSetScissor(commands(), 0, 1, &scissor);
  pipeline_ = VK_NULL_HANDLE;
  std::fill(std::begin(sets_), std::end(sets_), VkDescriptorSet{VK_NULL_HANDLE});
  texture_size_ = {};
  if (quads_.bytes.empty()) return;
  const VkBuffer buffers[] = {core_.frames.buffer(), core_.frames.buffer()};
  const VkDeviceSize offsets[] = {quads_.offset, gradient_data_.offset};
  fn().vkCmdBindVertexBuffers(commands(), 0, gradient_data_.bytes.empty() ? 1 : 2, buffers,
                              offsets);
}

void Recorder::end() {
  end_pass(*core_.device, commands());
}

// The opaque solids that lie below everything. Returns how many quads, counted through the leading
// batches, are done with.
uint32_t Recorder::clear_prefix() {
  const uint32_t limit = core_.device->is_cpu() ? kMaxClearsCpu : kMaxClearsGpu;
  uint32_t done = 0;
  for (const Batch& batch : plan_.batches) {
    if (batch.kind != QuadKind::Solid) break;
    if (uint64_t{batch.first} + batch.count > plan_.quads.size()) break;
    const auto quads = plan_.quads.subspan(batch.first, batch.count);
    uint32_t opaque = 0;
    while (opaque < batch.count && done + opaque < limit &&
           (quads[opaque].flags & prepare::kOpaque) != 0) {
      ++opaque;
    }
    clear_run(quads.first(opaque));
    done += opaque;
    if (opaque < batch.count) break;
  }
  core_.counts.clears += done;
  return done;
}

VkClearAttachment clear_to(uint32_t word) {
  VkClearAttachment out{};
  out.aspectMask = VK_IMAGE_ASPECT_COLOR_BIT;
  const auto channel = [word](int shift) {
    return static_cast<float>((word >> shift) & 0xFF) / 255.0f;
  };
  out.clearValue.color = {{channel(16), channel(8), channel(0), channel(24)}};
  return out;
}

// One call for consecutive quads of a colour.
void Recorder::clear_run(std::span<const Quad> quads) {
  FixedVector<VkClearRect, 64> rects;
  for (size_t i = 0; i < quads.size(); ++i) {
    const RectPx rect = intersect(quads[i].rect(), area_);
    if (!rect.empty()) rects.push({rect_of(rect), 0, 1});
    const bool last = i + 1 == quads.size() || quads[i + 1].color != quads[i].color;
    if (rects.empty() || (!last && !rects.full())) continue;
    const VkClearAttachment attachment = clear_to(quads[i].color);
    fn().vkCmdClearAttachments(commands(), 1, &attachment, static_cast<uint32_t>(rects.size()),
                               rects.begin());
    rects.clear();
  }
}

void Recorder::draw_run(const Run& run) {
  cover_plain_quads(run);
  switch (run.kind) {
    case QuadKind::Solid:
      draw((run.flags & prepare::kOpaque) != 0 ? PipelineKind::SolidOpaque
                                               : PipelineKind::SolidBlend,
           run.range, {});
      break;
    case QuadKind::Mask:
      draw(PipelineKind::Mask, run.range, {pages_.find(run.page)});
      break;
    case QuadKind::Picture:
      pictures(run);
      break;
    case QuadKind::Gradient:
      gradients(run);
      break;
    case QuadKind::Save:
      save(run.range);
      break;
    case QuadKind::Restore:
      restore(run);
      break;
  }
}

// The pipeline without a factor is several times faster on software rasterisers.
void Recorder::pictures(const Run& run) {
  const auto quads = plan_.quads.subspan(run.range.first, run.range.count);
  const bool faded =
      std::any_of(quads.begin(), quads.end(), [](const Quad& quad) { return quad.alpha != 255; });
  PipelineKind kind = PipelineKind::PictureBlend;
  if (faded) {
    kind = PipelineKind::PictureFade;
  } else if ((run.flags & prepare::kOpaque) != 0) {
    kind = PipelineKind::PictureOpaque;
  }
  draw(kind, run.range, {pages_.find(run.page)});
}

// One draw for consecutive quads whose ramps lie in one page.
void Recorder::gradients(const Run& run) {
  const uint32_t end = run.range.first + run.range.count;
  for (uint32_t first = run.range.first; first < end;) {
    const prepare::GradientRecord* record = gradient_of(plan_.quads[first]);
    uint32_t next = first + 1;
    while (next < end && record != nullptr) {
      const prepare::GradientRecord* other = gradient_of(plan_.quads[next]);
      if (other == nullptr || other->page != record->page) break;
      ++next;
    }
    if (record != nullptr) {
      draw(PipelineKind::Gradient, {first, next - first},
           {pages_.find(run.page), pages_.find(record->page)});
    }
    first = next;
  }
}

void Recorder::save(Range range) {
  copy_aside(range, [this](const Quad& quad) { return saved_level(core_, target_, quad.alpha); });
}

// Interrupts the pass to copy the quads' pixels into the textures that `where` names (null: none),
// which can be sampled afterwards.
template <class Where>
void Recorder::copy_aside(Range range, Where where) {
  end();
  transition(*core_.device, commands(), target_.picture, Use::CopySource);
  const auto quads = plan_.quads.subspan(range.first, range.count);
  for (const Quad& quad : quads) {
    const RectPx rect = intersect(quad.rect(), area_);
    Texture* level = where(quad);
    if (rect.empty() || level == nullptr) continue;
    transition(*core_.device, commands(), level->image, Use::CopyTarget);
    const VkImageCopy copy = copy_of(rect);
    fn().vkCmdCopyImage(commands(), target_.picture.handle, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                        level->image.handle, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &copy);
  }
  for (const Quad& quad : quads) {
    Texture* level = where(quad);
    if (level != nullptr && level->image.use == Use::CopyTarget) {
      transition(*core_.device, commands(), level->image, Use::Sampled);
    }
  }
  begin();
}

// Consecutive quads of one level share a copy of the pixels drawn so far and a draw.
void Recorder::restore(const Run& run) {
  const uint32_t end = run.range.first + run.range.count;
  for (uint32_t first = run.range.first; first < end;) {
    const uint8_t level = plan_.quads[first].alpha;
    uint32_t next = first + 1;
    while (next < end && plan_.quads[next].alpha == level) ++next;
    const Range part{first, next - first};
    if (level < target_.saved.size() && target_.saved[level].image.use == Use::Sampled) {
      Texture* drawn = scratch_image(core_, target_);
      copy_aside(part, [&](const Quad&) { return drawn; });
      draw(PipelineKind::Restore, part, {pages_.find(run.page), &target_.saved[level], drawn});
    }
    first = next;
  }
}

uint32_t textures_of(PipelineKind kind) {
  switch (kind) {
    case PipelineKind::SolidOpaque:
    case PipelineKind::SolidBlend:
      return 0;
    case PipelineKind::Gradient:
      return 2;
    case PipelineKind::Restore:
      return 3;
    default:
      return 1;
  }
}

// A texture that is missing draws nothing.
void Recorder::draw(PipelineKind kind, Range range, Textures textures) {
  const uint32_t count = textures_of(kind);
  for (uint32_t i = 0; i < count; ++i) {
    if (textures.at[i] == nullptr || textures.at[i]->image.use != Use::Sampled) return;
  }
  bind_pipeline(kind);
  for (uint32_t i = 0; i < count; ++i) bind_set(i, textures.at[i]->set);
  const SizePx texture = count > 0 ? textures.at[0]->image.size : SizePx{1, 1};
  if (texture != texture_size_) {
    const DrawConstants constants{
        {2.0f / static_cast<float>(target_.size.width),
         2.0f / static_cast<float>(target_.size.height)},
        {1.0f / static_cast<float>(texture.width), 1.0f / static_cast<float>(texture.height)}};
    fn().vkCmdPushConstants(commands(), core_.pipelines.layout(), VK_SHADER_STAGE_VERTEX_BIT, 0,
                            sizeof constants, &constants);
    texture_size_ = texture;
  }
  fn().vkCmdDraw(commands(), 4, range.count, 0, range.first);
  ++core_.stats.draws;
}

void Recorder::bind_pipeline(PipelineKind kind) {
  const VkPipeline pipeline = core_.pipelines.get(kind);
  if (pipeline == pipeline_) return;
  fn().vkCmdBindPipeline(commands(), VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
  pipeline_ = pipeline;
}

void Recorder::bind_set(uint32_t index, VkDescriptorSet set) {
  if (sets_[index] == set) return;
  fn().vkCmdBindDescriptorSets(commands(), VK_PIPELINE_BIND_POINT_GRAPHICS,
                               core_.pipelines.layout(), index, 1, &set, 0, nullptr);
  sets_[index] = set;
}

}  // namespace

VkDeviceSize instance_bytes(const DrawPlan& plan) {
  const VkDeviceSize each = sizeof(Quad) + (has_gradients(plan) ? sizeof(GradientInstance) : 0);
  return plan.quads.size() * each + 2 * kInstanceAlignment;
}

bool record_plan(Core& core, const Pages& pages, Target& target, const DrawPlan& plan) {
  if (!target.picture) return true;
  RectPx area;
  for (const RectPx& rect : plan.damage) area = unite(area, intersect(rect, target.rect()));
  Recorder recorder(core, pages, target, plan, area);
  if (!area.empty() && !recorder.stage_quads()) return false;
  for (const auto& copy : plan.copies) record_scroll(core, target, copy);
  if (!area.empty() && !plan.batches.empty()) recorder.run();
  core.stats.quads += plan.quads.size();
  for (const Quad& quad : plan.quads) {
    core.stats.pixels += static_cast<uint64_t>(intersect(quad.rect(), area).area());
  }
  return true;
}

VkResult warm_up(Core& core, const Pages& pages, const prepare::PageSetup& setup) {
  Target target;
  const SizePx size{16, 16};
  VkResult result = resize_target(core, target, size, 1);
  if (result != VK_SUCCESS) return result;
  const uint16_t mask = setup.r8_pages > 0 ? 0 : prepare::kNoPage;
  const uint16_t picture = setup.bgra_pages > 0 ? setup.r8_pages : prepare::kNoPage;
  Buffer<Quad> quads;
  Buffer<Batch> batches;
  const auto add = [&](QuadKind kind, uint16_t page, uint8_t flags, uint8_t alpha) {
    batches.push({static_cast<uint32_t>(quads.size()), 1, kind, flags, page});
    quads.push({0, 0, 8, 8, 0, 0, page, kind, flags, 0, alpha, {}});
  };
  add(QuadKind::Solid, prepare::kNoPage, 0, 255);
  add(QuadKind::Solid, prepare::kNoPage, prepare::kOpaque, 255);
  add(QuadKind::Mask, mask, 0, 255);
  add(QuadKind::Picture, picture, prepare::kOpaque, 255);
  add(QuadKind::Picture, picture, 0, 255);
  add(QuadKind::Picture, picture, 0, 128);
  add(QuadKind::Save, prepare::kNoPage, 0, 0);
  add(QuadKind::Gradient, mask, 0, 255);
  add(QuadKind::Restore, mask, 0, 0);
  const prepare::GradientRecord gradient{.page = picture};
  DrawPlan plan;
  plan.target = size;
  plan.damage.push({0, 0, size.width, size.height});
  plan.quads = quads;
  plan.batches = batches;
  plan.gradients = {&gradient, 1};
  if (!record_plan(core, pages, target, plan)) return VK_ERROR_DEVICE_LOST;
  if (!core.stall()) return VK_ERROR_DEVICE_LOST;
  close_target(core, target);
  return VK_SUCCESS;
}

}  // namespace hallows::render::vk
