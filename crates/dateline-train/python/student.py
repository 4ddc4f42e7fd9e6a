"""Trains the fast network on gold trees and on what the teacher made of raw text.

    python student.py train  --data ../shared/data --silver SILVER --teacher TEACHER --out WORK [--epochs 16]
    python student.py export --data ../shared/data --silver SILVER --teacher TEACHER --out WORK

The architecture is described in the design document of dateline-syntax. `export` writes WORK/student.safetensors,
WORK/student.json and WORK/reference.json (a few sentences with the network's own scores, for the parity test of
the program's inference).
"""

import argparse
import copy
import json
import random
import time

import numpy as np
from safetensors.torch import save_file

from common import *
from recurrence import recurrence
from silver import COLUMNS, LIKELIEST

VOCABULARY = 30_000
AFFIX_ROWS = 1 << 14
SHAPE_ROWS = 1 << 10
WIDTH = 128
ARC = 96
REL = 96
LAYERS = 3
DISTANCE = 16
BATCH = 5000
# Words in an epoch, and how often it holds the gold trees in the first and in the last: gold weighs more in the end.
EPOCH_WORDS = 3_000_000
GOLD_PASSES = (1, 3)

ALIKE = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "―": "-", "…": "."}


def norm(form):
    low = "".join(ch.lower() for ch in form)
    return "".join("0" if "0" <= ch <= "9" else ALIKE.get(ch, ch) for ch in low)[:40]


def word_shape(form):
    out = []
    for ch in form:
        ch = ch if ch == "…" else ALIKE.get(ch, ch)
        if ch.isupper():
            kind = "X"
        elif ch.isalpha():
            kind = "x"
        elif ch.isnumeric():
            kind = "d"
        else:
            kind = ch
        if len(out) < 3 or out[-3:] != [kind] * 3:
            out.append(kind)
    return "".join(out)[:16]


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


class Features:
    """Rows of every form, made once a form."""

    def __init__(self, norms):
        self.rows = {text: i for i, text in enumerate(norms)}
        self.known = {}

    def of(self, form):
        found = self.known.get(form)
        if found is None:
            text = norm(form)
            affixes = [AFFIX_ROWS] * 7
            for n in range(1, 5):
                if len(text) >= n:
                    affixes[n - 1] = fnv(b"s%d" % n + text[-n:].encode()) % AFFIX_ROWS
            for n in range(1, 4):
                if len(text) >= n:
                    affixes[n + 3] = fnv(b"p%d" % n + text[:n].encode()) % AFFIX_ROWS
            shape_row = fnv(b"h" + word_shape(form).encode()) % SHAPE_ROWS
            found = self.known[form] = (self.rows.get(text, 0), shape_row, affixes)
        return found


def vocabulary_of(forms, counts):
    """The most frequent norms; index 0 stands for any other."""
    total = {}
    for form, count in zip(forms, counts):
        text = norm(form)
        total[text] = total.get(text, 0) + int(count)
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return [""] + [text for text, count in ranked[: VOCABULARY - 1] if count > 1 and text]


class Layer(nn.Module):
    def __init__(self, width, first):
        super().__init__()
        self.u = nn.Linear(width, 6 * WIDTH)
        self.ln = nn.LayerNorm(2 * WIDTH)
        self.first = first

    def forward(self, x, lengths, drop):
        u = self.u(x).view(*x.shape[:2], 2, 3 * WIDTH)
        halves = []
        for way in (0, 1):
            skip = x if self.first else x[..., way * WIDTH : (way + 1) * WIDTH]
            halves.append(recurrence(u[:, :, way], skip, lengths, way == 1))
        return drop(self.ln(torch.cat(halves, -1)))


