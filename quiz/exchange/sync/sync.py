"""One exchange with the folder: take in what others did, add what they do not know."""

from __future__ import annotations

from pathlib import Path

import msgspec

from quiz.errors import Fault
from quiz.exchange.sync.folder import append, read_folder
from quiz.exchange.sync.lines import Numbers
from quiz.memory.store import Memory


class Synced(msgspec.Struct, frozen=True):
    """What an exchange came to."""

    received: int
    """Events that were new here."""
    sent: int
    """Events that were new in the folder."""
    waiting: int
    """Events whose scheduler's numbers have not arrived yet; the next exchange takes them in."""
    faults: tuple[Fault, ...]


def sync(memory: Memory, folder: Path) -> Synced:
    """Bring the memory and the folder to the same log.

    Raises QuizError when the folder or the memory cannot be read or written; what was taken in stays, and the
    exchange may be repeated at any time.
    """
    shared = read_folder(folder)
    known = shared.numbers.keys() | memory.models().keys()
    usable = [event for event in shared.events.values() if not event.model or event.model in known]
    received = memory.merge(usable, shared.numbers)
    missing = [event for event in memory.events() if event.id not in shared.events]
    models = memory.models()
    wanted = {event.model for event in memory.events() if event.model} - shared.numbers.keys()
    append(folder, memory.device, [Numbers(name, models[name]) for name in sorted(wanted)], missing)
    return Synced(received, len(missing), len(shared.events) - len(usable), shared.faults)
