"""What the causal mask hides, and what it must not hide.

Position i may look at the inputs x₁ … xᵢ, its own included, and at nothing later: the scores sᵢⱼ with j > i
are set to −∞ before the softmax.

              x₁   x₂   x₃
    out₁      ●    ·    ·
    out₂      ●    ●    ·          ∂outᵢ/∂xⱼ = 0 for j > i: a lower triangle
    out₃      ●    ●    ●

A product of lower triangles is a lower triangle, so any number of layers keeps the pattern.

The diagonal stays. Take it away as well, and the first row is empty: a softmax over nothing, which is NaN,
and one layer later is everywhere. What must not be seen is the current *target*; that is the business of the
shift (`shifted_input.py`): the input at position i is target i − 1.
"""

import math

import torch
from torch.autograd.functional import jacobian
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(6, [3, 6, 12], "length of the sequence")
LAYERS = Knob(2, [1, 2, 4], "layers on top of each other")
D = 4


def causal(n):
    """True where query i may look at key j: j ≤ i."""
    return torch.ones(n, n, dtype=torch.bool).tril()


def strict(n):
    """The same without the diagonal: j < i."""
    return torch.ones(n, n, dtype=torch.bool).tril(-1)


def everything(n):
    """No mask."""
    return torch.ones(n, n, dtype=torch.bool)


def draw(rng, n, layers):
    """A sequence (n, d) and rotations W_Q, W_K, W_V for each layer, (layers, 3, d, d)."""
    rotations = torch.linalg.qr(torch.randn(layers, 3, D, D, generator=rng)).Q
    return 1.5 * torch.randn(n, D, generator=rng), rotations


def decode(x, stack, seen):
    """Layers of masked self-attention: (n, d) to (n, d)."""
    for w in stack:
        q, k, v = x @ w  # (n, d) each
        scores = (q @ k.mT / math.sqrt(D)).masked_fill(~seen, -math.inf)  # (n, n)
        x = scores.softmax(-1) @ v
    return x


def pattern(rng, mask, *, n, layers):
    """Which entries of ∂outᵢ/∂xⱼ are not exactly 0, against the lower triangle."""
    x, stack = draw(rng, n, layers)
    seen = jacobian(lambda x: decode(x, stack, mask(n)), x).ne(0)  # (n, d, n, d)
    evidence = exact(seen, causal(n)[:, None, :, None].expand_as(seen))
    return evidence.heat(seen[:, 0, :, 0], "depends", x="input", y="output")


def check_future_has_no_gradient(rng, n=N, layers=LAYERS):
    """With the causal mask ∂outᵢ/∂xⱼ is exactly 0 for j > i and not 0 for j ≤ i, at any depth."""
    return pattern(rng, causal, n=n, layers=layers)


@guards(check_future_has_no_gradient)
def control_no_mask(rng, n=N, layers=LAYERS):
    """Without the mask the gradient from the future is not 0."""
    return pattern(rng, everything, n=n, layers=layers)


def against_torch(rng, mask, *, n, layers):
    """Our decoder against torch's attention with is_causal=True."""
    x, stack = draw(rng, n, layers)
    want = x[None]
    for w in stack:
        want = scaled_dot_product_attention(*(want @ matrix for matrix in w), is_causal=True)  # (1, n, d)
    return exact(decode(x, stack, mask(n)), want[0], ops=layers * (4 * D + 2 * n + 20), scale=10)


def check_matches_torch(rng, n=N, layers=LAYERS):
    """−∞ above the diagonal is what torch does under is_causal=True."""
    return against_torch(rng, causal, n=n, layers=layers)


@guards(check_matches_torch)
def control_torch_without_mask(rng, n=N, layers=LAYERS):
    """Without the mask the output is another."""
    return against_torch(rng, everything, n=n, layers=layers)


def not_numbers(rng, n, layers, mask, predicted):
    """Which rows of the output are NaN, against `predicted`, (n,)."""
    x, stack = draw(rng, n, layers)
    out = decode(x, stack, mask(n))
    return exact(out.isnan(), predicted[:, None].expand_as(out))


def check_hiding_the_diagonal_empties_the_first_row(rng, n=N):
    """With the current input hidden too, the first row sees nothing and is NaN; the others are numbers."""
    return not_numbers(rng, n, 1, strict, predicted=torch.arange(n) == 0)


@guards(check_hiding_the_diagonal_empties_the_first_row)
def control_diagonal_kept(rng, n=N):
    """With the diagonal kept no row is NaN."""
    return not_numbers(rng, n, 1, causal, predicted=torch.arange(n) == 0)


def check_the_nan_spreads(rng, n=N):
    """One layer later every row is NaN, since each of them averages over the first."""
    return not_numbers(rng, n, 2, strict, predicted=torch.ones(n, dtype=torch.bool))


@guards(check_the_nan_spreads)
def control_one_layer_only(rng, n=N):
    """After the first layer it has not spread yet."""
    return not_numbers(rng, n, 1, strict, predicted=torch.ones(n, dtype=torch.bool))


def first_output(rng, n, mask):
    """The first output of one layer, against the first token's own value."""
    x, stack = draw(rng, n, 1)
    return exact(decode(x, stack, mask(n))[0], x[0] @ stack[0, 2], ops=4 * D, scale=10)


def check_first_position_sees_itself_alone(rng, n=N):
    """The first position gives its own value all the weight."""
    return first_output(rng, n, causal)


@guards(check_first_position_sees_itself_alone)
def control_first_position_unmasked(rng, n=N):
    """Without the mask it mixes the others in."""
    return first_output(rng, n, everything)


if __name__ == "__main__":
    main()
