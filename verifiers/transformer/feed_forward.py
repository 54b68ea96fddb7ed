"""The feed-forward network: two linear maps with a ReLU between, at each position alone.

    FFN(x) = max(0, xW₁ + b₁)W₂ + b₂        d → d_ff → d, the same weights at every position

Slide a kernel of width 1 along the sentence and you have the same thing twice: a convolution from d to d_ff
channels, and one back. No token sees its neighbours here; mixing tokens is the work of attention. So the
derivative of output i by input j is 0 unless i = j.

Everything depends on the ReLU. Without it the two maps are one: (xW₁ + b₁)W₂ + b₂ = x(W₁W₂) + (b₁W₂ + b₂).
"""

import torch
from torch import nn
from torch.autograd.functional import jacobian

from quiz.lab import Knob, exact, guards, main

D_FF = Knob(24, [24, 48, 96], "width of the hidden layer")
N = Knob(7, [3, 7, 15], "tokens in the sentence")
D, BATCH = 6, 2
OPS = 2 * (D + 96)  # two inner products in a row, the longer over at most 96 hidden units


def draw(rng, *, d_ff, n, width=1):
    """Two convolutions of torch, d → d_ff → d channels, kernels `width` wide, and tokens (B, n, d)."""
    first = nn.Conv1d(D, d_ff, width, padding="same").requires_grad_(False)
    second = nn.Conv1d(d_ff, D, width, padding="same").requires_grad_(False)
    for parameter in (*first.parameters(), *second.parameters()):
        parameter.copy_(0.7 * torch.randn(parameter.shape, generator=rng))
    return first, second, 1.5 * torch.randn(BATCH, n, D, generator=rng)


def convolve(first, second, x):
    """Convolution, ReLU, convolution; torch wants the channels first: (B, n, d) to (B, d, n) and back."""
    return second(first(x.mT).relu()).mT


def feed_forward(first, second, x, relu):
    """The formula, with the middle slice of each kernel as W: (B, n, d) to (B, n, d_ff) and back."""
    w1, w2 = (
        layer.weight[..., layer.kernel_size[0] // 2].T for layer in (first, second)
    )  # (d, d_ff), (d_ff, d)
    return relu(x @ w1 + first.bias) @ w2 + second.bias


def linear(hidden):
    """What stands in the place of the ReLU when there is none."""
    return hidden


def compare(rng, relu, **sizes):
    """The formula against the convolutions."""
    first, second, x = draw(rng, **sizes)
    return exact(feed_forward(first, second, x, relu), convolve(first, second, x), ops=OPS)


def check_is_two_convolutions_of_width_1(rng, d_ff=D_FF, n=N):
    """max(0, xW₁ + b₁)W₂ + b₂ is two convolutions along the sentence, of width 1, with a ReLU between."""
    return compare(rng, torch.relu, d_ff=d_ff, n=n)


@guards(check_is_two_convolutions_of_width_1)
def control_convolutions_of_width_3(rng, d_ff=D_FF, n=N):
    """Convolutions of width 3 mix neighbours, and are no feed-forward network."""
    return compare(rng, torch.relu, d_ff=d_ff, n=n, width=3)


@guards(check_is_two_convolutions_of_width_1)
def control_no_relu(rng, d_ff=D_FF, n=N):
    """Without the ReLU in between it is another function."""
    return compare(rng, linear, d_ff=d_ff, n=n)


def who_feels_whom(x, sublayer):
    """For output token i and input token j: does any feature of i depend on one of j? Booleans (n, n)."""
    x = x[:1]
    gradient = jacobian(lambda x: sublayer(x)[0], x)[:, :, 0]  # (n, d, n, d)
    return (gradient != 0).any(3).any(1)


def check_no_token_sees_another(rng, d_ff=D_FF, n=N):
    """The Jacobian is block-diagonal: each output token depends on the token at its own position only."""
    first, second, x = draw(rng, d_ff=d_ff, n=n)
    seen = who_feels_whom(x, lambda x: feed_forward(first, second, x, torch.relu))
    return exact(seen, torch.eye(n, dtype=torch.bool)).heat(seen.int(), "depends", x="input", y="output")


@guards(check_no_token_sees_another)
def control_attention(rng, d_ff=D_FF, n=N):
    """Self-attention's Jacobian is full: each token depends on all."""
    attention = nn.MultiheadAttention(D, 2, batch_first=True).requires_grad_(False)
    seen = who_feels_whom(draw(rng, d_ff=d_ff, n=n)[-1], lambda x: attention(x, x, x)[0])
    return exact(seen, torch.eye(n, dtype=torch.bool))


def against_one_map(rng, relu, **sizes):
    """The network against the single linear map x(W₁W₂) + (b₁W₂ + b₂)."""
    first, second, x = draw(rng, **sizes)
    one = second.weight[..., 0] @ first.weight[..., 0]  # (d, d)
    bias = second.weight[..., 0] @ first.bias + second.bias
    return exact(feed_forward(first, second, x, relu), nn.functional.linear(x, one, bias), ops=OPS)


def check_without_relu_it_is_one_linear_map(rng, d_ff=D_FF, n=N):
    """Without the ReLU both maps together are one d×d map with a bias, however wide the hidden layer."""
    return against_one_map(rng, linear, d_ff=d_ff, n=n)


@guards(check_without_relu_it_is_one_linear_map)
def control_with_relu(rng, d_ff=D_FF, n=N):
    """With the ReLU it is not."""
    return against_one_map(rng, torch.relu, d_ff=d_ff, n=n)


if __name__ == "__main__":
    main()
