#!/usr/bin/env python3
"""command_test.py HALLOWS VERSION: every way in which a user can go wrong gets one message."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HALLOWS = os.path.abspath(sys.argv[1])
VERSION = sys.argv[2]
FINE, INPUT, COMMAND_LINE, MACHINE = 0, 1, 2, 3
NO_VULKAN = {"VK_ICD_FILENAMES": "/nowhere.json", "VK_DRIVER_FILES": "/nowhere.json"}
NO_DISPLAY = {"DISPLAY": None, "WAYLAND_DISPLAY": None}

FILES = {
    "fine.ptl": 'use std { Text }\nwindow W { title: "W"\n    Text { "fine" }\n}\n',
    "wrong.ptl": 'use std { Text }\nwindow W { title: "W"\n    Text { "x", colour: #fff }\n}\n',
    "empty.ptl": "",
    "picture.ptl": 'use std { Image }\nwindow W { title: "W"\n'
                   '    Image { @"broken.png", access.name: "x" }\n}\n',
    "absent.ptl": 'use std { Image }\nwindow W { title: "W"\n'
                  '    Image { @"absent.png", access.name: "x" }\n}\n',
    "input.ptl": 'use std { Text }\nwindow W { title: "W"\n    in name: text = "nobody"\n'
                 '    in large: bool = false\n    Text { name, size: large ? 40dp : 12dp }\n}\n',
    "tests.ptl": 'use std { Text }\nwindow W { title: "W"\n    Text { "fine" }\n}\n'
                 'test "shows" {\n    let w = W {}\n    expect(w.find("fine").exists)\n}\n',
    "endless.ptl": 'use std { Text }\nwindow W { title: "W"\n    var n = 0\n'
                   '    Text { "{n}", on appear { for i in 0 .. 9000 { for j in 0 .. 9000 { n += 1 } } } }\n}\n',
    "long.ptl": 'use std { Column, Text, Button }\nwindow W { title: "W"\n    var n = 0\n    Column {\n'
                '        Button { "Go", on press { for i in 0 .. 300 { for j in 0 .. 300 { n += 1 } } } }\n'
                '        Text { "{n}" }\n    }\n}\ntest "long" {\n    let w = W {}\n'
                '    for i in 0 .. 40 { w.find("Go").tap() }\n    expect(w.n == 3600000)\n}\n',
    "problems.ptl": 'use std { Column, Path, Text }\nwindow W { title: "W"\n    Column {\n'
                    '        Text { "a", family: "nonesuch" }\n        Path { path: "garbage" }\n    }\n}\n',
    "number.ptl": 'use std { Text }\nconst big = 99999999999999999999999\nwindow W { title: "W"\n'
                  '    Text { "{big}" }\n}\n',
    "script.ptl": 'use std { Text }\nwindow W { title: "W"\n    Text { "\U00011db0" }\n}\n',
}

# name, arguments, environment, exit code, what standard error and output say (in this order)
CASES = [
    ("a UI that is fine runs headless", "run fine.ptl --frames 2", NO_DISPLAY, FINE,
     ["port headless"]),
    ("a missing file", "run nothing.ptl", {}, INPUT, ["nothing.ptl: error: there is no file", "fix:"]),
    ("a mistake is shown with its line, a caret and the fix", "run wrong.ptl", {}, INPUT,
     ["wrong.ptl:3:17: error:", 'Text { "x", colour: #fff }', "^~~~~~", "fix: write 'color'"]),
    ("a file without a window", "run empty.ptl", NO_DISPLAY, INPUT, ["empty.ptl", "no window"]),
    ("an image that is damaged: the rest is shown", "run picture.ptl --frames 3", NO_DISPLAY, FINE,
     ["broken.png: error:"]),
    ("an image that is not there", "run absent.ptl --frames 3", NO_DISPLAY, INPUT,
     ["absent.ptl:3:", "absent.png"]),
    ("a character that no font has", "run script.ptl --frames 2", NO_DISPLAY, FINE,
     ["no font has the character U+11DB0", "fix:"]),
    ("no Vulkan driver: drawn on the processor, and said", "run fine.ptl --backend vulkan --frames 2",
     {**NO_DISPLAY, **NO_VULKAN}, FINE, ["warning: Vulkan", "fix:", "back end cpu"]),
    ("a display that is closed", "run fine.ptl --port glfw", {"DISPLAY": ":7777"}, MACHINE,
     ["cannot open the display ':7777'", "fix:"]),
    ("no display at all", "run fine.ptl --port glfw", NO_DISPLAY, MACHINE,
     ["there is no display", "fix: set DISPLAY"]),
    ("a picture that can't be written", "run fine.ptl --frames 1 --screenshot /nowhere/x.png",
     NO_DISPLAY, MACHINE, ["/nowhere/x.png: error:"]),
    ("figures that can't be written", "run fine.ptl --frames 1 --stats /nowhere/x.json", NO_DISPLAY,
     MACHINE, ["/nowhere/x.json: error:"]),
    ("an input is given", "run input.ptl --frames 1 --set name=Ada --set large=true --dump semantics",
     NO_DISPLAY, FINE, ["Ada"]),
    ("an input that is none", "run input.ptl --set nam=Ada", NO_DISPLAY, COMMAND_LINE,
     ["--set nam=Ada", "fix:", "name, large"]),
    ("an input of another type", "run input.ptl --set large=7", NO_DISPLAY, COMMAND_LINE,
     ["--set large=7", "fix:"]),
    ("a handler without end is cut short", "run endless.ptl --frames 2", NO_DISPLAY, FINE,
     ["too-many-steps"]),
    ("a test may run many frames", "test long.ptl", NO_DISPLAY, FINE, ["1 passed, 0 failed"]),
    ("problems of a running UI are said", "run problems.ptl --frames 2", NO_DISPLAY, FINE,
     ["unknown-font-family", "bad-path"]),
    ("a number that no integer holds", "check number.ptl", {}, INPUT,
     ["number.ptl:2:", "number-too-large"]),
    ("frames below none", "run fine.ptl --frames -1", {}, COMMAND_LINE, ["--frames"]),
    ("a scale that is no number", "run fine.ptl --scale nan", {}, COMMAND_LINE, ["--scale"]),
    ("a size in other digits", "run fine.ptl --window 0x10x10", {}, COMMAND_LINE, ["--window"]),
    ("a picture needs no window", "run fine.ptl --frames 2 --screenshot fine.png",
     {"DISPLAY": ":7777"}, FINE, ["port headless"]),
    ("a size that is none", "run fine.ptl --window 0x5", {}, COMMAND_LINE, ["--window", "0x5"]),
    ("a scale that is none", "run fine.ptl --scale 900", {}, COMMAND_LINE, ["--scale"]),
    ("a command that is none", "frobnicate", {}, COMMAND_LINE, ["frobnicate", "--help"]),
    ("an option that is none", "run fine.ptl --colour", {}, COMMAND_LINE, ["--colour"]),
    ("a filter that no test fits", "test tests.ptl --filter typo", NO_DISPLAY, INPUT,
     ["no test has `typo` in its name"]),
    ("a filter that a test fits", "test tests.ptl --filter show", NO_DISPLAY, FINE,
     ["1 passed, 0 failed"]),
    ("the version is the project's", "--version", {}, FINE, ["hallows " + VERSION]),
    ("help", "--help", {}, FINE, ["run", "check", "doctor", "Exit codes"]),
    ("a back end that is none", "run fine.ptl --backend vulcan", {}, COMMAND_LINE,
     ["--backend", "vulcan", "auto", "cpu", "vulkan"]),
    ("help of a command", "run --help", {}, FINE, ["--backend", "{auto,cpu,vulkan}", "--screenshot"]),
    ("a new project", "new my-app", {}, FINE, ["my-app/my-app.ptl", "my-app/main.cpp", "hallows run"]),
    ("a new project is formatted", "fmt --check my-app/my-app.ptl", {}, FINE, []),
    ("a new project's tests pass", "test my-app/my-app.ptl", NO_DISPLAY, FINE, ["1 passed, 0 failed"]),
    ("a new project where one is", "new my-app/", {}, COMMAND_LINE, ["my-app: error:", "fix:"]),
    ("a new project of no name", "new sub/7-wonders", {}, COMMAND_LINE, ["'7-wonders'", "fix:"]),
    ("a new project where nothing can be", "new fine.ptl/app", {}, MACHINE, ["fine.ptl/app: error:", "fix:"]),
    ("a UI as C++", "compile fine.ptl --out .", {}, FINE, ["wrote ./fine.ptl.h", "fine.ptl.cpp"]),
    ("a UI with a mistake as C++", "compile wrong.ptl", {}, INPUT, ["wrong.ptl:3:17: error:"]),
    ("a UI as C++ into a new folder", "compile fine.ptl --out made/here", {}, FINE,
     ["wrote made/here/fine.ptl.h"]),
    ("a UI as C++ into nowhere", "compile fine.ptl --out wrong.ptl/x", {}, MACHINE,
     ["wrong.ptl/x/fine.ptl.h: error:", "fix:"]),
    ("two UIs of one name as C++", "compile fine.ptl my-app/../fine.ptl", {}, COMMAND_LINE,
     ["has this name", "fix:"]),
    ("a new project with the name of a component", "new text", {}, FINE, ["text/text.ptl"]),
    ("and its tests", "test text/text.ptl", NO_DISPLAY, FINE, ["1 passed, 0 failed"]),
    ("a new project with the name of a target", "new all", {}, COMMAND_LINE, ["'all'", "fix:"]),
    ("doctor without Vulkan and display", "doctor", {**NO_DISPLAY, **NO_VULKAN}, FINE,
     ["display", "absent", "vulkan", "missing", "HarfBuzz", "partition"]),
]


def run(folder, arguments, changes):
    environment = dict(os.environ)
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return subprocess.run([HALLOWS, *arguments.split()], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def complaints(folder):
    for name, arguments, changes, code, said in CASES:
        done = run(folder, arguments, changes)
        at = 0
        wrong = [] if done.returncode == code else [f"exit code {done.returncode}, not {code}"]
        for words in said:
            found = done.stdout.find(words, at)
            if found < 0:
                wrong.append(f"does not say {words!r}")
            else:
                at = found + len(words)
        print(f"{'FAIL' if wrong else 'ok  '} {name}: {'; '.join(wrong)}")
        if wrong:
            print(done.stdout)
        yield from wrong
    # What scripts read.
    for line in run(folder, "check wrong.ptl --format json", {}).stdout.splitlines():
        if json.loads(line)["line"] != 3:
            yield "check --format json"
    costs = [json.loads(line) for line in
             run(folder, "check fine.ptl --format json --cost", {}).stdout.splitlines()]
    if [cost["component"] for cost in costs] != ["W"]:
        yield f"check --format json --cost has {costs}"
    topics = {json.loads(line)["topic"]
              for line in run(folder, "doctor --format json", NO_VULKAN).stdout.splitlines()}
    if topics != {"display", "vulkan", "fonts", "partition"}:
        yield f"doctor --format json has {topics}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            pathlib.Path(folder, name).write_text(text, encoding="utf-8")
        pathlib.Path(folder, "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
        failed = list(complaints(folder))
    print(f"{len(CASES)} cases, {len(failed)} complaints", *failed, sep="\n")
    return 1 if failed else 0


sys.exit(main())
