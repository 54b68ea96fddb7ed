"""How an image becomes a sequence of code numbers, and how the encoder learns although it does.

An encoder gives a vector z at each place of a small map. The quantizer puts the nearest of K codes in its
place:

    index = argmin over k of ‖z − e_k‖² = argmin of ‖e_k‖² − 2·z·e_k        (‖z‖² is the same for all k)

The length of the codes belongs in there: the largest inner product is another choice. The decoder gets q =
e_index. An index has no slope, so no gradient reaches the encoder. The straight-through trick sends one
past:

    q = z + stop(e_index − z)        forward e_index, backward dq/dz = 1

so the encoder is told what the decoder's input should have been told: ∂L/∂z = ∂L/∂q. The codes are bypassed
and get nothing. They learn from a term of their own, ‖stop(z) − e‖², whose gradient pulls each code to the
mean of the vectors that chose it, one step of k-means.

What it saves: an image of 256×256×3 bytes at a factor of 16 is 16×16 indices, 10 bits each for 1,024 codes.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

CODES = Knob(32, [8, 32, 128], "codes in the codebook")
D, PLACES, OUT = 5, 60, 9  # width of a code, places of the map, numbers of the target


def draw(rng, codes):
    """Encoder outputs z (places, d), codebook (K, d), decoder (d, 9) and target (places, 9)."""
    z, book = 1.2 * torch.randn(PLACES, D, generator=rng), 1.5 * torch.randn(codes, D, generator=rng)
    return z, book, 0.4 * torch.randn(D, OUT, generator=rng), torch.randn(PLACES, OUT, generator=rng)


def nearest(z, book):
    """Index of the nearest code for each vector, (places,)."""
    return (book.square().sum(-1) - 2 * z @ book.T).argmin(-1)


def largest_product(z, book):
    """Index of the code with the largest inner product."""
    return (z @ book.T).argmax(-1)


def choices(rng, codes, choose):
    """Indices, against a search through all codes, one vector at a time."""
    z, book, _, _ = draw(rng, codes)
    searched = [min(enumerate(book), key=lambda code, row=row: math.dist(row, code[1]))[0] for row in z]
    return exact(choose(z, book), torch.tensor(searched))


def check_nearest_code(rng, codes=CODES):
    """The index is that of the nearest code: the least ‖e‖² − 2·z·e."""
    return choices(rng, codes, nearest)


@guards(check_nearest_code)
def control_without_the_length(rng, codes=CODES):
    """Without ‖e‖², by the largest inner product, it is another."""
    return choices(rng, codes, largest_product)


def straight_through(z, e):
    """Forward the code, backward as if it were z."""
    return z + (e - z).detach()


def looked_up(z, e):
    """The code itself; z has no part in it."""
    return e


def loss(q, decoder, target):
    """Squared error of the decoder tanh(q·M)."""
    return ((q @ decoder).tanh() - target).square().sum()


def slopes(rng, codes, through):
    """Gradients of the reconstruction loss: at the encoder's output and the codebook, and by hand at q."""
    z, book, decoder, target = draw(rng, codes)
    z, book = z.requires_grad_(), book.requires_grad_()
    e = book[nearest(z, book)]
    rebuilt = loss(through(z, e), decoder, target)
    at_z, at_book = torch.autograd.grad(rebuilt, (z, book), materialize_grads=True)
    out = (e @ decoder).tanh()
    return at_z, at_book, (2 * (out - target) * (1 - out**2)) @ decoder.T


def passed_on(rng, codes, through):
    """The gradient at the encoder's output, against that at the decoder's input."""
    at_z, _, at_q = slopes(rng, codes, through)
    return exact(at_z, at_q, ops=4 * (D + OUT))


def check_the_encoder_gets_the_decoders_gradient(rng, codes=CODES):
    """With straight-through the reconstruction loss has the same gradient at z as at the decoder's input."""
    return passed_on(rng, codes, straight_through)


@guards(check_the_encoder_gets_the_decoders_gradient)
def control_looked_up(rng, codes=CODES):
    """Without it the encoder gets 0."""
    return passed_on(rng, codes, looked_up)


def at_the_book(rng, codes, through):
    """The gradient at the codebook, against 0."""
    at_book = slopes(rng, codes, through)[1]
    return exact(at_book, torch.zeros(codes, D), scale=1.0)


def check_the_codes_get_nothing(rng, codes=CODES):
    """With straight-through the reconstruction loss gives the codebook a gradient of 0."""
    return at_the_book(rng, codes, straight_through)


@guards(check_the_codes_get_nothing)
def control_codes_looked_up(rng, codes=CODES):
    """Codes that are merely looked up do get one."""
    return at_the_book(rng, codes, looked_up)


def moved(rng, codes, term):
    """Codes after a full step down the slope of `term`, against the mean of the vectors that chose each."""
    z, book, _, _ = draw(rng, codes)
    z, book = z.requires_grad_(), book.requires_grad_()
    index = nearest(z, book)
    (slope,) = torch.autograd.grad(term(z, book[index]), book, materialize_grads=True)
    used = index.unique()
    shares = index.bincount(minlength=codes)[:, None]
    means = torch.stack([z[index == code].mean(0) for code in used])
    return exact((book - slope / (2 * shares))[used], means, ops=2 * PLACES)


def check_codes_go_to_the_mean(rng, codes=CODES):
    """The codebook term ‖stop(z) − e‖² takes each code, in a full step, to the mean of what chose it."""
    return moved(rng, codes, lambda z, e: (z.detach() - e).square().sum())


@guards(check_codes_go_to_the_mean)
def control_commitment(rng, codes=CODES):
    """The commitment term ‖z − stop(e)‖² leaves the codes where they are."""
    return moved(rng, codes, lambda z, e: (z - e.detach()).square().sum())


if __name__ == "__main__":
    main()
