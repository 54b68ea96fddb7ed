"""Code review: features looked up as if they were ids, and a decoder that never meets its encoder.

An embedding is a table: a whole number goes in, a row comes out, so it *adds* an axis.

    ids       (B, n)             ──embed──>  (B, n, width)         what an LSTM takes
    features  (B, n, features)   ──embed──>  (B, n, features, width)   four axes: the LSTM raises

Floats are no row numbers at all, and raise sooner. Looking up row i is the product of a one-hot vector with
the table; features that are no one-hot vectors want that product, a linear layer.

The second bug raises nothing. The decoder starts from zeros and reads the target alone, so the source cannot
matter: ∂output/∂(encoder's parameters) is not there. The cure is to hand over the encoder's last state.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

WIDTH = Knob(6, [3, 6, 16], "width of the embedding and of the hidden state")
B, N, M, WORDS = 2, 5, 4, 7


class Translator(nn.Module):
    """Reads a source and predicts each word of a target."""

    def __init__(self, words, width):
        super().__init__()
        self.embed = nn.Embedding(words, width)
        self.encoder = nn.LSTM(width, width, batch_first=True)
        self.decoder = nn.LSTM(width, width, batch_first=True)
        self.readout = nn.Linear(width, words)

    def forward(self, source, target):
        """Scores of words for (B, n, features) and (B, m)."""
        memory, _ = self.encoder(self.embed(source))
        output, _ = self.decoder(self.embed(target))
        return self.readout(output), memory


class Mended(Translator):
    """The same for ids, with the encoder's last state handed to the decoder."""

    def forward(self, source, target):
        """Scores of words for (B, n) and (B, m)."""
        memory, state = self.encoder(self.embed(source))
        output, _ = self.decoder(self.embed(target), state)
        return self.readout(output), memory


def ids(rng, shape):
    """Random ids of words."""
    return torch.randint(WORDS, shape, generator=rng)


def raises(rng, source, width):
    """Whether the encoder of the faulty model raises for `source`, against True."""
    model = Translator(WORDS, width)
    try:
        model(source, ids(rng, (B, M)))
    except (RuntimeError, ValueError):
        return exact(True, True)
    return exact(False, True)


def check_three_axes_raise(rng, width=WIDTH):
    """A source of shape (B, n, features) raises, also if it is made of whole numbers."""
    return raises(rng, ids(rng, (B, N, 3)), width)


def check_floats_are_no_ids(rng, width=WIDTH):
    """A source of floats raises even with two axes."""
    return raises(rng, ids(rng, (B, N)).double(), width)


@guards(check_three_axes_raise, check_floats_are_no_ids)
def control_ids(rng, width=WIDTH):
    """Whole numbers of shape (B, n) do not raise."""
    return raises(rng, ids(rng, (B, N)), width)


def axes(rng, width, shape):
    """Axes and size of embedded ids of `shape`, against those of (B, n, features, width)."""
    out = Translator(WORDS, width).embed(ids(rng, shape))
    return exact([out.dim(), out.shape[-1], out.numel()], [4, width, B * N * 3 * width])


def check_lookup_adds_an_axis(rng, width=WIDTH):
    """Embedding a (B, n, 3) array of ids gives (B, n, 3, width): four axes."""
    return axes(rng, width, (B, N, 3))


@guards(check_lookup_adds_an_axis)
def control_lookup_of_sentences(rng, width=WIDTH):
    """Embedding (B, n) gives three axes."""
    return axes(rng, width, (B, N))


def two_sources(rng, model, width):
    """The answer to one source, (B, m, words), against the answer to another one, bit for bit."""
    net, target = model(WORDS, width), ids(rng, (B, M))
    (first, _), (second, _) = net(ids(rng, (B, N)), target), net(ids(rng, (B, N)), target)
    return exact(first.equal(second), True)


def check_source_makes_no_difference(rng, width=WIDTH):
    """Without the encoder's state the answer is the same for every source, to the last bit."""
    return two_sources(rng, Translator, width)


@guards(check_source_makes_no_difference)
def control_state_handed_over(rng, width=WIDTH):
    """With it, it is not."""
    return two_sources(rng, Mended, width)


def encoder_gradients(rng, model, width, predicted):
    """Which parameters of the encoder have no gradient (None), against `predicted` for each of the four."""
    net = model(WORDS, width)
    scores, _ = net(ids(rng, (B, N)), ids(rng, (B, M)))
    found = torch.autograd.grad(scores.sum(), list(net.encoder.parameters()), allow_unused=True)
    return exact([gradient is None for gradient in found], [predicted] * 4)


def check_encoder_has_no_gradient(rng, width=WIDTH):
    """Without the encoder's state none of the encoder's parameters has a gradient."""
    return encoder_gradients(rng, Translator, width, predicted=True)


@guards(check_encoder_has_no_gradient)
def control_encoder_has_gradients(rng, width=WIDTH):
    """With it, they do."""
    return encoder_gradients(rng, Mended, width, predicted=True)


def check_mended_trains_the_encoder(rng, width=WIDTH):
    """With the state handed over, every parameter of the encoder has a gradient."""
    return encoder_gradients(rng, Mended, width, predicted=False)


@guards(check_mended_trains_the_encoder)
def control_faulty_does_not(rng, width=WIDTH):
    """Without it, they have none."""
    return encoder_gradients(rng, Translator, width, predicted=False)


if __name__ == "__main__":
    main()
