#!/usr/bin/env python3
"""Writes cjk.words, the words of Chinese and Japanese that word movement knows.

    make_cjk_words.py [--chewing DIR] [--ipadic DIR] [--variants FILE] OUT

The words are those of Debian's libchewing3-data (traditional Chinese, with how often each is
written) and ipadic-common (Japanese, with a cost), and the Chinese ones again in simplified
characters (unicode-data). What a word costs is a straight line of the list's own number; the lines
were fitted to how Chromium cuts messages of programs. Words that cost more than their parts are
left out: no cheapest way takes them. The format is described in cjk_dictionary.h.
"""
import argparse
import array
import bz2
import itertools
import math
import pathlib
import re
import struct
import sys

MAGIC = b'HLWORDS\0'
VERSION = 1
LONGEST = 12      # characters
UNKNOWN = 190     # a character that is no word; all costs are tenths of a natural logarithm
KATAKANA = 140    # a stretch of up to 8 katakana that is no word

# By a word's length: at 0 how often it is written, a step of ln(how often + 1), never written.
CHINESE_BASE = {1: 64, 2: 67, 3: 74, 4: 76, 5: 90}  # browsers know no longer ones
CHINESE_STEP = {1: 5.0, 2: 4.9}
CHINESE_STEP_LONG = 5.5
CHINESE_UNWRITTEN = {1: -26, 2: -10}
CHINESE_UNWRITTEN_LONG = 4
CHINESE_SIMPLIFIED = {1: 0, 2: 11}
CHINESE_SIMPLIFIED_LONG = 33

# By a word's length: at 0, and a step of 4,000 of IPADIC's cost.
JAPANESE_BASE = {1: 29.5, 2: 12.4, 3: 7.3, 4: 5.3, 5: 2.2}
JAPANESE_BASE_LONG = 7.9
JAPANESE_STEP = {1: 16, 2: 39}
JAPANESE_STEP_LONG = 42

RUN = re.compile('[\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff'
                 '\u3400-\u4dbf\u4e00-\u9fff]+')
# Marks of repetition and of a long vowel begin no word: what stands before them isn't known.
MARKS = set('\u3005\u309d\u309e\u30fc\u30fd\u30fe')
KATAKANA_WORD = re.compile('[\u30a1-\u30fe]+')


class Unreadable(Exception):
    pass


def chinese_words(folder):
    """word -> how often it is written. The files: a tree of sounds, whose leaves name a word."""
    tree = (folder / 'index_tree.dat').read_bytes()
    texts = (folder / 'dictionary.dat').read_bytes()
    count = len(tree) // 8

    def node(index):  # key of 16 bits, then two numbers of 24
        if index >= count:
            raise Unreadable(f'{folder}/index_tree.dat: a node past its end')
        b = tree[index * 8:index * 8 + 8]
        return (b[0] | b[1] << 8, b[2] | b[3] << 8 | b[4] << 16, b[5] | b[6] << 8 | b[7] << 16)

    words = {}
    todo = [0]
    seen = 0
    while todo:
        index = todo.pop()
        seen += 1
        if seen > count:
            raise Unreadable(f'{folder}/index_tree.dat: not a tree')
        key, first, second = node(index)
        if index != 0 and key == 0:
            end = texts.find(b'\0', first)
            word = texts[first:end].decode('utf-8', 'replace')
            words[word] = max(words.get(word, 0), second)
        elif second - first > count:
            raise Unreadable(f'{folder}/index_tree.dat: not a tree')
        else:
            todo.extend(range(first, second))
    return words


def simplified_characters(path):
    """What str.translate() takes."""
    out = {}
    with bz2.open(path, 'rt', encoding='utf-8') as lines:
        for line in lines:
            fields = line.rstrip('\n').split('\t')
            if len(fields) != 3 or fields[1] != 'kSimplifiedVariant':
                continue
            code = int(fields[0][2:], 16)
            variants = [int(v[2:], 16) for v in fields[2].split()]
            others = [v for v in variants if v != code and v < 0x10000]
            if others:
                out[code] = chr(others[0])
    return out


def japanese_class(word, part, kind):
    """What is added to the cost: of (part of speech, its kind)."""
    if kind == '固有名詞':  # proper nouns; browsers have only the short ones
        long = len(word) >= 5 and not KATAKANA_WORD.fullmatch(word)
        return 39 if long else -1.5
    if part in ('動詞', '形容詞'):  # in the form of dictionaries: the files have no other
        return 14.7
    if part == '名詞':
        return 5.8 if kind == '副詞可能' else -6.5
    return {'助詞': 3.2, '助動詞': 13.6}.get(part, -5)


