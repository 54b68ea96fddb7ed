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

LABELS = Knob(60, [40, 60, 100], "labels of the new task")
RUNS, D, SHARED, TASKS, HIDDEN = 64, 12, 2, 10, 24
PRETRAINING, BATCH, TUNING, TESTED = 350, 64, 40, 500


def draw(rng, *shape):
    """Normal numbers for each run in float32, which is fast: (runs, …)."""
    return torch.randn(RUNS, *shape, generator=rng, dtype=torch.float32)


def labelled(x, directions, tasks):
    """Inputs x (runs, n, d) and the labels 0 or 1 of tasks (runs, shared, k) for them: (runs, n, k)."""
    sums = (x @ directions).abs() @ tasks
    return x, sums.gt(sums.mean(1, keepdim=True)).float()


def fit(parts, steps, batch):
    """The parts after training by Adam on what batch() returns, each run for itself."""
    parts = [part.requires_grad_() for part in parts]
    m, squares = ([torch.zeros_like(part) for part in parts] for _ in range(2))
    counts = [torch.zeros(()) for _ in parts]
    how = {"beta1": 0.9, "beta2": 0.99, "lr": 0.01, "weight_decay": 0, "eps": 1e-8}
    for _ in range(steps):
        x, label = batch()
        loss = binary_cross_entropy_with_logits(outputs(parts, x), label, reduction="sum")
        slopes = list(torch.autograd.grad(loss, parts))
        with torch.no_grad():
            adam(parts, slopes, m, squares, [], counts, fused=True, amsgrad=False, maximize=False, **how)
    return [part.detach() for part in parts]


def outputs(parts, x):
    """One hidden layer of ReLUs: (runs, n, d) -> (runs, n, k)."""
    w, b, v = parts
    return (x @ w + b).relu() @ v


def fresh(rng, *shape):
    """Random weights (runs, inputs, outputs) of the usual size."""
    return 0.3 * torch.randn(RUNS, *shape, generator=rng, dtype=torch.float32)


def as_they_are(x, shared, others, tasks):
    """Inputs, and the labels of tasks that look along the shared directions."""
    return labelled(x, shared, tasks)


def shuffled(x, shared, others, tasks):
    """The same, but each with the labels of another input."""
    return x, labelled(x, shared, tasks)[1].roll(1, 1)


def elsewhere(x, shared, others, tasks):
    """The labels of tasks that look along other directions."""
    return labelled(x, others, tasks)


@once
def gain(rng, labels, teach):
    """How much more accurate the new task is after pre-training than from random weights: (runs,)."""
    shared, others = torch.linalg.qr(draw(rng, D, 2 * SHARED)).Q.split(SHARED, -1)
    tasks, new = draw(rng, SHARED, TASKS), draw(rng, SHARED, 1)

    def batch():
        return teach(draw(rng, BATCH, D), shared, others, tasks)

    few = labelled(draw(rng, labels, D), shared, new)
    x, right = labelled(draw(rng, TESTED, D), shared, new)
    hidden = [fresh(rng, D, HIDDEN), draw(rng, 1, HIDDEN)]
    *pretrained, _ = fit([*map(torch.clone, hidden), fresh(rng, HIDDEN, TASKS)], PRETRAINING, batch)
    accuracies = []
    for layer in (pretrained, hidden):
        parts = fit([*layer, fresh(rng, HIDDEN, 1)], TUNING, lambda: few)
        accuracies.append((outputs(parts, x).gt(0) == right.gt(0)).double().mean((1, 2)))
    return accuracies[0] - accuracies[1]


def check_related_tasks_help(rng, labels=LABELS):
    """After pre-training on related tasks the new one is more accurate by 0.07 at least, on 60 labels."""
    return trained(gain(rng, labels, as_they_are), at_least=0.07)


@guards(check_related_tasks_help)
def control_shuffled_labels(rng, labels=LABELS):
    """After pre-training on shuffled labels it is not."""
    return trained(gain(rng, labels, shuffled), at_least=0.07)


def check_unrelated_tasks_do_not(rng, labels=LABELS):
    """After pre-training on tasks along other directions the gain is below 0.04."""
    return trained(gain(rng, labels, elsewhere), at_most=0.04)


@guards(check_unrelated_tasks_do_not)
def control_related_tasks(rng, labels=LABELS):
    """After related ones it is above."""
    return trained(gain(rng, labels, as_they_are), at_most=0.04)


if __name__ == "__main__":
    main()
