"""Fine-tunes the encoder all-MiniLM-L6-v2 as the teacher: tags, features, lemmas, parse and names at once.

    python teacher.py train --data ../shared/data --out WORK [--epochs 5] [--seed 1]
    python teacher.py eval  --data ../shared/data --out WORK
    python teacher.py export --data ../shared/data --out WORK           (WORK/teacher.safetensors)

`export` writes the averaged weights as bfloat16, less the word-piece vectors, which are the encoder's own.
Batches of syntax (UD EWT and GUM train) and of names (every source with its own label mask) alternate. The
weights that are kept are an exponential average over the steps. A checkpoint an epoch; `train` goes on from the
last one.
"""

import argparse
import copy
import json
import os
import random
import time

from safetensors.torch import save_file

from common import *

# Word pieces in a batch.
PIECES = 2400
# The exponential average of the weights is taken every so many steps.
AVERAGE_EVERY = 4


def vocabularies(train):
    def known(values, least=1):
        counts = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        return sorted(value for value, count in counts.items() if count >= least)

    words = [word for sentence in train for word in sentence]
    return {
        "upos": known(word[2] for word in words),
        "xpos": known(word[3] for word in words),
        "feats": known((word[4] for word in words), 2),
        "lemma": known((lemma_script(word[0], word[1]) for word in words), 3),
        "deprel": known(word[6] for word in words),
    }


def syntax_items(sentences, words, index):
    items = []
    for sentence in sentences:
        column = lambda name, i: [index[name].get(word[i], -1) for word in sentence]
        scripts = [index["lemma"].get(lemma_script(word[0], word[1]), -1) for word in sentence]
        gold = {
            "upos": column("upos", 2),
            "xpos": column("xpos", 3),
            "feats": column("feats", 4),
            "lemma": scripts,
            "deprel": column("deprel", 6),
            "head": [word[5] for word in sentence],
        }
        items.append(words.encode([word[0] for word in sentence]) + (gold,))
    return items


def name_items(sentences, words):
    index = {label: i for i, label in enumerate(NER_LABELS)}
    items = []
    for sentence in sentences:
        for start in range(0, len(sentence), 150):
            part = sentence[start : start + 150]
            items.append(words.encode([word[0] for word in part]) + ([index.get(word[1], 0) for word in part],))
    return items


def batches(items, pieces, rng):
    order = sorted(range(len(items)), key=lambda i: len(items[i][0]) + rng.random() * 4)
    out, batch, longest = [], [], 0
    for i in order:
        longest = max(longest, len(items[i][0]))
        if batch and longest * (len(batch) + 1) > pieces:
            out.append(batch)
            batch, longest = [], len(items[i][0])
        batch.append(items[i])
    if batch:
        out.append(batch)
    rng.shuffle(out)
    return out


