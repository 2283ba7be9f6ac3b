#include "layout/text/unicode/line_break.h"

#include <array>
#include <string_view>

#include "layout/text/unicode/character.h"
#include "layout/text/unicode/line_tailoring.h"

// The rules of UAX 14 (Unicode 15.0) as a machine: a state is all that they can see of the text
// before a place, so one table gives the break and one the next state. The tables are computed from
// the rules, in their order, by the compiler. Rules 25 are the regular-expression tailoring of
// section 8.2, example 7, which LineBreakTest.txt uses.
namespace hallows::unicode {
namespace {

// Input classes: LineClass after rule LB1, then the splits that rules need.
using Input = uint8_t;
constexpr Input kOpWide = static_cast<uint8_t>(LineClass::XX) + 1;  // OP, East Asian: LB30 skips it
constexpr Input kCpWide = kOpWide + 1;
constexpr Input kPictograph = kCpWide + 1;  // unassigned and Extended_Pictographic: ID, but LB30b
constexpr Input kHyphen2010 = kPictograph + 1;  // U+2010: BA, but LB20a
constexpr Input kInputs = kHyphen2010 + 1;

// States: the input classes (the last character, spaces and marks resolved), then these.
using State = uint8_t;
constexpr State kStart = kInputs;
constexpr State kSpace = kStart + 1;        // after spaces: of nothing special,
constexpr State kSpaceZw = kSpace + 1;      // LB8
constexpr State kSpaceOp = kSpaceZw + 1;    // LB14
constexpr State kSpaceQu = kSpaceOp + 1;    // LB15
constexpr State kSpaceCl = kSpaceQu + 1;    // LB16
constexpr State kSpaceB2 = kSpaceCl + 1;    // LB17
constexpr State kEvenRi = kSpaceB2 + 1;     // after a pair of regional indicators
constexpr State kHlHyphen = kEvenRi + 1;    // LB21a: Hebrew letter, hyphen
constexpr State kNumberSy = kHlHyphen + 1;  // in a number: NU (SY | IS)*
constexpr State kNumberIs = kNumberSy + 1;
constexpr State kNumberCl = kNumberIs + 1;  // NU (SY | IS)* (CL | CP)
constexpr State kNumberCp = kNumberCl + 1;
constexpr State kNumberCpWide = kNumberCp + 1;
// LB20a of Unicode 15.1: hyphen at the start of a word.
constexpr State kWordHyphen = kNumberCpWide + 1;
constexpr State kWordHyphen2010 = kWordHyphen + 1;
constexpr State kStates = kWordHyphen2010 + 1;

enum class Action : uint8_t { Break, Keep, Must, IfNumber };

constexpr uint8_t id(LineClass c) {
  return static_cast<uint8_t>(c);
}
using L = LineClass;

template <class... Cs>
constexpr bool any(uint8_t x, Cs... classes) {
  return ((x == static_cast<uint8_t>(classes)) || ...);
}
constexpr bool is_mandatory(uint8_t s) {
  return any(s, L::BK, L::CR, L::LF, L::NL);
}
constexpr bool is_spaced(uint8_t s) {
  return s >= kSpace && s <= kSpaceB2;
}
constexpr bool is_alphabetic(uint8_t s) {
  return any(s, L::AL, L::HL);
}
constexpr bool is_open(uint8_t s) {
  return any(s, L::OP, kOpWide);
}
constexpr bool is_hangul(uint8_t s) {
  return any(s, L::JL, L::JV, L::JT, L::H2, L::H3);
}
constexpr bool is_ideograph(uint8_t s) {
  return any(s, L::ID, L::EB, L::EM, kPictograph);
}
constexpr bool in_number(uint8_t s) {
  return any(s, L::NU, kNumberSy, kNumberIs);
}

// The class that rules look at where the state remembers more than the last class.
constexpr uint8_t plain(uint8_t s) {
  switch (s) {
    case kEvenRi:
      return id(L::RI);
    case kNumberSy:
      return id(L::SY);
    case kNumberIs:
      return id(L::IS);
    case kNumberCl:
      return id(L::CL);
    case kNumberCp:
      return id(L::CP);
    case kNumberCpWide:
      return kCpWide;
    case kWordHyphen2010:
      return kHyphen2010;
    case kWordHyphen:
    case kHlHyphen:
      return id(L::HY);
    default:
      return s;
  }
}

constexpr Action kept_if(bool keep) {
  return keep ? Action::Keep : Action::Break;
}

// LB22 to LB31.
constexpr Action rules_of_words(uint8_t state, uint8_t a, uint8_t b) {
  const bool affix_a = any(a, L::PR, L::PO);
  const bool affix_b = any(b, L::PR, L::PO);
  if (b == id(L::IN)) return Action::Keep;                      // LB22
  if (is_alphabetic(a) && b == id(L::NU)) return Action::Keep;  // LB23
  if (a == id(L::NU) && is_alphabetic(b)) return Action::Keep;
  if (a == id(L::PR) && is_ideograph(b)) return Action::Keep;  // LB23a
  if (is_ideograph(a) && b == id(L::PO)) return Action::Keep;
  if (affix_a && is_alphabetic(b)) return Action::Keep;  // LB24
  if (is_alphabetic(a) && affix_b) return Action::Keep;
  if (affix_a && b == id(L::NU)) return Action::Keep;  // LB25
  if (affix_a && (is_open(b) || b == id(L::HY))) return Action::IfNumber;
  if ((is_open(a) || a == id(L::HY)) && b == id(L::NU)) return Action::Keep;
  if (in_number(state) && any(b, L::NU, L::SY, L::IS, L::CL, L::CP, kCpWide)) return Action::Keep;
  if (in_number(state) && affix_b) return Action::Keep;
  if (any(state, kNumberCl, kNumberCp, kNumberCpWide) && affix_b) return Action::Keep;
  if (a == id(L::JL) && any(b, L::JL, L::JV, L::H2, L::H3)) return Action::Keep;  // LB26
  if (any(a, L::JV, L::H2) && any(b, L::JV, L::JT)) return Action::Keep;
  if (any(a, L::JT, L::H3) && b == id(L::JT)) return Action::Keep;
  if (is_hangul(a) && b == id(L::PO)) return Action::Keep;  // LB27
  if (a == id(L::PR) && is_hangul(b)) return Action::Keep;
  if (is_alphabetic(a) && is_alphabetic(b)) return Action::Keep;                    // LB28
  if (a == id(L::IS) && is_alphabetic(b)) return Action::Keep;                      // LB29
  if ((is_alphabetic(a) || a == id(L::NU)) && b == id(L::OP)) return Action::Keep;  // LB30
  if (a == id(L::CP) && (is_alphabetic(b) || b == id(L::NU))) return Action::Keep;
  if (state == id(L::RI) && b == id(L::RI)) return Action::Keep;  // LB30a
  return kept_if(any(a, L::EB, kPictograph) && b == id(L::EM));   // LB30b, LB31
}

// LB11 to LB21b.
constexpr Action rules_of_punctuation(uint8_t state, uint8_t a, uint8_t b) {
  if (b == id(L::WJ) || a == id(L::WJ)) return Action::Keep;  // LB11
  if (a == id(L::GL)) return Action::Keep;                    // LB12
  const bool hyphen_before = any(a, L::BA, L::HY, kHyphen2010);
  if (b == id(L::GL) && !is_spaced(a) && !hyphen_before) return Action::Keep;   // LB12a
  if (any(b, L::CL, L::CP, kCpWide, L::EX, L::IS, L::SY)) return Action::Keep;  // LB13
  if (is_open(a) || a == kSpaceOp) return Action::Keep;                         // LB14
  if (any(a, L::QU, kSpaceQu) && is_open(b)) return Action::Keep;               // LB15
  const bool closed = any(a, L::CL, L::CP, kCpWide, kSpaceCl);
  if (closed && b == id(L::NS)) return Action::Keep;                                    // LB16
  if (any(a, L::B2, kSpaceB2) && b == id(L::B2)) return Action::Keep;                   // LB17
  if (is_spaced(a)) return Action::Break;                                               // LB18
  if (b == id(L::QU) || a == id(L::QU)) return Action::Keep;                            // LB19
  if (b == id(L::CB) || a == id(L::CB)) return Action::Break;                           // LB20
  if (any(state, kWordHyphen, kWordHyphen2010) && b == id(L::AL)) return Action::Keep;  // LB20a
  if (any(b, L::BA, kHyphen2010, L::HY, L::NS)) return Action::Keep;                    // LB21
  if (a == id(L::BB)) return Action::Keep;
  if (state == kHlHyphen) return Action::Keep;                // LB21a
  if (a == id(L::SY) && b == id(L::HL)) return Action::Keep;  // LB21b
  return rules_of_words(state, a, b);
}

constexpr Action action_of(uint8_t state, uint8_t b) {
  if (state == kStart) return Action::Keep;                             // LB2
  if (state == id(L::CR) && b == id(L::LF)) return Action::Keep;        // LB5
  if (is_mandatory(state)) return Action::Must;                         // LB4, LB5
  if (is_mandatory(b) || any(b, L::SP, L::ZW)) return Action::Keep;     // LB6, LB7
  if (any(state, L::ZW, kSpaceZw)) return Action::Break;                // LB8
  if (any(b, L::CM, L::ZWJ) && !is_spaced(state)) return Action::Keep;  // LB9
  return rules_of_punctuation(state, plain(state), any(b, L::CM, L::ZWJ) ? id(L::AL) : b);
}

constexpr uint8_t space_after(uint8_t state) {
  if (is_spaced(state)) return state;
  const uint8_t a = plain(state);
  if (a == id(L::ZW)) return kSpaceZw;
  if (is_open(a)) return kSpaceOp;
  if (a == id(L::QU)) return kSpaceQu;
  if (any(a, L::CL, L::CP, kCpWide)) return kSpaceCl;
  return a == id(L::B2) ? kSpaceB2 : kSpace;
}

constexpr bool starts_word(uint8_t state) {
  return state == kStart || is_mandatory(state) || is_spaced(state) ||
         any(state, L::ZW, L::CB, L::GL);
}

constexpr uint8_t next_state(uint8_t state, uint8_t b) {
  const bool bare =
      state == kStart || is_mandatory(state) || is_spaced(state) || state == id(L::ZW);
  if (any(b, L::CM, L::ZWJ)) return bare ? id(L::AL) : state;  // LB9, LB10
  if (b == id(L::SP)) return space_after(state);
  if (state == id(L::HL) && any(b, L::HY, L::BA, kHyphen2010)) return kHlHyphen;
  if (starts_word(state)) {
    if (b == id(L::HY)) return kWordHyphen;
    if (b == kHyphen2010) return kWordHyphen2010;
  }
  if (b == id(L::RI) && state == id(L::RI)) return kEvenRi;
  if (!in_number(state)) return b;
  switch (b) {
    case id(L::SY):
      return kNumberSy;
    case id(L::IS):
      return kNumberIs;
    case id(L::CL):
      return kNumberCl;
    case id(L::CP):
      return kNumberCp;
    case kCpWide:
      return kNumberCpWide;
    default:
      return b;
  }
}

struct Machine {
  Action action[kStates][kInputs];
  uint8_t next[kStates][kInputs];
};

enum class Edition : uint8_t { Unicode15, Web };

// Browsers follow newer Unicode where it fixes these two: LB20a keeps a hyphen that starts a word
// with it, and LB21a doesn't keep a Hebrew letter after the hyphen.
constexpr Machine make_machine(Edition edition) {
  Machine machine{};
  for (uint8_t s = 0; s < kStates; ++s) {
    for (uint8_t b = 0; b < kInputs; ++b) {
      const bool word = any(s, kWordHyphen, kWordHyphen2010);
      const uint8_t seen = word && edition != Edition::Web ? plain(s) : s;
      machine.action[s][b] = action_of(seen, b);
      if (edition == Edition::Web && s == kHlHyphen && b == id(L::HL)) {
        machine.action[s][b] = Action::Break;
      }
      if (edition == Edition::Web && machine.action[s][b] == Action::IfNumber) {
        machine.action[s][b] = b == id(L::HY) ? Action::Keep : Action::Break;
      }
      machine.next[s][b] = next_state(s, b);
    }
  }
  return machine;
}

constexpr Machine kUnicode15 = make_machine(Edition::Unicode15);
constexpr Machine kWeb = make_machine(Edition::Web);

class Classifier {
 public:
  explicit Classifier(const LineBreakOptions& options)
      : options_(options),
        cjk_(options.language == LineLanguage::Chinese ||
             options.language == LineLanguage::Japanese),
        relaxed_(options.strictness != LineStrictness::Strict),
        loose_cjk_(cjk_ && options.strictness == LineStrictness::Loose) {}

