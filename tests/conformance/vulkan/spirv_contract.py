#!/usr/bin/env python3
"""Holds fragment shaders to what software Vulkan draws fast. Read from Mesa's llvmpipe sources and
confirmed by timing: one flat input, one push constant or one input that isn't a vec4 costs 4 to 14
times the frame. Usage: spirv_contract.py DIR [--fast NAME...] [--expect-broken]

Every *.frag.spv in DIR: no Flat decoration; nothing from push constants, uniform or storage
buffers; every input a vec4 of floats. The --fast ones, besides: straight-line code of fetches,
products and moves only. With --expect-broken every file must break the contract."""
import pathlib
import struct
import sys

OP_TYPE_FLOAT, OP_TYPE_VECTOR, OP_TYPE_POINTER = 22, 23, 32
OP_VARIABLE, OP_DECORATE, OP_FUNCTION = 59, 71, 54
FLAT, BUILT_IN = 14, 11
INPUT, UNIFORM, PUSH_CONSTANT, STORAGE_BUFFER = 1, 2, 9, 12
# Load, Store, AccessChain, VectorShuffle, CompositeConstruct, CompositeExtract, SampledImage,
# ImageSampleImplicitLod, FMul, VectorTimesScalar, Function, FunctionEnd, Label, Return
FAST_OPS = {61, 62, 65, 79, 80, 81, 86, 87, 133, 142, 54, 56, 248, 253}


def instructions(path):
    data = path.read_bytes()
    words = struct.unpack(f"<{len(data) // 4}I", data)
    if words[0] != 0x07230203:
        sys.exit(f"{path}: not SPIR-V")
    at = 5
    while at < len(words):
        count, op = words[at] >> 16, words[at] & 0xFFFF
        yield op, words[at + 1:at + count]
        at += count


def problems_of(path, fast):
    problems, types, built_in, in_code = [], {}, set(), False
    for op, args in instructions(path):
        if op == OP_DECORATE and args[1] == FLAT:
            problems.append("a flat input")
        elif op == OP_DECORATE and args[1] == BUILT_IN:
            built_in.add(args[0])
        elif op == OP_TYPE_FLOAT:
            types[args[0]] = ("float", args[1])
        elif op == OP_TYPE_VECTOR:
            types[args[0]] = ("vector", types.get(args[1]), args[2])
        elif op == OP_TYPE_POINTER:
            types[args[0]] = types.get(args[2])
        elif op == OP_VARIABLE:
            kind, name, storage = args[0], args[1], args[2]
            if storage in (UNIFORM, PUSH_CONSTANT, STORAGE_BUFFER):
                problems.append("reads constants or buffers")
            if storage == INPUT and name not in built_in:
                if types[kind] != ("vector", ("float", 32), 4):
                    problems.append("an input that is no vec4")
        in_code = in_code or op == OP_FUNCTION
        if in_code and fast and op not in FAST_OPS:
            problems.append(f"operation {op} is off the fast path")
    return problems


def main():
    args = sys.argv[1:]
    expect_broken = "--expect-broken" in args
    args = [a for a in args if a != "--expect-broken"]
    fast = set(args[args.index("--fast") + 1:]) if "--fast" in args else set()
    files = sorted(pathlib.Path(args[0]).glob("*.frag.spv"))
    names = {f.name.removesuffix(".frag.spv") for f in files}
    failed = not files or not fast <= names
    for path in files:
        problems = problems_of(path, path.name.removesuffix(".frag.spv") in fast)
        print(f"{path.name}: {', '.join(problems) or 'ok'}")
        failed = failed or bool(problems) != expect_broken
    print(f"{len(files)} fragment shaders")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