def japanese_words(folder):
    """Yields (word, part of speech, its kind, IPADIC's cost)."""
    row = re.compile(r'\(品詞 \(([^()]*)\)\) \(\(見出し語 \((\S+) (\d+)\)\)')
    files = sorted(folder.glob('*.dic'))
    if not files:
        raise Unreadable(f'{folder}: no *.dic in it')
    for path in files:
        for match in row.finditer(path.read_text(encoding='utf-8')):
            part, *kinds = match[1].split()
            yield match[2], part, kinds[0] if kinds else '', int(match[3])


def fits(word, longest):
    return len(word) <= longest and word[0] not in MARKS and RUN.fullmatch(word)


def add(costs, word, cost):
    cost = min(max(round(cost), 1), 255)
    costs[word] = min(costs.get(word, 255), cost)


def add_chinese(costs, words, simplified):
    simple = {}
    for word, written in words.items():
        other = word.translate(simplified)
        if other != word and other not in words:
            simple[other] = max(simple.get(other, 0), written)
    for table, extra in ((words, False), (simple, True)):
        for word, written in table.items():
            size = len(word)
            if not fits(word, max(CHINESE_BASE)):
                continue
            cost = CHINESE_BASE[size]
            cost -= CHINESE_STEP.get(size, CHINESE_STEP_LONG) * math.log(written + 1)
            if written == 0:
                cost += CHINESE_UNWRITTEN.get(size, CHINESE_UNWRITTEN_LONG)
            if extra:
                cost += CHINESE_SIMPLIFIED.get(size, CHINESE_SIMPLIFIED_LONG)
            add(costs, word, cost)


def add_japanese(costs, rows):
    for word, part, kind, cost in rows:
        if fits(word, LONGEST):
            step = JAPANESE_STEP.get(len(word), JAPANESE_STEP_LONG) * cost / 4000
            base = JAPANESE_BASE.get(len(word), JAPANESE_BASE_LONG)
            add(costs, word, base + step + japanese_class(word, part, kind))


def without_dear_words(costs):
    """Without those of which some way through their parts is cheaper."""
    def way(word):
        best = [0] + [1 << 30] * len(word)
        for start in range(len(word)):
            best[start + 1] = min(best[start + 1], best[start] + UNKNOWN)
            for end in range(start + 1, len(word) + 1):
                cost = costs.get(word[start:end])
                if cost is not None and end - start < len(word):
                    best[end] = min(best[end], best[start] + cost)
        return best[-1]
    return {w: c for w, c in costs.items() if len(w) == 1 or c <= way(w)}


def checksums(data):
    """Of its 32-bit numbers: their sum, and the sum of the sums so far."""
    sums = list(itertools.accumulate(array.array('I', data)))
    return sums[-1] & 0xFFFFFFFF, sum(sums) & 0xFFFFFFFF


def packed(costs):
    """The file; see cjk_dictionary.h."""
    firsts = sorted({word[0] for word in costs})
    place = {c: i for i, c in enumerate(firsts)}
    longest = max(len(word) for word in costs)
    by_size = {n: sorted(w for w in costs if len(w) == n) for n in range(1, longest + 1)}
    body = bytearray()

    def put(data):
        body.extend(data)
        body.extend(bytes(-len(body) % 4))

    put(array.array('H', map(ord, firsts)).tobytes())
    put(bytes(costs.get(c, 0) for c in firsts))
    for size in range(2, longest + 1):
        words = by_size[size]
        starts = [0] * (len(firsts) + 1)
        for word in words:
            starts[place[word[0]] + 1] += 1
        for i in range(len(firsts)):
            starts[i + 1] += starts[i]
        put(array.array('I', starts).tobytes())
        put(array.array('H', [ord(c) for w in words for c in w[1:]]).tobytes())
        put(bytes(costs[w] for w in words))
    summed = struct.pack('<HBBB3x', len(firsts), longest, UNKNOWN, KATAKANA) + bytes(body)
    head = struct.Struct('<8sIIII')
    return head.pack(MAGIC, VERSION, head.size + len(summed), *checksums(summed)) + summed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--chewing', type=pathlib.Path, default='/usr/share/libchewing')
    parser.add_argument('--ipadic', type=pathlib.Path, default='/usr/share/chasen/ipadic')
    parser.add_argument('--variants', type=pathlib.Path,
                        default='/usr/share/unicode/Unihan_Variants.txt.bz2')
    parser.add_argument('out', type=pathlib.Path)
    options = parser.parse_args()
    if sys.byteorder != 'little':
        sys.exit('make_cjk_words.py: cjk.words is little-endian')
    costs = {}
    try:
        add_chinese(costs, chinese_words(options.chewing), simplified_characters(options.variants))
        add_japanese(costs, japanese_words(options.ipadic))
    except (OSError, Unreadable, UnicodeDecodeError) as error:
        sys.exit(f'make_cjk_words.py: {error}')
    kept = without_dear_words(costs)
    data = packed(kept)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(data)
    print(f'{options.out}: {len(kept)} of {len(costs)} words, {len(data)} bytes')


if __name__ == '__main__':
    main()
