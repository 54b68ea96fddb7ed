"""What heads cost, and why each is only d_model/h wide.

Let n tokens of width d pass through h heads of width s. W_Q, W_K and W_V have h·d·s weights each, W_O has
h·s·d: together 4d·(h·s). A multiply-add is 2 FLOPs, so the four projections take 8nd·(h·s); the scores QKᵀ
and the weighted sum of the values take 2n²s a head each, 4n²·(h·s) in all.

So h and s meet only in the product h·s. With s = d/h it is d, however many heads there are: 4d² weights
and 8nd² + 4n²d FLOPs. With s = d it is h·d, and all of this costs h times as much. One thing grows with h
at any width: each head keeps its own n×n map of scores, hn² numbers in all.
"""

import torch
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main
from quiz.lab.flops import flops

D_MODEL = Knob(64, [32, 64, 128], "width of a token")
N = Knob(24, [12, 24, 48], "number of tokens")
HEADS = Knob(8, [2, 4, 8, 16], "number of heads, where one number is asked for")
MANY = torch.tensor([1, 2, 4, 8, 16])  # the numbers of heads that are compared


def layer(rng, n, d, heads, width):
    """Random tokens (n, d), and the weights W_Q, W_K, W_V (h, d, s) and W_O (h, s, d) of a layer for them."""
    shapes = [(heads, d, width)] * 3 + [(heads, width, d)]
    return torch.randn(n, d, generator=rng), [torch.randn(s, generator=rng) for s in shapes]


def attend(x, w_q, w_k, w_v, w_o):
    """The layer's output (n, d) and its scores (h, n, n); the heads' parts of the output are added up."""
    q, k, v = x @ w_q, x @ w_k, x @ w_v  # (h, n, s)
    scores = q @ k.mT / q.shape[-1] ** 0.5
    return (scores.softmax(-1) @ v @ w_o).sum(0), scores


def cost(rng, n, d, heads, width):
    """(weights, FLOPs, scores) of one layer, counted while it runs on n random tokens."""
    x, weights = layer(rng, n, d, heads, width)
    products = flops(lambda: attend(x, *weights))
    return torch.tensor([sum(w.numel() for w in weights), products, attend(x, *weights)[1].numel()])


def costs(rng, n, d, widths):
    """`cost` for each of MANY heads, of the given widths: shape (len(MANY), 3)."""
    return torch.stack([cost(rng, n, d, h, s) for h, s in zip(MANY.tolist(), widths.tolist(), strict=True)])


def by_torch(x, w_q, w_k, w_v, w_o):
    """The same output with torch's own attention in every head."""
    return (functional.scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_v) @ w_o).sum(0)


def check_what_is_counted_is_attention(rng, d_model=D_MODEL, n=N, heads=HEADS):
    """The layer that is counted computes in every head what torch's scaled_dot_product_attention does."""
    x, weights = layer(rng, n, d_model, heads, d_model // heads)
    return exact(attend(x, *weights)[0], by_torch(x, *weights), ops=8 * d_model)


@guards(check_what_is_counted_is_attention)
def control_queries_and_keys_swapped(rng, d_model=D_MODEL, n=N, heads=HEADS):
    """With queries and keys swapped it costs the same and computes something else."""
    x, (w_q, w_k, w_v, w_o) = layer(rng, n, d_model, heads, d_model // heads)
    return exact(attend(x, w_k, w_q, w_v, w_o)[0], by_torch(x, w_q, w_k, w_v, w_o), ops=8 * d_model)


def check_weights_do_not_depend_on_h(rng, d_model=D_MODEL, n=N):
    """With heads of width d/h a layer has 4d² weights (biases aside), for h = 1, 2, 4, 8 and 16 alike."""
    weights = costs(rng, n, d_model, d_model // MANY)[:, 0]
    return exact(weights, torch.full((5,), 4 * d_model**2))


@guards(check_weights_do_not_depend_on_h)
def control_full_width_weights(rng, d_model=D_MODEL, n=N):
    """Heads as wide as the model do not keep to 4d² weights."""
    weights = costs(rng, n, d_model, d_model * MANY**0)[:, 0]
    return exact(weights, torch.full((5,), 4 * d_model**2))


def check_flops_do_not_depend_on_h(rng, d_model=D_MODEL, n=N):
    """With heads of width d/h the matrix products take 8nd² + 4n²d FLOPs, for h = 1, 2, 4, 8 and 16 alike."""
    counted = costs(rng, n, d_model, d_model // MANY)[:, 1]
    return exact(counted, torch.full((5,), 8 * n * d_model**2 + 4 * n**2 * d_model))


@guards(check_flops_do_not_depend_on_h)
def control_full_width_flops(rng, d_model=D_MODEL, n=N):
    """Heads as wide as the model do not keep to the FLOPs of a single head."""
    counted = costs(rng, n, d_model, d_model * MANY**0)[:, 1]
    return exact(counted, torch.full((5,), 8 * n * d_model**2 + 4 * n**2 * d_model))


def check_full_width_weights_grow_h_fold(rng, d_model=D_MODEL, n=N, heads=HEADS):
    """h heads as wide as the model have 4hd² weights: h times as many as one head."""
    return exact(cost(rng, n, d_model, heads, d_model)[0], 4 * heads * d_model**2)


@guards(check_full_width_weights_grow_h_fold)
def control_narrow_weights(rng, d_model=D_MODEL, n=N, heads=HEADS):
    """Heads of width d/h do not have h times the weights of one head."""
    return exact(cost(rng, n, d_model, heads, d_model // heads)[0], 4 * heads * d_model**2)


def check_full_width_flops_grow_h_fold(rng, d_model=D_MODEL, n=N):
    """Heads as wide as the model take h·(8nd² + 4n²d) FLOPs, linear in h from 1 to 16."""
    counted = costs(rng, n, d_model, d_model * MANY**0)[:, 1]
    narrow = costs(rng, n, d_model, d_model // MANY)[:, 1]
    return exact(counted, MANY * (8 * n * d_model**2 + 4 * n**2 * d_model)).plot(
        x="heads",
        y="FLOPs",
        log_x=True,
        log_y=True,
        full_width=(MANY, counted),
        width_d_over_h=(MANY, narrow),
    )


@guards(check_full_width_flops_grow_h_fold)
def control_narrow_flops(rng, d_model=D_MODEL, n=N):
    """Heads of width d/h do not take h times the FLOPs of one head."""
    counted = costs(rng, n, d_model, d_model // MANY)[:, 1]
    return exact(counted, MANY * (8 * n * d_model**2 + 4 * n**2 * d_model))


def check_scores_grow_h_fold(rng, d_model=D_MODEL, n=N, heads=HEADS):
    """h heads keep hn² scores for a sequence of n tokens, where one head keeps n²."""
    return exact(cost(rng, n, d_model, heads, d_model // heads)[2], heads * n**2)


@guards(check_scores_grow_h_fold)
def control_one_wide_head_scores(rng, d_model=D_MODEL, n=N, heads=HEADS):
    """One head, though it has all the width to itself, does not keep hn² scores."""
    return exact(cost(rng, n, d_model, 1, d_model)[2], heads * n**2)


if __name__ == "__main__":
    main()
