#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>

namespace hallows {

// Builds the text dumps of the stages. Numbers print the same on every machine and build type:
// integers in full, floats in the shortest form that reads back to the same value. Not for frames.
class TextWriter {
 public:
  TextWriter& operator<<(std::string_view text) {
    out_ += text;
    return *this;
  }
  TextWriter& operator<<(const char* text) { return *this << std::string_view(text); }
  TextWriter& operator<<(char c) {
    out_ += c;
    return *this;
  }
  template <std::integral T>
    requires(!std::same_as<T, char> && !std::same_as<T, bool>)
  TextWriter& operator<<(T value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    out_.append(digits, end.ptr);
    return *this;
  }
  template <std::floating_point T>
  TextWriter& operator<<(T value) {
    if (value == 0) return *this << '0';  // -0 and 0 are one number in a dump
    if (std::isnan(value)) return *this << "nan";
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    out_.append(digits, end.ptr);
    return *this;
  }
  TextWriter& indent(int depth) {
    out_.append(static_cast<size_t>(depth) * 2, ' ');
    return *this;
  }
  const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace hallows
