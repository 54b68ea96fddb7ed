"""Write the two masks of a decoder's batch, and have them judged.

Sentences of unequal length lie in one batch, padded at the end. Query i may look at key j if j comes no later
(j ≤ i) and is no padding (j < length). Hidden scores are set to −∞ before the softmax: their weight is then
exactly 0, and the weights of the others still sum to 1.

The judge takes each query alone: the softmax of the scores that it may see, and zeros.
"""

import math

import torch

from quiz.lab import exact, guards, main, yours

LENGTHS = (5, 3, 1)
N = 6


@yours
def masked_weights(scores, lengths):
    """Attention weights of a padded batch under a causal mask.

    `scores` is (B, n, n), queries by keys; `lengths` is (B,), the number of real tokens of each sentence,
    which stand first; the rest is padding. Query i of sentence b may see key j if j ≤ i and j < lengths[b].
    The result is (B, n, n): exactly 0 where a key is hidden, and each row sums to 1. Scores, hidden ones
    too, may be as large as 10,000.
    """
    position = torch.arange(scores.shape[-1])
    causal = position <= position.unsqueeze(1)  # (n, n), True where j ≤ i
    real = position < lengths.unsqueeze(1)  # (B, n)
    return scores.masked_fill(~(causal & real.unsqueeze(1)), -math.inf).softmax(-1)


def causal_only(scores, lengths):
    """The padding forgotten."""
    ahead = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return scores.masked_fill(ahead, -math.inf).softmax(-1)


def minus_a_thousand(scores, lengths):
    """A thousand taken from hidden scores, which is not enough for large ones."""
    position = torch.arange(scores.shape[-1])
    seen = (position <= position.unsqueeze(1)) & (position < lengths.unsqueeze(1)).unsqueeze(1)
    return (scores - 1000.0 * ~seen).softmax(-1)


def row_by_row(scores, lengths):
    """Each query alone: the softmax of the scores that it may see, and zeros."""
    weights = torch.zeros_like(scores)
    for sentence, length in enumerate(lengths.tolist()):
        for query in range(scores.shape[-2]):
            seen = min(query + 1, length)
            weights[sentence, query, :seen] = scores[sentence, query, :seen].softmax(0)
    return weights


def against_rows(rng, function, hidden=0.0):
    """`function` against the judge; `hidden` is added to every score that must not count."""
    scores = 3 * torch.randn(len(LENGTHS), N, N, generator=rng)
    lengths = torch.tensor(LENGTHS)
    right = row_by_row(scores, lengths)
    return exact(function(scores + hidden * (right == 0), lengths), right, ops=4 * N + 20).heat(
        right[1], "weights of the second sentence", x="key", y="query"
    )


def with_large_hidden(rng, function):
    """The same when 10,000 is added to every hidden score."""
    return against_rows(rng, function, hidden=10_000.0)


def check_weights(rng):
    """Hidden keys get weight 0, and each query shares out 1 among the keys it may see."""
    return against_rows(rng, masked_weights)


@guards(check_weights)
def control_causal_only(rng):
    """Without the padding mask padding gets weight."""
    return against_rows(rng, causal_only)


def check_large_hidden_scores(rng):
    """Hidden scores as large as 10,000 change nothing."""
    return with_large_hidden(rng, masked_weights)


@guards(check_large_hidden_scores)
def control_minus_a_thousand(rng):
    """Taking a thousand off is not enough then."""
    return with_large_hidden(rng, minus_a_thousand)


if __name__ == "__main__":
    main()
