"""What pre-training gives: features that the new task shares, so that it needs fewer labels.

All tasks here look at the same two numbers, hidden in twelve inputs: r_j = |u_j·x| for unknown directions
u_j. A task is a weighted sum of them, and its label says whether that sum is above its mean. From 60 labels
alone a network finds neither the directions nor the weights. Ten other tasks with plenty of labels show the
directions; what is left for the new task is a few weights.

So: train a network with ten outputs on the ten tasks, keep its hidden layer, put a new output on it, and go
on training everything on the 60 labels. Beside it the same network, from random weights, on the same
labels.

It is the shared structure that helps, and not having been trained. If the labels of the ten tasks are
shuffled, or if those tasks look along other directions, the gain is gone.
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.optim.adam import adam

from quiz.lab import Knob, guards, main, once, trained

LABELS = Knob(60, [50, 60, 100], "labels of the new task")
RUNS, D, SHARED, TASKS, HIDDEN = 64, 12, 2, 10, 24
PRETRAINING, BATCH, TUNING, TESTED = 200, 64, 40, 500
WAYS = ["related tasks", "their labels shuffled", "unrelated tasks"]


def draw(rng, *shape):
    """Normal numbers for each run in float32, which is fast: (runs, …)."""
    return torch.randn(RUNS, *shape, generator=rng, dtype=torch.float32)


def labelled(x, directions, tasks):
    """The labels 0 or 1 of tasks (runs, shared, k) for inputs x (runs, n, d): (runs, n, k)."""
    sums = (x @ directions).abs() @ tasks
    return sums.gt(sums.mean(1, keepdim=True)).float()


def fit(parts, steps, batch):
    """The parts (ways, runs, …) after training by Adam on what batch() returns, each net for itself."""
    parts = [part.requires_grad_() for part in parts]
    m, squares = ([torch.zeros_like(part) for part in parts] for _ in range(2))
    counts = [torch.zeros(()) for _ in parts]
    how = {"beta1": 0.9, "beta2": 0.99, "lr": 0.015, "weight_decay": 0, "eps": 1e-8}
    for _ in range(steps):
        x, label = batch()  # (runs, n, d) and (ways, runs, n, k)
        loss = binary_cross_entropy_with_logits(outputs(parts, x), label, reduction="sum")
        slopes = list(torch.autograd.grad(loss, parts))
        with torch.no_grad():
            adam(parts, slopes, m, squares, [], counts, fused=True, amsgrad=False, maximize=False, **how)
    return [part.detach() for part in parts]


def outputs(parts, x):
    """One hidden layer of ReLUs: (runs, n, d) -> (ways, runs, n, k)."""
    w, b, v = parts
    return (x @ w + b).relu() @ v


def fresh(rng, *shape):
    """Random weights (runs, inputs, outputs) of the usual size."""
    return 0.3 * torch.randn(RUNS, *shape, generator=rng, dtype=torch.float32)


@once
def gains(rng, labels):
    """How much more accurate the new task is after pre-training in each of WAYS than without: (ways, runs).

    All that is compared begins with the same weights and sees the same inputs.
    """
    shared, others = torch.linalg.qr(draw(rng, D, 2 * SHARED)).Q.split(SHARED, -1)
    tasks, new = draw(rng, SHARED, TASKS), draw(rng, SHARED, 1)

    def batch():
        x = draw(rng, BATCH, D)
        related = labelled(x, shared, tasks)
        return x, torch.stack([related, related.roll(1, 1), labelled(x, others, tasks)])  # as WAYS says

    hidden = fresh(rng, D, HIDDEN), draw(rng, 1, HIDDEN)
    start = [part.repeat(len(WAYS), 1, 1, 1) for part in (*hidden, fresh(rng, HIDDEN, TASKS))]
    *pretrained, _ = fit(start, PRETRAINING, batch)
    layers = [torch.cat([after, before[None]]) for after, before in zip(pretrained, hidden, strict=True)]
    head = fresh(rng, HIDDEN, 1).repeat(len(WAYS) + 1, 1, 1, 1)
    x = draw(rng, labels, D)
    few = x, labelled(x, shared, new).repeat(len(head), 1, 1, 1)
    parts = fit([*layers, head], TUNING, lambda: few)
    x = draw(rng, TESTED, D)
    right = outputs(parts, x).gt(0) == labelled(x, shared, new).gt(0)
    accuracies = right.double().mean((2, 3))  # (ways + 1, runs)
    return accuracies[:-1] - accuracies[-1]


def gain(rng, labels, way):
    """What pre-training in that way adds to the accuracy: (runs,)."""
    return gains(rng, labels)[WAYS.index(way)]


def check_related_tasks_help(rng, labels=LABELS):
    """After pre-training on related tasks the new one is more accurate by 0.07 at least, on 60 labels."""
    return trained(gain(rng, labels, "related tasks"), at_least=0.07)


@guards(check_related_tasks_help)
def control_shuffled_labels(rng, labels=LABELS):
    """After pre-training on shuffled labels it is not."""
    return trained(gain(rng, labels, "their labels shuffled"), at_least=0.07)


def check_unrelated_tasks_do_not(rng, labels=LABELS):
    """After pre-training on tasks along other directions the gain is below 0.04."""
    return trained(gain(rng, labels, "unrelated tasks"), at_most=0.04)


@guards(check_unrelated_tasks_do_not)
def control_related_tasks(rng, labels=LABELS):
    """After related ones it is above."""
    return trained(gain(rng, labels, "related tasks"), at_most=0.04)


if __name__ == "__main__":
    main()
