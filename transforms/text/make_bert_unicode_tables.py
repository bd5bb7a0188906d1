"""Writes bert_unicode_tables.h: what Hugging Face's BERT tokenizer takes characters for, as ranges.

    python make_bert_unicode_tables.py bert_unicode_tables.h

Run by hand, with a Python that has tokenizers 0.23.3, on a machine with libutf8proc (2.8.0 here, Unicode 15); no build
runs it. Every code point is asked of the reference itself, since its tables are of several Unicode versions at once.
"""

import ctypes
import sys

import tokenizers
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

CHARACTERS = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
# Of class 240, which sorts behind every other mark but its own kind; and of class 1, which sorts before them.
LAST_MARK, FIRST_MARK = "\u0345", "\u0334"


class Utf8proc:
    def __init__(self):
        self.library = ctypes.CDLL("libutf8proc.so.2")
        self.library.utf8proc_version.restype = ctypes.c_char_p
        self.library.utf8proc_unicode_version.restype = ctypes.c_char_p
        self.buffer = (ctypes.c_int32 * 32)()

    def version(self):
        library, unicode = self.library.utf8proc_version(), self.library.utf8proc_unicode_version()
        return "%s (Unicode %s)" % (library.decode(), unicode.decode())

    def lower(self, code):
        return chr(self.library.utf8proc_tolower(code))

    def decompose(self, code):
        stable_decompose = 1 << 1 | 1 << 4
        boundary = ctypes.c_int(0)
        count = self.library.utf8proc_decompose_char(code, self.buffer, 32, stable_decompose, ctypes.byref(boundary))
        return "".join(map(chr, self.buffer[:count]))


def only(**steps):
    names = ["clean_text", "handle_chinese_chars", "strip_accents", "lowercase"]
    return BertNormalizer(**{name: name in steps for name in names}).normalize_str


def ranges(codes, may_hold=lambda code: False):
    """Runs of codes; a gap is closed where every code in it may as well belong."""
    runs = []
    for code in sorted(codes):
        if runs and all(may_hold(between) for between in range(runs[-1][1] + 1, code)):
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return runs


def table(name, comment, runs):
    cells = ["{0x%04X, 0x%04X}," % tuple(run) for run in runs]
    lines = ["    " + " ".join(cells[i:i + 5]) for i in range(0, len(cells), 5)]
    return "// %s\ninline constexpr CharacterRange %s[] = {\n%s\n};\n" % (comment, name, "\n".join(lines))


def lower_table(utf8proc, lower):
    """Ranges of characters whose lower case utf8proc does not know: first, last, and what is added."""
    rows = []
    for code in CHARACTERS:
        reference = lower(chr(code))
        if reference == utf8proc.lower(code) or len(reference) != 1:
            continue
        added = ord(reference) - code
        if rows and rows[-1][1] == code - 1 and rows[-1][2] == added:
            rows[-1][1] = code
        else:
            rows.append([code, code, added])
    body = "\n".join("    {0x%04X, 0x%04X, %d}," % tuple(row) for row in rows)
    return ("// Capitals that are younger than utf8proc %s: lower case is `added` further on.\n"
            "inline constexpr LowerCaseRange kYoungCapitals[] = {\n%s\n};\n" % (utf8proc.version(), body))


def main():
    utf8proc = Utf8proc()
    clean, strip, lower = only(clean_text=1), only(strip_accents=1), only(lowercase=1)
    nfd, split = NFD().normalize_str, BertPreTokenizer().pre_tokenize_str
    atoms = {code for code in CHARACTERS if nfd(chr(code)) == chr(code)}
    changed = [code for code in CHARACTERS if nfd(chr(code)) != utf8proc.decompose(code)]
    assert all(code in atoms for code in changed), "the reference decomposes what utf8proc does not"
    assert [code for code in CHARACTERS if len(lower(chr(code))) > 1] == [0x130], "not only U+0130 becomes two"
    dropped = [code for code in CHARACTERS if clean("x" + chr(code) + "y") == "xy"]
    marks = {code for code in atoms if strip("x" + chr(code) + "y") == "xy"}
    movable = [code for code in atoms - marks
               if nfd(LAST_MARK + chr(code))[0] == chr(code) or nfd(chr(code) + FIRST_MARK)[0] == FIRST_MARK]
    punctuation = [code for code in CHARACTERS if len(split("x" + chr(code) + "y")) == 3]
    with open(sys.argv[1], "w") as file:
        file.write('''// What the BERT tokenizer of Hugging Face tokenizers %s takes characters for.
// Written by make_bert_unicode_tables.py: do not edit.
#ifndef ASSAY_TRANSFORMS_TEXT_BERT_UNICODE_TABLES_H_
#define ASSAY_TRANSFORMS_TEXT_BERT_UNICODE_TABLES_H_

#include <cstdint>

namespace assay {

struct CharacterRange {
  char32_t first;
  char32_t last;
};

struct LowerCaseRange {
  char32_t first;
  char32_t last;
  int32_t added;
};

// clang-format off
''' % tokenizers.__version__)
        file.write("\n".join([
            table("kDropped", "Control characters, formats, private use: they vanish.", ranges(dropped)),
            table("kNonspacingMarks", "Accents that vanish (nothing is meant by those in a range that decompose).",
                  ranges(marks, lambda code: code not in atoms)),
            table("kMovableMarks", "Marks that stay, and stand in canonical order.", ranges(movable)),
            table("kPunctuation", "Each a word of its own.", ranges(punctuation)),
            table("kUndecomposed", "What utf8proc %s decomposes, and the reference does not." % utf8proc.version(),
                  ranges(changed)),
            lower_table(utf8proc, lower),
        ]))
        file.write("// clang-format on\n\n}  // namespace assay\n\n")
        file.write("#endif  // ASSAY_TRANSFORMS_TEXT_BERT_UNICODE_TABLES_H_\n")


main()
