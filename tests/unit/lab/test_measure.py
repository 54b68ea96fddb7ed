import math

import pytest
import torch

from quiz.lab import bound, estimate, order, slope, trained
from quiz.lab.interval import STAGES
from quiz.lab.progress import watched

F64 = torch.float64


@pytest.fixture
def rng():
    return torch.Generator().manual_seed(7)


def noise(rng, mean=0.0, std=1.0, size=16):
    """`size` independent replicates at once."""
    return mean + std * torch.randn(size, generator=rng, dtype=F64)


class TestEstimate:
    def test_a_true_claim_holds_and_the_interval_encloses_it(self, rng):
        evidence = estimate(lambda: noise(rng, 5.0, 0.1), predicted=5.0, within=0.5)
        assert evidence.verdict == "holds"
        assert evidence.low < 5.0 < evidence.high
        assert (evidence.least, evidence.most) == (4.5, 5.5)

    def test_a_false_claim_is_refuted(self, rng):
        assert estimate(lambda: noise(rng, 5.0, 0.1), predicted=6.0, within=0.5).verdict == "refuted"

    def test_a_share_is_of_the_prediction(self, rng):
        evidence = estimate(lambda: noise(rng, -200.0, 1.0), predicted=-200.0, within="3%")
        assert (evidence.least, evidence.most) == (-206.0, -194.0)

    def test_a_share_of_zero_is_refused(self, rng):
        with pytest.raises(ValueError, match="distance"):
            estimate(lambda: noise(rng), predicted=0.0, within="3%")

    def test_more_is_drawn_only_while_undecided_and_only_to_the_next_stage(self, rng):
        easy = estimate(lambda: noise(rng, 0.0, 0.1), predicted=0.0, within=1.0)
        harder = estimate(lambda: noise(rng, 0.0, 1.0), predicted=0.0, within=0.8)
        assert easy.samples == STAGES[0]
        assert harder.samples == STAGES[1]

    def test_an_undecidable_claim_ends_inconclusive_at_the_last_stage(self, rng):
        evidence = estimate(lambda: noise(rng, 1.0, 1.0), predicted=0.0, within=1.0)
        assert (evidence.verdict, evidence.samples) == ("inconclusive", STAGES[-1])

    def test_a_number_at_a_time_and_vectors_serve_alike(self, rng):
        single = torch.Generator().manual_seed(3)
        vector = torch.Generator().manual_seed(3)
        values = torch.randn(64, generator=vector, dtype=F64)
        pool = iter(torch.randn(64, generator=single, dtype=F64))
        a = estimate(lambda: next(pool), predicted=0.0, within=5.0)
        b = estimate(lambda: values, predicted=0.0, within=5.0)
        assert (a.measured, a.low, a.high) == (b.measured, b.low, b.high)

    def test_a_vector_longer_than_a_stage_is_not_peeked_into(self, rng):
        evidence = estimate(lambda: noise(rng, size=1000), predicted=0.0, within=3.0)
        assert evidence.samples == STAGES[0]

    def test_nan_is_inconclusive(self):
        evidence = estimate(lambda: math.nan, predicted=0.0, within=1.0)
        assert evidence.verdict == "inconclusive"
        assert "NaN" in evidence.says

    def test_whoever_watches_sees_the_samples_arrive(self, rng):
        seen = []
        with watched(seen.append):
            estimate(lambda: noise(rng, 0.0, 0.1, size=8), predicted=0.0, within=1.0)
        assert [sample.n for sample in seen] == [8, 16, 24, 32, 40, 48, 56, 64, 64]
        assert seen[-1].low < 0.0 < seen[-1].high


class TestOrder:
    def test_a_stated_difference_is_held_or_refuted(self, rng):
        def contest(by):
            return order(lambda: noise(rng, 3.0, 0.1), lambda: noise(rng, 1.0, 0.1), by=by).verdict

        assert (contest(1.5), contest(2.5)) == ("holds", "refuted")

    def test_swapped_operands_are_refuted(self, rng):
        verdict = order(lambda: noise(rng, 1.0, 0.1), lambda: noise(rng, 3.0, 0.1), by=0.5).verdict
        assert verdict == "refuted"

    def test_a_stated_ratio_is_held_or_refuted(self, rng):
        def contest(times):
            return order(lambda: noise(rng, 6.0, 0.1), lambda: noise(rng, 2.0, 0.05), times=times).verdict

        assert (contest(2.5), contest(3.5)) == ("holds", "refuted")

    def test_one_effect_size_must_be_stated(self, rng):
        with pytest.raises(ValueError, match="only one"):
            order(lambda: noise(rng), lambda: noise(rng))


