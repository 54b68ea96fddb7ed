"""What residual connections do not do: they do not keep the signal from growing.

Let each block be x ← x + Wx, where W has independent entries of mean 0 and variance g²/d. The cross term of
|x + Wx|² has mean 0 and |Wx|² is g²|x|² on average, so each block multiplies E[x²] by 1 + g²: after L
blocks (1 + g²)ᴸ, exponential growth, on the way back as well: `residual_connection.py`. So norms and
scaled branches remain necessary:

    a norm before each branch     each block adds the same g²: linear growth, 1 + L·g²
    branches divided by √L        (1 + g²/L)ᴸ < exp(g²), at any depth

Without shortcuts nothing grows here for g < 1: it dies out as g²ᴸ.
"""

import math

import torch
from torch.nn.functional import layer_norm

from quiz.lab import Knob, estimate, guards, main

GAIN = Knob(0.5, [0.3, 0.5, 0.8], "g: the entries of W have variance g²/d")
DEPTH = Knob(12, [6, 12, 20], "blocks on top of each other")
NETS, INPUTS, D = 16, 36, 40  # independent networks side by side, vectors through each, their width


def normal(rng, *shape):
    """Independent standard normal entries, drawn in float32 to save time."""
    return torch.randn(*shape, generator=rng, dtype=torch.float32)


def pass_on(x):
    """The vectors as they are."""
    return x


def norm(x):
    """The vectors behind a LayerNorm without parameters."""
    return layer_norm(x, (D,))


def plain(x, branch):
    """A block without a shortcut."""
    return branch


def residual(x, branch):
    """A block with a shortcut."""
    return x + branch


def sizes(rng, depth, gain, block=residual, before=pass_on):
    """Mean square of each network's vectors before the first and after the last block: (2, nets)."""
    x = last = torch.normal(0.0, 2.0, (NETS, INPUTS, D), generator=rng, dtype=torch.float32)
    for _ in range(depth):
        w = gain * normal(rng, NETS, D, D) / math.sqrt(D)
        last = block(last, before(last) @ w)  # (nets, inputs, d)
    return torch.stack((x, last)).double().square().mean((-2, -1))


def growth(rng, depth, gain, block=residual):
    """How many times larger the mean square is after `depth` blocks."""
    first, last = sizes(rng, depth, gain, block)
    return last / first


def added(rng, depth, gain, before):
    """What `depth` blocks added to the mean square."""
    first, last = sizes(rng, depth, gain, before=before)
    return last - first


def check_stream_grows_exponentially(rng, depth=DEPTH, gain=GAIN):
    """Shortcuts do not stop growth: after L blocks E[x²] is (1 + g²)ᴸ times as large."""
    return estimate(lambda: growth(rng, depth, gain), (1 + gain**2) ** depth, within="12%")


@guards(check_stream_grows_exponentially)
def control_no_growth_without_shortcuts(rng, depth=DEPTH, gain=GAIN):
    """Without them nothing grows."""
    return estimate(lambda: growth(rng, depth, gain, plain), (1 + gain**2) ** depth, within="12%")


def check_pre_norm_grows_linearly(rng, depth=DEPTH, gain=GAIN):
    """With a norm before each branch L blocks add L·g² to E[x²]."""
    return estimate(lambda: added(rng, depth, gain, norm), depth * gain**2, within="12%")


@guards(check_pre_norm_grows_linearly)
def control_addition_without_a_norm(rng, depth=DEPTH, gain=GAIN):
    """Without the norm they add more."""
    return estimate(lambda: added(rng, depth, gain, pass_on), depth * gain**2, within="12%")


def check_scaled_branches_stay_bounded(rng, depth=DEPTH, gain=GAIN):
    """Branches divided by √L leave E[x²] at (1 + g²/L)ᴸ of its first value, less than exp(g²)."""
    predicted = (1 + gain**2 / depth) ** depth
    return estimate(lambda: growth(rng, depth, gain / math.sqrt(depth)), predicted, within="4%")


@guards(check_scaled_branches_stay_bounded)
def control_unscaled_branches(rng, depth=DEPTH, gain=GAIN):
    """Not divided they go further."""
    predicted = (1 + gain**2 / depth) ** depth
    return estimate(lambda: growth(rng, depth, gain), predicted, within="4%")


if __name__ == "__main__":
    main()
