"""Over which axes the four norms average.

For images x (N, C, H, W) all four do the same, x̂ = (x − μ)/√(σ² + ε), and differ only in the axes:

    BatchNorm       over (N, H, W): one μ and σ² for each channel
    LayerNorm       over (C, H, W): one for each sample                 (here over all that is not N)
    InstanceNorm    over (H, W): one for each sample and channel
    GroupNorm(g)    over (C/g, H, W): one for each sample and group of channels

LayerNorm and InstanceNorm are the ends of GroupNorm: one group, or each channel a group of its own.
A trap: the LayerNorm of a Transformer averages over the features of one token, which for images would be C
alone, at each pixel. GroupNorm(1) is not that: it takes the pixels of a sample together.

What a norm averages over can be seen without its source: an output depends on just these inputs.
"""

import torch
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main

GROUPS = Knob(2, [2, 3], "groups of channels")
N, C, H, W = 3, 6, 4, 5
OPS = 4 * N * C * H * W


def images(rng, n=N, h=H, w=W):
    """Images (N, C, H, W), skewed."""
    return torch.empty(n, C, h, w).log_normal_(generator=rng)


def batch_norm(x):
    """BatchNorm in training mode, as all of them without weight and bias."""
    return functional.batch_norm(x, None, None, training=True)


def sample_layer_norm(x):
    """LayerNorm over all that belongs to a sample."""
    return functional.layer_norm(x, x.shape[1:])


def token_layer_norm(x):
    """LayerNorm over the channels at each pixel, as for tokens."""
    return functional.layer_norm(x.movedim(1, -1), (C,)).movedim(-1, 1)


def group_norm(groups):
    """GroupNorm with so many groups."""
    return lambda x: functional.group_norm(x, groups)


def averaged_over(x, dims):
    """x̂ with mean and biased variance over `dims`."""
    centred = x - x.mean(dims, keepdim=True)
    return centred / (centred.square().mean(dims, keepdim=True) + 1e-5).sqrt()


def axes(rng, norm, dims):
    """A norm's output against x̂ over `dims`."""
    x = images(rng)
    return exact(norm(x), averaged_over(x, dims), ops=OPS, scale=10)


def check_batch_norm_averages_per_channel(rng):
    """BatchNorm averages over samples and pixels: one mean and variance for each channel."""
    return axes(rng, batch_norm, (0, 2, 3))


@guards(check_batch_norm_averages_per_channel)
def control_batch_norm_per_sample(rng):
    """Averages over the axes of a sample are not BatchNorm's."""
    return axes(rng, batch_norm, (1, 2, 3))


def check_layer_norm_averages_per_sample(rng):
    """LayerNorm over (C, H, W) has one mean and variance for each sample."""
    return axes(rng, sample_layer_norm, (1, 2, 3))


@guards(check_layer_norm_averages_per_sample)
def control_layer_norm_per_channel(rng):
    """Averages over samples and pixels are not LayerNorm's."""
    return axes(rng, sample_layer_norm, (0, 2, 3))


def check_instance_norm_averages_per_sample_and_channel(rng):
    """InstanceNorm averages over the pixels of one channel of one sample."""
    return axes(rng, functional.instance_norm, (2, 3))


@guards(check_instance_norm_averages_per_sample_and_channel)
def control_instance_norm_over_the_batch(rng):
    """Averages over the batch too are not InstanceNorm's."""
    return axes(rng, functional.instance_norm, (0, 2, 3))


def check_token_layer_norm_averages_per_pixel(rng):
    """The LayerNorm of a Transformer averages over the channels of one position."""
    return axes(rng, token_layer_norm, 1)


@guards(check_token_layer_norm_averages_per_pixel)
def control_group_norm_of_one_group(rng):
    """GroupNorm with one group is not that."""
    return axes(rng, group_norm(1), 1)


def seen(rng, groups, norm):
    """Which inputs each output depends on, two pixels to a channel, against those of its sample and group."""
    x = images(rng, 2, 1, 2)
    jacobian = torch.autograd.functional.jacobian(norm, x).reshape(x.numel(), x.numel())
    depends = jacobian.abs().gt(1e-9)
    block = torch.ones(2 * C // groups, 2 * C // groups)
    together = torch.block_diag(*[block] * (2 * groups)).bool()  # (outputs, inputs)
    return exact(depends, together).heat(depends.float(), "what is seen", x="input", y="output")


def check_group_norm_sees_its_group(rng, groups=GROUPS):
    """An output of GroupNorm depends on the channels of its group in its sample, and on nothing else."""
    return seen(rng, groups, group_norm(groups))


@guards(check_group_norm_sees_its_group)
def control_layer_norm_sees_more(rng, groups=GROUPS):
    """An output of LayerNorm depends on the other groups as well."""
    return seen(rng, groups, sample_layer_norm)


def ends(rng, fewest, most):
    """LayerNorm over a sample and InstanceNorm, against GroupNorm with `fewest` and `most` groups."""
    x = images(rng)
    got = torch.stack((sample_layer_norm(x), functional.instance_norm(x)))
    return exact(got, torch.stack((group_norm(fewest)(x), group_norm(most)(x))), ops=OPS, scale=10)


def check_layer_and_instance_norm_are_the_ends(rng):
    """GroupNorm(1) is LayerNorm over (C, H, W), and GroupNorm(C) is InstanceNorm."""
    return ends(rng, 1, C)


@guards(check_layer_and_instance_norm_are_the_ends)
def control_groups_in_between(rng, groups=GROUPS):
    """Other numbers of groups are neither."""
    return ends(rng, groups, C // groups)


if __name__ == "__main__":
    main()
