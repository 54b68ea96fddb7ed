"""A big collection, by Anki's own python: `python anki_fill.py FOLDER NOW`.

Reads JSON: the notes, each its front and its back, and the reviews, each a question, how many days ago
it was, a rating from 1 to 4, and the chance of recall. Cards are laid down as they would stand after those.
"""

from __future__ import annotations

import json
import sys

from anki.collection import AddNoteRequest, Collection

DAY = 86_400_000
folder, now = sys.argv[1], int(sys.argv[2])
sides, reviews = json.load(sys.stdin)
col = Collection(f"{folder}/collection.anki2")
basic = col.models.by_name("Basic")
deck = col.decks.id("Default")
limits = col.decks.config_dict_for_deck_id(deck)
limits["rev"]["perDay"] = 9999
col.decks.update_config(limits)
notes = []
for front_and_back in sides:
    note = col.new_note(basic)
    note.fields = front_and_back
    notes.append(AddNoteRequest(note, deck))
col.add_notes(notes)
col.set_config("fsrs", True)
cards = [row[0] for row in col.db.all("select id from cards order by id")]
last = {}
rows = []
for n, (question, ago, rating, _) in enumerate(reviews):
    interval = 1 + (question * 7 + n) % 60
    last[question] = (ago, interval)
    rows.append((now - ago * DAY + n, cards[question], -1, rating, interval, interval, 2500, 12500, 1))
col.db.executemany("insert into revlog values (?,?,?,?,?,?,?,?,?)", rows)
today = col.sched.today


def state(ago: int, interval: int) -> str:
    """What FSRS remembers of a card."""
    return json.dumps({"s": float(interval), "d": 5.0, "dr": 0.9, "lrt": (now - ago * DAY) // 1000})


col.db.executemany(
    "update cards set type=2, queue=2, ivl=?, due=?, reps=5, factor=2500, data=? where id=?",
    [
        (interval, today - ago + interval, state(ago, interval), cards[question])
        for question, (ago, interval) in last.items()
    ],
)
col.close()
