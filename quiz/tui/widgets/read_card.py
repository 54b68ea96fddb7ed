"""The card as it is read apart from a review: nothing to tick, and the number is told, not graded."""

from __future__ import annotations

from textual.content import Content

from quiz.tui.text.figures import number
from quiz.tui.widgets.card import Card
from quiz.tui.widgets.rows import PointRow


class ReadCard(Card):
    """Shows question and answer at once."""

    def _points_title(self) -> Content:
        return Content(self._say("review.points"))

    def _tell_point(self, row: PointRow) -> None:
        question = self._session.current
        if question is None or row.index >= len(question.points):
            return
        row.tell(ticked=None, here=row.index == self.cursor, proof=self._point_mark(question, row.index))

    def _foretold(self) -> Content:
        measured = self._session.measured
        if measured is None:
            return Content("")
        return Content.styled(self._say("review.measured", measured=number(measured)), "bold $measured")
