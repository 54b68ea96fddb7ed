"""Why one context for all output steps is not enough: reversing a sequence.

The plainest task that needs a fresh view at each step is to reverse: y_t = x_{n+1−t}. With weights α_t over
the source, c_t = Σᵢ α_tᵢ xᵢ, the right alignment is the anti-diagonal, and a trained net finds it.

If all steps share one weighting w, with Σw = 1, as they do with a fixed context, then for independent tokens
of variance 1 the mean squared error is

    mean over t of ‖w − e_{n+1−t}‖²  =  1 − 2/n + Σw²  ≥  1 − 1/n        least for w = 1/n

so that with n = 6 tokens 5/6 of the variance is lost, and with attention nothing.
"""

import torch

from quiz.lab import Knob, bound, estimate, guards, main, trained

N = Knob(6, [4, 6, 9], "length of the source")
WIDTH = 4  # numbers in one token
RUNS, UPDATES, BATCH, D, START, RATE, NOISE = 24, 45, 12, 12, 0.4, 0.8, 0.5


def backwards(x):
    """The task: x (B, n, width) in reverse."""
    return x.flip(1)


def unchanged(x):
    """Another task: a copy."""
    return x


def loss(rng, weights, task=backwards):
    """Mean squared error of these weights (n, n) over fresh tokens of variance 1."""
    x = torch.randn(200, len(weights), WIDTH, generator=rng)
    return ((weights @ x - task(x)) ** 2).mean()


def expected(weights):
    """That error by the formula: (..., n, n) -> (...)."""
    missed = weights - torch.eye(weights.shape[-1]).flip(0)  # row t wants position n + 1 − t
    return (missed**2).sum(-1).mean(-1)


def against_formula(rng, n, task):
    """The measured loss of weights scattered about the anti-diagonal, against the formula."""
    weights = torch.eye(n).flip(0) + 0.5 * torch.randn(n, n, generator=rng)
    return estimate(lambda: loss(rng, weights, task), predicted=float(expected(weights)), within="4%")


def check_the_loss_formula(rng, n=N):
    """With weights w_t at step t, reversing loses the mean over t of ‖w_t − e_{n+1−t}‖² of the variance."""
    return against_formula(rng, n, backwards)


@guards(check_the_loss_formula)
def control_copying(rng, n=N):
    """Copying with the same weights loses another share."""
    return against_formula(rng, n, unchanged)


def check_one_weighting_loses(rng, n=N):
    """Reversing n independent tokens with equal weights loses 1 − 1/n of their variance."""
    return estimate(lambda: loss(rng, torch.full((n, n), 1 / n)), predicted=1 - 1 / n, within="4%")


@guards(check_one_weighting_loses)
def control_a_weighting_for_each_step(rng, n=N):
    """With almost all weight on the anti-diagonal almost nothing is lost."""
    sharp = (9 * torch.eye(n).flip(0)).softmax(-1)
    return estimate(lambda: loss(rng, sharp), predicted=1 - 1 / n, within="4%")


def shared_losses(rng, n, steps):
    """Expected losses of 200 random weightings and of the equal one, `steps` of them for n steps."""
    scores = torch.randn(200, steps, n, generator=rng)
    weights = torch.cat([torch.zeros(1, steps, n), scores]).softmax(-1).expand(-1, n, -1)  # (201, n, n)
    return bound(expected(weights), at_least=1 - 1 / n, reached=1e-12, ops=4 * n)


def check_no_shared_weighting_loses_less(rng, n=N):
    """No weighting that all steps share loses less than 1 − 1/n, and the equal one loses just that."""
    return shared_losses(rng, n, steps=1)


@guards(check_no_shared_weighting_loses_less)
def control_weightings_of_their_own(rng, n=N):
    """Among random weightings that differ from step to step some lose less."""
    return shared_losses(rng, n, steps=n)


def its_own(query):
    """Each step asks with its own query."""
    return query


def the_first(query):
    """All steps ask with the first one's."""
    return query[:, :1].expand_as(query)


def the_last_asks_as_the_first(query):
    """Only the last step has no query of its own."""
    return torch.cat([query[:, :-1], query[:, :1]], 1)


def alignments(rng, n, asks):
    """Smallest weight on the anti-diagonal after training 24 nets to reverse, all side by side."""
    query = START * torch.randn(RUNS, n, D, generator=rng)  # the decoder's states
    key = START * torch.randn(RUNS, n, D, generator=rng)  # what the encoder's states say of their positions
    for _ in range(UPDATES):
        query, key = query.detach().requires_grad_(), key.detach().requires_grad_()
        weights = (asks(query) @ key.mT).softmax(-1)  # (runs, n, n)
        x = torch.randn(RUNS, n, BATCH * WIDTH, generator=rng, dtype=torch.float32).double()  # which is fast
        target = x.flip(1) + NOISE * torch.randn(x.shape, generator=rng, dtype=torch.float32)
        error = ((weights @ x - target) ** 2).mean(2).sum()
        slopes = torch.autograd.grad(error, [query, key])
        query, key = query - RATE * slopes[0], key - RATE * slopes[1]
    weights = weights.detach()
    right = weights.flip(-1).diagonal(dim1=-2, dim2=-1).amin(-1)  # (runs,)
    evidence = trained(right, at_least=0.8)
    return evidence.heat(weights[0], "weights of the first net", x="source position", y="output step")


def check_training_finds_the_anti_diagonal(rng, n=N):
    """A net that is trained to reverse puts at every step at least 0.8 of its weight on the anti-diagonal."""
    return alignments(rng, n, its_own)


@guards(check_training_finds_the_anti_diagonal)
def control_one_query_for_all_steps(rng, n=N):
    """With one query for all steps it cannot: one and the same weighting leaves some step 1/n or less."""
    return alignments(rng, n, the_first)


@guards(check_training_finds_the_anti_diagonal)
def control_one_step_without_its_query(rng, n=N):
    """If the last step asks with the first one's query, these two cannot both be right."""
    return alignments(rng, n, the_last_asks_as_the_first)


if __name__ == "__main__":
    main()
