"""Adding positions is concatenating them, with the two blocks of the next layer tied together.

Every layer begins with a linear map, here from width d. Give it a token x and a position p in two ways:

    concatenated   [W₁ W₂][x; p] = W₁x + W₂p      two blocks, 2d inputs
    added          W(x + p)      = Wx + Wp        the same with W₁ = W₂ = W, and d inputs

So adding gives up the second block. What is lost? Let tokens and positions fill the whole space, be
uncorrelated and have variances σ_x² and σ_p² in each direction. Least squares weighs W₁ and W₂ by these
variances, and leaves

    ‖error‖² = ‖W₁ − W₂‖² · σ_x²σ_p²/(σ_x² + σ_p²)

But if tokens keep to some of the d directions and positions to the others, one W does the work of both: in
each direction it has to agree with one block only. Training can arrange that; what chance arranges at the
start is in `add_versus_concat_cosine.py`.

What adding saves is width: concatenate d more numbers, keep them, and every weight matrix has four times the
size.
"""

import torch
from torch.nn import TransformerEncoderLayer
from torch.nn.functional import linear

from quiz.lab import Knob, exact, guards, main

WIDTH = Knob(24, [8, 24, 48], "width d of a token and of a position")
OUT, STD_X, STD_P = 5, 1.5, 0.8
X_DIRECTIONS = 6  # to which tokens keep, where they keep to some


def blocks(rng, width):
    """W₁ and W₂, (out, d) each."""
    return torch.randn(2, OUT, width, generator=rng)


def tokens_and_positions(rng, width, x_directions, p_directions):
    """Uncorrelated x and p (4d, d), x in the first of d orthogonal directions and p in the last of them."""
    directions, _ = torch.linalg.qr(torch.randn(width, width, generator=rng))  # orthonormal rows
    drawn = torch.randn(4 * width, x_directions + p_directions, generator=rng)
    a, b = torch.linalg.qr(drawn)[0].split([x_directions, p_directions], -1)  # orthonormal columns
    return STD_X * a @ directions[:x_directions], STD_P * b @ directions[width - p_directions :]


def through_layers(rng, width, tied):
    """torch's layer on x + p, against torch's layer on [x; p] with two blocks."""
    x, p = tokens_and_positions(rng, width, width, width)
    first, second = blocks(rng, width)
    wide = torch.cat([first, first if tied else second], -1)  # (out, 2d)
    return exact(linear(torch.cat([x, p], -1), wide), linear(x + p, first), ops=4 * width)


def check_adding_is_tied_concatenation(rng, width=WIDTH):
    """W(x + p) = [W W][x; p]: a linear layer cannot tell adding from concatenation with equal blocks."""
    return through_layers(rng, width, tied=True)


@guards(check_adding_is_tied_concatenation)
def control_separate_blocks(rng, width=WIDTH):
    """With two different blocks concatenation gives something else."""
    return through_layers(rng, width, tied=False)


def added(x, p):
    """What a layer gets when positions are added, (4d, d)."""
    return x + p


def concatenated(x, p):
    """What a layer gets when positions are concatenated, (4d, 2d)."""
    return torch.cat([x, p], -1)


def best_fit(rng, width, x_directions, p_directions, join):
    """What least squares makes of W₁x + W₂p from the joined input, the goal (4d, out), and the blocks."""
    x, p = tokens_and_positions(rng, width, x_directions, p_directions)
    first, second = blocks(rng, width)
    goal = x @ first.T + p @ second.T
    joined = join(x, p)
    return joined @ torch.linalg.lstsq(joined, goal).solution, goal, first - second


def full_space(rng, width, join):
    """Squared error of the best fit when tokens and positions fill the space, against the formula."""
    fit, goal, apart = best_fit(rng, width, width, width, join)
    share = STD_X**2 * STD_P**2 / (STD_X**2 + STD_P**2)
    return exact((fit - goal).square().sum(), share * apart.square().sum(), ops=100 * width)


def check_tying_costs_the_difference(rng, width=WIDTH):
    """Where both fill the space, the best tied W misses by ‖W₁ − W₂‖²·σ_x²σ_p²/(σ_x² + σ_p²)."""
    return full_space(rng, width, added)


@guards(check_tying_costs_the_difference)
def control_fit_after_concatenation(rng, width=WIDTH):
    """After concatenation the fit misses nothing."""
    return full_space(rng, width, concatenated)


def split_space(rng, width, p_directions):
    """The best tied fit against W₁x + W₂p, when tokens keep to X_DIRECTIONS."""
    fit, goal, _ = best_fit(rng, width, X_DIRECTIONS, p_directions, added)
    return exact(fit, goal, ops=100 * width)


def check_own_directions_lose_nothing(rng, width=WIDTH):
    """If tokens and positions keep to different directions, one tied W computes W₁x + W₂p exactly."""
    return split_space(rng, width, width - X_DIRECTIONS)


@guards(check_own_directions_lose_nothing)
def control_shared_directions(rng, width=WIDTH):
    """If positions use the tokens' directions too, it does not."""
    return split_space(rng, width, width)


def matrix_weights(rng, width, factor):
    """Weights in the matrices of torch's encoder layer at `factor` times the width, against 4·12d²."""
    layer = TransformerEncoderLayer(factor * width, 2, 4 * factor * width, device="meta")
    return exact(sum(w.numel() for w in layer.parameters() if w.ndim == 2), 4 * 12 * width**2)


def check_concatenation_quadruples_a_layer(rng, width=WIDTH):
    """An encoder layer that keeps width d for positions has 48d² weights, four times its 12d²."""
    return matrix_weights(rng, width, factor=2)


@guards(check_concatenation_quadruples_a_layer)
def control_added_width(rng, width=WIDTH):
    """With positions added it stays at 12d²."""
    return matrix_weights(rng, width, factor=1)


if __name__ == "__main__":
    main()
