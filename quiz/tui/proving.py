"""The proofs of one question: what is to run, what has come so far. No widget here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from quiz.bank.model import Question
from quiz.lab.evidence import Verdict
from quiz.lab.knob import KnobValue
from quiz.lab.progress import Sample
from quiz.proof.find import Found, KnobInfo, Verifier
from quiz.proof.messages import Failure, Job, Message, Progress, Result


class Trial(msgspec.Struct, frozen=True):
    """One check or control as it stands."""

    id: str
    found: Found
    samples: tuple[Sample, ...] = ()
    result: Result | None = None
    failure: Failure | None = None
    running: bool = False

    @property
    def verdict(self) -> Verdict | None:
        """Its verdict, once there is one."""
        return self.result.evidence.verdict if self.result else None

    @property
    def verifier(self) -> str:
        """The verifier it belongs to."""
        return self.id.partition("::")[0]


class Dial(msgspec.Struct, frozen=True):
    """A knob of a verifier and the value it stands at."""

    verifier: str
    name: str
    info: KnobInfo
    value: KnobValue

    def turned(self, step: int) -> Dial:
        """The dial `step` choices further, stopping at the ends."""
        choices = self.info.choices or (self.info.default,)
        at = choices.index(self.value) if self.value in choices else 0
        return msgspec.structs.replace(self, value=choices[min(max(at + step, 0), len(choices) - 1)])


@dataclass(slots=True)
class Bench:
    """Everything that proves one question: its trials in order, its dials, its jobs."""

    trials: dict[str, Trial]
    dials: list[Dial]
    paths: dict[str, str]
    missing: tuple[str, ...] = ()
    """Proofs whose verifier or check is not there, or may not run."""
    measured: float | None = None
    """What the prediction is graded against, once measured."""
    _question: Question | None = field(default=None, repr=False)
    _run: int = 0

    def jobs(self, seed: int) -> Iterator[Job]:
        """One job a verifier, at the values the dials stand at."""
        for verifier, path in self.paths.items():
            ours = [trial for trial in self.trials.values() if trial.verifier == verifier]
            taken = {name for trial in ours for name in trial.found.knobs}
            knobs = {
                dial.name: dial.value
                for dial in self.dials
                if dial.verifier == verifier and dial.name in taken and dial.value != dial.info.default
            }
            names = tuple(trial.found.name for trial in ours)
            yield Job(verifier=verifier, path=path, names=names, knobs=knobs, seeds=(seed,))

    def prediction(self) -> Job | None:
        """The job that measures what the learner foretells, at the knobs the question names."""
        asked = self._question.predict if self._question else None
        verifier, _, name = asked.proof.partition("::") if asked else ("", "", "")
        if asked is None or asked.proof not in self.trials:
            return None
        return Job(verifier=verifier, path=self.paths[verifier], names=(name,), knobs=asked.knobs)

    def begin(self) -> int:
        """Forget what an earlier run showed; everything runs from now on. The number of the run."""
        self._run += 1
        self.trials = {id: Trial(id, trial.found, running=True) for id, trial in self.trials.items()}
        return self._run

    def stop(self, run: int) -> None:
        """The run of that number has ended; nothing runs any more, unless another has begun since."""
        if run != self._run:
            return
        self.trials = {id: msgspec.structs.replace(trial, running=False) for id, trial in self.trials.items()}

    def take(self, job: Job, message: Message) -> None:
        """Note what `message` of `job` says."""
        if isinstance(message, Result):
            if message.id in self.trials:
                self._put(message.id, result=message, running=False)
            return
        name = message.name.removeprefix("check_").removeprefix("control_")
        ids = [f"{job.verifier}::{name}"] if name else [f"{job.verifier}::{name}" for name in job.names]
        for id in ids:
            if id not in self.trials:
                continue
            if isinstance(message, Progress):
                self._put(id, samples=(*self.trials[id].samples, message.sample))
            elif self.trials[id].result is None:
                self._put(id, failure=message, running=False)

    def foretell(self, message: Message) -> None:
        """Note what was measured for the prediction."""
        if isinstance(message, Result):
            self.measured = message.evidence.measured

    @property
    def untouched(self) -> bool:
        """Whether every dial stands where the script has it."""
        return all(dial.value == dial.info.default for dial in self.dials)

    @property
    def running(self) -> bool:
        """Whether something still runs."""
        return any(trial.running for trial in self.trials.values())

    @property
    def heard(self) -> bool:
        """Whether anything has come since the run began."""
        return any(trial.samples or trial.result or trial.failure for trial in self.trials.values())

    def turn(self, dial: int, step: int) -> bool:
        """Turn a dial; whether it moved."""
        turned = self.dials[dial].turned(step)
        moved = turned != self.dials[dial]
        self.dials[dial] = turned
        return moved

    def _put(self, id: str, **changes: object) -> None:
        self.trials[id] = msgspec.structs.replace(self.trials[id], **changes)


def bench(question: Question, verifier: Callable[[str], Verifier | None]) -> Bench:
    """The bench for `question`: every check it links to, each followed by the controls that guard it."""
    trials: dict[str, Trial] = {}
    dials: dict[tuple[str, str], Dial] = {}
    paths: dict[str, str] = {}
    missing: list[str] = []
    read: dict[str, Verifier | None] = {}
    for proof in question.proofs:
        name, _, check = proof.partition("::")
        if name not in read:
            read[name] = verifier(name)
        script = read[name]
        found = {item.name: item for item in script.found} if script else {}
        if script is None or check not in found:
            missing.append(proof)
            continue
        paths[name] = script.path
        for item in (found[check], *(control for control in script.controls if check in control.guards)):
            trials.setdefault(f"{name}::{item.name}", Trial(f"{name}::{item.name}", item))
            for knob in item.knobs:
                info = _info(script.knobs, knob)
                if info:
                    dials.setdefault((name, knob), Dial(name, knob, info, info.default))
    return Bench(trials, list(dials.values()), paths, tuple(missing), _question=question)


def _info(knobs: Mapping[str, KnobInfo], name: str) -> KnobInfo | None:
    return knobs.get(name) or knobs.get(name.lower())
