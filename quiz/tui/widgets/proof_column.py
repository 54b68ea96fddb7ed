"""The proof panel at work: holds a bench and runs what is on it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from textual import on
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from quiz.lab.knob import KnobValue
from quiz.proof.messages import Result
from quiz.text import Language
from quiz.tui.desk import Desk
from quiz.tui.dial import Dial
from quiz.tui.proving import Bench, Trial
from quiz.tui.runs import prove
from quiz.tui.text.figures import number
from quiz.tui.text.marks import outcome, recalled
from quiz.tui.warmth import Warmth
from quiz.tui.widgets.proof_panel import Board, ProofPanel
from quiz.tui.widgets.trial_row import TrialRow
from quiz.tui.words import say

_REDRAW = 0.1  # seconds between two redraws while results stream in
_PATIENCE = 0.5  # seconds after which it is said what one waits for


class ProofColumn(ProofPanel):
    """Takes a bench, proves what is on it, and says so as it goes."""

    class Changed(Message):
        """Something new is known."""

    def __init__(self, desk: Desk, warmth: Warmth, language: Callable[[], Language]) -> None:
        super().__init__()
        self._desk = desk
        self._warmth = warmth
        self._spoken = language
        self._bench = Bench({}, [], {})
        self._chosen = 0
        self._hand = 0
        self._began = 0.0
        self._stale = False
        self._timer: Timer | None = None
        self._workers: list[Worker[None]] = []
        self.seed = 0

    @property
    def measured(self) -> float | None:
        """What was measured for the prediction, once it was."""
        return self._bench.measured

    @property
    def trial(self) -> Trial | None:
        """The check or control that is shown in full."""
        trials = list(self._bench.trials.values())
        return trials[self._chosen] if self._chosen < len(trials) else None

    @property
    def dials(self) -> list[Dial]:
        """The knobs of the verifier of that check."""
        return self._bench.dials_of(self.trial.verifier) if self.trial else []

    @property
    def dial(self) -> Dial | None:
        """The knob in hand."""
        return self.dials[self._hand] if self._hand < len(self.dials) else None

    def on_mount(self) -> None:
        """Redraws are timed, so that a flood of messages costs no more than a trickle."""
        self._timer = self.set_interval(_REDRAW, self._tick, pause=True)

    def take(self, bench: Bench) -> None:
        """Put other things on the bench; what ran for the last ones ends."""
        self.end()
        self._bench = bench
        self._chosen = self._hand = self.seed = 0
        self.scroll_home(animate=False)
        self.tell()

    def clear(self) -> None:
        """Take everything off the bench."""
        self.take(Bench({}, [], {}))

    def end(self) -> None:
        """End whatever runs."""
        for worker in self._workers:
            worker.cancel()
        self._workers.clear()

    def run(self, seed: int) -> None:
        """Prove everything on the bench, with the random numbers of `seed`; a run that goes on ends."""
        self.seed = seed
        self._prove(tuple(self._bench.scripts))

    def set_dial(self, value: KnobValue) -> None:
        """Put the knob in hand at `value` and run its verifier again."""
        if self.dial:
            self._turn(self.dial.at(value))

    def turn(self, step: int) -> None:
        """Turn the knob in hand and run its verifier again."""
        if self.dial:
            self._turn(self.dial.turned(step))

    def take_dial(self, index: int) -> None:
        """Take a knob in hand; after the last one comes the first."""
        self._hand = index % max(len(self.dials), 1)
        self.tell()

    def next_dial(self) -> None:
        """Take the next knob in hand."""
        self.take_dial(self._hand + 1)

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
        trial = self._bench.trials.get(proof)
        if trial and (trial.result or trial.failure or trial.running):
            return outcome(trial, self._spoken()).content
        past = self._desk.proofs.past(proof)
        if past is None and proof in self._bench.missing:
            return Content.styled(f"? {self._words('verdict.missing')}", "$text-warning")
        return recalled(past, self._spoken()).content

    def tell(self) -> None:
        """Draw everything as it stands."""
        self._stale = False
        self.show(self._board_now(), self._spoken())

    @on(TrialRow.Clicked)
    def _row_clicked(self, event: TrialRow.Clicked) -> None:
        event.stop()
        self._choose(event.index)

    def _choose(self, index: int) -> None:
        before = self.trial
        self._chosen = min(max(index, 0), max(len(self._bench.trials) - 1, 0))
        if before and self.trial and before.verifier != self.trial.verifier:
            self._hand = 0  # other knobs
        self.tell()
        rows = list(self.query(TrialRow))
        if self._chosen < len(rows):
            rows[self._chosen].scroll_visible(animate=False)
        self.post_message(self.Changed())

    def _turn(self, dial: Dial) -> None:
        """What still runs for other verifiers runs again after this one, which is what is waited for."""
        if self._bench.turn(dial):
            self._prove(
                (dial.verifier, *(other for other in self._bench.unfinished if other != dial.verifier))
            )

    def _prove(self, verifiers: Iterable[str]) -> None:
        jobs = tuple(self._bench.jobs(self.seed, tuple(verifiers))) if self._bench.scripts else ()
        if not jobs:
            return
        self._began = self._desk.clock()
        self._start(
            prove(
                self._bench,
                self._warmth,
                jobs,
                foretold=self._bench.foretold,
                keep=self._keep,
                changed=self._note,
            ),
            "proof",
        )

    def _start(self, work: Coroutine[Any, Any, None], group: str) -> None:
        worker = self.run_worker(work, group=group, exclusive=True, exit_on_error=False)
        self._workers = [*(one for one in self._workers if not one.is_finished), worker]

    def _note(self) -> None:
        self._stale = True
        if not self._busy and not self._hidden:
            self._tick()  # the verdict does not wait for its turn
        elif self._timer:
            self._timer.resume()

    def _tick(self) -> None:
        if self._hidden:
            return  # until it can be seen again
        changed = self._stale
        self.tell()
        if changed:
            self.post_message(self.Changed())
        elif not self._busy and self._timer:
            self._timer.pause()

    @property
    def _hidden(self) -> bool:
        """Whether another screen covers it, which to draw this would have drawn anew."""
        front = self.app.screen
        return front is not self.screen and front.styles.background.a == 1

    @property
    def _busy(self) -> bool:
        return bool(self._bench.unfinished)

    def _board_now(self) -> Board:
        return Board(
            tuple(self._bench.trials.values()),
            tuple(self.dials),
            self._bench.missing,
            self._chosen,
            self._hand,
            self._status(),
            self._past(),
        )

    def _status(self) -> str:
        trials = self._bench.trials.values()
        if not trials:
            return ""
        if self._bench.unfinished:
            waited = self._desk.clock() - self._began
            if not self._bench.heard and waited > _PATIENCE:
                return self._words("proof.warming", seconds=f"{waited:.1f}")
            done = sum(1 for trial in trials if trial.result or trial.failure)
            return self._words("proof.running", done=done, of=len(trials))
        if not self._bench.heard:
            return ""  # nothing has run: that is no failure
        passed = sum(1 for trial in trials if trial.result and trial.result.passed)
        key = "proof.done" if passed == len(trials) else "proof.undone"
        return self._words(key, passed=passed, of=len(trials), seed=self.seed)

    def _past(self) -> str:
        """What the last run of the chosen check showed, until there is a new one."""
        past = self._desk.proofs.past(self.trial.id) if self.trial and not self.trial.result else None
        if past is None:
            return ""
        found = past.result.evidence
        return self._words(
            "proof.past",
            when=f"{past.at:%Y-%m-%d %H:%M}",
            mark=recalled(past, self._spoken()),
            measured=number(found.measured),
            predicted=number(found.predicted),
        )

    def _keep(self, result: Result) -> None:
        if self._bench.untouched(result.id.partition("::")[0]):
            self._desk.proofs.keep(result)

    def _words(self, key: str, **values: object) -> str:
        return say(key, self._spoken(), **values)
