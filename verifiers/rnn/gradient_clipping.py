"""Clipping by the norm: what it does to a gradient that explodes, and what it cannot do.

    g ← g · min(1, max_norm/‖g‖)

where ‖g‖ is taken over all parameters together. A large gradient comes out with norm max_norm, and with the
direction that it had; a small one is not touched, and so one that has vanished stays vanished. (torch divides
by ‖g‖ + 10⁻⁶, which is left out above and changes the seventh digit at most.)

Clipping each entry on its own, as clip_grad_value_ does, bounds the step as well, but turns it.
"""

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from quiz.lab import Knob, exact, guards, main

MAX_NORM = Knob(1.5, [0.5, 1.5, 5.0], "largest norm that is let through")
SIZE = Knob(40.0, [10.0, 40.0, 1000.0], "norm of a gradient that is too large")
D, HIDDEN = 3, 5
OPS = 400  # more than there are entries


def clipped(rng, size, clip):
    """The gradient of an LSTM's parameters, as one vector of norm `size`, before and after `clip`."""
    lstm = nn.LSTM(D, HIDDEN)
    parameters = list(lstm.parameters())
    states, _ = lstm(torch.randn(7, D, generator=rng))
    states.norm().backward()
    norm = torch.cat([p.grad.flatten() for p in parameters]).norm()
    for parameter in parameters:
        parameter.grad *= size / norm
    before = torch.cat([p.grad.flatten() for p in parameters])
    clip(parameters)
    return before, torch.cat([p.grad.flatten() for p in parameters])


def by_norm(max_norm):
    """torch's clipping by the norm of everything."""
    return lambda parameters: clip_grad_norm_(parameters, max_norm)


def by_value(largest):
    """torch's clipping of each entry on its own."""
    return lambda parameters: clip_grad_value_(parameters, largest)


def nothing(parameters):
    """No clipping."""


def check_the_norm_is_the_bound(rng, max_norm=MAX_NORM, size=SIZE):
    """A gradient that is too large comes out of clip_grad_norm_ with norm max_norm·‖g‖/(‖g‖ + 10⁻⁶)."""
    _, after = clipped(rng, size, by_norm(max_norm))
    return exact(after.norm(), max_norm * size / (size + 1e-6), ops=OPS)


@guards(check_the_norm_is_the_bound)
def control_unclipped(rng, max_norm=MAX_NORM, size=SIZE):
    """Unclipped it keeps its norm."""
    _, after = clipped(rng, size, nothing)
    return exact(after.norm(), max_norm * size / (size + 1e-6), ops=OPS)


def same_direction(rng, size, clip):
    """Whether the gradient has after `clip` the direction that it had."""
    before, after = clipped(rng, size, clip)
    return exact(after / after.norm(), before / before.norm(), ops=OPS)


def check_the_direction_is_kept(rng, max_norm=MAX_NORM, size=SIZE):
    """Clipped by its norm the gradient keeps its direction."""
    return same_direction(rng, size, by_norm(max_norm))


@guards(check_the_direction_is_kept)
def control_clipped_by_value(rng, max_norm=MAX_NORM, size=SIZE):
    """Clipped entry by entry it is turned."""
    return same_direction(rng, size, by_value(max_norm / 5))


def untouched(rng, max_norm, size):
    """Whether a gradient of that size comes through as it was."""
    before, after = clipped(rng, size, by_norm(max_norm))
    return exact(after, before, ops=OPS)


def check_a_small_gradient_stays_small(rng, max_norm=MAX_NORM):
    """A gradient of norm 10⁻⁹ is not touched: clipping does nothing against vanishing."""
    return untouched(rng, max_norm, 1e-9)


@guards(check_a_small_gradient_stays_small)
def control_a_large_gradient(rng, max_norm=MAX_NORM, size=SIZE):
    """A large one is."""
    return untouched(rng, max_norm, size)


if __name__ == "__main__":
    main()
