"""The proof panel at work: holds the bench of the present question and runs what is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from quiz.bank.model import Question
from quiz.errors import QuizError
from quiz.lab.evidence import Evidence
from quiz.proof.messages import Result
from quiz.session import Session
from quiz.text import Language
from quiz.tui.desk import Desk
from quiz.tui.proving import Bench, bench
from quiz.tui.runs import prove
from quiz.tui.text.marks import judged, outcome
from quiz.tui.warmth import Warmth
from quiz.tui.widgets.proof_panel import Board, ProofPanel, TrialRow
from quiz.tui.words import say

if TYPE_CHECKING:
    from quiz.tui.screens.room import Room

_REDRAW = 0.1  # seconds between two redraws while results stream in
_PATIENCE = 0.5  # seconds after which it is said what one waits for


class ProofColumn(ProofPanel):
    """Takes a question, proves it, and says so as it goes."""

    class Changed(Message):
        """Something new is known."""

    def __init__(self, desk: Desk, warmth: Warmth, session: Session) -> None:
        super().__init__()
        self._desk = desk
        self._warmth = warmth
        self._session = session
        self._bench = Bench({}, [], {})
        self._chosen = 0
        self._dial = 0
        self._began = 0.0
        self._stale = False
        self._timer: Timer | None = None
        self._worker: Worker[None] | None = None
        self.seed = 0

    @property
    def measured(self) -> float | None:
        """What was measured for the prediction, once it was."""
        return self._bench.measured

    @property
    def has_dials(self) -> bool:
        """Whether there is a knob to turn."""
        return bool(self._bench.dials)

    def on_mount(self) -> None:
        """Redraws are timed, so that a flood of messages costs no more than a trickle."""
        self._timer = self.set_interval(_REDRAW, self._tick, pause=True)

    def take(self, question: Question | None) -> None:
        """Put another question on the bench; what ran for the last one ends."""
        if self._worker:
            self._worker.cancel()
            self._worker = None
        self._bench = Bench({}, [], {})
        self._chosen = self._dial = self.seed = 0
        if question:
            try:
                self._bench = bench(question, self._desk.verifier)
            except QuizError as error:
                self._bench = Bench({}, [], {}, tuple(fault.message for fault in error.faults))
            self.scroll_home(animate=False)
        self.tell()

    def run(self, seed: int) -> None:
        """Prove everything on the bench, with the random numbers of `seed`; a run that goes on ends."""
        if not self._bench.trials:
            return
        self.seed = seed
        self._began = self._desk.clock()
        first = self._session.predicted is not None and self._bench.measured is None
        work = prove(
            self._bench,
            self._warmth,
            self._bench.jobs(seed),
            foretold=self._bench.prediction() if first else None,
            keep=self._keep,
            changed=self._note,
        )
        self._worker = self.run_worker(work, group="proof", exclusive=True, exit_on_error=False)

    def turn(self, step: int) -> None:
        """Turn the knob in hand and run again."""
        if self._bench.dials and self._bench.turn(self._dial, step):
            self.run(self.seed)

    def next_dial(self) -> None:
        """Take the next knob in hand."""
        if self._bench.dials:
            self._dial = (self._dial + 1) % len(self._bench.dials)
            self.tell()

    def choose_step(self, step: int) -> None:
        """Show the next or the last check in full."""
        self._choose(self._chosen + step)

    def choose_id(self, id: str) -> None:
        """Show the check `id` in full, if it is on the bench."""
        ids = list(self._bench.trials)
        if id in ids:
            self._choose(ids.index(id))

    def mark(self, proof: str) -> Content:
        """What is known of a check: from this run, or else from an earlier one."""
        language = self._spoken
        trial = self._bench.trials.get(proof)
        if trial and (trial.result or trial.failure or trial.running):
            return outcome(trial, language).content
        last = self._desk.proofs.last(proof)
        if last:
            return judged(last.evidence.verdict, passed=last.passed, kind="check", language=language).content
        if proof in self._bench.missing:
            return Content.styled(f"? {say('verdict.missing', language)}", "$text-warning")
        return Content.styled(f"○ {say('verdict.not_run', language)}", "$muted")

    def tell(self) -> None:
        """Draw everything as it stands."""
        self._stale = False
        trials = tuple(self._bench.trials.values())
        known = self._known(trials[self._chosen].id) if self._chosen < len(trials) else None
        board = Board(
            trials,
            tuple(self._bench.dials),
            self._bench.missing,
            self._chosen,
            self._dial,
            self._status(),
            known,
        )
        self.show(board, self._spoken)

    @on(TrialRow.Clicked)
    def _row_clicked(self, event: TrialRow.Clicked) -> None:
        event.stop()
        self._choose(event.index)

    def _choose(self, index: int) -> None:
        self._chosen = min(max(index, 0), max(len(self._bench.trials) - 1, 0))
        self.tell()
        rows = list(self.query(TrialRow))
        if self._chosen < len(rows):
            rows[self._chosen].scroll_visible(animate=False)

    def _note(self) -> None:
        self._stale = True
        if self._timer:
            self._timer.resume()

    def _tick(self) -> None:
        changed = self._stale
        self.tell()
        if changed:
            self.post_message(self.Changed())
        elif not self._bench.running and self._timer:
            self._timer.pause()

    def _status(self) -> str:
        trials = self._bench.trials.values()
        if not trials:
            return ""
        if self._bench.running:
            waited = self._desk.clock() - self._began
            if not self._bench.heard and waited > _PATIENCE:
                return say("proof.warming", self._spoken, seconds=f"{waited:.1f}")
            done = sum(1 for trial in trials if trial.result or trial.failure)
            return say("proof.running", self._spoken, done=done, of=len(trials))
        passed = sum(1 for trial in trials if trial.result and trial.result.passed)
        key = "proof.done" if passed == len(trials) else "proof.undone"
        return say(key, self._spoken, passed=passed, of=len(trials), seed=self.seed)

    def _known(self, id: str) -> Evidence | None:
        last = self._desk.proofs.last(id) if self._bench.untouched else None
        return last.evidence if last else None

    def _keep(self, result: Result) -> None:
        if self._bench.untouched:
            self._desk.proofs.keep(result)

    @property
    def _spoken(self) -> Language:
        return cast("Room", self.screen).language
