"""What reinforcement learning solves: the largest expected discounted return.

An action earns a reward now and leads, by chance, to a state from which one goes on:

    V*(s) = maxₐ [ R(s, a) + γ·Σ_s' P(s' | s, a)·V*(s') ]

A sweep puts any V into the right side and takes what comes out. With γ < 1 a sweep is a contraction: in the
largest difference over states, two values come closer by γ at least, so V* is the only one that stays.

    ‖sweep(V) − sweep(U)‖∞ ≤ γ·‖V − U‖∞        with equality for U = V + c, every state off by the same

Hence an error shared by all states is below a hundredth of itself after log 0.01/log γ sweeps: 44 at γ = 0.9,
459 at γ = 0.99. With γ = 1 nothing comes closer: V and V + c stay exactly c apart, unless the game ends.
"""

import math

import torch

from quiz.lab import Knob, bound, exact, guards, main

GAMMA = Knob(0.9, [0.5, 0.9, 0.99], "discount")
STATES, ACTIONS, PROBLEMS, SWEEPS = 5, 3, 20, 6


def problems(rng):
    """Rewards (problems, states, actions) and chances (problems, states, actions, next states), all > 0."""
    reward = 2 * torch.randn(PROBLEMS, STATES, ACTIONS, generator=rng)
    return reward, (1.5 * torch.randn(*reward.shape, STATES, generator=rng)).softmax(-1)


def sweep(values, reward, chance, gamma):
    """The right side of the equation for V*, (problems, states)."""
    return (reward + gamma * (chance @ values[:, None, :, None]).squeeze(-1)).amax(-1)


def ratios(rng, gamma, swept):
    """By what factor each of some sweeps brings two random values closer."""
    reward, chance = problems(rng)
    one, other = 5 * torch.randn(2, PROBLEMS, STATES, generator=rng)
    found = []
    for _ in range(SWEEPS):
        before = (one - other).norm(math.inf, -1)  # (problems,)
        one, other = (swept(v, reward, chance, gamma) for v in (one, other))
        found.append((one - other).norm(math.inf, -1) / before)
    return bound(torch.stack(found), at_most=gamma, ops=100)


def without_max(values, reward, chance, gamma):
    """A sweep that adds the actions up, where it should take the best."""
    return (reward + gamma * (chance @ values[:, None, :, None]).squeeze(-1)).sum(-1)


def check_a_sweep_contracts(rng, gamma=GAMMA):
    """A sweep brings two values closer by γ at least, in the largest difference over states, always."""
    return ratios(rng, gamma, sweep)


@guards(check_a_sweep_contracts)
def control_sum_of_actions(rng, gamma=GAMMA):
    """A sum over actions in the place of the maximum does not."""
    return ratios(rng, gamma, without_max)


def shift(rng, gamma, discount):
    """How far V and V + 3 are apart after k sweeps with this discount, against 3·γᵏ."""
    reward, chance = problems(rng)
    values = 5 * torch.randn(PROBLEMS, STATES, generator=rng)
    moved = values + 3
    for _ in range(SWEEPS):
        values, moved = (sweep(v, reward, chance, discount) for v in (values, moved))
    return exact(moved - values, torch.full_like(values, 3 * gamma**SWEEPS), ops=50 * SWEEPS, scale=30.0)


def check_the_bound_is_reached(rng, gamma=GAMMA):
    """V and V + c are exactly c·γᵏ apart after k sweeps: γ is reached."""
    return shift(rng, gamma, gamma)


@guards(check_the_bound_is_reached)
def control_no_discount(rng, gamma=GAMMA):
    """With γ = 1 and no end they stay exactly c apart."""
    return shift(rng, gamma, 1.0)


def solved(reward, chance, gamma, swept):
    """Where sweeps from 0 end: so many that the error is below rounding."""
    values = torch.zeros(PROBLEMS, STATES)
    for _ in range(math.ceil(40 / -math.log(gamma))):
        values = swept(values, reward, chance, gamma)
    return values


def best_of_all(rng, gamma, swept):
    """Where sweeps end, against the best in each state of all policies: a linear system for each."""
    reward, chance = problems(rng)
    policies = torch.cartesian_prod(*[torch.arange(ACTIONS)] * STATES)  # (243, states)
    states = torch.arange(STATES)
    walked = torch.eye(STATES) - gamma * chance[:, states, policies]  # (problems, 243, states, states)
    best = torch.linalg.solve(walked, reward[:, states, policies]).amax(1)
    return exact(solved(reward, chance, gamma, swept), best, ops=int(200 / (1 - gamma)), scale=200.0)


def one_action(values, reward, chance, gamma):
    """A sweep that takes the first action everywhere."""
    return sweep(values, reward[..., :1], chance[:, :, :1], gamma)


def check_sweeps_end_at_the_best(rng, gamma=GAMMA):
    """Sweeps end at V*, the best value that any of the 243 policies has, in each state."""
    return best_of_all(rng, gamma, sweep)


@guards(check_sweeps_end_at_the_best)
def control_one_action_only(rng, gamma=GAMMA):
    """Without the maximum over actions they end below."""
    return best_of_all(rng, gamma, one_action)


def sweeps_needed(rng, gamma, *, share):
    """Sweeps until an error of 1 in every state is below `share`, against log 0.01/log γ, rounded up."""
    reward, chance = problems(rng)
    target = solved(reward, chance, gamma, sweep)
    values, count = target + 1, 0
    while (values - target).abs().max() > share:
        values, count = sweep(values, reward, chance, gamma), count + 1
    return exact(count, math.ceil(math.log(0.01) / math.log(gamma)))


def check_sweeps_until_a_hundredth(rng, gamma=GAMMA):
    """An error shared by all states falls below a hundredth in log 0.01/log γ sweeps: 44 at γ = 0.9."""
    return sweeps_needed(rng, gamma, share=0.01)


@guards(check_sweeps_until_a_hundredth)
def control_until_a_tenth(rng, gamma=GAMMA):
    """Below a tenth it is in half as many."""
    return sweeps_needed(rng, gamma, share=0.1)


if __name__ == "__main__":
    main()
