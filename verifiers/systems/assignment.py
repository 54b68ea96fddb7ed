"""How each predicted box gets one partner: the assignment of least total cost.

With n tracks and n detections there are n! ways to pair them. Taking the best pair first may leave the rest
badly off. The Hungarian algorithm finds the least total in about n³ operations. It gives every row and
column a price such that no entry is cheaper than its two prices; where it is just as dear as they are, the
two may be paired. Rows come in one by one, and each makes the others change partners along the cheapest
chain that ends at a free column.

The price of a wrong partner matters: with the cost 1 − GIoU boxes that do not touch still differ by their
distance.
"""

from itertools import permutations

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(6, [4, 5, 6], "boxes on either side")
SPREAD = Knob(2.0, [0.5, 2.0, 5.0], "how far apart boxes lie, in widths")
SCENES = 15


def hungarian(cost):
    """Column of each row in the assignment of least total cost (n, n): shortest augmenting paths."""
    n, cost = len(cost), cost.tolist()
    rows, columns = [0.0] * (n + 1), [0.0] * (n + 1)  # prices that keep cost − price ≥ 0
    owner = [n] * (n + 1)  # row of each column; the last column is a waiting room
    for row in range(n):
        owner[n], column = row, n
        least, via, done = [float("inf")] * n, [n] * n, [False] * (n + 1)
        while owner[column] != n:
            done[column] = True
            held = owner[column]
            for j in range(n):
                slack = cost[held][j] - rows[held] - columns[j]
                if not done[j] and slack < least[j]:
                    least[j], via[j] = slack, column
            step, following = min((least[j], j) for j in range(n) if not done[j])
            for j in range(n + 1):
                if done[j]:
                    rows[owner[j]] += step
                    columns[j] -= step
                elif j < n:
                    least[j] -= step
            column = following
        while column != n:
            owner[column] = owner[via[column]]
            column = via[column]
    return sorted(range(n), key=lambda j: owner[j])


def best_pair_first(cost):
    """Column of each row when the cheapest pair that is left is taken, again and again."""
    free, taken = cost.clone(), [0] * len(cost)
    for _ in range(len(cost)):
        row, column = divmod(int(free.argmin()), len(cost))
        taken[row] = column
        free[row], free[:, column] = torch.inf, torch.inf
    return taken


def costs(rng, n, spread):
    """1 − GIoU of unit squares around n random centres with those around n others, (n, n)."""
    here, there = spread * torch.randn(2, n, 2, generator=rng)
    off = (here[:, None] - there).abs()  # (n, n, 2)
    inner, hull = (1 - off).clamp(min=0).prod(-1), (1 + off).prod(-1)
    return 1 - inner / (2 - inner) + (hull - 2 + inner) / hull


def totals(rng, n, spread, assign):
    """Total costs of the assignments in some scenes, against the least over all permutations."""
    got, least, ways = [], [], torch.tensor(list(permutations(range(n))))  # (n!, n)
    for _ in range(SCENES):
        cost = costs(rng, n, spread)
        got.append(cost[range(n), assign(cost)].sum())
        least.append(cost[range(n), ways].sum(-1).min())
    return exact(torch.stack(got), torch.stack(least), ops=10 * n, apart=1e-6)


def check_the_assignment_is_optimal(rng, n=N, spread=SPREAD):
    """The Hungarian algorithm's total is the least over all n! assignments."""
    return totals(rng, n, spread, hungarian)


@guards(check_the_assignment_is_optimal)
def control_best_pair_first(rng, n=N, spread=SPREAD):
    """Taking the best pair first costs more."""
    return totals(rng, n, spread, best_pair_first)


if __name__ == "__main__":
    main()
