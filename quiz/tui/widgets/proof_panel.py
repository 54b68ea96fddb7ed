"""The proof beside the answer: every check and control, and the chosen one in full."""

from __future__ import annotations

import msgspec
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from quiz.lab.evidence import Evidence, Heat
from quiz.text import Language, clean
from quiz.told import told
from quiz.tui.dial import Dial
from quiz.tui.drawing.figure import Figure, from_plot, from_samples, with_claim
from quiz.tui.proving import Trial
from quiz.tui.text.figures import number
from quiz.tui.text.labels import labelled
from quiz.tui.text.prose import prose
from quiz.tui.widgets.dial_line import DialLine
from quiz.tui.widgets.heat import HeatView
from quiz.tui.widgets.inked import IntervalView, PlotView
from quiz.tui.widgets.pane import Pane
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.trial_row import TrialRow, headline
from quiz.tui.words import say


class Board(msgspec.Struct, frozen=True):
    """What the panel shows, at one moment."""

    trials: tuple[Trial, ...] = ()
    dials: tuple[Dial, ...] = ()
    missing: tuple[str, ...] = ()
    chosen: int = 0
    dial: int = 0
    status: str = ""
    """What is going on, in words."""
    past: str = ""
    """What an earlier run of the chosen check showed, in words."""
    series: Figure | None = None
    """The chosen check along the choices of a knob."""


class ProofPanel(Pane):
    """Shows a board; the screen hands it a new one at most ten times a second."""

    # Here and not in the screen's sheet: before the first proof nobody should wait for it to be parsed.
    DEFAULT_CSS = """
    ProofPanel {
        #status, #dials, #verdict { margin-bottom: 1; }
        #trials, #heats { height: auto; }
        #trials { max-height: 8; overflow: hidden auto; scrollbar-size-vertical: 1; }
        #claim { border-top: solid $border; text-style: bold; }
        #details { margin-top: 1; }
        TrialRow.-here { text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="proof")
        self._board = Board()
        self._language: Language = "en"
        self._heats: tuple[tuple[Heat, ...], Language] = ((), "en")

    def compose(self) -> ComposeResult:
        """From the list of checks down to the picture of the chosen one."""
        yield Prose(id="status")
        yield DialLine(id="dials")
        yield Vertical(id="trials")
        yield Prose(id="claim")
        yield Prose(id="sampling")
        yield IntervalView(id="interval")
        yield Prose(id="verdict")
        yield PlotView(id="series")
        yield PlotView(id="live")
        yield PlotView(id="plot")
        yield Vertical(id="heats")
        yield Prose(id="details")

    def show(self, board: Board, language: Language) -> None:
        """Show `board`."""
        self._board, self._language = board, language
        if not self.is_mounted:
            return
        self._one("status").show(Content.styled(board.status, "$muted"))
        self.query_one(DialLine).tell(board.dials, board.dial, self._language)
        self._tell_trials()
        trial = board.trials[board.chosen] if board.chosen < len(board.trials) else None
        self._tell_trial(trial)

    def on_mount(self) -> None:
        """Show what was handed over before it stood."""
        self.show(self._board, self._language)

    def _tell_trials(self) -> None:
        rows = list(self.query(TrialRow))
        wanted = len(self._board.trials)
        if len(rows) != wanted:
            box = self.query_one("#trials", Vertical)
            box.remove_children()
            rows = [TrialRow(index) for index in range(wanted)]
            box.mount_all(rows)
        for line, trial in zip(rows, self._board.trials, strict=True):
            line.show(trial, here=line.index == self._board.chosen, language=self._language)

    def _tell_trial(self, trial: Trial | None) -> None:
        evidence = trial.result.evidence if trial and trial.result else None
        self._one("claim").show(self._claim(trial))
        self._one("sampling").show(self._sampling(trial, evidence))
        bar = self.query_one("#interval", IntervalView)
        bar.display = evidence is not None and evidence.measured is not None
        if evidence:
            bar.show(evidence)
        self._one("verdict").show(self._verdict(trial, evidence))
        live, further = _figures(self, trial, evidence)
        for id, figure in (("series", self._board.series), ("live", live), ("plot", further)):
            view = self.query_one(f"#{id}", PlotView)
            view.display = figure is not None
            if figure is not None:
                view.show(figure, self._say("plot.interval"), self._say("plot.claim"))
        self._tell_heats(evidence)
        self._one("details").show(self._details(trial))

    def _claim(self, trial: Trial | None) -> Content:
        if trial is None:
            missing = ", ".join(map(clean, self._board.missing))
            return Content(self._say("proof.missing", names=missing) if missing else self._say("proof.none"))
        return prose(trial.found.said(self._language) or headline(trial, self._language))

    def _sampling(self, trial: Trial | None, evidence: Evidence | None) -> Content:
        if trial is None or evidence is not None or not trial.samples:
            return Content("")
        last = trial.samples[-1]
        return Content(self._say("proof.sampling", n=last.n, measured=number(last.measured)))

    def _verdict(self, trial: Trial | None, evidence: Evidence | None) -> Content:
        if trial is None or evidence is None:
            return Content("")
        from quiz.proof.words import explain

        return Content(clean(explain(evidence, trial.found.kind, self._language)))

    def _tell_heats(self, evidence: Evidence | None) -> None:
        heats = evidence.heats if evidence else ()
        shown = (heats, self._language)
        if shown == self._heats:
            return
        self._heats = shown
        box = self.query_one("#heats", Vertical)
        box.remove_children()
        box.mount_all([HeatView(labelled(heat, self._language)) for heat in heats])

    def _details(self, trial: Trial | None) -> Content:
        if trial is None:
            return Content("")
        if trial.failure:
            return Content.assemble(
                (clean(told(trial.failure.what, self._language)), "bold $text-error"),
                "\n",
                (clean(trial.failure.details), "$muted"),
            )
        if trial.result is None:
            return Content.styled(clean(self._board.past), "$muted")
        result = trial.result
        how = self._say(
            "proof.how",
            id=clean(result.id),
            seed=result.seed,
            samples=result.evidence.samples,
            seconds=f"{result.seconds:.2f}",
            torch=clean(result.torch) or "?",
        )
        return Content.styled(how, "$muted")

    def _one(self, id: str) -> Prose:
        return self.query_one(f"#{id}", Prose)

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)


def _figures(
    panel: ProofPanel, trial: Trial | None, evidence: Evidence | None
) -> tuple[Figure | None, Figure | None]:
    """The picture of the measurement itself, and a further one that came with the evidence."""
    if trial is None:
        return None, None
    names = panel._say("plot.mean"), panel._say("plot.predicted"), panel._say("plot.replicates")
    if evidence is None:
        return (from_samples(trial.samples, names) if len(trial.samples) > 1 else None), None
    plots = [from_plot(labelled(plot, panel._language)) for plot in evidence.plots]
    if evidence.rule in ("estimate", "order") and plots:
        return with_claim(plots[0], trial.samples, evidence), plots[1] if len(plots) > 1 else None
    if plots:
        return plots[0], plots[1] if len(plots) > 1 else None
    return None, None
