#!/usr/bin/env python3
"""Counts the instructions of the replay's frames under callgrind, a scene and stage, and holds them
against counts.json. Fails where a scene takes over 5 % more than there, if compiler and kernels are
those that made the counts; else it only reports. --bless writes the counts anew.

Usage: replay.py PROGRAM COUNTS.json [--bless]"""
import json
import os
import re
import subprocess
import sys
import tempfile

SCENES = ("S2", "S3", "S5")
LIMIT_PERCENT = 5
# Where a stage begins, as callgrind names it: inclusive counts.
STAGES = {name: f"hallows::widgets::{name}(" for name in
          ("bindings", "structure", "style", "layout", "snap", "scene")}
STAGES["prepare"] = "hallows::prepare::Preparer::prepare("
STAGES["execute"] = "hallows::runtime::Executor::submit("


def count(program, scene):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind.out")
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no",
             f"--callgrind-out-file={out}", program, scene],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if run.returncode != 0:
            sys.exit(f"replay {scene} failed ({run.returncode}):\n{run.stdout}")
        text = subprocess.run(
            ["callgrind_annotate", "--inclusive=yes", "--threshold=100", out],
            stdout=subprocess.PIPE, text=True, check=True).stdout
    counts = {"total": int(re.search(r"([\d,]+)[^\n]*PROGRAM TOTALS", text)[1].replace(",", ""))}
    for stage, function in STAGES.items():
        # Longer names that end alike belong to other functions: take the line's own name.
        pattern = r"^\s*([\d,]+)[^\n:]*\S*:" + re.escape(function)
        found = re.findall(pattern, text, re.MULTILINE)
        counts[stage] = max((int(n.replace(",", "")) for n in found), default=0)
    return counts


def main():
    program, path = sys.argv[1:3]
    bless = "--bless" in sys.argv[3:] or os.environ.get("HALLOWS_BLESS", "0") not in ("", "0")
    build = subprocess.run([program, "--build"], stdout=subprocess.PIPE, text=True,
                           check=True).stdout.strip()
    now = {"build": build, "scenes": {scene: count(program, scene) for scene in SCENES}}
    if bless:
        with open(path, "w") as f:
            json.dump(now, f, indent=1)
            f.write("\n")
        print(f"wrote {path}")
        return 0
    with open(path) as f:
        kept = json.load(f)
    same_build = kept["build"] == build
    print(f"counts of: {kept['build']}\nthis is:   {build}")
    failed = []
    for scene, counts in now["scenes"].items():
        for stage, n in counts.items():
            before = kept["scenes"][scene].get(stage, 0)
            change = 100 * (n - before) / before if before else 0
            print(f"{scene:3} {stage:10} {before:>13,} {n:>13,} {change:+7.2f} %")
            if stage == "total" and change > LIMIT_PERCENT:
                failed.append(f"{scene} takes {change:.1f} % more instructions")
    if failed and same_build:
        print("\n".join(failed))
        print(f"over {LIMIT_PERCENT} %: make it cheaper, or say in the commit why it costs that "
              "and run this test with HALLOWS_BLESS=1")
        return 1
    return 0


sys.exit(main())
