"""Where the position encoding enters: at the input embeddings, of both stacks.

    encoder    source embeddings + positions → layers → memory (n, d)
    decoder    target embeddings + positions → layers, each of which attends to the memory → (m, d)

Suppose the encoder got none. It is equivariant: another order of the source gives the same memory rows in
another order. Cross-attention sums over these rows in whatever order they stand, so the decoder's output does
not change at all: "dog bites man" and "man bites dog" get one translation, whatever the target carries.
torch.nn.Transformer adds no positions by itself.

What if they are put on the memory, between encoder and decoder? Then the decoder can see which row stood
where. But each row was made without order: let a word's neighbours change places, and its vector stays the
same. The encoder has read a set of words. (The decoder's own input: `permutation_equivariance_causal.py`.)
"""

import torch
from torch.nn import Transformer

from quiz.lab import Knob, exact, guards, main

N = Knob(7, [4, 7, 20], "tokens of the source")
LAYERS = Knob(2, [1, 2, 3], "layers of the encoder, and of the decoder")
BATCH, TARGET, D, HEADS, HIDDEN = 3, 5, 10, 2, 13


def transformer(rng, *, layers):
    """torch's Transformer, all parameters random: torch itself starts biases at 0 and gains at 1."""
    sizes = {"nhead": HEADS, "dim_feedforward": HIDDEN, "num_encoder_layers": layers}
    model = Transformer(D, num_decoder_layers=layers, dropout=0, batch_first=True, **sizes)
    for parameter in model.parameters():
        parameter.data = 0.4 * torch.randn(parameter.shape, generator=rng)
    return model


def embeddings(rng, n):
    """Embeddings of n tokens, (B, n, d)."""
    return 0.3 + 1.2 * torch.randn(BATCH, n, D, generator=rng)


def positions(rng, n):
    """A vector for each place, (n, d)."""
    return torch.randn(n, D, generator=rng)


def new_order(rng, n):
    """A random order of n tokens in which none keeps its place."""
    ring = torch.randperm(n, generator=rng)
    return ring.roll(1)[ring.argsort()]


def encode(model, source, early):
    """The memory of a source that gets the positions `early` at the encoder's input, (B, n, d)."""
    return model.encoder(source + early)


def memories(rng, n, *, layers, early=0.0):
    """Memory of the source in a new order, against its memory put in that order."""
    model, source, order = transformer(rng, layers=layers), embeddings(rng, n), new_order(rng, n)
    after, before = encode(model, source[:, order], early), encode(model, source, early)
    return exact(after, before[:, order], ops=layers * (8 * D + 4 * n + 2 * HIDDEN + 40))


def check_memory_is_only_permuted(rng, n=N, layers=LAYERS):
    """Without positions at its input, the encoder of a reordered source gives its memory rows, reordered."""
    return memories(rng, n, layers=layers)


@guards(check_memory_is_only_permuted)
def control_memory_with_positions(rng, n=N, layers=LAYERS):
    """With positions at its input it gives other rows."""
    return memories(rng, n, layers=layers, early=positions(rng, n))


def outputs(rng, n, *, layers, early=0.0, late=0.0):
    """The decoder's output for the source in a new order and in the old one, (B, m, d) each.

    Positions go on the source before the encoder (`early`) or on the memory after it (`late`).
    """
    model, source, order = transformer(rng, layers=layers), embeddings(rng, n), new_order(rng, n)
    target = embeddings(rng, TARGET)
    after, before = (
        model.decoder(target, encode(model, x, early) + late) for x in (source[:, order], source)
    )
    return after, before


def translations(rng, n, *, layers, **where):
    """The decoder's output for the source in a new order against that for the old one."""
    after, before = outputs(rng, n, layers=layers, **where)
    return exact(after, before, ops=layers * (24 * D + 12 * n + 4 * HIDDEN + 120))


def check_decoder_misses_source_order(rng, n=N, layers=LAYERS):
    """Without positions on the source, the decoder's output is the same for every order of the source."""
    return translations(rng, n, layers=layers)


@guards(check_decoder_misses_source_order)
def control_source_with_positions(rng, n=N, layers=LAYERS):
    """With positions added to the source embeddings the output changes."""
    return translations(rng, n, layers=layers, early=positions(rng, n))


def order_shows(rng, n, *, layers, **where):
    """Which numbers of the outputs change with the order of the source, (B, m, d), against all of them."""
    after, before = outputs(rng, n, layers=layers, **where)
    return exact((after - before).abs() > 1e-9, torch.ones(BATCH, TARGET, D, dtype=torch.bool))


def check_order_shows_with_positions_at_the_input(rng, n=N, layers=LAYERS):
    """With positions added to the source embeddings, the order of the source shows in every output."""
    return order_shows(rng, n, layers=layers, early=positions(rng, n))


def check_order_shows_with_positions_on_the_memory(rng, n=N, layers=LAYERS):
    """With positions put on the memory instead, the order of the source shows in every output as well."""
    return order_shows(rng, n, layers=layers, late=positions(rng, n))


@guards(check_order_shows_with_positions_at_the_input, check_order_shows_with_positions_on_the_memory)
def control_no_positions(rng, n=N, layers=LAYERS):
    """With neither it shows in none."""
    return order_shows(rng, n, layers=layers)


def first_vector(rng, n, *, layers, early=0.0):
    """The memory of the first token when the tokens after it change places, and when they do not."""
    model, source = transformer(rng, layers=layers), embeddings(rng, n)
    order = torch.cat([torch.tensor([0]), 1 + new_order(rng, n - 1)])
    after, before = encode(model, source[:, order], early), encode(model, source, early)
    return exact(after[:, 0], before[:, 0], ops=layers * (8 * D + 4 * n + 2 * HIDDEN + 40))


def check_vectors_are_order_blind(rng, n=N, layers=LAYERS):
    """Without positions at the encoder's input, a word's vector stays the same when its neighbours swap."""
    return first_vector(rng, n, layers=layers)


@guards(check_vectors_are_order_blind)
def control_vectors_with_positions_at_the_input(rng, n=N, layers=LAYERS):
    """With positions there, it does not."""
    return first_vector(rng, n, layers=layers, early=positions(rng, n))


if __name__ == "__main__":
    main()
