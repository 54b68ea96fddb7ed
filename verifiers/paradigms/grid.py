"""What "return" means, and the best policy checked against all there are.

A grid of 2×3 cells. In each, one of four moves is chosen; with probability 0.2 one stays where one is. To
arrive in a cell costs 0.1, in the pit 4; the goal brings 5, and from there one is put back to the start.

    start  pit    goal          a policy is a move for each cell: 4⁶ = 4,096 of them
    .      .      .             V_π = R_π + γ·P_π·V_π, a linear system for each

One run's return R₀ + γR₁ + γ²R₂ + … varies; V_π is its mean. The greedy policy takes in each cell the move
that is best by V*, and is as good as the best of the 4,096, in all cells at once. Greedy by the next reward
alone it is not: the way to the goal leads round the pit.
"""

import torch

from quiz.lab import Knob, estimate, exact, guards, main

GAMMA = Knob(0.9, [0.8, 0.85, 0.9], "discount")
ROWS, COLUMNS, START, PIT, GOAL, SLIP = 2, 3, 0, 1, 2, 0.2
CELLS = ROWS * COLUMNS
MOVES = ((-1, 0), (1, 0), (0, -1), (0, 1))
ROUND_THE_PIT = (3, 4, 5)  # cells on the way from start to goal
REPLICATES, RUNS, STEPS, SWEEPS = 64, 40, 70, 300


def earned():
    """What arriving in each cell brings."""
    brings = torch.full((CELLS,), -0.1)
    brings[PIT], brings[GOAL] = -4.0, 5.0
    return brings


def chances():
    """Where each move leads from each cell, (cells, moves, cells)."""
    chance = torch.zeros(CELLS, len(MOVES), CELLS)
    for cell in range(CELLS):
        for move, (down, right) in enumerate(MOVES):
            row = min(max(cell // COLUMNS + down, 0), ROWS - 1)
            column = min(max(cell % COLUMNS + right, 0), COLUMNS - 1)
            chance[cell, move, cell] += SLIP
            chance[cell, move, row * COLUMNS + column] += 1 - SLIP
    chance[GOAL] = torch.eye(CELLS)[START]
    return chance


def value(policies, gamma):
    """V_π of each policy, (policies, cells), by its linear system; a policy is a row of moves."""
    chance = chances()[torch.arange(CELLS), policies]  # (policies, cells, cells)
    return torch.linalg.solve(torch.eye(CELLS) - gamma * chance, chance @ earned())


def best_by_sweeps(gamma):
    """The greedy policy by V*, after many sweeps."""
    chance, brings, values = chances(), earned(), torch.zeros(CELLS)
    for _ in range(SWEEPS):
        scores = chance @ (brings + gamma * values)  # (cells, moves)
        values = scores.amax(-1)
    return scores.argmax(-1)


def best_next_reward(gamma):
    """The policy that looks at the next reward alone."""
    return (chances() @ earned()).argmax(-1)


def always_right(gamma):
    """The policy that goes right in every cell, and so through the pit."""
    return torch.full((CELLS,), 3)


def against_all(gamma, policy):
    """The values of a policy, against the best in each cell of all 4,096 policies."""
    everyone = torch.cartesian_prod(*[torch.arange(len(MOVES))] * CELLS)
    best = value(everyone, gamma).amax(0)
    return exact(value(policy(gamma)[None], gamma)[0], best, ops=40 * CELLS**2).heat(
        best.view(ROWS, COLUMNS), "value of each cell", x="column", y="row"
    )


def check_greedy_policy_is_optimal(rng, gamma=GAMMA):
    """The greedy policy by V* is the best of all 4,096, in every cell at once."""
    return against_all(gamma, best_by_sweeps)


@guards(check_greedy_policy_is_optimal)
def control_next_reward_alone(rng, gamma=GAMMA):
    """Greedy by the next reward alone it is not."""
    return against_all(gamma, best_next_reward)


def by_hand(gamma, policy):
    """Value of a policy at the start, against that of the way round the pit, worked out from the goal back.

    V = 0.8·(r + γ·V_next) + 0.2·(−0.1 + γ·V) in each cell, V_goal = −0.1 + γ·V_start; V = a + b·V_start.
    """
    a, b = -0.1, gamma
    for arrived in (5.0, *(-0.1 for _ in ROUND_THE_PIT)):
        a, b = (0.8 * (arrived + gamma * a) - 0.02) / (1 - 0.2 * gamma), 0.8 * gamma * b / (1 - 0.2 * gamma)
    return exact(value(policy(gamma)[None], gamma)[0, START], a / (1 - b), ops=40 * CELLS**2)


def check_the_best_way_leads_round_the_pit(rng, gamma=GAMMA):
    """The value of the greedy policy at the start is that of the way round the pit, worked out by hand."""
    return by_hand(gamma, best_by_sweeps)


@guards(check_the_best_way_leads_round_the_pit)
def control_straight_through(rng, gamma=GAMMA):
    """The short way, through the pit, is worth something else."""
    return by_hand(gamma, always_right)


def mean_returns(rng, policy, gamma):
    """Mean discounted return of runs from the start, drawn move by move: as many means as REPLICATES."""
    reach = chances()[torch.arange(CELLS), policy].cumsum(-1)  # (cells, cells), rows end at 1
    brings = earned()
    cell, total = torch.full((REPLICATES, RUNS), START), torch.zeros(REPLICATES, RUNS)
    for step in range(STEPS):
        lot = torch.rand(REPLICATES, RUNS, 1, generator=rng)
        cell = (lot >= reach[cell]).sum(-1)
        total += gamma**step * brings[cell]
    return total.mean(1)


def drawn(rng, gamma, follow):
    """Mean return of a policy, against the value at the start of the best one."""
    best = best_by_sweeps(gamma)
    predicted, policy = float(value(best[None], gamma)[0, START]), follow(gamma)
    return estimate(lambda: mean_returns(rng, policy, gamma), predicted, "10%")


def check_value_is_the_mean_return(rng, gamma=GAMMA):
    """The value of a policy is the mean of the discounted returns of its runs."""
    return drawn(rng, gamma, best_by_sweeps)


@guards(check_value_is_the_mean_return)
def control_runs_through_the_pit(rng, gamma=GAMMA):
    """Runs of a policy that goes through the pit have another mean."""
    return drawn(rng, gamma, always_right)


if __name__ == "__main__":
    main()
