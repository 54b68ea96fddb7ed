"""How large the weights of a fully connected layer should be at first: ReLU costs a factor of two.

Let z = Wx with independent entries of W, mean 0 and variance v, for n inputs. Then E[z²] = n·v·E[x²]. With
x = ReLU(z′) of the layer below, half of z′ is gone: E[x²] = E[z′²]/2. So per layer E[z²] is multiplied by
n·v/2:

    Xavier, v = 1/n     ½       for n inputs and n outputs: 2⁻ᴸ is left after L layers
    He,     v = 2/n     1       the second moment is kept

What is kept is the second moment, and not the variance of x: a ReLU's output has a mean. Of E[x²] = s²/2 the
part (mean)² = s²/(2π) is no variance, so that Var[x] = (1 − 1/π)·E[x²].
"""

import math

import torch
from torch import nn

from quiz.lab import Knob, estimate, guards, main, once, turns

DEPTH = Knob(4, [2, 4, 8], "L: layers with a ReLU each")
XAVIER, HE = 1.0, 2.0  # n·v
REPLICATES, NETS, INPUTS, WIDTH = 64, 20, 5, 48


def draw(rng, *shape):
    """Normal numbers in float32, which is fast."""
    return torch.randn(*shape, generator=rng, dtype=torch.float32)


@once
def sums(rng, turn, depth, nv):
    """The weighted sums before and after L layers: (2, replicates, nets, inputs, width)."""
    first = z = draw(rng, REPLICATES, NETS, INPUTS, WIDTH)
    for _ in range(depth):
        z = z.relu() @ draw(rng, REPLICATES, NETS, WIDTH, WIDTH) * math.sqrt(nv / WIDTH)
    return torch.stack([first, z]).double()


def share_left(rng, turn, depth, nv):
    """E[z²] after L layers over E[z²] before, in networks with n·v = nv: (replicates,)."""
    first, last = sums(rng, turn, depth, nv).flatten(2).norm(dim=2)
    return (last / first) ** 2


def check_xavier_halves_per_relu(rng, depth=DEPTH):
    """With Xavier weights and ReLUs 2⁻ᴸ of the second moment is left after L layers: 1/16 for 4."""
    return estimate(turns(share_left, rng, depth, XAVIER), 2**-depth, within="12%")


@guards(check_xavier_halves_per_relu)
def control_he_does_not_halve(rng, depth=DEPTH):
    """With He weights there is more."""
    return estimate(turns(share_left, rng, depth, HE), 2**-depth, within="12%")


def check_he_keeps_the_second_moment(rng, depth=DEPTH):
    """With He weights all of it is left."""
    return estimate(turns(share_left, rng, depth, HE), 1, within="12%")


@guards(check_he_keeps_the_second_moment)
def control_xavier_does_not_keep_it(rng, depth=DEPTH):
    """With Xavier weights it is not."""
    return estimate(turns(share_left, rng, depth, XAVIER), 1, within="12%")


def variance_of(start):
    """n·v of a fresh weight (n, n) under one of torch's initialisations."""
    return WIDTH * start(torch.empty(WIDTH, WIDTH)).var()


def check_torchs_he_is_twice_xavier(rng):
    """torch's kaiming_normal_ draws weights of variance 2/n."""
    return estimate(lambda: variance_of(nn.init.kaiming_normal_), HE, within="4%")


@guards(check_torchs_he_is_twice_xavier)
def control_torchs_xavier(rng):
    """Its xavier_normal_ draws them of variance 1/n."""
    return estimate(lambda: variance_of(nn.init.xavier_normal_), HE, within="4%")


def variance_share(rng, turn, activation):
    """Var[x]/E[x²] of what an activation hands on: (replicates,)."""
    x = activation(sums(rng, turn, depth=1, nv=HE)[1]).flatten(1)
    return x.var(1) / x.square().mean(1)


def check_relu_outputs_have_a_mean(rng):
    """Of a ReLU's E[x²] a share of 1 − 1/π = 0.68 is variance; the rest is its mean."""
    return estimate(turns(variance_share, rng, torch.relu), 1 - 1 / math.pi, within="4%")


@guards(check_relu_outputs_have_a_mean)
def control_tanh_has_none(rng):
    """Of a tanh's all of it is."""
    return estimate(turns(variance_share, rng, torch.tanh), 1 - 1 / math.pi, within="4%")


if __name__ == "__main__":
    main()
