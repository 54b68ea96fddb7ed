"""Why the heads of a Temporal Fusion Transformer share their values.

With values and output map shared by all heads, only the weights A_h differ, and the mean over heads is

    1/H Σ_h A_h·(X W_v)·W_o  =  Ā·(X W_v)·W_o          Ā = 1/H Σ_h A_h, rows of which sum to 1

one attention with one pattern: Ā says how much of each time step went into the forecast. With values of its
own for each head, as usual, no single pattern does, and the mean of the heads' weights, often drawn, is
another layer.

Measured on torch's own multi-head attention, whose value rows and output columns are made alike for all
heads.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(4, [2, 4, 6], "heads")
N, WIDTH = 9, 5


def one_pattern(rng, heads, alike):
    """The layer, its values made by `alike`, against mean weights times the mean of its values."""
    d = heads * WIDTH
    layer = nn.MultiheadAttention(d, heads, bias=False)
    with torch.no_grad():
        values = layer.in_proj_weight[2 * d :].view(heads, WIDTH, d)
        values.copy_(alike(values))  # a head's rows
        outputs = layer.out_proj.weight.view(d, heads, WIDTH)  # a head's columns
        outputs.copy_(outputs[:, :1].expand_as(outputs))
        x = 2 * torch.randn(N, d, generator=rng)
        out, mean_weights = layer(x, x, x)
        once = mean_weights @ x @ values.mean(0).T @ outputs.sum(1).T
    evidence = exact(out, once, ops=6 * d + 2 * N, scale=5)
    return evidence.heat(mean_weights, "mean weights", x="key", y="query")


def check_shared_values_leave_one_pattern(rng, heads=HEADS):
    """With values shared by all heads the layer is one attention, with the mean of the heads' weights."""
    return one_pattern(rng, heads, lambda values: values[:1].expand_as(values).clone())


@guards(check_shared_values_leave_one_pattern)
def control_own_values(rng, heads=HEADS):
    """With values of its own for each head it is not."""
    return one_pattern(rng, heads, lambda values: values.clone())


if __name__ == "__main__":
    main()
