#!/usr/bin/env python3
"""Writes tables.cpp from the Unicode Character Database (Debian's unicode-data, 15.0).

    make_tables.py [--ucd DIR] [--check] OUT

--check compares OUT with what would be written and says how they differ. The test does that.
"""
import argparse
import pathlib
import re
import sys

LIMIT = 0x110000
BLOCKS = (256, 8)  # code points that an entry of the first and of the second stage stands for

LINE = ('AL BK CR LF CM NL SG WJ ZW GL SP ZWJ B2 BA BB HY CB CL CP EX IN NS OP QU IS NU PO PR SY '
        'AI CJ EB EM H2 H3 HL ID JL JV JT RI SA XX').split()
GRAPHEME = ('Other CR LF Control Extend ZWJ Regional_Indicator Prepend SpacingMark L V T LV '
            'LVT').split()
WORD = ('Other CR LF Newline Extend ZWJ Regional_Indicator Format Katakana Hebrew_Letter ALetter '
        'Single_Quote Double_Quote MidNumLet MidLetter MidNum Numeric ExtendNumLet '
        'WSegSpace').split()
BIDI = 'L R AL EN ES ET AN CS NSM BN B S WS ON LRE LRO RLE RLO PDF LRI RLI FSI PDI'.split()
CATEGORY = ('Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf '
            'Cs Co').split()
EXT_PICT, PRESENTATION, MODIFIER_BASE, WIDE, MIRRORED, MARK, IGNORABLE, EMOJI = (
    1, 2, 4, 8, 16, 32, 64, 128)


class Ucd:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def lines(self, name, missing=False):
        """(first, last, fields) of a file of ranges; with missing, its @missing lines first."""
        path = self.folder / name
        if not path.exists():
            sys.exit(f'{path}: not found. Install the package unicode-data, or give --ucd DIR.')
        rows, defaults = [], []
        for line in path.read_text(encoding='utf-8').splitlines():
            if line.startswith('# @missing:'):
                into, body = defaults, line[len('# @missing:'):]
            else:
                into, body = rows, line.split('#')[0]
            fields = [f.strip() for f in body.split(';')]
            match = re.fullmatch(r'([0-9A-F]{4,6})(?:\.\.([0-9A-F]{4,6}))?', fields[0])
            if match:
                first = int(match[1], 16)
                into.append((first, int(match[2] or match[1], 16), fields[1:]))
        return (defaults if missing else []) + rows

    def property(self, name, values, default, missing=False, aliases=None):
        """One index into `values` a code point."""
        out = [values.index(default)] * LIMIT
        for first, last, fields in self.lines(name, missing):
            value = (aliases or {}).get(fields[0], fields[0])
            if value in values:
                out[first:last + 1] = [values.index(value)] * (last + 1 - first)
        return out

    def flag(self, out, name, wanted, bit):
        for first, last, fields in self.lines(name):
            if fields[0] in wanted:
                for c in range(first, last + 1):
                    out[c] |= bit

    def aliases(self, prop):
        rows = [[f.strip() for f in line.split('#')[0].split(';')]
                for line in (self.folder / 'PropertyValueAliases.txt').read_text().splitlines()]
        return [(row[1], row[2]) for row in rows if row[0] == prop]


def scripts_of(ucd):
    pairs = ucd.aliases('sc')
    fixed = ['Zyyy', 'Zinh', 'Zzzz']
    order = fixed + [short for short, _ in pairs if short not in fixed and short != 'Qaai']
    order = [s for s in order if s != 'Qaac']
    long_names = {long: short for short, long in pairs}
    return order, long_names


def extension_sets(ucd, order):
    sets, index = [()], [0] * LIMIT
    for first, last, fields in ucd.lines('ScriptExtensions.txt'):
        members = tuple(sorted(order.index(s) for s in fields[0].split()))
        if members not in sets:
            sets.append(members)
        index[first:last + 1] = [sets.index(members)] * (last + 1 - first)
    return sets, index


def records(ucd):
    order, long_names = scripts_of(ucd)
    sets, extension = extension_sets(ucd, order)
    category = ucd.property('extracted/DerivedGeneralCategory.txt', CATEGORY, 'Cn')
    bidi_names = {long: short for short, long in ucd.aliases('bc')}
    bidi_names.update({b: b for b in BIDI})
    columns = [
        ucd.property('extracted/DerivedLineBreak.txt', LINE, 'XX', True,
                     {long: short for short, long in ucd.aliases('lb') if long not in LINE}),
        ucd.property('auxiliary/GraphemeBreakProperty.txt', GRAPHEME, 'Other'),
        ucd.property('auxiliary/WordBreakProperty.txt', WORD, 'Other'),
        ucd.property('extracted/DerivedBidiClass.txt', BIDI, 'L', True, bidi_names),
        ucd.property('Scripts.txt', order, 'Zzzz', False, long_names),
    ]
    flags = [0] * LIMIT
    emoji = 'emoji/emoji-data.txt'
    ucd.flag(flags, emoji, ['Extended_Pictographic'], EXT_PICT)
    ucd.flag(flags, emoji, ['Emoji_Presentation'], PRESENTATION)
    ucd.flag(flags, emoji, ['Emoji_Modifier_Base'], MODIFIER_BASE)
    ucd.flag(flags, emoji, ['Emoji'], EMOJI)
    ucd.flag(flags, 'DerivedCoreProperties.txt', ['Default_Ignorable_Code_Point'], IGNORABLE)
    ucd.flag(flags, 'extracted/DerivedBinaryProperties.txt', ['Bidi_Mirrored'], MIRRORED)
    width = ucd.property('extracted/DerivedEastAsianWidth.txt', ['N', 'W', 'F', 'H'], 'N', True,
                         {'Wide': 'W', 'Fullwidth': 'F', 'Halfwidth': 'H'})
    for c in range(LIMIT):
        if width[c]:
            flags[c] |= WIDE
        if CATEGORY[category[c]][0] == 'M':
            flags[c] |= MARK
    return order, sets, list(zip(*columns, flags, category, extension))


