"""What the learner chose last, in one small JSON file: language and theme."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from quiz.errors import Fault
from quiz.text import Language


class Settings(msgspec.Struct, frozen=True):
    """What is remembered; None where nothing was chosen yet."""

    language: Language | None = None
    theme: str | None = None


def load(path: Path) -> tuple[Settings, Fault | None]:
    """The settings in the file at `path`; a damaged file counts as none, and the fault says so."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings), None
    except FileNotFoundError:
        return Settings(), None
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError):
        what = "The file of settings cannot be read: language and theme are as on the first day."
        return Settings(), Fault(what, "It is written anew when you change one of them.", str(path))


def save(path: Path, settings: Settings) -> None:
    """Write them, whole or not at all; what else the file says is kept. Raises OSError."""
    import tempfile  # nobody should wait for it at the start

    known: dict[str, Any] = {}
    with suppress(OSError, ValueError, msgspec.MsgspecError, RecursionError):
        known = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    known |= {name: value for name, value in msgspec.to_builtins(settings).items() if value is not None}
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(known), indent=2) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
