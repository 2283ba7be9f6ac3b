#!/usr/bin/env python3
"""Writes case_tables.cpp from UnicodeData.txt and SpecialCasing.txt (Debian package unicode-data).

    make_case_tables.py /usr/share/unicode > case_tables.cpp
"""
import sys


def runs(mapping):
    """Maps {code: target} as (first, last, stride, delta) rows; strides of 1 and 2 occur."""
    rows = []
    for code in sorted(mapping):
        delta = mapping[code] - code
        if rows:
            first, last, stride, run_delta = rows[-1]
            step = code - last
            if run_delta == delta and step in (1, 2) and (first == last or step == stride):
                rows[-1] = (first, code, step, delta)
                continue
        rows.append((code, code, 1, delta))
    return rows


def main():
    folder = sys.argv[1]
    upper, lower, special = {}, {}, {"upper": {}, "lower": {}}
    with open(f"{folder}/UnicodeData.txt", encoding="utf-8") as file:
        for line in file:
            field = line.rstrip("\n").split(";")
            if field[12]:
                upper[int(field[0], 16)] = int(field[12], 16)
            if field[13]:
                lower[int(field[0], 16)] = int(field[13], 16)
    with open(f"{folder}/SpecialCasing.txt", encoding="utf-8") as file:
        for line in file:
            field = [part.strip() for part in line.split("#")[0].split(";")]
            if len(field) < 5 or (len(field) > 5 and field[4]):
                continue  # conditional: the final sigma is code, the others are of one language
            code = int(field[0], 16)
            for name, text in (("lower", field[1]), ("upper", field[3])):
                points = [int(p, 16) for p in text.split()]
                if len(points) > 1:
                    special[name][code] = points
    print("// Made by make_case_tables.py from Unicode 15.0. Do not edit.")
    print('#include "parseltongue/value/case_tables.h"\n')
    print("namespace hallows::value {\nnamespace {\n\n// clang-format off")
    for name, mapping in (("Upper", upper), ("Lower", lower)):
        print(f"constexpr CaseRun k{name}Runs[] = {{")
        for first, last, stride, delta in runs(mapping):
            print(f"    {{0x{first:04X}, 0x{last:04X}, {stride}, {delta}}},")
        print("};")
        print(f"constexpr CaseSpecial k{name}Specials[] = {{")
        for code, points in sorted(special[name.lower()].items()):
            padded = points + [0] * (3 - len(points))
            print(f"    {{0x{code:04X}, {{{', '.join(f'0x{p:04X}' for p in padded)}}}}},")
        print("};")
    print("// clang-format on\n\n}  // namespace\n")
    for name in ("Upper", "Lower"):
        low = name.lower()
        print(f"std::span<const CaseRun> {low}_runs() {{\n  return k{name}Runs;\n}}")
        print(f"std::span<const CaseSpecial> {low}_specials() {{\n  return k{name}Specials;\n}}")
    print("\n}  // namespace hallows::value")


main()