class Student(nn.Module):
    def __init__(self, words, sizes):
        super().__init__()
        self.word = nn.Embedding(words, WIDTH)
        self.affix = nn.Embedding(AFFIX_ROWS + 1, WIDTH, padding_idx=AFFIX_ROWS)
        self.shape = nn.Embedding(SHAPE_ROWS, WIDTH)
        for table in (self.word, self.affix, self.shape):
            nn.init.normal_(table.weight, std=0.1)
        with torch.no_grad():
            self.affix.weight[AFFIX_ROWS] = 0
        self.ln = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(3))
        self.conv = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in range(2))
        self.rnn = nn.ModuleList(Layer(WIDTH if i == 0 else 2 * WIDTH, i == 0) for i in range(LAYERS))
        self.light = nn.ModuleDict({n: nn.Linear(WIDTH, sizes[n]) for n in ("upos", "xpos")})
        self.tags = nn.ModuleDict({n: nn.Linear(2 * WIDTH, sizes[n]) for n in ("upos", "xpos")})
        self.names = nn.Linear(2 * WIDTH, len(NER_LABELS))
        self.arc_dep, self.arc_head = nn.Linear(2 * WIDTH, ARC), nn.Linear(2 * WIDTH, ARC)
        self.arc_q = nn.Linear(ARC, ARC)
        self.arc_dist = nn.Parameter(torch.zeros(2 * DISTANCE + 1))
        self.arc_root = nn.Parameter(torch.randn(ARC) * 0.1)
        self.arc_root_bias = nn.Parameter(torch.zeros(1))
        self.rel_dep, self.rel_head = nn.Linear(2 * WIDTH, REL), nn.Linear(2 * WIDTH, REL)
        self.rel_root = nn.Parameter(torch.randn(REL) * 0.1)
        self.rel_sum = nn.Linear(REL, sizes["deprel"], bias=False)
        self.rel_prod = nn.Linear(REL, sizes["deprel"])
        self.drop, self.embed_drop = Dropout(0.15), Dropout(0.1)

    def embed(self, batch):
        return self.word(batch["word"]) + self.affix(batch["affix"]).sum(-2) + self.shape(batch["shape"])

    def forward(self, batch):
        lengths = batch["length"]
        place = torch.arange(batch["word"].size(1), device=lengths.device)
        inside = (place[None] < lengths[:, None]).unsqueeze(-1)
        x = self.embed_drop(self.ln[0](self.embed(batch))) * inside
        for conv, ln in zip(self.conv, self.ln[1:]):
            wide = torch.cat([F.pad(x, (0, 0, 1, 0))[:, :-1], x, F.pad(x, (0, 0, 0, 1))[:, 1:]], -1)
            x = ln(x + self.drop(F.relu(conv(wide)))) * inside
        y = x
        for layer in self.rnn:
            y = layer(y, lengths, self.drop) * inside
        return x, y

    def arcs(self, y, lengths):
        q = self.arc_q(self.drop(F.relu(self.arc_dep(y))))
        k = self.drop(F.relu(self.arc_head(y)))
        n = y.size(1)
        place = torch.arange(n, device=y.device)
        away = (place[None, :] - place[:, None]).clamp(-DISTANCE, DISTANCE) + DISTANCE
        scores = (q @ k.transpose(1, 2)).float() + self.arc_dist[away]
        bad = (place[None, None, :] >= lengths[:, None, None]) | (place[:, None] == place[None, :])[None]
        root = (q @ self.arc_root.to(q.dtype)).float() + self.arc_root_bias
        return torch.cat([root.unsqueeze(-1), scores.masked_fill(bad, -1e9)], -1)

    def rels(self, y, heads):
        a, e = self.rel_dep(y), self.rel_head(y)
        e = torch.cat([self.rel_root.to(e.dtype).expand(e.size(0), 1, -1), e], 1)
        e = torch.gather(e, 1, heads.unsqueeze(-1).expand(-1, -1, e.size(-1)))
        return self.rel_sum(self.drop(F.relu(a + e))) + self.rel_prod(self.drop(a * e))


