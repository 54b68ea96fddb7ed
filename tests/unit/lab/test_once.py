"""What several experiments judge is measured once a seed, whoever asks first."""

from __future__ import annotations

import pytest
import torch

from quiz.lab import once, turns
from quiz.lab.occasion import begin
from quiz.lab.run import Experiment, NoEvidenceError, measure


@pytest.fixture(autouse=True)
def no_occasion():
    yield
    import quiz.lab.occasion as module

    module._occasion = ""


def stranger() -> torch.Generator:
    return torch.Generator().manual_seed(99)


def measured(asked: list[tuple[int, str]], calls: list[str]) -> dict[tuple[int, str], float]:
    @once
    def draw(rng, what, scale=1.0):
        calls.append(what)
        return float(torch.rand(1, generator=rng) + torch.rand(1)) * scale

    found = {}
    for seed, what in asked:
        begin("deck/name", seed, "cpu")
        found[seed, what] = draw(stranger(), what)
    return found


def test_it_is_made_once_for_each_seed_and_argument():
    calls: list[str] = []
    found = measured([(0, "a"), (0, "b"), (0, "a"), (1, "a")], calls)
    assert calls == ["a", "b", "a"]
    assert len(set(found.values())) == 3


def test_it_does_not_matter_who_asks_first_or_what_was_drawn_before():
    one = measured([(0, "a"), (0, "b")], [])
    torch.rand(5)
    other = measured([(0, "b"), (0, "a")], [])
    assert one == other


def test_what_is_large_is_made_again_and_is_the_same():
    calls = []

    @once
    def draw(rng, size):
        calls.append(size)
        return torch.rand(size, generator=rng, dtype=torch.float64), [torch.rand(size, dtype=torch.float64)]

    begin("deck/name", 0, "cpu")
    for size, times in ((1 << 20, 1), ((1 << 20) + 1, 2)):  # two of float64: 16 MiB in all, and a little more
        one, other = draw(stranger(), size), draw(stranger(), size)
        assert calls.count(size) == times
        assert torch.equal(one[0], other[0])
        assert torch.equal(one[1][0], other[1][0])


def test_what_comes_after_does_not_depend_on_whether_it_was_made():
    @once
    def draw(rng):
        return torch.rand(3, generator=rng) + torch.rand(3)

    begin("deck/name", 0, "cpu")
    after = []
    for _ in range(2):
        torch.manual_seed(5)
        rng = torch.Generator().manual_seed(5)
        draw(rng)
        after.append((torch.rand(1).item(), torch.rand(1, generator=rng).item()))
    assert after[0] == after[1]


def test_outside_of_a_run_it_is_the_function_itself():
    @once
    def draw(rng):
        return torch.rand(1, generator=rng).item()

    assert draw(stranger()) == torch.rand(1, generator=stranger()).item()


def test_functions_tell_apart_and_tensors_are_refused():
    @once
    def draw(rng, what):
        return torch.rand(1, generator=rng).item()

    begin("deck/name", 0, "cpu")
    assert draw(stranger(), torch.relu) != draw(stranger(), torch.tanh)
    for odd in (torch.zeros(1), lambda: 0):
        with pytest.raises(TypeError, match="told apart"):
            draw(stranger(), odd)


def test_the_two_sources_of_random_numbers_are_independent():
    """Data drawn from `rng` and a mask that torch draws by itself must not be the same numbers."""
    drawn = []

    def look(rng):
        drawn.append((torch.rand(50, generator=rng), torch.rand(50)))

    look_once = once(lambda rng: look(rng))
    begin("deck/name", 0, "cpu")
    look_once(stranger())
    with pytest.raises(NoEvidenceError):
        measure(Experiment("a", "check", look, {}, ""), {}, verifier="deck/name", seed=0)
    assert len(drawn) == 2
    assert not any(torch.equal(own, torchs) for own, torchs in drawn)


def test_experiments_look_at_the_same_turns():
    @once
    def draw(rng, turn, scale):
        return scale * torch.rand(3, generator=rng)

    begin("deck/name", 0, "cpu")
    one, other = (turns(draw, stranger(), scale) for scale in (1.0, 1.0))
    first, second = one(), one()
    assert not torch.equal(first, second)
    assert torch.equal(other(), first)
    assert torch.equal(other(), second)
