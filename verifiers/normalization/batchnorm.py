"""What BatchNorm computes, in training and afterwards.

For images x of shape (N, C, H, W), and for each channel on its own, over the n = N·H·W numbers it has:

    training    y = γ·(x − μ)/√(σ² + ε) + β      with the batch's own μ and σ² = Σ(x − μ)²/n
                m̄ ← 0.9·m̄ + 0.1·μ                running averages, one number per channel;
                v̄ ← 0.9·v̄ + 0.1·σ²·n/(n − 1)     the variance kept for later is the unbiased one
    eval        y = γ·(x − m̄)/√(v̄ + ε) + β       nothing of the batch: a fixed affine map

A fixed affine map can be folded into the layer before it: for y = BN(Wx + b) in eval mode, the weight
γW/√(v̄ + ε) and the bias γ(b − m̄)/√(v̄ + ε) + β give the same outputs: BatchNorm costs nothing at test time.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

N = Knob(3, [2, 3, 8], "images in a batch")
C, H, W, OUT = 4, 2, 5, 6
OPS = 4 * H * W + 20


def images(rng, n):
    """Images (N, C, H, W) with mean 0.3 and a variance of 10⁻⁴, so small that ε = 10⁻⁵ counts."""
    return torch.empty(n, C, H, W).normal_(0.3, std=0.01, generator=rng)


def layer(rng, channels=C):
    """torch's layer with nothing at its first value."""
    module = nn.BatchNorm2d(channels)
    for tensor in (module.weight, module.bias, module.running_mean, module.running_var):
        nn.init.uniform_(tensor, 0.5, 2, generator=rng)
    return module


def per_channel(values):
    """One number per channel, shaped to meet images: (C,) -> (C, 1, 1)."""
    return values[:, None, None]


def normalised(x, module, mean, variance):
    """γ·(x − mean)/√(variance + ε) + β with one number of each per channel."""
    scale = module.weight / (variance + module.eps).sqrt()  # (C,)
    return per_channel(scale) * (x - per_channel(mean)) + per_channel(module.bias)


def statistics(x, dims=(0, 2, 3)):
    """Mean and biased variance over `dims`."""
    mean = x.mean(dims, keepdim=True)
    return mean.flatten(), (x - mean).square().mean(dims)


def training(rng, n, correction=1.0):
    """The layer's output in training mode by hand; the variance may be altered by a factor."""
    module, x = layer(rng), images(rng, n)
    mean, variance = statistics(x)
    return exact(normalised(x, module, mean, correction * variance), module(x), ops=OPS * n)


def check_training_uses_the_batch(rng, n=N):
    """In training each channel is centred and scaled by the batch's own mean and biased variance."""
    return training(rng, n)


@guards(check_training_uses_the_batch)
def control_unbiased_variance_in_training(rng, n=N):
    """With the unbiased variance the output is not torch's."""
    size = n * H * W
    return training(rng, n, correction=size / (size - 1))


@torch.no_grad()
def averages(rng, n, correction):
    """The running averages after three batches by hand, as (2, C)."""
    module = layer(rng)
    kept_mean, kept_variance = module.running_mean.clone(), module.running_var.clone()
    for x in (images(rng, n), images(rng, n), images(rng, n)):
        module(x)
        mean, variance = statistics(x)
        kept_mean = 0.9 * kept_mean + 0.1 * mean
        kept_variance = 0.9 * kept_variance + 0.1 * correction * variance
    got = torch.stack((module.running_mean, module.running_var))
    return exact(got, torch.stack((kept_mean, kept_variance)), ops=OPS * n)


def check_running_variance_is_unbiased(rng, n=N):
    """Running averages move by a tenth towards each batch's mean and its unbiased variance."""
    size = n * H * W
    return averages(rng, n, correction=size / (size - 1))


@guards(check_running_variance_is_unbiased)
def control_biased_running_variance(rng, n=N):
    """The biased variance, the one that normalises, is not what is kept."""
    return averages(rng, n, correction=1)


def at_test(rng, n, training):
    """The layer's output against the affine map with its running averages."""
    module, x = layer(rng), images(rng, n)
    want = normalised(x, module, module.running_mean.clone(), module.running_var.clone())
    return exact(module.train(training)(x), want, ops=OPS * n)


def check_eval_uses_running_averages(rng, n=N):
    """In eval mode the running averages stand in for the batch's statistics."""
    return at_test(rng, n, training=False)


@guards(check_eval_uses_running_averages)
def control_training_mode(rng, n=N):
    """In training mode they do not."""
    return at_test(rng, n, training=True)


@torch.no_grad()
def folded(rng, n, training):
    """A convolution followed by BatchNorm, against one convolution with the folded weight and bias."""
    x, module = images(rng, n), layer(rng, OUT)
    first = nn.Conv2d(C, OUT, (2, 3))
    scale = module.weight / (module.running_var + module.eps).sqrt()  # (out,)
    alone = nn.Conv2d(C, OUT, (2, 3))
    alone.weight.copy_(scale[:, None, None, None] * first.weight)
    alone.bias.copy_(scale * (first.bias - module.running_mean) + module.bias)
    return exact(alone(x), module.train(training)(first(x)), ops=20 * C * H * W)


def check_folds_into_the_layer_before(rng, n=N):
    """In eval mode a convolution and its BatchNorm are one convolution with other weights."""
    return folded(rng, n, training=False)


@guards(check_folds_into_the_layer_before)
def control_folding_while_training(rng, n=N):
    """In training mode they are not."""
    return folded(rng, n, training=True)


if __name__ == "__main__":
    main()
