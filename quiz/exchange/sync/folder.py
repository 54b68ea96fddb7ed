"""The shared folder: a file a device, to which only lines are added."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from quiz.errors import Fault, failure
from quiz.exchange.sync.lines import LONGEST, Entry, Line, Numbers, read, write
from quiz.memory.model import Event

ENDING = ".quiz-log"


class Shared(msgspec.Struct, frozen=True):
    """What lies in the folder, of all devices together."""

    events: dict[str, Event]
    numbers: dict[str, str]
    """The scheduler's numbers as JSON, by their id."""
    faults: tuple[Fault, ...]
    """Files of which something could not be read."""


def read_folder(folder: Path) -> Shared:
    """Everything in the folder. Raises QuizError when there is no such folder or it cannot be read."""
    if not folder.is_dir():
        what = f"There is no folder {folder}."
        raise failure(what, "Make it where your other machines see it too, then sync again.")
    events: dict[str, Event] = {}
    numbers: dict[str, str] = {}
    faults = []
    try:
        # Also copies that file sharing makes of a file written on two machines at once.
        files = sorted(path for path in folder.iterdir() if ENDING in path.name)
        for path in files:
            if path.is_symlink() or not path.is_file():
                faults.append(Fault("This is no plain file, and was left alone.", file=str(path)))
                continue
            bad = _read(path, events, numbers)
            if bad:
                what = f"{len(bad)} lines make no sense: torn while they were copied, or changed."
                remedy = "What they said is added again from the machines that know it."
                faults.append(Fault(what, remedy, str(path), bad[0]))
    except OSError as error:
        raise failure(f"The folder cannot be read: {error.strerror or error}.", file=str(folder)) from error
    return Shared(events, numbers, tuple(faults))


def append(folder: Path, device: str, numbers: Iterable[Numbers], events: Iterable[Event]) -> None:
    """Add lines to the device's file, durably; numbers first, as events refer to them. Raises QuizError."""
    lines: list[Line] = [*numbers, *map(Entry, events)]
    if not lines:
        return
    path = folder / f"{device}{ENDING}"
    try:
        with open(path, "ab+") as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                if file.read(1) != b"\n":  # the last time was cut short
                    file.write(b"\n")
            file.writelines(map(write, lines))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        what = f"Your log could not be written there: {error.strerror or error}."
        raise failure(what, "Nothing is lost; mend that and sync again.", file=str(path)) from error


def _read(path: Path, events: dict[str, Event], numbers: dict[str, str]) -> list[int]:
    """Take in the lines of a file; the numbers of those that make no sense."""
    bad = []
    with open(path, "rb") as file:
        number = 0
        while data := file.readline(LONGEST):
            number += 1
            line = read(data)
            if isinstance(line, Entry):
                events.setdefault(line.event.id, line.event)
            elif line:
                numbers.setdefault(line.id, line.json)
            elif data.strip():
                bad.append(number)
    return bad
