"""What the plan's simulator found, as a table of its scenarios and a few rows. For `plan.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

from tests.benchmarks.harness import Row

SURE = 2.0
"""Standard errors by which the mean of the paired differences must be above 0."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The same learners with the plan and with a rival: what each recalled, as shares of all questions."""

    ours: Sequence[float]
    theirs: Sequence[float]
    least: float = 1.0
    """How many times as much it should be at least."""

    @property
    def ratio(self) -> float:
        """How many times as much."""
        return mean(self.ours) / mean(self.theirs)

    @property
    def margin(self) -> float:
        """The mean of the paired differences, in its standard errors."""
        gaps = [one - self.least * other for one, other in zip(self.ours, self.theirs, strict=True)]
        return mean(gaps) / (stdev(gaps) / len(gaps) ** 0.5)

    def __str__(self) -> str:
        return f"{self.ratio:.2f}{'' if self.margin > SURE else ' (not clear)'}"


def head(rivals: Sequence[str]) -> list[str]:
    """The first two lines of the table."""
    cells = [
        "learner",
        "the plan",
        *rivals,
        *(f"over {name}" for name in rivals),
        "a week later, over Anki's",
    ]
    return [_row(cells), _row(["---"] * len(cells))]


def told(name: str, leads: Sequence[Lead], later: Lead) -> str:
    """A line of the table: what is recalled with the plan, and with each rival; then the leads."""
    shares = [leads[0].ours, *(lead.theirs for lead in leads)]
    return _row([name, *(f"{mean(share):.3f}" for share in shares), *map(str, leads), str(later)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def summary(what: str, against: str, leads: Mapping[str, Lead]) -> Row:
    """Over all scenarios, by their names: the leads, how many are clear, and the least margin."""
    unclear = [name for name, lead in leads.items() if lead.margin <= SURE]
    least = min(lead.margin for lead in leads.values())
    clear = f"{len(leads) - len(unclear)} of {len(leads)} clear, the least by {least:.1f} standard errors"
    ratios = [lead.ratio for lead in leads.values()]
    aim = f"> {next(iter(leads.values())).least:g} by {SURE:g} standard errors in each"
    return Row(f"{what}: {clear}", against, ratios, aim, not unclear, "; ".join(unclear))
