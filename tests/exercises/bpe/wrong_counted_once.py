from collections import Counter


def learn(words, merges):
    counts = Counter()
    for w, n in words.items():
        for pair in zip(w, w[1:]):
            counts[pair] += n
    return sorted(counts, key=lambda p: (-counts[p], p))[:merges]
