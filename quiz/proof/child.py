"""The process of one run: it measures, reports line by line, and never returns."""

from __future__ import annotations

import faulthandler
import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import NoReturn

import msgspec
import torch

from quiz.lab import exercise
from quiz.lab.evidence import Evidence
from quiz.lab.progress import Sample, watched
from quiz.lab.run import Experiment, NoEvidenceError, experiments, load, measure, passed, settings
from quiz.proof import fence
from quiz.proof.limits import KEPT, Limits
from quiz.proof.messages import Failure, Job, Progress, Result
from quiz.proof.seal import BrokenSealError, unsealed
from quiz.proof.wire import BROKEN, CHANNEL_LOST, Plan, Report, write

_TOLD_EVERY = 0.1  # seconds between two reports of progress

Tell = Callable[[str, Sample], None]


def work(job: Job, limits: Limits, channel: int) -> NoReturn:
    """Run `job` in this process, which must be its alone, and report to the file descriptor `channel`."""
    torch.set_num_threads(1)  # before any operation: a fork must not meet a pool of threads
    own = os.getpid()
    status = 0
    try:
        channel = _out_of_the_way(channel)
        fence.confine(limits, job.device)
        for report in _reports(job, limits, _teller(channel)):
            if os.getpid() != own:  # the script forked, and this is its copy of the loop
                break
            _send(channel, report)
    except ChannelError:
        status = CHANNEL_LOST
    except BaseException:
        status = BROKEN
        traceback.print_exc()
    finally:
        with suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def begin_printing() -> None:
    """Let what the script prints leave at once, whatever characters are in it, also when it crashes."""
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            io.FileIO(number, "w", closefd=False), "utf-8", "backslashreplace", write_through=True
        )
        for number in (1, 2)
    )
    faulthandler.enable(all_threads=False)


class ChannelError(Exception):
    """The evidence pipe is gone."""


def _reports(job: Job, limits: Limits, tell: Tell) -> Iterator[Report]:
    fence.allow_processor(limits.processor)
    missing = _missing(job.device)
    if missing:
        yield Failure(verifier=job.verifier, name="", what=missing)
        return
    try:
        if job.answer:
            exercise.take(Path(job.answer))
    except BaseException as error:
        what = _unreadable(error).replace("The script", "Your program")
        yield Failure(verifier=job.verifier, name="", what=what, details=_story(error, job.answer))
        return
    try:
        path = Path(job.path)
        found = list(experiments(load(path, unsealed(path, job.seal))))
    except (BrokenSealError, exercise.MissingError) as error:
        yield Failure(verifier=job.verifier, name="", what=str(error))
        return
    except BaseException as error:
        what = _unreadable(error)
        yield Failure(verifier=job.verifier, name="", what=what, details=_story(error, job.path))
        return
    mistaken = _mistaken(job, found)
    if mistaken:
        yield Failure(verifier=job.verifier, name="", what=mistaken)
        return
    chosen = [item for item in found if not job.names or item.name in job.names]
    yield Plan(tuple(f"{item.kind}_{item.name}" for item in chosen))
    for seed in job.seeds:
        for item in chosen:
            fence.allow_processor(limits.processor)
            yield _outcome(item, job, seed, limits, tell)


def _outcome(item: Experiment, job: Job, seed: int, limits: Limits, tell: Tell) -> Result | Failure:
    function = f"{item.kind}_{item.name}"
    try:
        knobs = settings(item, job.knobs)
    except ValueError as error:
        return Failure(verifier=job.verifier, name=item.name, what=str(error), seed=seed)
    begun = perf_counter()
    try:
        with watched(lambda sample: tell(item.name, sample)):
            evidence = measure(item, knobs, verifier=job.verifier, seed=seed, device=job.device)
        seconds = perf_counter() - begun
        return Result(
            id=f"{job.verifier}::{item.name}",
            kind=item.kind,
            evidence=_plain(evidence, function),
            passed=passed(item.kind, evidence),
            seconds=seconds,
            seed=seed,
            knobs=knobs,
            torch=str(torch.__version__),
        )
    except ChannelError:
        raise
    except BaseException as error:
        what = _raised(function, error, limits)
        details = "" if isinstance(error, NoEvidenceError) else _story(error, job.answer or job.path)
        return Failure(verifier=job.verifier, name=item.name, what=what, details=details, seed=seed)


