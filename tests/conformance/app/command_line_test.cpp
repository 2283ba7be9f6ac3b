#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "ui-sched/app/app_options.h"

using namespace hallows;

namespace {

std::optional<Diagnostic> parse(std::vector<std::string> words, AppOptions& out) {
  words.insert(words.begin(), "app");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return parse_app_options(static_cast<int>(argv.size()), argv.data(), out);
}

}  // namespace

TEST_CASE("the options of every application, apart and joined by =") {
  AppOptions out;
  CHECK_FALSE(parse({"--backend", "vulkan", "--port=headless", "--scale", "1.5", "--window=640x480",
                     "--frames", "12", "--screenshot", "a.png", "--stats=b.json"},
                    out));
  CHECK(out.backend == BackendChoice::Vulkan);
  CHECK(out.port == PortChoice::Headless);
  CHECK(out.scale == 1.5F);
  CHECK(out.window.width == 640);
  CHECK(out.window.height == 480);
  CHECK(out.frames == 12);
  CHECK(out.screenshot == "a.png");
  CHECK(out.stats == "b.json");
}

TEST_CASE("what an application takes itself is left alone") {
  AppOptions out;
  CHECK_FALSE(parse({"file.txt", "--verbose", "--frames-per-page", "x", "--"}, out));
  CHECK(out.frames == 0);
}

TEST_CASE("a bad value names the option and what it wants") {
  struct Case {
    std::vector<std::string> words;
    const char* message;
  };
  const Case kCases[] = {
      {{"--backend", "metal"}, "--backend wants auto, cpu or vulkan, not `metal`"},
      {{"--port"}, "--port wants auto, headless or glfw"},
      {{"--scale", "100"}, "--scale wants a number from 0.25 to 8, not `100`"},
      {{"--scale=nan"}, "--scale wants a number from 0.25 to 8, not `nan`"},
      {{"--window", "640"}, "--window wants a size such as 1280x720, not `640`"},
      {{"--window=-1x5"}, "--window wants a size such as 1280x720, not `-1x5`"},
      {{"--frames", "-3"}, "--frames wants a whole number, not `-3`"},
      {{"--screenshot="}, "--screenshot wants the name of a PNG file"},
  };
  for (const Case& c : kCases) {
    AppOptions out;
    const std::optional<Diagnostic> error = parse(c.words, out);
    REQUIRE(error.has_value());
    CHECK(error->message == c.message);
  }
}
