"""Weight decay, early stopping and dropout shrink the same: directions in which the data say little.

Linear regression, loss ½‖Xw − y‖², gradient descent with rate η from w = 0. Let λ be an eigenvalue of XᵀX,
v its direction, and w* the least-squares solution. Along v

    after t steps                      v·w = (1 − (1 − ηλ)ᵗ)·(v·w*)
    with weight decay α, at the end    v·w = λ/(λ + α)·(v·w*)

Both are near 1 where λ is large and near 0 where it is small: t steps act like a decay of about 1/(ηt). The
first needs w = 0 at the start: what was there before decays as (1 − ηλ)ᵗ.

Dropout on the inputs, averaged over all masks, adds to ‖Xw − y‖² the penalty p/(1 − p)·Σ_j w_j²‖x_j‖² for
columns x_j: weight decay again, weighted by how large each input is.
"""

import itertools

import torch

from quiz.lab import Knob, exact, guards, main

T = Knob(13, [3, 13, 40], "t: steps of gradient descent")
ALPHA = Knob(0.6, [0.3, 0.6, 3.0], "α: weight decay")
P = Knob(0.2, [0.1, 0.2, 0.5], "p: probability that an input is dropped")
N, D, RATE, LONG = 9, 5, 0.1, 2000


def regression(rng):
    """X (n, d) and y (n,)."""
    return 0.5 * torch.randn(N, D, generator=rng), 2 + torch.randn(N, generator=rng)


def descend(x, y, steps, start=0.0, alpha=0.0):
    """Where gradient descent with weight decay is after that many steps, from `start` in every weight."""
    w = torch.full((D,), start)
    for _ in range(steps):
        w = w - RATE * (x.mT @ (x @ w - y) + alpha * w)
    return w


def along_directions(rng, shrink, **how):
    """Descent's weights along each direction v against shrink(λ)·(v·w*)."""
    x, y = regression(rng)
    eigenvalues, directions = torch.linalg.eigh(x.mT @ x)  # λ (d,) and v (d, d)
    best = directions.mT @ torch.linalg.lstsq(x, y[:, None]).solution[:, 0]
    return exact(directions.mT @ descend(x, y, **how), shrink(eigenvalues) * best, ops=2000, scale=20.0)


def check_early_stopping_shrinks(rng, t=T):
    """From w = 0, t steps leave 1 − (1 − ηλ)ᵗ of each direction."""
    return along_directions(rng, lambda size: 1 - (1 - RATE * size) ** t, steps=t)


@guards(check_early_stopping_shrinks)
def control_another_start(rng, t=T):
    """From w = 1 they do not."""
    return along_directions(rng, lambda size: 1 - (1 - RATE * size) ** t, steps=t, start=1.0)


def check_weight_decay_shrinks(rng, alpha=ALPHA):
    """Weight decay α ends with λ/(λ + α) of each direction."""
    return along_directions(rng, lambda size: size / (size + alpha), steps=LONG, alpha=alpha)


@guards(check_weight_decay_shrinks)
def control_no_decay(rng, alpha=ALPHA):
    """Without it all of each direction is there in the end."""
    return along_directions(rng, lambda size: size / (size + alpha), steps=LONG)


def mean_loss(x, y, w, p, divisor):
    """‖X′w − y‖² averaged over all 2^d masks on the inputs, each with its probability."""
    masks = torch.tensor(list(itertools.product((0.0, 1.0), repeat=D)))  # (2^d, d)
    kept = masks.sum(1)
    chance = (1 - p) ** kept * p ** (D - kept)
    outputs = x @ (masks * w).mT / divisor  # (n, 2^d)
    return ((outputs - y[:, None]).square() @ chance).sum()


def dropout_and_penalty(rng, p, divisor):
    """The mean loss under dropout against the loss with the penalty."""
    x, y = regression(rng)
    w = 1 + torch.randn(D, generator=rng)
    penalty = p / (1 - p) * (x * w).square().sum()
    return exact(mean_loss(x, y, w, p, divisor), (x @ w - y).square().sum() + penalty, ops=400)


def check_dropout_is_a_weighted_decay(rng, p=P):
    """Over all masks, dropout on the inputs adds p/(1 − p)·Σ_j w_j²‖x_j‖² to the squared loss."""
    return dropout_and_penalty(rng, p, divisor=1 - p)


@guards(check_dropout_is_a_weighted_decay)
def control_undivided(rng, p=P):
    """If what is kept is not divided by 1 − p, the outputs shrink as well, and it is another loss."""
    return dropout_and_penalty(rng, p, divisor=1)


if __name__ == "__main__":
    main()
