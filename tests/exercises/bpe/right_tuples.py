from collections import Counter


def merged(s, pair):
    if len(s) < 2:
        return s
    if s[:2] == pair:
        return (s[0] + s[1], *merged(s[2:], pair))
    return (s[0], *merged(s[1:], pair))


def learn(words, merges):
    cut = {w: tuple(w) for w in words}
    result = []
    while len(result) < merges:
        counts = Counter()
        for w, s in cut.items():
            for pair in zip(s, s[1:]):
                counts[pair] += words[w]
        if not counts:
            return result
        most = max(counts.values())
        result.append(min(p for p in counts if counts[p] == most))
        cut = {w: merged(s, result[-1]) for w, s in cut.items()}
    return result
