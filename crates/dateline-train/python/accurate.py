"""Writes the trained teacher as what `cargo xtask train accurate` packs: the accurate tier's network.

    python accurate.py export --data ../shared/data --teacher TEACHER --out WORK
    python accurate.py pieces --data ../shared/data --out WORK

WORK/accurate.safetensors has the averaged weights as 32-bit floats, word-piece vectors included; WORK/accurate.json
the label sets, the word pieces in the order of their vectors, and what the tokenizer's normalizer makes of every
character, as it says itself. `pieces` writes WORK/pieces.txt, a line with the numbers of the word pieces for each line of
WORK/words.txt: what our own tokenizer of words must give as well.
"""

import argparse
import json
import sys

from safetensors.torch import save_file

from common import *


def characters(tokenizer):
    """Ranges of characters that are dropped, that part words, that stand alone, and what the others become."""
    kinds = {"drop": [], "space": [], "alone": []}
    becomes = {}

    def add(kind, code):
        ranges = kinds[kind]
        if ranges and ranges[-1][1] + 1 == code:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])

    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        made = tokenizer.normalizer.normalize_str(char)
        if made == "":
            add("drop", code)
            continue
        if made.isspace():
            add("space", code)
            continue
        core = made.strip(" ")
        if core != char:
            becomes[char] = core
        # Between letters it shows whether it is a word by itself.
        if len(core) == 1 and core == char:
            parts = tokenizer.pre_tokenizer.pre_tokenize_str("a" + made + "a")
            if len(parts) == 3:
                add("alone", code)
    return {**kinds, "becomes": becomes}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["export", "pieces"])
    parser.add_argument("--data")
    parser.add_argument("--teacher")
    parser.add_argument("--out", required=True)
    parser.add_argument("--model", default=encoder_folder())
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    tokenizer = Tokenizer.from_file(os.path.join(args.model, "tokenizer.json"))
    if args.what == "pieces":
        tokenizer.no_truncation(), tokenizer.no_padding()
        words = open(f"{args.out}/words.txt", encoding="utf8", newline="\n").read().split("\n")
        with open(f"{args.out}/pieces.txt", "w") as out:
            for found in tokenizer.encode_batch([[w] for w in words], is_pretokenized=True, add_special_tokens=False):
                print(*found.ids, file=out)
        return
    vocabulary = json.load(open(f"{args.teacher}/vocabulary.json"))
    weights = torch.load(f"{args.teacher}/teacher.pt")["average"]
    weights = {name: value.float().contiguous() for name, value in weights.items() if value.is_floating_point()}
    pieces = tokenizer.get_vocab()
    record = {
        **{name: vocabulary[name] for name in ("upos", "xpos", "feats", "deprel")},
        "names": NER_LABELS,
        "sources": [list(NER_SOURCES).index(source) for source in NAMES_AS],
        "pieces": sorted(pieces, key=pieces.get),
        "characters": characters(tokenizer),
    }
    save_file(weights, f"{args.out}/accurate.safetensors")
    json.dump(record, open(f"{args.out}/accurate.json", "w"), ensure_ascii=False)


if __name__ == "__main__":
    main()