class Bank:
    """Sentences as flat arrays: rows of features, and for each column the likeliest values with their shares.

    `likely` and `share` are [words, columns, LIKELIEST]; what is not known has no share.
    """

    def __init__(self, forms, ids, offsets, likely, share, features, device):
        rows = [features.of(form) for form in forms]
        table = lambda i, kind: torch.tensor([row[i] for row in rows], dtype=kind, device=device)
        self.word, self.shape, self.affix = table(0, torch.int32), table(1, torch.int32), table(2, torch.int32)
        on = lambda array: torch.from_numpy(array).to(device)
        self.ids, self.offsets, self.likely, self.share = on(ids), on(offsets), on(likely), on(share)
        self.sizes, self.lengths = np.diff(offsets), self.offsets.diff()

    def batch(self, which):
        size = int(self.sizes[which].max())
        which = torch.from_numpy(which).to(self.offsets.device)
        lengths = self.lengths[which]
        place = torch.arange(size, device=lengths.device)
        inside = place < lengths[:, None]
        pick = torch.where(inside, self.offsets[which][:, None] + place, 0)
        ids = self.ids[pick]
        return {
            "word": torch.where(inside, self.word[ids], 0).long(),
            "shape": self.shape[ids].long(),
            "affix": self.affix[ids].long(),
            "length": lengths,
            "likely": torch.where(inside[..., None, None], self.likely[pick], 0).long(),
            "share": self.share[pick].float() * inside[..., None, None],
        }

    def batches(self, rng, words, limit=None):
        order = np.arange(len(self.sizes))
        rng.shuffle(order)
        if limit is not None:
            order = order[: int(np.searchsorted(np.cumsum(self.sizes[order]), limit)) + 1]
        noise = np.array([rng.random() * 3 for _ in order])
        order = order[np.argsort(self.sizes[order] + noise, kind="stable")]
        out, start = [], 0
        for i in range(len(order)):
            # The sizes grow, so the last is the widest but for the noise.
            if (i + 1 - start) * (self.sizes[order[i]] + 3) > words:
                out.append(order[start : i + 1])
                start = i + 1
        if start < len(order):
            out.append(order[start:])
        rng.shuffle(out)
        return out


def gold_bank(sentences, index, features, device):
    forms = {}
    ids = np.array([forms.setdefault(word[0], len(forms)) for s in sentences for word in s], np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(s) for s in sentences])]).astype(np.int64)
    flat = [word for s in sentences for word in s]
    of = {
        "upos": [index["upos"].get(word[2], -1) for word in flat],
        "xpos": [index["xpos"].get(word[3], -1) for word in flat],
        "head": [word[5] for word in flat],
        "deprel": [index["deprel"].get(word[6], -1) for word in flat],
    }
    # The treebanks have no names.
    right = np.array([of.get(name, [-1] * len(flat)) for name in COLUMNS], np.int16).T
    likely = np.zeros((len(flat), len(COLUMNS), LIKELIEST), np.int16)
    share = np.zeros(likely.shape, np.float16)
    likely[..., 0], share[..., 0] = np.maximum(right, 0), right >= 0
    return Bank(list(forms), ids, offsets, likely, share, features, device), forms, ids


def silver_bank(folder, forms, features, device):
    found = np.load(f"{folder}/silver.npz")
    ids, offsets, likely, share = (found[name] for name in ("ids", "offsets", "likely", "share"))
    # The teacher's greedy heads are no trees; that a word might be its own head teaches nothing.
    place = np.arange(len(ids)) - np.repeat(offsets[:-1], np.diff(offsets)) + 1
    head, deprel = COLUMNS.index("head"), COLUMNS.index("deprel")
    own = likely[:, head] == place[:, None]
    share[:, head][own] = 0
    share[own[:, 0], deprel] = 0
    return Bank(forms, ids, offsets, likely, share, features, device)


def losses(net, batch):
    likely, share = batch["likely"], batch["share"]
    with torch.autocast(likely.device.type, dtype=torch.bfloat16):
        x, y = net(batch)
        light = {n: layer(x) for n, layer in net.light.items()}
        tags = {n: layer(y) for n, layer in net.tags.items()}
        scores = net.arcs(y, batch["length"])
        rels = net.rels(y, likely[:, :, COLUMNS.index("head"), 0])
        names = net.names(y)

    def pick(logits, name):
        """Cross entropy to the shares of the likeliest values."""
        column = COLUMNS.index(name)
        wanted = share[:, :, column]
        found = logits.float().log_softmax(-1).gather(-1, likely[:, :, column])
        return -(wanted * found).sum() / wanted.sum().clamp(min=1)

    loss = pick(scores, "head") + pick(rels, "deprel") + 0.5 * pick(names, "names")
    for name in ("upos", "xpos"):
        loss = loss + 0.5 * pick(tags[name], name) + 0.25 * pick(light[name], name)
    return loss


