"""Why a generator that is losing starves on log(1 − D), and not on −log D.

Let a be the logit that D gives to a generated sample, D = σ(a).

    saturating        log(1 − D)    d/da = −σ(a)          → 0 as a → −∞
    non-saturating    −log D        d/da = −(1 − σ(a))    → −1

Both push a up; the ratio of the two is σ(a)/(1 − σ(a)) = eᵃ. At a = −10, where D is sure of a fake, the first
is 4.5·10⁻⁵ and the second 0.99995. At a = 0 they are equal.
"""

import torch

from quiz.lab import Knob, exact, guards, main

LOGIT = Knob(-10.0, [-20.0, -10.0, -3.0], "logit that the discriminator gives to a fake")


def saturating(a):
    """log(1 − D), which the generator lessens in the game as first written."""
    return torch.log(1 - a.sigmoid())


def non_saturating(a):
    """−log D, used in its place."""
    return -torch.log(a.sigmoid())


def pull(loss, logit):
    """Size of the gradient of the loss in the logit."""
    a = torch.tensor(logit, requires_grad=True)
    (slope,) = torch.autograd.grad(loss(a), a)
    return -slope


def ratio(logit, loss):
    """The pull of `loss` over that of −log D, against eᵃ."""
    measured = pull(loss, logit) / pull(non_saturating, logit)
    return exact(measured, torch.tensor(logit).exp(), ops=40)


def check_the_ratio_is_e_to_the_logit(rng, logit=LOGIT):
    """The gradient of log(1 − D) is eᵃ times that of −log D."""
    return ratio(logit, saturating)


@guards(check_the_ratio_is_e_to_the_logit)
def control_the_same_loss_twice(rng, logit=LOGIT):
    """Against itself a loss has ratio 1."""
    return ratio(logit, non_saturating)


def strength(logit, loss):
    """The pull of `loss`, against 1 − σ(a)."""
    return exact(pull(loss, logit), 1 / (1 + torch.tensor(logit).exp()), ops=40)


def check_minus_log_d_keeps_pulling(rng, logit=LOGIT):
    """The gradient of −log D has size 1 − σ(a): 0.99995 at a = −10."""
    return strength(logit, non_saturating)


@guards(check_minus_log_d_keeps_pulling)
def control_log_one_minus_d(rng, logit=LOGIT):
    """That of log(1 − D) has not: it is 4.5·10⁻⁵ there."""
    return strength(logit, saturating)


if __name__ == "__main__":
    main()
