"""What a detector can learn from a cue far away: nothing by convolution alone, all with attention.

On the ground stand a few pillars: one target in the first column, one cue in the last, six cells on, and
clutter between them. All carry a sign; the target's class is that of the cue. Two layers of 3×3
convolution do not reach it from the target: whatever they learn, the cue's sign changes nothing there, and
half the answers are right.

With one head of attention added, the target can ask for the cue by its kind, wherever it stands, and read its
sign. Both nets are trained from random weights, many runs side by side, each on scenes of its own.
"""

import torch
from torch.nn.functional import conv2d, scaled_dot_product_attention, softplus

from quiz.lab import Knob, guards, main, once, trained

CLUTTER = Knob(3, [1, 2, 3], "pillars of clutter, each with a sign of its own")
RUNS, BATCH, TESTS, STEPS, RATE = 32, 12, 120, 45, 0.02
H, W, D = 5, 7, 6  # rows and columns of the ground, width of the net
LEFT, RIGHT = [0, 7, 14, 21, 28], [6, 13, 20, 27, 34]  # cells of the first and the last column


def scenes(rng, clutter, batch):
    """Cells (R, B, pillars), features (R, B, 4, pillars), class ±1 (R, B); first the target, then the cue."""
    pair = torch.tensor([LEFT, RIGHT])[[0, 1], torch.randint(5, (RUNS, batch, 2), generator=rng)]
    free = torch.rand(RUNS, batch, H * W, generator=rng).scatter(-1, pair, -1)  # both are taken
    spots = torch.cat([pair, free.topk(clutter).indices], -1)
    kind = torch.eye(3)[torch.arange(clutter + 2).clamp(max=2)].T.expand(RUNS, batch, -1, -1)
    sign = torch.randint(2, (RUNS, batch, 1, clutter + 2), generator=rng) * 2.0 - 1
    return spots, torch.cat([kind, sign], 2), sign[:, :, 0, 1]


def weights(rng):
    """Two kernels, W_Q, W_K, W_V and the output of each run."""
    shapes = [(D, 4, 3, 3), (D, D, 3, 3), (D, D), (D, D), (D, D), (D, 1)]
    drawn = [0.4 * torch.randn(RUNS, *shape, generator=rng) for shape in shapes]
    return [part.float().requires_grad_() for part in drawn]


def convolved(spots, x, kernels):
    """Two layers of 3×3 convolution, kernels for each run, read at the pillars: (R, B, pillars, D)."""
    at = spots[:, :, None].expand(-1, -1, x.shape[2], -1)
    ground = torch.zeros(*x.shape[:3], H * W).to(x).scatter(3, at, x)
    ground = ground.transpose(0, 1).flatten(1, 2).unflatten(-1, (H, W))  # (B, R·4, H, W)
    for kernel in kernels:
        ground = conv2d(ground, kernel.flatten(0, 1), padding=1, groups=RUNS).tanh()
    read = ground.unflatten(1, (RUNS, D)).flatten(3).transpose(0, 1)  # (R, B, D, H·W)
    return read.gather(3, spots[:, :, None].expand(-1, -1, D, -1)).mT


def alone(local, w_q, w_k, w_v):
    """What the convolution gives at the target, (R, B, 1, D)."""
    return local[:, :, :1]


def with_attention(local, w_q, w_k, w_v):
    """The same, and what the target finds among the pillars."""
    target = local[:, :, :1]
    return target + scaled_dot_product_attention(target @ w_q, local @ w_k, local @ w_v)


def logits(spots, x, parts, look):
    """Evidence for the class +, (R, B)."""
    local = convolved(spots, x.float(), parts[:2])
    return (look(local, *(part[:, None] for part in parts[2:5])) @ parts[5][:, None])[:, :, 0, 0]


@once
def sureness(rng, clutter, look):
    """Mean probability that the right class gets in fresh scenes after training, (R,)."""
    parts = weights(rng)
    for _ in range(STEPS):
        spots, x, label = scenes(rng, clutter, BATCH)
        given = logits(spots, x, parts, look)
        loss = softplus(-label.float() * given).sum()
        slopes = torch.autograd.grad(loss, parts, materialize_grads=True)
        with torch.no_grad():
            for part, slope in zip(parts, slopes, strict=True):
                part -= RATE * slope.sign()
    spots, x, label = scenes(rng, clutter, TESTS)
    return (logits(spots, x, parts, look).detach().double() * label).sigmoid().mean(1).reshape(RUNS)


def check_attention_uses_the_far_cue(rng, clutter=CLUTTER):
    """With attention a detector learns to use a cue beyond its kernels: the right class gets over 0.85."""
    return trained(sureness(rng, clutter, with_attention), at_least=0.85)


@guards(check_attention_uses_the_far_cue)
def control_convolution_alone(rng, clutter=CLUTTER):
    """By convolution alone it does not get that much."""
    return trained(sureness(rng, clutter, alone), at_least=0.85)


def check_convolution_guesses(rng, clutter=CLUTTER):
    """By convolution alone the right class gets about half of the probability: from 0.4 to 0.6."""
    return trained(sureness(rng, clutter, alone), at_least=0.4, at_most=0.6)


@guards(check_convolution_guesses)
def control_attention(rng, clutter=CLUTTER):
    """With attention it gets more."""
    return trained(sureness(rng, clutter, with_attention), at_least=0.4, at_most=0.6)


if __name__ == "__main__":
    main()