class TestSlope:
    X = (2, 4, 8, 16)

    def test_the_exponent_of_a_power_law(self):
        y = [3 * x**1.5 for x in self.X]
        assert slope(self.X, y, predicted=1.5, within=1e-9).verdict == "holds"
        assert slope(self.X, y, predicted=1.4, within=0.05).verdict == "refuted"

    def test_the_rate_of_an_exponential(self):
        y = [5 * math.exp(-0.3 * x) for x in self.X]
        assert slope(self.X, y, predicted=-0.3, within=1e-9, log="y").verdict == "holds"

    def test_a_straight_line(self):
        y = [5 - 0.3 * x for x in self.X]
        assert slope(self.X, y, predicted=-0.3, within=1e-9, log="none").verdict == "holds"

    def test_random_values_get_an_interval(self, rng):
        x = torch.tensor(self.X, dtype=F64)

        def draw():
            return 3 * x**2 * torch.exp(0.05 * torch.randn(8, 4, generator=rng, dtype=F64))

        evidence = slope(self.X, draw, predicted=2.0, within=0.1)
        assert evidence.verdict == "holds"
        assert evidence.low < 2.0 < evidence.high
        assert slope(self.X, draw, predicted=1.8, within=0.1).verdict == "refuted"

    def test_the_plot_shows_measurements_and_the_predicted_line(self):
        plot = slope(self.X, [x**2 for x in self.X], predicted=2.0, within=0.1).plots[0]
        measured, predicted = plot.series
        assert measured.y == pytest.approx(predicted.y)
        assert plot.log_x
        assert plot.log_y


class TestBound:
    def test_never_passed(self):
        assert bound([0.1, 0.2], at_most=0.25).verdict == "holds"
        assert bound([0.1, 0.3], at_most=0.25).verdict == "refuted"
        assert bound([0.1, 0.3], at_least=0.1).verdict == "holds"
        assert bound([0.05, 0.3], at_least=0.1).verdict == "refuted"

    def test_a_bound_that_is_said_to_be_reached_must_be(self):
        assert bound([0.1, 0.2499], at_most=0.25, reached=1e-3).verdict == "holds"
        assert bound([0.1, 0.2], at_most=0.25, reached=1e-3).verdict == "refuted"
        assert bound([0.3, 0.2501], at_least=0.25, reached=1e-3).verdict == "holds"
        assert bound([0.3, 0.4], at_least=0.25, reached=1e-3).verdict == "refuted"

    def test_rounding_does_not_break_a_bound(self):
        assert bound(torch.tensor([0.25 + 1e-16], dtype=F64), at_most=0.25).verdict == "holds"
        assert bound(torch.tensor([0.25 + 1e-12], dtype=F64), at_most=0.25).verdict == "refuted"

    def test_the_nearest_trial_is_shown(self):
        evidence = bound([0.1, 0.2], at_most=0.25)
        assert (evidence.measured, evidence.predicted, evidence.samples) == (0.2, 0.25, 2)

    def test_nan_is_inconclusive(self):
        assert bound([0.1, math.nan], at_most=1.0).verdict == "inconclusive"


class TestTrained:
    RUNS = torch.linspace(0.5, 0.9, 24, dtype=F64)

    def test_the_typical_run_lies_in_the_region(self):
        assert trained(self.RUNS, at_least=0.4).verdict == "holds"
        assert trained(self.RUNS, at_least=0.4, at_most=1.0).verdict == "holds"
        assert trained(self.RUNS, at_least=0.95).verdict == "refuted"
        assert trained(self.RUNS, at_most=0.4).verdict == "refuted"
        assert trained(self.RUNS, at_least=0.6).verdict == "inconclusive"

    def test_too_few_runs_are_refused(self):
        with pytest.raises(ValueError, match="draw more"):
            trained(self.RUNS[:20], at_least=0.0)
