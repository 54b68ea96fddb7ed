"""Lay the desk and open the screens."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from quiz import places, shelf
from quiz.bank.model import Level, Question
from quiz.errors import failure
from quiz.memory.days import here
from quiz.memory.store import Memory
from quiz.text import Language, clean

if TYPE_CHECKING:
    from quiz.proof.remember import Remembered
    from quiz.proof.warm import Warm
    from quiz.tui.desk import Desk
    from quiz.tui.editing import Editor

POLITE = 10
"""How nice proofs are: the screen has to answer keys meanwhile."""


def study(*, start: Literal["home", "review"], decks: Sequence[str], language: Language | None) -> None:
    """Open the home screen, or a review of the decks of those names (all when there are none)."""
    _needs_terminal()
    with _desk(language) as desk:
        from quiz.tui.app import run

        run(desk, start=start, decks=shelf.pick(desk.decks, decks))


def study_plainly(*, decks: Sequence[str], language: Language | None) -> None:
    """Review the decks of those names (all when there are none) line by line, on any standard streams."""
    with _desk(language) as desk:
        from quiz.session import Session
        from quiz.tui.plain.review import Review

        _begin_plainly(desk)
        questions = [question for deck in shelf.pick(desk.decks, decks) for question in deck.questions]
        Review(desk, Session(questions, desk.memory, desk.now), input, print).run()


def interview(
    *,
    minutes: float,
    level: Level,
    seed: int | None,
    decks: Sequence[str],
    language: Language | None,
    plain: bool,
) -> None:
    """Hold a mock interview about the decks of those names, or about all when there are none."""
    if not plain:
        _needs_terminal()
    with _desk(language) as desk:
        from quiz.interview.model import Plan

        plan = Plan(minutes, level, desk.seed() if seed is None else seed)
        chosen = shelf.pick(desk.decks, decks)
        if not plain:
            from quiz.tui.app import run

            run(desk, start="interview", decks=chosen, plan=plan)
            return
        from quiz.tui.plain.interview import Interview
        from quiz.tui.sitting import Sitting

        _begin_plainly(desk)
        Interview(desk, Sitting(desk, plan, chosen), input, print).run()


def experiment(proof: str, *, language: Language | None) -> None:
    """Open the Lab at a verifier or one of its checks (`verifier::check`), or the list when it is empty."""
    if proof:
        _runs(proof)
    _needs_terminal()
    with _desk(language) as desk:
        from quiz.tui.app import run

        run(desk, start="lab" if proof else "verifiers", proof=proof)


def _begin_plainly(desk: Desk) -> None:
    """What the app does once its first screen stands: collect again, and say what the learner should know."""
    from quiz.told import told

    gc.enable()
    for note in (*desk.notes, *desk.memory.notes()):
        print(clean(told(note, desk.language)), file=sys.stderr)


def _needs_terminal() -> None:
    """Raises QuizError where no screen can be shown."""
    if "TEXTUAL_DRIVER" not in os.environ and not (sys.stdin.isatty() and sys.stdout.isatty()):
        what = "Run `quiz` in one; `--plain` after `quiz review` or `quiz interview` works anywhere."
        raise failure("The screens need a terminal.", what)


def browse(words: str, *, language: Language | None) -> None:
    """Open the list of all questions, or of those that contain `words`."""
    _needs_terminal()
    with _desk(language) as desk:
        from quiz.tui.app import run

        run(desk, start="browse", words=words)


@contextmanager
def _desk(language: Language | None) -> Iterator[Desk]:
    """Everything the learner sits down with; the language and theme of the last time unless one is named."""
    # Until the first screen stands much is made and hardly anything thrown away: to look for it again and
    # again only costs. The app turns collection on when it is ready.
    gc.disable()
    from quiz.tui import settings
    from quiz.tui.desk import Desk
    from quiz.tui.proofs import Proofs

    home = places.home()
    chosen, fault = settings.load(home / "settings.json")
    spoken = language or chosen.language or "en"
    found = shelf.look()
    bank = [question for deck in found.decks for question in deck.questions]
    with Memory(home / "memory.db", here, bank=bank) as memory:
        yield Desk(
            decks=found.decks,
            memory=memory,
            now=here,
            verifier=shelf.verifier,
            verifiers=shelf.verifiers,
            read=_read,
            warm=_warm,
            proofs=Proofs(lambda: _remembered(home), shelf.script, _torch),
            editor=_editor,
            keep=lambda change: settings.save(home / "settings.json", change),
            interviews=home / "interviews",
            likely=_likely,
            language=spoken,
            theme=chosen.theme or "",
            notes=tuple(one.in_(spoken) for one in (*([fault] if fault else []), *found.left_out)),
        )


def _runs(proof: str) -> None:
    """Raises QuizError unless that verifier or check is there and may run."""
    name, _, check = proof.partition("::")
    locked = shelf.locked()
    if name in locked:
        from quiz.errors import QuizError

        raise QuizError(locked[name])
    if shelf.verifier(name) is None or check:
        from quiz.proof.select import select

        select(shelf.verifiers(), [proof])
        if shelf.verifier(name) is None:
            raise failure(f"There is no verifier {name!r}.", "See `quiz list verifiers`.")


# Imported once the first screen stands: what they need would hold it up.


def _remembered(home: Path) -> Remembered:
    from quiz.proof.remember import Remembered

    return Remembered(home / "proofs.db", here)


def _warm() -> Warm:
    from quiz.proof.limits import Limits
    from quiz.proof.warm import Warm

    return Warm(Limits(nice=POLITE))


def _likely(question: Question, said: str) -> list[int]:
    from quiz.match import propose

    points = [point.text for point in question.points]
    return [match.point for match in propose(said, points, question.ask)]


def _torch() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("torch")
    except PackageNotFoundError:
        return ""


def _editor() -> Editor:
    from quiz.tui.editing import Editor

    return Editor(Path(__file__).resolve().parents[1], shelf.decks, os.environ)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise failure(f"The script cannot be read: {error.strerror}.", file=path) from error
