"""Recursive and recurrent: one cell that merges two vectors, along a tree or along a chain.

A recursive net computes a node from its two children, with the same weights at every node:

    p = tanh(U left + W right + b)

The tree is part of the input. Take the chain (((h_0, x_1), x_2), x_3) …, whose right child is always the
next input. Then p = tanh(W x_t + U h_{t−1} + b): an RNN is the recursive net of that one tree. Another tree
over the same leaves gives another result.

Any tree merges n leaves n − 1 times. What differs is the depth, the number of merges that a leaf has to pass:
up to n − 1 in the chain, log₂ n in a balanced tree. Its gradient passes as many. Let the merge be linear,
with ρ times a rotation for U and for W: of 64 leaves at ρ = 0.9 each keeps 0.9⁶ = 0.53 in the balanced tree,
and the first one of the chain 0.9⁶³ = 0.0013.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

LEAVES = Knob(64, [8, 16, 64, 256], "number of leaves, a power of 2")
RHO = Knob(0.9, [0.8, 0.9, 0.95], "factor by which one merge shrinks each child")
WIDTH, BATCH = 5, 3


def chain(leaves):
    """The tree ((a, b), c), …: a leaf is anything but a pair."""
    tree = leaves[0]
    for leaf in leaves[1:]:
        tree = (tree, leaf)
    return tree


def balanced(leaves):
    """The tree that halves its leaves at every node."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    return balanced(leaves[:half]), balanced(leaves[half:])


def fold(tree, merge):
    """The root's value, computed from the leaves up."""
    if not isinstance(tree, tuple):
        return tree
    left, right = tree
    return merge(fold(left, merge), fold(right, merge))


def tree_and_rnn(rng, shape, steps=11):
    """The root of a recursive net over h_0, x_1 … x_n, along that tree, against nn.RNN's last state."""
    rnn = nn.RNN(WIDTH, WIDTH)
    w, u, b_w, b_u = rnn.parameters()
    x, h = torch.randn(steps, BATCH, WIDTH, generator=rng), torch.randn(BATCH, WIDTH, generator=rng)
    root = fold(shape([h, *x]), lambda left, right: (right @ w.T + b_w + left @ u.T + b_u).tanh())
    return exact(root, rnn(x, h[None])[1][0], ops=steps * 8 * WIDTH)


def check_on_a_chain_it_is_an_rnn(rng):
    """Along the chain over h_0, x_1 … x_n the recursive net's root is the last state of nn.RNN."""
    return tree_and_rnn(rng, chain)


@guards(check_on_a_chain_it_is_an_rnn)
def control_another_tree(rng):
    """Over the same leaves, with the same weights, a balanced tree gives something else."""
    return tree_and_rnn(rng, balanced)


def depth(tree):
    """Merges between the root and its farthest leaf."""
    return fold(tree, lambda left, right: 1 + max(left, right))


def check_a_balanced_tree_is_log2_deep(rng, leaves=LEAVES):
    """A balanced tree over n leaves is log₂ n deep: 6 for 64."""
    return exact(depth(balanced([0] * leaves)), leaves.bit_length() - 1)


@guards(check_a_balanced_tree_is_log2_deep)
def control_depth_of_a_chain(rng, leaves=LEAVES):
    """A chain is not."""
    return exact(depth(chain([0] * leaves)), leaves.bit_length() - 1)


def check_a_chain_is_n_minus_1_deep(rng, leaves=LEAVES):
    """A chain over n leaves is n − 1 deep: 63 for 64."""
    return exact(depth(chain([0] * leaves)), leaves - 1)


@guards(check_a_chain_is_n_minus_1_deep)
def control_depth_of_a_balanced_tree(rng, leaves=LEAVES):
    """A balanced tree is not."""
    return exact(depth(balanced([0] * leaves)), leaves - 1)


def rotation(rng):
    """A random orthogonal matrix."""
    return torch.linalg.qr(torch.randn(WIDTH, WIDTH, generator=rng))[0]


def leaf_gradient(rng, shape, leaves, rho):
    """‖∂root/∂leaf‖, spectral norm, a third of the way along, for a linear merge by ρ times two rotations."""
    left_turn, right_turn = rho * rotation(rng), rho * rotation(rng)
    values = list(torch.randn(leaves, 1, WIDTH, generator=rng))
    leaf = values[
        leaves // 3
    ].requires_grad_()  # in the balanced tree it is now a left child, now a right one
    root = fold(shape(values), lambda left, right: torch.stack([left @ left_turn, right @ right_turn]).sum(0))
    rows = [torch.autograd.grad(unit, leaf, retain_graph=True)[0] for unit in root[0]]
    return torch.linalg.matrix_norm(torch.cat(rows), 2)


def check_the_gradient_passes_log2_merges(rng, leaves=LEAVES, rho=RHO):
    """Linear merge by ρ·rotations, balanced tree: ρ^(log₂ n) of a leaf's gradient is left."""
    left = rho ** (leaves.bit_length() - 1)
    return exact(leaf_gradient(rng, balanced, leaves, rho), left, ops=leaves * 4 * WIDTH)


@guards(check_the_gradient_passes_log2_merges)
def control_the_gradient_along_a_chain(rng, leaves=LEAVES, rho=RHO):
    """Along a chain far less is left."""
    left = rho ** (leaves.bit_length() - 1)
    return exact(leaf_gradient(rng, chain, leaves, rho), left, ops=leaves * 4 * WIDTH)


if __name__ == "__main__":
    main()
