"""A small CNN learns shapes wherever they stand; a linear model trained alike does not.

Images of 8 × 8 show one of two shapes of 3 × 3, a cross × or a plus +, at a random place, in noise. Both are
five pixels strong, and at a random place most pixels are lit about as often by the one as by the other: a
linear model, with a weight for each pixel, has little to go by. A CNN (filters of 3 × 3, ReLU, the largest
response of each filter, a fully connected layer) looks for the shape in every place with the same weights.

Where the shape always stands in one place the linear model learns it well: what beats it are the places.

That neighbours are neighbours is what the CNN relies on. Shuffle the pixels of all images by one
permutation: nothing is lost, but shapes are no longer local, and it loses its lead.
"""

import math
from functools import partial

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main, trained

FILTERS = Knob(12, [12, 16], "filters of the convolution")
RUNS, SIDE, BATCH, STEPS = 26, 8, 32, 70
IN_ORDER = torch.arange(SIDE**2)
SHAPES = torch.tensor([[[1, 0, 1], [0, 1, 0], [1, 0, 1]], [[0, 1, 0], [1, 1, 1], [0, 1, 0]]])


def draw(rng, *shape):
    """Standard normal numbers in float32, which is fast."""
    return torch.randn(*shape, generator=rng, dtype=torch.float32)


def images(rng, order=IN_ORDER, noise=0.5, places=SIDE - 2, batch=BATCH):
    """Images (batch, RUNS, 64), pixels in that order, and which shape each shows, (batch, RUNS).

    The shape stands at one of `places` rows and as many columns.
    """
    count = batch * RUNS
    label = torch.randint(2, (count,), generator=rng)
    row, column = torch.randint(places, (2, count, 1, 1), generator=rng)
    down, right = torch.arange(3)[:, None], torch.arange(3)
    x = noise * draw(rng, count, SIDE, SIDE)
    x[torch.arange(count)[:, None, None], row + down, column + right] += 2.0 * SHAPES[label]
    return x.flatten(1).index_select(1, order).view(batch, RUNS, -1), label.view(batch, RUNS).float()


def cnn(x, w, b, v, c):
    """Convolution, ReLU, largest response, fully connected, for each run its own: (B, R, 64) -> (B, R)."""
    seen = x.unflatten(-1, (SIDE, SIDE)).unfold(2, 3, 1).unfold(3, 3, 1)  # (B, R, 6, 6, 3, 3)
    kernels = w.unflatten(0, (RUNS, -1)).flatten(2)  # (R, F, 9)
    maps = kernels @ seen.permute(1, 4, 5, 0, 2, 3).reshape(RUNS, 9, -1)  # (R, F, B·36)
    largest = maps.unflatten(-1, (len(x), -1)).amax(-1)  # ReLU rises: it may come after
    return torch.einsum("rfb,rf->br", (largest + b.view(*kernels.shape[:2], 1)).relu(), v) + c


def linear(x, w, b):
    """A weight for each pixel, for each run its own: (B, R, 64) -> (B, R)."""
    return torch.einsum("brp,rp->br", x, w) + b


def fit(show, model, weights):
    """Train RUNS models side by side on what `show` shows, then the accuracy of each on 320 more: (RUNS,)."""
    weights = [w.requires_grad_() for w in weights]
    moves = [torch.zeros_like(w) for w in weights]
    batches = (drawn.split(BATCH) for drawn in show(batch=STEPS * BATCH))
    for x, label in zip(*batches, strict=True):
        loss = functional.binary_cross_entropy_with_logits(model(x, *weights), label, reduction="sum") / BATCH
        for w, move, slope in zip(weights, moves, torch.autograd.grad(loss, weights), strict=True):
            w.data.sub_(0.1 * move.mul_(0.9).add_(slope))  # gradient descent with momentum
    with torch.no_grad():
        x, label = show(batch=10 * BATCH)
        right = (model(x, *weights) > 0) == (label > 0)
    return right.double().mean(0).view(RUNS)


def linear_alone(rng, show):
    """Accuracy of the linear model: (RUNS,)."""
    return fit(show, linear, [draw(rng, RUNS, SIDE**2) / SIDE, torch.zeros(RUNS, dtype=torch.float32)])


def lead(rng, filters, order):
    """Accuracy of the CNN less that of the linear model, both trained alike: (RUNS,)."""
    show = partial(images, rng, order)
    bias, none = (torch.zeros(count, dtype=torch.float32) for count in (RUNS * filters, RUNS))
    convolution = [draw(rng, RUNS * filters, 1, 3, 3) * math.sqrt(2 / 9), bias]
    head = [draw(rng, RUNS, filters) / math.sqrt(filters), none]
    return fit(show, cnn, convolution + head) - linear_alone(rng, show)


def shows(rng, shapes):
    """In how many places images without noise show the one of `shapes` that they should, all of it."""
    x, label = images(rng, noise=0.0)
    lit = functional.conv2d(x.view(-1, 1, SIDE, SIDE), shapes[:, None].float())  # (B·R, 2, 6, 6)
    wanted = lit[torch.arange(len(lit)), label.flatten().long()]
    return exact(int((wanted == 2.0 * 5).sum()), BATCH * RUNS)  # five pixels


def check_each_image_shows_its_shape(rng):
    """Every image shows its shape whole, in one place."""
    return shows(rng, SHAPES)


@guards(check_each_image_shows_its_shape)
def control_the_other_shape(rng):
    """None shows the other shape."""
    return shows(rng, SHAPES.flip(0))


def one_by_one(rng, filters, pool):
    """Both models against the same written run by run, filters pooled by `pool`: (B, R, 2)."""
    x, _ = images(rng)
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
    return trained(lead(rng, filters, IN_ORDER), at_least=0.2)


@guards(check_the_cnn_beats_a_linear_model)
def control_shuffled_pixels(rng, filters=FILTERS):
    """With all pixels shuffled by one fixed permutation it is not."""
    return trained(lead(rng, filters, torch.randperm(SIDE**2, generator=rng)), at_least=0.2)


def check_the_linear_model_learns_what_stays(rng):
    """Always in one place, even in three times the noise, the linear model is right nine times in ten."""
    return trained(linear_alone(rng, partial(images, rng, noise=1.5, places=1)), at_least=0.9)


@guards(check_the_linear_model_learns_what_stays)
def control_it_moves(rng):
    """Where it stands anywhere, it is not."""
    return trained(linear_alone(rng, partial(images, rng, noise=1.5)), at_least=0.9)


if __name__ == "__main__":
    main()
