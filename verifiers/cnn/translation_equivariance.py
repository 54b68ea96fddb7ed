"""What sharing weights gives under shifts: shift the input, and the output shifts along.

Let S be a shift by some pixels with wrap-around. In y[u] = Σ_i w[i]·x[u + i] nothing depends on u but the
window, hence

    y(Sx) = S y(x)        equivariance, at stride 1 and circular padding: exact

    a kernel for each place   w[i] becomes w[u, i], and it is lost
    zero padding              windows that look over the border see zeros, not the pixels that wrap: a shift
                              by one column leaves k columns that are not just shifted (p = ⌊k/2⌋)
    stride s                  the windows stand s apart: a shift by s moves the output by 1, but a shift
                              by 1 makes another output

Equivariant is not invariant: the map moves with the cat. Average it over all places and the answer no longer
depends on where the cat is. Flatten it into a fully connected layer, with a weight for each place, and it
does.
"""

import torch
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main

KERNEL = Knob(3, [3, 5, 7], "size of the kernel")
WIDTH = Knob(18, [12, 18, 30], "columns of the image")
STRIDE = Knob(2, [2, 3], "columns from one window to the next")
BATCH, IN, OUT, HEIGHT = 2, 3, 4, 12
COLUMNS = 5  # of the kernels compared over all shifts; their rows are the knob's
SHIFTS = ((0, 1), (1, 0), (2, 5), (7, 3))  # rows and columns


def image(rng, width):
    """Noise, (B, C, H, W)."""
    return torch.randn(BATCH, IN, HEIGHT, width, generator=rng)


def kernels(rng, kernel, places=(1, 1)):
    """A kernel for each of `places`, or one for all: (O, H, W, C, k, 5) or (O, 1, 1, C, k, 5)."""
    return torch.randn(OUT, *places, IN, kernel, COLUMNS, generator=rng)


