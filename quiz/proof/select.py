"""From words on a command line to jobs: which experiments, at which knobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from quiz.errors import failure, nearest
from quiz.lab.knob import KnobValue
from quiz.proof.find import Found, Verifier, read
from quiz.proof.messages import Job


class Chosen(msgspec.Struct, frozen=True):
    """A verifier and those of its experiments that are to run."""

    verifier: Verifier
    experiments: tuple[Found, ...]

    def job(self, knobs: Mapping[str, KnobValue], seeds: Iterable[int], device: str) -> Job:
        """The job that runs them, with the knobs that they take."""
        taken = {name for item in self.experiments for name in item.knobs}
        return Job(
            verifier=self.verifier.id,
            path=self.verifier.path,
            seal=self.verifier.seal,
            names=tuple(item.name for item in self.experiments),
            knobs={name: value for name, value in knobs.items() if name in taken},
            seeds=tuple(seeds),
            device=device,
        )


def select(known: Mapping[str, Verifier], targets: Sequence[str]) -> tuple[Chosen, ...]:
    """What `targets` name, each `deck`, `deck/verifier`, `deck/verifier::name` or a path; all if none.

    Raises QuizError for a name that leads nowhere.
    """
    if not targets:
        return tuple(Chosen(verifier, verifier.found) for verifier in known.values())
    names: dict[str, tuple[Verifier, dict[str, Found]]] = {}
    for target in targets:
        for verifier, found in _named(known, target):
            names.setdefault(verifier.id, (verifier, {}))[1].update({item.name: item for item in found})
    return tuple(
        Chosen(verifier, tuple(item for item in verifier.found if item.name in wanted))
        for verifier, wanted in names.values()
    )


def _named(known: Mapping[str, Verifier], target: str) -> list[tuple[Verifier, tuple[Found, ...]]]:
    name, _, experiment = target.partition("::")
    if name.endswith(".py"):
        path = Path(name).absolute()
        if not path.is_file():
            raise failure(f"There is no script {name!r}.")
        verifiers = [read(f"{path.parent.name}/{path.stem}", path)]
    elif name in known:
        verifiers = [known[name]]
    else:
        verifiers = [verifier for key, verifier in known.items() if key.startswith(f"{name}/")]
    if not verifiers:
        hint = nearest(name, known)
        raise failure(f"There is no verifier {name!r}.{hint}", "See `quiz list verifiers`.")
    return [(verifier, _experiments(verifier, experiment)) for verifier in verifiers]


def _experiments(verifier: Verifier, name: str) -> tuple[Found, ...]:
    if not name:
        return verifier.found
    found = tuple(item for item in verifier.found if item.name == name)
    if not found:
        hint = nearest(name, [item.name for item in verifier.found])
        raise failure(f"{verifier.id} has no check or control {name!r}.{hint}")
    return found


def read_settings(given: Sequence[str], chosen: Sequence[Chosen]) -> dict[str, KnobValue]:
    """`d_k=256` and the like as values of knobs. Raises QuizError for an unknown knob or a bad value."""
    takers = {name: item.verifier.knobs[name].knob() for item in chosen for name in item.verifier.knobs}
    values: dict[str, KnobValue] = {}
    for setting in given:
        name, equals, value = setting.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            raise failure(f"{setting!r} sets nothing.", "Write --set KNOB=VALUE, as in --set d_k=256.")
        if name not in takers:
            hint = nearest(name, takers)
            raise failure(f"None of these verifiers has a knob {name!r}.{hint}")
        try:
            values[name] = takers[name].read(name, value.strip())
        except ValueError as error:
            raise failure(str(error)) from error
    return values
