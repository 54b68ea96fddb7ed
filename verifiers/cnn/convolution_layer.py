"""What a convolution layer computes: one small window of weights, slid over the image.

With kernel w, bias b, stride s, and an image x already padded by p zeros on each side,

    y[o, u, v] = b[o] + Σ_c Σ_i Σ_j w[o, c, i, j] · x[c, u·s + i, v·s + j]

A window of width k fits into n + 2p columns at ⌊(n + 2p − k)/s⌋ + 1 places, which is the output's width.
Nothing is turned round here: it is a cross-correlation. Convolution in the mathematician's sense takes
x[u − i, v − j], that is, the kernel turned by 180°; learned weights do not mind, copied ones do.

Write each window as a row (im2col) and the layer is one matrix product, and this is how it gets fast.

What a filter detects is itself. The response is an inner product with the window, so that among windows of
norm 1 none answers louder than w/‖w‖, which gives ‖w‖ (Cauchy and Schwarz). The edge filter

    −1 0 1
    −2 0 2      columns on the right minus columns on the left
    −1 0 1

says 0 wherever the image is flat, and 4·(b − a) where it steps from a to b. Zero padding puts an edge of its
own around the image; here the border is repeated instead.
"""

import torch
from torch.nn import functional

from quiz.lab import Knob, bound, exact, guards, main

N = Knob(32, [28, 32, 224], "width of the image")
KERNEL = Knob(5, [5, 7], "width of the kernel")
STRIDE = Knob(3, [1, 2, 3], "columns from one window to the next")
PADDING = Knob(2, [0, 1, 2], "columns of zeros on each side")
BATCH, IN, OUT, HEIGHT, WIDTH = 2, 3, 4, 11, 9
ROWS, COLUMNS = 3, 2  # of the kernels that are compared; the edge filter is 3 × 3
EDGE = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))


def layer(rng):
    """An image (B, C, H, W), a kernel (O, C, 3, 2) and a bias (O,)."""
    x = 1.5 * torch.randn(BATCH, IN, HEIGHT, WIDTH, generator=rng)
    w = 0.8 * torch.randn(OUT, IN, ROWS, COLUMNS, generator=rng)
    return x, w, torch.randn(OUT, generator=rng)


def windows(x, stride, padding):
    """The part of the image under the kernel, at each place: (B, C, H, W) -> (B, C, H', W', 3, 2)."""
    x = functional.pad(x, (padding, padding, padding, padding))
    return x.unfold(2, ROWS, stride).unfold(3, COLUMNS, stride)


def slide(x, w, b, stride, padding):
    """One inner product for each place and each filter, in a loop: (B, O, H', W')."""
    under = windows(x, stride, padding)
    rows = [
        torch.stack([(under[:, None, :, u, v] * w).sum((2, 3, 4)) + b for v in range(under.shape[3])], -1)
        for u in range(under.shape[2])
    ]  # each (B, O, W')
    return torch.stack(rows, 2)


def im2col(x, w, b, stride, padding):
    """The same as one matrix product: windows as rows (B, H'·W', C·3·2), filters as columns."""
    under = windows(x, stride, padding)
    rows = under.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)  # (B, H'·W', C·3·2)
    y = rows @ w.flatten(1).T + b  # (B, H'·W', O)
    return y.mT.unflatten(2, under.shape[2:4])


def against_torch(rng, method, *, stride, padding, turned=()):
    """`method`, with the kernel turned round along some axes, against torch's conv2d with it as it is."""
    x, w, b = layer(rng)
    expected = functional.conv2d(x, w, b, stride=stride, padding=padding)
    return exact(method(x, w.flip(turned), b, stride, padding), expected, ops=2 * IN * ROWS * COLUMNS + 1)


def check_sliding_is_torchs(rng, stride=STRIDE, padding=PADDING):
    """Inner products of the unturned kernel with each window, plus a bias, are torch's conv2d."""
    return against_torch(rng, slide, stride=stride, padding=padding)


