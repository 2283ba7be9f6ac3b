#!/usr/bin/env bash
# install_test.sh BUILD_DIR CXX: installs the build into a folder of its own and builds and runs the
# consumer against it, from another folder, in both ways that users link.
set -euo pipefail
build=$1
cxx=$2
source=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"  # an installed tree may be moved
"$work/moved/bin/hallows" --version

echo "-- find_package(hallows)"
cmake -S "$source/consumer" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/moved" \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$work/build"
"$work/build/boxes"
"$work/build/window"
"$work/build/application" --port headless --frames 2 --screenshot "$work/greeting.png"
test -s "$work/greeting.png"

echo "-- hallows_carry_fonts"
test -s "$work/moved/share/hallows/fonts/fonts-noto-core.copyright"
if [ -e "$build/share/hallows/fonts/cjk.words" ]; then
  test -s "$work/moved/share/hallows/fonts/cjk.words"
  test -s "$work/moved/share/hallows/fonts/ipadic-common.copyright"
fi
cmake --install "$work/build" --prefix "$work/application" >/dev/null
test -s "$work/application/share/hallows/fonts/thbrk.tri"
test ! -e "$work/application/share/hallows/fonts/NotoSansKhmer-Regular.ttf"  # WITH core
"$work/application/bin/carried" "$work/application/share/hallows/fonts/"

echo "-- hallows new"
"$work/moved/bin/hallows" new "$work/first-app" >/dev/null
cmake -S "$work/first-app" -B "$work/first-app/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/moved" \
  -DCMAKE_CXX_COMPILER="$cxx" >/dev/null
cmake --build "$work/first-app/build"
"$work/first-app/build/first-app" --port headless --frames 2 --screenshot "$work/first-app.png"
test -s "$work/first-app.png"

echo "-- pkg-config hallows"
export PKG_CONFIG_PATH=$work/moved/lib/pkgconfig:$(echo "$work"/moved/lib/*/pkgconfig)
flags=$(pkg-config --cflags --libs hallows)
for program in boxes window; do
  # shellcheck disable=SC2086
  "$cxx" "$source/consumer/$program.cpp" -o "$work/$program" $flags
  "$work/$program"
done
