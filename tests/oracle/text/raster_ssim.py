#!/usr/bin/env python3
"""How close the engine's glyphs come to reference pictures of a browser.
Usage: raster_ssim.py PROGRAM REFERENCE_DIR [OUT_DIR]
PROGRAM: bin/raster_ssim of any build. REFERENCE_DIR: pictures and their index.json (file, font, size,
dpr, fg, bg, x, baseline, text). Prints mean and least SSIM per colour pair and scale; exit 1 below
0.98."""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    index = json.loads((folder / "index.json").read_text())
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as listing:
        for e in index:
            fields = [e["file"], e["font"], e["size"], e["dpr"], e["fg"], e["bg"], e["x"],
                      e["baseline"], e["text"]]
            listing.write("\t".join(map(str, fields)) + "\n")
        listing.flush()
        out = subprocess.run([program, listing.name, str(folder), *sys.argv[3:]],
                             capture_output=True, text=True, check=True).stdout
    groups = collections.defaultdict(list)
    for line in out.splitlines():
        name, everything, ink = line.split()
        parts = name.removesuffix(".png").split("_")
        groups[parts[-2] + " " + parts[-1]].append((float(everything), float(ink), name))
    worst = 1.0
    for group, values in sorted(groups.items()):
        alls, inks = [v[0] for v in values], [v[1] for v in values]
        least = min(values)
        worst = min(worst, least[0])
        print(f"{group}: {len(values)} pictures, mean {sum(alls) / len(alls):.4f}, "
              f"least {least[0]:.4f} ({least[2]}), ink only {sum(inks) / len(inks):.4f}")
    return 0 if groups and worst >= 0.98 else 1


if __name__ == "__main__":
    sys.exit(main())
