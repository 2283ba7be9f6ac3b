#include <doctest/doctest.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include <jpeglib.h>
#include <webp/encode.h>

#include "renderer/image/decode.h"
#include "renderer/image/encode_png.h"
#include "renderer/image/image_cache.h"
#include "rt-kernel/types/color.h"

namespace hallows::image {
namespace {

std::vector<uint32_t> pattern(SizePx size, bool opaque) {
  std::vector<uint32_t> pixels;
  for (Px y = 0; y < size.height; ++y) {
    for (Px x = 0; x < size.width; ++x) {
      const auto a = static_cast<uint8_t>(opaque ? 255 : (x * 9 + y * 31) % 256);
      pixels.push_back(premultiply({static_cast<uint8_t>(x * 8), static_cast<uint8_t>(y * 11),
                                    static_cast<uint8_t>(x ^ y), a})
                           .word);
    }
  }
  return pixels;
}

std::vector<uint8_t> encode_jpeg(SizePx size) {
  std::vector<uint8_t> rgb;
  for (Px y = 0; y < size.height; ++y) {
    for (Px x = 0; x < size.width; ++x) {
      rgb.insert(rgb.end(), {static_cast<uint8_t>(x * 4), static_cast<uint8_t>(y * 4), 128});
    }
  }
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* out = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&jpeg, &out, &bytes);
  jpeg.image_width = static_cast<JDIMENSION>(size.width);
  jpeg.image_height = static_cast<JDIMENSION>(size.height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 95, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = rgb.data() + size_t{jpeg.next_scanline} * static_cast<size_t>(size.width) * 3;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::vector<uint8_t> result(out, out + bytes);
  std::free(out);
  return result;
}

std::vector<uint8_t> encode_webp(SizePx size) {
  std::vector<uint8_t> bgra;
  for (Px i = 0; i < size.width * size.height; ++i) {
    bgra.insert(bgra.end(), {static_cast<uint8_t>(i), static_cast<uint8_t>(i * 3),
                             static_cast<uint8_t>(i * 7), static_cast<uint8_t>(255 - i % 2)});
  }
  uint8_t* out = nullptr;
  const size_t bytes =
      WebPEncodeLosslessBGRA(bgra.data(), size.width, size.height, size.width * 4, &out);
  std::vector<uint8_t> result(out, out + bytes);
  WebPFree(out);
  return result;
}

}  // namespace

TEST_CASE("what is written as PNG reads back") {
  for (const bool opaque : {true, false}) {
    const SizePx size = {31, 23};
    const std::vector<uint32_t> pixels = pattern(size, opaque);
    const std::vector<uint8_t> png = encode_png(pixels, size, size.width);
    const Result<ImageBlob> back = decode(png, "a.png");
    REQUIRE(static_cast<bool>(back));
    CHECK(back->size == size);
    CHECK(back->opaque == opaque);
    // Straight alpha of 8 bits loses what premultiplied colours of low alpha can't say: at most
    // half a level of the straight channel, which is at most one level premultiplied.
    for (size_t i = 0; i < pixels.size(); ++i) {
      for (int shift = 0; shift < 32; shift += 8) {
        const int a = static_cast<int>((pixels[i] >> shift) & 255);
        const int b = static_cast<int>((back->pixels[i] >> shift) & 255);
        REQUIRE(std::abs(a - b) <= (opaque ? 0 : 1));
      }
    }
    CHECK(encode_png(pixels, size, size.width) == png);
  }
}

TEST_CASE("pixels that don't fill the size are no picture") {
  const std::vector<uint32_t> pixels = pattern({4, 3}, true);
  CHECK_FALSE(encode_png(pixels, {4, 3}, 4).empty());
  CHECK_FALSE(encode_png(pixels, {3, 3}, 4).empty());
  CHECK_FALSE(encode_png(std::span(pixels).first(11), {3, 3}, 4).empty());  // no tail of a row
  CHECK(encode_png(std::span(pixels).first(10), {3, 3}, 4).empty());
  CHECK(encode_png(pixels, {4, 3}, 3).empty());
  CHECK(encode_png({}, {4, 3}, 4).empty());
  CHECK(encode_png({}, {}, 0).empty());
  const std::string path = "/tmp/hallows-no-picture.png";
  const Result<bool> written = write_png(path, {}, {4, 3}, 4);
  REQUIRE_FALSE(static_cast<bool>(written));
  CHECK(std::string(written.error().code) == "no-picture");
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("JPEG and WebP are read") {
  const Result<ImageBlob> jpeg = decode(encode_jpeg({48, 40}), "a.jpg");
  REQUIRE(static_cast<bool>(jpeg));
  CHECK(jpeg->size == SizePx{48, 40});
  CHECK(jpeg->opaque);
  const uint32_t p = jpeg->pixels[20 * 48 + 24];
  CHECK(static_cast<int>((p >> 16) & 255) == doctest::Approx(96).epsilon(0.08));
  CHECK(static_cast<int>((p >> 8) & 255) == doctest::Approx(80).epsilon(0.08));
  const Result<ImageBlob> webp = decode(encode_webp({9, 7}), "a.webp");
  REQUIRE(static_cast<bool>(webp));
  CHECK(webp->size == SizePx{9, 7});
  CHECK_FALSE(webp->opaque);
  CHECK(webp->pixels[2] == 0xFF0E0602);
}

TEST_CASE("bad pictures are refused in words that help") {
  const struct {
    std::vector<uint8_t> bytes;
    const char* code;
  } cases[] = {{{}, "image-damaged"},
               {{'h', 'e', 'l', 'l', 'o'}, "image-unknown"},
               {{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, "image-damaged"},
               {{0xFF, 0xD8, 0xFF}, "image-damaged"},
               {{'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P'}, "image-damaged"}};
  for (const auto& c : cases) {
    const Result<ImageBlob> result = decode(c.bytes, "x.png");
    REQUIRE_FALSE(static_cast<bool>(result));
    CHECK(std::string(result.error().code) == c.code);
    CHECK(result.error().place.file == "x.png");
    CHECK_FALSE(result.error().fix.empty());
  }
  const Result<ImageBlob> missing = load("/no/such/file.png");
  REQUIRE_FALSE(static_cast<bool>(missing));
  CHECK(std::string(missing.error().code) == "image-missing");
}

TEST_CASE("a picture that claims to be huge takes no memory") {
  std::vector<uint8_t> png = encode_png(pattern({4, 4}, true), {4, 4}, 4);
  png[16] = 0x00;  // width: 16 million
  png[17] = 0xFF;
  png[18] = 0xFF;
  const Result<ImageBlob> result = decode(png, "x.png");
  CHECK_FALSE(static_cast<bool>(result));
}

TEST_CASE("any damage is survived") {
  const std::vector<uint8_t> whole[] = {encode_png(pattern({20, 20}, false), {20, 20}, 20),
                                        encode_jpeg({32, 24}), encode_webp({20, 20})};
  std::mt19937 random(11);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::vector<uint8_t> bytes = whole[i % 3];
    if (random() % 3 == 0) bytes.resize(random() % bytes.size());
    const uint32_t changes = random() % 8;
    for (uint32_t k = 0; k < changes && !bytes.empty(); ++k) {
      bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
    }
    const Result<ImageBlob> result = decode(bytes, "x");
    if (!result) {
      ++refused;
    } else {
      REQUIRE(result->pixels.size() ==
              static_cast<size_t>(result->size.width) * static_cast<size_t>(result->size.height));
    }
  }
  CHECK(refused > 500);
}

TEST_CASE("scaling keeps flat colours exact and averages areas") {
  ImageBlob flat;
  flat.size = {17, 13};
  flat.pixels.assign(17 * 13, 0x80402010);
  for (const SizePx size : {SizePx{1, 1}, {5, 4}, {17, 13}, {40, 39}, {16, 14}}) {
    const ImageBlob out = scale(flat, size);
    REQUIRE(out.size == size);
    for (const uint32_t p : out.pixels) REQUIRE(p == 0x80402010);
  }
  ImageBlob steps;
  steps.size = {4, 2};
  steps.pixels = {0xFF000000, 0xFF0000FF, 0xFF000000, 0xFF0000FF,
                  0xFF000000, 0xFF0000FF, 0xFF000000, 0xFF0000FF};
  for (const uint32_t p : scale(steps, {2, 1}).pixels) CHECK(p == 0xFF000080);
  const ImageBlob left = scale(steps, {1, 2}, {0, 0, 0.25f, 1});
  for (const uint32_t p : left.pixels) CHECK(p == 0xFF000000);
  CHECK(scale(steps, {0, 5}).pixels.empty());
  CHECK(scale(ImageBlob{}, {5, 5}).pixels.empty());
}

TEST_CASE("the cache of scaled pictures frees a page only after its frames have retired") {
  CacheLimits limits;
  limits.scaled = 2;
  ImageCache cache(limits);
  const auto blob = std::make_shared<ImageBlob>();
  blob->size = {2, 2};
  blob->pixels.assign(4, 0xFFFFFFFF);
  const ImageId id = cache.add_source(blob);
  const auto request = [&](Px size) { return ImageRequest{id, {size, size}, {0, 0, 1, 1}}; };
  const auto scaled = [&](Px size) {
    return std::make_shared<const ImageBlob>(scale(*blob, {size, size}));
  };
  cache.begin_frame(1, 0);
  CHECK(cache.insert(request(3), scaled(3)));
  CHECK(cache.insert(request(4), scaled(4)));
  CHECK(cache.pending().size() == 2);
  cache.clear_pending();
  CHECK_FALSE(cache.insert(request(5), scaled(5)));  // both are used by this frame
  cache.begin_frame(2, 1);
  CHECK(cache.find(request(4)) != nullptr);
  CHECK_FALSE(cache.insert(request(5), scaled(5)));  // 3 is dropped, its room comes later
  CHECK(cache.find(request(3)) == nullptr);
  REQUIRE(cache.pending().size() == 1);
  CHECK_FALSE(cache.pending()[0].created);
  cache.begin_frame(3, 2);
  CHECK_FALSE(cache.insert(request(5), scaled(5)));
  cache.begin_frame(4, 3);
  CHECK(cache.insert(request(5), scaled(5)));
  cache.set_source(id, blob);
  CHECK(cache.find(request(5)) == nullptr);
}

}  // namespace hallows::image