def connect(x, own):
    """Each window of the wrapped-round image with the kernel of its place: (B, C, H, W) -> (B, O, H, W)."""
    rows, columns = own.shape[-2:]
    x = functional.pad(x, (columns // 2, columns // 2, rows // 2, rows // 2), mode="circular")
    windows = x.unfold(2, rows, 1).unfold(3, columns, 1)  # (B, C, H, W, k, 5)
    return torch.einsum("bcuvij,ouvcij->bouv", windows, own)


def against_torch(x, own):
    """The layer, with a bias, against nn.Conv2d with circular padding and the kernel of the first place."""
    rows, columns = own.shape[-2:]
    half = rows // 2, columns // 2
    conv = torch.nn.Conv2d(IN, OUT, (rows, columns), padding=half, padding_mode="circular")
    with torch.no_grad():
        conv.weight.copy_(own[:, 0, 0])
        return exact(connect(x, own) + conv.bias[:, None, None], conv(x), ops=2 * IN * rows * columns + 1)


def check_tied_it_is_torchs(rng, kernel=KERNEL, width=WIDTH):
    """With the same kernel in each place the layer is torch's Conv2d with circular padding."""
    return against_torch(image(rng, width), kernels(rng, kernel))


@guards(check_tied_it_is_torchs)
def control_untied_it_is_not(rng, kernel=KERNEL, width=WIDTH):
    """With a kernel for each place it is not."""
    return against_torch(image(rng, width), kernels(rng, kernel, (HEIGHT, width)))


def shifted_both_ways(x, own):
    """The layer after each of SHIFTS against the shift after the layer."""
    after = torch.stack([connect(x.roll(shift, (2, 3)), own) for shift in SHIFTS])
    before = torch.stack([connect(x, own).roll(shift, (2, 3)) for shift in SHIFTS])
    return exact(after, before, ops=2 * own[0, 0, 0].numel())


def check_shifts_pass_through(rng, kernel=KERNEL, width=WIDTH):
    """Shared weights, circular padding, stride 1: shifting the input shifts the output, to rounding."""
    return shifted_both_ways(image(rng, width), kernels(rng, kernel))


@guards(check_shifts_pass_through)
def control_locally_connected(rng, kernel=KERNEL, width=WIDTH):
    """With a kernel for each place a shift does not pass through."""
    return shifted_both_ways(image(rng, width), kernels(rng, kernel, (HEIGHT, width)))


def columns_not_shifted(rng, kernel, width, border):
    """How many columns of the output are not just shifted when the image is shifted by one column."""
    w, x, half = torch.randn(OUT, IN, kernel, kernel, generator=rng), image(rng, width), kernel // 2
    layer = lambda x: functional.conv2d(functional.pad(x, (half, half, half, half), mode=border), w)  # noqa: E731
    off = ~torch.isclose(layer(x.roll(1, 3)), layer(x).roll(1, 3)).flatten(0, 2).all(0)  # (W,)
    return exact(int(off.sum()), kernel).plot(x="column", y="not just shifted", measured=(range(width), off))


def check_zero_padding_breaks_k_columns(rng, kernel=KERNEL, width=WIDTH):
    """With zero padding a shift by one column leaves k columns of the output that are not just shifted."""
    return columns_not_shifted(rng, kernel, width, "constant")


@guards(check_zero_padding_breaks_k_columns)
def control_circular_padding(rng, kernel=KERNEL, width=WIDTH):
    """With circular padding there are none."""
    return columns_not_shifted(rng, kernel, width, "circular")


def moves_by_one(rng, kernel, width, stride, shift):
    """The output at `stride` after a shift by `shift` columns, against the output moved by one column."""
    w, x, half = torch.randn(OUT, IN, kernel, kernel, generator=rng), image(rng, width), kernel // 2
    wrap = lambda x: functional.pad(x, (half, half, 0, 0), mode="circular")  # noqa: E731
    layer = lambda x: functional.conv2d(wrap(x), w, stride=stride)  # noqa: E731
    return exact(layer(x.roll(shift, 3)), layer(x).roll(1, 3), ops=2 * IN * kernel**2)


def check_stride_needs_shifts_by_s(rng, kernel=KERNEL, width=WIDTH, stride=STRIDE):
    """At stride s a shift of the input by s columns moves the output by one."""
    return moves_by_one(rng, kernel, width, stride, stride)


@guards(check_stride_needs_shifts_by_s)
def control_shift_by_one(rng, kernel=KERNEL, width=WIDTH, stride=STRIDE):
    """A shift by one column does not."""
    return moves_by_one(rng, kernel, width, stride, 1)


def answer_after_shift(x, own, answer):
    """What `answer` makes of the map after each of SHIFTS, against what it makes of it without a shift."""
    after = torch.stack([answer(connect(x.roll(shift, (2, 3)), own)) for shift in SHIFTS])
    plain = answer(connect(x, own)).expand_as(after)
    return exact(after, plain, ops=2 * HEIGHT * x.shape[-1] * own[0, 0, 0].numel(), scale=1.0)


def check_global_average_is_invariant(rng, kernel=KERNEL, width=WIDTH):
    """Averaged over all places, the map gives the same answer after any shift."""
    average = lambda y: functional.adaptive_avg_pool2d(y, 1)  # noqa: E731  # (B, O, H, W) -> (B, O, 1, 1)
    return answer_after_shift(image(rng, width), kernels(rng, kernel), average)


@guards(check_global_average_is_invariant)
def control_a_weight_for_each_place(rng, kernel=KERNEL, width=WIDTH):
    """Flattened into a fully connected layer, with a weight for each place, it does not."""
    head = torch.randn(HEIGHT, width, generator=rng)
    weigh = lambda y: functional.adaptive_avg_pool2d(y * head, 1)  # noqa: E731
    return answer_after_shift(image(rng, width), kernels(rng, kernel), weigh)


if __name__ == "__main__":
    main()
