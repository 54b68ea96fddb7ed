"""What changes when LayerNorm moves: pre-norm and post-norm at initialisation.

    post-norm (2017)    x ← N(x + f(x))      the sum is normalised; a token has size 1 at every depth
    pre-norm            x ← x + f(N(x))      the stream is bare, so that a last N stands behind the stack

f is attention or the feed-forward network. In pre-norm every branch sees tokens of size 1 and so adds
about the same variance c: behind L layers the stream has variance about cL, and its size grows as √L. The
last norm divides by that size, and so does its gradient: what reaches the last layer falls roughly as 1/√L.
(Large embeddings slow the fall; tokens that attention makes alike hasten it.) In post-norm the last layer
sits behind a stream of size 1 at any depth: its gradient does not fall, and starts larger. Hence warm-up
(Xiong et al., 2020). The gradient is that of the last W₂ for a loss Σ g·y, g random, Xavier-normal weights.
"""

import torch
from torch import nn
from torch.nn.functional import layer_norm

from quiz.lab import Knob, exact, guards, main, slope

D = Knob(12, [8, 12, 16], "width of a token")
DEPTHS, NETS, N = [2, 4, 8, 16], 64, 4  # NETS: networks side by side; N: tokens


def norm(x):
    """LayerNorm as it starts, gain 1 and bias 0."""
    return layer_norm(x, x.shape[-1:])


def post(x, branch):
    """Norm after the addition."""
    return norm(x + branch(x))


def pre(x, branch):
    """Norm at the entrance of the branch."""
    return x + branch(norm(x))


def bare(x, branch):
    """No norm at all."""
    return x + branch(x)


def draw(rng, d, nets=NETS, dtype=torch.float32):
    """The weights of one layer for each network: W_Q, W_K, W_V, W_O, (B, d, d), and W₁, W₂ of width 2d."""
    shapes = [(d, d)] * 4 + [(d, 2 * d), (2 * d, d)]
    return [(2 / (a + b)) ** 0.5 * torch.randn(nets, a, b, generator=rng, dtype=dtype) for a, b in shapes]


def layer(x, weights, place):
    """One encoder layer with one head: (B, n, d) to (B, n, d)."""
    w_q, w_k, w_v, w_o, w_1, w_2 = weights

    def attend(x):
        scores = (x @ w_q) @ (x @ w_k).mT / x.shape[-1] ** 0.5  # (B, n, n)
        return scores.softmax(-1) @ (x @ w_v) @ w_o

    return place(place(x, attend), lambda x: (x @ w_1).relu() @ w_2)


def stack(rng, d, place):
    """Yields the stream (B, n, d) behind each of DEPTHS and the last layer's W₂ (B, 2d, d), for gradients."""
    x = 0.1 * torch.randn(NETS, N, d, generator=rng, dtype=torch.float32)
    for depth in range(1, DEPTHS[-1] + 1):
        weights = draw(rng, d)
        last = weights[-1].requires_grad_()
        x = layer(x.detach(), weights, place)
        if depth in DEPTHS:
            yield x, last


def gradients(rng, d, place, end=norm):
    """Norm of the last layer's gradient for each network and depth: (B, depths)."""
    found = []
    for x, last in stack(rng, d, place):
        g = torch.randn(x.shape, generator=rng, dtype=x.dtype)
        found.append(torch.autograd.grad(end(x), last, g)[0].flatten(1).norm(dim=1))
    return torch.stack(found, -1).reshape(NETS, len(DEPTHS))


def sizes(rng, d, place):
    """Length of the stream for each network and depth: (B, depths)."""
    found = [x.detach().flatten(1).norm(dim=1) for x, _ in stack(rng, d, place)]
    return torch.stack(found, -1).reshape(NETS, len(DEPTHS))


def pairs(rng, d, norm_first, place):
    """Output and gradient of W₂, for our layer and for torch's with the same weights: twice (d, n + 2d)."""
    weights = draw(rng, d, 1, torch.float64)
    last = weights[-1].requires_grad_()
    x, g = 1.5 * torch.randn(2, 1, N, d, generator=rng)
    module = nn.TransformerEncoderLayer(d, 1, 2 * d, dropout=0, norm_first=norm_first, batch_first=True)
    q, k, v, o, w_1, w_2 = (w[0].T for w in weights)
    state = {name: torch.zeros_like(value) for name, value in module.state_dict().items() if "bias" in name}
    state |= {"self_attn.in_proj_weight": torch.cat([q, k, v]), "self_attn.out_proj.weight": o}
    module.load_state_dict(state | {"linear1.weight": w_1, "linear2.weight": w_2}, strict=False)
    ours, theirs = layer(x, weights, place), module(x)
    mine = torch.autograd.grad(norm(ours), last, g)[0].mT
    want = torch.autograd.grad(norm(theirs), module.linear2.weight, g)[0]
    return torch.cat([ours[0].T, mine[0]], 1), torch.cat([theirs[0].T, want], 1)


def against_torch(rng, d, default, first):
    """Our layers with these two places of the norm against torch's default one and norm_first=True."""
    both = zip(pairs(rng, d, False, default), pairs(rng, d, True, first), strict=True)
    return exact(*(torch.stack(side) for side in both), ops=40 * d, scale=20)


def check_layers_are_torchs(rng, d=D):
    """The two layers measured here are torch's, post-norm its default, in output and in gradient."""
    return against_torch(rng, d, post, pre)


@guards(check_layers_are_torchs)
def control_places_exchanged(rng, d=D):
    """With the places of the norms exchanged they are others."""
    return against_torch(rng, d, pre, post)


def check_pre_norm_last_gradient_falls(rng, d=D):
    """Pre-norm: the last layer's gradient falls with the depth, about L to the −1/2 (within 0.2)."""
    return slope(DEPTHS, lambda: gradients(rng, d, pre), -0.5, 0.2)


@guards(check_pre_norm_last_gradient_falls)
def control_without_the_end_norm(rng, d=D):
    """Without the norm behind the stack nothing divides the gradient, and it does not fall."""
    return slope(DEPTHS, lambda: gradients(rng, d, pre, end=lambda x: x), -0.5, 0.2)


def check_post_norm_last_gradient_does_not_fall(rng, d=D):
    """Post-norm: the last layer's gradient has slope 0 in the depth (within 0.2)."""
    return slope(DEPTHS, lambda: gradients(rng, d, post), 0, 0.2)


@guards(check_post_norm_last_gradient_does_not_fall)
def control_pre_norm_in_its_place(rng, d=D):
    """With the norm moved into the branch it falls."""
    return slope(DEPTHS, lambda: gradients(rng, d, pre), 0, 0.2)


def check_pre_norm_stream_grows(rng, d=D):
    """Pre-norm: the size of the stream grows with the depth, about L to the +1/2 (within 0.2)."""
    return slope(DEPTHS, lambda: sizes(rng, d, pre), 0.5, 0.2)


@guards(check_pre_norm_stream_grows)
def control_post_norm_stream_stays(rng, d=D):
    """In post-norm its size stays 1."""
    return slope(DEPTHS, lambda: sizes(rng, d, post), 0.5, 0.2)


@guards(check_pre_norm_stream_grows)
def control_no_norm_explodes(rng, d=D):
    """Without any norm it grows geometrically, far faster."""
    return slope(DEPTHS, lambda: sizes(rng, d, bare), 0.5, 0.2)


if __name__ == "__main__":
    main()
