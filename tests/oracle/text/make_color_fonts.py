#!/usr/bin/env python3
"""Writes the tiny colour fonts of the tests: COLR versions 0 and 1 with every kind of paint.

Needs fontTools (Debian: python3-fonttools; run with /usr/bin/python3).
usage: make_color_fonts.py FOLDER
"""
import sys

from fontTools.colorLib.builder import buildCOLR
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables import otTables as ot

F = ot.PaintFormat
FOREGROUND = 0xFFFF
PALETTE = [
    (1, 0, 0, 1),        # 0 red
    (0, 0.6, 0.2, 1),    # 1 green
    (0, 0.2, 1, 1),      # 2 blue
    (1, 0.8, 0, 1),      # 3 yellow
    (0, 0, 0, 0.5),      # 4 half black
]
SECOND = [(0, 0, 0, 1)] * 5


def box(x0, y0, x1, y1):
    pen = TTGlyphPen(None)
    pen.moveTo((x0, y0))
    pen.lineTo((x0, y1))
    pen.lineTo((x1, y1))
    pen.lineTo((x1, y0))
    pen.closePath()
    return pen.glyph()


def disc(x, y, r):
    pen = TTGlyphPen(None)
    k = round(r * 0.41421)
    pen.moveTo((x + r, y))
    for a, b, c in (((r, -k), (k, -r), (0, -r)), ((-k, -r), (-r, -k), (-r, 0)),
                    ((-r, k), (-k, r), (0, r)), ((k, r), (r, k), (r, 0))):
        pen.qCurveTo((x + a[0], y + a[1]), (x + b[0], y + b[1]), (x + c[0], y + c[1]))
    pen.closePath()
    return pen.glyph()


SHAPES = {
    ".notdef": box(50, 0, 450, 700),
    "square": box(0, 0, 1000, 1000),
    "disc": disc(500, 500, 450),
    "bar": box(100, 400, 900, 600),
    "tile": box(0, 0, 120, 120),
    "dot": disc(120, 120, 60),
}


def solid(index, alpha=1.0):
    return {"Format": F.PaintSolid, "PaletteIndex": index, "Alpha": alpha}


def glyph(name, paint):
    return {"Format": F.PaintGlyph, "Glyph": name, "Paint": paint}


def line(extend, *stops):
    return {"Extend": extend,
            "ColorStop": [{"StopOffset": at, "PaletteIndex": i, "Alpha": a} for at, i, a in stops]}


def layers(*paints):
    return {"Format": F.PaintColrLayers, "Layers": list(paints)}


def translate(dx, dy, paint):
    return {"Format": F.PaintTranslate, "dx": dx, "dy": dy, "Paint": paint}


def linear(colors, p0, p1, p2):
    return {"Format": F.PaintLinearGradient, "ColorLine": colors, "x0": p0[0], "y0": p0[1],
            "x1": p1[0], "y1": p1[1], "x2": p2[0], "y2": p2[1]}


def radial(colors, c0, r0, c1, r1):
    return {"Format": F.PaintRadialGradient, "ColorLine": colors, "x0": c0[0], "y0": c0[1],
            "r0": r0, "x1": c1[0], "y1": c1[1], "r1": r1}


def sweep(colors, x, y, start, end):
    return {"Format": F.PaintSweepGradient, "ColorLine": colors, "centerX": x, "centerY": y,
            "startAngle": start, "endAngle": end}


def modes():
    """All 28 composite modes, in rows of seven."""
    out = []
    for mode in range(28):
        pair = {"Format": F.PaintComposite, "CompositeMode": mode,
                "SourcePaint": glyph("dot", solid(3, 0.8)),
                "BackdropPaint": glyph("tile", solid(2))}
        out.append(translate(10 + mode % 7 * 140, 820 - mode // 7 * 220, pair))
    return layers(*out)


RAINBOW = ((0, 0, 1), (0.5, 3, 1), (1, 2, 0.5))
GLYPHS = {
    "A": glyph("square", solid(0)),
    "B": glyph("square", linear(line("pad", *RAINBOW), (200, 0), (800, 0), (200, 500))),
    "C": glyph("square", linear(line("repeat", (0, 0, 1), (1, 2, 1)), (300, 300), (500, 400),
                                (200, 500))),
    "D": glyph("square", radial(line("reflect", *RAINBOW), (400, 500), 60, (600, 500), 300)),
    "E": glyph("disc", sweep(line("pad", *RAINBOW), 500, 500, 30, 300)),
    "F": layers(glyph("square", solid(FOREGROUND, 0.6)), glyph("disc", solid(1, 0.7)),
                glyph("bar", solid(FOREGROUND))),
    "G": layers(
        {"Format": F.PaintRotateAroundCenter, "Paint": glyph("bar", solid(0)), "angle": 30,
         "centerX": 500, "centerY": 500},
        {"Format": F.PaintSkewAroundCenter, "Paint": glyph("bar", solid(1, 0.7)), "xSkewAngle": 30,
         "ySkewAngle": 10, "centerX": 500, "centerY": 500},
        {"Format": F.PaintScaleUniformAroundCenter, "Paint": glyph("disc", solid(2, 0.5)),
         "scale": 0.4, "centerX": 500, "centerY": 500},
        {"Format": F.PaintScale, "Paint": glyph("bar", solid(3)), "scaleX": 0.5, "scaleY": 0.5},
        {"Format": F.PaintTransform, "Paint": glyph("bar", solid(FOREGROUND, 0.5)),
         "Transform": (0.5, 0.25, -0.25, 0.5, 500, 500)}),
    "H": modes(),
    "I": layers(glyph("square", solid(4)),
                {"Format": F.PaintScaleAroundCenter, "scaleX": 0.5, "scaleY": 0.5, "centerX": 500,
                 "centerY": 500,
                 "Paint": {"Format": F.PaintColrGlyph, "Glyph": "E"}}),
    "J": layers(glyph("square", solid(0)), {"Format": F.PaintColrGlyph, "Glyph": "J"}),
    "K": glyph("disc", radial(line("pad", *RAINBOW), (500, 500), 200, (500, 500), 400)),
    "L": glyph("disc", glyph("bar", solid(2))),
}
LAYERS_V0 = {
    "A": [("square", 0), ("disc", 3)],
    "B": [("square", 2), ("disc", FOREGROUND), ("bar", 4)],
    "C": [("bar", FOREGROUND)],
}


def build(path, version):
    letters = [chr(c) for c in range(ord("A"), ord("N"))]  # M has no colours
    order = list(SHAPES) + letters
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(order)
    font.setupCharacterMap({ord(c): c for c in letters})
    glyphs = {**SHAPES, **{c: SHAPES["square" if c != "M" else "disc"] for c in letters}}
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics({name: (1000, glyphs[name].xMin) for name in order})
    font.setupHorizontalHeader(ascent=1000, descent=0)
    font.setupNameTable({"familyName": f"Hallows Colour {version}", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=1000, sTypoDescender=0)
    font.setupPost(keepGlyphNames=False)
    font.setupCPAL([PALETTE, SECOND])
    if version == 0:
        font.font["COLR"] = buildCOLR(LAYERS_V0, version=0, glyphMap=font.font.getReverseGlyphMap())
    else:
        font.font["COLR"] = buildCOLR(GLYPHS, version=1, glyphMap=font.font.getReverseGlyphMap(),
                                      clipBoxes={"B": (0, 0, 1000, 900)})
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    font.save(path)


if __name__ == "__main__":
    build(sys.argv[1] + "/color_v0.ttf", 0)
    build(sys.argv[1] + "/color_v1.ttf", 1)
