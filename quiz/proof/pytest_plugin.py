"""For people who live in pytest: `pytest verifiers/` runs every check and control as a test item.

Nothing but pytest is imported until a verifier is met: this file is loaded by every pytest run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from quiz.proof.find import Found, Verifier
    from quiz.proof.messages import Failure, Job, Message, Result

_EXPERIMENT = re.compile(rb"^def (?:check|control)_\w", re.MULTILINE)
_LAB = re.compile(rb"^(?:from|import) quiz\.lab\b", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--seeds`."""
    group = parser.getgroup("verifiers")
    group.addoption("--seeds", type=int, default=1, metavar="N", help="run each check and control on N seeds")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take every script that has checks or controls and uses the lab."""
    return Script.from_parent(parent, path=file_path) if _is_verifier(file_path) else None


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Keep pytest from importing a verifier that was named on the command line."""
    return Nothing.from_parent(parent, path=module_path) if _is_verifier(module_path) else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the warm process, if there is one."""
    if _bench in config.stash:
        config.stash[_bench].close()


def _is_verifier(path: Path) -> bool:
    if path.suffix != ".py" or path.name.startswith(("_", "test_")):
        return False
    text = path.read_bytes()
    return bool(_LAB.search(text) and _EXPERIMENT.search(text))


class Nothing(pytest.File):
    """Stands where pytest would put the imported module."""

    def collect(self) -> Iterable[pytest.Item]:
        """No test."""
        return ()


class Script(pytest.File):
    """A verifier."""

    def collect(self) -> Iterable[Proof]:
        """Its checks and controls, in order."""
        from quiz.errors import QuizError
        from quiz.proof.find import read

        try:
            verifier = read(f"{self.path.parent.name}/{self.path.stem}", self.path)
        except QuizError as error:
            raise self.CollectError(str(error)) from error
        for found in verifier.found:
            yield Proof.from_parent(self, name=f"{found.kind}_{found.name}", found=found, verifier=verifier)


class Proof(pytest.Item):
    """One check or control."""

    def __init__(self, *, found: Found, verifier: Verifier, **given: Any) -> None:
        super().__init__(**given)
        self._found = found
        self._verifier = verifier

    def runtest(self) -> None:
        """Run it on each seed. Raises Unproved unless it passes on all."""
        from quiz.proof.messages import Failure, Job, Progress

        seeds = tuple(range(self.config.getoption("--seeds")))
        script = self._verifier
        job = Job(
            verifier=script.id, path=script.path, seal=script.seal, names=(self._found.name,), seeds=seeds
        )
        if _bench not in self.config.stash:
            self.config.stash[_bench] = Bench()
        bad: list[Failure | Result] = []
        for message in self.config.stash[_bench].run(job):
            if isinstance(message, Progress):
                continue
            if isinstance(message, Failure) or (message.kind == self._found.kind and not message.passed):
                bad.append(message)
        if bad:
            raise Unproved("\n".join(self._told(bad, len(seeds))))

    def _told(self, bad: list[Failure | Result], seeds: int) -> Iterator[str]:
        from quiz.proof.messages import Result
        from quiz.proof.words import explain

        yield self._found.claim
        if seeds > 1:
            yield f"Passed on {seeds - len(bad)} of {seeds} seeds; on seed {bad[0].seed}:"
        first = bad[0]
        if isinstance(first, Result):
            yield explain(first.evidence, self._found.kind, "en")
            if first.knobs:
                yield "Knobs: " + ", ".join(f"{name}={value}" for name, value in first.knobs.items())
        else:
            yield first.what
            yield first.details

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The evidence, without a traceback."""
        if isinstance(excinfo.value, Unproved):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands."""
        return self.path, self._found.line - 1, self.name


class Unproved(Exception):  # noqa: N818 (a verdict, not an error)
    """A check or control did not pass; the text says why."""


class Bench:
    """A warm process for the whole session."""

    def __init__(self) -> None:
        import asyncio

        from quiz.proof.warm import Warm

        self._runner = asyncio.Runner()
        self._warm = Warm(many=True)
        self._runner.run(self._warm.__aenter__())

    def run(self, job: Job) -> list[Message]:
        """All that becomes of `job`."""

        async def messages() -> list[Message]:
            return [message async for message in self._warm.run(job)]

        return self._runner.run(messages())

    def close(self) -> None:
        """End the process."""
        self._runner.run(self._warm.__aexit__(None, None, None))
        self._runner.close()


_bench = pytest.StashKey[Bench]()