@torch.no_grad()
def score(net, bank, labels):
    net.eval()
    universal = [label.split(":")[0] for label in labels]
    same = torch.tensor([[a == b for b in universal] for a in universal]).to(bank.ids.device)
    right = dict.fromkeys(("upos", "xpos", "light_upos", "light_xpos", "uas", "las"), 0)
    total = 0
    for which in bank.batches(np.random.default_rng(0), 8000):
        batch = bank.batch(which)
        x, y = net(batch)
        scores = net.arcs(y, batch["length"])
        head = scores.argmax(-1)
        rel = net.rels(y, head).argmax(-1)
        known, gold = batch["share"][..., 0] > 0, batch["likely"][..., 0]
        column = lambda name: (known[:, :, COLUMNS.index(name)], gold[:, :, COLUMNS.index(name)])
        mask, heads = column("head")
        total += int(mask.sum())
        for name in ("upos", "xpos"):
            mask, tag = column(name)
            right[name] += int(((net.tags[name](y).argmax(-1) == tag) & mask).sum())
            right["light_" + name] += int(((net.light[name](x).argmax(-1) == tag) & mask).sum())
        mask, deprel = column("deprel")
        good = (head == heads) & column("head")[0]
        right["uas"] += int(good.sum())
        right["las"] += int((good & mask & same[rel, deprel]).sum())
    return {name: round(100 * value / total, 2) for name, value in right.items()}