  uint8_t operator()(char32_t code_point, const Character& c) const {
    if (c.line == L::AL || code_point < 0x80) return id(c.line);
    if (cjk_) {
      const uint8_t tailored = tailor(code_point);
      if (tailored != kInputs) return tailored;
    }
    return resolve(code_point, c);
  }

  bool loose_cjk() const { return loose_cjk_; }

  // The class by which the place before text[i] is judged, after `state`. Browsers keep hyphens
  // with an ideographic space or another hyphen before them, and a prefix of loose text with a
  // number.
  uint8_t seen_from_before(std::span<const char32_t> text, size_t i, uint8_t input,
                           State state) const {
    if (!cjk_) return input;
    const bool kept = any(state, L::BA, L::NS) || (i > 0 && is_cjk_hyphen(text[i - 1]));
    if (kept && is_cjk_hyphen(text[i])) return id(L::NS);
    if (!loose_cjk_) return input;
    const bool prefix = is_loose_prefix(text[i]) && !in_number(state);
    return prefix || is_loose_suffix(text[i]) ? id(L::ID) : input;
  }

 private:
  // LB1, and the splits of Input.
  uint8_t resolve(char32_t code_point, const Character& c) const {
    switch (c.line) {
      case L::AI:
      case L::SG:
      case L::XX:
        return c.is(Character::kExtendedPictographic) && is_unassigned(c) ? kPictograph : id(L::AL);
      case L::SA:
        return is_nonspacing(c) ? id(L::CM) : id(L::AL);
      case L::CJ:
        return relaxed_ ? id(L::ID) : id(L::NS);
      case L::OP:
        return c.is(Character::kEastAsianWide) ? kOpWide : id(L::OP);
      case L::CP:
        return c.is(Character::kEastAsianWide) ? kCpWide : id(L::CP);
      case L::ID:
        return c.is(Character::kExtendedPictographic) && is_unassigned(c) ? kPictograph : id(L::ID);
      case L::BA:
        return code_point == 0x2010 ? kHyphen2010 : id(L::BA);
      case L::NS:
      case L::IN:
        if (options_.strictness != LineStrictness::Loose) return id(c.line);
        return allowed_when_loose(code_point) ? id(L::ID) : id(c.line);
      default:
        return id(c.line);
    }
  }

