#!/usr/bin/env python3
"""Holds every #include of the tree against layers.cmake: who may see whom, and which third-party
headers stand where. Usage: layer_check.py ROOT. Prints FILE:LINE and the broken rule; exit 1."""
import fnmatch
import pathlib
import re
import sys


def parse_table(text):
    text = re.sub(r"#[^\n]*", "", text)
    modules, packages = {}, {}
    for call, body in re.findall(r"(hallows_\w+)\s*\(([^)]*)\)", text):
        words = [w.strip('"') for w in body.split()]
        if call == "hallows_third_party":
            packages[words[0]] = words[2:]
        elif call == "hallows_module":
            row = {"floor": int(words[0]), "SEES": [], "USES": []}
            key = None
            for word in words[2:]:
                if word in ("SEES", "USES"):
                    key = word
                else:
                    row[key].append(word)
            modules[words[1]] = row
    return modules, packages


def module_of(path, modules):
    best = None
    for name in modules:
        if path.startswith(name + "/") and (best is None or len(name) > len(best)):
            best = name
    return best


def check_table(modules):
    problems = []
    for name, row in modules.items():
        for seen in row["SEES"]:
            if seen not in modules:
                problems.append(f"layers.cmake: {name} sees {seen}, which has no row")
            elif modules[seen]["floor"] >= row["floor"] and not name == seen:
                problems.append(f"layers.cmake: {name} (floor {row['floor']}) sees {seen}, "
                                f"which is not on a lower floor")
    return problems


def check_file(path, rel, modules, packages):
    problems = []
    own = module_of(rel, modules)
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        header = match.group(2)
        target = module_of(header, modules)
        row = modules[own]
        if target and target != own and target != "rt-kernel/base" and target not in row["SEES"]:
            problems.append(f"{rel}:{number}: {own} may not include {target} ({header})")
        for package, patterns in packages.items():
            if any(fnmatch.fnmatch(header, p) for p in patterns) and package not in row["USES"]:
                problems.append(f"{rel}:{number}: {own} may not use {package} ({header})")
    return problems


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    modules, packages = parse_table((root / "layers.cmake").read_text())
    problems = check_table(modules)
    files = 0
    for top in sorted({name.split("/")[0] for name in modules}):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".def"):
                continue
            rel = path.relative_to(root).as_posix()
            files += 1
            if module_of(rel, modules) is None:
                problems.append(f"{rel}: belongs to no module of layers.cmake")
                continue
            problems += check_file(path, rel, modules, packages)
    print("\n".join(problems))
    print(f"{files} files, {len(problems)} broken rules")
    return 1 if problems or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
