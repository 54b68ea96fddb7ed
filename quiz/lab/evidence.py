"""What a check returns. Plain values: no torch here, so that every room can read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

Verdict = Literal["holds", "refuted", "inconclusive"]
Rule = Literal["exact", "estimate", "slope", "order", "bound", "trained"]


class Series(msgspec.Struct, frozen=True):
    """One line or cloud of points to plot."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    dots: bool = False
    """Whether the points are measurements (dots), rather than a curve (a line)."""


class Plot(msgspec.Struct, frozen=True):
    """Series that share a pair of axes."""

    series: tuple[Series, ...]
    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False


class Heat(msgspec.Struct, frozen=True):
    """A matrix worth looking at, such as attention weights; rows from top to bottom."""

    rows: tuple[tuple[float, ...], ...]
    title: str = ""
    x: str = ""
    y: str = ""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A measured claim: what came out, what was predicted, how sure that is, and the verdict.

    `low` and `high` enclose the measured quantity with the stated error probability; the claim
    holds on the region from `least` to `most`. A missing end (None) is open.
    """

    rule: Rule
    verdict: Verdict
    measured: float | None
    predicted: float | None
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None
    error: float = 0.0
    """Probability that the interval misses the truth, over all stages of the plan; 0 when deterministic."""
    samples: int = 1
    """Replicates, trials, or elements compared."""
    sees: float | None = None
    """The smallest departure from the prediction that would have been refuted."""
    says: str = ""
    """One sentence on how the verdict came about."""
    plots: tuple[Plot, ...] = ()
    heats: tuple[Heat, ...] = ()

    def plot(
        self,
        *,
        x: str = "",
        y: str = "",
        log_x: bool = False,
        log_y: bool = False,
        **series: tuple[Any, Any],
    ) -> Evidence:
        """This evidence with one more plot: `name=(xs, ys)`; a name that begins with `predicted` is a curve.

        Underscores in a name are shown as spaces. Tensors, arrays and sequences of numbers all serve.
        """
        drawn = tuple(
            Series(name.replace("_", " "), _floats(xs), _floats(ys), not name.startswith("predicted"))
            for name, (xs, ys) in series.items()
        )
        return msgspec.structs.replace(self, plots=(*self.plots, Plot(drawn, x, y, log_x, log_y)))

    def heat(self, matrix: Any, title: str = "", *, x: str = "", y: str = "") -> Evidence:
        """This evidence with one more heat map of `matrix`, shape (rows, columns)."""
        rows = tuple(_floats(row) for row in (matrix.tolist() if hasattr(matrix, "tolist") else matrix))
        return msgspec.structs.replace(self, heats=(*self.heats, Heat(rows, title, x, y)))


def _floats(values: Any) -> tuple[float, ...]:
    listed: Sequence[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    return tuple(float(value) for value in listed)
