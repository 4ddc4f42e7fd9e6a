"""Fine-tunes the encoder all-MiniLM-L6-v2 as the teacher: tags, features, lemmas, parse and names at once.

    python teacher.py train --data ../shared/data --out WORK [--epochs 30] [--device cpu]
    python teacher.py eval  --data ../shared/data --out WORK

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

from common import *

# Word pieces in a batch.
PIECES = 4800
# Steps over names for each over syntax.
NAME_STEPS = 1.5
# The share of word pieces that a step of training hides.
HIDDEN = 0.1
# The piece [MASK]; those below 1,000 are marks and single characters.
MASK, FIRST_PIECE = 103, 1000
# The exponential average of the weights is taken every so many steps, and keeps so much of itself.
AVERAGE_EVERY, KEEP = 4, 0.99
# The development sets are scored every so many epochs.
REPORT = 5


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


def hide(batch):
    """Hides some of the pieces, so that the words around them must tell."""
    ids = batch["ids"]
    hidden = (torch.rand(ids.shape) < HIDDEN).to(ids.device) & (ids >= FIRST_PIECE)
    return {**batch, "ids": ids.masked_fill(hidden, MASK)}


def on(device, batch):
    return {name: value.to(device) for name, value in batch.items()}


def gold(items, name, device):
    return pad([item[4][name] if name else item[4] for item in items], -1).to(device)


def choice_loss(scores, right):
    return F.cross_entropy(scores.float().flatten(0, -2), right.flatten(), ignore_index=-1)


def syntax_loss(net, items, device):
    batch = hide(on(device, collate(items)))
    head = gold(items, "head", device)
    with torch.autocast(device, dtype=torch.bfloat16):
        words = net.words(batch)
        tags = {name: layer(words) for name, layer in net.tags.items()}
        scores, heads = net.arcs(words, batch["length"])
        rels = net.rels(words, heads, head.clamp(min=0))
    loss = choice_loss(scores, head) + choice_loss(rels, gold(items, "deprel", device))
    for name, weight in (("upos", 1.0), ("xpos", 1.0), ("feats", 0.5), ("lemma", 0.5)):
        loss = loss + weight * choice_loss(tags[name], gold(items, name, device))
    return loss


def name_loss(net, items, source, compatible, device):
    batch = hide(on(device, collate(items)))
    with torch.autocast(device, dtype=torch.bfloat16):
        logits = net.name_scores(batch, [source])
    return masked_name_loss(logits, gold(items, None, device), compatible.to(device))


@torch.no_grad()
def eval_syntax(net, items, vocabulary, device):
    net.eval()
    right = {name: 0 for name in ("upos", "xpos", "feats", "lemma", "uas", "las")}
    total = 0
    universal = [label.split(":")[0] for label in vocabulary["deprel"]]
    same = torch.tensor([[a == b for b in universal] for a in universal]).to(device)
    for part in batches(items, 4000, random.Random(0)):
        batch = on(device, collate(part))
        with torch.autocast(device, dtype=torch.bfloat16):
            words = net.words(batch).float()
        column = lambda name: gold(part, name, device)
        mask = column("head") >= 0
        total += mask.sum().item()
        for name in ("upos", "xpos", "feats", "lemma"):
            right[name] += ((net.tags[name](words).argmax(-1) == column(name)) & mask).sum().item()
        scores, heads = net.arcs(words, batch["length"])
        head = scores.argmax(-1)
        rel = net.rels(words, heads, head).argmax(-1)
        good = (head == column("head")) & mask
        right["uas"] += good.sum().item()
        deprel = column("deprel")
        right["las"] += (good & (deprel >= 0) & same[rel, deprel.clamp(min=0)]).sum().item()
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
def eval_names(net, items, sources, kinds, device):
    net.eval()
    both = mine = total = 0
    for part in batches(items, 4000, random.Random(0)):
        with torch.autocast(device, dtype=torch.bfloat16):
            best = net.name_scores(on(device, collate(part)), sources).argmax(-1)
        for row, item in zip(best.tolist(), part):
            length = len(item[4])
            s = {x for x in spans([NER_LABELS[i] for i in row[:length]]) if x[2] in kinds}
            g = {x for x in spans([NER_LABELS[i] for i in item[4]]) if x[2] in kinds}
            both, mine, total = both + len(s & g), mine + len(s), total + len(g)
    return [round(100 * v, 2) for v in (both / max(1, mine), both / max(1, total), 2 * both / max(1, mine + total))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["train", "eval"])
    parser.add_argument("--model", default=encoder_folder())
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    # One thread is nearly as fast as two here, and its sums are in one order whatever the machine.
    parser.add_argument("--threads", type=int, default=1)
    add_device(parser)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    os.makedirs(args.out, exist_ok=True)
    words = Words(args.model)
    ud = lambda bank, part: list(read_conllu(f"{args.data}/ud/{bank}/{part}.conllu"))
    train = ud("ewt", "train") + ud("gum", "train")
    vocabulary = vocabularies(train)
    json.dump(vocabulary, open(f"{args.out}/vocabulary.json", "w"))
    index = {name: {value: i for i, value in enumerate(values)} for name, values in vocabulary.items()}
    net = Teacher(args.model, {name: len(values) for name, values in vocabulary.items()})
    net.to(args.device)
    syntax_dev = {bank: syntax_items(ud(bank, "dev"), words, index) for bank in ("ewt", "gum")}
    bio = lambda name: name_items(read_bio(f"{args.data}/ner/{name}.bio"), words)
    name_dev = {name: bio(name) for name in ("uner_ewt_dev", "gum_clean_dev", "crossner_politics_dev")}

    def report(model, label):
        scores = {bank: eval_syntax(model, items, vocabulary, args.device) for bank, items in syntax_dev.items()}
        kinds = {"PER", "ORG", "LOC"}
        for name, items in name_dev.items():
            more = {"MISC", "EVENT"} if name.startswith("crossner") else set()
            for sources in ([name.replace("dev", "train")], NAMES_AS):
                scored = f"{name} as {' and '.join(sources)}"
                scores[scored] = eval_names(model, items, sources, kinds | more, args.device)
        print(label, json.dumps(scores), flush=True)

    last = f"{args.out}/teacher.pt"
    if args.what == "eval":
        net.load_state_dict(torch.load(last, map_location="cpu")["average"])
        return report(net, "eval")
    syntax = syntax_items([s for s in train if len(s) < 120], words, index)
    names = {source: bio(source) for source in NER_SOURCES}
    masks = source_masks()
    # The word-piece vectors stay as they are: they are half of the weights, and the data is small.
    net.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    inside = set(map(id, encoder))
    rest = [p for p in net.parameters() if p.requires_grad and id(p) not in inside]
    optimizer = fused_adamw([{"params": encoder, "lr": 3e-4}, {"params": rest, "lr": 2e-3}])
    per_epoch = len(batches(syntax, PIECES, random.Random(0)))
    names_per_epoch = round(NAME_STEPS * per_epoch)
    total = args.epochs * (per_epoch + names_per_epoch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda k: min(1, (k + 1) / (0.06 * total)) * max(0.02, 1 - k / total)
    )
    average = copy.deepcopy(net)
    done = step = 0
    if os.path.exists(last):
        state = torch.load(last, map_location=args.device)
        net.load_state_dict(state["net"]), average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"]), schedule.load_state_dict(state["schedule"])
        done, step = state["epoch"], state["step"]
    print("steps:", total, flush=True)
    started = time.time()
    for epoch in range(done, args.epochs):
        # Each epoch has random numbers of its own, so that going on from a checkpoint gives the same bytes.
        rng, queue = random.Random(args.seed + epoch), []
        torch.manual_seed(args.seed + epoch)
        forget_masks(net)
        plan = batches(syntax, PIECES, rng) + [None] * names_per_epoch
        rng.shuffle(plan)
        net.train()
        for items in plan:
            if items is None:
                # Each source in proportion to its size.
                if not queue:
                    queue = [(s, b) for s, found in names.items() for b in batches(found, PIECES, rng)]
                    rng.shuffle(queue)
                source, part = queue.pop()
                loss = name_loss(net, part, source, masks[source], args.device)
            else:
                loss = syntax_loss(net, items, args.device)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder + rest, 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step % AVERAGE_EVERY == 0:
                decay = min(KEEP, (step + 1) / (step + 40))
                with torch.no_grad():
                    for a, p in zip(average.parameters(), net.parameters()):
                        if p.requires_grad:
                            a.lerp_(p, 1 - decay)
            if step % 20 == 0:
                print(step, round(loss.item(), 3), round(time.time() - started), flush=True)
        if (epoch + 1) % REPORT == 0 or epoch + 1 == args.epochs:
            report(average, f"epoch {epoch + 1}")
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
        state.update(schedule=schedule.state_dict(), epoch=epoch + 1, step=step)
        torch.save(state, last + ".new")
        os.replace(last + ".new", last)


if __name__ == "__main__":
    main()
