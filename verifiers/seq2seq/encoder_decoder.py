"""What the encoder-decoder architecture is for: from one sequence to another, of any other length.

    encoder   x₁ … x_n  →  memory c          reads the whole source; here c is the last state of a GRU
    decoder   (c, y₀ … y_{t−1})  →  y_t      writes one token a step, and is fed what it has written
    stop      as soon as y_t is the end token (see `end_token.py`)

The two run on clocks of their own, so that n and m need not agree. All that the decoder learns of the source
comes through c, hence the chain rule  ∂y/∂x = ∂y/∂c · ∂c/∂x  with no other term.
"""

import torch
from torch import nn
from torch.autograd.functional import jacobian

from quiz.lab import Knob, exact, guards, main

HIDDEN = Knob(7, [5, 7, 16], "width of the state")
N = Knob(9, [4, 9, 30], "length of the source")
WIDTH, BATCH, WORDS = 3, 2, 6  # width of a token's vector, sequences side by side, size of the vocabulary
LENGTHS = ((4, 7), (9, 2), (5, 5), (1, 6))  # of source and target


class Translator(nn.Module):
    """A GRU that reads, a GRU that writes, and logits of the next token."""

    def __init__(self, hidden):
        super().__init__()
        self.encoder = nn.GRU(WIDTH, hidden, batch_first=True)
        self.embed = nn.Embedding(WORDS, WIDTH)
        self.decoder = nn.GRU(WIDTH, hidden, batch_first=True)
        self.logits = nn.Linear(hidden, WORDS)

    def memory(self, source):
        """(B, n, width) -> (B, h): the last state of the encoder."""
        return self.encoder(source)[1][0]

    def write(self, memory, tokens):
        """Logits (B, m, words) for the token after each of `tokens` (B, m)."""
        states, _ = self.decoder(self.embed(tokens), memory[None].contiguous())
        return self.logits(states)

    def tag(self, source):
        """Logits (B, n, words) of a plain network: one for each token that it reads."""
        return self.logits(self.encoder(source)[0])


def draw(rng, *shape):
    """Source vectors."""
    return torch.randn(*shape, WIDTH, generator=rng)


def lengths(rng, hidden, translate):
    """How many tokens come out for sources and targets of several lengths, against the target's length."""
    model, got = Translator(hidden), []
    for n, m in LENGTHS:
        target = torch.randint(WORDS, (BATCH, m), generator=rng)
        got.append(translate(model, draw(rng, BATCH, n), target).shape[1])
    return exact(torch.tensor(got), torch.tensor([m for _, m in LENGTHS]))


def check_lengths_are_free(rng, hidden=HIDDEN):
    """The output has the target's length, be the source longer, shorter or as long."""
    return lengths(rng, hidden, lambda model, source, target: model.write(model.memory(source), target))


@guards(check_lengths_are_free)
def control_one_output_for_each_input(rng, hidden=HIDDEN):
    """A network that answers each token as it reads has the source's length instead."""
    return lengths(rng, hidden, lambda model, source, target: model.tag(source))


def memory_size(rng, n, hidden, keep):
    """How many numbers the decoder gets of one source, against the width of one state."""
    states, last = Translator(hidden).encoder(draw(rng, 1, n))
    return exact(torch.tensor(keep(states, last).numel()), torch.tensor(hidden))


def check_the_memory_does_not_grow(rng, n=N, hidden=HIDDEN):
    """The last state alone is h numbers, however long the source."""
    return memory_size(rng, n, hidden, lambda states, last: last)


@guards(check_the_memory_does_not_grow)
def control_all_states_kept(rng, n=N, hidden=HIDDEN):
    """With all states kept, as for attention, it is n·h."""
    return memory_size(rng, n, hidden, lambda states, last: states)


def through_memory(rng, n, hidden, leak):
    """∂y/∂x of the whole model against the product ∂y/∂c · ∂c/∂x."""
    model, source = Translator(hidden), draw(rng, n)
    target = torch.randint(WORDS, (1, 4), generator=rng)

    def read(x):
        return model.memory(x[None])[0]

    def write(c, last=0.0):
        return (model.write(c[None], target) + leak * last).flatten()

    whole = jacobian(lambda x: write(read(x), x[-1].sum()), source).flatten(1)  # (m·words, n·width)
    product = jacobian(write, read(source)) @ jacobian(read, source).flatten(1)
    return exact(whole, product, ops=50 * (n + hidden))


def check_the_source_comes_through_the_memory(rng, n=N, hidden=HIDDEN):
    """∂y/∂x = ∂y/∂c · ∂c/∂x: the decoder sees the source through the memory and in no other way."""
    return through_memory(rng, n, hidden, leak=0)


@guards(check_the_source_comes_through_the_memory)
def control_a_second_way(rng, n=N, hidden=HIDDEN):
    """If the last source token reaches the logits as well, the product lacks a term."""
    return through_memory(rng, n, hidden, leak=0.1)


def told_apart(rng, hidden, share):
    """Which of six sources of lengths 1 to 6 give different logits, with this share of the memory kept."""
    model = Translator(hidden)
    target = torch.randint(WORDS, (1, 4), generator=rng)
    outputs = torch.stack([model.write(share * model.memory(draw(rng, 1, n)), target) for n in range(1, 7)])
    apart = torch.cdist(outputs.flatten(1), outputs.flatten(1)) > 1e-6  # (6, 6)
    return exact(apart, ~torch.eye(6, dtype=torch.bool))


def check_each_source_has_its_output(rng, hidden=HIDDEN):
    """Six different sources give six different outputs for the same target tokens."""
    return told_apart(rng, hidden, share=1)


@guards(check_each_source_has_its_output)
def control_zeroed_memory(rng, hidden=HIDDEN):
    """With the memory set to zero all sources give the same output."""
    return told_apart(rng, hidden, share=0)


if __name__ == "__main__":
    main()
