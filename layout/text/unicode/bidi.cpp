#include "layout/text/unicode/bidi.h"

#include <algorithm>

#include "layout/text/unicode/bidi_classes.h"
#include "rt-kernel/base/assert.h"
#include "rt-kernel/base/fixed_vector.h"

namespace hallows::unicode {
namespace {

using namespace bidi_classes;
constexpr BidiLevel kRemoved = 0xFF;  // rule X9
constexpr uint32_t kNoPair = 0xFFFFFFFF;

constexpr uint32_t kRemovedSet = kEmbeddings | bit(B::PDF) | bit(B::BN);
constexpr uint32_t kNeutrals =
    bit(B::B) | bit(B::S) | bit(B::WS) | bit(B::ON) | kInitiators | bit(B::PDI);

B direction_of(BidiLevel level) {
  return (level & 1) != 0 ? B::R : B::L;
}

struct RunLink {
  uint32_t start;
  uint32_t end;
  uint32_t next;  // run that goes on with this sequence, or kNoPair
  BidiLevel level;
  bool continues;  // is somebody's `next`
};

// The caller's scratch, cut up. One element a code point each.
struct Scratch {
  RunLink* runs;
  uint32_t* positions;  // of one isolating run sequence: index of the character
  uint32_t* pairs;      // of the same: position of the closing bracket, at its opener
  uint32_t* stack;      // open isolates while runs are linked
  B* original;
  B* classes;  // after X1 to X8
  B* types;    // of one sequence, while the rules change them
};

Scratch cut(std::span<std::byte> memory, size_t count) {
  ASSERT(memory.size() >= bidi_scratch_bytes(count));
  ASSERT(reinterpret_cast<uintptr_t>(memory.data()) % alignof(RunLink) == 0);
  std::byte* at = memory.data();
  const auto take = [&](size_t bytes) {
    std::byte* start = at;
    at += bytes;
    return start;
  };
  Scratch s;
  s.runs = reinterpret_cast<RunLink*>(take(count * sizeof(RunLink)));
  s.positions = reinterpret_cast<uint32_t*>(take(count * sizeof(uint32_t)));
  s.pairs = reinterpret_cast<uint32_t*>(take(count * sizeof(uint32_t)));
  s.stack = reinterpret_cast<uint32_t*>(take(count * sizeof(uint32_t)));
  s.original = reinterpret_cast<B*>(take(count));
  s.classes = reinterpret_cast<B*>(take(count));
  s.types = reinterpret_cast<B*>(take(count));
  return s;
}

// P2 and P3 from `start`: the level of the first strong class outside isolates, `fallback` where
// there is none before the end or, for FSI (X5c), before the matching PDI.
BidiLevel strong_level(const B* classes, size_t start, size_t end, bool stop_at_pdi,
                       BidiLevel fallback) {
  uint32_t depth = 0;
  for (size_t i = start; i < end; ++i) {
    const B c = classes[i];
    if (c == B::B) break;
    if (among(c, kInitiators)) {
      ++depth;
    } else if (c == B::PDI) {
      if (depth == 0 && stop_at_pdi) break;
      if (depth > 0) --depth;
    } else if (depth == 0 && among(c, bit(B::L) | bit(B::R) | bit(B::AL))) {
      return c == B::L ? 0 : 1;
    }
  }
  return fallback;
}

// Rules X1 to X8: the directional status stack.
class Embedder {
 public:
  Embedder(BidiLevel paragraph, size_t count) : paragraph_(paragraph), count_(count) { reset(); }

  void run(const B* original, B* classes, BidiLevel* levels) {
    for (size_t i = 0; i < count_; ++i) {
      const B c = original[i];
      classes[i] = c;
      if (among(c, kEmbeddings)) {
        open(c == B::RLE || c == B::RLO, embedding_override(c), false);
        levels[i] = kRemoved;
      } else if (among(c, kInitiators)) {
        isolate(original, i, classes, levels);
      } else if (c == B::PDI) {
        close_isolate();
        place(i, classes, levels);
      } else if (c == B::PDF) {
        close_embedding();
        levels[i] = kRemoved;
      } else if (c == B::BN) {
        levels[i] = kRemoved;
      } else if (c == B::B) {  // X8
        levels[i] = paragraph_;
        reset();
      } else {
        place(i, classes, levels);
      }
    }
  }

 private:
  struct Entry {
    BidiLevel level;
    B override_class;  // ON: neutral
    bool isolate;
  };

