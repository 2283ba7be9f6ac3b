#!/usr/bin/env python3
"""Draws demos/gallery/dunes.png: layered hills at dusk. Run it again to change the picture."""
import math
import pathlib
import struct
import zlib

W, H = 640, 360


def mix(a, b, t):
    return tuple(x + (y - x) * t for x, y in zip(a, b))


def ridge(layer, x):
    f = 1.1 + layer * 0.55
    return (0.46 + layer * 0.115 + 0.055 * math.sin(f * x * 6.1 + layer * 1.9)
            + 0.028 * math.sin(f * x * 13.7 + layer * 4.3) + 0.010 * math.sin(f * x * 31.0 + layer))


LAYERS = [(196, 122, 150), (142, 86, 140), (92, 62, 122), (56, 44, 92), (30, 28, 60)]


def pixel(px, py):
    x, y = px / W, py / H
    color = mix((38, 46, 110), (252, 178, 132), min(1, y / 0.62) ** 1.25)
    d = math.hypot((x - 0.68) * W / H, y - 0.36)
    glow = max(0.0, 1 - d / 0.75) ** 2.2
    color = mix(color, (255, 214, 160), 0.55 * glow)
    edge = max(0.0, min(1.0, (0.085 - d) * H + 0.5))
    color = mix(color, (255, 240, 214), edge)
    for layer, tone in enumerate(LAYERS):
        cover = max(0.0, min(1.0, (y - ridge(layer, x)) * H + 0.5))
        if cover > 0:
            haze = 0.28 * max(0.0, 1 - (y - ridge(layer, x)) / 0.16)
            color = mix(color, mix(tone, (250, 190, 160), haze), cover)
    return bytes(int(max(0, min(255, c)) + 0.5) for c in color)


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(W)) for y in range(H))
png = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 8, 2, 0, 0, 0))
       + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
pathlib.Path(__file__).with_name("dunes.png").write_bytes(png)
