"""A pre-trained model is no architecture: it is weights for one, to start from.

The network is a body tanh(x·A) and a head on it, h·C. Tasks are related: each is another weighted sum of the
same three hidden features of x. The body is pre-trained on twelve such tasks with plenty of examples, then
frozen. A new task has 16 examples; only a new head is fitted to them, by least squares.

    body                          what it shares with the pre-trained one
    fresh                         number and shape of the weights, the graph
    pre-trained, then shuffled    and every single number, hence any norm; only the places differ
    pre-trained on other tasks    and how it was made

All have the same architecture. With the pre-trained body next to nothing of the new task's variance is left
unexplained, with any of the others most of it: what helps is what the weights have learned.
"""

import torch

from quiz.lab import Knob, exact, guards, main, once, trained

EXAMPLES = Knob(16, [12, 16, 32], "examples of the new task")
RUNS, D, FEATURES, HIDDEN, TASKS, BATCH, STEPS, RATE = 26, 10, 3, 6, 12, 32, 150, 0.03
HELD_OUT = 300


def draw(rng, *shape):
    """Standard normal numbers for each run, (R, *shape)."""
    return torch.randn(RUNS, *shape, generator=rng, dtype=torch.float32)


def network(x, body, head):
    """tanh(x·A)·C."""
    return torch.tanh(x @ body) @ head


def fresh(rng, features):
    """A body before any training, (R, d, hidden)."""
    return 0.3 * draw(rng, D, HIDDEN)


def pretrained(rng, features):
    """A body trained on TASKS weighted sums of the hidden features tanh(x·features)."""
    weights = [w.requires_grad_() for w in (fresh(rng, features), 0.3 * draw(rng, HIDDEN, TASKS))]
    sums = draw(rng, FEATURES, TASKS)
    moves, sizes = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    for _ in range(STEPS):
        x = draw(rng, BATCH, D)
        error = (network(x, *weights) - network(x, features, sums)).square().mean((1, 2))
        slopes = torch.autograd.grad(error.sum(), weights)
        for w, slope, move, size in zip(weights, slopes, moves, sizes, strict=True):  # as Adam does
            move.lerp_(slope, 0.1)
            size.lerp_(slope**2, 0.02)
            w.data.addcdiv_(move, size.sqrt() + 1e-8, value=-RATE)
    return weights[0].detach()


def hidden_features(rng):
    """The directions of three features of x, (R, d, features)."""
    return 0.8 * draw(rng, D, FEATURES)


def shuffled(rng, features):
    """The weights of the pre-trained body in random places: as large, one by one and in any norm."""
    body = pretrained(rng, features).flatten(1)
    places = torch.rand(body.shape, generator=rng).argsort(1)
    return body.gather(1, places).unflatten(1, (D, HIDDEN))


def unrelated(rng, features):
    """A body pre-trained on weighted sums of other features."""
    return pretrained(rng, hidden_features(rng))


@once
def left_over(rng, examples, start):
    """Share of the variance of a new task that a head fitted to some examples leaves unexplained, (R,)."""
    features, task = hidden_features(rng), 0.4 * draw(rng, FEATURES, 1)
    body = start(rng, features)
    x, fresh_x = draw(rng, examples, D), draw(rng, HELD_OUT, D)
    seen = torch.tanh(x @ body)  # (R, examples, hidden)
    head = torch.linalg.lstsq(seen.double(), network(x, features, task).double()).solution.float()
    truth = network(fresh_x, features, task)
    return (network(fresh_x, body, head) - truth).square().mean((1, 2)) / truth.square().mean((1, 2))


def check_few_examples_suffice(rng, examples=EXAMPLES):
    """On the pre-trained body 16 examples of a new task leave less than 0.1 of its variance unexplained."""
    return trained(left_over(rng, examples, pretrained), at_most=0.1)


@guards(check_few_examples_suffice)
def control_fresh(rng, examples=EXAMPLES):
    """On a fresh one they do not."""
    return trained(left_over(rng, examples, fresh), at_most=0.1)


@guards(check_few_examples_suffice)
def control_unrelated_tasks(rng, examples=EXAMPLES):
    """On a body pre-trained on unrelated tasks they do not."""
    return trained(left_over(rng, examples, unrelated), at_most=0.1)


def check_size_of_weights_is_not_it(rng, examples=EXAMPLES):
    """On the same weights in random places more than 0.2 stays unexplained: their size does not help."""
    return trained(left_over(rng, examples, shuffled), at_least=0.2)


@guards(check_size_of_weights_is_not_it)
def control_pretrained(rng, examples=EXAMPLES):
    """On the pre-trained body hardly anything does."""
    return trained(left_over(rng, examples, pretrained), at_least=0.2)


def architecture(body, head):
    """The operations of the network, last first, with the shapes of the weights they use."""
    x = torch.ones(RUNS, 1, D, dtype=torch.float32)
    steps, told = [network(x, body.requires_grad_(), head.requires_grad_()).grad_fn], []
    for step in steps:
        steps += [before for before, _ in step.next_functions if before]
        told.append((step.name(), tuple(step.variable.shape) if hasattr(step, "variable") else ()))
    return told


@once
def example(rng):
    """Some pre-trained body, (R, d, hidden)."""
    return pretrained(rng, hidden_features(rng))


def same(rng, cut):
    """Whether a pre-trained and a fresh network, of which `cut` units are cut off, have one architecture."""
    one = architecture(example(rng).clone(), draw(rng, HIDDEN, 1))
    other = architecture(fresh(rng, None)[..., cut:], draw(rng, HIDDEN - cut, 1))
    return exact(int(one == other), 1)


def check_same_architecture(rng):
    """A pre-trained and a fresh network have the same operations, and weights of the same shapes."""
    return same(rng, 0)


@guards(check_same_architecture)
def control_a_unit_less(rng):
    """With a hidden unit less it would be another architecture."""
    return same(rng, 1)


if __name__ == "__main__":
    main()
