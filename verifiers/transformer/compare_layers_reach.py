"""How far a layer reaches: layers until the first of n tokens is felt by the last.

    self-attention          1                       every query sees every key
    recurrence              n                       one token further at every step, the first step at token 1
    convolution             ⌈(n − 1)/(k − 1)⌉       each layer of width k adds k − 1 tokens
    dilated convolution     ⌈log_k n⌉               each layer multiplies the reach by k

Convolutions look back here: output t sees t, t − s, …, t − (k − 1)s. Dilated, layer l = 0, 1, … has the
spacing s = kˡ, and L of them see 1 + (k − 1)(1 + k + … + kᴸ⁻¹) = kᴸ tokens. At k = 3 and n = 27 that is 3
layers; plain ones take 13.
"""

import torch
from torch.nn.functional import conv1d, pad, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

K = Knob(3, [2, 3, 5], "width of the kernel")
N = Knob(27, [9, 20, 27], "tokens")
D = 4


def attention(x, before, weights, number):
    """Every row of `before` (n, d) weighs all rows."""
    return scaled_dot_product_attention(before, before, before)


def own_row(x, before, weights, number):
    """Every row sees itself only."""
    alone = before.unsqueeze(1)  # n sentences of one token
    return scaled_dot_product_attention(alone, alone, alone).squeeze(1)


def step(x, before, weights, number):
    """One step of time of a recurrence, for all states at once: hₜ ← hₜ₋₁ + xₜ, from h = 0."""
    return pad(before, (0, 0, 1, -1)) + x if number else x


def convolution(before, weights, spacing):
    """Output t sees t, t − spacing, …, through k taps of d×d weights: (n, d) to (n, d)."""
    padded = pad(before.T, (spacing * (len(weights) - 1), 0))  # (d, n + …)
    return conv1d(padded[None], weights.permute(2, 1, 0), dilation=spacing)[0].T


def plain(x, before, weights, number):
    """A convolution of neighbours."""
    return convolution(before, weights, 1)


def dilated(x, before, weights, number):
    """A convolution with spacing kˡ in layer l."""
    return convolution(before, weights, len(weights) ** number)


def reach(rng, layer, n, k):
    """How often `layer` must be applied until the last row feels the first token; 0 for never."""
    x = torch.randn(n, D, generator=rng)
    weights = 0.5 * torch.randn(k, D, D, generator=rng)
    other = x.clone()
    other[0] = 2.0  # the same tokens but for the first
    here, there = x, other
    for number in range(n):
        here, there = layer(x, here, weights, number), layer(other, there, weights, number)
        if not torch.equal(here[n - 1], there[n - 1]):
            return number + 1
    return 0


def ceil_log(k, n):
    """The smallest L with kᴸ ≥ n."""
    return next(power for power in range(n) if k**power >= n)


def check_attention_takes_1(rng, n=N, k=K):
    """Self-attention: one layer, whatever the length."""
    return exact(reach(rng, attention, n, k), 1)


@guards(check_attention_takes_1)
def control_own_row_only(rng, n=N, k=K):
    """Rows that see only themselves never feel the first token."""
    return exact(reach(rng, own_row, n, k), 1)


def check_recurrence_takes_n(rng, n=N, k=K):
    """Recurrence: n steps, the state passing through every token between."""
    return exact(reach(rng, step, n, k), n)


@guards(check_recurrence_takes_n)
def control_attention_for_recurrence(rng, n=N, k=K):
    """Attention in its place does not take n."""
    return exact(reach(rng, attention, n, k), n)


def check_plain_convolution(rng, n=N, k=K):
    """Convolutions of neighbours: ⌈(n − 1)/(k − 1)⌉ layers."""
    return exact(reach(rng, plain, n, k), -((1 - n) // (k - 1)))


@guards(check_plain_convolution)
def control_dilated_for_plain(rng, n=N, k=K):
    """Dilated ones take fewer."""
    return exact(reach(rng, dilated, n, k), -((1 - n) // (k - 1)))


def check_dilated_convolution(rng, n=N, k=K):
    """Dilated convolutions, spacing kˡ in layer l: ⌈log_k n⌉ layers."""
    lengths = range(2, 41)
    measured = [reach(rng, dilated, length, k) for length in lengths]
    evidence = exact(reach(rng, dilated, n, k), ceil_log(k, n))
    predicted = [ceil_log(k, length) for length in lengths]
    return evidence.plot(measured=(lengths, measured), predicted=(lengths, predicted), x="n", y="layers")


@guards(check_dilated_convolution)
def control_plain_for_dilated(rng, n=N, k=K):
    """Without dilation they take more."""
    return exact(reach(rng, plain, n, k), ceil_log(k, n))


if __name__ == "__main__":
    main()