  static B embedding_override(B c) {
    if (c == B::LRO) return B::L;
    return c == B::RLO ? B::R : B::ON;
  }
  void reset() {  // X1
    stack_.clear();
    stack_.push({paragraph_, B::ON, false});
    overflow_isolates_ = 0;
    overflow_embeddings_ = 0;
    valid_isolates_ = 0;
  }
  void place(size_t i, B* classes, BidiLevel* levels) const {  // X6
    levels[i] = stack_.back().level;
    if (stack_.back().override_class != B::ON) classes[i] = stack_.back().override_class;
  }
  // X2 to X5; false at the depth bound.
  bool open(bool rtl, B override_class, bool isolate) {
    const BidiLevel now = stack_.back().level;
    const int next = rtl ? (now + 1) | 1 : (now + 2) & ~1;
    if (next > kMaxBidiDepth || overflow_isolates_ > 0 || overflow_embeddings_ > 0) {
      if (isolate) {
        ++overflow_isolates_;
      } else if (overflow_isolates_ == 0) {
        ++overflow_embeddings_;
      }
      return false;
    }
    stack_.push({static_cast<BidiLevel>(next), override_class, isolate});
    return true;
  }
  void isolate(const B* original, size_t i, B* classes, BidiLevel* levels) {  // X5a to X5c
    place(i, classes, levels);
    bool rtl = original[i] == B::RLI;
    if (original[i] == B::FSI) rtl = strong_level(original, i + 1, count_, true, 0) == 1;
    if (open(rtl, B::ON, true)) ++valid_isolates_;
  }
  void close_isolate() {  // X6a
    if (overflow_isolates_ > 0) {
      --overflow_isolates_;
      return;
    }
    if (valid_isolates_ == 0) return;
    overflow_embeddings_ = 0;
    while (!stack_.back().isolate) stack_.pop();
    stack_.pop();
    --valid_isolates_;
  }
  void close_embedding() {  // X7
    if (overflow_isolates_ > 0) return;
    if (overflow_embeddings_ > 0) {
      --overflow_embeddings_;
    } else if (!stack_.back().isolate && stack_.size() >= 2) {
      stack_.pop();
    }
  }

  BidiLevel paragraph_;
  size_t count_;
  FixedVector<Entry, kMaxBidiDepth + 2> stack_;
  uint32_t overflow_isolates_ = 0;
  uint32_t overflow_embeddings_ = 0;
  uint32_t valid_isolates_ = 0;
};

// BD7, without the characters that X9 removes.
size_t find_runs(std::span<const BidiLevel> levels, RunLink* runs) {
  size_t count = 0;
  for (uint32_t i = 0; i < levels.size(); ++i) {
    if (levels[i] == kRemoved) continue;
    if (count == 0 || runs[count - 1].level != levels[i]) {
      runs[count++] = {i, i + 1, kNoPair, levels[i], false};
    } else {
      runs[count - 1].end = i + 1;
    }
  }
  return count;
}

// BD13: a run that ends with an isolate initiator goes on where its PDI starts a run. A run's `end`
// is just after its last character that counts.
void link_runs(const Scratch& s, size_t run_count) {
  size_t open = 0;
  for (uint32_t r = 0; r < run_count; ++r) {
    RunLink& run = s.runs[r];
    if (s.original[run.start] == B::PDI && open > 0) {
      RunLink& opener = s.runs[s.stack[--open]];
      if (opener.level == run.level) {
        opener.next = r;
        run.continues = true;
      }
    }
    if (among(s.original[run.end - 1], kInitiators)) s.stack[open++] = r;
  }
}

// One isolating run sequence and rules W1 to I2 on it.
class Sequence {
 public:
  // `text` is empty where only classes are known: no brackets.
  Sequence(const Scratch& scratch, size_t run_count, std::span<const char32_t> text,
           std::span<BidiLevel> levels)
      : s_(scratch), run_count_(run_count), text_(text), levels_(levels) {}

  void resolve(uint32_t first_run, BidiLevel paragraph) {
    gather(first_run);
    find_ends(first_run, paragraph);
    const uint32_t seen = resolve_weak();
    if (has_brackets_) resolve_brackets();
    if ((seen & kNeutrals) != 0) resolve_neutrals();
    assign_levels();
  }

 private:
  void gather(uint32_t run) {
    count_ = 0;
    has_brackets_ = false;
    level_ = s_.runs[run].level;
    while (true) {
      for (uint32_t i = s_.runs[run].start; i < s_.runs[run].end; ++i) {
        if (levels_[i] == kRemoved) continue;
        s_.positions[count_] = i;
        s_.types[count_++] = s_.classes[i];
        if (!text_.empty() && s_.classes[i] == B::ON) has_brackets_ = true;
      }
      last_run_ = run;
      if (s_.runs[run].next == kNoPair) return;
      run = s_.runs[run].next;
    }
  }

