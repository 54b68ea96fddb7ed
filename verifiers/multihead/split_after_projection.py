"""What the split into heads does: it cuts the projections, not the token.

Head i takes s = d/h of the d columns of Q = XW_Q. Each of these columns is an inner product with a whole
token, so each head reads all d features. Cutting the token first and projecting the pieces would be a
projection whose weights are 0 outside h blocks: each head would be blind to all but its own d/h features.

What the split does change is the length of the sums. The log-weights of one query differ as its scores do,
log a_j − log a_k = (q·k_j − q·k_k)/c, so the divisor c can be read off the weights: it is √s and not √d.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(3, [2, 3, 4, 6, 12], "number of heads")
D = 24  # width of a token
N, M = 5, 7  # N queries look at M keys


def layer(w_in, heads):
    """torch's own layer with the projections `w_in` (3, d, d); its biases start at 0."""
    module = nn.MultiheadAttention(D, heads, batch_first=True).requires_grad_(False)
    module.in_proj_weight.copy_(w_in.flatten(0, 1))
    return module


def split(x, heads):
    """Heads as a dimension of their own: (n, d) to (h, n, s)."""
    return x.unflatten(-1, (heads, -1)).transpose(0, 1)


def weights(module, x, y):
    """The weights of each head, (B, h, n, m)."""
    return module(x, y, y, average_attn_weights=False)[1]


def reads(rng, w_in, heads):
    """Whether head i's weights change when feature j of every query is erased: booleans (h, d)."""
    module = layer(w_in, heads)
    x, y = torch.randn(1, N, D, generator=rng), torch.randn(1, M, D, generator=rng)
    erased = x.masked_fill(torch.eye(D).bool()[:, None], 0)  # (d, n, d): copy j lacks feature j
    same = torch.isclose(weights(module, erased, y.expand(D, M, D)), weights(module, x, y))  # (d, h, n, m)
    return ~same.flatten(2).all(-1).T


def projections(rng):
    """Random projections to queries, keys and values, (3, d, d)."""
    return 0.4 * torch.randn(3, D, D, generator=rng)


def check_every_head_reads_the_whole_token(rng, heads=HEADS):
    """In torch's layer the weights of every head depend on every one of the d features of a token."""
    seen = reads(rng, projections(rng), heads)
    return exact(seen, torch.ones(heads, D, dtype=torch.bool))


@guards(check_every_head_reads_the_whole_token)
def control_token_cut_first(rng, heads=HEADS):
    """Cut the token first, and each head is blind to all features but its own d/h."""
    own = torch.block_diag(*torch.ones(heads, D // heads, D // heads))
    seen = reads(rng, projections(rng) * own, heads)
    evidence = exact(seen, torch.ones(heads, D, dtype=torch.bool))
    return evidence.heat(seen.float(), "what is read", x="feature", y="head")


def divisor(given, q, k):
    """The c by which the products q·k were divided before softmax made `given` of them; all are (h, …)."""
    products, logs = (q @ k.mT).diff(), given.log().diff()  # from each key to the next
    return (products * logs).sum() / (logs * logs).sum()  # least squares for products = c·logs


def check_scale_is_sqrt_of_head_width(rng, heads=HEADS):
    """torch's layer divides by √(d/h): read off its weights while Q and K are the tokens themselves."""
    x, y = torch.randn(1, N, D, generator=rng), torch.randn(1, M, D, generator=rng)
    given = weights(layer(torch.eye(D).repeat(3, 1, 1), heads), x, y)[0]
    return exact(divisor(given, split(x[0], heads), split(y[0], heads)), (D / heads) ** 0.5, ops=20 * D)


@guards(check_scale_is_sqrt_of_head_width)
def control_scale_by_model_width(rng, heads=HEADS):
    """Weights that were made with √d give themselves away by the same measurement."""
    q, k = split(torch.randn(N, D, generator=rng), heads), split(torch.randn(M, D, generator=rng), heads)
    given = (q @ k.mT / D**0.5).softmax(-1)
    return exact(divisor(given, q, k), (D / heads) ** 0.5, ops=20 * D)


if __name__ == "__main__":
    main()
