"""Run by another interpreter, one that has the `anki` package: import files into a new collection, in turn.

    PYTHON import_into_anki.py COLLECTION FILE…

Prints JSON: what Anki said to each file, and what the collection holds after the last.
"""

import json
import sys

from anki.collection import Collection, ImportAnkiPackageRequest, ImportCsvRequest
from anki.import_export_pb2 import ImportAnkiPackageOptions


def take_in(collection: Collection, path: str) -> dict[str, int]:
    if path.endswith(".apkg"):
        options = ImportAnkiPackageOptions(merge_notetypes=False, with_scheduling=False)
        log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
    else:
        metadata = collection.get_csv_metadata(path=path, delimiter=None)
        log = collection.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    kinds = (
        "new",
        "updated",
        "duplicate",
        "conflicting",
        "missing_notetype",
        "missing_deck",
        "empty_first_field",
    )
    return {"found": log.found_notes, **{kind: len(getattr(log, kind)) for kind in kinds}}


def held(collection: Collection) -> list[dict[str, object]]:
    notes = []
    for id in collection.find_notes(""):
        note = collection.get_note(id)
        card = note.cards()[0]
        notes.append(
            {
                "guid": note.guid,
                "type": note.note_type()["name"],
                "fields": dict(note.items()),
                "tags": note.tags,
                "deck": collection.decks.name(card.did),
                "cards": len(note.cards()),
                "question": card.question(),
                "answer": card.answer(),
            }
        )
    return notes


collection = Collection(sys.argv[1])
logs = [take_in(collection, path) for path in sys.argv[2:]]
print(json.dumps({"logs": logs, "notes": held(collection)}))
collection.close()
