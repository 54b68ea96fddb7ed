"""The text of a bank's file, or what keeps it from being read."""

from __future__ import annotations

import codecs
from pathlib import Path

from quiz.errors import Fault
from quiz.text import clean

LARGEST = 5_000_000
"""In bytes, enough for well over a thousand questions."""

_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def read_source(path: Path) -> tuple[str, list[Fault]]:
    """The file's text, empty where it cannot be read, and its faults. Unsafe characters are left out."""
    file = str(path)

    def refused(what: str, remedy: str, line: int = 0) -> tuple[str, list[Fault]]:
        return "", [Fault(what, remedy, file, line)]

    try:
        if not path.is_file():
            known = path.exists()
            what = "This is no plain file." if known else "There is no such file."
            return refused(what, "Give the path of a bank, or of a folder of banks.")
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return refused(f"This bank cannot be read: {reason}.", "Check the path and its permissions.")
    if len(data) > LARGEST:
        return refused(f"This file is larger than {LARGEST // 1_000_000} MB.", "Split it into several banks.")
    for mark, encoding in _OTHER_ENCODINGS:
        if data.startswith(mark):
            return refused(f"This file is {encoding}, not UTF-8.", "Save it as UTF-8.", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return refused("This line is not UTF-8.", "Save the file as UTF-8.", line)
    if not text.strip():
        return refused("This bank is empty.", "Add a question that starts with `- id: …`.", 1)
    safe = clean(text)
    return safe, [] if safe == text else _unsafe(text, file)


def _unsafe(text: str, file: str) -> list[Fault]:
    """One fault for each kind of unsafe character, at its first place."""
    text = text.replace("\r\n", "\n")
    found = {char: text.index(char) for char in sorted(set(text)) if not clean(char)}
    return [Fault(*unsafe(char), file, text.count("\n", 0, place) + 1) for char, place in found.items()]


def unsafe(char: str) -> tuple[str, str]:
    """What is wrong with a character that may not be in a bank, and what to do."""
    import unicodedata  # only ever needed once something is wrong

    name = unicodedata.name(char, "control character").lower()
    what = f"This text has the invisible character U+{ord(char):04X} ({name})."
    return what, "Remove it: it could steer the terminal or hide what is written."
