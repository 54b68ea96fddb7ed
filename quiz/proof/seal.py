"""A seal: the hash of the only text that may run in the place of a script from elsewhere.

It travels with the job to the process that runs the script, which compares it with the very bytes that it
is about to compile: what changes after the script was handed out does not run.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

UNTRUSTED = "untrusted"
"""A seal that no text has."""


class BrokenSealError(ValueError):
    """The script is not the one that was trusted; the message says what to do."""


def seal(text: bytes) -> str:
    """The seal of a script with that text."""
    return sha256(text).hexdigest()


def unsealed(path: Path, wanted: str) -> bytes:
    """The text of the script at `path`, read once; any text will do when no seal is `wanted`.

    Raises BrokenSealError when its seal is another.
    """
    text = path.read_bytes()
    if wanted and seal(text) != wanted:
        raise BrokenSealError(
            "The script is not the one that you trusted, so it was not run. "
            "Look at it, then trust its deck again with `quiz deck trust`."
        )
    return text
