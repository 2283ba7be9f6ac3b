#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "parseltongue/format/program.h"

namespace hallows {

// The Program behind a generated class: tables that ptlc has written as words, read into records
// once, and evaluated by the interpreter. Generated code only.
class ProgramData {
 public:
  explicit ProgramData(void (*fill)(ProgramData& data));
  ProgramData(const ProgramData&) = delete;
  ProgramData& operator=(const ProgramData&) = delete;

  format::Tables& tables() { return tables_; }
  const format::Program& program() const { return program_; }

  // `kSize`: of a record where the tables were written.
  template <size_t kSize, class T>
  void read(std::span<const T>& table, std::span<const uint64_t> words, size_t count) {
    static_assert(sizeof(T) == kSize, "made by the ptlc of another version: build it again");
    static_assert(std::is_trivially_copyable_v<T>);
    auto bytes = std::make_unique<std::byte[]>(count * sizeof(T) + 1);
    std::memcpy(bytes.get(), words.data(), count * sizeof(T));
    // Records of implicit lifetime: memcpy into storage of bytes makes them.
    table = {reinterpret_cast<const T*>(bytes.get()), count};
    memory_.push_back(std::move(bytes));
  }

 private:
  std::vector<std::unique_ptr<std::byte[]>> memory_;
  format::Tables tables_;
  format::Program program_;
};

}  // namespace hallows
