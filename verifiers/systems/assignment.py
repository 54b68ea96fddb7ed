"""How each predicted box gets one partner: the assignment of least total cost.

With n tracks and n detections there are n! ways to pair them. Taking the best pair first may leave the rest
badly off. The Hungarian algorithm finds the least total in about n³ operations. It gives every row and
column a price such that no entry is cheaper than its two prices; where it is just as dear as they are, the
two may be paired. Rows come in one by one, and each makes the others change partners along the cheapest
chain that ends at a free column.
"""

from itertools import permutations

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(6, [4, 5, 6], "boxes on either side")
TABLES = 15


def hungarian(cost):
    """Column of each row in the assignment of least total cost (n, n): shortest augmenting paths."""
    n, cost = len(cost), cost.tolist()
    rows, columns = [0.0] * n, [0.0] * (n + 1)  # prices, such that no cost is below the two
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
                else:
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


def totals(rng, n, assign):
    """Total costs of the assignments for some tables of costs, against the least over all permutations."""
    got, least, ways = [], [], torch.tensor(list(permutations(range(n))))  # (n!, n)
    for cost in 2 * torch.rand(TABLES, n, n, generator=rng):  # as 1 − GIoU, between 0 and 2
        got.append(cost[range(n), assign(cost)].sum())
        least.append(cost[range(n), ways].sum(-1).min())
    return exact(torch.stack(got), torch.stack(least), ops=10 * n, apart=1e-6)


def check_the_assignment_is_optimal(rng, n=N):
    """The Hungarian algorithm's total is the least over all n! assignments."""
    return totals(rng, n, hungarian)


@guards(check_the_assignment_is_optimal)
def control_best_pair_first(rng, n=N):
    """Taking the best pair first costs more."""
    return totals(rng, n, best_pair_first)


if __name__ == "__main__":
    main()
