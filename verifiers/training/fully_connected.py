"""What a fully connected layer does, and what its activation is for.

A layer takes n numbers to m: each output is a weighted sum of all inputs plus a bias, then a non-linearity,

    y_j = φ(Σ_i w_ji x_i + b_j)                            m·n weights and m biases

Without φ a stack is one layer: W₃(W₂(W₁x + b₁) + b₂) + b₃ = (W₃W₂W₁)x + (W₃W₂b₁ + W₃b₂ + b₃). However deep
it is, it draws one straight line, and no straight line gets more than three of the four rows of XOR right:

    from  b < 0,  w₁ + b > 0,  w₂ + b > 0  follows  w₁ + w₂ + b > −b > 0: then the fourth row is wrong

One hidden layer with ReLU is enough: XOR = ReLU(x₁ + x₂) − 2·ReLU(x₁ + x₂ − 1).
"""

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, bound, exact, guards, main, trained

N = Knob(5, [5, 8, 100], "inputs of the layer")
M = Knob(3, [3, 7, 30], "outputs of the layer")
SAMPLES, LINES = 4, 20_000
RUNS, HIDDEN, STEPS = 24, 32, 200
POINTS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
XOR = torch.tensor([0.0, 1.0, 1.0, 0.0], dtype=torch.float64)


def same(z):
    """No activation."""
    return z


def by_sums(rng, activation, *, n, m):
    """A layer written out, sum by sum, against nn.Linear and ReLU, for SAMPLES inputs."""
    x, layer = torch.randn(SAMPLES, n, generator=rng), nn.Linear(n, m)
    w, b = layer.weight.tolist(), layer.bias.tolist()
    sums = [[sum(map(float.__mul__, row, w[j])) + b[j] for j in range(m)] for row in x.tolist()]
    return exact(activation(torch.tensor(sums)), layer(x).relu(), ops=2 * n)


def check_each_output_is_a_weighted_sum(rng, n=N, m=M):
    """y_j = ReLU(Σ w_ji x_i + b_j): every output has a weight for every input."""
    return by_sums(rng, torch.relu, n=n, m=m)


@guards(check_each_output_is_a_weighted_sum)
def control_no_activation(rng, n=N, m=M):
    """Without the ReLU it is not."""
    return by_sums(rng, same, n=n, m=m)


def count(*, n, m, **how):
    """The parameters of nn.Linear(n, m) against m·n + m."""
    return exact(sum(p.numel() for p in nn.Linear(n, m, **how).parameters()), m * n + m)


def check_mn_weights_and_m_biases(rng, n=N, m=M):
    """nn.Linear(n, m) has m·n + m parameters: 18 for 5 inputs and 3 outputs."""
    return count(n=n, m=m)


@guards(check_mn_weights_and_m_biases)
def control_without_biases(rng, n=N, m=M):
    """Without biases it has fewer."""
    return count(n=n, m=m, bias=False)


def collapsed(rng, n, activation):
    """A stack of three layers against one, whose weight and bias are made of theirs."""
    layers = [nn.Linear(n, 7), nn.Linear(7, 6), nn.Linear(6, 4)]
    x = y = torch.randn(SAMPLES, n, generator=rng)
    w, b = torch.eye(n), torch.zeros(n)
    for layer in layers:
        y = activation(layer(y))
        w, b = layer.weight @ w, layer.weight @ b + layer.bias
    return exact(y, functional.linear(x, w, b), ops=6 * (n + 13), scale=10.0)


def check_a_linear_stack_is_one_layer(rng, n=N):
    """Without activations three layers are one: the weights multiply."""
    return collapsed(rng, n, same)


@guards(check_a_linear_stack_is_one_layer)
def control_relu_between(rng, n=N):
    """With ReLU they are not."""
    return collapsed(rng, n, torch.relu)


def right_rows(rng, features):
    """The share of XOR's four rows that random lines through the features get right: (lines,)."""
    x = features(POINTS)
    w, b = torch.randn(2, LINES, generator=rng), torch.randn(LINES, generator=rng)
    sides = XOR[:, None] - 0.5  # where each row should lie
    return (sides * torch.addmm(b, x, w)).gt(0).double().mean(0)


def two_units(x):
    """ReLU(x₁ + x₂) and ReLU(x₁ + x₂ − 1): (4, 2)."""
    return (x.sum(-1, keepdim=True) - torch.arange(2)).relu()


def check_a_line_gets_three_of_four(rng):
    """Of 20,000 lines none gets more than 3/4 of XOR right, and some get that."""
    return bound(right_rows(rng, same), at_most=0.75, reached=0)


@guards(check_a_line_gets_three_of_four)
def control_two_hidden_units(rng):
    """On two hidden ReLUs some get all four right."""
    return bound(right_rows(rng, two_units), at_most=0.75, reached=0)


def xor_loss(rng, activation):
    """The cross-entropy of RUNS networks on XOR after training, each with weights of its own: (runs,)."""
    shapes = (RUNS, 2, HIDDEN), (RUNS, 1, HIDDEN), (RUNS, HIDDEN, 1)
    weights = [torch.randn(*shape, generator=rng).requires_grad_() for shape in shapes]
    points = POINTS.expand(RUNS, 4, 2)
    for _ in range(STEPS):
        w, b, v = weights
        logits = (activation(torch.baddbmm(b, points, w)) @ v).squeeze(-1)  # (runs, 4)
        losses = functional.binary_cross_entropy_with_logits(
            logits, XOR.expand(RUNS, 4), reduction="none"
        ).mean(1)
        for p, slope in zip(weights, torch.autograd.grad(losses.sum(), weights), strict=True):
            p.data.sub_(slope)  # gradient descent with rate 1
    return losses


def check_one_hidden_layer_learns_xor(rng):
    """With one hidden layer of ReLUs gradient descent brings the loss on XOR below 0.1."""
    return trained(xor_loss(rng, torch.relu), at_most=0.1)


@guards(check_one_hidden_layer_learns_xor)
def control_hidden_layer_without_relu(rng):
    """Without the ReLU it stays near log 2."""
    return trained(xor_loss(rng, same), at_most=0.1)


if __name__ == "__main__":
    main()
