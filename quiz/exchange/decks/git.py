"""A deck from a git repository, by the git program: its files are read, never checked out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from quiz.errors import failure
from quiz.exchange.decks.archive import from_tar
from quiz.exchange.decks.contents import Contents
from quiz.exchange.decks.gate import LARGEST_DECK
from quiz.text import clean

PROTOCOLS = ("https", "ssh")
"""`file` reads this disk, `ext` runs a program, and nobody vouches for what comes by http or git."""

_SHORT_FORM = re.compile(r"\w[\w.-]*@\w[\w.-]*:[\w~.][^\s]*")
_URL = re.compile(r"([a-z]+)://([^\s-][^\s]*)")
_LONGEST = 300  # seconds
_LARGEST = 2 * LARGEST_DECK  # bytes of one file that git writes
_KEPT = ("GIT_SSH", "GIT_SSL", "GIT_ASKPASS", "GIT_PROXY")
_OURS = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"}
_NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def is_address(source: str) -> bool:
    """Whether `source` looks like the address of a repository, and not like a path."""
    return "://" in source or "::" in source or _SHORT_FORM.fullmatch(source) is not None


def from_git(address: str, protocols: Sequence[str] = PROTOCOLS) -> Contents:
    """The files of the newest commit at `address`. Raises QuizError when it is not fit to be fetched.

    Nothing is checked out: so no hook, filter, link or submodule of the repository has any effect.
    """
    url = _URL.fullmatch(address)
    if not (_SHORT_FORM.fullmatch(address) or (url and url[1] in protocols)) or clean(address) != address:
        raise failure(
            f"{clean(address)} is no address that a deck may come from.",
            "Use https://… or ssh://…, or clone it yourself and add the folder.",
        )
    depth = ("--depth", "1", "--single-branch", "--no-tags")
    inert = ("--bare", "--no-local", "--no-recurse-submodules", "--template=", "--quiet")
    allowed = {"GIT_ALLOW_PROTOCOL": ":".join(protocols)}
    with tempfile.TemporaryDirectory(prefix="quiz-deck-") as scratch, tempfile.TemporaryFile() as tar:
        clone = str(Path(scratch, "clone"))
        _git(address, ("clone", *depth, *inert, "--", address, clone), allowed, tar)
        # It would send files through filters, of which the learner's own settings may have some.
        archive = ("--git-dir", clone, "archive", "--format=tar", "HEAD")
        _git(address, archive, allowed | _NO_SETTINGS, tar)
        tar.seek(0)
        return from_tar(tar, address)


def _git(address: str, arguments: Sequence[str], environment: dict[str, str], out: IO[bytes]) -> None:
    """Run git, which asks for nothing and runs no hook."""
    program = shutil.which("git")
    if program is None:
        raise failure("Git is not installed.", "Install it, or download the deck and add the folder.")
    around = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    command = [program, "-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            env=around | _OURS | environment,
            timeout=_LONGEST,
            preexec_fn=_limited if sys.platform != "win32" else None,
        )
    except subprocess.TimeoutExpired:
        raise failure(f"Git took more than {_LONGEST} s.", "Try again later.", file=address) from None
    if done.returncode:
        told = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        reason = clean(told[-1] if told else f"exit status {done.returncode}").rstrip(".")
        raise failure(f"Git could not fetch this deck: {reason}.", "Check the address.", file=address)


def _limited() -> None:
    """Let no repository fill the disk."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = _LARGEST if hard == resource.RLIM_INFINITY else min(_LARGEST, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
