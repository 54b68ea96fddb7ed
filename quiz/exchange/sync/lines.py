"""One line of a shared log: an event, or the scheduler's numbers that events refer to; with a checksum."""

from __future__ import annotations

import re
import zlib

import msgspec

from quiz.memory.model import Event, Kind, Rating
from quiz.memory.settings import Model, name_of

LONGEST = 1 << 16
"""Bytes of a line."""
_END = 4_102_444_800_000
"""1 January 2100 in UTC milliseconds: ids that claim to be later would push aside all that follow."""
_ID = re.compile(r"\d{15}-[0-9a-f]{8}")
_TARGETED: tuple[Kind, ...] = ("undo", "redo", "rename")


class Numbers(msgspec.Struct, frozen=True, tag="model"):
    """The scheduler's numbers under the id that events call them by."""

    id: str
    json: str


class Entry(msgspec.Struct, frozen=True, tag="event"):
    """Something that the learner did."""

    event: Event


Line = Numbers | Entry

_decode = msgspec.json.Decoder(Line)


def write(line: Line) -> bytes:
    """The line with its end: checksum, space, JSON."""
    text = msgspec.json.encode(line)
    return b"%08x %s\n" % (zlib.crc32(text), text)


def read(data: bytes) -> Line | None:
    """What a line says; nothing when it is torn, damaged or makes no sense."""
    check, _, text = data.strip().partition(b" ")
    if check != b"%08x" % zlib.crc32(text):
        return None
    try:
        line = _decode.decode(text)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return None
    return line if _sound(line) else None


def _sound(line: Line) -> bool:
    if isinstance(line, Numbers):
        return name_of(line.json.encode()) == line.id and _is_model(line.json)
    event = line.event
    return (
        _ID.fullmatch(event.id) is not None
        and int(event.id[:15]) < _END
        and 0 <= event.at < _END
        and 0 < event.day < 800_000
        and 0 < len(event.question) <= 200
        and (event.kind not in ("rate", "cram") or event.rating in tuple(Rating))
        and (event.kind != "rate" or bool(event.model))
        and (event.kind not in _TARGETED or bool(event.target))
    )


def _is_model(json: str) -> bool:
    try:
        model = msgspec.json.decode(json, type=Model)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return False
    return len(model.parameters) == 21 and 0 < model.desired_retention < 1
