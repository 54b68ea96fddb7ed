"""A desk whose clock stands still and whose proofs are replayed."""

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import msgspec

from quiz.bank.model import Deck
from quiz.lab.evidence import Evidence, Heat, Plot, Series
from quiz.lab.progress import Sample
from quiz.memory.store import Memory
from quiz.proof.messages import Failure, Job, Message, Progress, Result
from quiz.proof.remember import Remembered
from quiz.text import Language
from quiz.tui.app import QuizApp, Start
from quiz.tui.desk import Desk
from quiz.tui.proofs import Proofs
from quiz.tui.settings import Settings
from tests.tui.bank import DECKS, SCRIPT
from tests.tui.editor import Pen

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


PROGRAM = (
    '"""Why attention scores are divided by √d_k."""\n\nimport torch\n\n'
    + "".join(f"# line {n}\n" for n in range(5, 19))
    + "@guards()\ndef check_variance_is_d_k(rng, d_k=D_K):\n"
    + '    """Var(q·k) = d_k."""\n    return estimate(lambda: scores(rng, d_k).var(), d_k)\n\n'
    + "".join(f"x_{n} = {n}\n" for n in range(24, 45))
)


class Replay:
    """A warm process that answers each job with messages made up beforehand."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.ended = 0
        self.open = False
        self.gate = asyncio.Event()
        """Cleared, a run stops after its progress and waits."""
        self.gate.set()
        self.failure = ""

    async def __aenter__(self) -> "Replay":
        self.open = True
        return self

    async def __aexit__(self, *_: object) -> None:
        self.open = False

    async def run(self, job: Job) -> AsyncGenerator[Message]:
        """Progress, then a result, for each experiment on each seed."""
        self.jobs.append(job)
        try:
            for seed, name in product(job.seeds, job.names):
                for sample in samples(float(job.knobs.get("d_k", 64))):
                    yield Progress(name, sample)
                await self.gate.wait()
                yield self.answer(msgspec.structs.replace(job, seeds=(seed,)), name)
        finally:
            self.ended += 1

    def answer(self, job: Job, name: str) -> Message:
        """What became of one experiment."""
        if self.failure:
            return Failure(
                verifier=job.verifier, name=name, what=self.failure, details="Traceback [/b] \x1b[31m"
            )
        control = name == "divide_by_d_k"
        d_k = float(job.knobs.get("d_k", 64))
        return Result(
            id=f"{job.verifier}::{name}", kind="control" if control else "check", passed=True, seconds=0.12,
            evidence=refuted(d_k) if control else linear() if name.endswith("linearly") else holds(d_k),
            seed=job.seeds[0], knobs=job.knobs, torch="2.13.0",
        )  # fmt: skip


def samples(d_k: float) -> list[Sample]:
    """A running mean that settles near `d_k`, with an interval after each stage."""
    drawn = []
    for n in range(8, 65, 8):
        mean = d_k * (1 + 0.06 * math.cos(n) / math.sqrt(n))
        reach = d_k * 0.03 if n == 64 else None
        ends = (reach and mean - reach, reach and mean + reach)
        drawn.append(Sample(n, 1024, mean, *ends, d_k, d_k * 0.95, d_k * 1.05))
    return drawn


def holds(d_k: float) -> Evidence:
    """An estimate within its margin."""
    running = tuple(float(n) for n in range(1, 65))
    means = tuple(d_k * (1 + 0.06 * math.cos(n) / math.sqrt(n)) for n in running)
    plot = Plot(
        (Series("running mean", running, means, True), Series("predicted", running, (d_k,) * 64)),
        x="replicates",
    )
    return Evidence(
        rule="estimate", verdict="holds", measured=means[-1], predicted=d_k, low=d_k * 0.97, high=d_k * 1.03,
        least=d_k * 0.95, most=d_k * 1.05, error=1e-6, samples=64, sees=0.1, plots=(plot,),
        heats=(Heat(((0.9, 0.1, 0.0), (0.2, 0.7, 0.1), (0.3, 0.3, 0.4)), "weights", "key", "query"),),
    )  # fmt: skip


def linear() -> Evidence:
    """A slope on logarithmic axes."""
    x = (4.0, 16.0, 64.0, 256.0, 1024.0)
    y = (4.1, 15.8, 64.9, 254.0, 1031.0)
    plot = Plot(
        (Series("measured", x, y, True), Series("predicted slope 1", x, x)), "d_k", "variance", True, True
    )
    return Evidence(
        rule="slope", verdict="holds", measured=0.998, predicted=1.0, low=0.99, high=1.01,
        least=0.97, most=1.03, samples=64, plots=(plot,),
    )  # fmt: skip


def refuted(d_k: float) -> Evidence:
    """A control far outside."""
    return Evidence(
        rule="estimate", verdict="refuted", measured=1 / d_k, predicted=1.0, low=0.9 / d_k, high=1.1 / d_k,
        least=0.95, most=1.05, samples=64,
    )  # fmt: skip


def desk(
    folder: Path,
    replay: Replay,
    *,
    decks: Sequence[Deck] = DECKS,
    language: Language = "en",
    theme: str = "",
    pen: Pen | None = None,
    kept: list[Settings] | None = None,
    notes: tuple[str, ...] = (),
    interviews: Path | None = None,
) -> Desk:
    """A desk with a memory in `folder`; `pen` edits, and `kept` receives what is to be remembered."""
    pen = pen or Pen(tuple(decks))
    kept = [] if kept is None else kept
    return Desk(
        decks=tuple(decks),
        memory=Memory(folder / "memory.db", lambda: NOON),
        now=lambda: NOON,
        verifier=lambda name: SCRIPT if name == SCRIPT.id else None,
        verifiers=lambda: {SCRIPT.id: SCRIPT},
        read=lambda path: PROGRAM,
        warm=lambda: replay,
        proofs=Proofs(
            lambda: Remembered(folder / "proofs.db", lambda: NOON),
            lambda name: folder / name,
            lambda: "2.13.0",
        ),
        editor=lambda: pen,
        keep=lambda change: kept.append(change),
        interviews=interviews or folder / "interviews",
        language=language,
        theme=theme or "proofcards-dark",
        notes=notes,
        clock=lambda: 0.0,
        seed=lambda: 7,
    )


def app(
    folder: Path, replay: Replay, start: Start = "home", *, proof: str = SCRIPT.id, **options: object
) -> QuizApp:
    """The app at that desk."""
    return QuizApp(desk(folder, replay, **options), start, proof=proof)  # type: ignore[arg-type]


def typing(lines: Iterable[str]) -> Callable[[], str]:
    """Reads those lines one by one as if they were typed, and then there are no more."""
    waiting = iter(lines)

    def read() -> str:
        line = next(waiting, None)
        if line is None:
            raise EOFError
        return line

    return read
