#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "parseltongue/tools/sources.h"
#include "rt-kernel/base/hash.h"
#include "tests/bench/frames/measure.h"
#include "tests/bench/frames/scene_data.h"

using namespace hallows;
using namespace hallows::bench;

namespace {

std::unique_ptr<Player> make_player(const PlaySpec& spec) {
  Result<std::unique_ptr<Player>> player = Player::create(spec);
  if (!player) FAIL(format_diagnostic(player.error()));
  return std::move(*player);
}

uint64_t picture_hash(Player& player) {
  SizePx size;
  const std::vector<uint32_t> pixels = player.session().picture({0}, size);
  return hash_bytes({reinterpret_cast<const char*>(pixels.data()), pixels.size() * 4});
}

}  // namespace

// From the peers' generators (JavaScript and C++, which are held against each other).
TEST_CASE("the scenes' numbers are those that every other engine is measured with") {
  CHECK(words().size() == 64);
  CHECK(words()[0] == "tota");
  CHECK(words()[63] == "cure");
  const PersonData p = person(9999);
  CHECK(p.id == 10'000);
  CHECK(p.name == "Kabaco Rapebume");
  CHECK(p.email == "lalugabo.sibisure43@lalugabo.org");
  CHECK(p.city == "Nolu");
  CHECK(p.amount == "247,120.45");
  CHECK(p.date == "2011-04-07");
  const LeafData last = relayout_tree()[39][4].lines[4][8];
  CHECK(last.word.empty());
  CHECK(last.weight == 1);
  CHECK(last.color == 5);
  CHECK(changed_label(13) == "2947");
  CHECK(triangle(0, 400) == 0);
  CHECK(triangle(399, 400) == 399);
  CHECK(triangle(401, 400) == 399);
  CHECK(table_offset(100'000, 720) == 700'000 % (240'000 - 692));
}

TEST_CASE("each scene has the metrics and does the work that it is made for") {
  struct Row {
    Scene scene;
    uint32_t warmup;
    double elements, texts_shaped, nodes_laid_out_min, damage_share_min, damage_share_max;
    double copied_share_min;
  };
  // S2: 500 widgets, the centring boxes of its labels, the window; before frame 40 it shows texts
  // that other cards have. S3: what scrolls is copied but for the 7 pixels of a step, below a
  // header of 28. S5: 10,241 and the window.
  const Row rows[] = {{Scene::S2, 40, 836, 1, 1, 1e-4, 0.01, 0},
                      {Scene::S3, 4, 0, 0, 0, 7.0 / 720, 0.02, 0.94},
                      {Scene::S5, 4, 10'242, 0, 9'000, 0.5, 1, 0}};
  for (const Row& row : rows) {
    CAPTURE(kSceneNames[static_cast<uint32_t>(row.scene)]);
    auto player = make_player({row.scene});
    const uint64_t before = picture_hash(*player);
    const std::vector<Metric> m = measure(*player, {.warmup = row.warmup, .frames = 3});
    CHECK(picture_hash(*player) != before);
    for (const char* name : {"wall_p50", "wall_p95", "wall_p99", "wall_mean", "ui_ms", "raster_ms",
                             "cpu_ms", "rss_mib", "rss_peak_mib", "pss_mib", "quads", "draws"}) {
      CAPTURE(name);
      CHECK(find_metric(m, name) > 0);
    }
    CHECK(find_metric(m, "frames") == 3);
    CHECK(find_metric(m, "cpu_ms") ==
          doctest::Approx(find_metric(m, "ui_ms") + find_metric(m, "raster_ms")));
    if (row.elements > 0) CHECK(find_metric(m, "elements") == row.elements);
    if (row.texts_shaped > 0) CHECK(find_metric(m, "texts_shaped") == row.texts_shaped);
    CHECK(find_metric(m, "nodes_laid_out") >= row.nodes_laid_out_min);
    CHECK(find_metric(m, "damage_share") >= row.damage_share_min);
    CHECK(find_metric(m, "damage_share") <= row.damage_share_max);
    CHECK(find_metric(m, "copied_share") >= row.copied_share_min);
  }
}

TEST_CASE("the table holds the rows that can be seen and their overscan") {
  auto player = make_player({Scene::S3});
  const std::vector<Metric> m = measure(*player, {.warmup = 10, .frames = 10});
  // 13 elements a row (6 boxes with a text each and the row), at most three viewports of rows.
  const double rows = (find_metric(m, "elements") - 15) / 13;
  CHECK(rows >= 692.0 / 24);
  CHECK(rows <= 3 * 692.0 / 24 + 2);
}

TEST_CASE("figures are medians over runs, in the form that the peers' figures have") {
  const std::string json =
      figures_json({"hallows-cpu", "S2", "720"}, {{{"ui_ms", 3}}, {{"ui_ms", 1}}, {{"ui_ms", 2}}});
  CHECK(json ==
        "[\n{\"peer\":\"hallows-cpu\",\"scene\":\"S2\",\"size\":\"720\",\"metric\":\"ui_ms\","
        "\"value\":2.0,\"min\":1.0,\"max\":3.0,\"n\":3}\n]\n");
}
