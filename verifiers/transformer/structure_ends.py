"""The two ends of a Transformer: how tokens come in, and how the next one comes out.

    in     token ids → rows of the embedding table, plus a row for each position    (n, d)
    out    rows of the decoder → times Eᵀ: a score for each word → softmax          (n, V)

Each target position ends with a distribution over all V words, that of the next token. A target position sees
only those before it, so all n distributions come out of a single pass.

Positions are no ornament. Attention adds up over its keys, and a sum does not ask in which order its terms
come. Without positions the encoder only carries its rows along in their order, and the decoder's sum over
them does not see it: shuffle the source, and the output stays.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

WORDS = Knob(17, [2, 17, 40], "words V in the vocabulary")
SOURCE = Knob(7, [3, 7, 12], "source tokens m")
D, HEADS, D_FF, LAYERS = 12, 4, 20, 2
BATCH, TARGET = 2, 5
OPS = 12 * D * 12  # ten sublayers and two ends
CAUSAL = nn.Transformer.generate_square_subsequent_mask


def model(rng, words):
    """Two stacks, one table of embeddings E (V, d) for both ends, and one of positions."""
    stacks = nn.Transformer(D, HEADS, LAYERS, LAYERS, D_FF, dropout=0, batch_first=True)
    return stacks, torch.randn(words, D, generator=rng), torch.randn(12, D, generator=rng)


def enter(ids, table, positions):
    """Ids (B, n) to rows (B, n, d)."""
    return table[ids] + positions[: ids.shape[1]]


def scores(model, source, target, mask=CAUSAL):
    """Ids (B, m) and (B, n) to a score for each word at each target position (B, n, V)."""
    stacks, table, positions = model
    x, y = enter(source, table, positions), enter(target, table, positions)
    return stacks(x, y, tgt_mask=mask(target.shape[1])) @ table.T


def probabilities(*given, **options):
    """The scores made into distributions of the next token (B, n, V)."""
    return scores(*given, **options).softmax(-1)


def ids(rng, words, source):
    """A source that counts through the vocabulary (B, m), and a random target (B, n)."""
    count = torch.arange(source) % words
    return count.expand(BATCH, source), torch.randint(words, (BATCH, TARGET), generator=rng)


def sums(rng, words, source, output):
    """What comes out at each target position, added up over the words: (B, n), against 1."""
    got = output(model(rng, words), *ids(rng, words, source))  # (B, n, V)
    return exact(got @ torch.ones(words), torch.ones(BATCH, TARGET), ops=words)


def check_each_position_gives_a_distribution(rng, words=WORDS, source=SOURCE):
    """At each target position the V numbers that come out add up to 1."""
    return sums(rng, words, source, probabilities)


@guards(check_each_position_gives_a_distribution)
def control_no_softmax(rng, words=WORDS, source=SOURCE):
    """The scores do not add up to 1."""
    return sums(rng, words, source, scores)


def prefix_by_prefix(rng, words, source, mask):
    """All distributions from one pass, against those at the end of each prefix of the target: (B, n, V)."""
    parts, (source_ids, target) = model(rng, words), ids(rng, words, source)
    ends = [probabilities(parts, source_ids, target[:, :n])[:, -1] for n in range(1, TARGET + 1)]
    return exact(probabilities(parts, source_ids, target, mask=mask), torch.stack(ends, 1), ops=OPS)


def check_one_pass_serves_all_prefixes(rng, words=WORDS, source=SOURCE):
    """One pass over the target gives at each position what a pass over the tokens so far gives at its end."""
    return prefix_by_prefix(rng, words, source, CAUSAL)


@guards(check_one_pass_serves_all_prefixes)
def control_no_causal_mask(rng, words=WORDS, source=SOURCE):
    """Without the mask in the long pass it does not."""
    return prefix_by_prefix(rng, words, source, lambda n: torch.zeros(n, n))


def reordered(rng, words, source, loud):
    """Output for a source whose words have moved on by one, against the output for the source itself."""
    stacks, table, positions = model(rng, words)
    parts = stacks, table, loud * positions
    source_ids, target = ids(rng, words, source)
    before, after = (scores(parts, order, target) for order in (source_ids, source_ids.roll(1, 1)))
    return exact(after, before, ops=OPS)


def check_without_positions_the_source_is_a_bag(rng, words=WORDS, source=SOURCE):
    """Without positions, moving the words of the source about changes nothing."""
    return reordered(rng, words, source, 0)


@guards(check_without_positions_the_source_is_a_bag)
def control_with_positions(rng, words=WORDS, source=SOURCE):
    """With positions it changes the output."""
    return reordered(rng, words, source, 1)


if __name__ == "__main__":
    main()
