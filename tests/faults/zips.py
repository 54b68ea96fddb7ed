"""Entries of archives that no honest program writes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable


def entry(name: str, mode: int = 0, data: bytes = b"") -> Callable[[zipfile.ZipFile], None]:
    """Writes one under that very name, with that mode."""

    def write(archive: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name  # the constructor would mend it
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, data)

    return write
