"""The gradient through a LayerNorm is not just the gradient over σ.

With x̂ = (x − μ)/σ over the d features of a token and g = ∂L/∂x̂, both μ and σ move with x:

    ∂L/∂x = (g − mean(g) − x̂·mean(g·x̂))/σ

The two corrections take out of g what LayerNorm forgets: the offset (it sums to 0) and the scale (it is
orthogonal to x). For larger inputs σ is larger, and the gradient smaller: 1/α at αx.

RMSNorm, x/√mean(x²), has only the second correction: (g − x̂·mean(g·x̂))/√mean(x²).
"""

import torch
from torch.nn.functional import layer_norm, rms_norm

from quiz.lab import Knob, exact, guards, main

ALPHA = Knob(3.0, [0.1, 3.0, 100.0], "α: what the input is multiplied by")
T, D = 5, 8  # tokens, features
OPS = 30 * D


def tokens(rng):
    """Tokens (T, d) with mean 1 and standard deviation 2."""
    return 1 + 2 * torch.randn(T, D, generator=rng)


def ln(x):
    """LayerNorm without parameters, ε → 0."""
    return layer_norm(x, (D,), eps=1e-30)


def rms(x):
    """RMSNorm without parameters, ε → 0."""
    return rms_norm(x, (D,), eps=1e-30)


def bare(x):
    """No norm."""
    return x


def back(norm, x, g):
    """∂L/∂x for ∂L/∂norm(x) = g, by autograd."""
    x = x.clone().requires_grad_()
    return torch.autograd.grad(norm(x), x, g)[0]


def backward(rng, formula):
    """LayerNorm's gradient by autograd against a formula of x̂, σ and g."""
    x, g = tokens(rng), torch.randn(T, D, generator=rng)
    deviation = x.std(-1, correction=0, keepdim=True)
    return exact(back(ln, x, g), formula(ln(x), g) / deviation, ops=OPS, scale=10)


def check_backward_has_two_corrections(rng):
    """LayerNorm's gradient is (g − mean(g) − x̂·mean(g·x̂))/σ."""
    return backward(rng, lambda x, g: g - g.mean(-1, keepdim=True) - x * (g * x).mean(-1, keepdim=True))


@guards(check_backward_has_two_corrections)
def control_statistics_as_constants(rng):
    """It is not g/σ: mean and deviation depend on x too."""
    return backward(rng, lambda x, g: g)


def along(rng, norm):
    """The gradient along an offset of all features and along x, (2, T), against 0."""
    x, g = tokens(rng), torch.randn(T, D, generator=rng)
    directions = torch.stack((torch.ones(T, D), x))  # (2, T, d)
    got = torch.einsum("td,ktd->kt", back(norm, x, g), directions)
    return exact(got, torch.zeros(2, T), ops=OPS, scale=50)


def check_gradient_ignores_scale_and_offset(rng):
    """LayerNorm's gradient sums to 0 over the features and is orthogonal to x."""
    return along(rng, ln)


@guards(check_gradient_ignores_scale_and_offset)
def control_gradient_of_rms_norm(rng):
    """RMSNorm's does not sum to 0."""
    return along(rng, rms)


def check_rms_norm_backward_has_one(rng):
    """RMSNorm's gradient is (g − x̂·mean(g·x̂))/√mean(x²)."""
    return rms_backward(rng, lambda x, g: g - x * (g * x).mean(-1, keepdim=True))


def rms_backward(rng, formula):
    """RMSNorm's gradient by autograd against a formula of x̂ and g, over √mean(x²)."""
    x, g = tokens(rng), torch.randn(T, D, generator=rng)
    size = x.square().mean(-1, keepdim=True).sqrt()
    return exact(back(rms, x, g), formula(rms(x), g) / size, ops=OPS, scale=10)


@guards(check_rms_norm_backward_has_one)
def control_rms_norm_with_both(rng):
    """With the mean of g taken off as well it is not."""
    return rms_backward(rng, lambda x, g: g - g.mean(-1, keepdim=True) - x * (g * x).mean(-1, keepdim=True))


def shrunken(rng, alpha, norm):
    """α times the gradient at αx against the gradient at x."""
    x, g = tokens(rng), torch.randn(T, D, generator=rng)
    return exact(alpha * back(norm, alpha * x, g), back(norm, x, g), ops=OPS, scale=10)


def check_gradient_shrinks_as_inputs_grow(rng, alpha=ALPHA):
    """The gradient at αx is 1/α of that at x, for α > 0."""
    return shrunken(rng, alpha, ln)


@guards(check_gradient_shrinks_as_inputs_grow)
def control_shrinking_without_norm(rng, alpha=ALPHA):
    """Without a norm it stays as it is."""
    return shrunken(rng, alpha, bare)


if __name__ == "__main__":
    main()
