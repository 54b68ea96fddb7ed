"""Whether sinusoidal positions let a model handle longer sequences than it was trained on.

The formula gives a vector for every place, however far: that much is true. But a model has only ever seen
the first n. Here a one-layer model learns to name the token before each token, on random sequences of length
n, and is then tested on sequences of length 2n, at the places n … 2n − 1 that it never saw. What is measured
is the probability that it gives to the right token.

    sinusoids added    nearly 1 at length n, but at the new places a good part of the answers is wrong
    relative bias      one learned number for each distance j − i, clipped at ±3, added to the score: these
                       numbers mean at place 1000 what they mean at place 10, and nothing is lost

A rotation that looks one place back works at every place, so a solution that extrapolates does exist
(`string_copy.py` builds it). Training on short sequences has no reason to find it: any weights that serve the
first n places will do.
"""

import math

import torch
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main, once, trained

N = Knob(16, [14, 16, 18], "length of the training sequences")
RUNS, BATCH, TESTS = 22, 16, 64
V, D, CLIP = 5, 16, 3  # tokens of the vocabulary, width, largest distance with a bias of its own
STEPS, RATE = 100, 0.02


def sinusoids(n, base=10_000):
    """sin ω_i p and cos ω_i p with ω_i = base^(−2i/d) for places 0 … n − 1, (n, d)."""
    angles = torch.arange(n)[:, None] * base ** (-2 * torch.arange(D // 2) / D)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def weights(rng):
    """Embeddings, W_Q, W_K and W_V side by side, output and bias for each distance, all runs; in float32."""
    shapes = [(V, D), (D, 3 * D), (D, V), (2 * CLIP + 1,)]
    drawn = [torch.randn(RUNS, *shape, generator=rng, dtype=torch.float32) for shape in shapes]
    return [(part / D**0.5).requires_grad_() for part in drawn]


def absolute(x, bias):
    """Sinusoids added to the input, nothing to the scores."""
    return x + sinusoids(x.shape[-2]).to(x), None


def relative(x, bias):
    """Nothing added to the input, a learned number for the clipped distance j − i to the scores."""
    place = torch.arange(x.shape[-2])
    distance = (place - place[:, None]).clamp(-CLIP, CLIP)  # j − i, (n, n)
    return x, bias[:, None, distance + CLIP]  # (R, 1, n, n)


def answers(tokens, parts, scheme):
    """Logits for the token before each one but the first: (R, B, n) -> (R, B, n − 1, V)."""
    embed, w_in, w_out, bias = parts
    x, mask = scheme(times(torch.eye(V).to(embed)[tokens], embed), bias)  # (R, B, n, d)
    mixed = scaled_dot_product_attention(*times(x, w_in).chunk(3, -1), attn_mask=mask)
    return times(mixed[..., 1:, :], w_out)


def times(x, w):
    """x (R, B, n, i) times the weights w (R, i, o) of its run, (R, B, n, o)."""
    return (x.flatten(1, 2) @ w).unflatten(1, x.shape[1:3])


@once
def learn(rng, n, scheme, steps=STEPS):
    """Weights of RUNS models, trained side by side by sign descent on fresh random sequences of length n."""
    parts = weights(rng)
    for tokens in torch.randint(V, (steps, RUNS, BATCH, n), generator=rng):
        logits = answers(tokens, parts, scheme).movedim(-1, 1)  # (R, V, B, n − 1)
        loss = cross_entropy(logits, tokens[..., :-1], reduction="sum")
        grads = torch.autograd.grad(loss, parts, materialize_grads=True)
        with torch.no_grad():
            for part, grad in zip(parts, grads, strict=True):
                part -= RATE * grad.sign()
    return parts


def score(rng, parts, scheme, n, length):
    """Probability of the right token, mean over the last n places of fresh sequences of this length, (R,)."""
    tokens = torch.randint(V, (RUNS, TESTS, length), generator=rng)
    given = answers(tokens, parts, scheme).double().softmax(-1)  # (R, B, length − 1, V)
    right = given.gather(-1, tokens[..., :-1, None])[..., 0]
    return right[..., -n:].detach().mean((1, 2)).reshape(RUNS)


def formula(n, **how):
    """The encodings that the model adds, against the definition, written out."""
    waves = [(i, wave) for i in range(D // 2) for wave in (math.sin, math.cos)]
    rows = [[wave(p / 10_000 ** (2 * i / D)) for i, wave in waves] for p in range(n)]
    return exact(sinusoids(n, **how), torch.tensor(rows), ops=2 * n)


def check_positions_are_the_sinusoids(rng, n=N):
    """What the model adds at place p are the sines and cosines of p·10000^(−2i/d)."""
    return formula(n)


@guards(check_positions_are_the_sinusoids)
def control_another_base(rng, n=N):
    """With base 100 they are not."""
    return formula(n, base=100)


def at_training_length(rng, n, **how):
    """What models trained on length n give to the right token at length n, which should be near 1."""
    parts = learn(rng, n, absolute, **how)
    return trained(score(rng, parts, absolute, n, n), at_least=0.95)


def check_learned_at_training_length(rng, n=N):
    """With sinusoids, at the length of training, the right token gets at least 0.95 of the probability."""
    return at_training_length(rng, n)


@guards(check_learned_at_training_length)
def control_untrained(rng, n=N):
    """Before training it is not."""
    return at_training_length(rng, n, steps=0)


def lost(rng, n, scheme):
    """How much less the right token gets at the places n … 2n − 1 than at length n, (R,)."""
    parts = learn(rng, n, scheme)
    return score(rng, parts, scheme, n, n) - score(rng, parts, scheme, n, 2 * n)


def check_sinusoids_fail_past_it(rng, n=N):
    """With sinusoids, at places past the length of training, the right token gets less by at least 0.1."""
    return trained(lost(rng, n, absolute), at_least=0.1)


@guards(check_sinusoids_fail_past_it)
def control_relative_bias(rng, n=N):
    """With a relative bias it is not."""
    return trained(lost(rng, n, relative), at_least=0.1)


def check_relative_bias_does_not(rng, n=N):
    """With a relative bias it gets less by at most 0.02 there."""
    return trained(lost(rng, n, relative), at_most=0.02)


@guards(check_relative_bias_does_not)
def control_sinusoids(rng, n=N):
    """With sinusoids it loses more."""
    return trained(lost(rng, n, absolute), at_most=0.02)


if __name__ == "__main__":
    main()
