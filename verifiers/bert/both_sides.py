"""In what sense BERT is bidirectional, and why two one-way models side by side are not the same.

    BERT         encoder stack, no mask                        ∂outᵢ/∂xⱼ ≠ 0 for all j
    GPT          the same stack under a causal mask            ∂outᵢ/∂xⱼ = 0 for j > i
    side by side one stack from the left, one from the right   out = [f(left), g(right)]: all j

The last one depends on both sides, but never on their combination, as no layer has both at hand:

    ∂²out / ∂x_left ∂x_right = 0

for every coordinate, and so for every linear reading of them. Take two independent signs, s on the left and
t on the right, and ask whether they agree, s·t. Then E[s·t·f(left)] = E[t]·E[s·f(left)] = 0, likewise for g:
a linear reading explains none of the variance, whatever the weights. BERT's layers mix the sides.
"""

import torch
from torch.autograd.functional import hessian, jacobian
from torch.nn import TransformerEncoderLayer
from torch.nn.attention import SDPBackend, sdpa_kernel

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


def mixed(rng, n, layers, model):
    """Largest |∂²y/∂x_left ∂x_right| for each pair of tokens; y reads the middle position linearly."""
    run, middle = model(layers), n // 2
    x = 1.5 * torch.randn(n, D, generator=rng)
    reading = torch.randn(2 * D, generator=rng)[: run(x[None]).shape[-1]]

    def read(sides):
        return (
            run(torch.cat([sides[:middle], x[middle : middle + 1], sides[middle:]])[None])[0, middle]
            @ reading
        )

    sides = torch.cat([x[:middle], x[middle + 1 :]])
    with sdpa_kernel(SDPBackend.MATH):  # the one kernel that can be differentiated twice
        return hessian(read, sides)[:middle, :, middle:].abs().amax((1, 3))  # (left, right)


def check_one_way_models_never_mix(rng, n=N, layers=LAYERS):
    """Side by side, ∂²y/∂x_left ∂x_right is exactly 0 for every linear reading y of the middle position."""
    bend = mixed(rng, n, layers, side_by_side)
    return exact(bend, torch.zeros_like(bend), scale=1.0)


@guards(check_one_way_models_never_mix)
def control_bert_mixes(rng, n=N, layers=LAYERS):
    """BERT's is not 0."""
    bend = mixed(rng, n, layers, bert)
    return exact(bend, torch.zeros_like(bend), scale=1.0)


def explained(rng, n, layers, model):
    """Share of the variance of s·t that a linear reading of the middle explains, over all contexts of signs.

    s and t are the signs left and right of the middle, where [MASK] stands.
    """
    middle = n // 2
    signs = torch.cartesian_prod(*[torch.tensor([-1.0, 1.0])] * (n - 1))  # (2ⁿ⁻¹, n − 1)
    label = signs[:, middle - 1] * signs[:, middle]
    word, place = torch.randn(D, generator=rng), torch.randn(n, D, generator=rng)
    shown = torch.cat([signs[:, :middle], torch.zeros(len(signs), 1), signs[:, middle:]], 1)
    with torch.no_grad():
        features = model(layers)(shown[..., None] * word + place)[:, middle]  # (contexts, D or 2D)
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


if __name__ == "__main__":
    main()
