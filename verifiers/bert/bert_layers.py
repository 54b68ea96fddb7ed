"""What BERT's layers hold: what needs two steps can be read from the second layer, not from the first.

A sentence of n tokens. Token i shows its place, a sign vᵢ and a pointer pᵢ to another token:

    own label    vᵢ                 there from the beginning
    one step     v at pᵢ            look where the pointer shows
    two steps    v at the pointer   look where it shows, find a pointer there, follow that one too
                 of token pᵢ

Attention looks something up once a layer. Two layers are trained on both labels, from the last layer's
output alone. Then the layers are probed: a linear reading, fitted to the vectors of one layer by least
squares, has to guess a label on fresh sentences. What share of its variance does it explain? If none, the
label is not there yet, or not in a form that a linear reading finds.

The pointers form one ring in random order, so that the three signs are independent.
"""

import torch

from quiz.lab import guards, main, once, trained

N, D, RUNS, BATCH, STEPS, RATE, PROBED = 5, 16, 26, 12, 70, 0.03, 100


def sentences(rng, count):
    """Inputs (R, count, n, D), and labels one and two steps away, (R, count, n, 2)."""
    ring = torch.rand(RUNS, count, N, generator=rng).argsort(-1)  # tokens in the order of the ring
    points_to = torch.empty_like(ring).scatter(-1, ring, ring.roll(-1, -1))
    sign = 2.0 * torch.randint(2, ring.shape, generator=rng, dtype=torch.float32) - 1
    place = torch.eye(N, dtype=torch.float32).expand(*ring.shape, N)
    shown = torch.cat([place, torch.eye(N, dtype=torch.float32)[points_to], sign[..., None]], -1)
    one = sign.gather(-1, points_to)
    labels = torch.stack([one, one.gather(-1, points_to)], -1)
    return torch.nn.functional.pad(shown, (0, D - shown.shape[-1])), labels


def times(x, w):
    """x (R, count, n, i) times the weights w (R, i, o) of its run: (R, count, n, o)."""
    return (x.flatten(1, 2) @ w).unflatten(1, x.shape[1:3])


def layers(weights, x):
    """The vectors of every layer, from the input on: (R, count, n, D) each."""
    outputs = [x]
    for compare, carry in zip(weights[0:-1:2], weights[1:-1:2], strict=True):
        x = x + (times(x, compare) @ x.mT).softmax(-1) @ times(x, carry)
        outputs.append(x)
    return outputs


@once
def network(rng):
    """Two layers trained on both labels: W_Q·W_Kᵀ and W_V·W_O of each, and the reading of the last layer."""
    shapes = [(RUNS, D, D)] * 4 + [(RUNS, D, 2)]
    weights = [
        0.06 * torch.randn(*shape, generator=rng, dtype=torch.float32).requires_grad_() for shape in shapes
    ]
    moves, sizes = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    for _ in range(STEPS):
        x, labels = sentences(rng, BATCH)
        error = (times(layers(weights, x)[-1], weights[-1]) - labels) ** 2
        slopes = torch.autograd.grad(error.mean((1, 2)).sum(), weights)
        for w, slope, move, size in zip(weights, slopes, moves, sizes, strict=True):  # as Adam does
            move.lerp_(slope, 0.1)
            size.lerp_(slope**2, 0.02)
            w.data.addcdiv_(move, size.sqrt() + 1e-8, value=-RATE)
    return weights


def reads(rng, layer, steps, shuffle=False):
    """Share of the variance of the label `steps` away that a linear reading of `layer` explains, (R,)."""
    weights = network(rng)

    def seen():
        x, labels = sentences(rng, PROBED)
        vectors = layers(weights, x)[layer].flatten(1, 2).detach().double()  # (R, PROBED·n, D)
        labels = labels[..., steps - 1].flatten(1).double()
        return vectors, labels[:, torch.randperm(labels.shape[1], generator=rng)] if shuffle else labels

    vectors, labels = seen()
    reading = torch.linalg.pinv(vectors) @ labels[..., None]
    vectors, labels = seen()
    return 1 - ((vectors @ reading).squeeze(-1) - labels).square().mean(1)  # signs have variance 1


def check_first_layer_reads_one_step(rng):
    """One look-up away, a label can be read from the first layer: above 0.8 of its variance."""
    return trained(reads(rng, 1, steps=1), at_least=0.8)


@guards(check_first_layer_reads_one_step)
def control_input(rng):
    """From the input it cannot."""
    return trained(reads(rng, 0, steps=1), at_least=0.8)


def check_second_layer_reads_two_steps(rng):
    """Two look-ups away, it can be read from the second layer: above 0.8 of its variance."""
    return trained(reads(rng, 2, steps=2), at_least=0.8)


@guards(check_second_layer_reads_two_steps)
def control_first_layer(rng):
    """From the first layer it cannot."""
    return trained(reads(rng, 1, steps=2), at_least=0.8)


@guards(check_second_layer_reads_two_steps)
def control_shuffled_label(rng):
    """With the labels shuffled there is nothing to read."""
    return trained(reads(rng, 2, steps=2, shuffle=True), at_least=0.8)


def check_first_layer_lacks_two_steps(rng):
    """From the first layer less than 0.2 of the variance of the label two look-ups away can be read."""
    return trained(reads(rng, 1, steps=2), at_most=0.2)


@guards(check_first_layer_lacks_two_steps)
def control_second_layer(rng):
    """From the second it is read well."""
    return trained(reads(rng, 2, steps=2), at_most=0.2)


if __name__ == "__main__":
    main()
