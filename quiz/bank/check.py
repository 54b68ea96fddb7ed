"""Faults that no single bank shows: links between questions, and from questions to verifiers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from quiz.bank.model import Deck, Question
from quiz.errors import Fault, nearest

Known = Mapping[str, Mapping[str, Collection[str]]]
"""Verifier id -> name of each of its checks -> the knobs that check takes."""

FEWEST_POINTS, MOST_POINTS = 3, 6


def check(decks: Sequence[Deck], known: Known) -> tuple[Fault, ...]:
    """Everything wrong between these decks, and between them and the known verifiers."""
    proved = [deck for deck in decks if deck.proved]
    return (
        *shipped(decks),
        *follow_ups(decks),
        *points(proved),
        *proofs(decks, known),
        *knobs(decks, known),
    )


def shipped(decks: Sequence[Deck]) -> tuple[Fault, ...]:
    """Decks that ship with the program and say that they prove nothing."""
    return tuple(
        Fault("This deck ships, and says that it is not proved.", "Remove `proved: false`.", deck.file, 1)
        for deck in decks
        if deck.shipped and not deck.proved
    )


def unique_ids(decks: Sequence[Deck]) -> tuple[Fault, ...]:
    """Ids given to two decks or two questions, or to one now and to another before it was renamed."""
    faults: list[Fault] = []
    files: dict[str, str] = {}
    for deck in decks:
        if deck.id in files:
            what = f"Another bank, {files[deck.id]}, also has the deck id {deck.id}."
            faults.append(Fault(what, "Rename one of the files.", deck.file, 1))
        files.setdefault(deck.id, deck.file)
    owners: dict[str, tuple[Deck, Question]] = {}
    for place in _questions(decks):
        deck, question = place
        if question.id in owners:
            what = f"The id {question.id} is taken by the question at {_place(*owners[question.id])}."
            faults.append(_fault(deck, question, what, "Choose another id."))
        elif question.id:
            owners[question.id] = place
    former: dict[str, tuple[Deck, Question]] = {}
    for deck, question in _questions(decks):
        for old in question.was:
            taken = former.get(old) or owners.get(old)
            if taken and old != question.id:
                what = f"The former id {old} belongs to the question at {_place(*taken)}."
                faults.append(_fault(deck, question, what, "Remove it from one of them."))
            former.setdefault(old, (deck, question))
    return tuple(faults)


def follow_ups(decks: Sequence[Deck]) -> tuple[Fault, ...]:
    """Follow-ups that do not exist, and core questions from which an interviewer cannot go on."""
    faults: list[Fault] = []
    ids = {question.id for _, question in _questions(decks)}
    for deck, question in _questions(decks):
        for link in question.follow_ups:
            if link not in ids:
                what = f"{_name(question)} leads to {link}, which no bank has.{nearest(link, ids)}"
                faults.append(_fault(deck, question, what, "Mend or remove the follow-up."))
        if deck.proved and question.level == "core" and not question.follow_ups:
            what = f"{_name(question)} is a core question without a follow-up."
            faults.append(
                _fault(deck, question, what, "Add `follow_ups`: where does an interviewer drill next?")
            )
    return tuple(faults)


def points(decks: Sequence[Deck]) -> tuple[Fault, ...]:
    """Answers with too few or too many points to tick."""
    return tuple(
        _fault(
            deck,
            question,
            f"{_name(question)} has {len(question.points)} point{'s' * (len(question.points) != 1)}.",
            f"Write {FEWEST_POINTS} to {MOST_POINTS}.",
        )
        for deck, question in _questions(decks)
        if question.points and not FEWEST_POINTS <= len(question.points) <= MOST_POINTS
    )


def proofs(decks: Sequence[Deck], known: Known) -> tuple[Fault, ...]:
    """Links to verifiers or checks that do not exist."""
    faults: list[Fault] = []
    for deck, question in _questions(decks):
        for part in question.proved:
            verifier, _, name = part.proof.partition("::")
            if verifier not in known:
                hint = nearest(verifier, known)
                what = f"{_name(question)} names the verifier {verifier}, which is missing.{hint}"
                faults.append(Fault(what, "Mend the proof, or write the verifier.", deck.file, part.line))
            elif name not in known[verifier]:
                hint = nearest(name, known[verifier])
                what = f"{_name(question)} names the check {name}, which {verifier} does not have.{hint}"
                faults.append(Fault(what, "Mend the proof, or write the check.", deck.file, part.line))
        if question.exercise and question.exercise not in known:
            hint = nearest(question.exercise, known)
            what = f"{_name(question)} is graded by {question.exercise}, which is missing.{hint}"
            faults.append(_fault(deck, question, what, "Mend `exercise`, or write the verifier."))
    return tuple(faults)


def knobs(decks: Sequence[Deck], known: Known) -> tuple[Fault, ...]:
    """Predictions that turn knobs which their check does not have."""
    faults: list[Fault] = []
    for deck, question in _questions(decks):
        if not question.predict:
            continue
        verifier, _, name = question.predict.proof.partition("::")
        taken = known.get(verifier, {}).get(name)
        for knob in question.predict.knobs if taken is not None else ():
            if taken is not None and knob not in taken:
                hint = nearest(knob, taken)
                what = f"{_name(question)} turns the knob {knob}, which {name} does not take.{hint}"
                has = f"It takes {', '.join(sorted(taken))}." if taken else "It takes none."
                faults.append(Fault(what, has, deck.file, question.predict.line))
    return tuple(faults)


def _questions(decks: Sequence[Deck]) -> Iterator[tuple[Deck, Question]]:
    return ((deck, question) for deck in decks for question in deck.questions)


def _name(question: Question) -> str:
    return question.id or "This question"


def _place(deck: Deck, question: Question) -> str:
    return f"{deck.file}:{question.line}"


def _fault(deck: Deck, question: Question, what: str, remedy: str) -> Fault:
    return Fault(what, remedy, deck.file, question.line)
