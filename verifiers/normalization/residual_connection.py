"""What a residual connection does for the gradient.

A block adds to its input instead of replacing it:   y = x + F(x),   ∂y/∂x = I + F′(x).

Let F(x) = Wx, where W has independent entries of mean 0 and variance g²/d. On the way back a vector meets Wᵀ,
which multiplies its squared length by g² on average. In (I + Wᵀ)∇ the cross term vanishes on average, because
W has mean 0. So each block multiplies |∇|²

    without a shortcut    by g²         after L blocks g²ᴸ: it vanishes for g < 1
    with one              by 1 + g²     the 1 is a path without damping

At g = ½ and L = 20 that is 9e−13 against 87. It stays alive; it is not bounded: `residual_growth.py`.

Depth alone kills no gradient: orthogonal matrices keep its length for ever. A relu in front of each of them
lets about half of |∇|² through, and that is enough.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main, slope

GAIN = Knob(0.5, [0.3, 0.5, 0.8], "g: the entries of W have variance g²/d")
NETS, INPUTS, D = 16, 36, 40  # independent networks side by side, vectors through each, their width
DEPTHS = range(13)


def normal(rng, *shape):
    """Independent standard normal entries, drawn in float32 to save time."""
    return torch.randn(*shape, generator=rng, dtype=torch.float32)


def gaussian(rng, gain, depth):
    """Matrices whose entries have variance g²/d: (depth, nets, d, d)."""
    return gain * normal(rng, depth, NETS, D, D) / math.sqrt(D)


def pass_on(x):
    """The vectors as they are."""
    return x


def plain(x, branch):
    """A block without a shortcut."""
    return branch


def residual(x, branch):
    """A block with a shortcut."""
    return x + branch


def states(rng, weights, block, before=pass_on):
    """Input of the first block, then output of each block, each (nets, inputs, d)."""
    x = [normal(rng, NETS, INPUTS, D).requires_grad_()]
    for w in weights:
        x.append(block(x[-1], before(x[-1]) @ w))
    return x


def size(x):
    """Mean square of each network's entries, summed in float64: (nets,)."""
    return x.detach().double().square().mean((-2, -1))


def jacobian(rng, block):
    """∂y/∂x of a block with F(x) = W·tanh(x) by autograd, against I + W·diag(1 − tanh²x)."""
    x, w = torch.randn(D, generator=rng), torch.empty(D, D).normal_(std=0.1, generator=rng)
    got = torch.autograd.functional.jacobian(lambda x: block(x, w @ x.tanh()), x)
    return exact(got, torch.eye(D) + w * (1 - x.tanh() ** 2), ops=2 * D)


def check_jacobian_is_identity_plus_branch(rng):
    """The Jacobian of x + F(x) is I + F′(x)."""
    return jacobian(rng, residual)


@guards(check_jacobian_is_identity_plus_branch)
def control_jacobian_without_shortcut(rng):
    """Without the shortcut the identity is missing."""
    return jacobian(rng, plain)


def gradients(rng, weights, block, before=pass_on):
    """Mean square of the gradient 0, 1, … blocks below the top."""
    x = states(rng, weights, block, before)
    found = torch.autograd.grad(x[-1], x, normal(rng, NETS, INPUTS, D))
    return torch.stack([size(gradient) for gradient in reversed(found)], -1)  # (nets, depths)


def damping(rng, gain, block, factor):
    """The rate at which the gradient changes with depth, against ln(factor)."""

    def draw():
        return gradients(rng, gaussian(rng, gain, DEPTHS[-1]), block)

    return slope(DEPTHS, draw, math.log(factor), within=0.1, log="y")


def check_plain_gradient_vanishes(rng, gain=GAIN):
    """Without shortcuts the squared gradient is multiplied by g² per block, and vanishes for g < 1."""
    return damping(rng, gain, plain, factor=gain**2)


@guards(check_plain_gradient_vanishes)
def control_damping_with_shortcuts(rng, gain=GAIN):
    """With shortcuts it does not vanish."""
    return damping(rng, gain, residual, factor=gain**2)


def check_residual_gradient_is_kept(rng, gain=GAIN):
    """With shortcuts it is multiplied by 1 + g² per block, and so never falls on average."""
    return damping(rng, gain, residual, factor=1 + gain**2)


@guards(check_residual_gradient_is_kept)
def control_gradient_without_shortcuts(rng, gain=GAIN):
    """Without shortcuts it is not kept."""
    return damping(rng, gain, plain, factor=1 + gain**2)


def halving(rng, before):
    """The rate in a plain stack of orthogonal matrices, each after `before`, against ln ½."""

    def draw():
        orthogonal = torch.linalg.qr(gaussian(rng, 1, DEPTHS[-1])).Q
        return gradients(rng, orthogonal, plain, before)

    return slope(DEPTHS, draw, math.log(1 / 2), within=0.1, log="y")


def check_relu_halves_a_plain_gradient(rng):
    """Orthogonal matrices with a relu before each: half the squared gradient is lost per block."""
    return halving(rng, torch.relu)


@guards(check_relu_halves_a_plain_gradient)
def control_orthogonal_and_linear(rng):
    """Without the relu the plain stack keeps its gradient: depth alone is not to blame."""
    return halving(rng, pass_on)


if __name__ == "__main__":
    main()