def syntax_loss(net, items):
    batch = collate(items)
    head = pad([item[4]["head"] for item in items], -1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = net.words(batch)
        tags = {name: layer(words) for name, layer in net.tags.items()}
        scores, heads = net.arcs(words, batch["length"])
        rels = net.rels(words, heads, head.clamp(min=0))
    loss = 0.0
    for name, weight in (("upos", 1.0), ("xpos", 1.0), ("feats", 0.5), ("lemma", 0.5)):
        gold = pad([item[4][name] for item in items], -1)
        keep = gold >= 0
        loss = loss + weight * F.cross_entropy(tags[name].float()[keep], gold[keep])
    keep = head >= 0
    loss = loss + F.cross_entropy(scores.float()[keep], head[keep])
    rel = pad([item[4]["deprel"] for item in items], -1)
    keep = rel >= 0
    return loss + F.cross_entropy(rels.float()[keep], rel[keep])


def name_loss(net, items, compatible):
    batch = collate(items)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = net.words(batch)
        logits = net.names(words)
    return masked_name_loss(logits, pad([item[4] for item in items], -1), compatible)


@torch.no_grad()
def eval_syntax(net, items, vocabulary):
    net.eval()
    right = {name: 0 for name in ("upos", "xpos", "feats", "lemma", "uas", "las")}
    total = 0
    universal = [label.split(":")[0] for label in vocabulary["deprel"]]
    same = torch.tensor([[a == b for b in universal] for a in universal])
    for part in batches(items, 4000, random.Random(0)):
        batch = collate(part)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            words = net.words(batch).float()
        column = lambda name: pad([item[4][name] for item in part], -2)
        mask = column("head") >= 0
        total += mask.sum().item()
        for name in ("upos", "xpos", "feats", "lemma"):
            right[name] += ((net.tags[name](words).argmax(-1) == column(name)) & mask).sum().item()
        scores, heads = net.arcs(words, batch["length"])
        head = scores.argmax(-1)
        rel = net.rels(words, heads, head).argmax(-1)
        good = (head == column("head")) & mask
        right["uas"] += good.sum().item()
        gold = column("deprel")
        right["las"] += (good & (gold >= 0) & same[rel, gold.clamp(min=0)]).sum().item()
    return {name: round(100 * value / total, 2) for name, value in right.items()}


def spans(labels):
    found, start, kind = set(), None, None
    for i, label in enumerate(labels + ["O"]):
        if start is not None and not (label[0] == "I" and label[2:] == kind):
            found.add((start, i, kind))
            start = None
        if label[0] == "B" or (label[0] == "I" and start is None):
            start, kind = i, label[2:]
    return found


@torch.no_grad()
def eval_names(net, items, kinds):
    net.eval()
    both = mine = gold = 0
    for part in batches(items, 4000, random.Random(0)):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            words = net.words(collate(part)).float()
        best = net.names(words).argmax(-1)
        for row, item in zip(best.tolist(), part):
            length = len(item[4])
            s = {x for x in spans([NER_LABELS[i] for i in row[:length]]) if x[2] in kinds}
            g = {x for x in spans([NER_LABELS[i] for i in item[4]]) if x[2] in kinds}
            both, mine, gold = both + len(s & g), mine + len(s), gold + len(g)
    return [round(100 * v, 2) for v in (both / max(1, mine), both / max(1, gold), 2 * both / max(1, mine + gold))]


def vocabulary_metadata(vocabulary):
    """The label sets, as the text that a safetensors header may carry."""
    return {name: json.dumps(values) for name, values in vocabulary.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["train", "eval", "export"])
    parser.add_argument("--model", default=encoder_folder())
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = random.Random(args.seed)
    os.makedirs(args.out, exist_ok=True)
    words = Words(args.model)
    ud = lambda bank, part: list(read_conllu(f"{args.data}/ud/{bank}/{part}.conllu"))
    train = ud("ewt", "train") + ud("gum", "train")
    vocabulary = vocabularies(train)
    json.dump(vocabulary, open(f"{args.out}/vocabulary.json", "w"))
    index = {name: {value: i for i, value in enumerate(values)} for name, values in vocabulary.items()}
    net = Teacher(args.model, {name: len(values) for name, values in vocabulary.items()})
    syntax_dev = {bank: syntax_items(ud(bank, "dev"), words, index) for bank in ("ewt", "gum")}
    bio = lambda name: name_items(read_bio(f"{args.data}/ner/{name}.bio"), words)
    name_dev = {name: bio(name) for name in ("uner_ewt_dev", "gum_clean_dev", "crossner_politics_dev")}

    def report(model, label):
        scores = {bank: eval_syntax(model, items, vocabulary) for bank, items in syntax_dev.items()}
        kinds = {"PER", "ORG", "LOC"}
        for name, items in name_dev.items():
            more = {"MISC", "EVENT"} if name.startswith("crossner") else set()
            scores[name] = eval_names(model, items, kinds | more)
        print(label, json.dumps(scores), flush=True)

    last = f"{args.out}/teacher.pt"
    if args.what == "export":
        weights = torch.load(last)["average"]
        kept = {name: value.bfloat16() for name, value in weights.items() if "word_embeddings" not in name}
        return save_file(kept, f"{args.out}/teacher.safetensors", vocabulary_metadata(vocabulary))
    if args.what == "eval":
        net.load_state_dict(torch.load(last)["average"])
        return report(net, "eval")
    syntax = syntax_items([s for s in train if len(s) < 120], words, index)
    names = {source: bio(source) for source in NER_SOURCES}
    masks = source_masks()
    # The word-piece vectors stay as they are: they are half of the weights, and the data is small.
    net.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    inside = set(map(id, encoder))
    rest = [p for p in net.parameters() if p.requires_grad and id(p) not in inside]
    optimizer = fused_adamw([{"params": encoder, "lr": 1.5e-4}, {"params": rest, "lr": 1.5e-3}])
    per_epoch = len(batches(syntax, PIECES, random.Random(0)))
    # Names are seen at about the same rate as syntax, each source in proportion to its size.
    name_steps = sum(len(batches(items, PIECES, random.Random(0))) for items in names.values())
    total = args.epochs * per_epoch * 2
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda k: min(1, (k + 1) / (0.06 * total)) * max(0.02, 1 - k / total)
    )
    average = copy.deepcopy(net)
    done = 0
    if os.path.exists(last):
        state = torch.load(last)
        net.load_state_dict(state["net"]), average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"]), schedule.load_state_dict(state["schedule"])
        done = state["epoch"]
        rng.setstate(state["rng"])
    print("batches an epoch:", per_epoch, "of names in all:", name_steps, flush=True)
    started, step, queue = time.time(), 0, []
    for epoch in range(done, args.epochs):
        for items in batches(syntax, PIECES, rng):
            net.train()
            for loss_of in (lambda: syntax_loss(net, items), None):
                if loss_of is None:
                    if not queue:
                        queue = [(s, b) for s, found in names.items() for b in batches(found, PIECES, rng)]
                        rng.shuffle(queue)
                    source, part = queue.pop()
                    loss = name_loss(net, part, masks[source])
                else:
                    loss = loss_of()
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(encoder + rest, 1.0)
                optimizer.step()
                schedule.step()
                step += 1
                if step % AVERAGE_EVERY == 0:
                    decay = min(0.996, (step + 1) / (step + 40))
                    with torch.no_grad():
                        for a, p in zip(average.parameters(), net.parameters()):
                            if p.requires_grad:
                                a.lerp_(p, 1 - decay)
            if step % 100 == 0:
                print(step, round(loss.item(), 3), round(time.time() - started), flush=True)
        report(average, f"epoch {epoch + 1}")
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
        state.update(schedule=schedule.state_dict(), epoch=epoch + 1, rng=rng.getstate())
        torch.save(state, last + ".new")
        os.replace(last + ".new", last)


if __name__ == "__main__":
    main()
