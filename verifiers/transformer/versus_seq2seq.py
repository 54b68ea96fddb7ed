"""Why a single vector is a bottleneck, and what attention keeps.

A source of n facts: fact i is a bit vᵢ = ±1 under the address pᵢ, d random signs. Afterwards someone asks for
one address.

    one vector    s = Σⱼ vⱼpⱼ, d numbers for any n. Ask with pᵢ:  pᵢ·s = d·vᵢ + Σ_{j≠i} vⱼ(pᵢ·pⱼ)
                  The signal is d, the noise of the other facts has variance (n − 1)d ≈ nd. The bit comes
                  back with probability about Φ(√(d/n)): what counts is n/d.
    attention     keeps all n rows and weighs them: Σⱼ softmaxⱼ(pᵢ·pⱼ)·vⱼ. Its own row scores d, the others
                  about √d, so that e^d against e^√d leaves it practically alone.

Note that pᵢ·s is Σⱼ (pᵢ·pⱼ)vⱼ as well: reading the vector is attention without the softmax. Random addresses
and a linear store are an assumption; a trained RNN may spend its d numbers more cleverly, but never
without end. Let the vector grow with n, so that n/d stays small, and it recalls everything too.
"""

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, estimate, exact, guards, main

N = Knob(64, [32, 64, 128], "facts in the source")
D = Knob(32, [32, 64], "width of the vector")
LENGTHS = [8, 16, 48]
TRIALS = 32  # sources in a replicate


def facts(rng, n, d, trials=TRIALS):
    """Addresses (B, n, d) and bits (B, n, 1), all ±1."""
    p, v = (torch.randn(trials, n, m, generator=rng, dtype=torch.float32).sign() for m in (d, 1))
    return p, v


def from_one_vector(p, v):
    """What each address gets out of the sum of all facts: (B, n, 1)."""
    s = (v * p).sum(-2, keepdim=True)  # (B, 1, d)
    return p @ s.mT


def by_attention(p, v, weigh=torch.softmax):
    """What each address gets out of n kept rows: (B, n, 1)."""
    return weigh(p @ p.mT, -1) @ v


def accuracy(rng, n, d, read):
    """Share of the bits that come back right."""
    p, v = facts(rng, n, d)
    return (read(p, v).sign() == v).double().mean()


def chance(n, d):
    """Φ(√(d/n)), the probability that the sum of all facts gives a bit back."""
    return torch.special.ndtr(torch.tensor(d / n).sqrt())


def check_one_vector_forgets(rng, n=N, d=D):
    """A d-vector that holds n facts gives each back with probability Φ(√(d/n))."""
    evidence = estimate(lambda: accuracy(rng, n, d, from_one_vector), chance(n, d), within=0.02)
    lengths = [4, 8, 16, 32, 64, 128]
    measured = [accuracy(rng, length, d, from_one_vector) for length in lengths]
    predicted = [chance(length, d) for length in lengths]
    axes = {"x": "facts", "y": "share recalled", "log_x": True}
    return evidence.plot(measured=(lengths, measured), predicted=(lengths, predicted), **axes)


@guards(check_one_vector_forgets)
def control_twice_the_room(rng, n=N, d=D):
    """Give the vector 2d numbers instead of d, and it forgets less."""
    return estimate(lambda: accuracy(rng, n, 2 * d, from_one_vector), chance(n, d), within=0.02)


def recalled(rng, width, read):
    """Share recalled at each of LENGTHS, the addresses of width `width(n)`, against 1."""
    measured = torch.stack([accuracy(rng, n, width(n), read) for n in LENGTHS])
    return exact(measured, torch.ones(len(LENGTHS)))


def check_attention_recalls_everything(rng, d=D):
    """Attention over n kept rows gives every bit back, for 8, 16 and 48 facts alike."""
    return recalled(rng, lambda n: d, by_attention)


@guards(check_attention_recalls_everything)
def control_attention_without_softmax(rng, d=D):
    """Without the softmax it forgets."""
    return recalled(rng, lambda n: d, lambda p, v: by_attention(p, v, weigh=lambda scores, axis: scores))


def check_room_for_every_fact(rng, d=D):
    """With n·d numbers for n facts instead of d the one vector gives every bit back, too."""
    return recalled(rng, lambda n: n * d, from_one_vector)


@guards(check_room_for_every_fact)
def control_room_for_one(rng, d=D):
    """With d numbers for all of them it does not."""
    return recalled(rng, lambda n: d, from_one_vector)


def same_reading(rng, weigh):
    """Reading the one vector against attention with these weights."""
    p, v = (tensor.double() for tensor in facts(rng, n=7, d=5, trials=3))
    return exact(by_attention(p, v, weigh), from_one_vector(p, v), ops=24, scale=35)


def check_one_vector_is_attention_without_softmax(rng):
    """Reading the sum of all facts is attention with its raw scores for weights: Σⱼ (pᵢ·pⱼ)vⱼ."""
    return same_reading(rng, lambda scores, axis: scores)


@guards(check_one_vector_is_attention_without_softmax)
def control_with_softmax(rng):
    """With the softmax it is not."""
    return same_reading(rng, torch.softmax)


def against_torch(rng, weigh):
    """The attention measured here against torch's, without its divisor √d."""
    p, v = (tensor.double() for tensor in facts(rng, n=7, d=5, trials=3))
    return exact(by_attention(p, v, weigh), scaled_dot_product_attention(p, p, v, scale=1), ops=50)


def check_attention_is_torchs(rng):
    """The attention measured here is torch's with scale 1."""
    return against_torch(rng, torch.softmax)


@guards(check_attention_is_torchs)
def control_uniform_weights(rng):
    """Equal weights for all rows are not."""
    return against_torch(rng, lambda scores, axis: torch.full_like(scores, 1 / 7))


if __name__ == "__main__":
    main()