def _plain(evidence: Evidence, function: str) -> Evidence:
    """`evidence` as it will be read at the other end. Raises NoEvidenceError when it holds something odd."""
    try:
        return msgspec.convert(msgspec.to_builtins(evidence), Evidence)
    except (TypeError, ValueError, RecursionError) as error:
        plain = (str, int, float, tuple, type(None))
        values = msgspec.structs.asdict(evidence).items()
        odd = [
            f"{name} is a {type(value).__name__}" for name, value in values if not isinstance(value, plain)
        ]
        what = ", ".join(odd) or str(error)
        raise NoEvidenceError(f"{function} returned evidence that is not plain numbers: {what}.") from None


def _missing(device: str) -> str:
    kind = device.partition(":")[0]
    if kind not in ("cpu", "cuda", "mps"):
        return f"There is no device {device!r}: name cpu, cuda or mps."
    there = kind == "cpu" or (torch.cuda if kind == "cuda" else torch.backends.mps).is_available()
    return "" if there else f"This machine has no {kind} device that torch can use."


def _mistaken(job: Job, found: list[Experiment]) -> str:
    """What is wrong with the job, seen from the script; empty when nothing is."""
    if not found:
        return "The script has no check and no control."
    known = {item.name for item in found}
    for name in job.names:
        if name not in known:
            return f"{job.verifier} has no check or control {name!r}: it has {', '.join(sorted(known))}."
    knobs = {name for item in found for name in item.knobs}
    for name in job.knobs:
        if name not in knobs:
            has = f"it has {', '.join(sorted(knobs))}" if knobs else "it has none"
            return f"{job.verifier} has no knob {name!r}: {has}."
    return ""


def _unreadable(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.lineno:
        return f"The script has a syntax error in line {error.lineno}: {error.msg}."
    if isinstance(error, SystemExit):
        return f"The script called sys.exit({_code(error)}) while it was read."
    return f"The script could not be read: {_sentence(error)}"


def _raised(function: str, error: BaseException, limits: Limits) -> str:
    if isinstance(error, NoEvidenceError):
        return str(error)
    if isinstance(error, SystemExit):
        return f"{function} called sys.exit({_code(error)}) instead of returning evidence."
    text = str(error) if isinstance(error, RuntimeError) else ""
    if isinstance(error, MemoryError) or "can't allocate memory" in text:
        most = limits.memory / (1 << 30)
        return f"{function} asked for more memory than the {most:g} GiB that a run may take."
    return f"{function} raised {_sentence(error)}"


def _code(error: SystemExit) -> str:
    return "" if error.code is None else repr(error.code)[:80]


def _sentence(error: BaseException) -> str:
    """The name of the error and the first line of what it says."""
    try:
        said = str(error).strip()
    except Exception:
        said = "its message cannot be read"
    first = said.splitlines()[0] if said else ""
    return f"{type(error).__name__}: {first}"[:300].rstrip(".: ") + "."


def _story(error: BaseException, path: str) -> str:
    """The end of the traceback, from the script's own first line on."""
    told = traceback.TracebackException.from_exception(error, compact=True)
    frames = [frame.filename for frame in told.stack]
    told.stack = traceback.StackSummary.from_list(told.stack[frames.index(path) if path in frames else 0 :])
    return "".join(told.format())[-KEPT:]


def _teller(channel: int) -> Tell:
    """Reports samples, at most ten a second."""
    last = perf_counter()

    def tell(name: str, sample: Sample) -> None:
        nonlocal last
        if perf_counter() - last >= _TOLD_EVERY:
            last = perf_counter()
            _send(channel, Progress(name, sample))

    return tell


def _out_of_the_way(channel: int) -> int:
    """The same channel under a high number: a file that the script opens must not come in its place."""
    if sys.platform == "win32":
        return channel
    import fcntl

    high = fcntl.fcntl(channel, fcntl.F_DUPFD_CLOEXEC, 128)
    os.close(channel)
    return high


def _send(channel: int, report: Report) -> None:
    line = memoryview(write(report))
    try:
        while line:
            line = line[os.write(channel, line) :]
    except OSError as error:
        raise ChannelError from error
