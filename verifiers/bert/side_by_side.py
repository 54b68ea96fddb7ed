"""Why two one-way models side by side are not bidirectional as BERT is.

One stack reads from the left, one from the right, and their outputs are joined: out = [f(left), g(right)].
That depends on both sides, but no layer has both at hand. Change a word on the left, or one on the right, or
both: for each coordinate, and so for every linear reading y, the effects just add,

    y(both) − y(left) − y(right) + y(none) = 0        in the small: ∂²y/∂x_left ∂x_right = 0

Take two independent signs, s on the left and t on the right, and ask whether they agree, s·t. Then

    E[s·t·f(left)] = E[t]·E[s·f(left)] = 0            and likewise for g

so a linear reading explains none of the variance, whatever the weights. BERT's layers mix the sides: what a
word on the left does depends on those on the right, and one vector may hold all of s·t.
"""

import torch
from torch.nn import TransformerEncoderLayer

from quiz.lab import Knob, bound, exact, guards, main

N = Knob(6, [4, 6, 9], "tokens of the sentence")
LAYERS = Knob(2, [1, 2, 4], "layers of the stack")
D, SHAPE = 12, {"nhead": 3, "dim_feedforward": 20, "dropout": 0.0, "batch_first": True}


def stack(layers, mask):
    """Encoder layers of torch's, (B, n, D) to (B, n, D), and D; `mask` keeps the pairs that may meet."""
    parts = [TransformerEncoderLayer(D, **SHAPE) for _ in range(layers)]

    def run(x):
        hidden = ~mask(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool))
        for part in parts:
            x = part(x, src_mask=hidden)
        return x

    return run, D


def bert(layers):
    """No mask."""
    return stack(layers, torch.ones_like)


def side_by_side(layers):
    """One stack from the left and one from the right: (B, n, D) to (B, n, 2D), and 2D."""
    (left, width), (right, more) = stack(layers, torch.tril), stack(layers, torch.triu)
    return lambda x: torch.cat([left(x), right(x)], -1), width + more


def interaction(rng, n, layers, model):
    """y(both) − y(left) − y(right) + y(none) for each word left and each right of the middle, (left, right).

    y reads the middle position linearly; of the words that are changed, none is left as it was.
    """
    (run, width), middle = model(layers), n // 2
    x, other = 1.5 * torch.randn(2, n, D, generator=rng)
    reading = torch.randn(width, generator=rng)

    def y(changed):
        return run(torch.where(changed[..., None], other, x).flatten(0, 1))[:, middle] @ reading

    word = torch.eye(n, dtype=torch.bool)
    left, right = torch.broadcast_tensors(word[:middle, None], word[None, middle + 1 :])  # (left, right, n)
    parts = y(left | right) - y(left) - y(right) + y(left & right)  # no word is both: y(none)
    return parts.detach().view(middle, n - 1 - middle)


def adds_up(rng, n, layers, model):
    """The interaction of each pair of words, against 0."""
    found = interaction(rng, n, layers, model)
    return exact(found, torch.zeros_like(found), ops=200 * layers, scale=10.0).heat(
        found, "interaction", x="word on the right", y="word on the left"
    )


def check_one_way_models_never_mix(rng, n=N, layers=LAYERS):
    """Side by side, what a word on the left and one on the right do just adds, in any linear reading."""
    return adds_up(rng, n, layers, side_by_side)


@guards(check_one_way_models_never_mix)
def control_bert_mixes(rng, n=N, layers=LAYERS):
    """BERT's do not."""
    return adds_up(rng, n, layers, bert)


def all_interact(rng, n, layers, model):
    """The size of the interaction of each pair of words, at least a millionth."""
    return bound(interaction(rng, n, layers, model).abs(), at_least=1e-6)


def check_bert_mixes_the_sides(rng, n=N, layers=LAYERS):
    """In BERT what a word on the left does depends on each word on the right."""
    return all_interact(rng, n, layers, bert)


@guards(check_bert_mixes_the_sides)
def control_side_by_side(rng, n=N, layers=LAYERS):
    """Side by side it does not."""
    return all_interact(rng, n, layers, side_by_side)


def explained(rng, n, layers, model):
    """Share of the variance of s·t that a linear reading of the middle explains, over all contexts of signs.

    s and t are the signs left and right of the middle, where [MASK] stands.
    """
    (run, _), middle = model(layers), n // 2
    signs = torch.cartesian_prod(*[torch.tensor([-1.0, 1.0])] * (n - 1))  # (2ⁿ⁻¹, n − 1)
    label = signs[:, middle - 1] * signs[:, middle]
    word, place = torch.randn(D, generator=rng), torch.randn(n, D, generator=rng)
    shown = torch.cat([signs[:, :middle], torch.zeros(len(signs), 1), signs[:, middle:]], 1)
    with torch.no_grad():
        features = run(shown[..., None] * word + place)[:, middle]  # (contexts, D or 2D)
    features = torch.cat([features, torch.ones(len(signs), 1)], 1)
    basis, sizes, _ = torch.linalg.svd(features, full_matrices=False)
    kept = basis[:, sizes > 1e-9 * sizes[0]]
    return (kept.T @ label).square().sum() / label.square().sum()


def check_one_way_models_cannot_compare(rng, n=N, layers=LAYERS):
    """Side by side, a linear reading explains none of the variance of s·t, a sign from each side."""
    return exact(explained(rng, n, layers, side_by_side), 0.0, scale=1.0, ops=2**n)


@guards(check_one_way_models_cannot_compare)
def control_bert_compares(rng, n=N, layers=LAYERS):
    """A reading of BERT's middle position explains a good part."""
    return exact(explained(rng, n, layers, bert), 0.0, scale=1.0, ops=2**n)


def check_bert_holds_the_comparison(rng, layers=LAYERS):
    """In BERT, if its width exceeds the number of contexts, a linear reading explains all of it."""
    return exact(explained(rng, 4, layers, bert), 1.0, ops=10_000)


@guards(check_bert_holds_the_comparison)
def control_one_way_models(rng, layers=LAYERS):
    """Side by side it explains none, with twice the width."""
    return exact(explained(rng, 4, layers, side_by_side), 1.0, ops=10_000)


if __name__ == "__main__":
    main()
