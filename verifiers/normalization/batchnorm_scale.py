"""Weights in front of a BatchNorm have a direction, but no size.

Let ε → 0 and y = BN(Wx + b) in training mode. If the row w of a channel is multiplied by a > 0, so are the
mean and the standard deviation of its outputs over the batch, and the factor cancels:

    BN(aWx + b) = BN(Wx + b)

for each row with a factor of its own. A negative factor turns the sign of the output. Factors on the columns
of W do not cancel. And all this ends where the variance of Wx comes near ε, 10⁻⁵ in torch.

So weight decay does not make the function of such a layer any simpler. What it does instead is seen in the
gradient: `batchnorm_gradient.py`.
"""

import torch
from torch.nn.functional import batch_norm, linear

from quiz.lab import Knob, exact, guards, main

A = Knob(3.0, [0.5, 3.0, 10.0], "what the weights are multiplied by")
SAMPLES, D, OUT = 9, 7, 4
OPS = 40 * D
TINY = 1e-30  # ε: torch refuses 0


def data(rng):
    """Samples (n, d), weights (out, d) and a bias (out,)."""
    return [torch.randn(*size, generator=rng) for size in ((SAMPLES, D), (OUT, D), (OUT,))]


def normed(y, eps=TINY):
    """Training-mode BatchNorm over the samples, without affine parameters."""
    return batch_norm(y, None, None, training=True, eps=eps)


def bare(y):
    """No normalisation."""
    return y


def output(rng, scale, after):
    """The output with weights `scale`·W against that with W."""
    x, w, b = data(rng)
    return exact(after(linear(x, scale * w, b)), after(linear(x, w, b)), ops=OPS, scale=10)


def check_size_of_weights_does_not_matter(rng, a=A):
    """BN(aWx + b) = BN(Wx + b) for a > 0, as ε → 0."""
    return output(rng, a, normed)


@guards(check_size_of_weights_does_not_matter)
def control_size_without_batch_norm(rng, a=A):
    """Without BatchNorm the output is scaled too."""
    return output(rng, a, bare)


def check_rows_may_be_scaled_apart(rng):
    """Each channel's row may have a factor of its own."""
    return output(rng, 0.5 + torch.rand(OUT, 1, generator=rng), normed)


@guards(check_rows_may_be_scaled_apart)
def control_columns_scaled_apart(rng):
    """Factors on the columns, one for each input, change the output."""
    return output(rng, 0.5 + torch.rand(D, generator=rng), normed)


def flipped(rng, factor):
    """The output with weights `factor`·W against minus the output with W; no bias."""
    x, w, _ = data(rng)
    return exact(normed(linear(x, factor * w)), -normed(linear(x, w)), ops=OPS, scale=10)


def check_negative_factor_turns_the_sign(rng, a=A):
    """BN(−aWx) = −BN(Wx): only the size of the weights is lost, not their sign."""
    return flipped(rng, -a)


@guards(check_negative_factor_turns_the_sign)
def control_positive_factor(rng, a=A):
    """A positive factor does not turn it."""
    return flipped(rng, a)


def tiny_weights(rng, eps):
    """The output with weights W/1000 against that with W, for a given ε."""
    x, w, _ = data(rng)
    return exact(normed(linear(x, w / 1000), eps), normed(linear(x, w), eps), ops=OPS, scale=10)


def check_needs_small_epsilon(rng):
    """With ε = 10⁻³⁰ a thousandth of the weights still gives the same output."""
    return tiny_weights(rng, TINY)


@guards(check_needs_small_epsilon)
def control_default_epsilon(rng):
    """With torch's ε = 10⁻⁵ it does not: the variance, about 10⁻⁵ itself, no longer outweighs ε."""
    return tiny_weights(rng, 1e-5)


if __name__ == "__main__":
    main()
