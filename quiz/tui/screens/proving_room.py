"""What a screen with proofs does with them: choose a check, turn its knobs, run it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.tui.screens.room import Room

if TYPE_CHECKING:
    from quiz.tui.widgets.proof_column import ProofColumn


class ProvingRoom(Room):
    """A room that may hold a proof."""

    @property
    def proof(self) -> ProofColumn | None:
        """The proof, if there is one."""
        return None

    def action_trial(self, key: str) -> None:
        """Show the next or the last check of the proof."""
        if self.proof:
            self.proof.choose_step(1 if key in ("right", "down") else -1)

    def action_again(self) -> None:
        """Run the proofs again on fresh random numbers."""
        if self.proof:
            self.proof.run(self.proof.seed + 1)

    def action_dial(self) -> None:
        """Take the next knob in hand."""
        if self.proof:
            self.proof.next_dial()

    def action_turn(self, key: str) -> None:
        """Turn the knob and run again."""
        if self.proof:
            self.proof.turn(1 if key == "right_square_bracket" else -1)

    def action_turn_dial(self, index: int, step: int) -> None:
        """Take a knob in hand and turn it, as a click does."""
        if self.proof:
            self.proof.take_dial(index)
            self.proof.turn(step)

    def open_lab(self) -> None:
        """Open the verifier of the check that is shown, at that check, in the Lab."""
        from quiz.tui.screens.lab import LabScreen

        if self.proof and self.proof.trial:
            trial = self.proof.trial
            self.app.push_screen(LabScreen(trial.verifier, trial.found.name))