  // In Chinese and Japanese. kInputs: nothing to tailor.
  uint8_t tailor(char32_t code_point) const {
    if (code_point == 0x201C) return id(L::OP);
    if (code_point == 0x201D) return id(L::CL);
    if (relaxed_ && allowed_in_cjk(code_point, options_.strictness)) return id(L::ID);
    return kInputs;
  }

  static bool is_unassigned(const Character& c) {
    return c.category == static_cast<uint8_t>(GeneralCategory::Cn);
  }
  static bool is_nonspacing(const Character& c) {
    return c.category == static_cast<uint8_t>(GeneralCategory::Mn) ||
           c.category == static_cast<uint8_t>(GeneralCategory::Mc);
  }
  const LineBreakOptions& options_;
  bool cjk_;
  bool relaxed_;
  bool loose_cjk_;
};

// LB25's look ahead: does a number follow the OP or HY at `at`?
bool number_follows(std::span<const char32_t> text, size_t at) {
  for (size_t i = at + 1; i < text.size(); ++i) {
    const LineClass c = character(text[i]).line;
    if (c == L::CM || c == L::ZWJ) continue;
    return c == L::NU;
  }
  return false;
}

bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool is_ascii_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_one_of(char32_t c, std::string_view set) {
  return set.find(static_cast<char>(c)) != std::string_view::npos;
}

// What browsers do between two printable ASCII characters other than space; measured over all
// pairs. `before` is what precedes the pair (0: nothing).
bool web_breaks(char32_t before, char32_t a, char32_t b) {
  if (a == '-') {
    if (is_digit(b)) return is_digit(before) || is_ascii_letter(before);
    return !is_one_of(b, "!$),./:;?]}");
  }
  if (a == '?') return !is_one_of(b, "!\"'),./:;?]}");
  if (b != '(' && b != '<' && b != '[' && b != '{') return false;
  return !is_digit(a) && !is_ascii_letter(a) && !is_one_of(a, "$'(/<@[^_`{");
}

bool is_web_ascii(char32_t c) {
  return c > 0x20 && c < 0x7F;
}

// The browsers' rules of a place before `b`; keeps what they leave to UAX 14.
Action web_action(std::span<const char32_t> text, size_t i, Action action) {
  const char32_t a = text[i - 1];
  const char32_t b = text[i];
  if (action == Action::Must) return action;
  if (a == ' ' || a == '\t') {
    const bool goes_on = b == ' ' || b == '\t' || b == '\n' || b == '\r';
    return goes_on ? Action::Keep : Action::Break;
  }
  const bool ascii_a = is_web_ascii(a);
  const bool ascii_b = is_web_ascii(b);
  if (ascii_a && ascii_b) {
    return kept_if(!web_breaks(i >= 2 ? text[i - 2] : 0, a, b));
  }
  if ((a == 0xA0 && ascii_b) || (ascii_a && b == 0xA0)) return Action::Keep;
  if (a == '-' && is_digit(b)) return Action::Keep;
  return action;
}

bool is_wide(char32_t c) {
  return character(c).is(Character::kEastAsianWide);
}

// LB19a of Unicode 16, which browsers follow: between wide characters, a quotation mark that opens
// (Pi) or closes (Pf) has a place to break on its other side.
uint8_t web_quotation(std::span<const char32_t> text, size_t i, const Character& c) {
  const bool within = i > 0 && i + 1 < text.size() && is_wide(text[i - 1]) && is_wide(text[i + 1]);
  if (within && c.category == static_cast<uint8_t>(GeneralCategory::Pi)) return id(L::OP);
  if (within && c.category == static_cast<uint8_t>(GeneralCategory::Pf)) return id(L::CL);
  return id(L::QU);
}

// The browsers' rules are pairs where all is ASCII that prints: no machine is needed. Stops at the
// first other character and returns its place.
size_t mark_web_ascii(std::span<const char32_t> text, std::span<uint8_t> flags) {
  if (text.empty() || text[0] - 0x20 >= 0x5F) return 0;
  for (size_t i = 1; i < text.size(); ++i) {
    const char32_t b = text[i];
    if (b - 0x20 >= 0x5F) return i;
    if (b == ' ') continue;
    const char32_t a = text[i - 1];
    const bool breaks = a == ' ' || web_breaks(i >= 2 ? text[i - 2] : 0, a, b);
    if (breaks) flags[i] |= kLineBreak;
  }
  return text.size();
}

}  // namespace

void mark_line_breaks(std::span<const char32_t> text, const LineBreakOptions& options,
                      std::span<uint8_t> flags) noexcept {
  const Classifier classify(options);
  const bool web = options.punctuation == PunctuationRules::Web;
  const bool everywhere =
      options.word_break == WordBreak::BreakAll || options.strictness == LineStrictness::Anywhere;
  const bool keep_all = options.word_break == WordBreak::KeepAll;
  const Machine& machine = web ? kWeb : kUnicode15;
  if (web && !everywhere && mark_web_ascii(text, flags) == text.size()) return;
  uint8_t state = kStart;
  uint8_t break_all_state = kStart;  // of the text with ideographs for its letters and numbers
  bool after_joiner = false;
  const Character* before = nullptr;
  for (size_t i = 0; i < text.size(); ++i) {
    const Character& c = character(text[i]);
    uint8_t input = classify(text[i], c);
    if (web && input == id(L::QU) && text[i] >= 0x80) input = web_quotation(text, i, c);
    const bool prefix = classify.loose_cjk() && is_loose_prefix(text[i]);
    Action action = machine.action[state][classify.seen_from_before(text, i, input, state)];
    state = prefix ? id(L::ID) : machine.next[state][input];
    if (action == Action::IfNumber) action = kept_if(number_follows(text, i));
    if (after_joiner && action == Action::Break) action = Action::Keep;  // LB8a
    after_joiner = input == id(L::ZWJ);
    if (web && i > 0) action = web_action(text, i, action);
    if (everywhere) {
      const bool letter = input != id(L::CM) && input != id(L::ZWJ) && is_breakable_letter(c);
      const uint8_t seen = letter ? id(L::ID) : input;
      const bool breaks = machine.action[break_all_state][seen] == Action::Break;
      break_all_state = machine.next[break_all_state][seen];
      const bool inside = before != nullptr && action == Action::Keep && !c.is(Character::kMark);
      if (inside && (breaks || options.strictness == LineStrictness::Anywhere)) {
        action = kept_if((flags[i] & kGraphemeStart) == 0 || is_mandatory(input));
      }
    }
    if (keep_all && before != nullptr && action == Action::Break) {
      action = kept_if(is_typographic_letter(*before) && is_typographic_letter(c));
    }
    if (!c.is(Character::kMark)) before = &c;
    if (action == Action::Break) flags[i] |= kLineBreak;
    if (action == Action::Must) flags[i] |= kLineBreak | kLineMust;
  }
}

}  // namespace hallows::unicode
