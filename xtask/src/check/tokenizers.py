# Times the tokenizers of BlingFire and spaCy over the text file that is the first argument: documents of about
# 3 KB that end with a paragraph, the best time of each of several rounds, one thread. BlingFire is called by its C
# interface with buffers that stay, for words with their offsets; of spaCy only the tokenizer runs, which makes its
# Doc. Prints one line for each with its version.
import ctypes
import importlib.metadata
import sys
import time

import blingfire
import spacy

ROUNDS = 7


def documents(text):
    start = 0
    while start < len(text):
        end = text.find("\n\n", start + 3000)
        end = len(text) if end < 0 else end + 2
        yield text[start:end]
        start = end


def best(pieces, cut):
    """The sum of the best times of all pieces, and how many tokens were made."""
    times = [float("inf")] * len(pieces)
    for _ in range(ROUNDS):
        count = 0
        for index, piece in enumerate(pieces):
            began = time.perf_counter()
            count += cut(piece)
            times[index] = min(times[index], time.perf_counter() - began)
    return sum(times), count


with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
    texts = list(documents(file.read()))
encoded = [text.encode() for text in texts]
size = sum(map(len, encoded))
room = 4 * max(map(len, encoded)) + 16
out = ctypes.create_string_buffer(room)
starts, ends = (ctypes.c_int * room)(), (ctypes.c_int * room)()
words = blingfire.blingfire.TextToWordsWithOffsetsWithModel


def bling(piece):
    length = words(
        ctypes.c_char_p(piece),
        ctypes.c_int(len(piece)),
        ctypes.byref(out),
        ctypes.byref(starts),
        ctypes.byref(ends),
        ctypes.c_int(room),
        ctypes.c_void_p(0),
    )
    if length < 0:
        sys.exit("BlingFire did not cut a document")
    return length


def count(piece):
    return out.raw[: bling(piece) - 1].count(b" ") + 1


tokenizer = spacy.blank("en").tokenizer
for name, pieces, cut, tokens in [
    ("blingfire", encoded, bling, lambda _: sum(map(count, encoded))),
    ("spacy", texts, lambda piece: len(tokenizer(piece)), lambda counted: counted),
]:
    seconds, counted = best(pieces, cut)
    version = importlib.metadata.version(name)
    rate = size / seconds / 1e6
    print(f"{name} {version:<10} {tokens(counted)} tokens, {len(pieces)} documents: {rate:8.2f} MB/s")
