"""Which scripts from elsewhere may run: those the learner has trusted, as they were then.

Trust is bound to one hash over the names and contents of all scripts of a deck. What was trusted is copied
aside, and the copies are what runs. Each is handed out with the seal of the bytes that were hashed, and the
process that runs it compares those that it compiles: nothing can change between the check and the run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from quiz.errors import QuizError, failure
from quiz.exchange.decks.installed import swap
from quiz.proof.seal import seal

State = Literal["trusted", "changed", "untrusted", "no scripts"]
Scripts = dict[str, bytes]
"""The scripts of a deck by their path below `verifiers/`."""

_SAID = "said.json"


class Said(msgspec.Struct, frozen=True):
    """That the learner trusts these scripts."""

    hash: str
    at: datetime


def scripts(deck: Path) -> Scripts:
    """Every script of the deck in that folder, as it is now. Raises QuizError when one is a link."""
    found: Scripts = {}
    root = deck / "verifiers"
    for above, folders, files in os.walk(root, followlinks=False):
        for name in sorted((*folders, *files)):
            path = Path(above, name)
            if path.is_symlink():
                raise failure("A deck's scripts may not be links.", "Remove it.", file=str(path))
            if name in files and path.suffix == ".py":
                found[path.relative_to(root).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def digest(scripts: Scripts) -> str:
    """One hash over names and contents: any change, addition or removal gives another."""
    code = sha256()
    for name, text in sorted(scripts.items()):
        for part in (name.encode(), text):
            code.update(len(part).to_bytes(8, "big"))
            code.update(part)
    return code.hexdigest()


def trust(home: Path, name: str, scripts: Scripts, now: datetime) -> None:
    """Let `scripts`, exactly as given, run as those of the deck `name` from now on."""
    root = home / "trusted"
    try:
        root.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".staged-", dir=root, ignore_cleanup_errors=True) as staged:
            whole = Path(staged, name)
            for path, text in scripts.items():
                target = whole / "verifiers" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text)
            (whole / _SAID).write_bytes(msgspec.json.encode(Said(digest(scripts), now)))
            swap(whole, root / name)
    except OSError as error:
        raise failure(f"This cannot be noted: {error.strerror}.", file=str(root)) from error


def forget(home: Path, name: str) -> None:
    """Trust the deck `name` no longer."""
    shutil.rmtree(home / "trusted" / name, ignore_errors=True)


def state(home: Path, name: str, deck: Path) -> State:
    """Whether the scripts of the deck in the folder `deck` may run, compared with what was said."""
    try:
        now = scripts(deck)
    except (OSError, QuizError):
        return "changed"
    if not now:
        return "no scripts"
    try:
        kept = _kept(home, name)
    except FileNotFoundError:
        return "untrusted"
    except (OSError, ValueError, msgspec.MsgspecError, QuizError):
        return "changed"
    return "trusted" if digest(now) == digest(kept) else "changed"


def copies(home: Path, name: str) -> Path:
    """The folder of the scripts that were trusted, which are those that run."""
    return home / "trusted" / name / "verifiers"


def seals(home: Path, name: str) -> dict[str, str]:
    """The seal of each trusted script by its path below `verifiers/`; none when a copy has changed."""
    try:
        return {path: seal(text) for path, text in _kept(home, name).items()}
    except (OSError, ValueError, msgspec.MsgspecError, QuizError):
        return {}


def _kept(home: Path, name: str) -> Scripts:
    """The copies of what was trusted. Raises ValueError when their hash is not the one that was noted."""
    aside = home / "trusted" / name
    said = msgspec.json.decode((aside / _SAID).read_bytes(), type=Said)
    kept = scripts(aside)
    if digest(kept) != said.hash:
        raise ValueError("a copy has changed")
    return kept
