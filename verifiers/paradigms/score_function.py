"""What reinforcement learning differentiates: a reward that has no derivative.

An action a is drawn from the policy π and earns R(a), a number from outside. The aim J = E[R(a)] does have a
gradient in the policy's parameters, and drawn actions with their rewards are enough to estimate it:

    ∇J = E[R(a)·∇log π(a)]        the score function, REINFORCE

A constant b taken off the reward changes nothing in the mean, as E[∇log π] = 0. It changes the variance: with
g = ∇log π,

    V(b) = E[‖g‖²(R − b)²] − ‖∇J‖²        V(b) − V(0) = E‖g‖²·b·(b − 2b*),    b* = E[‖g‖²R]/E‖g‖²

a parabola, least at b*. A baseline helps for 0 < b < 2b*, and does harm beyond. Nor is b* the mean reward:
rare actions have large scores and weigh more. And b must not depend on the action, or the mean moves.

Five actions by logits; rewards 1 to 5. Means are sums over the actions, except where actions are drawn.
"""

import torch

from quiz.lab import Knob, estimate, exact, guards, main

B = Knob(2.0, [-1.0, 0.5, 2.0, 4.0, 8.0], "constant taken off the reward")
LOGITS = torch.tensor([1.9, 0.6, 1.1, 0.0, 1.5], dtype=torch.float64)
REWARD = torch.tensor([2.0, 5.0, 2.5, 4.0, 1.0], dtype=torch.float64)
P = LOGITS.softmax(0)  # the policy π
SCORES = torch.eye(5, dtype=torch.float64) - P  # ∇log π(a) in the logits, a row for each action a
SIZE = SCORES.square().sum(1)  # ‖g‖² of each action
DRAWS = 2000


def true_gradient():
    """∇J, by differentiation of the expected reward."""
    logits = LOGITS.clone().requires_grad_()
    return torch.autograd.grad(torch.dot(logits.softmax(0), REWARD), logits)[0]


def in_the_mean(weight):
    """Mean of weight(a)·∇log π(a), against ∇J."""
    return exact(P @ (weight[:, None] * SCORES), true_gradient(), ops=60, scale=8.0)


def check_score_function_is_unbiased(rng):
    """The mean of R(a)·∇log π(a) is the gradient of the expected reward."""
    return in_the_mean(REWARD)


def check_a_constant_keeps_the_mean(rng, b=B):
    """A constant taken off the reward does not change that mean."""
    return in_the_mean(REWARD - b)


@guards(check_score_function_is_unbiased, check_a_constant_keeps_the_mean)
def control_baseline_that_knows_the_action(rng):
    """A baseline that depends on the action does."""
    return in_the_mean(REWARD - REWARD / 2)


def from_draws(rng, reward):
    """Component along ∇J of R(a)·∇log π(a), a mean over drawn actions, against ‖∇J‖."""
    slope = true_gradient()

    def sample():
        actions = torch.multinomial(P, DRAWS, replacement=True, generator=rng)
        return torch.dot((reward[actions][:, None] * SCORES[actions]).mean(0), slope) / slope.norm()

    return estimate(sample, float(slope.norm()), "15%")


def check_drawn_actions_are_enough(rng):
    """Drawn actions and their rewards give that gradient, with no derivative of the reward."""
    return from_draws(rng, REWARD)


@guards(check_drawn_actions_are_enough)
def control_rewards_of_other_actions(rng):
    """The rewards of other actions do not."""
    return from_draws(rng, REWARD.roll(1))


def variance(b):
    """Mean squared distance of the estimate (R − b)·∇log π from its own mean."""
    samples = (REWARD - b)[:, None] * SCORES
    return torch.dot(P, (samples - P @ samples).square().sum(1))


def best(weight):
    """E[weight·R]/E[weight]: b* if the weight is ‖g‖²."""
    return torch.dot(P * weight, REWARD) / torch.dot(P, weight)


def change(b, centre):
    """V(b), against E[‖g‖²R²] − ‖∇J‖² + E‖g‖²·b·(b − 2·centre)."""
    without = torch.dot(P, SIZE * REWARD**2) - true_gradient().square().sum()  # V(0)
    evidence = exact(variance(b), without + torch.dot(P, SIZE) * b * (b - 2 * centre), ops=100, scale=100.0)
    at = torch.linspace(-1, 8, 40).tolist()
    return evidence.plot(x="baseline b", y="variance", predicted_variance=(at, [variance(x) for x in at]))


def check_variance_is_a_parabola(rng, b=B):
    """V(b) = V(0) + E‖g‖²·b·(b − 2b*): a parabola with its bottom at b*."""
    return change(b, best(SIZE))


@guards(check_variance_is_a_parabola)
def control_around_the_mean_reward(rng, b=B):
    """The parabola does not lie round the mean reward, popular as that baseline is."""
    return change(b, best(torch.ones(5)))


def harm_begins(centre):
    """The b > 0 at which the variance is again that without a baseline, by bisection, against 2·centre."""
    low, high = 1.0, 9.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if variance(middle) < variance(0.0) else (low, middle)
    return exact(low, 2 * centre, ops=1000)


def check_from_2b_star_on_it_does_harm(rng):
    """At 2b* the variance is that without a baseline: larger constants do harm."""
    return harm_begins(best(SIZE))


@guards(check_from_2b_star_on_it_does_harm)
def control_twice_the_mean_reward(rng):
    """It is not twice the mean reward."""
    return harm_begins(best(torch.ones(5)))


if __name__ == "__main__":
    main()
