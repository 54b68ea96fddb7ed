"""`quiz sync`: several machines through any folder that they share."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from quiz import places
from quiz.commands.output import as_json, print_json, say, tell
from quiz.memory.days import here
from quiz.memory.store import Memory


@click.command("sync")
@click.argument("folder", type=click.Path(path_type=Path))
@as_json
def command(folder: Path, as_json: bool) -> None:
    """Bring this machine and the others that use FOLDER to the same memory.

    FOLDER is any folder that your machines share, by Dropbox, Syncthing, git or a stick: each machine adds to
    a file of its own there, and reads those of the others. Sync before and after you study.
    """
    from quiz.exchange.sync import sync

    with Memory(places.home() / "memory.db", here) as memory:
        done = sync(memory, folder.expanduser())
    tell(done.faults)
    if as_json:
        print_json({name: value for name, value in msgspec.to_builtins(done).items() if name != "faults"})
        return
    say(f"{done.received} events taken in, {done.sent} sent.")
    if done.waiting:
        say(f"{done.waiting} events wait for a file that has not arrived whole. Sync again later.")
