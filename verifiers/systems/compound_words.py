"""What a score gains when the tokens that belong together become one word.

A score as single tokens: [bar], then for each beat its position (and, at the first, tempo and chord), then
for each note pitch, duration and velocity. A compound word holds one token of each kind that its family
has:

    word of a beat     position · tempo · chord       (slots may stay empty)
    word of a note     pitch · duration · velocity

With β beats a bar and k notes a beat a bar has 3 + β + 3βk tokens and 1 + β + βk words, so g = tokens/words
is 2.53 for β = 4, k = 3: the filled slots of an average word, not the number of slots. Then

    softmax attention    scores of all pairs           operations over g²
    linear attention     φ(Q)·(φ(K)ᵀV), one d×d sum    operations over g

The published model has linear attention, so there the gain is g. Nothing is lost: a word's slots, read from
left to right, give back its tokens. But a word holds one token of a kind. A whole beat does not fit into
one.
"""

import torch

from quiz.lab import Knob, exact, guards, main
from quiz.lab.flops import flops

NOTES = Knob(3, [1, 2, 3, 5], "notes on each beat")
BARS, BEATS, D = 5, 4, 6
POSITION, TEMPO, CHORD, PITCH, DURATION, VELOCITY = range(6)
VALUES = 40  # tokens of each kind


def score(rng, notes):
    """A score as tokens of (kind, value), (tokens, 2). A bar is a position too, the one before its beats."""
    first = [POSITION, POSITION, TEMPO, CHORD]
    note = [PITCH, DURATION, VELOCITY] * notes
    bar = [*first, *note, *[POSITION, *note] * (BEATS - 1)]
    kinds = torch.tensor(bar * BARS)
    return torch.stack([kinds, torch.randint(VALUES, kinds.shape, generator=rng)], 1)


def by_family(kinds):
    """A word begins with a position or a pitch."""
    return (kinds == POSITION) | (kinds == PITCH)


def by_beat(kinds):
    """A word begins with a position alone, and takes the notes of its beat with it."""
    return kinds == POSITION


def by_token(kinds):
    """Every token is a word."""
    return kinds >= 0


def group(tokens, begins):
    """Words with a slot for each kind, −1 where it is empty: (tokens, 2) -> (words, 6)."""
    word = begins(tokens[:, 0]).cumsum(0) - 1
    words = torch.full((int(word[-1]) + 1, 6), -1)
    words[word, tokens[:, 0]] = tokens[:, 1]
    return words


def ungroup(words):
    """The tokens of the filled slots, word by word, (tokens, 2)."""
    word, kind = (words >= 0).nonzero().T
    return torch.stack([kind, words[word, kind]], 1)


def there_and_back(rng, notes, begins):
    """Tokens after grouping and ungrouping, against those before; as many as there are of both."""
    tokens = score(rng, notes)
    back = ungroup(group(tokens, begins))
    missing = torch.full((len(tokens) - len(back), 2), -1)
    return exact(torch.cat([back, missing]), tokens)


def check_ungrouping_loses_nothing(rng, notes=NOTES):
    """The filled slots of the words, read in order, are the tokens of the score."""
    return there_and_back(rng, notes, by_family)


@guards(check_ungrouping_loses_nothing)
def control_a_beat_in_one_word(rng):
    """With a whole beat in one word, of two notes only the last is left."""
    return there_and_back(rng, 2, by_beat)


def share(notes):
    """Tokens per word, counted from the score: 3 + β + 3βk over 1 + β + βk."""
    return (3 + BEATS + 3 * BEATS * notes) / (1 + BEATS + BEATS * notes)


def shorter(rng, notes, begins):
    """How many times shorter the score is in words, against the filled slots of an average word."""
    tokens = score(rng, notes)
    return exact(len(tokens) / len(group(tokens, begins)), share(notes), ops=4)


def check_shorter_by_the_filled_slots(rng, notes=NOTES):
    """A score is (3 + β + 3βk)/(1 + β + βk) times shorter in words: 2.53 for 4 beats of 3 notes."""
    return shorter(rng, notes, by_family)


@guards(check_shorter_by_the_filled_slots)
def control_one_token_a_word(rng, notes=NOTES):
    """With one token a word it is not shorter at all."""
    return shorter(rng, notes, by_token)


def softmax_attention(n):
    """Scores of all pairs of n tokens, then the values."""
    q, k, v = torch.zeros(3, n, D)
    return q @ k.T @ v


def linear_attention(n):
    """Keys and values are summed up first: φ(Q)·(φ(K)ᵀV)."""
    q, k, v = torch.zeros(3, n, D)
    return q @ (k.T @ v)


def cheaper(rng, notes, begins, attend, power):
    """How many times fewer operations attention takes over words than over tokens, against g to a power."""
    tokens = score(rng, notes)
    before, after = (flops(lambda n=n: attend(n)) for n in (len(tokens), len(group(tokens, begins))))
    return exact(before / after, share(notes) ** power, ops=4)


def check_softmax_attention_gains_g_squared(rng, notes=NOTES):
    """Softmax attention over words takes g² times fewer operations: 6.4 for g = 2.53."""
    return cheaper(rng, notes, by_family, softmax_attention, 2)


@guards(check_softmax_attention_gains_g_squared)
def control_g_is_1(rng, notes=NOTES):
    """With one token a word it gains nothing."""
    return cheaper(rng, notes, by_token, softmax_attention, 2)


def check_linear_attention_gains_g(rng, notes=NOTES):
    """Linear attention over words takes g times fewer."""
    return cheaper(rng, notes, by_family, linear_attention, 1)


@guards(check_linear_attention_gains_g)
def control_softmax(rng, notes=NOTES):
    """Softmax attention gains more than g."""
    return cheaper(rng, notes, by_family, softmax_attention, 1)


if __name__ == "__main__":
    main()
