"""The proof of a review: which one it is, and what it tells the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content

from quiz.errors import QuizError
from quiz.session import Session
from quiz.tui.screens.proving_room import ProvingRoom
from quiz.tui.widgets.card import Card

if TYPE_CHECKING:
    from quiz.tui.widgets.proof_column import ProofColumn


class ReviewProof(ProvingRoom):
    """The half of a review that stands beside the answer."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._proof: ProofColumn | None = None

    @property
    def proof(self) -> ProofColumn | None:
        """The proof of the present question, once it is revealed."""
        return self._proof

    @property
    def at_proof(self) -> bool:
        """Whether keys that move act on the proof."""
        return self.has_class("-at-proof")

    @property
    def card(self) -> Card:
        """The question and its answer."""
        return self.query_one(Card)

    def action_proof(self) -> None:
        """Go to the proof, or back to the answer."""
        self.toggle_class("-at-proof")
        self.tell()

    def action_again_here(self) -> None:
        """The same by the key that rates Good when it is not the proof that has the keys."""
        self.action_again()

    def action_lab(self) -> None:
        """Open the verifier of the chosen check in the Lab."""
        self.open_lab()

    def on_proof_column_changed(self) -> None:
        """A verdict has come, another check is shown, or the measurement that a prediction waits for."""
        measured = self._proof.measured if self._proof else None
        if measured is not None and self.session.measured is None:
            self.session.measure(measured)
            self.tell()
        self.card.tell()

    def tell(self) -> None:
        """Bring everything beside the card up to date."""

    def _warm(self) -> None:
        self.quiz.warmth.begin()  # whoever runs a proof waits for it, the screen does not

    async def _bench(self) -> ProofColumn | None:
        """The proof of this question, if it has one, put up beside the answer when first needed."""
        question = self.session.current
        if question is None or not question.proofs:
            return None
        from quiz.tui.proving import Bench, bench

        if self._proof is None:
            from quiz.tui.widgets.proof_column import ProofColumn

            self._proof = ProofColumn(self.desk, self.quiz.warmth, lambda: self.language)
            await self.query_one("#panes", Horizontal).mount(self._proof)
        try:
            found = bench(question, self.desk.verifier)
        except QuizError as error:
            found = Bench({}, [], {}, tuple(fault.message for fault in error.faults))
        if self.session.predicted is None:
            found.foretold = None
        self._proof.take(found)
        return self._proof

    def _mark(self, proof: str) -> Content:
        return self._proof.mark(proof) if self._proof else Content("")
