#!/usr/bin/env python3
"""What Chromium draws of the colour fonts of the tests: samples of pixels, as rows of a C++ table.

usage: color_samples.py FONT.ttf LETTERS >SAMPLES.inc   (needs chromium)

The letters A to L stand at 150 px, 160 px apart, four in a row, green (#207040) on white. Points lie
on a grid; those whose neighbours differ by more than a few levels are left out: there, two
rasterisers may differ.
"""
import base64
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

LETTERS, STEP, SIZE = "ABCDEFGHIJKL", 160, 150


def screenshot(font, folder):
    data = base64.b64encode(pathlib.Path(font).read_bytes()).decode()
    cells = "".join(f"<div style='left:{i % 4 * STEP}px;top:{i // 4 * STEP}px'>{c}</div>"
                    for i, c in enumerate(LETTERS))
    page = folder / "page.html"
    page.write_text(f"<style>@font-face{{font-family:T;src:url(data:font/ttf;base64,{data})}}"
                    "body{margin:0;background:#fff;color:#207040}"
                    f"div{{position:absolute;font:{SIZE}px T;line-height:{SIZE}px}}</style>{cells}")
    out = folder / "page.png"
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    "--force-color-profile=srgb", f"--window-size={4 * STEP},{3 * STEP}",
                    "--virtual-time-budget=3000", f"--screenshot={out}", f"file://{page}"],
                   check=True, stderr=subprocess.DEVNULL)
    return out.read_bytes()


def pixels(png):
    """Rows of (r, g, b) of an 8-bit PNG without interlacing."""
    at, packed, width, channels = 8, b"", 0, 4
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, channels = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    raw, stride, out = zlib.decompress(packed), width * channels, []
    above = bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        row = bytearray(raw[start + 1:start + 1 + stride])
        for x in range(stride):
            left = row[x - channels] if x >= channels else 0
            corner = above[x - channels] if x >= channels else 0
            guess = left + above[x] - corner
            paeth = min((left, above[x], corner), key=lambda v: abs(v - guess))
            row[x] = row[x] + (0, left, above[x], (left + above[x]) // 2, paeth)[raw[start]] & 255
        out.append([tuple(row[x:x + 3]) for x in range(0, stride, channels)])
        above = row
    return out


def main():
    with tempfile.TemporaryDirectory() as folder:
        picture = pixels(screenshot(sys.argv[1], pathlib.Path(folder)))
    print(f"// By tests/oracle/text/color_samples.py {pathlib.Path(sys.argv[1]).name}: letter, x and y")
    print("// from the top left of its em, what Chromium draws there.")
    for i, letter in enumerate(LETTERS):
        if letter not in sys.argv[2]:
            continue
        step = 7 if letter == "H" else 16
        for y in range(4, SIZE, step):
            for x in range(4, SIZE, step):
                near = [picture[i // 4 * STEP + y + v][i % 4 * STEP + x + u]
                        for v in (-1, 0, 1) for u in (-1, 0, 1)]
                middle = near[4]
                flat = all(abs(a - b) <= 24 for p in near for a, b in zip(p, middle))
                if flat and middle != (255, 255, 255):
                    print("{'%s', %d, %d, 0x%02X%02X%02X}," % (letter, x, y, *middle))


main()
