#!/bin/sh
# Without a display a program says so, says what to do, and ends with 3: no_display.sh PROGRAM ARGS...
unset DISPLAY
out=$("$@" 2>&1)
code=$?
echo "$out"
[ $code -eq 3 ] || { echo "exit code $code, not 3"; exit 1; }
echo "$out" | grep -q "there is no display to open a window on" || exit 1
echo "$out" | grep -q "set DISPLAY, or choose the headless port (--port headless)" || exit 1
[ "$(echo "$out" | grep -c "error:")" -eq 1 ] || { echo "more than one error"; exit 1; }
