"""A script that does first what nearly every script does first. Nothing is claimed here, and nobody reads it.

It takes no gradient: torch would refuse one to every fork.
"""

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Evidence, Knob, bound, estimate, exact, guards, main, order, slope, trained

D = Knob(8, [4, 8], "width")


def attend(rng: torch.Generator, d: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two ways through one attention, outputs (2, 3, 5, d)."""
    q, k, v = (torch.randn(2, 3, 5, d, generator=rng) for _ in range(3))
    hidden = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
    scores = (q @ k.mT / d**0.5).masked_fill(hidden, -torch.inf)
    by_hand = torch.einsum("bhij,bhjd->bhid", scores.softmax(-1), v)
    return by_hand, functional.scaled_dot_product_attention(q, k, v, attn_mask=~hidden)


def check_attention(rng: torch.Generator, d: Any = D) -> Evidence:
    """Products, a mask and a softmax."""
    measured, predicted = attend(rng, d)
    return (
        exact(measured, predicted, ops=2 * d).heat(measured[0, 0], "output").plot(x="d", measured=([1], [2]))
    )


@guards(check_attention)
def control_modules(rng: torch.Generator, d: Any = D) -> Evidence:
    """Layers of each kind in both precisions, with a graph for gradients but none taken."""
    for dtype in (torch.float32, torch.float64):
        x = torch.randn(2, 5, d, generator=rng, dtype=dtype, requires_grad=True)
        linear, norm = nn.Linear(d, d, dtype=dtype), nn.LayerNorm(d, dtype=dtype)
        heads = nn.MultiheadAttention(d, 2, batch_first=True, dtype=dtype)
        y = norm(x + heads(x, x, x)[0]) + nn.Sequential(linear, nn.ReLU())(x).tanh().sigmoid()
        nn.GRU(d, 3, batch_first=True, dtype=dtype)(y)
        nn.LSTM(d, 3, dtype=dtype)(y)
        functional.cross_entropy(y.flatten(0, 1), torch.randint(d, (10,), generator=rng))
        functional.conv1d(y.mT, torch.ones(1, d, 3, dtype=dtype), padding=1)
        functional.conv2d(y[:, None], torch.ones(2, 1, 3, 3, dtype=dtype))
        with torch.no_grad():
            y.sub_(y.mean(-1, keepdim=True)).mul_(0.1).add_(1)
    table = nn.Embedding(7, d)(torch.arange(6).reshape(2, 3))
    return exact(torch.cat([table, torch.zeros_like(table)]).sum(0), torch.ones(3, d))


def check_numbers(rng: torch.Generator, d: Any = D) -> Evidence:
    """Draws, reductions, comparisons, indices."""
    x = torch.randn(50, d, generator=rng)
    kept = torch.where(x > 0, x.exp().log1p(), x.abs().sqrt()).clamp(max=3)
    top = kept[torch.randperm(50, generator=rng)].sort(0).values.topk(2, 0).indices
    table = torch.stack([x.square().mean(0), x.var(0), x.norm(dim=0), kept.gather(0, top)[0], x.amax(0)])
    spread = torch.linalg.qr(x.double())[0].T.float() @ torch.rand(50, 2, generator=rng).float()
    whole = (x.argmax(0) == torch.full((d,), 3)).any() | table.isfinite().all() | (spread[0, 0] > 0)
    return bound(table.flatten().cumsum(0), at_most=1e9 + float(whole))


@guards(check_numbers)
def control_numbers(rng: torch.Generator, d: Any = D) -> Evidence:
    """The rules of chance: all stages of their plan, with their plots."""
    several = slope([1, 2, 4], lambda: torch.rand(3, generator=rng) + 1, 0, within=1e-9)
    order(lambda: torch.rand(8, generator=rng).mean(), lambda: 0.0, by=0.1)
    trained(torch.rand(21, generator=rng), at_least=2)
    estimate(lambda: torch.randn(32, d, generator=rng, dtype=torch.float).var().double(), 1, within="9%")
    return several


if __name__ == "__main__":
    main()
