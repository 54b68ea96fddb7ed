"""A fully connected network finds a feature by itself; nobody has to design one.

Six independent standard normal inputs x, and the label is whether x₁x₂ > 0. No weighted sum of the six tells
the two classes apart: by symmetry every linear rule is right half of the time. One would have to hand it the
product x₁x₂, and that is what feature engineering means.

A network with one hidden layer of ReLUs is given the raw six numbers and no more. Four units would do, since

    |x₁ + x₂| − |x₁ − x₂| = 2·sign(x₁x₂)·min(|x₁|, |x₂|)      and      |a| = ReLU(a) + ReLU(−a)

and gradient descent finds such units. Take the ReLU out, and two layers are one linear rule.
"""

import torch
from torch.nn import functional

from quiz.lab import Knob, guards, main, trained

HIDDEN = Knob(24, [16, 24], "hidden units")
D, RUNS, BATCH, STEPS, RATE = 6, 24, 128, 150, 0.2


def examples(rng, count):
    """Inputs (RUNS, count, d), fresh for each run, and labels 0 or 1, (RUNS, count)."""
    x = torch.randn(RUNS, count, D, generator=rng, dtype=torch.float32)
    return x, x[..., :2].prod(-1).gt(0).float()


def accuracies(rng, hidden, activation):
    """Accuracy on 500 fresh examples of each of RUNS networks, trained side by side: (RUNS,)."""
    shapes = (RUNS, D, hidden), (RUNS, hidden, 1)
    weights = [torch.randn(*shape, generator=rng, dtype=torch.float32).requires_grad_() for shape in shapes]

    def logits(x):
        return (activation(x @ weights[0]) @ weights[1]).squeeze(-1)  # (RUNS, n, d) -> (RUNS, n)

    moves = [torch.zeros_like(p) for p in weights]
    for _ in range(STEPS):
        x, label = examples(rng, BATCH)
        loss = functional.binary_cross_entropy_with_logits(logits(x), label, reduction="none").mean(1).sum()
        for p, move, slope in zip(weights, moves, torch.autograd.grad(loss, weights), strict=True):
            p.data.sub_(RATE * move.mul_(0.9).add_(slope))  # gradient descent with momentum
    x, label = examples(rng, 500)
    with torch.no_grad():
        return (logits(x).gt(0) == label).double().mean(1)


def check_it_learns_the_product(rng, hidden=HIDDEN):
    """From raw inputs a network with one hidden layer learns the sign of x₁x₂: accuracy above 0.9."""
    return trained(accuracies(rng, hidden, torch.relu), at_least=0.9)


@guards(check_it_learns_the_product)
def control_without_relu(rng, hidden=HIDDEN):
    """Without its ReLU it stays near one half."""
    return trained(accuracies(rng, hidden, lambda z: z), at_least=0.9)


if __name__ == "__main__":
    main()
