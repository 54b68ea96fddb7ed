"""Is the declared error the real one? Many cheap runs on statistics of every kind.

At 1e-6 an error is too rare to be seen; so coverage is counted where errors are common (5 % and 1 %)
with the very function that serves at 1e-6, and the verdicts themselves are then asked to be without error.
"""

from math import exp, sqrt

import pytest
import torch

from quiz.lab import estimate
from quiz.lab.interval import interval

F64 = torch.float64


def gaussian(rng, shape):
    return torch.randn(shape, generator=rng, dtype=F64)


def skewed(rng, shape):
    return torch.empty(shape, dtype=F64).exponential_(generator=rng) - 1


def very_skewed(rng, shape):
    return torch.randn(shape, generator=rng, dtype=F64).exp() - exp(0.5)


def heavy_tailed(rng, shape):
    """Student's t with 3 degrees of freedom: no third moment."""
    squares = torch.randn((3, *shape), generator=rng, dtype=F64).square().mean(0)
    return torch.randn(shape, generator=rng, dtype=F64) / squares.sqrt()


def discrete(rng, shape):
    return (torch.rand(shape, generator=rng, dtype=F64) < 0.2).to(F64) - 0.2


STATISTICS = {
    gaussian: 1.0,
    skewed: 1.0,
    very_skewed: sqrt((exp(1) - 1) * exp(1)),
    heavy_tailed: sqrt(3),
    discrete: 0.4,
}
"""Each with mean 0, and its standard deviation."""

every_statistic = pytest.mark.parametrize("statistic", STATISTICS, ids=lambda f: f.__name__)


@every_statistic
@pytest.mark.parametrize("error", [0.05, 0.01])
def test_the_interval_misses_at_most_as_often_as_declared(statistic, error):
    """Replicates as a verifier makes them: each the average of 200 draws."""
    runs, replicates = 2000, 64
    rng = torch.Generator().manual_seed(11)
    means = torch.cat([statistic(rng, (100, replicates, 200)).mean(-1) for _ in range(runs // 100)])
    missed = sum(not low <= 0.0 <= high for _, low, high in (interval(row, error) for row in means.tolist()))
    three_sigma = 3 * sqrt(runs * error * (1 - error))
    assert missed <= runs * error + three_sigma


@every_statistic
def test_the_interval_is_not_so_wide_that_it_could_never_err(statistic):
    """A rule that never errs is a rule that never sees: at 5 % some runs must miss."""
    rng = torch.Generator().manual_seed(12)
    means = statistic(rng, (500, 64, 200)).mean(-1)
    missed = sum(not low <= 0.0 <= high for _, low, high in (interval(row, 0.05) for row in means.tolist()))
    assert missed > 0


def verdicts(statistic, truth, margin_in_sds, runs, seed):
    """Verdicts on `mean = 0 within margin` when the mean is `truth` margins; averages of 50 draws."""
    sd = STATISTICS[statistic] / sqrt(50)
    margin = margin_in_sds * sd
    rng = torch.Generator().manual_seed(seed)

    def draw():
        return statistic(rng, (64, 50)).mean(-1) + truth * margin

    return [estimate(draw, predicted=0.0, within=margin).verdict for _ in range(runs)]


@every_statistic
@pytest.mark.parametrize("margin", [0.3, 1.0, 3.0])
def test_true_claims_are_never_refuted_in_a_few_hundred_runs(statistic, margin):
    assert "refuted" not in verdicts(statistic, 0.0, margin, 150, seed=21)


@every_statistic
@pytest.mark.parametrize("margin", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("truth", [1.5, -1.5])
def test_claims_false_by_half_a_margin_more_never_hold(statistic, margin, truth):
    assert "holds" not in verdicts(statistic, truth, margin, 75, seed=22)


@every_statistic
@pytest.mark.parametrize("truth", [1.0, -1.0])
def test_a_claim_on_the_very_edge_is_left_open(statistic, truth):
    """The truth lies on the border of the region, so that noise alone must not decide.

    A discrete mean may fall on the border itself, which belongs to the region.
    """
    allowed = {"inconclusive", "holds"} if statistic is discrete else {"inconclusive"}
    assert set(verdicts(statistic, truth, 1.0, 40, seed=23)) <= allowed


@every_statistic
def test_a_clear_truth_is_found_out_at_once(statistic):
    """Power: with a margin of four standard errors every true claim holds and every false one is refuted."""
    assert set(verdicts(statistic, 0.0, 4.0, 50, seed=24)) == {"holds"}
    assert set(verdicts(statistic, 2.0, 4.0, 50, seed=25)) == {"refuted"}
