"""Following one run: from the bytes that arrive, and the way it ends, to messages."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from quiz.lab.evidence import Evidence
from quiz.proof.limits import KEPT, LOADING, Limits
from quiz.proof.messages import Failure, Job, Message, Progress, Result
from quiz.proof.wire import CHANNEL_LOST, Plan, read
from quiz.text import clean

LOST = None
"""The end of a run whose server died under it."""


class Follower:
    """Turns what one run sends into messages, in order; holds it to its limits.

    `kill` is called, once, when the run must stop. Belongs to the running event loop.
    """

    def __init__(self, job: Job, limits: Limits) -> None:
        self.over = asyncio.Event()
        self.kill: Callable[[], None] = lambda: None
        self._job = job
        self._limits = limits
        self._messages: deque[Message] = deque()
        self._news = asyncio.Event()
        self._plan: Iterator[tuple[str, int]] = iter(())
        self._current: tuple[str, int] | None = ("", 0)  # function and seed awaited; None when all are there
        self._partial = bytearray()
        self._tail = bytearray()
        self._printed = 0
        self._stopped = ""
        self._begun = False
        self._clock = self._alarm(LOADING, f"Torch did not load within {LOADING:g} s.")

    async def next(self) -> Message | None:
        """The next message; None after the last."""
        while not self._messages:
            if self.over.is_set():
                return None
            self._news.clear()
            await self._news.wait()
        return self._messages.popleft()

    def begun(self) -> None:
        """The run has its process: its time counts from now on."""
        self._begun = True
        self._wind()

    def reported(self, data: bytes) -> None:
        """Bytes from the evidence pipe."""
        if self._stopped:
            return
        self._partial += data
        if b"\n" in data:
            *lines, rest = self._partial.split(b"\n")
            self._partial = rest
            for line in lines:
                if not self._stopped:
                    self._read(bytes(line))
        if len(self._partial) > self._limits.evidence:
            self._stop(f"{self._who()} returned more than {_megabytes(self._limits.evidence)} of evidence.")

    def printed(self, data: bytes) -> None:
        """Bytes from the pipe for what the script prints."""
        self._printed += len(data)
        self._tail = (self._tail + data)[-KEPT:]
        if self._printed > self._limits.prints:
            self._stop(f"{self._who()} printed more than {_megabytes(self._limits.prints)} and was stopped.")

    def ended(self, code: int | None, details: str = "") -> None:
        """Nothing of the run is left; `code` is its exit status, minus a signal, or LOST."""
        if self.over.is_set():
            return
        self._clock.cancel()
        if self._current is not None:
            self._fail(self._stopped or self._ending(code), details or _last_words(self._tail))
        self.over.set()
        self._news.set()

    def _read(self, line: bytes) -> None:
        try:
            report = read(line)
            if not isinstance(report, Plan):
                self._check(report)
        except ValueError:
            self._stop(f"{self._who()} wrote something other than evidence where evidence belongs.")
            return
        if isinstance(report, Plan):
            self._plan = ((name, seed) for seed in self._job.seeds for name in report.functions)
            self._advance()
        elif isinstance(report, Progress):
            if self._messages and isinstance(self._messages[-1], Progress):
                self._messages.pop()  # nobody was quick enough to look at it
            self._say(report)
        elif isinstance(report, Result):
            self._say(msgspec.structs.replace(report, evidence=_cleaned(report.evidence)))
            self._advance()
        else:
            self._say(_clean_failure(report))
            self._advance()

    def _check(self, report: Progress | Result | Failure) -> None:
        """Raises ValueError unless it is this experiment's turn to be told about."""
        function, seed = self._current or ("", -1)
        name = function.partition("_")[2]
        if isinstance(report, Progress):
            told = function != "" and report.name == name
        elif isinstance(report, Result):
            told = function != "" and (report.id, report.seed) == (f"{self._job.verifier}::{name}", seed)
        else:
            told = (report.name, report.seed) == (name, seed)
        if not told:
            raise ValueError("out of turn")

    def _advance(self) -> None:
        self._current = next(self._plan, None)
        self._wind()

    def _wind(self) -> None:
        """Start the clock anew for what comes next."""
        self._clock.cancel()
        seconds = self._limits.seconds
        if self._current is not None:
            sentence = f"{self._who()} did not finish within {seconds:g} s and was stopped."
            self._clock = self._alarm(seconds, sentence)

    def _alarm(self, seconds: float, sentence: str) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, self._stop, sentence)

    def _stop(self, sentence: str) -> None:
        if not self._stopped:
            self._stopped = sentence
            self.kill()

    def _fail(self, what: str, details: str) -> None:
        """Report what is awaited as failed for that reason, and all that would have come after it."""
        function, seed = self._current or ("", 0)
        name = function.partition("_")[2]
        self._say(
            _clean_failure(
                Failure(verifier=self._job.verifier, name=name, what=what, details=details, seed=seed)
            )
        )
        for later, seed in self._plan:
            left = f"Not run, because {function} had ended the run."
            name = later.partition("_")[2]
            self._say(Failure(verifier=self._job.verifier, name=name, what=left, seed=seed))
        self._current = None

    def _say(self, message: Message) -> None:
        self._messages.append(message)
        self._news.set()

    def _who(self) -> str:
        return self._current[0] if self._current and self._current[0] else "The script"

    def _ending(self, code: int | None) -> str:
        who = self._who()
        if code is LOST:
            if not self._begun:
                return "Torch could not be loaded."
            return f"{who} was cut off: the process that runs verifiers had ended. Run it again."
        if code == CHANNEL_LOST:
            return f"{who} closed the channel on which evidence is reported."
        if code == -getattr(signal, "SIGKILL", 0):
            return f"{who} was killed by the system, most likely because memory ran out."
        if code == -getattr(signal, "SIGXCPU", 0):
            return f"{who} used more than {self._limits.processor:g} s of processor time and was stopped."
        if code < 0:
            return f"{who} crashed its process: {_signal(-code)}."
        return f"{who} ended its process with status {code} before it gave evidence."


def _last_words(printed: bytes | bytearray) -> str:
    """The end of what a script printed; of a crash's traceback only what is the script's own."""
    lines = printed.decode("utf-8", "replace").splitlines(keepends=True)
    ours = (f'  File "{Path(__file__).parents[1]}', '  File "<frozen runpy>', "Extension modules: ")
    return "".join(line for line in lines if not line.startswith(ours))


def _signal(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
    return f"{(signal.strsignal(number) or 'signal').lower()} ({name})"


def _megabytes(count: int) -> str:
    return f"{count / (1 << 20):g} MiB"


def _clean_failure(failure: Failure) -> Failure:
    what, details = clean(failure.what), clean(failure.details)[-KEPT:]
    return msgspec.structs.replace(failure, what=what, details=details)


def _cleaned(evidence: Evidence) -> Evidence:
    """`evidence` with every word in it fit to be shown."""
    replace = msgspec.structs.replace
    plots = tuple(
        replace(
            plot,
            x=clean(plot.x),
            y=clean(plot.y),
            series=tuple(replace(series, name=clean(series.name)) for series in plot.series),
        )
        for plot in evidence.plots
    )
    heats = tuple(
        replace(heat, title=clean(heat.title), x=clean(heat.x), y=clean(heat.y)) for heat in evidence.heats
    )
    return replace(evidence, says=clean(evidence.says), plots=plots, heats=heats)
