"""How a set of predicted lanes is compared with the true ones: by the cheapest one-to-one matching.

A net gives P lanes, each with a logit l for "this is a lane"; L ≤ P lanes are there, in no order. Prediction
j matched with lane i costs the distance d_ij of the curves and −log σ(l_j), an unmatched one −log(1 −
σ(l_j)). As −log σ(l) + log(1 − σ(l)) = −l, the loss is least for the matching that minimises

    Σ over matched pairs of  d_ij − l_j

The Hungarian method finds it without trying all P!/(P − L)! of them. The loss then depends on neither order,
and its slope in l_j is σ(l_j) − [matched]: of two predictions of one lane, one is pushed up and the other
down. So the net learns to say each lane once, and nothing is left for non-maximum suppression to remove.
"""

from itertools import permutations

import torch
from torch.nn.functional import softplus

from quiz.lab import Knob, exact, guards, main

LANES = Knob(3, [2, 3, 4], "lanes in the image")
LOGIT = Knob(0.8, [-1.5, 0.0, 0.8], "logit of every prediction")
PREDICTIONS, ROWS, IMAGES = 5, 7, 30


def hungarian(cost):
    """Cheapest one-to-one matching {prediction: lane} of cost (L, P), one lane after the other.

    A new lane may take the prediction of another lane, which then takes that of a third, and so on: the
    cheapest such chain to a free prediction is found, and everyone on it moves.
    """
    cost = cost.tolist()
    owner = {}
    for lane, own in enumerate(cost):
        price, before = list(own), {}  # cheapest chain that ends at each prediction, and where it comes from
        for _ in owner:
            for j, other in owner.items():
                for k, ask in enumerate(cost[other]):
                    chain = price[j] - cost[other][j] + ask
                    if chain < price[k] - 1e-9:
                        price[k], before[k] = chain, j
        _, end = min((price[k], k) for k in range(len(own)) if k not in owner)
        while end in before:
            owner[end] = owner[before[end]]
            end = before[end]
        owner[end] = lane
    return owner


def greedy(cost):
    """Each lane in turn takes the cheapest prediction that is free."""
    owner = {}
    for lane, row in enumerate(cost.tolist()):
        _, best = min((ask, j) for j, ask in enumerate(row) if j not in owner)
        owner[best] = lane
    return owner


def in_order(cost):
    """The first prediction for the first lane, and so on."""
    return {lane: lane for lane in range(len(cost))}


def nearest(cost):
    """Every prediction for the lane that is cheapest for it, however many that lane has."""
    return dict(enumerate(cost.argmin(0).tolist()))


def loss(curves, logits, lanes, match):
    """The loss of predictions (P, ROWS) with logits (P,) against lanes (L, ROWS), matched by `match`."""
    distance = (lanes[:, None] - curves).abs().mean(-1)  # (L, P)
    owner = match(distance - logits)
    found = [distance[i, j] + softplus(-logits[j]) for j, i in owner.items()]
    return sum(found) + sum(softplus(logits[j]) for j in range(len(logits)) if j not in owner)


def image(rng, lanes):
    """Random predictions, their logits, and lanes."""
    curves = 2 * torch.randn(PREDICTIONS + lanes, ROWS, generator=rng)
    return curves[lanes:], torch.randn(PREDICTIONS, generator=rng), curves[:lanes]


def least(curves, logits, lanes):
    """The least loss over all one-to-one matchings, tried one and all."""
    ways = torch.tensor(list(permutations(range(PREDICTIONS), len(lanes))))  # (ways, L)
    distance = torch.cdist(lanes, curves, p=1) / ROWS
    matched = torch.zeros(len(ways), PREDICTIONS).scatter(1, ways, 1.0)
    named = -(matched * logits.sigmoid().log() + (1 - matched) * (-logits).sigmoid().log()).sum(1)
    return (named + distance[torch.arange(len(lanes)), ways].sum(1)).min()


def against_all(rng, lanes, match):
    """The loss by `match` on 30 images, against the least there is."""
    images = [image(rng, lanes) for _ in range(IMAGES)]
    got, want = [loss(*each, match) for each in images], [least(*each) for each in images]
    return exact(torch.stack(got), torch.stack(want), ops=20 * ROWS)


def check_matching_is_the_cheapest(rng, lanes=LANES):
    """Matched by the Hungarian method, the loss is the least over all P!/(P − L)! one-to-one matchings."""
    return against_all(rng, lanes, hungarian)


@guards(check_matching_is_the_cheapest)
def control_greedy(rng, lanes=LANES):
    """If each lane takes the cheapest prediction left, it is not always."""
    return against_all(rng, lanes, greedy)


def reordered(rng, lanes, match):
    """The loss after predictions and lanes were put in another order, against the loss before."""
    curves, logits, there = image(rng, lanes)
    order = torch.randperm(PREDICTIONS - 1, generator=rng) + 1  # never as it was:
    order = torch.cat([order, torch.tensor([0])])  # the first goes to the end
    after = loss(curves[order], logits[order], there.flip(0), match)
    return exact(after, loss(curves, logits, there, match), ops=20 * ROWS)


def check_order_does_not_matter(rng, lanes=LANES):
    """The loss is the same in whatever order predictions and lanes come."""
    return reordered(rng, lanes, hungarian)


@guards(check_order_does_not_matter)
def control_first_with_first(rng, lanes=LANES):
    """If the first prediction is compared with the first lane, and so on, it is not."""
    return reordered(rng, lanes, in_order)


def pushes(rng, lanes, logit, match):
    """Sorted slopes in the logits of PREDICTIONS copies of the lanes: σ(l) − 1 for L of them, else σ(l)."""
    _, _, there = image(rng, lanes)
    logits = torch.full((PREDICTIONS,), logit, requires_grad=True)
    copies = there[torch.arange(PREDICTIONS) % lanes]
    (slopes,) = torch.autograd.grad(loss(copies, logits, there, match), logits)
    sure = torch.tensor(logit).sigmoid()
    return exact(slopes.sort().values, sure - (torch.arange(PREDICTIONS) < lanes).double(), ops=40)


def check_copies_are_pushed_down(rng, lanes=LANES, logit=LOGIT):
    """Each lane pushes the logit of one prediction up; every further copy is pushed down."""
    return pushes(rng, lanes, logit, hungarian)


@guards(check_copies_are_pushed_down)
def control_each_to_its_nearest_lane(rng, lanes=LANES, logit=LOGIT):
    """If every prediction may have its nearest lane, all copies are pushed up."""
    return pushes(rng, lanes, logit, nearest)


if __name__ == "__main__":
    main()
