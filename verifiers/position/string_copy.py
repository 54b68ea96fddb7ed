"""Whether attention can copy a string: it can, by construction, at any length.

Let the queries and keys of a head read positions only, and its values tokens only. For sinusoids the score
PE(p)·PE(q) = Σᵢ cos ω_i(q − p) is largest at q = p, and the next best is lower by a fixed gap at every
place. A large gain turns that gap into all the weight:

    encoder–decoder   target place t attends to source place t            → the source, token by token
    decoder only      queries turned by R_−k: place t attends to t − k     → a string of k tokens, once more

The first head has no number in it that depends on the length. So copying is not beyond attention. What fails
is learning it: a model trained on short strings need not find these weights (`length_extrapolation.py`).

Tokens repeat, so content cannot tell where to look. Without positions all scores are alike: the head returns
the mean of all values, the same at every place, and so one token over and over.
"""

import torch

from quiz.lab import Knob, exact, guards, main

LENGTH = Knob(100, [10, 100, 1000], "tokens of the string")
V, D, RUNS, GAIN = 6, 64, 4, 150.0


def sinusoids(places):
    """sin ω_i p and cos ω_i p with ω_i = 10000^(−2i/d) of the given places, (n, d)."""
    angles = places[:, None] * 10_000 ** (-2 * torch.arange(D // 2) / D)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def nowhere(places):
    """No position information."""
    return torch.zeros(len(places), D)


def turned(PE, k):
    """R_k·PE: each pair (sin, cos) turned by ω_i k, so that PE(p) becomes PE(p + k)."""
    angle = k * 10_000 ** (-2 * torch.arange(D // 2) / D)
    sin, cos = PE.unflatten(-1, (D // 2, 2)).unbind(-1)  # (n, d/2) each
    pairs = [angle.cos() * sin + angle.sin() * cos, angle.cos() * cos - angle.sin() * sin]
    return torch.stack(pairs, -1).flatten(1)


def read(tokens, places, encode, back=0):
    """The mix of tokens that each place gets from the token `back` places before: (R, n) -> (R, m, V)."""
    q = turned(encode(places), -back)  # (m, d)
    k = encode(torch.arange(tokens.shape[-1]))  # (n, d)
    weights = (GAIN * q @ k.T).softmax(-1)  # (m, n)
    return weights @ torch.eye(V)[tokens]  # of one-hot values (R, n, V)


def strings(rng, length):
    """Random strings, (R, length)."""
    return torch.randint(V, (RUNS, length), generator=rng)


def turned_back(rng, length, back):
    """PE of the places `length` and on, turned by R_−back, against PE of the first places."""
    far = sinusoids(torch.arange(length, 2 * length))
    return exact(turned(far, -back), sinusoids(torch.arange(length)), ops=8 * length)


def check_turned_queries_point_back(rng, length=LENGTH):
    """R_−k turns PE(p + k) into PE(p): a query turned so looks k places back, from anywhere."""
    return turned_back(rng, length, back=length)


@guards(check_turned_queries_point_back)
def control_turned_one_place_less(rng, length=LENGTH):
    """Turned by one place less it looks elsewhere."""
    return turned_back(rng, length, back=length - 1)


def cross_attention(rng, length, encode):
    """What each target place 0, 1, 2, … reads, and the source: (R, length, V) each, the source one-hot."""
    source = strings(rng, length)
    return read(source, torch.arange(length), encode), torch.eye(V)[source]


def check_cross_attention_copies(rng, length=LENGTH):
    """One head that compares positions copies random strings from the source, whatever their length."""
    return exact(*cross_attention(rng, length, sinusoids), ops=2 * length)


@guards(check_cross_attention_copies)
def control_cross_attention_without_positions(rng, length=LENGTH):
    """The same head without positions does not."""
    return exact(*cross_attention(rng, length, nowhere), ops=2 * length)


def repeated(rng, length, encode):
    """Greedy decoding, each token read one string's length before, against the string once more."""
    prompt = strings(rng, length)
    sequence = prompt
    for place in range(length, 2 * length):
        token = read(sequence, torch.tensor([place]), encode, back=length).argmax(-1)  # (R, 1)
        sequence = torch.cat([sequence, token], -1)
    return exact(sequence[:, length:], prompt)


def check_decoder_repeats_its_prompt(rng, length=LENGTH):
    """A decoder head whose queries are turned back by k places repeats a prompt of k tokens."""
    return repeated(rng, length, sinusoids)


@guards(check_decoder_repeats_its_prompt)
def control_decoder_without_positions(rng, length=LENGTH):
    """The same head without positions does not."""
    return repeated(rng, length, nowhere)


def everywhere(rng, length, encode):
    """What each target place reads, against the mean of the source."""
    got, source = cross_attention(rng, length, encode)
    return exact(got, source.mean(1, keepdim=True).expand_as(source), ops=4 * length)


def check_without_positions_all_places_read_the_mean(rng, length=LENGTH):
    """Without positions every place reads the same: the mean of all tokens."""
    return everywhere(rng, length, nowhere)


@guards(check_without_positions_all_places_read_the_mean)
def control_reading_with_positions(rng, length=LENGTH):
    """With positions they read different tokens."""
    return everywhere(rng, length, sinusoids)


if __name__ == "__main__":
    main()
