"""Questions as an Anki package (.apkg)."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from quiz.bank.model import Deck
from quiz.errors import failure
from quiz.exchange.anki.types import fields, kind_of, model
from quiz.exchange.page.identity import deck_name, guid, number, tags
from quiz.exchange.page.proved import Proofs
from quiz.text import Language


def write(
    path: Path, decks: Sequence[Deck], languages: Sequence[Language], proofs: Proofs, now: datetime
) -> None:
    """Write the questions of `decks` to `path`, dated `now`: Anki takes over what is newer than its own.

    Raises QuizError when genanki is not installed.
    """
    genanki = _genanki()
    models = {kind: genanki.Model(**model(kind)) for kind in ("flip", "choice")}
    packed = []
    for deck in decks:
        notes = genanki.Deck(number("deck", deck.id), deck_name(deck, languages))
        for place, question in enumerate(deck.questions):
            notes.add_note(
                genanki.Note(
                    model=models[kind_of(question)],
                    fields=fields(question, languages, proofs),
                    tags=tags(question, proofs),
                    guid=guid(question),
                    due=place,
                )
            )
        packed.append(notes)
    _zip(path, _collection(genanki.Package(packed), now))


def _collection(package: Any, now: datetime) -> bytes:
    """The SQLite file of the package, made in memory: genanki's own writing leaves a file behind."""
    database = sqlite3.connect(":memory:")
    try:
        moment = now.timestamp()
        package.write_to_db(database.cursor(), moment, count(int(moment * 1000)))
        database.commit()
        return database.serialize()
    finally:
        database.close()


def _zip(path: Path, collection: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)
        archive.writestr("media", "{}")


def _genanki() -> Any:
    try:
        import genanki
    except ImportError as error:
        raise failure(
            "The export to Anki needs genanki, which is not installed.",
            'Say `pip install "proofcards[anki]"`, or `pip install genanki`.',
        ) from error
    return genanki