  // X10: sos and eos.
  void find_ends(uint32_t first_run, BidiLevel paragraph) {
    const BidiLevel before = run_level(first_run, -1, paragraph);
    BidiLevel after = paragraph;
    const uint32_t last = s_.runs[last_run_].end - 1;
    if (!among(s_.original[last], kInitiators)) after = run_level(last_run_, 1, paragraph);
    sos_ = direction_of(std::max(level_, before));
    eos_ = direction_of(std::max(level_, after));
  }
  BidiLevel run_level(uint32_t run, int step, BidiLevel paragraph) const {
    const uint32_t other = run + static_cast<uint32_t>(step);
    return other < run_count_ ? s_.runs[other].level : paragraph;
  }

  // W1 to W7 in one pass, with one more over European terminators. Returns the classes left.
  uint32_t resolve_weak() {
    B before = sos_;  // after W1
    B strong = sos_;  // last R, L or AL
    uint32_t seen = 0;
    for (size_t i = 0; i < count_; ++i) {
      B t = s_.types[i];
      if (t == B::NSM) {  // W1
        t = among(before, kInitiators | bit(B::PDI)) ? B::ON : before;
      }
      before = t;
      if (among(t, bit(B::L) | bit(B::R) | bit(B::AL))) {
        strong = t;
      } else if (t == B::EN && strong == B::AL) {  // W2
        t = B::AN;
      }
      s_.types[i] = t;
      seen |= bit(t);
    }
    if ((seen & (bit(B::ES) | bit(B::CS) | bit(B::ET) | bit(B::EN) | bit(B::AL))) != 0) {
      seen |= resolve_numbers();
    }
    return seen | kNeutrals;
  }

  uint32_t resolve_numbers() {
    uint32_t seen = 0;
    for (size_t i = 0; i < count_; ++i) {
      B& t = s_.types[i];
      if (t == B::AL) {  // W3
        t = B::R;
      } else if (t == B::ES || t == B::CS) {  // W4
        const B a = i > 0 ? s_.types[i - 1] : B::ON;
        const B b = i + 1 < count_ ? s_.types[i + 1] : B::ON;
        if (a == B::EN && b == B::EN) t = B::EN;
        if (t == B::CS && a == B::AN && b == B::AN) t = B::AN;
      }
    }
    for (size_t i = 0; i < count_;) {  // W5
      if (s_.types[i] != B::ET) {
        ++i;
        continue;
      }
      size_t end = i;
      while (end < count_ && s_.types[end] == B::ET) ++end;
      const bool beside =
          (i > 0 && s_.types[i - 1] == B::EN) || (end < count_ && s_.types[end] == B::EN);
      for (; i < end; ++i) s_.types[i] = beside ? B::EN : B::ET;
    }
    B strong = sos_;
    for (size_t i = 0; i < count_; ++i) {
      B& t = s_.types[i];
      if (among(t, bit(B::ES) | bit(B::CS) | bit(B::ET))) t = B::ON;  // W6
      if (t == B::L || t == B::R) strong = t;
      if (t == B::EN && strong == B::L) t = B::L;  // W7
      seen |= bit(t);
    }
    return seen;
  }

  // N0. BD16: at most 63 brackets open, else the search stops for this sequence.
  void resolve_brackets() {
    struct Open {
      char32_t pair;
      uint32_t position;
    };
    FixedVector<Open, 63> open;
    size_t pair_count = 0;
    std::fill_n(s_.pairs, count_, kNoPair);
    for (uint32_t i = 0; i < count_; ++i) {
      if (s_.types[i] != B::ON) continue;
      const char32_t c = text_[s_.positions[i]];
      const Bracket bracket = bidi_bracket(c);
      if (bracket.type == BracketType::Open) {
        const Open entry{bracket.pair, i};
        if (!open.try_push(entry)) break;
      } else if (bracket.type == BracketType::Close) {
        pair_count += close_bracket(open, c, i);
      }
    }
    for (uint32_t i = 0; pair_count > 0 && i < count_; ++i) {
      if (s_.pairs[i] != kNoPair) resolve_pair(i, s_.pairs[i]);
    }
  }
  template <class Stack>
  size_t close_bracket(Stack& open, char32_t c, uint32_t at) {
    const char32_t canonical = c == 0x232A ? 0x3009 : c;
    for (size_t k = open.size(); k > 0; --k) {
      if (open[k - 1].pair != canonical) continue;
      s_.pairs[open[k - 1].position] = at;
      while (open.size() >= k) open.pop();
      return 1;
    }
    return 0;
  }

