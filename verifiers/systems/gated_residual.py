"""What a gated residual network does, and what is left of it when its gate is shut.

The building block of the Temporal Fusion Transformer, for an input a and a context c:

    η₂ = ELU(W₂a + W₃c + b₂)        η₁ = W₁η₂ + b₁
    GRN(a, c) = LayerNorm(a + GLU(η₁))      GLU(η) = σ(W₄η + b₄) ⊙ (W₅η + b₅)

With the gate shut (b₄ far below 0) the GLU is 0, and what comes out is LayerNorm(a): not a. Its mean is 0 and
its deviation 1, whatever those of a were: (2, 4, 9) becomes (−1.02, −0.34, 1.36). Shut blocks in a row do no
more than one, as LayerNorm of a LayerNorm changes nothing: the model uses depth only where the data call for
it.
"""

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main

D = Knob(7, [4, 7, 16], "width of the input")
DEPTH = Knob(5, [2, 5, 12], "blocks after the first one")
BATCH, CONTEXT, HIDDEN = 3, 5, 9
SHUT = -800.0  # e^−800 is 0 in float64


def normalized(x):
    """LayerNorm without weights, by torch."""
    return functional.layer_norm(x, x.shape[-1:], eps=0.0)


class Block(nn.Module):
    """GRN(a, c) of torch's own parts: (B, d) and (B, CONTEXT) -> (B, d)."""

    def __init__(self, d, gate):
        super().__init__()
        self.w2, self.w3 = nn.Linear(d, HIDDEN), nn.Linear(CONTEXT, HIDDEN, bias=False)
        self.w1, self.w54 = nn.Linear(HIDDEN, d), nn.Linear(d, 2 * d)  # the last: values, then gates
        with torch.no_grad():
            self.w54.bias[d:] += gate

    def forward(self, a, c):
        """The block's output, (B, d)."""
        eta2 = functional.elu(self.w2(a) + self.w3(c))  # (B, HIDDEN)
        return normalized(a + functional.glu(self.w54(self.w1(eta2))))


def drawn(rng, d):
    """An input (B, d), neither centred nor of deviation 1, and a context (B, CONTEXT)."""
    return 2 * torch.randn(BATCH, d, generator=rng) + 3, torch.randn(BATCH, CONTEXT, generator=rng)


def written_out(block, a, c, skip=1.0):
    """The formula, with `skip` times a in the sum."""
    rows = torch.cat([a, c], -1) @ torch.cat([block.w2.weight, block.w3.weight], -1).T + block.w2.bias
    eta1 = torch.where(rows > 0, rows, rows.exp() - 1) @ block.w1.weight.T + block.w1.bias
    value, gate = (eta1 @ block.w54.weight.T + block.w54.bias).chunk(2, -1)  # (B, d) each
    out = skip * a + value / (1 + (-gate).exp())
    centred = out - out.mean(-1, keepdim=True)
    return centred / centred.square().mean(-1, keepdim=True).sqrt()


def against_formula(rng, d, **how):
    """An open block, against the formula."""
    a, c = drawn(rng, d)
    block = Block(d, 0.0)
    return exact(written_out(block, a, c, **how), block(a, c), ops=8 * (d + HIDDEN), scale=10)


def check_it_is_layer_norm_of_a_gated_sum(rng, d=D):
    """GRN(a, c) = LayerNorm(a + σ(W₄η + b₄) ⊙ (W₅η + b₅))."""
    return against_formula(rng, d)


@guards(check_it_is_layer_norm_of_a_gated_sum)
def control_without_the_input(rng, d=D):
    """Without a in the sum it is another."""
    return against_formula(rng, d, skip=0.0)


def from_block(rng, d, gate, predict):
    """What a block gives for a with this much on its gate, against `predict(a)`."""
    a, c = drawn(rng, d)
    return exact(Block(d, gate)(a, c), predict(a), ops=8 * d, scale=10)


def check_a_shut_gate_gives_layer_norm(rng, d=D):
    """With its gate shut a block gives LayerNorm(a)."""
    return from_block(rng, d, SHUT, normalized)


@guards(check_a_shut_gate_gives_layer_norm)
def control_an_open_gate(rng, d=D):
    """With the gate open it does not."""
    return from_block(rng, d, 0.0, normalized)


@guards(check_a_shut_gate_gives_layer_norm)
def control_the_input_itself(rng, d=D):
    """What a shut block gives is not a."""
    return from_block(rng, d, SHUT, lambda a: a)


def in_a_row(rng, d, depth, gate):
    """What a block and `depth` more after it give, against the first one alone."""
    a, c = drawn(rng, d)
    out = first = Block(d, gate)(a, c)
    for _ in range(depth):
        out = Block(d, gate)(out, c)
    return exact(out, first, ops=9 * d * depth, scale=10)


def check_shut_blocks_do_no_more_than_one(rng, d=D, depth=DEPTH):
    """Any number of shut blocks in a row give what the first one gives."""
    return in_a_row(rng, d, depth, SHUT)


@guards(check_shut_blocks_do_no_more_than_one)
def control_open_blocks(rng, d=D, depth=DEPTH):
    """Open ones go on changing it."""
    return in_a_row(rng, d, depth, 0.0)


if __name__ == "__main__":
    main()
