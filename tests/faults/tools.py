"""What tests of faults share: odd entries of archives, how things are refused, scripts run to their end."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.proof.limits import Limits
from quiz.proof.messages import Job, Message
from quiz.proof.warm import Warm


def entry(name: str, mode: int = 0, data: bytes = b"") -> Callable[[zipfile.ZipFile], None]:
    """Writes one under that very name, with that mode."""

    def write(archive: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name  # the constructor would mend it
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, data)

    return write


@contextmanager
def refusal(says: str) -> Iterator[None]:
    """What is done below it fails with one message, which can be shown and says what to do."""
    with pytest.raises(QuizError, match=says) as error:
        yield
    (fault,) = error.value.faults
    assert fault.message.isprintable()
    assert fault.remedy


async def messages(warm: Warm, script: Path, text: str, limits: Limits | None = None) -> list[Message]:
    script.write_text(text)
    return [message async for message in warm.run(job(script), limits)]


def job(script: Path) -> Job:
    return Job(verifier="deck/script", path=str(script))
