"""A small CNN learns shapes wherever they stand; a linear model trained alike does not.

Images of 8 × 8 show one of two shapes of 3 × 3, a cross × or a plus +, at a random place, in noise. Both are
five pixels strong, and at a random place most pixels are lit about as often by the one as by the other: a
linear model, with a weight for each pixel, has little to go by. A CNN (filters of 3 × 3, ReLU, the largest
response of each filter, a fully connected layer) looks for the shape in every place with the same weights.

That neighbours are neighbours is what it relies on. Shuffle the pixels of all images by one permutation:
nothing is lost, but shapes are no longer local, and the CNN loses its lead. A fully connected net cannot
tell: permute the columns of its first layer along, and it computes the same, to rounding.
"""

import math

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main, trained

FILTERS = Knob(12, [12, 16], "filters of the convolution")
RUNS, SIDE, BATCH, STEPS = 24, 8, 32, 100
SHAPES = torch.tensor([[[1, 0, 1], [0, 1, 0], [1, 0, 1]], [[0, 1, 0], [1, 1, 1], [0, 1, 0]]])


def draw(rng, *shape):
    """Standard normal numbers in float32, which is fast."""
    return torch.randn(*shape, generator=rng, dtype=torch.float32)


def images(rng, order, noise=0.5):
    """Images (BATCH, RUNS, 64), pixels in the given order, and which shape each shows, (BATCH, RUNS)."""
    count = BATCH * RUNS
    label = torch.randint(2, (count,), generator=rng)
    row, column = torch.randint(SIDE - 2, (2, count, 1, 1), generator=rng)
    down, right = torch.arange(3)[:, None], torch.arange(3)
    x = noise * draw(rng, count, SIDE, SIDE)
    x[torch.arange(count)[:, None, None], row + down, column + right] += 2.0 * SHAPES[label]
    return x.flatten(1)[:, order].view(BATCH, RUNS, -1), label.view(BATCH, RUNS).float()


def cnn(x, w, b, v, c):
    """Convolution, ReLU, largest response, fully connected, for each run its own: (B, R, 64) -> (B, R)."""
    maps = functional.conv2d(x.unflatten(-1, (SIDE, SIDE)), w, b, groups=RUNS).relu()  # (B, R·F, 6, 6)
    largest = maps.amax((2, 3)).unflatten(1, (RUNS, -1))  # (B, R, F)
    return (largest * v).sum(-1) + c


def linear(x, w, b):
    """A weight for each pixel, for each run its own: (B, R, 64) -> (B, R)."""
    return (x * w).sum(-1) + b


def fit(rng, order, model, weights):
    """Train RUNS models side by side on fresh images, then the accuracy of each on 320 more: (RUNS,)."""
    weights = [w.requires_grad_() for w in weights]
    moves = [torch.zeros_like(w) for w in weights]
    for _ in range(STEPS):
        x, label = images(rng, order)
        loss = functional.binary_cross_entropy_with_logits(model(x, *weights), label, reduction="sum") / BATCH
        for w, move, slope in zip(weights, moves, torch.autograd.grad(loss, weights), strict=True):
            w.data.sub_(0.1 * move.mul_(0.9).add_(slope))  # gradient descent with momentum
    with torch.no_grad():
        tests = [images(rng, order) for _ in range(10)]
        right = [(model(x, *weights) > 0) == (label > 0) for x, label in tests]
    return torch.cat(right).double().mean(0).view(RUNS)


def lead(rng, filters, order):
    """Accuracy of the CNN less that of the linear model, both trained alike: (RUNS,)."""
    bias, none = (torch.zeros(count, dtype=torch.float32) for count in (RUNS * filters, RUNS))
    convolution = [draw(rng, RUNS * filters, 1, 3, 3) * math.sqrt(2 / 9), bias]
    head = [draw(rng, RUNS, filters) / math.sqrt(filters), none]
    flat = [draw(rng, RUNS, SIDE**2) / SIDE, none.clone()]
    return fit(rng, order, cnn, convolution + head) - fit(rng, order, linear, flat)


