"""The text of a bank's file, or what keeps it from being read."""

from __future__ import annotations

import codecs
from pathlib import Path

from quiz.bank.faults import Faults
from quiz.text import clean

LARGEST = 5_000_000
"""In bytes, enough for well over a thousand questions."""

_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def read_source(path: Path, faults: Faults) -> str:
    """The file's text without unsafe characters, or nothing where it cannot be read."""
    try:
        if not path.is_file():
            what = "This is no plain file." if path.exists() else "There is no such file."
            faults.add(0, what, "Give the path of a bank, or of a folder of banks.")
            return ""
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        faults.add(0, f"This bank cannot be read: {reason}.", "Check the path and its permissions.")
        return ""
    if len(data) > LARGEST:
        faults.add(0, f"This file is larger than {LARGEST // 1_000_000} MB.", "Split it into several banks.")
        return ""
    return _safe(_decoded(data, faults), faults)


def _decoded(data: bytes, faults: Faults) -> str:
    for mark, encoding in _OTHER_ENCODINGS:
        if data.startswith(mark):
            faults.add(1, f"This file is {encoding}, not UTF-8.", "Save it as UTF-8.")
            return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(
            data.count(b"\n", 0, error.start) + 1, "This line is not UTF-8.", "Save the file as UTF-8."
        )
        return ""
    if not text.strip():
        faults.add(1, "This bank is empty.", "Add a question that starts with `- id: …`.")
        return ""
    return text


def _safe(text: str, faults: Faults) -> str:
    """`text` without unsafe characters; one fault for each kind, at its first place."""
    safe = clean(text)
    if safe != text:
        text = text.replace("\r\n", "\n")
        for char in sorted(set(text)):
            if not clean(char):
                faults.add(text.count("\n", 0, text.index(char)) + 1, *unsafe(char))
    return safe


def unsafe(char: str) -> tuple[str, str]:
    """What is wrong with a character that may not be in a bank, and what to do."""
    import unicodedata  # only ever needed once something is wrong

    name = unicodedata.name(char, "control character").lower()
    what = f"This text has the invisible character U+{ord(char):04X} ({name})."
    return what, "Remove it: it could steer the terminal or hide what is written."
