"""Which pages there are; the folder is put in place as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from quiz import __version__
from quiz.bank.model import Deck, Question
from quiz.exchange.book import pages
from quiz.exchange.book.frame import page
from quiz.exchange.book.index import entries
from quiz.exchange.book.names import INDEX, MARK, deck_page, proof_page
from quiz.exchange.page.proved import Proofs
from quiz.exchange.page.whole import write_folder
from quiz.proof.find import Verifier
from quiz.text import Text, clean


def write(
    folder: Path, decks: Sequence[Deck], verifiers: Mapping[str, Verifier], proofs: Proofs, now: datetime
) -> int:
    """Write the book of `decks` to `folder`, with the verifiers that prove them; the number of its pages.

    Raises QuizError for a folder that holds something else, and for a disk that will not have it.
    """
    made = site(decks, verifiers, proofs, now)

    def fill(staged: Path) -> None:
        for name, text in made.items():
            (staged / name).write_text(text, "utf-8")
        (staged / MARK).write_text(
            f"Made by Proofcards {__version__}. `quiz export book` replaces it.\n", "utf-8"
        )

    write_folder(folder, MARK, fill)
    return len(made)


def site(
    decks: Sequence[Deck], verifiers: Mapping[str, Verifier], proofs: Proofs, now: datetime
) -> dict[str, str]:
    """Every page by its name."""
    asked_by: dict[str, list[Question]] = defaultdict(list)
    for deck in decks:
        for question in deck.questions:
            for name in dict.fromkeys(_verifiers(question)):
                asked_by[name].append(question)
    used = {name: verifiers[name] for name in sorted(asked_by) if name in verifiers}
    others = {question.id: question for deck in decks for question in deck.questions}
    about = f"Proofcards {__version__}, {now:%Y-%m-%d}"
    listed = list(used.values())
    first = pages.contents(decks, listed, list(entries(decks, listed)))
    made = {INDEX: page(Text("The book of proofs", "证明手册"), first, about)}
    for deck in decks:
        made[deck_page(deck.id)] = page(deck.title, pages.deck(deck, others, proofs, used), about)
    for name, verifier in used.items():
        inner = pages.verifier(verifier, proofs, asked_by[name], _script(verifier))
        made[proof_page(name)] = page(Text(name), inner, about)
    return made


def _verifiers(question: Question) -> list[str]:
    """The verifiers that a question leads to."""
    found = [proof.partition("::")[0] for proof in question.proofs]
    return [*found, question.exercise] if question.exercise else found


def _script(verifier: Verifier) -> str:
    """The text of a script; a note where it cannot be read any more."""
    try:
        return clean(Path(verifier.path).read_text("utf-8")).rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        return f"# {type(error).__name__}"
