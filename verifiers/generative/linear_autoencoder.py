"""What an autoencoder learns: the linear one, the subspace of the principal components.

Let x have mean 0 and covariance C with eigenvalues λ₁ ≥ … ≥ λ_d. Encoder E (k×d), decoder D (d×k):

    E‖x − D·E·x‖²  ≥  λ_{k+1} + … + λ_d          with equality if D·E projects onto the first k eigenvectors

Solved here as nets are trained, from a random start: the best E for this D, the best D for this E, by turns.
What is fixed is the subspace. The code itself is not: with any invertible M, M·E and D·M⁻¹ do as well, so
one unit of the code is no principal component. A random projection to k of d dimensions loses, on the
average, 1 − k/d of the whole variance.
"""

import torch

from quiz.lab import Knob, estimate, exact, guards, main

CODE = Knob(3, [1, 3, 5], "numbers in the code")
D, SAMPLES = 8, 60
TURNS = 150


def data(rng, offset=0.0):
    """Samples (D, n), centred but for the offset, with unequal variances in directions of their own."""
    turn, _ = torch.linalg.qr(torch.randn(D, D, generator=rng))
    x = turn @ (torch.randn(D, SAMPLES, generator=rng) * 0.6 ** torch.arange(D)[:, None])
    return x - x.mean(1, keepdim=True) + offset


def spectrum(x):
    """Eigenvalues, largest first, and eigenvectors (D, D) of the covariance."""
    centred = x - x.mean(1, keepdim=True)
    values, vectors = torch.linalg.eigh(centred @ centred.T / SAMPLES)
    return values.flip(0), vectors.flip(1)


def solved(rng, x, code):
    """Encoder (k, D) and decoder (D, k), improved by turns from a random start."""
    decode = torch.randn(D, code, generator=rng)
    for _ in range(TURNS):
        encode = torch.linalg.pinv(decode)  # (k, D)
        decode = x @ torch.linalg.pinv(encode @ x)  # (D, k)
    return encode, decode


def unsolved(rng, x, code):
    """A random projection to the same width."""
    decode, _ = torch.linalg.qr(torch.randn(D, code, generator=rng))
    return decode.T, decode


def error(x, encode, decode):
    """Mean squared distance of a sample from its reconstruction."""
    return ((x - decode @ encode @ x) ** 2).sum(0).mean()


def against_tail(rng, code, offset, solve):
    """The error, against the sum of the last eigenvalues of the covariance."""
    x = data(rng, offset)
    values, _ = spectrum(x)
    return exact(error(x, *solve(rng, x, code)), values[code:].sum(), ops=40 * D * SAMPLES)


def check_the_error_is_the_tail(rng, code=CODE):
    """On centred data the best error is the sum of the eigenvalues that are left out."""
    return against_tail(rng, code, 0.0, solved)


@guards(check_the_error_is_the_tail)
def control_a_random_projection(rng, code=CODE):
    """A random projection to the same width loses more."""
    return against_tail(rng, code, 0.0, unsolved)


@guards(check_the_error_is_the_tail)
def control_data_off_centre(rng, code=CODE):
    """With data off the origin, and no bias, the error is another."""
    return against_tail(rng, code, 3.0, solved)


def against_eigenvectors(rng, code, solve):
    """The projection D·E, against that onto the first eigenvectors."""
    x = data(rng)
    encode, decode = solve(rng, x, code)
    first = spectrum(x)[1][:, :code]
    return exact(decode @ encode, first @ first.T, ops=40 * D * SAMPLES)


def check_the_subspace_is_that_of_pca(rng, code=CODE):
    """D·E is the projection onto the first k principal components."""
    return against_eigenvectors(rng, code, solved)


@guards(check_the_subspace_is_that_of_pca)
def control_another_subspace(rng, code=CODE):
    """A random projection is another one."""
    return against_eigenvectors(rng, code, unsolved)


def mixed(rng, code, undo):
    """The error after the code is mixed by M, and unmixed by undo(M), against the error before."""
    x = data(rng)
    encode, decode = solved(rng, x, code)
    mix = torch.randn(code, code, generator=rng) + 2 * torch.eye(code)
    return exact(error(x, mix @ encode, decode @ undo(mix)), error(x, encode, decode), ops=40 * D * SAMPLES)


def check_the_code_is_free(rng, code=CODE):
    """Mixed by an invertible M, and unmixed by M⁻¹, the code does as well: its units are free."""
    return mixed(rng, code, torch.linalg.inv)


@guards(check_the_code_is_free)
def control_not_unmixed(rng, code=CODE):
    """Unmixed by the transpose it does not."""
    return mixed(rng, code, torch.t)


def random_share(rng, code, kept):
    """Share of the variance that random projections of `kept` numbers lose: the mean of 60 on fresh data."""
    x = data(rng)
    frames, _ = torch.linalg.qr(torch.randn(60, D, kept, generator=rng))  # (60, D, kept)
    values = (frames.mT @ x).pow(2).sum((1, 2))  # what each keeps
    return 1 - (values / x.pow(2).sum()).mean()


def check_a_random_projection_loses(rng, code=CODE):
    """A random projection to k of d dimensions loses 1 − k/d of the variance on average: 5/8 for 3 of 8."""
    return estimate(lambda: random_share(rng, code, code), predicted=1 - code / D, within="4%")


@guards(check_a_random_projection_loses)
def control_one_more_dimension(rng, code=CODE):
    """One number more, and it loses less."""
    return estimate(lambda: random_share(rng, code, code + 1), predicted=1 - code / D, within="4%")


if __name__ == "__main__":
    main()
