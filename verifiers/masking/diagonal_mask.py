"""Hiding a token's own score does not hide the token: its neighbours hand it back.

To guess token i from both sides, leave it in the input and set its own score sᵢᵢ to −∞. In one layer that
works, if nothing else carries the token over: no residual path, and a query made of the position only.

    layer 1     outᵢ mixes xⱼ, j ≠ i             blind to xᵢ; but each neighbour j has mixed xᵢ in
    layer 2     outᵢ mixes those neighbours      and has xᵢ back:  i → j → i

Take even weights, 1/(n − 1) each. There are n − 1 ways back to i, one by each neighbour, and n − 2 ways to
any other token. With values passed on as they are,

    ∂outᵢ/∂xᵢ = (n − 1)/(n − 1)² = 1/(n − 1)        ∂outᵢ/∂xₖ = (n − 2)/(n − 1)²

After two layers the hidden token is the one seen best.
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


def everyone(n):
    """True everywhere."""
    return torch.ones(n, n, dtype=torch.bool)


def blind(x, position, seen):
    """Queries from the position only, and no residual path: (n, d) to (n, d)."""
    return attention(position, x, x, attn_mask=seen)


def asking_by_content(x, position, seen):
    """Queries from the content, and no residual path."""
    return attention(x, x, x, attn_mask=seen)


def with_residual(x, position, seen):
    """Queries from the position, and a residual path."""
    return torch.add(x, blind(x, position, seen))


def even(x, position, seen):
    """All scores 0: even weights."""
    return attention(torch.zeros_like(x), x, x, attn_mask=seen)


def encoder(rng, layer, *, n, layers):
    """Layers in which each token's own score is hidden, (n, d) -> (n, d), and a sequence for them."""
    position = torch.randn(n, D, generator=rng)

    def encode(x):
        for _ in range(layers):
            x = layer(x, position, others(n))
        return x

    return encode, 1.5 * torch.randn(n, D, generator=rng)


def pattern(rng, layer, predicted, **sizes):
    """Which entries of ∂outᵢ/∂xⱼ are not exactly 0, against `predicted`, (n, n)."""
    encode, x = encoder(rng, layer, **sizes)
    seen = jacobian(encode, x) != 0  # (n, d, n, d)
    evidence = exact(seen, predicted(len(x))[:, None, :, None].expand_as(seen))
    return evidence.heat(seen[:, 0, :, 0], "depends", x="input", y="output")


def check_one_layer_hides_the_token(rng, n=N):
    """One layer, own score hidden, no residual, queries from positions: outᵢ depends on all but xᵢ."""
    return pattern(rng, blind, others, n=n, layers=1)


@guards(check_one_layer_hides_the_token)
def control_with_residual(rng, n=N):
    """The residual path carries xᵢ past the mask in the very first layer."""
    return pattern(rng, with_residual, others, n=n, layers=1)


@guards(check_one_layer_hides_the_token)
def control_queries_from_content(rng, n=N):
    """A query made of xᵢ lets it decide what is looked at: the first layer leaks too."""
    return pattern(rng, asking_by_content, others, n=n, layers=1)


def check_second_layer_leaks(rng, n=N, layers=LAYERS):
    """From two layers on outᵢ depends on xᵢ again, by way of the neighbours."""
    return pattern(rng, blind, everyone, n=n, layers=layers)


@guards(check_second_layer_leaks)
def control_one_layer(rng, n=N):
    """In one layer it does not."""
    return pattern(rng, blind, everyone, n=n, layers=1)


def rates(rng, **sizes):
    """∂outᵢ/∂xⱼ under even weights, (n, n)."""
    encode, x = encoder(rng, even, **sizes)
    return jacobian(encode, x)[:, 0, :, 0]


def returned(rng, n, layers):
    """∂outᵢ/∂xᵢ under even weights, against 1/(n − 1)."""
    rate = rates(rng, n=n, layers=layers)
    return exact(rate[0, 0], 1 / (n - 1), ops=4 * n + 20).heat(rate, "∂out/∂x", x="input", y="output")


def check_two_layers_bring_1_over_n_minus_1_back(rng, n=N):
    """Even weights, own score hidden: after two layers ∂outᵢ/∂xᵢ = 1/(n − 1)."""
    return returned(rng, n, layers=2)


@guards(check_two_layers_bring_1_over_n_minus_1_back)
def control_nothing_back_after_one(rng, n=N):
    """After one layer it is 0."""
    return returned(rng, n, layers=1)


def all_rates(rng, n, layers):
    """∂outᵢ/∂xⱼ under even weights, against 1/(n − 1) for i = j and (n − 2)/(n − 1)² elsewhere."""
    predicted = torch.full((n, n), (n - 2) / (n - 1) ** 2).fill_diagonal_(1 / (n - 1))
    return exact(rates(rng, n=n, layers=layers), predicted, ops=4 * n + 20)


def check_hidden_token_is_seen_best(rng, n=N):
    """Even weights: after two layers ∂outᵢ/∂xₖ = (n − 2)/(n − 1)² for k ≠ i, less than 1/(n − 1) for xᵢ."""
    return all_rates(rng, n, layers=2)


@guards(check_hidden_token_is_seen_best)
def control_not_seen_after_one(rng, n=N):
    """After one layer it is 1/(n − 1) for k ≠ i, and 0 for xᵢ."""
    return all_rates(rng, n, layers=1)


if __name__ == "__main__":
    main()
