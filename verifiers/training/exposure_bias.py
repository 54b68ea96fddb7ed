"""Teacher forcing, free running, and where exactly they differ.

A model continues a text of n tokens and slips with probability ε at each step, given a right prefix.

    teacher forcing    step t is given the true prefix y₁ … y_{t−1}
    free running       step t is given what the model has said itself

*Where one slip spoils the rest* (the task is to count: what was said is one too far, and so is all that
follows) the error at step t is ε when forced, and 1 − (1 − ε)ᵗ when running free: all t steps must have
been right. At ε = 0.05 and t = 25 that is 0.05 against 0.72. That gap is the exposure bias.

*Where the text forgives* (the next token depends on its place, and not on what was said) it is ε either way.

The trap: the share of texts without any error is (1 − ε)ⁿ in both regimes. Up to the first slip they see the
same prefix, and after it the text is lost anyway. So exact match does not show exposure bias.
"""

import torch

from quiz.lab import Knob, estimate, guards, main, once, turns

EPSILON = Knob(0.05, [0.02, 0.05, 0.1], "ε: probability of a slip, given a right prefix")
N = Knob(25, [10, 25, 50], "n: tokens of a text")
REPLICATES, TEXTS = 64, 1500


def count_on(said, place):
    """The next number after what was said last."""
    return said + 1


def say_the_place(said, place):
    """The number of this place, whatever was said."""
    return torch.full_like(said, place)


def teacher(truth, said):
    """The true last token."""
    return truth


def own(truth, said):
    """The last token that the model said."""
    return said


@once
def errors(rng, turn, n, epsilon, follow, prefix):
    """Which tokens of TEXTS texts 1, 2, …, n come out wrong, step by step: (replicates, texts) each."""
    said = torch.zeros(REPLICATES, TEXTS, dtype=torch.float32)
    wrong = []
    for place in range(1, n + 1):
        truth = torch.full_like(said, place - 1)
        slip = torch.empty_like(said).bernoulli_(epsilon, generator=rng)
        said = follow(prefix(truth, said), place) + slip
        wrong.append(said != place)
    return wrong


def error_at(rng, turn, n, epsilon, follow, prefix):
    """The share of texts whose token n is wrong: (replicates,)."""
    *_, last = errors(rng, turn, n, epsilon, follow, prefix)
    return last.double().mean(1)


def check_running_free_errors_pile_up(rng, n=N, epsilon=EPSILON):
    """Counting, on its own prefix: the error at step t = n is 1 − (1 − ε)ᵗ."""
    predicted = 1 - (1 - epsilon) ** n
    evidence = estimate(turns(error_at, rng, n, epsilon, count_on, own), predicted, within="2%")
    return evidence.plot(
        x="step",
        y="share wrong",
        free=(range(1, n + 1), [w.double().mean() for w in errors(rng, 1, n, epsilon, count_on, own)]),
        forced=(range(1, n + 1), [w.double().mean() for w in errors(rng, 1, n, epsilon, count_on, teacher)]),
        predicted=(range(1, n + 1), [1 - (1 - epsilon) ** t for t in range(1, n + 1)]),
    )


@guards(check_running_free_errors_pile_up)
def control_a_text_that_forgives(rng, n=N, epsilon=EPSILON):
    """Where the next token does not depend on what was said, they do not."""
    predicted = 1 - (1 - epsilon) ** n
    return estimate(turns(error_at, rng, n, epsilon, say_the_place, own), predicted, within="2%")


def check_forced_the_error_stays(rng, n=N, epsilon=EPSILON):
    """Counting, on the true prefix: the error at step n is ε, as at every step."""
    return estimate(turns(error_at, rng, n, epsilon, count_on, teacher), epsilon, within="10%")


def check_a_forgiving_text_has_no_gap(rng, n=N, epsilon=EPSILON):
    """Where the next token depends on its place alone, free running errs with ε too."""
    return estimate(turns(error_at, rng, n, epsilon, say_the_place, own), epsilon, within="10%")


@guards(check_forced_the_error_stays, check_a_forgiving_text_has_no_gap)
def control_counting_on_its_own(rng, n=N, epsilon=EPSILON):
    """Counting on its own prefix it errs far more."""
    return estimate(turns(error_at, rng, n, epsilon, count_on, own), epsilon, within="10%")


def exact_match(rng, turn, n, epsilon, prefix):
    """The share of texts without any error: (replicates,)."""
    return 1 - torch.stack(errors(rng, turn, n, epsilon, count_on, prefix)).any(0).double().mean(1)


def token_accuracy(rng, turn, n, epsilon):
    """The share of right tokens, forced: (replicates,)."""
    return 1 - torch.stack(errors(rng, turn, n, epsilon, count_on, teacher)).double().mean((0, 2))


def check_exact_match_forced(rng, n=N, epsilon=EPSILON):
    """Forced, a share (1 − ε)ⁿ of texts has no error."""
    return estimate(turns(exact_match, rng, n, epsilon, teacher), (1 - epsilon) ** n, within="3%")


def check_exact_match_running_free(rng, n=N, epsilon=EPSILON):
    """Running free it is the same share, (1 − ε)ⁿ."""
    return estimate(turns(exact_match, rng, n, epsilon, own), (1 - epsilon) ** n, within="3%")


@guards(check_exact_match_forced, check_exact_match_running_free)
def control_tokens_counted_singly(rng, n=N, epsilon=EPSILON):
    """The share of right tokens is another number: 1 − ε when forced."""
    return estimate(turns(token_accuracy, rng, n, epsilon), (1 - epsilon) ** n, within="3%")


if __name__ == "__main__":
    main()