def shows(rng, other):
    """How many images without noise show their shape, or the other one, with all five pixels lit."""
    x, label = images(rng, torch.arange(SIDE**2), noise=0.0)
    lit = functional.conv2d(x.view(-1, 1, SIDE, SIDE), SHAPES[:, None].float()).flatten(2)  # (B·R, 2, 36)
    wanted = (1 - label if other else label).flatten().long()
    best = lit[torch.arange(len(lit)), wanted].amax(1)
    return exact(int((best == 2.0 * 5).sum()), BATCH * RUNS)


def check_each_image_shows_its_shape(rng):
    """Every image shows its shape whole."""
    return shows(rng, other=False)


@guards(check_each_image_shows_its_shape)
def control_the_other_shape(rng):
    """None shows the other shape."""
    return shows(rng, other=True)


def one_by_one(rng, filters, pool):
    """Both models against the same written run by run, filters pooled by `pool`: (B, R, 2)."""
    x, _ = images(rng, torch.arange(SIDE**2))
    kernels, offsets = draw(rng, RUNS * filters, 1, 3, 3), 9 * draw(rng, RUNS * filters)
    head, flat, c = draw(rng, RUNS, filters), draw(rng, RUNS, SIDE**2), draw(rng, RUNS)
    ours = torch.stack([cnn(x, kernels, offsets, head, c), linear(x, flat, c)], dim=-1)
    theirs = []
    for run, seen in enumerate(x.unbind(1)):
        own = slice(run * filters, (run + 1) * filters)
        maps = functional.conv2d(seen.view(-1, 1, SIDE, SIDE), kernels[own], offsets[own]).relu()
        answers = pool(maps).flatten(1) @ head[run] + c[run], seen @ flat[run] + c[run]
        theirs.append(torch.stack(answers, dim=-1))
    return exact(ours, torch.stack(theirs, dim=1), ops=2 * (9 + filters + SIDE**2), scale=100.0)


def check_each_run_has_its_own_models(rng, filters=FILTERS):
    """Side by side, each run's CNN and linear model compute what they would compute alone."""
    return one_by_one(rng, filters, nn.AdaptiveMaxPool2d(1))


@guards(check_each_run_has_its_own_models)
def control_the_mean_response(rng, filters=FILTERS):
    """With the mean response of each filter it is another."""
    return one_by_one(rng, filters, nn.AdaptiveAvgPool2d(1))


def check_the_cnn_beats_a_linear_model(rng, filters=FILTERS):
    """Trained alike, the CNN is more accurate than the linear model, by 0.2 at least."""
    return trained(lead(rng, filters, torch.arange(SIDE**2)), at_least=0.2)


@guards(check_the_cnn_beats_a_linear_model)
def control_shuffled_pixels(rng, filters=FILTERS):
    """With all pixels shuffled by one fixed permutation it is not."""
    return trained(lead(rng, filters, torch.randperm(SIDE**2, generator=rng)), at_least=0.2)


def on_shuffled_pixels(rng, filters, permute):
    """A fully connected net on shuffled pixels, with its first columns permuted or not, against as it was."""
    net = nn.Sequential(nn.Linear(SIDE**2, filters), nn.ReLU(), nn.Linear(filters, 3))
    x, order = torch.randn(5, SIDE**2, generator=rng), torch.randperm(SIDE**2, generator=rng)
    before = net(x)
    columns = order if permute else torch.arange(SIDE**2)
    net[0].weight.data = net[0].weight.data[:, columns]
    return exact(net(x[:, order]), before, ops=2 * SIDE**2 * filters)


def check_an_mlp_cannot_tell(rng, filters=FILTERS):
    """A fully connected net on shuffled pixels, its first columns permuted along, computes the same."""
    return on_shuffled_pixels(rng, filters, permute=True)


@guards(check_an_mlp_cannot_tell)
def control_columns_as_they_were(rng, filters=FILTERS):
    """With its columns as they were it does not."""
    return on_shuffled_pixels(rng, filters, permute=False)


if __name__ == "__main__":
    main()
