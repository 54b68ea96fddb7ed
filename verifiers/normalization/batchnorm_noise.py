"""BatchNorm is noisy, the more so the smaller the batch.

Take one channel with independent normal activations x of mean μ and standard deviation σ. The mean m and the
(biased) standard deviation s over B of them are estimates and differ from batch to batch: Var(m) = σ²/B.

In training an activation becomes x̂ = (x − m)/s, at test z = (x − μ)/σ, as running averages have seen many
batches. How far are the two apart? Averaged over a batch x̂² is 1 and x̂·z is s/σ, so that

    E[(x̂ − z)²] = 1 + 1 − 2·E[s/σ],     E[s/σ] = √(2/B)·Γ(B/2)/Γ((B − 1)/2) ≈ 1 − 3/(4B)

This is about 3/(2B): a root mean square of 0.11 at B = 128, and of 0.93 at B = 2, where x̂ is ±1 whatever x.

LayerNorm takes its statistics over the features of one sample: how many samples there are is nothing to it.
"""

import math

import torch
from torch.nn.functional import batch_norm

from quiz.lab import Knob, estimate, guards, main, slope

B = Knob(8, [2, 8, 32, 128], "samples in the batch")
SIZES = (8, 16, 32, 64)
REPLICATES, BATCHES = 16, 150
MEAN, STD, VARIANCE = 3.0, 1.5, 2.25


def activations(rng, size):
    """Activations with mean 3 and standard deviation 1.5 in batches of `size`: (size, replicates·batches)."""
    shape = (size, REPLICATES * BATCHES)
    return torch.normal(MEAN, STD, shape, generator=rng, dtype=torch.float32).double()


def replicates(values):
    """One row for each replicate: (replicates·batches,) -> (replicates, batches)."""
    return values.unflatten(0, (REPLICATES, BATCHES))


def noise(rng, size):
    """The variance over batches of the mean that normalises, one for each replicate: (replicates,)."""
    return replicates(activations(rng, size).mean(0)).var(-1)


def check_variance_of_the_batch_mean(rng, b=B):
    """The batch mean has variance σ²/B; here σ = 1.5."""
    return estimate(lambda: noise(rng, b), VARIANCE / b, within="15%")


@guards(check_variance_of_the_batch_mean)
def control_twice_the_samples(rng, b=B):
    """A mean over twice as many samples has not this variance."""
    return estimate(lambda: noise(rng, 2 * b), VARIANCE / b, within="15%")


def noises(rng, counted):
    """That variance at each batch size, if `counted(size)` numbers go into a mean: (replicates, sizes)."""
    return torch.stack([noise(rng, counted(size)) for size in SIZES], -1)


def check_noise_falls_with_the_batch(rng):
    """The variance of the batch mean has exponent −1 in B, from 8 to 64."""
    return slope(SIZES, lambda: noises(rng, lambda size: size), predicted=-1, within=0.1)


@guards(check_noise_falls_with_the_batch)
def control_mean_over_features(rng):
    """The mean over 32 features of one sample, LayerNorm's, does not change with B."""
    return slope(SIZES, lambda: noises(rng, lambda size: 32), predicted=-1, within=0.1)


def mismatch(rng, size, seen):
    """Root mean square of training output minus test output, if each statistic sees `seen` of the samples."""
    x = activations(rng, size)  # torch takes each column for a channel; here it is a batch of its own
    columns = torch.ones(REPLICATES * BATCHES)
    training = torch.cat([batch_norm(part, None, None, training=True) for part in x.split(seen)])
    at_test = batch_norm(x, MEAN * columns, VARIANCE * columns)
    return replicates((training - at_test).square().mean(0)).mean(-1).sqrt()  # (replicates,)


def predicted_mismatch(size):
    """√(2 − 2·E[s/σ]) for normal activations."""
    spread = math.sqrt(2 / size) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))
    return math.sqrt(2 - 2 * spread)


def check_training_and_test_differ(rng, b=B):
    """Outputs in training and at test differ by √(2 − 2·E[s/σ]), root mean square: about √(3/2B)."""
    return estimate(lambda: mismatch(rng, b, b), predicted_mismatch(b), within="10%")


@guards(check_training_and_test_differ)
def control_another_batch_size(rng, b=B):
    """In batches of half more samples they do not differ by this."""
    return estimate(lambda: mismatch(rng, b + b // 2, b + b // 2), predicted_mismatch(b), within="10%")


def mismatches(rng, seen):
    """That difference at each batch size, if a statistic sees `seen(size)` samples: (replicates, sizes)."""
    return torch.stack([mismatch(rng, size, seen=seen(size)) for size in SIZES], -1)


def check_mismatch_grows_as_the_batch_shrinks(rng):
    """The difference has exponent −½ in B, from 8 to 64."""
    return slope(SIZES, lambda: mismatches(rng, lambda size: size), predicted=-1 / 2, within=0.1)


@guards(check_mismatch_grows_as_the_batch_shrinks)
def control_statistics_over_eight(rng):
    """Statistics over 8 samples each time leave it as it is, however large the batch."""
    return slope(SIZES, lambda: mismatches(rng, lambda size: 8), predicted=-1 / 2, within=0.1)


if __name__ == "__main__":
    main()
