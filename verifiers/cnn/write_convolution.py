"""Write a convolution as one matrix product, and have it judged.

    patches   every window that the kernel covers, flattened      (B, C·k·k, places)     im2col
    product   the kernels flattened, times the patches            (B, filters, places)
    shape     places back into rows and columns                   (B, filters, H', W')

H' = ⌊(H + 2p − k)/s⌋ + 1, and W' likewise. Slips: the kernel flipped (deep learning's convolution is a
cross-correlation), the bias forgotten, rows and columns exchanged, padding on one side only, the stride
ignored. The judge is torch's conv2d, on maps that are not square.
"""

import torch
from torch.nn.functional import conv2d, pad

from quiz.lab import Knob, exact, guards, main, yours

STRIDE = Knob(2, [1, 2, 3], "step of the window")
PADDING = Knob(1, [0, 1, 2], "zeros on every side")
BATCH, CHANNELS, FILTERS, HEIGHT, WIDTH, KERNEL = 2, 3, 4, 9, 7, 3


@yours
def convolve(x, kernels, bias, stride, padding):
    """A convolution layer, by im2col and one matrix product.

    `x` is (B, C, H, W), `kernels` is (filters, C, k, k), `bias` is (filters,); `padding` zeros go on every
    side and the window moves by `stride` along both axes. The result is (B, filters, H', W'). As everywhere
    in deep learning the kernel is not flipped.
    """
    size = kernels.shape[-1]
    windows = pad(x, [padding] * 4).unfold(2, size, stride).unfold(3, size, stride)  # (B, C, H', W', k, k)
    patches = windows.permute(0, 2, 3, 1, 4, 5).flatten(3)  # (B, H', W', C·k·k)
    return (patches @ kernels.flatten(1).mT + bias).permute(0, 3, 1, 2)


def flipped(x, kernels, bias, stride, padding):
    """A convolution as mathematics defines it: the kernel turned round."""
    return convolve(x, kernels.flip(-1, -2), bias, stride, padding)


def against_torch(rng, function, stride, padding):
    """`function` against torch's conv2d on maps with unequal sides."""
    x = torch.randn(BATCH, CHANNELS, HEIGHT, WIDTH, generator=rng)
    kernels = torch.randn(FILTERS, CHANNELS, KERNEL, KERNEL, generator=rng)
    bias = 2 + torch.randn(FILTERS, generator=rng)
    right = conv2d(x, kernels, bias, stride=stride, padding=padding)
    return exact(function(x, kernels, bias, stride, padding), right, ops=2 * CHANNELS * KERNEL**2, scale=30.0)


def check_equals_torch(rng, stride=STRIDE, padding=PADDING):
    """The map that comes out is torch's."""
    return against_torch(rng, convolve, stride, padding)


@guards(check_equals_torch)
def control_flipped(rng, stride=STRIDE, padding=PADDING):
    """With the kernel flipped it is not."""
    return against_torch(rng, flipped, stride, padding)


def check_plain(rng):
    """Without padding and with a stride of 1, too."""
    return against_torch(rng, convolve, 1, 0)


@guards(check_plain)
def control_flipped_plain(rng):
    """With the kernel flipped it is not."""
    return against_torch(rng, flipped, 1, 0)


if __name__ == "__main__":
    main()
