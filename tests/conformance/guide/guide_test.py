#!/usr/bin/env python3
"""guide_test.py HALLOWS PAGE...: every program in a page (a block marked ptl) is formatted, compiles and passes."""
import pathlib
import re
import subprocess
import sys
import tempfile

HALLOWS, PAGES = sys.argv[1], sys.argv[2:]


def complaints(source, folder):
    file = pathlib.Path(folder) / "program.ptl"
    file.write_text(source, encoding="utf-8")
    for command in (["fmt", "--check"], ["test"]):
        done = subprocess.run([HALLOWS, *command, str(file)], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            yield f"hallows {' '.join(command)}: {done.stdout}"


def main():
    programs, wrong = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for page in PAGES:
            text = pathlib.Path(page).read_text(encoding="utf-8")
            for source in re.findall(r"^```ptl\n(.*?)^```", text, re.S | re.M):
                programs += 1
                for complaint in complaints(source, folder):
                    wrong += 1
                    print(f"{page}, program {programs}: {complaint}")
    print(f"{programs} programs, {wrong} complaints")
    sys.exit(0 if programs >= 3 and wrong == 0 else 1)


main()
