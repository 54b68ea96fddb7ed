"""Mutants that change nothing a proof could see, each with the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec
import yaml

from tests.mutation.operators import Mutant

FILE = Path(__file__).parent / "explained.yaml"


class Explained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `explained.yaml`."""

    verifier: str
    mutation: str
    """What changes, without the line, as the report shows it."""
    why: str
    function: str = ""
    """The definition it is in; needed only where the same change elsewhere in the script is noticed."""

    def covers(self, verifier: str, mutant: Mutant) -> bool:
        """Whether this entry is about `mutant`."""
        here = not self.function or self.function == mutant.function
        return here and (self.verifier, self.mutation) == (verifier, mutant.change)


def read(path: Path = FILE) -> list[Explained]:
    """The entries of the file. Raises msgspec.ValidationError for one that is not as it should be."""
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")) or [], list[Explained])


def stale(
    entries: Sequence[Explained],
    survivors: Sequence[tuple[str, Mutant]],
    ran: Collection[str],
    known: Collection[str],
) -> list[Explained]:
    """Entries that explain nothing: no survivor of the scripts that `ran`, or no script that is `known`."""
    return [
        entry
        for entry in entries
        if entry.verifier not in known
        or (entry.verifier in ran and not any(entry.covers(*survivor) for survivor in survivors))
    ]
