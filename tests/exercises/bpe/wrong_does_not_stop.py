from collections import Counter


def learn(words, merges):
    cut = {w: list(w) for w in words}
    out = []
    for _ in range(merges):
        counts = Counter()
        for w, s in cut.items():
            for pair in zip(s, s[1:]):
                counts[pair] += words[w]
        best = min(counts, key=lambda p: (-counts[p], p))
        out.append(best)
        for w, s in cut.items():
            new = []
            for symbol in s:
                if new and (new[-1], symbol) == best:
                    new[-1] += symbol
                else:
                    new.append(symbol)
            cut[w] = new
    return out