def export(net, norms, vocabulary, dev, out):
    tensors = {"word": net.word.weight, "affix": net.affix.weight[:AFFIX_ROWS], "shape": net.shape.weight}
    def linear(name, layer):
        tensors[name + ".w"], tensors[name + ".b"] = layer.weight, layer.bias
    def norm_of(name, layer):
        tensors[name + ".g"], tensors[name + ".b"] = layer.weight, layer.bias
    for i, layer in enumerate(net.ln):
        norm_of(f"ln{i}", layer)
    for i, layer in enumerate(net.conv):
        linear(f"conv{i + 1}", layer)
    for i, layer in enumerate(net.rnn):
        linear(f"rnn{i + 1}", layer.u)
        norm_of(f"rnn{i + 1}.ln", layer.ln)
    for name in ("upos", "xpos"):
        linear("light_" + name, net.light[name])
        linear(name, net.tags[name])
    for name in ("names", "arc_dep", "arc_head", "arc_q", "rel_dep", "rel_head"):
        linear(name, getattr(net, name))
    for name in ("arc_dist", "arc_root", "arc_root_bias", "rel_root"):
        tensors[name] = getattr(net, name)
    tensors["rel_sum.w"], tensors["rel_prod.w"], tensors["rel.b"] = (
        net.rel_sum.weight,
        net.rel_prod.weight,
        net.rel_prod.bias,
    )
    save_file({k: v.detach().float().contiguous().clone() for k, v in tensors.items()}, f"{out}/student.safetensors")
    sizes = {"word_rows": len(norms), "affix_rows": AFFIX_ROWS, "shape_rows": SHAPE_ROWS}
    record = {name: vocabulary[name] for name in ("upos", "xpos", "deprel")} | {"names": NER_LABELS, "words": norms} | sizes
    json.dump(record, open(f"{out}/student.json", "w"), ensure_ascii=False)
    reference = []
    net.eval()
    bank, forms, ids = dev
    names = list(forms)
    with torch.no_grad():
        for i in range(0, len(bank.sizes), max(1, len(bank.sizes) // 40)):
            batch = bank.batch(np.array([i]))
            x, y = net(batch)
            scores = net.arcs(y, batch["length"])
            head = scores.argmax(-1)
            reference.append(
                {
                    "forms": [names[j] for j in ids[bank.offsets[i] : bank.offsets[i + 1]]],
                    "light_upos": net.light["upos"](x).argmax(-1)[0].tolist(),
                    "upos": net.tags["upos"](y).argmax(-1)[0].tolist(),
                    "xpos": net.tags["xpos"](y).argmax(-1)[0].tolist(),
                    "greedy_head": head[0].tolist(),
                    "deprel_of_greedy": net.rels(y, head).argmax(-1)[0].tolist(),
                    "first_word_c2": [round(v, 4) for v in x[0, 0, :8].tolist()],
                    "first_word_y": [round(v, 4) for v in y[0, 0, :8].tolist()],
                    "first_word_arcs": [round(v, 3) for v in scores[0, 0].tolist()],
                }
            )
    json.dump(reference, open(f"{out}/reference.json", "w"), ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["train", "export"])
    parser.add_argument("--data", required=True)
    parser.add_argument("--teacher", required=True, help="where vocabulary.json lies")
    parser.add_argument("--silver", help="without it, gold alone")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    add_device(parser)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = np.random.default_rng(args.seed)
    os.makedirs(args.out, exist_ok=True)
    vocabulary = json.load(open(f"{args.teacher}/vocabulary.json"))
    index = {name: {value: i for i, value in enumerate(values)} for name, values in vocabulary.items()}
    ud = lambda bank, part: list(read_conllu(f"{args.data}/ud/{bank}/{part}.conllu"))
    train = [s for s in ud("ewt", "train") + ud("gum", "train") if len(s) <= 150]
    forms, counts = [], []
    seen = {}
    for sentence in train:
        for word in sentence:
            seen[word[0]] = seen.get(word[0], 0) + 1
    forms, counts = list(seen), list(seen.values())
    if args.silver:
        silver_forms = json.load(open(f"{args.silver}/silver.forms.json"))
        forms += silver_forms
        counts += np.bincount(np.load(f"{args.silver}/silver.npz")["ids"], minlength=len(silver_forms)).tolist()
    norms = vocabulary_of(forms, counts)
    features = Features(norms)
    gold = gold_bank(train, index, features, args.device)[0]
    silver = silver_bank(args.silver, silver_forms, features, args.device) if args.silver else None
    dev = {bank: gold_bank(ud(bank, "dev"), index, features, args.device) for bank in ("ewt", "gum")}
    net = Student(len(norms), {name: len(values) for name, values in vocabulary.items()})
    net.to(args.device)
    average = copy.deepcopy(net)
    last = f"{args.out}/student.pt"
    done = 0
    state = torch.load(last, weights_only=False) if os.path.exists(last) else None
    if state:
        net.load_state_dict(state["net"]), average.load_state_dict(state["average"])
        done, rng = state["epoch"], state["rng"]
    if args.what == "export":
        return export(average, norms, vocabulary, dev["gum"], args.out)
    # How often a word's own row is hidden, so that its affixes learn to stand in: rare words more often.
    frequency = np.zeros(len(norms))
    for form, count in zip(forms, counts):
        frequency[features.of(form)[0]] += count
    hide = torch.from_numpy(np.minimum(0.6, 0.05 + 4.0 / (4.0 + frequency))).float().to(args.device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=2.5e-3, weight_decay=0.02, betas=(0.9, 0.98), fused=True)
    if state:
        optimizer.load_state_dict(state["optimizer"])
    words_an_epoch = EPOCH_WORDS if silver else int(gold.sizes.sum())
    total = args.epochs * words_an_epoch
    seen_words = done * words_an_epoch
    print("words", len(norms), "parameters", sum(p.numel() for p in net.parameters()), flush=True)
    started, step = time.time(), 0
    for epoch in range(done, args.epochs):
        passes = 1
        if silver:
            first, final = GOLD_PASSES
            passes = round(first + (final - first) * epoch / max(1, args.epochs - 1))
        plan = [(gold, which) for _ in range(passes) for which in gold.batches(rng, BATCH)]
        if silver:
            rest = words_an_epoch - passes * int(gold.sizes.sum())
            plan += [(silver, which) for which in silver.batches(rng, BATCH, rest)]
        rng.shuffle(plan)
        for bank, which in plan:
            net.train()
            batch = bank.batch(which)
            hidden = torch.rand(batch["word"].shape, device=args.device) < hide[batch["word"]]
            batch["word"] = batch["word"].masked_fill(hidden, 0)
            loss = losses(net, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            at = min(1.0, seen_words / total)
            rate = 2.5e-3 * min(1.0, (step + 1) / 200 if done == 0 else 1.0) * max(0.01, 1.0 - at)
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            step += 1
            seen_words += int(bank.sizes[which].sum())
            if step % 4 == 0:
                decay = min(0.995, (step + 1) / (step + 40))
                with torch.no_grad():
                    torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - decay)
            if step % 100 == 0:
                spent = time.time() - started
                print(step, round(loss.item(), 3), round(seen_words / spent), "words/s", round(spent), flush=True)
        scores = {name: score(average, bank[0], vocabulary["deprel"]) for name, bank in dev.items()}
        print("epoch", epoch + 1, json.dumps(scores), flush=True)
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save(state | {"epoch": epoch + 1, "rng": rng}, last + ".new")
        os.replace(last + ".new", last)


if __name__ == "__main__":
    main()
