"""What a Transformer gives up with convolution: the bias towards neighbours, not the ability.

A convolution of width k is local by construction: its Jacobian is a band. Attention is dense, yet it
contains the convolution (Cordonnier et al., 2020). Let the score of query position p and key position r be

    −α·|r − p − Δ|²    =  α·(−1, 2Δ)·(|r − p|², r − p)  −  α|Δ|²         a query times a relative position

For large α the softmax puts all weight on r = p + Δ: this head fetches one neighbour. With k² heads, one
for each offset of a k×k kernel, and that tap's c_in×c_out matrix as W_V W_O, the sum of heads is the
convolution. The next nearest key weighs e^(−α), at α = 46 less than rounding.

The edges: zeros around the picture must be keys as well, as a softmax shares out 1 whatever it sees.
"""

import torch
from torch.nn.functional import conv1d, conv2d, pad

from quiz.lab import Knob, exact, guards, main

K = Knob(3, [3, 5], "width of the kernel, odd")
ALPHA = Knob(46, [46, 60, 100], "sharpness of the heads")
N = Knob(11, [9, 11, 16], "tokens")
HIGH, WIDE, C_IN, C_OUT = 4, 5, 3, 2  # the picture


def places(high, wide):
    """The positions of a picture row by row: (high·wide, 2)."""
    return torch.cartesian_prod(torch.arange(high), torch.arange(wide)).to(torch.get_default_dtype())


def heads(picture, kernel, k, alpha):
    """Multi-head attention with relative positions: picture (c_in, h, w), kernel (c_out, c_in, k, k)."""
    high, wide = picture.shape[1:]
    canvas = pad(picture, [k // 2] * 4)  # zeros around it are keys as well
    values = canvas.flatten(1).T  # (m, c_in)
    ask = places(high, wide) + k // 2  # (n, 2)
    away = places(*canvas.shape[1:]) - ask.unsqueeze(1)  # r − p: (n, m, 2)
    relative = torch.cat([away.square().sum(-1, keepdim=True), away], -1)  # (n, m, 3)
    out = torch.zeros(high * wide, len(kernel))
    for tap in places(k, k):
        query = alpha * torch.cat([-torch.ones(1), 2 * (tap - k // 2)])  # (3,)
        row, column = tap.long()
        out += (relative @ query).softmax(-1) @ values @ kernel[..., row, column].T  # (n, c_out)
    return out.T.unflatten(-1, (high, wide))


def against_conv2d(rng, k, alpha):
    """The heads against torch's convolution: (c_out, h, w)."""
    picture = 1.5 * torch.randn(C_IN, HIGH, WIDE, generator=rng)
    kernel = 0.8 * torch.randn(C_OUT, C_IN, k, k, generator=rng)
    want = conv2d(picture[None], kernel, padding=k // 2)[0]
    return exact(heads(picture, kernel, k, alpha), want, ops=200)


def check_k_squared_heads_are_a_convolution(rng, k=K, alpha=ALPHA):
    """k² heads with relative positions equal a k×k convolution, once their softmax saturates."""
    return against_conv2d(rng, k, alpha)


@guards(check_k_squared_heads_are_a_convolution)
def control_soft_heads(rng, k=K, alpha=ALPHA):
    """With a sharpness of 1 each head blurs, and the result is another."""
    return against_conv2d(rng, k, 1)


def felt(rng, layer, n):
    """Whether output i depends on token j, for a layer from (n, d) to (n, d): (n, n)."""
    x = torch.randn(n, C_IN, generator=rng)
    moved = torch.where(
        torch.eye(n, dtype=torch.bool).unsqueeze(-1), 2.0, x
    )  # in copy j token j has moved: (n, n, d)
    return torch.stack([(layer(copy) != layer(x)).any(-1) for copy in moved], -1)


def banded(rng, n, k, layer):
    """What the outputs of `layer` depend on, against a band of width k."""
    ones = torch.ones(n, n, dtype=torch.bool)
    depends = felt(rng, layer, n)
    evidence = exact(depends, ones.triu(-(k // 2)).tril(k // 2))
    return evidence.heat(depends, "depends", x="input", y="output")


def check_convolution_is_local(rng, n=N, k=K):
    """Before any training output i of a convolution depends on the tokens within k//2 of i, on no others."""
    kernel = torch.randn(C_IN, C_IN, k, generator=rng)
    return banded(rng, n, k, lambda x: conv1d(x.T[None], kernel, padding=k // 2)[0].T)


@guards(check_convolution_is_local)
def control_attention_is_dense(rng, n=N, k=K):
    """Attention depends on all of them."""
    return banded(rng, n, k, lambda x: (x @ x.mT).softmax(-1) @ x)


if __name__ == "__main__":
    main()