def shared_blocks(values, size):
    """The distinct blocks of `size` values one after another, and which one stands where."""
    seen, order, flat = {}, [], []
    for start in range(0, len(values), size):
        block = tuple(values[start:start + size])
        if block not in seen:
            seen[block] = len(seen)
            flat.extend(block)
        order.append(seen[block])
    return order, flat


def three_stages(rows):
    unique = {}
    records = [unique.setdefault(row, len(unique)) for row in rows]
    order, stage3 = shared_blocks(records, BLOCKS[1])
    stage1, stage2 = shared_blocks(order, BLOCKS[0] // BLOCKS[1])
    return list(unique), stage1, stage2, stage3


def wrap(values, width=98):
    out, line = [], ' '
    for value in values:
        text = f' {value},'
        if len(line) + len(text) > width:
            out.append(line)
            line = ' '
        line += text
    out.append(line)
    return '\n'.join(out)


def mirror_rows(ucd):
    rows = []
    for first, _, fields in ucd.lines('BidiMirroring.txt'):
        rows.append((first, int(fields[0], 16)))
    return sorted(rows)


def bracket_rows(ucd):
    canonical = {0x2329: 0x3008, 0x232A: 0x3009}  # UAX 9, BD16
    rows = []
    for first, _, fields in ucd.lines('BidiBrackets.txt'):
        pair = int(fields[0], 16)
        rows.append((first, canonical.get(pair, pair), {'o': 1, 'c': 2}[fields[1]]))
    return sorted(rows)


def emit(ucd):
    order, sets, rows = records(ucd)
    unique, stage1, stage2, stage3 = three_stages(rows)
    assert len(unique) < 65536 and max(stage1) < 256 and max(stage2) < 65536
    assert len(sets) < 256 and len(order) < 256
    out = ['// Generated by make_tables.py from the Unicode Character Database 15.0. Do not edit.',
           '#include "layout/text/unicode/tables.h"', '',
           'namespace hallows::unicode::tables {', '']

    def array(kind, name, values):
        out.append(f'const {kind} {name}[{len(values)}] = {{')
        out.append(wrap(values))
        out.append('};\n')

    array('Character', 'kRecords',
          [f'{{LineClass({r[0]}),GraphemeClass({r[1]}),WordClass({r[2]}),BidiClass({r[3]}),'
           f'{r[4]},{r[5]},{r[6]},{r[7]}}}' for r in unique])
    array('uint8_t', 'kStage1', stage1)
    array('uint16_t', 'kStage2', stage2)
    array('uint16_t', 'kStage3', stage3)
    array('uint32_t', 'kScriptTags', [hex(int.from_bytes(s.encode(), 'big')) for s in order])
    out.append(f'const uint32_t kScriptCount = {len(order)};\n')
    flat, starts = [], []
    for members in sets:
        starts.append(len(flat))
        flat.extend(members)
    starts.append(len(flat))
    array('uint8_t', 'kExtensions', flat)
    array('uint16_t', 'kExtensionStarts', starts)
    mirrors = mirror_rows(ucd)
    array('CodePointPair', 'kMirrors', [f'{{0x{a:X},0x{b:X}}}' for a, b in mirrors])
    out.append(f'const uint32_t kMirrorCount = {len(mirrors)};\n')
    brackets = bracket_rows(ucd)
    array('BracketRow', 'kBrackets', [f'{{0x{a:X},0x{b:X},{t}}}' for a, b, t in brackets])
    out.append(f'const uint32_t kBracketCount = {len(brackets)};\n')
    out.append('}  // namespace hallows::unicode::tables')
    return '// clang-format off\n' + '\n'.join(out) + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--ucd', default='/usr/share/unicode')
    parser.add_argument('--check', action='store_true')
    parser.add_argument('out')
    args = parser.parse_args()
    text = emit(Ucd(args.ucd))
    if not args.check:
        pathlib.Path(args.out).write_text(text)
        return
    have = pathlib.Path(args.out).read_text()
    if have != text:
        sys.exit(f'{args.out} differs from what make_tables.py writes: run it without --check')


if __name__ == '__main__':
    main()
