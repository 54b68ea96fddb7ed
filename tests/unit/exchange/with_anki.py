"""Run by another interpreter, one that has the `anki` package.

    PYTHON with_anki.py in COLLECTION FILE…
    PYTHON with_anki.py out COLLECTION OLD.apkg NEW.apkg TABLE.txt

The first imports files into the collection, in turn, and prints JSON: what Anki said to each, and what the
collection holds after the last. The second exports all of it.
"""

import json
import sys

from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest
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


def give_out(collection: Collection, old: str, new: str, table: str) -> None:
    for path, legacy in ((old, True), (new, False)):
        options = ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=True, legacy=legacy
        )
        collection.export_anki_package(out_path=path, options=options, limit=None)
    collection.export_note_csv(
        out_path=table,
        limit=None,
        with_html=True,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=True,
    )


collection = Collection(sys.argv[2])
if sys.argv[1] == "in":
    logs = [take_in(collection, path) for path in sys.argv[3:]]
    print(json.dumps({"logs": logs, "notes": held(collection)}))
else:
    give_out(collection, *sys.argv[3:])
collection.close()
