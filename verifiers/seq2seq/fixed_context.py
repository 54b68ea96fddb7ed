"""What is wrong with one context vector: n tokens have to pass through d numbers.

Let the source be n tokens of k independent numbers, mean 0 and equal variance. A linear code keeps c = E·x
with d numbers, and the decoder makes D·c of it. The lost share of the variance is

    ‖I − D·E‖² / (n·k)  ≥  1 − d/(n·k)        no matrix of rank d comes nearer to I (Eckart and Young)

and D = E⁺ attains it with any E of full rank. By hand: 8 tokens of 4 numbers through 16, half is lost.
That is a law for linear codes and independent numbers of equal variance; others cost less, as they hold less.

For nets that are not linear it is still so for small changes: every smooth decoder of c obeys
∂y/∂x = ∂y/∂c · ∂c/∂x, and a product through d numbers has rank d at most: of n·k directions in which the
source can change, all outputs together notice d.

Attention lifts both. It keeps all n states, and reads them anew at each step.
"""

import torch
from torch import nn
from torch.autograd.functional import jacobian

from quiz.lab import Knob, estimate, exact, guards, main

N = Knob(8, [6, 8, 20], "tokens in the source")
D = Knob(10, [6, 10, 16], "numbers in the context")
K = 4  # numbers in one token
SAMPLES = 120
SHARP = 14.0  # score of the position that is looked for; the others score 0
OUT, STEPS = 5, 7  # width of an output, and how many there are


def one_context(rng, x, d):
    """x (B, n, k) from a random linear code of d numbers, decoded as well as can be."""
    encode = torch.randn(d, x[0].numel(), generator=rng)  # (d, n·k)
    context = x.flatten(1) @ encode.T  # (B, d)
    return (context @ torch.linalg.pinv(encode).T).unflatten(1, x.shape[1:])


def attention(rng, x, d):
    """x (B, n, k) from states of d numbers each, one of which is looked up at each step."""
    encode = torch.randn(d, K, generator=rng)
    states = x @ encode.T  # (B, n, d)
    weights = (SHARP * torch.eye(x.shape[1])).softmax(-1)  # (n, n): step i looks for position i
    return weights @ states @ torch.linalg.pinv(encode).T  # (B, n, k)


def lost(rng, n, d, decoded):
    """Squared error as a share of the variance, over fresh sources and a fresh code."""
    x = 1.5 * torch.randn(SAMPLES, n, K, generator=rng)
    return ((decoded(rng, x, d) - x) ** 2).mean() / 1.5**2


def check_what_one_context_loses(rng, n=N, d=D):
    """A linear code of d numbers loses 1 − d/(n·k) of n tokens of k = 4 independent numbers."""
    return estimate(lambda: lost(rng, n, d, one_context), predicted=1 - d / (n * K), within="5%")


@guards(check_what_one_context_loses)
def control_attention_over_all_states(rng, n=N, d=D):
    """Attention over n states of that width loses next to nothing."""
    return estimate(lambda: lost(rng, n, d, attention), predicted=1 - d / (n * K), within="5%")


def share_lost(encode, deviations):
    """Expected loss of a linear code (d, n·k), decoded by its pseudo-inverse, as a share of the variance."""
    missing = torch.eye(len(deviations)) - torch.linalg.pinv(encode) @ encode  # (n·k, n·k)
    return ((missing * deviations) ** 2).sum() / (deviations**2).sum()


def any_code(rng, n, d, spread):
    """Lost shares of 30 random codes and of the best one; the numbers have deviations from 1 to `spread`."""
    deviations = torch.linspace(1, spread, n * K)
    codes = [torch.eye(n * K)[-d:], *torch.randn(30, d, n * K, generator=rng)]
    errors = torch.stack([share_lost(code, deviations) for code in codes])
    return exact(errors, torch.full((31,), 1 - d / (n * K)), ops=100 * n * K)


def check_all_linear_codes_lose_the_same(rng, n=N, d=D):
    """With independent numbers of equal variance every linear code loses 1 − d/(n·k), and none less."""
    return any_code(rng, n, d, spread=1)


@guards(check_all_linear_codes_lose_the_same)
def control_unequal_numbers(rng, n=N, d=D):
    """If some numbers vary four times as much as others, some codes lose less."""
    return any_code(rng, n, d, spread=4)


def keeping(n, d, chosen):
    """Lost share when the numbers `chosen` are kept, against what the d largest variances leave."""
    deviations = torch.linspace(1, 4, n * K)
    left = deviations[: n * K - d] ** 2
    return exact(share_lost(chosen, deviations), left.sum() / (deviations**2).sum(), ops=9 * n * K)


def check_unequal_numbers_cost_less(rng, n=N, d=D):
    """With unequal variances the code that keeps the d largest loses the share of all others."""
    return keeping(n, d, torch.eye(n * K)[-d:])


@guards(check_unequal_numbers_cost_less)
def control_keeping_the_smallest(rng, n=N, d=D):
    """Keeping the d smallest loses more."""
    return keeping(n, d, torch.eye(n * K)[:d])


class Decoder(nn.Module):
    """Two GRUs; the second starts from the first's last state, and may look at all of its states."""

    def __init__(self, hidden):
        super().__init__()
        self.encoder, self.decoder = nn.GRU(K, hidden), nn.GRU(2, hidden)
        self.out = nn.Linear(hidden, OUT)

    def forward(self, x, inputs, look):
        """x (n, k), inputs (m, 2) -> outputs (m, out)."""
        memory, last = self.encoder(x)  # (n, h), (1, h)
        states, _ = self.decoder(inputs, last)  # (m, h)
        return self.out(look(states, memory))


def blind(states, memory):
    """The decoder's states alone."""
    return states


def looking(states, memory):
    """With what attention over the encoder's states adds."""
    return states + (3 * states @ memory.T).softmax(-1) @ memory


def directions(rng, n, hidden, look):
    """Rank of ∂(all outputs)/∂(all source numbers), against the width of the context."""
    model, x = Decoder(hidden), torch.randn(n, K, generator=rng)
    inputs = torch.randn(STEPS, 2, generator=rng)
    slopes = jacobian(lambda x: model(x, inputs, look), x).reshape(STEPS * OUT, n * K)
    return exact(torch.linalg.matrix_rank(slopes), torch.tensor(hidden))


def check_all_outputs_see_d_directions(rng, n=N):
    """All outputs of a GRU decoder together respond to changes of the source in h = 6 directions only."""
    return directions(rng, n, 6, blind)


@guards(check_all_outputs_see_d_directions)
def control_looking_at_all_states(rng, n=N):
    """With attention over the encoder's states they respond to more than 6."""
    return directions(rng, n, 6, looking)


if __name__ == "__main__":
    main()
