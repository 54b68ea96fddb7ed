"""The gradient of weights in front of a BatchNorm: orthogonal to them, and smaller the longer they are.

With y = BN(Wx + b) in training mode and ε → 0, the loss does not change with the length of a row w of W
(`batchnorm_scale.py`). Hence

    L(a·w) = L(w)      by a, at a = 1:    ⟨w, ∂L/∂w⟩ = 0    each step of SGD makes w longer
                       by w:              ∂L/∂w at a·w is 1/a of that at w    longer weights learn more slowly
    BN takes the mean away, b with it:    ∂L/∂b = 0    a bias in front of BatchNorm is useless

Weight decay keeps w short, and so the effective step η/|w|² large. That is its effect, and not a simpler
function.
"""

import torch
from torch.nn.functional import batch_norm, linear

from quiz.lab import Knob, exact, guards, main

A = Knob(3.0, [0.5, 3.0, 10.0], "what the weights are multiplied by")
SAMPLES, D, OUT = 9, 7, 4
OPS = 40 * D


def normed(y):
    """Training-mode BatchNorm over the samples, without affine parameters; torch refuses ε = 0."""
    return batch_norm(y, None, None, training=True, eps=1e-30)


def bare(y):
    """No normalisation."""
    return y


def gradients(rng, scale, after):
    """W, and the gradients at `scale`·W by W (out, d) and by b (out,), of the outputs, weighted at random."""
    sizes = ((SAMPLES, D), (OUT, D), (OUT,), (SAMPLES, OUT))
    x, w, b, weighting = (torch.randn(*size, generator=rng) for size in sizes)
    at, b = (scale * w).requires_grad_(), b.requires_grad_()
    return w, *torch.autograd.grad(after(linear(x, at, b)), (at, b), weighting)


def orthogonal(rng, after):
    """⟨w, ∂L/∂w⟩ for each channel against 0."""
    w, by_w, _ = gradients(rng, 1, after)
    return exact(torch.einsum("od,od->o", w, by_w), torch.zeros(OUT), ops=OPS, scale=10)


def check_gradient_is_orthogonal(rng):
    """The gradient of each row of W is orthogonal to the row."""
    return orthogonal(rng, normed)


@guards(check_gradient_is_orthogonal)
def control_orthogonal_without_batch_norm(rng):
    """Without BatchNorm it is not."""
    return orthogonal(rng, bare)


def shrunken(rng, a, after):
    """a times the gradient at a·W against the gradient at W: both draw the same numbers."""
    state = rng.get_state()
    _, at_w, _ = gradients(rng, 1, after)
    rng.set_state(state)
    _, at_a_w, _ = gradients(rng, a, after)
    return exact(a * at_a_w, at_w, ops=OPS, scale=10)


def check_gradient_shrinks_as_weights_grow(rng, a=A):
    """The gradient at a·W is 1/a of that at W."""
    return shrunken(rng, a, normed)


@guards(check_gradient_shrinks_as_weights_grow)
def control_shrinking_without_batch_norm(rng, a=A):
    """Without BatchNorm it is not."""
    return shrunken(rng, a, bare)


def bias_gradient(rng, after):
    """∂L/∂b against 0."""
    _, _, by_b = gradients(rng, 1, after)
    return exact(by_b, torch.zeros(OUT), ops=OPS, scale=10)


def check_bias_before_it_has_no_gradient(rng):
    """A bias in front of BatchNorm has gradient 0: its mean takes it away."""
    return bias_gradient(rng, normed)


@guards(check_bias_before_it_has_no_gradient)
def control_bias_without_batch_norm(rng):
    """Without BatchNorm it has one."""
    return bias_gradient(rng, bare)


def step(rng, after):
    """How much longer each row is after a step of SGD at a rate of 0.1, squared, against |0.1·∂L/∂w|²."""
    w, by_w, _ = gradients(rng, 1, after)
    longer = (w - 0.1 * by_w).square().sum(-1) - w.square().sum(-1)
    return exact(longer, 0.01 * by_w.square().sum(-1), ops=OPS, scale=20)


def check_each_step_makes_weights_longer(rng):
    """A step of SGD adds |η·∂L/∂w|² to |w|², so that w can only grow."""
    return step(rng, normed)


@guards(check_each_step_makes_weights_longer)
def control_step_without_batch_norm(rng):
    """Without BatchNorm it does not."""
    return step(rng, bare)


if __name__ == "__main__":
    main()
