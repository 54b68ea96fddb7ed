"""One line that shows a claim and its measurement: the region claimed, the interval found, both numbers."""

from __future__ import annotations

from quiz.lab.evidence import Evidence
from quiz.proof.axis import axis
from quiz.tui.drawing.canvas import Ink, Row


def draw(evidence: Evidence, columns: int) -> Row:
    """As `───[══╪══]──━●━──`: where the claim holds, the prediction, the measurement and its interval."""
    if evidence.measured is None:
        return []
    ends = [evidence.measured, evidence.predicted, evidence.low, evidence.high, evidence.least, evidence.most]
    line = axis([end for end in ends if end is not None], room=0.15)
    cells: list[tuple[str, Ink]] = [("─", "axis")] * columns

    def at(value: float) -> int | None:
        share = line.at(value)
        return None if share is None else min(columns - 1, max(0, round(share * (columns - 1))))

    def put(value: float | None, char: str, ink: Ink) -> None:
        column = None if value is None else at(value)
        if column is not None:
            cells[column] = (char, ink)

    left = 0 if evidence.least is None else at(evidence.least)
    right = columns - 1 if evidence.most is None else at(evidence.most)
    if left is not None and right is not None and (evidence.least, evidence.most) != (None, None):
        cells[left : right + 1] = [("═", "region")] * (right + 1 - left)
    low, high = (None if end is None else at(end) for end in (evidence.low, evidence.high))
    if low is not None and high is not None and low < high:
        cells[low : high + 1] = [("━", "interval")] * (high + 1 - low)
    put(evidence.least, "[", "region")
    put(evidence.most, "]", "region")
    put(evidence.predicted, "╪", "predicted")
    put(evidence.measured, "●", "measured")
    runs: Row = []
    for char, ink in cells:
        if runs and runs[-1][1] == ink:
            runs[-1] = (runs[-1][0] + char, ink)
        else:
            runs.append((char, ink))
    return runs
