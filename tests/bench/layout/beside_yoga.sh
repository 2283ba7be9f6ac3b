#!/usr/bin/env bash
# Times the layout engine and npm's yoga-layout on the same trees in one run.
#   tests/bench/layout/beside_yoga.sh [TREE...]     all six trees unless named
# PRESET (bench) is built, yoga-layout is installed into its build folder (needs node and npm, and
# the network the first time), ROUNDS (5) is for both.
set -euo pipefail
cd "$(dirname "$0")/../../.."
preset=${PRESET:-bench}
rounds=${ROUNDS:-5}
folder=build/$preset/yoga
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" --target layout_bench >/dev/null
mkdir -p "$folder"
if [ ! -d "$folder/node_modules/yoga-layout" ]; then
  npm install --prefix "$folder" --no-audit --no-fund --silent yoga-layout@3.2.1
fi
exec "build/$preset/bin/layout_bench" --rounds "$rounds" --write-trees "$folder/trees.json" \
  --yoga "node tests/bench/layout/yoga_bench.mjs $folder/node_modules $folder/trees.json $rounds" \
  "$@"
