from collections import Counter


def learn(words, merges):
    cut = {w: list(w) for w in words}
    out = []
    while len(out) < merges:
        counts = Counter()
        for w, s in cut.items():
            for pair in zip(s, s[1:]):
                counts[pair] += words[w]
        if not counts:
            break
        best = max(counts, key=counts.get)
        out.append(best)
        for w, s in cut.items():
            new, i = [], 0
            while i < len(s):
                if tuple(s[i : i + 2]) == best:
                    new.append(s[i] + s[i + 1])
                    i += 2
                else:
                    new.append(s[i])
                    i += 1
            cut[w] = new
    return out
