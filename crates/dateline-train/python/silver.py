"""Labels raw text with the teacher: the silver data from which the fast models learn.

    python silver.py text  --data ../shared/data --out WORK                       (WORK/raw.jsonl)
    python silver.py label --data ../shared/data --teacher TEACHER --out WORK     (WORK/silver.npz)

`text` writes what is to be labelled as articles; between the two our own tokenizer makes WORK/raw.words of them
(a sentence a line, words parted by tabs). `label` adds the words of the annotated name sources, whose text is
worth having too. `cargo xtask train syntax` runs all of it.
"""

import argparse
import json
import time

import numpy as np

from common import *

# The bytes taken from each file of raw text, in even slices over the whole file. Speeches are old; the Factbook
# and the news digest repeat themselves.
SHARES = {
    "wp_current_events_2002_2026.txt": 11_000_000,
    "gmb_tokenized.txt": 6_000_000,
    "masc_text.txt": 3_000_000,
    "sotu.txt": 2_000_000,
    "factbook.txt": 1_000_000,
}
# The text of the first two has gold trees as well; here it teaches names.
BIO = ["uner_ewt_train", "gum_clean_train", "btc", "wnut17_train"]
BIO += ["crossner_other", "crossner_politics_train", "wikigold", "redocred_dev"]
SLICE = 4000
PIECES = 6000
# How many of the likeliest values are kept for each of COLUMNS, with their probabilities: how sure the teacher is
# teaches more than what it is surest of (Hinton and others, 2015).
LIKELIEST = 4
COLUMNS = ("upos", "xpos", "head", "deprel", "names")


def slices(text, share):
    """Whole lines, `share` characters of them in slices spread evenly over the text."""
    if len(text) <= share:
        yield text
        return
    step = len(text) * SLICE // share
    for start in range(0, len(text), step):
        begin = text.find("\n", start) + 1
        end = text.find("\n", start + SLICE)
        if begin and end > begin:
            yield text[begin:end]


def write_text(args):
    with open(f"{args.out}/raw.jsonl", "w", encoding="utf8") as out:
        count = 0
        for name, share in SHARES.items():
            text = open(f"{args.data}/raw/{name}", encoding="utf8", errors="replace").read()
            for part in slices(text, share):
                # A line is a paragraph there.
                record = {"id": f"{name}-{count}", "text": part.replace("\n", "\n\n")}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
        for line in open(f"{args.data}/raw/wikinews_2019_2020.jsonl", encoding="utf8"):
            record = json.loads(line)
            out.write(json.dumps({"id": f"wikinews-{count}", "text": record["text"]}, ensure_ascii=False) + "\n")
            count += 1


def words_only(path):
    """The sentences of a file with a sentence a line, words parted by tabs."""
    for line in open(path, encoding="utf8", newline="\n"):
        if line != "\n":
            yield line.rstrip("\n").split("\t")


@torch.no_grad()
def label(args):
    words = Words(args.model)
    vocabulary = json.load(open(f"{args.teacher}/vocabulary.json"))
    net = Teacher(args.model, {name: len(values) for name, values in vocabulary.items()})
    net.load_state_dict(torch.load(f"{args.teacher}/teacher.pt", map_location="cpu")["average"])
    net.to(args.device).eval()
    # The fused attention, slow in training, is the faster one here.
    net.encoder.config._attn_implementation = "sdpa"
    # Wire copies and digests repeat; one of each sentence is enough.
    sentences, seen = [], set()
    for sentence in words_only(f"{args.out}/raw.words"):
        key = tuple(sentence)
        if 2 <= len(sentence) <= 100 and key not in seen:
            seen.add(key)
            sentences.append(sentence)
    for name in BIO:
        sentences += [
            [word for word, _ in s] for s in read_bio(f"{args.data}/ner/{name}.bio") if 2 <= len(s) <= 100
        ]
    print("sentences", len(sentences), "words", sum(map(len, sentences)), flush=True)
    sizes = [len(sentence) for sentence in sentences]
    offsets = np.zeros(len(sentences) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    likely = np.zeros((offsets[-1], len(COLUMNS), LIKELIEST), np.int16)
    share = np.zeros((offsets[-1], len(COLUMNS), LIKELIEST), np.float16)
    # Few words may be many pieces, as in an address; a batch is as wide as its longest.
    encoded = [words.encode(sentence) for sentence in sentences]
    order = sorted(range(len(sentences)), key=lambda i: len(encoded[i][0]))
    started, done, batch = time.time(), 0, []

    def run(batch):
        data = {name: value.to(args.device) for name, value in collate([encoded[i] for i in batch]).items()}
        with torch.autocast(args.device, dtype=torch.bfloat16):
            states = net.states(data)
            hidden = net.words(data, states)
            scores = {name: net.tags[name](hidden) for name in ("upos", "xpos")}
            scores["head"], heads = net.arcs(hidden, data["length"])
            scores["deprel"] = net.rels(hidden, heads, scores["head"].argmax(-1))
            scores["names"] = net.name_scores(data, states=states)
        best, values = [], []
        for name in COLUMNS:
            top = scores[name].float().softmax(-1)
            # A sentence of two words has three heads to choose from.
            top = F.pad(top, (0, max(0, LIKELIEST - top.size(-1)))).topk(LIKELIEST)
            # What has no probability may lie outside the sentence.
            best.append(top.indices.masked_fill(top.values == 0, 0).to(torch.int16))
            values.append(top.values.to(torch.float16))
        best, values = (torch.stack(rows, 2).cpu().numpy() for rows in (best, values))
        for row, i in enumerate(batch):
            likely[offsets[i] : offsets[i + 1]] = best[row, : sizes[i]]
            share[offsets[i] : offsets[i + 1]] = values[row, : sizes[i]]

    batches = 0
    for count, i in enumerate(order):
        batch.append(i)
        if len(encoded[i][0]) * len(batch) > PIECES or count + 1 == len(order):
            run(batch)
            done, batches, batch = done + sum(sizes[j] for j in batch), batches + 1, []
            if batches % 50 == 0 or count + 1 == len(order):
                print(done, round(done / (time.time() - started)), "words/s", flush=True)
    forms = {}
    ids = np.fromiter((forms.setdefault(w, len(forms)) for s in sentences for w in s), np.int32)
    np.savez(f"{args.out}/silver.npz", ids=ids, offsets=offsets, likely=likely, share=share)
    json.dump(list(forms), open(f"{args.out}/silver.forms.json", "w"), ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["text", "label"])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--model", default=encoder_folder())
    parser.add_argument("--teacher")
    add_device(parser)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    (write_text if args.what == "text" else label)(args)


if __name__ == "__main__":
    main()
