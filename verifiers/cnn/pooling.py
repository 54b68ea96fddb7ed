"""What pooling does: it sums up each window of each channel in one number, and learns nothing.

    max pooling       y = the largest of the k × k pixels       gradient: to the winner alone
    average pooling   y = their mean, which is a convolution with all weights 1/k², channel by channel

Windows usually stand k apart, so that a map of n × n shrinks to ⌊n/k⌋ × ⌊n/k⌋. That is where parameters are
saved: not here, not in a convolution that follows, but, k²-fold, in the fully connected layer at the end.

How tolerant it is of shifts is measured in `pooling_shift.py`.
"""

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main

WINDOW = Knob(3, [2, 3, 4], "rows and columns of a window")
STRIDE = Knob(2, [1, 2, 3], "pixels from one window to the next")
BATCH, CHANNELS, HEIGHT, WIDTH, CLASSES = 2, 3, 13, 10, 5


def pool(x, window, stride, reduce):
    """`reduce` over the pixels of each window: (B, C, H, W) -> (B, C, H', W')."""
    return reduce(x.unfold(2, window, stride).unfold(3, window, stride).flatten(4), -1)


def against_torch(rng, reduce, oracle, *, window, stride):
    """Pooling window by window against torch's."""
    x = torch.randn(BATCH, CHANNELS, HEIGHT, WIDTH, generator=rng)
    return exact(pool(x, window, stride, reduce), oracle(x, window, stride), ops=window**2)


def check_max_pooling_is_torchs(rng, window=WINDOW, stride=STRIDE):
    """The largest pixel of each window, channel by channel, is torch's max_pool2d."""
    return against_torch(rng, torch.amax, functional.max_pool2d, window=window, stride=stride)


@guards(check_max_pooling_is_torchs)
def control_mean_for_maximum(rng, window=WINDOW, stride=STRIDE):
    """Their mean is not."""
    return against_torch(rng, torch.mean, functional.max_pool2d, window=window, stride=stride)


def as_convolution(x, window, stride):
    """A convolution with all weights 1/k², each channel by itself."""
    w = torch.full((CHANNELS, 1, window, window), window**-2)
    return functional.conv2d(x, w, stride=stride, groups=CHANNELS)


def check_average_pooling_is_a_convolution(rng, window=WINDOW, stride=STRIDE):
    """The mean of each window is a convolution with fixed weights 1/k², channel by channel."""
    return against_torch(rng, torch.mean, as_convolution, window=window, stride=stride)


@guards(check_average_pooling_is_a_convolution)
def control_maximum_is_no_convolution(rng, window=WINDOW, stride=STRIDE):
    """The largest pixel is not."""
    return against_torch(rng, torch.amax, as_convolution, window=window, stride=stride)


def input_gradient(rng, window, layer):
    """The input's gradient through `layer`, against all of it going to the windows' winners."""
    x = torch.randn(BATCH, CHANNELS, 4 * window, 3 * window, generator=rng).requires_grad_()
    wish = torch.randn(BATCH, CHANNELS, 4, 3, generator=rng)  # the gradient at the output
    (layer(x, window) * wish).sum().backward()
    back = lambda y: y.repeat_interleave(window, 2).repeat_interleave(window, 3)  # noqa: E731
    winners = x == back(pool(x, window, window, torch.amax))
    return exact(x.grad, winners * back(wish), ops=window**2).heat(x.grad[0, 0], "gradient")


def check_the_winner_takes_the_gradient(rng, window=WINDOW):
    """Max pooling hands a window's gradient to its largest pixel, whole, and none to the others."""
    return input_gradient(rng, window, functional.max_pool2d)


@guards(check_the_winner_takes_the_gradient)
def control_average_pooling_shares_it(rng, window=WINDOW):
    """Average pooling shares it out."""
    return input_gradient(rng, window, functional.avg_pool2d)


def parameters_around(window, kind):
    """Parameters of the pooling layer, of a convolution behind it, and of a classifier behind that.

    Against: none, the convolution's as without pooling, and k² times fewer weights in the classifier.
    """
    layer, convolution = kind(window), nn.Conv2d(CHANNELS, 4, 3, padding=1)
    flat = convolution(layer(torch.zeros(1, CHANNELS, 24, 12))).flatten(1)
    layers = [layer, convolution, nn.Linear(flat.shape[1], CLASSES)]
    weights = CLASSES * 4 * 24 * 12
    predicted = [0, 4 * (9 * CHANNELS + 1), weights // window**2 + CLASSES]
    return exact([sum(p.numel() for p in each.parameters()) for each in layers], predicted)


def check_only_the_classifier_shrinks(rng, window=WINDOW):
    """Pooling has 0 parameters, a convolution behind it as many as before, the classifier k² times fewer."""
    return parameters_around(window, nn.MaxPool2d)


@guards(check_only_the_classifier_shrinks)
def control_strided_convolution(rng, window=WINDOW):
    """A convolution with stride k in its place shrinks the classifier as well, but has parameters itself."""
    return parameters_around(window, lambda k: nn.Conv2d(CHANNELS, CHANNELS, k, k))


if __name__ == "__main__":
    main()
