"""What a question is. Plain frozen values: nothing here reads a file or knows a screen.

Every part knows the `line` of its bank on which it starts, so that a fault can say where.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from quiz.text import Language, Text

Level = Literal["core", "deep", "trap"]
Says = Literal["holds", "imprecise", "wrong", "opinion", "silent"]
Kind = Literal["flip", "choice", "code", "exercise"]
KnobValue = int | float | str


class Point(msgspec.Struct, frozen=True):
    """One key point of an answer, as an interviewer would tick it; proved by a check, or cited."""

    text: Text
    proof: str = ""
    """`verifier::check`, or empty when the point is cited."""
    cite: str = ""
    """An arXiv number or a DOI (`arXiv:1706.03762`), or empty when the point is proved."""
    line: int = 0


class Myth(msgspec.Struct, frozen=True):
    """A popular wrong answer, what is true instead, and the check that refutes it."""

    text: Text
    proof: str
    instead: Text = Text()
    line: int = 0


class Predict(msgspec.Struct, frozen=True):
    """A number the learner foretells before the proof runs, graded against the measured one."""

    text: Text
    proof: str
    within: float
    """How far off still counts: a share of the measured value, or a distance from it."""
    relative: bool = True
    knobs: dict[str, KnobValue] = {}
    line: int = 0


class Option(msgspec.Struct, frozen=True):
    """One answer of a choice question; a wrong one says why it is wrong and which check shows it."""

    text: Text
    right: bool = False
    why: Text = Text()
    proof: str = ""
    line: int = 0


class Source(msgspec.Struct, frozen=True):
    """A place in a source document and what that place says, or a bare reference."""

    at: str
    """`notes 5.1.4`, or a reference such as `arXiv:1706.03762`."""
    says: Says | None = None
    note: Text = Text()


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A prompt with its answer. The id is stable for ever: editing the text keeps the history."""

    id: str
    deck: str
    level: Level
    ask: Text
    say: Text
    """What to say aloud in thirty seconds."""
    points: tuple[Point, ...]
    myths: tuple[Myth, ...] = ()
    predict: Predict | None = None
    options: tuple[Option, ...] = ()
    """The answers to choose from; empty unless this is a choice question."""
    code: str = ""
    """A program the question is about, shown with the prompt."""
    exercise: str = ""
    """The verifier that grades the learner's own code; empty unless this is a write-it-yourself question."""
    follow_ups: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    was: tuple[str, ...] = ()
    """Ids this question had before it was renamed."""
    line: int = 0
    """The line of its bank on which it starts."""

    @property
    def kind(self) -> Kind:
        """How it is answered: by heart, by choosing, by finding the fault in a program, by writing one."""
        return "exercise" if self.exercise else "choice" if self.options else "code" if self.code else "flip"

    @property
    def proofs(self) -> tuple[str, ...]:
        """Every check it links to, each once, in the order points, myths, options, prediction."""
        return tuple(dict.fromkeys(item.proof for item in self.proved))

    @property
    def proved(self) -> tuple[Point | Myth | Option | Predict, ...]:
        """Everything in it that links to a check."""
        parts = (*self.points, *self.myths, *self.options, self.predict)
        return tuple(part for part in parts if part and part.proof)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which its prompt and answer can be read."""
        return tuple(lang for lang in self.ask.languages if lang in self.say.languages)


class Deck(msgspec.Struct, frozen=True, kw_only=True):
    """A bank as the learner sees it."""

    id: str
    title: Text
    questions: tuple[Question, ...]
    file: str
    """The bank's path."""
    order: int = 0
    """Decks are shown by ascending order, then by id."""
    proved: bool = True
    """Whether its claims are proved or cited, in both languages; a learner's own notes need not be."""
    shipped: bool = False
    """Whether it came with the program; scripts of other decks run only when trusted."""
