"""A card with its proof beside it, as a review shows them and as they are read apart from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quiz.bank.model import Question
from quiz.errors import QuizError
from quiz.session import Session
from quiz.tui.screens.proving_room import ProvingRoom
from quiz.tui.widgets.card import Card
from quiz.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from quiz.tui.widgets.proof_column import ProofColumn


class ReviewProof(ProvingRoom):
    """Card and proof, which keys move and which both languages tell; what comes of it is for the screen."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # as Textual declares it

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

    @property
    def foretells(self) -> bool:
        """Whether the number of a prediction is to be measured."""
        return self.session.predicted is not None

    async def retell(self) -> None:
        """Everything again in the other language."""
        await self.card.show(self.language, fresh=False)
        if self._proof:
            self._proof.tell()
        self.tell()

    def on_resize(self) -> None:
        """What fits beside the answer depends on the width."""
        self.tell()

    def action_point(self, key: str) -> None:
        """Go to the next or the last point, and to its proof; scroll past the ends."""
        if self.card.step(1 if key == "down" else -1):
            if self._proof and self.session.current:
                self._proof.choose_id(self.session.current.points[self.card.cursor].proof)
        else:
            self.card.move(key)

    def action_scroll(self, key: str) -> None:
        """Move the column that keys act on."""
        pane = self._proof if self._proof and self.at_proof else self.card
        pane.move(key)

    async def action_edit(self) -> None:
        """Open the question in the learner's editor, and show it as it is afterwards."""
        question = self.session.current
        faults = self.quiz.edit(question) if question else None
        if faults is None or question is None:
            return
        from quiz.tui.edits import show_faults

        if not self.query("#faults"):
            await self.mount(Prose(id="faults"), after="#where")
        show_faults(self, faults)
        if not faults:
            self.session.revise(self.quiz.revised(self.session.questions))
            await self.card.show(self.language, fresh=False)
        self.tell()

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

    def _tell_proof(self) -> None:
        """Show or hide the proof, as there is one and there is room for it."""
        question = self.session.current
        proving = self.session.phase == "answer" and bool(question and question.proofs)
        beside = self.size.width >= self.HORIZONTAL_BREAKPOINTS[1][0]
        self.set_class(proving and (beside or self.at_proof), "-proving")

    def _proof_modes(self, question: Question) -> set[str]:
        """What the question and its proof make possible, once the answer shows."""
        found = set()
        if question.points:
            found.add("points")
        if question.proofs:
            found |= {"proofs", "at proof" if self.at_proof else "at card"}
            if self._proof and self._proof.dial:
                found.add("dials")
        if question.follow_ups:
            found.add("follow-ups")
        return found

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
            await self.mount(self._proof, after=self.card)
        try:
            found = bench(question, self.desk.verifier)
        except QuizError as error:
            from quiz.told import told

            found = Bench({}, [], {}, tuple(told(fault.message, self.language) for fault in error.faults))
        if not self.foretells:
            found.foretold = None
        self._proof.take(found)
        return self._proof

    def _mark(self, proof: str) -> Content:
        return self._proof.mark(proof) if self._proof else Content("")
