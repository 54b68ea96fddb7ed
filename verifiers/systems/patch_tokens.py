"""How a Vision Transformer turns an image into tokens.

An image (C, H, W) is cut into squares of P×P pixels. Each is flattened to a vector of C·P² numbers, and one
linear map, the same for all, takes it to the width d of the model:

    tokens = (H/P)·(W/P), one more for [CLS]        224×224 at P = 16: 14·14 + 1 = 197

Cut, flatten, project: that is a convolution whose kernel and stride are both P. With a smaller stride the
patches overlap, and there are more of them. (At stride P/2 every second one, down and across, is still a
patch of the first kind.)

Tokens carry no place. Without a position table the [CLS] output is the same for every order of the patches,
so the image is read as a bag of patches.

Scores of all pairs cost n² operations, and n goes as 1/P²: half the patch side costs nearly 16 times.
"""

import torch
from torch.nn import TransformerEncoder, TransformerEncoderLayer
from torch.nn.functional import conv2d

from quiz.lab import Knob, exact, guards, main, slope
from quiz.lab.flops import flops

H = Knob(48, [32, 48, 384], "height of the image in pixels")
W = Knob(32, [32, 64, 224], "width of the image in pixels")
P = Knob(8, [4, 8, 16], "side of a patch in pixels")
COLOURS, D, HEADS, HIDDEN = 3, 10, 2, 13
SIDES = [2, 4, 8, 16]


def image(rng, size):
    """A random image of size (H, W), (C, H, W)."""
    return 0.4 + 1.3 * torch.randn(COLOURS, *size, generator=rng)


def patches(picture, p, stride):
    """Squares of p×p pixels row by row, each flattened: (C, H, W) -> (tokens, C·p²)."""
    squares = picture.unfold(1, p, stride).unfold(2, p, stride)  # (C, rows, columns, p, p)
    return squares.permute(1, 2, 0, 3, 4).flatten(2).flatten(0, 1)


def as_convolution(rng, size, p, stride):
    """Patches times a matrix (d, C·p²), against torch's convolution; as many tokens as both have."""
    picture, matrix = image(rng, size), torch.randn(D, COLOURS * p * p, generator=rng)
    tokens = patches(picture, p, p) @ matrix.T  # (tokens, d)
    map_ = conv2d(picture[None], matrix.reshape(D, COLOURS, p, p), stride=stride)[0]  # (d, rows, columns)
    other = map_.flatten(1).T[: len(tokens)]
    return exact(tokens, other, ops=2 * COLOURS * p * p)


def check_patches_are_a_convolution(rng, h=H, w=W, p=P):
    """Cutting into patches and one linear map are a convolution with kernel and stride P."""
    return as_convolution(rng, (h, w), p, p)


@guards(check_patches_are_a_convolution)
def control_half_the_stride(rng, h=H, w=W, p=P):
    """With stride P/2 the patches overlap, and the tokens are others."""
    return as_convolution(rng, (h, w), p, p // 2)


def sequence(rng, picture, p, stride):
    """What the encoder gets: [CLS], then a token a patch, (tokens + 1, d)."""
    cut = patches(picture, p, stride)
    embedded = cut @ torch.randn(cut.shape[1], D, generator=rng)
    return torch.cat([torch.randn(1, D, generator=rng), embedded])


def count(rng, size, p, stride):
    """Length of the sequence, against (H/P)(W/P) + 1."""
    return exact(len(sequence(rng, image(rng, size), p, stride)), (size[0] // p) * (size[1] // p) + 1)


def check_token_count(rng, h=H, w=W, p=P):
    """An H×W image gives (H/P)(W/P) tokens and one more for [CLS]."""
    return count(rng, (h, w), p, p)


@guards(check_token_count)
def control_overlapping_patches(rng, h=H, w=W, p=P):
    """With stride P/2 there are more."""
    return count(rng, (h, w), p, p // 2)


def encoder(rng):
    """torch's encoder of two layers with all parameters random."""
    layer = TransformerEncoderLayer(D, HEADS, HIDDEN, dropout=0, batch_first=True)
    model = TransformerEncoder(layer, 2)
    for parameter in model.parameters():
        parameter.data = 0.5 * torch.randn(parameter.shape, generator=rng)
    return model


def mixed_up(rng, size, p, *, spread):
    """The [CLS] output after patches change places, against before; `spread`: size of position vectors."""
    tokens, model = sequence(rng, image(rng, size), p, p), encoder(rng)
    places = spread * torch.randn(tokens.shape, generator=rng)
    order = torch.cat([torch.tensor([0]), 1 + torch.randperm(len(tokens) - 1, generator=rng)])
    before, after = (model((x + places)[None])[0, 0] for x in (tokens, tokens[order]))
    return exact(after, before, ops=60 * len(tokens))


def check_a_bag_of_patches(rng, h=H, w=W, p=P):
    """Without position vectors the [CLS] output is the same for every order of the patches."""
    return mixed_up(rng, (h, w), p, spread=0)


@guards(check_a_bag_of_patches)
def control_with_positions(rng, h=H, w=W, p=P):
    """With a position vector at each place it is not."""
    return mixed_up(rng, (h, w), p, spread=1)


def all_pairs(x):
    """Scores of every token with every token."""
    return x @ x.T


def square_windows(x):
    """Scores within windows of four tokens, [CLS] left out."""
    near = x[1:].unflatten(0, (-1, 4))  # (windows, 4, d)
    return near @ near.mT


def growth(rng, pairs):
    """Operations of the scores against the patch side, both axes logarithmic, which should fall as P⁻⁴."""
    inputs = [sequence(rng, image(rng, (96, 64)), side, side) for side in SIDES]
    return slope(SIDES, [flops(lambda x=x: pairs(x)) for x in inputs], -4, 0.1)


def check_scores_cost_the_fourth_power(rng):
    """Operations of the scores fall as P⁻⁴: half the side of a patch costs about 16 times."""
    return growth(rng, all_pairs)


@guards(check_scores_cost_the_fourth_power)
def control_windows(rng):
    """Within windows of four patches they fall as P⁻²."""
    return growth(rng, square_windows)


if __name__ == "__main__":
    main()
