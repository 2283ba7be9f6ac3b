#include "ui-sched/runtime/test_keys.h"

namespace hallows::runtime {
namespace {

struct NamedKey {
  std::string_view name;
  Key key;
};
constexpr NamedKey kKeys[] = {{"Enter", Key::Enter},
                              {"Escape", Key::Escape},
                              {"Tab", Key::Tab},
                              {"Space", Key{' '}},
                              {"Backspace", Key::Backspace},
                              {"Delete", Key::Delete},
                              {"Insert", Key::Insert},
                              {"Left", Key::Left},
                              {"Right", Key::Right},
                              {"Up", Key::Up},
                              {"Down", Key::Down},
                              {"Home", Key::Home},
                              {"End", Key::End},
                              {"PageUp", Key::PageUp},
                              {"PageDown", Key::PageDown},
                              {"F1", Key::F1},
                              {"F2", Key::F2},
                              {"F3", Key::F3},
                              {"F4", Key::F4},
                              {"F5", Key::F5},
                              {"F6", Key::F6},
                              {"F7", Key::F7},
                              {"F8", Key::F8},
                              {"F9", Key::F9},
                              {"F10", Key::F10},
                              {"F11", Key::F11},
                              {"F12", Key::F12}};

struct NamedMod {
  std::string_view name;
  Mod mod;
};
constexpr NamedMod kMods[] = {{"Ctrl", Mod::Control},
                              {"Control", Mod::Control},
                              {"Shift", Mod::Shift},
                              {"Alt", Mod::Alt},
                              {"Super", Mod::Super}};

bool take_mod(std::string_view& text, uint8_t& mods) {
  for (const NamedMod& m : kMods) {
    if (text.size() > m.name.size() && text.starts_with(m.name) && text[m.name.size()] == '+') {
      text.remove_prefix(m.name.size() + 1);
      mods |= mod_bit(m.mod);
      return true;
    }
  }
  return false;
}

}  // namespace

KeyChord parse_key_chord(std::string_view text) {
  KeyChord chord;
  while (take_mod(text, chord.mods)) {
  }
  for (const NamedKey& k : kKeys) {
    if (text == k.name) return {k.key, chord.mods};
  }
  if (text.size() != 1) return chord;
  char c = text[0];
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  chord.key = static_cast<Key>(c);
  return chord;
}

}  // namespace hallows::runtime
