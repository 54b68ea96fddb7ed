from collections import defaultdict


def learn(words, merges):
    corpus = [(list(w), n) for w, n in words.items()]
    out = []
    for _ in range(merges):
        counts = defaultdict(int)
        for s, n in corpus:
            for i in range(len(s) - 1):
                counts[s[i], s[i + 1]] += n
        if not counts:
            break
        best = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[0][0]
        out.append(best)
        for s, _ in corpus:
            i = 0
            while i < len(s) - 1:
                if (s[i], s[i + 1]) == best:
                    s[i : i + 2] = [s[i] + s[i + 1]]
                i += 1
    return out