  static B strong_of(B t) {  // N0: numbers count as R
    if (t == B::EN || t == B::AN) return B::R;
    return t == B::L || t == B::R ? t : B::ON;
  }
  void resolve_pair(uint32_t open, uint32_t close) {
    const B embedding = direction_of(level_);
    bool opposite = false;
    for (uint32_t i = open + 1; i < close; ++i) {
      const B t = strong_of(s_.types[i]);
      if (t == embedding) {  // N0 b
        set_bracket(open, embedding);
        set_bracket(close, embedding);
        return;
      }
      opposite = opposite || t != B::ON;
    }
    if (!opposite) return;  // N0 d
    B context = sos_;       // N0 c
    for (uint32_t i = open; i > 0; --i) {
      const B t = strong_of(s_.types[i - 1]);
      if (t == B::ON) continue;
      context = t;
      break;
    }
    const B to = context != embedding ? context : embedding;
    set_bracket(open, to);
    set_bracket(close, to);
  }
  // Marks that W1 made neutral with their bracket follow it.
  void set_bracket(uint32_t at, B to) {
    s_.types[at] = to;
    for (uint32_t i = at + 1; i < count_ && s_.classes[s_.positions[i]] == B::NSM; ++i) {
      s_.types[i] = to;
    }
  }

  void resolve_neutrals() {  // N1, N2
    for (size_t i = 0; i < count_;) {
      if (!among(s_.types[i], kNeutrals)) {
        ++i;
        continue;
      }
      size_t end = i;
      while (end < count_ && among(s_.types[end], kNeutrals)) ++end;
      const B a = i > 0 ? strong_of(s_.types[i - 1]) : sos_;
      const B b = end < count_ ? strong_of(s_.types[end]) : eos_;
      const B to = a == b ? a : direction_of(level_);
      for (; i < end; ++i) s_.types[i] = to;
    }
  }

  void assign_levels() {  // I1, I2
    for (size_t i = 0; i < count_; ++i) {
      const B t = s_.types[i];
      BidiLevel level = level_;
      if ((level & 1) == 0) {
        if (t == B::R) level += 1;
        if (t == B::AN || t == B::EN) level += 2;
      } else if (t != B::R) {
        level += 1;
      }
      levels_[s_.positions[i]] = level;
    }
  }

  const Scratch& s_;
  size_t run_count_;
  std::span<const char32_t> text_;
  std::span<BidiLevel> levels_;
  size_t count_ = 0;
  uint32_t last_run_ = 0;
  BidiLevel level_ = 0;
  B sos_ = B::L;
  B eos_ = B::L;
  bool has_brackets_ = false;
};

BidiLevel resolve(const Scratch& s, std::span<const char32_t> text, BaseDirection base,
                  std::span<BidiLevel> levels) {
  const size_t count = levels.size();
  BidiLevel paragraph = base == BaseDirection::Rtl ? 1 : 0;
  if (base == BaseDirection::Auto) paragraph = strong_level(s.original, 0, count, false, 0);
  Embedder(paragraph, count).run(s.original, s.classes, levels.data());
  const size_t run_count = find_runs(levels, s.runs);
  link_runs(s, run_count);
  Sequence sequence(s, run_count, text, levels);
  for (uint32_t r = 0; r < run_count; ++r) {
    if (!s.runs[r].continues) sequence.resolve(r, paragraph);
  }
  BidiLevel before = paragraph;  // section 5.2: the removed take a neighbour's level
  for (BidiLevel& level : levels) {
    if (level == kRemoved) level = before;
    before = level;
  }
  return paragraph;
}

}  // namespace

size_t bidi_scratch_bytes(size_t count) noexcept {
  return count * (sizeof(RunLink) + 3 * sizeof(uint32_t) + 3 * sizeof(B)) + alignof(RunLink);
}

BidiLevel resolve_levels(std::span<const char32_t> text, BaseDirection base,
                         std::span<std::byte> scratch, std::span<BidiLevel> levels) noexcept {
  ASSERT(levels.size() == text.size());
  const Scratch s = cut(scratch, text.size());
  for (size_t i = 0; i < text.size(); ++i) s.original[i] = character(text[i]).bidi;
  return resolve(s, text, base, levels);
}

BidiLevel resolve_levels_of_classes(std::span<const BidiClass> classes, BaseDirection base,
                                    std::span<std::byte> scratch,
                                    std::span<BidiLevel> levels) noexcept {
  ASSERT(levels.size() == classes.size());
  const Scratch s = cut(scratch, classes.size());
  std::copy(classes.begin(), classes.end(), s.original);
  return resolve(s, {}, base, levels);
}

}  // namespace hallows::unicode
