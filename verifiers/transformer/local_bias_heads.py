"""How many position-only heads does a convolution need?

A head whose weights depend on position alone spreads its weight over the k² offsets as a fixed pₕ, and maps
what it fetches by one matrix Vₕ = W_V W_O. All H heads together act as a kernel

    M  =  Σₕ pₕ ⊗ Vₕ      a matrix k² × (c_in·c_out) of rank at most H.

A convolution whose kernel matrix has full rank thus needs k² heads: with H fewer the squared error is at
least the sum of the squared singular values from the (H+1)-th on (Eckart and Young), whatever the heads.

The trap: with one channel in and out M is a single column, of rank 1. Its positive part and its negative
part, each divided by its sum, are two sets of weights; two heads make any kernel, whatever k. (One head
cannot when signs are mixed, as softmax weights are positive.)
"""

import torch

from quiz.lab import Knob, bound, exact, guards, main

K = Knob(3, [3, 5], "width of the kernel")
HEADS = Knob(4, [2, 4, 8], "heads, fewer than k²")
CHANNELS = 30  # c_in·c_out, at least k²
TRIALS = 40  # sets of heads


def errors(rng, k, heads, allowed):
    """Error of the best V for many sets of heads, over what `allowed` heads must leave: (TRIALS+1,)."""
    kernel = torch.randn(k * k, CHANNELS, generator=rng)
    u, singular, _ = torch.linalg.svd(kernel)
    weights = torch.rand(
        TRIALS, k * k, heads, generator=rng
    )  # V undoes their sums, so they may differ from 1
    best = u[:, :heads]  # no weights, but the best that any H columns can do
    every = torch.cat([weights, best.unsqueeze(0)])  # (TRIALS+1, k², H)
    fitted = every @ torch.linalg.pinv(every) @ kernel  # least squares over V
    left = (kernel - fitted).square().sum((-2, -1))
    return left / singular[allowed:].square().sum()


def check_fewer_heads_leave_the_tail(rng, k=K, heads=HEADS):
    """H < k² heads leave at least the squared singular values beyond the H-th, whatever their weights."""
    return bound(errors(rng, k, heads, heads), at_least=1, reached=1e-9, ops=1000)


@guards(check_fewer_heads_leave_the_tail)
def control_k_squared_heads(rng, k=K, heads=HEADS):
    """k² heads leave nothing."""
    return bound(errors(rng, k, k * k, heads), at_least=1, reached=1e-9, ops=1000)


def by_sign(kernel):
    """Positive and negative part, (k², 2), and the sign of each."""
    return torch.stack([kernel, -kernel], -1).clamp(min=0), torch.tensor([1.0, -1.0])


def by_size(kernel):
    """Sizes without signs, (k², 1)."""
    return kernel.abs().unsqueeze(-1), torch.ones(1)


def assembled(rng, k, split):
    """What heads with these parts make of a kernel of one channel, and their mean sum, against it and 1."""
    kernel = 1.5 * torch.randn(k * k, generator=rng)
    kernel[0], kernel[1] = -1, 1  # signs are mixed
    parts, signs = split(kernel)
    weights = parts / parts.sum(0)  # each head shares out 1
    values = signs * parts.sum(0)
    made = torch.cat([weights @ values, weights.sum(0).mean(0, keepdim=True)])
    return exact(made, torch.cat([kernel, torch.ones(1)]), ops=100)


def check_two_heads_suffice_for_one_channel(rng, k=K):
    """With one channel in and out two heads make any k×k kernel: its positive and its negative part."""
    return assembled(rng, k, by_sign)


@guards(check_two_heads_suffice_for_one_channel)
def control_one_head(rng, k=K):
    """One head loses the signs."""
    return assembled(rng, k, by_size)


if __name__ == "__main__":
    main()
