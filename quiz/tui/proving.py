"""The proofs on a bench: what is to run, what has come so far. No widget here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from quiz.bank.model import Question
from quiz.lab.evidence import Verdict
from quiz.lab.knob import KnobValue
from quiz.lab.progress import Sample
from quiz.proof.find import Found, Verifier
from quiz.proof.messages import Failure, Job, Message, Progress, Result
from quiz.tui.dial import Dial, dials


class Tally(msgspec.Struct, frozen=True):
    """On how many seeds it came out as it must, of those that have run."""

    passed: int = 0
    ran: int = 0


class Trial(msgspec.Struct, frozen=True):
    """One check or control as it stands."""

    id: str
    found: Found
    samples: tuple[Sample, ...] = ()
    result: Result | None = None
    failure: Failure | None = None
    running: bool = False
    tally: Tally | None = None

    @property
    def verdict(self) -> Verdict | None:
        """Its verdict, once there is one."""
        return self.result.evidence.verdict if self.result else None

    @property
    def verifier(self) -> str:
        """The verifier it belongs to."""
        return self.id.partition("::")[0]


@dataclass(slots=True)
class Bench:
    """Trials in order, the dials of their verifiers, and the jobs that run them."""

    trials: dict[str, Trial]
    dials: list[Dial]
    scripts: Mapping[str, Verifier]
    missing: tuple[str, ...] = ()
    """Proofs whose verifier or check is not there, or may not run."""
    foretold: Job | None = None
    """Measures what the learner foretold; None when nothing was, or once it is measured."""
    measured: float | None = None
    """What the prediction is graded against, once measured."""
    _run: int = 0

    def jobs(self, seed: int, verifiers: Collection[str] = ()) -> Iterator[Job]:
        """One job a verifier (all of them when none is named), at the values the dials stand at."""
        for verifier in verifiers or self.scripts:
            script = self.scripts[verifier]
            ours = [trial for trial in self.trials.values() if trial.verifier == verifier]
            names = tuple(trial.found.name for trial in ours)
            yield Job(
                verifier=verifier,
                path=script.path,
                seal=script.seal,
                names=names,
                knobs=self.knobs(verifier),
                seeds=(seed,),
            )

    def dealt(self, seeds: int, runs: int) -> Iterator[Job]:
        """The jobs of every verifier on seeds from 0 to below `seeds`, dealt out to at most so many runs.

        What a script needs is imported once a run, and not once a seed.
        """
        for job in self.jobs(0):
            for first in range(min(runs, seeds)):
                yield msgspec.structs.replace(job, seeds=tuple(range(first, seeds, runs)))

    def knobs(self, verifier: str) -> dict[str, KnobValue]:
        """The knobs of a verifier that do not stand where its script has them."""
        return {dial.name: dial.value for dial in self.dials_of(verifier) if not dial.untouched}

    def dials_of(self, verifier: str) -> list[Dial]:
        """The dials of one verifier, each once."""
        return [dial for dial in self.dials if dial.verifier == verifier]

    def turn(self, dial: Dial) -> bool:
        """Put `dial` in the place of the one of its name; whether it differs."""
        for index, old in enumerate(self.dials):
            if (old.verifier, old.name) == (dial.verifier, dial.name):
                self.dials[index] = dial
                return old != dial
        return False

    def untouched(self, verifier: str) -> bool:
        """Whether every dial of the verifier stands where the script has it."""
        return not self.knobs(verifier)

    def begin(self, verifiers: Collection[str]) -> int:
        """Forget what these showed earlier; they run from now on. The number of the run."""
        self._run += 1
        for id, trial in self.trials.items():
            if trial.verifier in verifiers:
                self.trials[id] = Trial(id, trial.found, running=True)
        return self._run

    def stop(self, run: int) -> None:
        """The run of that number has ended; nothing runs any more, unless another has begun since."""
        if run == self._run:
            for id in self.trials:
                self._put(id, running=False)

    def take(self, job: Job, message: Message) -> None:
        """Note what `message` of `job` says."""
        for id in self._ids(job, message):
            if isinstance(message, Result):
                self._put(id, result=message, running=False)
            elif isinstance(message, Progress):
                self._put(id, samples=(*self.trials[id].samples, message.sample))
            elif self.trials[id].result is None:
                self._put(id, failure=message, running=False)

    def foretell(self, message: Message) -> None:
        """Note what was measured for the prediction."""
        if isinstance(message, Result):
            self.measured = message.evidence.measured
            self.foretold = None

    def count(self, job: Job, message: Message) -> None:
        """Note that one more seed came out so, or every seed of a job that came to nothing."""
        if isinstance(message, Progress):
            return
        passed = isinstance(message, Result) and message.passed
        ran = 1 if isinstance(message, Result) or message.name else len(job.seeds)
        for id in self._ids(job, message):
            tally = self.trials[id].tally or Tally()
            self._put(id, tally=Tally(tally.passed + passed, tally.ran + ran))

    @property
    def counted(self) -> int:
        """On how many seeds everything has come out, one way or the other."""
        return min((trial.tally.ran if trial.tally else 0 for trial in self.trials.values()), default=0)

    def forget_counts(self) -> None:
        """Begin to count seeds anew."""
        for id in self.trials:
            self._put(id, tally=None)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The verifiers of which something still runs."""
        return tuple(dict.fromkeys(trial.verifier for trial in self.trials.values() if trial.running))

    @property
    def heard(self) -> bool:
        """Whether anything has come since the run began."""
        return any(trial.samples or trial.result or trial.failure for trial in self.trials.values())

    def _ids(self, job: Job, message: Message) -> list[str]:
        """The trials that `message` speaks of: all of the job when it names none."""
        if isinstance(message, Result):
            ids = [message.id]
        else:
            name = message.name.removeprefix("check_").removeprefix("control_")
            ids = [f"{job.verifier}::{name}" for name in ([name] if name else job.names)]
        return [id for id in ids if id in self.trials]

    def _put(self, id: str, **changes: object) -> None:
        self.trials[id] = msgspec.structs.replace(self.trials[id], **changes)


