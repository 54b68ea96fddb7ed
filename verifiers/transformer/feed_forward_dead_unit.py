"""When a hidden unit of the feed-forward network is dead.

A unit computes max(0, w·x + b). Its input x comes out of a LayerNorm; with gain 1 and no bias its length is
at most √d, so by Cauchy–Schwarz w·x ≤ ‖w‖√d. Hence a unit with b < −‖w‖√d is off for every input that such a
norm can give: its output is 0, and so are the gradients of w and b. Nothing that it sees can bring it back.

The bound is tight: x = √d·w/‖w‖, for a w with mean 0, reaches it. And it hangs on the norm: an input that may
grow without limit along w switches the unit on again, and with it the gradient.
"""

import torch
from torch.nn import functional

from quiz.lab import Knob, bound, exact, guards, main

D = Knob(24, [6, 24, 96], "width of a token")
TOKENS = 500


def unit(rng, d):
    """Weights w (d,) of one hidden unit, with mean 0."""
    w = 0.7 * torch.randn(d, generator=rng)
    return w - w.mean()


def tokens(rng, w):
    """Random tokens, and a long one that points along w: (TOKENS + 1, d)."""
    return torch.cat([torch.randn(TOKENS, len(w), generator=rng), 100 * w[None]])


def normed(x):
    """LayerNorm with gain 1 and bias 0."""
    return functional.layer_norm(x, x.shape[-1:])


def reach(rng, d, norm):
    """w·x in units of ‖w‖√d for many tokens, the worst one among them."""
    w = unit(rng, d)
    return bound(norm(tokens(rng, w)) @ w / (w.norm() * d**0.5), at_most=1, reached=1e-6, ops=4 * d)


def check_reach_is_the_norm_of_w_times_sqrt_d(rng, d=D):
    """For inputs from a LayerNorm of gain 1, w·x never exceeds ‖w‖√d, and comes within a millionth of it."""
    return reach(rng, d, normed)


@guards(check_reach_is_the_norm_of_w_times_sqrt_d)
def control_no_norm(rng, d=D):
    """Inputs that did not pass a norm go beyond."""
    return reach(rng, d, lambda x: x)


def alive(rng, d, threshold, norm):
    """Which gradients of a unit with bias −threshold·‖w‖√d are not 0? Booleans (d + 1,), against none."""
    w = unit(rng, d)
    x = norm(tokens(rng, w))  # (TOKENS + 1, d)
    b = -threshold * w.norm() * d**0.5
    w, b = w.requires_grad_(), b.requires_grad_()
    from_above = torch.randn(len(x), generator=rng)  # the gradient that reaches the unit's output
    of_w, of_b = torch.autograd.grad((x @ w + b).relu(), (w, b), from_above)
    return exact(torch.cat([of_w, of_b[None]]) != 0, torch.zeros(d + 1, dtype=torch.bool))


def check_below_it_no_gradient_is_left(rng, d=D):
    """With b 1 % below −‖w‖√d all gradients of the unit are exactly 0, whatever the input to the norm."""
    return alive(rng, d, 1.01, normed)


@guards(check_below_it_no_gradient_is_left)
def control_slightly_above(rng, d=D):
    """With b 1 % above −‖w‖√d the token that points along w gives it a gradient."""
    return alive(rng, d, 0.99, normed)


@guards(check_below_it_no_gradient_is_left)
def control_unbounded_input(rng, d=D):
    """Without the norm a long token along w revives the unit."""
    return alive(rng, d, 1.01, lambda x: x)


if __name__ == "__main__":
    main()
