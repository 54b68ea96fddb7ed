"""Editing a bank in the learner's own editor. No widget here."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import which
from typing import Literal

from quiz.bank.load import load
from quiz.bank.model import Deck
from quiz.errors import Fault, failure

Refusal = Literal["shipped", "read-only"]
"""Why a bank may not be edited where it lies."""

_COLON = frozenset({"hx", "helix", "subl", "zed", "cursor"})
_GOTO = frozenset({"code", "code-insiders", "codium", "vscodium"})
_USUAL = ("nano", "vim", "vi", "notepad")


class Editor:
    """Opens banks and reads them again.

    `package` is the folder of the installed program, whose files an update overwrites; `decks` reads all
    installed decks afresh; `environment` names the editor in VISUAL or EDITOR.
    """

    def __init__(
        self, package: Path, decks: Callable[[], tuple[Deck, ...]], environment: Mapping[str, str]
    ) -> None:
        self._package = package
        self._decks = decks
        self._environment = environment

    def refuses(self, file: str) -> Refusal | None:
        """Why that file may not be edited, if so."""
        path = Path(os.path.realpath(file))
        if path.is_relative_to(self._package):
            return "shipped"
        return None if os.access(path, os.W_OK) else "read-only"

    def open(self, file: str, line: int) -> None:
        """Let the learner edit `file` from `line` on, and wait. Raises QuizError if no editor runs."""
        command = self.command(file, line)
        try:
            subprocess.run(command, check=False)
        except OSError as error:
            what = f"The editor {command[0]!r} did not start: {error.strerror}."
            raise failure(what, "Set EDITOR to one that is installed.") from error

    def command(self, file: str, line: int) -> list[str]:
        """The command that opens `file` at `line`, as each editor wants to be told. Raises QuizError."""
        chosen = self._environment.get("VISUAL") or self._environment.get("EDITOR") or ""
        try:
            words = shlex.split(chosen) or [next(filter(which, _USUAL), "vi")]
        except ValueError as error:
            raise failure(f"EDITOR cannot be understood: {error}.", "Set it to a command.") from error
        name = Path(words[0]).stem
        if name in _GOTO:
            return [
                *words,
                *([] if {"-w", "--wait"} & set(words) else ["--wait"]),
                "--goto",
                f"{file}:{line}",
            ]
        if name in _COLON:
            return [*words, f"{file}:{line}"]
        return [*words, file] if name == "notepad" else [*words, f"+{line}", file]

    def faults(self, file: str) -> tuple[Fault, ...]:
        """Everything that is wrong with that bank now."""
        return load([Path(file)]).faults

    def decks(self) -> tuple[Deck, ...]:
        """All decks as they are now. Raises QuizError."""
        return self._decks()
