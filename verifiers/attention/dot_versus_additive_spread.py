"""Dot-product against additive attention: how large the scores become.

    dot         q·k                  a sum of d products: variance d for entries of mean 0 and variance 1
    additive    vᵀ tanh(q + k)       a sum of d terms vᵢ·tanh(qᵢ + kᵢ), each at most |vᵢ|

With x = qᵢ + kᵢ ~ N(0, 2) let t = E[tanh²(x)] = 0.52. The terms are independent with mean 0, hence

    Var(vᵀ tanh(q + k)) = |v|²·t      and      |vᵀ tanh(q + k)| ≤ Σ|vᵢ|.

With |v| = 1 the variance does not depend on d. With entries vᵢ ~ N(0, 1), |v|² ≈ d, and it grows like that
of the dot product: what tames the additive score is the norm of v, not tanh alone. Dividing by √d does for
the dot product what |v| = 1 does here: the advantage of additive scores is one over unscaled scores only.
"""

import math

import torch

from quiz.lab import Knob, estimate, exact, guards, main, slope

D = Knob(32, [8, 32, 128], "width of queries and keys")
WIDTHS = (4, 32, 128)
PAIRS = 60


def pairs(rng, d, std_q=1.0, std_k=1.0):
    """Independent normal queries and keys of these spreads: (PAIRS, d) each, float32."""
    q, k = torch.randn(2, PAIRS, d, generator=rng, dtype=torch.float32)
    return std_q * q, std_k * k


def dot(q, k):
    """q·k of each pair: (PAIRS, d), (PAIRS, d) -> (PAIRS,)."""
    return (q * k).sum(-1)


def scaled_dot(q, k):
    """q·k/√d of each pair."""
    return dot(q, k) / math.sqrt(q.shape[-1])


def additive(q, k, v):
    """vᵀ tanh(q + k) of each pair: (PAIRS, d) each -> (PAIRS,)."""
    return (torch.tanh(q + k) * v).sum(-1)


def linear(q, k, v):
    """vᵀ(q + k): the same without tanh."""
    return ((q + k) * v).sum(-1)


def vectors(rng, d, norm="one"):
    """A v for each pair, with standard normal entries, or the same scaled to |v| = 1: (PAIRS, d)."""
    v = torch.randn(PAIRS, d, generator=rng, dtype=torch.float32)
    return v / v.norm(dim=-1, keepdim=True) if norm == "one" else v


def growth(draw, predicted):
    """Exponent in d, over WIDTHS, of the variance of the scores `draw(d)`."""
    return slope(WIDTHS, lambda: torch.stack([draw(d).var() for d in WIDTHS]), predicted, within=0.25)


def check_dot_variance_grows_with_d(rng):
    """The variance of unscaled dot-product scores grows with exponent 1 in d."""
    return growth(lambda d: dot(*pairs(rng, d)), predicted=1)


@guards(check_dot_variance_grows_with_d)
def control_scaled_dot(rng):
    """Divided by √d it does not grow."""
    return growth(lambda d: scaled_dot(*pairs(rng, d)), predicted=1)


def check_scaled_dot_variance_is_free_of_d(rng, d=D):
    """Divided by √d, dot-product scores have variance σ_q²σ_k² at any d: 3.24 for σ_q = 1.5, σ_k = 1.2."""
    return estimate(lambda: scaled_dot(*pairs(rng, d, 1.5, 1.2)).var(), predicted=3.24, within="20%")


@guards(check_scaled_dot_variance_is_free_of_d)
def control_unscaled_dot(rng, d=D):
    """Undivided they have not."""
    return estimate(lambda: dot(*pairs(rng, d, 1.5, 1.2)).var(), predicted=3.24, within="20%")


def check_additive_variance_is_flat(rng):
    """With |v| = 1 the variance of additive scores has exponent 0 in d."""
    return growth(lambda d: additive(*pairs(rng, d), vectors(rng, d)), predicted=0)


@guards(check_additive_variance_is_flat)
def control_v_not_normalised(rng):
    """With entries of v ~ N(0, 1) it is not flat."""
    return growth(lambda d: additive(*pairs(rng, d), vectors(rng, d, "free")), predicted=0)


def check_additive_variance_grows_with_v(rng):
    """With entries of v ~ N(0, 1) the variance of additive scores grows like d, too."""
    return growth(lambda d: additive(*pairs(rng, d), vectors(rng, d, "free")), predicted=1)


@guards(check_additive_variance_grows_with_v)
def control_v_normalised(rng):
    """With |v| = 1 it does not."""
    return growth(lambda d: additive(*pairs(rng, d), vectors(rng, d)), predicted=1)


def variance_of_tanh():
    """E[tanh²(x)] for x ~ N(0, 2), by the trapezoidal rule."""
    x = torch.linspace(-15, 15, 3001)
    return torch.trapezoid(torch.tanh(x) ** 2 * torch.exp(-(x**2) / 4) / math.sqrt(4 * math.pi), x)


def check_additive_variance_is_about_a_half(rng, d=D):
    """With |v| = 1 the variance of additive scores is E[tanh²(x)] = 0.52 at every d."""
    draw = lambda: additive(*pairs(rng, d), vectors(rng, d)).var()  # noqa: E731
    return estimate(draw, predicted=variance_of_tanh(), within="15%")


@guards(check_additive_variance_is_about_a_half)
def control_without_tanh(rng, d=D):
    """Without tanh it is 2 instead."""
    draw = lambda: linear(*pairs(rng, d), vectors(rng, d)).var()  # noqa: E731
    return estimate(draw, predicted=variance_of_tanh(), within="15%")


def farthest(rng, d, score):
    """The ends of score / Σ|vᵢ| over all pairs, of which one points along the signs of v and one against."""
    (q, k), v = pairs(rng, d), vectors(rng, d, "free")
    q[0] = k[0] = 20 * v[0].sign()
    q[1] = k[1] = -20 * v[1].sign()
    share = score(q, k, v) / v.abs().sum(-1)  # (PAIRS,)
    return exact(torch.stack([share.min(), share.max()]), [-1.0, 1.0], ops=2 * d)


def check_additive_never_exceeds_sum_of_v(rng, d=D):
    """|vᵀ tanh(q + k)| never exceeds Σ|vᵢ|; queries and keys along the signs of v, or against, reach it."""
    return farthest(rng, d, additive)


@guards(check_additive_never_exceeds_sum_of_v)
def control_limit_without_tanh(rng, d=D):
    """Without tanh the scores do exceed it."""
    return farthest(rng, d, linear)


if __name__ == "__main__":
    main()
