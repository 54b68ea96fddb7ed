"""Why BERT puts [MASK] into the input instead of hiding scores.

BERT guesses a token from both sides. If the token stays in the input and only its own score is hidden, every
other token may read it, and hands it on in the next layer (`diagonal_mask.py`). With a residual path it never
left. A token that was replaced in the input is not there to leak: no output depends on it, at any depth.

A left-to-right model needs no [MASK]. Its target at position i is token i + 1, and the causal mask lets steps
go back in time only: no chain of such steps, however long, returns from the future.
"""

import torch
from torch.autograd.functional import jacobian
from torch.nn.functional import scaled_dot_product_attention as attention

from quiz.lab import Knob, exact, guards, main

N = Knob(6, [3, 6, 11], "length of the sequence")
LAYERS = Knob(3, [2, 3, 6], "layers on top of each other")
D = 3


def others(n):
    """True where query i may look at key j: at all but itself."""
    return ~torch.eye(n, dtype=torch.bool)


def past(n):
    """True for j ≤ i."""
    return torch.ones(n, n, dtype=torch.bool).tril()


def everyone(n):
    """True everywhere."""
    return torch.ones(n, n, dtype=torch.bool)


def layer(x, w, seen):
    """Self-attention with a residual path: (n, d) to (n, d)."""
    return torch.add(x, attention(x, x, x @ w, attn_mask=seen))


def sight(rng, mask, fill, predicted, *, n, layers):
    """Which entries of ∂outᵢ/∂xⱼ are not exactly 0 after all layers, against `predicted`, (n, n)."""
    blank = torch.randn(1, D, generator=rng)  # the embedding of [MASK]
    rotations = torch.linalg.qr(torch.randn(layers, D, D, generator=rng)).Q

    def encode(x):
        x = fill(x, blank)
        for w in rotations:
            x = layer(x, w, mask(n))
        return x

    seen = jacobian(encode, 1.5 * torch.randn(n, D, generator=rng)) != 0  # (n, d, n, d)
    evidence = exact(seen, predicted(n)[:, None, :, None].expand_as(seen))
    return evidence.heat(seen[:, 0, :, 0], "depends", x="input", y="output")


def replaced(x, blank):
    """[MASK] in the place of token 1."""
    return torch.cat([x[:1], blank, x[2:]])


def kept(x, blank):
    """The tokens as they are."""
    return x


def all_but_token_1(n):
    """True except in column 1."""
    return (torch.arange(n) != 1).expand(n, n)


def check_mask_token_leaks_nothing(rng, n=N, layers=LAYERS):
    """With [MASK] in its place no output depends on the token, at any depth, and on the others all do."""
    return sight(rng, everyone, replaced, all_but_token_1, n=n, layers=layers)


@guards(check_mask_token_leaks_nothing)
def control_hidden_score_only(rng, n=N, layers=LAYERS):
    """With each token's own score hidden instead, they do."""
    return sight(rng, others, kept, all_but_token_1, n=n, layers=layers)


def check_causal_mask_never_leaks(rng, n=N, layers=LAYERS):
    """Under a causal mask ∂outᵢ/∂xⱼ = 0 for j > i at any depth, with no token replaced."""
    return sight(rng, past, kept, past, n=n, layers=layers)


@guards(check_causal_mask_never_leaks)
def control_diagonal_mask(rng, n=N, layers=LAYERS):
    """Under a mask that hides the own token only, the future is in sight."""
    return sight(rng, others, kept, past, n=n, layers=layers)


if __name__ == "__main__":
    main()