@guards(check_sliding_is_torchs)
def control_true_convolution(rng, stride=STRIDE, padding=PADDING):
    """With the kernel turned by 180°, as in a true convolution, they are not."""
    return against_torch(rng, slide, stride=stride, padding=padding, turned=(2, 3))


def check_im2col_is_torchs(rng, stride=STRIDE, padding=PADDING):
    """Windows as rows times filters as columns, one matrix product, is torch's conv2d."""
    return against_torch(rng, im2col, stride=stride, padding=padding)


@guards(check_im2col_is_torchs)
def control_turned_filters(rng, stride=STRIDE, padding=PADDING):
    """With filters turned by 180° it is not."""
    return against_torch(rng, im2col, stride=stride, padding=padding, turned=(2, 3))


def torch_width(n, kernel, stride, padding, dilation):
    """Width of what torch's conv2d makes of a strip of n columns."""
    strip, w = torch.zeros(1, 1, 1, n), torch.zeros(1, 1, 1, kernel)
    return functional.conv2d(strip, w, stride=stride, padding=(0, padding), dilation=dilation).shape[-1]


def check_output_width(rng, n=N, kernel=KERNEL, stride=STRIDE, padding=PADDING):
    """The output is ⌊(n + 2p − k)/s⌋ + 1 wide."""
    return exact(torch_width(n, kernel, stride, padding, 1), (n + 2 * padding - kernel) // stride + 1)


@guards(check_output_width)
def control_spread_kernel(rng, n=N, kernel=KERNEL, stride=STRIDE, padding=PADDING):
    """A kernel spread out by dilation 2 covers 2k − 1 columns, and the width is another."""
    return exact(torch_width(n, kernel, stride, padding, 2), (n + 2 * padding - kernel) // stride + 1)


def edge_response(rng, weights, border, predicted):
    """Response to an image of a on the left of column 4 and b from there on, against predicted·(b − a)."""
    a, b = torch.rand(2, generator=rng)
    image = torch.where(torch.arange(WIDTH) < 4, a, b).expand(1, 1, HEIGHT, WIDTH)
    padded = functional.pad(image, (1, 1, 1, 1), mode=border)
    y = functional.conv2d(padded, weights[None, None])[0, 0]  # (H, W)
    evidence = exact(y, (b - a) * predicted.expand(HEIGHT, WIDTH), ops=18, scale=4.0)
    return evidence.heat(y, "response", x="column", y="row")


def check_it_fires_on_the_edge_only(rng):
    """The edge filter gives 4·(b − a) in the two columns beside the step and 0 on the flat parts."""
    columns = torch.arange(WIDTH)
    return edge_response(rng, torch.tensor(EDGE), "replicate", 4.0 * ((columns == 3) | (columns == 4)))


@guards(check_it_fires_on_the_edge_only)
def control_zero_padding_makes_edges(rng):
    """With zero padding it fires at the border of the image as well."""
    columns = torch.arange(WIDTH)
    return edge_response(rng, torch.tensor(EDGE), "constant", 4.0 * ((columns == 3) | (columns == 4)))


def loudest(rng, pattern):
    """Responses of EDGE to `pattern` and 200 random windows, all of norm 1, against the bound ‖w‖."""
    w = torch.tensor(EDGE).flatten()
    shown = torch.cat([pattern.flatten()[None], torch.randn(200, 9, generator=rng)])  # (201, 9)
    return bound((shown / shown.norm(dim=1, keepdim=True)) @ w, at_most=w.norm(), reached=0.0, ops=18)


def check_it_answers_loudest_to_itself(rng):
    """Among windows of norm 1 none gets more than ‖w‖ = √12, and the filter's own pattern gets it."""
    return loudest(rng, torch.tensor(EDGE))


@guards(check_it_answers_loudest_to_itself)
def control_an_edge_across(rng):
    """The same edge turned by 90° does not."""
    return loudest(rng, torch.tensor(EDGE).T)


if __name__ == "__main__":
    main()
