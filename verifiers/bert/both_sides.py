"""In what sense BERT is bidirectional, and GPT not.

    BERT         encoder stack, no mask                        ∂outᵢ/∂xⱼ ≠ 0 for all j
    GPT          the same stack under a causal mask            ∂outᵢ/∂xⱼ = 0 for j > i
    side by side one stack from the left, one from the right   out = [f(left), g(right)]: all j

It is the mask that makes the difference, and no training can undo it. But whom an output depends on is not
the whole story: two one-way models side by side depend on both sides as well, and yet never on a combination
of the two (`side_by_side.py`).
"""

import torch
from torch.autograd.functional import jacobian
from torch.nn import TransformerEncoderLayer

from quiz.lab import Knob, exact, guards, main

N = Knob(6, [4, 6, 9], "tokens of the sentence")
LAYERS = Knob(2, [1, 2, 4], "layers of the stack")
D, SHAPE = 12, {"nhead": 3, "dim_feedforward": 20, "dropout": 0.0, "batch_first": True}


def stack(layers, mask):
    """Encoder layers of torch's, (B, n, D) to (B, n, D); `mask` keeps those of all pairs that may meet."""
    parts = [TransformerEncoderLayer(D, **SHAPE) for _ in range(layers)]

    def run(x):
        hidden = ~mask(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool))
        for part in parts:
            x = part(x, src_mask=hidden)
        return x

    return run


def bert(layers):
    """No mask."""
    return stack(layers, torch.ones_like)


def gpt(layers):
    """Position i sees those up to i."""
    return stack(layers, torch.tril)


def side_by_side(layers):
    """One stack from the left and one from the right: (B, n, D) to (B, n, 2D)."""
    left, right = gpt(layers), stack(layers, torch.triu)
    return lambda x: torch.cat([left(x), right(x)], -1)


def sees(rng, n, layers, model, predicted):
    """Which entries of ∂outᵢ/∂xⱼ are not 0, against the pattern `predicted`, (n, n)."""
    run = model(layers)
    x = 1.5 * torch.randn(n, D, generator=rng)
    reading = torch.randn(2 * D, generator=rng)[: run(x[None]).shape[-1]]
    seen = jacobian(lambda x: run(x[None])[0] @ reading, x) != 0  # (n, n, D)
    evidence = exact(seen, predicted(torch.ones(n, n, dtype=torch.bool))[..., None].expand_as(seen))
    return evidence.heat(seen[..., 0], "depends", x="input", y="output")


def check_bert_sees_both_sides(rng, n=N, layers=LAYERS):
    """In BERT's stack every output depends on every input."""
    return sees(rng, n, layers, bert, torch.ones_like)


@guards(check_bert_sees_both_sides)
def control_causal_mask(rng, n=N, layers=LAYERS):
    """The causal mask takes the right side away."""
    return sees(rng, n, layers, gpt, torch.ones_like)


def check_gpt_is_lower_triangular(rng, n=N, layers=LAYERS):
    """Under the causal mask output i depends on the inputs up to i, and on no later one."""
    return sees(rng, n, layers, gpt, torch.tril)


@guards(check_gpt_is_lower_triangular)
def control_no_mask(rng, n=N, layers=LAYERS):
    """Without it the later ones are seen."""
    return sees(rng, n, layers, bert, torch.tril)


def check_side_by_side_sees_both_too(rng, n=N, layers=LAYERS):
    """Two one-way models side by side depend on every input as well: the pattern alone does not tell."""
    return sees(rng, n, layers, side_by_side, torch.ones_like)


@guards(check_side_by_side_sees_both_too)
def control_one_of_them(rng, n=N, layers=LAYERS):
    """One of them alone does not."""
    return sees(rng, n, layers, gpt, torch.ones_like)


if __name__ == "__main__":
    main()