def bench(question: Question, verifier: Callable[[str], Verifier | None]) -> Bench:
    """The bench for `question`: every check it links to, each followed by the controls that guard it."""
    read: dict[str, Verifier | None] = {}
    missing: list[str] = []
    wanted: dict[str, dict[str, Found]] = {}
    for proof in question.proofs:
        name, _, check = proof.partition("::")
        if name not in read:
            read[name] = verifier(name)
        script = read[name]
        found = {item.name: item for item in script.found} if script else {}
        if script is None or check not in found:
            missing.append(proof)
            continue
        guards = (control for control in script.controls if check in control.guards)
        wanted.setdefault(name, {}).update({item.name: item for item in (found[check], *guards)})
    scripts = {name: script for name, script in read.items() if script and name in wanted}
    made = _bench(scripts, wanted, tuple(missing))
    made.foretold = _foretold(question, made)
    return made


def bench_of(script: Verifier) -> Bench:
    """The bench for a whole verifier: every check, each followed by the controls that guard it."""
    order: dict[str, Found] = {}
    for check in script.checks:
        order[check.name] = check
        order |= {control.name: control for control in script.controls if check.name in control.guards}
    order |= {item.name: item for item in script.found}
    return _bench({script.id: script}, {script.id: order})


def _bench(
    scripts: Mapping[str, Verifier], wanted: Mapping[str, dict[str, Found]], missing: tuple[str, ...] = ()
) -> Bench:
    trials = {
        f"{name}::{item.name}": Trial(f"{name}::{item.name}", item)
        for name, found in wanted.items()
        for item in found.values()
    }
    turned = [dial for name, found in wanted.items() for dial in dials(scripts[name], found.values())]
    return Bench(trials, turned, {name: scripts[name] for name in wanted}, missing)


def _foretold(question: Question, made: Bench) -> Job | None:
    """The job that measures what the learner foretells, at the knobs the question names."""
    asked = question.predict
    if asked is None or asked.proof not in made.trials:
        return None
    verifier, _, name = asked.proof.partition("::")
    script = made.scripts[verifier]
    return Job(verifier=verifier, path=script.path, seal=script.seal, names=(name,), knobs=asked.knobs)
