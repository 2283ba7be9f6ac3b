#include <cmath>

#include "layout/grid.h"

namespace hallows::layout {

namespace {

float resolved(Length v, float inner) {
  if (v.is_percent()) return is_definite(inner) ? std::max(0.0f, v.resolve(inner)) : kIndefinite;
  return v.is_dp() ? std::max(0.0f, v.value()) : kIndefinite;
}

Sizing sizing_of(const TrackBreadth& b, float inner, float* size) {
  if (b.kind == TrackBreadth::Kind::Fr) return Sizing::Fr;
  if (b.kind == TrackBreadth::Kind::FitContent) {
    *size = resolved(b.length, inner);
    if (is_definite(*size)) return Sizing::FitContent;
    return Sizing::Auto;
  }
  if (b.length.is(Length::Keyword::MinContent)) return Sizing::MinContent;
  if (b.length.is(Length::Keyword::MaxContent)) return Sizing::MaxContent;
  *size = resolved(b.length, inner);
  return is_definite(*size) ? Sizing::Fixed : Sizing::Auto;
}

Track make_track(const GridTrack& source, float inner) {
  Track t{};
  t.min = sizing_of(source.min, inner, &t.min_size);
  // A flexible minimum is treated as auto (7.2.1).
  if (t.min == Sizing::Fr || t.min == Sizing::FitContent) t.min = Sizing::Auto;
  t.max = sizing_of(source.max, inner, &t.max_size);
  if (t.max == Sizing::Fr) t.fr = std::max(0.0f, source.max.fr);
  return t;
}

const GridTrack& automatic_track() {
  static const GridTrack automatic = GridTrack::size(Length::automatic());
  return automatic;
}

// The definite size that counts for a repeated track (7.2.3.2), at least 1 so that counts end.
float repeated_size(const GridTrack& track, float inner) {
  float max_size = kIndefinite, min_size = kIndefinite;
  const Sizing max = sizing_of(track.max, inner, &max_size);
  const Sizing min = sizing_of(track.min, inner, &min_size);
  float size = 0;
  if (max == Sizing::Fixed) {
    size = min == Sizing::Fixed ? std::max(max_size, min_size) : max_size;
  } else if (min == Sizing::Fixed) {
    size = min_size;
  }
  return std::max(1.0f, size);
}

// How often an auto-fill or auto-fit repetition fits (7.2.3.2).
uint32_t repetitions(const GridBox& box, int axis, std::span<const GridTrack> tracks,
                     std::span<const GridTrack> repeated) {
  const GridAxis& a = box.axis[axis];
  const bool by_minimum = !is_definite(a.inner) && a.max_inner == kUnlimited;
  float room = a.inner;
  if (!is_definite(room)) room = by_minimum ? a.min_inner : a.max_inner;
  if (by_minimum && room <= 0) return 1;
  double used = 0, each = 0;
  uint32_t others = 0;
  for (size_t i = 0; i < tracks.size(); ++i) {
    const GridTrack& t = tracks[i];
    if (t.kind == GridTrack::Kind::Track) {
      used += repeated_size(t, a.inner);
      ++others;
      continue;
    }
    if (t.kind == GridTrack::Kind::Repeat) {
      for (size_t j = 1; j <= t.repeat_tracks && i + j < tracks.size(); ++j) {
        used += static_cast<double>(t.repeat_count) * repeated_size(tracks[i + j], a.inner);
      }
      others += t.repeat_count * t.repeat_tracks;
    }
    i += t.repeat_tracks;
  }
  for (const GridTrack& t : repeated) each += repeated_size(t, a.inner) + a.gap;
  if (others > 0) used += static_cast<double>(a.gap) * others;
  // n repetitions take used + n * each, less one gap at the end.
  const double n = (static_cast<double>(room) + a.gap - used + 1e-4) / std::max(1.0, each);
  const double whole = by_minimum ? std::ceil(n - 2e-4) : std::floor(n);
  if (!(whole > 1)) return 1;
  return static_cast<uint32_t>(std::min(whole, static_cast<double>(kMaxTracks)));
}

}  // namespace

TrackList expand_template(Engine& e, const GridBox& box, int axis) {
  TrackList out{};
  if (box.style->grid == 0) return out;
  const std::span<const GridTrack> list = e.t.grids[box.style->grid].templates[axis];
  // First the counts, then the entries.
  for (int pass = 0; pass < 2; ++pass) {
    if (pass == 1) out.tracks = e.scratch.take<const GridTrack*>(out.count);
    uint32_t at = 0;
    const auto add = [&](const GridTrack& track) {
      if (at >= kMaxTracks) {
        e.out.limits |= LayoutOutput::kTracks;
        return false;
      }
      if (pass == 1) out.tracks[at] = &track;
      ++at;
      return true;
    };
    for (size_t i = 0; i < list.size(); ++i) {
      const GridTrack& t = list[i];
      if (t.kind == GridTrack::Kind::Track) {
        add(t);
        continue;
      }
      const size_t inside = std::min<size_t>(t.repeat_tracks, list.size() - i - 1);
      const auto repeated = list.subspan(i + 1, inside);
      const bool automatic = t.kind != GridTrack::Kind::Repeat;
      // How many rows there are says where items go, and so how wide columns are.
      if (automatic && axis == 1) e.widths_use_height = true;
      const uint32_t times = automatic ? repetitions(box, axis, list, repeated) : t.repeat_count;
      if (t.kind == GridTrack::Kind::AutoFit) out.fit_start = at;
      bool room = inside > 0;
      for (uint32_t r = 0; r < times && room; ++r) {
        for (const GridTrack& track : repeated) room = room && add(track);
      }
      if (t.kind == GridTrack::Kind::AutoFit) out.fit_count = at - out.fit_start;
      i += inside;
    }
    out.count = at;
  }
  return out;
}

// NOLINTNEXTLINE(readability-function-size): the implicit grid is two counts beside the list
void make_tracks(Engine& e, GridBox& box, int axis, const TrackList& list, uint32_t before,
                 uint32_t after) {
  GridAxis& a = box.axis[axis];
  a.explicit_start = before;
  a.explicit_count = list.count;
  a.count = before + list.count + after;
  a.tracks = e.scratch.take<Track>(a.count);
  std::span<const GridTrack> pattern;
  if (box.style->grid != 0) pattern = e.t.grids[box.style->grid].automatic[axis];
  const auto implicit = [&](int64_t i) -> const GridTrack& {
    if (pattern.empty()) return automatic_track();
    const int64_t size = static_cast<int64_t>(pattern.size());
    return pattern[static_cast<size_t>(((i % size) + size) % size)];
  };
  for (uint32_t i = 0; i < a.count; ++i) {
    const GridTrack* source;
    if (i < before) {
      source = &implicit(static_cast<int64_t>(i) - before);
    } else if (i < before + list.count) {
      source = list.tracks[i - before];
    } else {
      source = &implicit(static_cast<int64_t>(i) - before - list.count);
    }
    a.tracks[i] = make_track(*source, a.inner);
  }
  // 7.2.3.2: auto-fit repetitions without items collapse, with their gutters.
  if (list.fit_count == 0) return;
  for (uint32_t i = 0; i < list.fit_count; ++i) {
    a.tracks[before + list.fit_start + i].collapsed = true;
  }
  for (uint32_t i = 0; i < box.count; ++i) {
    const GridItem& item = box.items[i];
    for (uint32_t t = 0; t < item.span[axis]; ++t) a.tracks[item.start[axis] + t].collapsed = false;
  }
  for (uint32_t i = 0; i < a.count; ++i) {
    if (!a.tracks[i].collapsed) continue;
    a.tracks[i] = {};
    a.tracks[i].collapsed = true;
  }
}

void remake_rows(Engine& e, GridBox& box) {
  GridAxis& a = box.axis[1];
  // The counts of repetitions stay, as found while the height, and with it the gap, wasn't known;
  // only sizes are resolved anew.
  const float inner = a.inner, gap = a.gap;
  a.inner = kIndefinite;
  a.gap = gap_of(box.style->gap[1], kIndefinite);
  const TrackList list = expand_template(e, box, 1);
  ASSERT(list.count == a.explicit_count);
  a.inner = inner;
  a.gap = gap;
  make_tracks(e, box, 1, list, a.explicit_start, a.count - a.explicit_start - a.explicit_count);
}

}  // namespace hallows::layout
