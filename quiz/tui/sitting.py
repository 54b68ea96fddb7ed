"""An interview at the desk: what the screen and the plain mode do alike. No widget here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random

from quiz.bank.model import Deck
from quiz.errors import QuizError, failure
from quiz.interview.feed import Feed
from quiz.interview.grading import check
from quiz.interview.interview import Interview
from quiz.interview.keep import drop, keep, stamp
from quiz.interview.markdown import to_markdown
from quiz.interview.model import Asked, Plan
from quiz.interview.report import Report, report
from quiz.proof.find import Verifier
from quiz.proof.messages import Job, Message, Result
from quiz.proof.program import begin, grading
from quiz.text import Language
from quiz.tui.desk import Desk
from quiz.tui.proving import bench


class Sitting:
    """Holds an interview about `decks`, and does for it what takes more than the questions.

    Raises QuizError when the memory cannot be read.
    """

    def __init__(self, desk: Desk, plan: Plan, decks: Sequence[Deck]) -> None:
        self._desk = desk
        self.decks = tuple(decks)
        self.began: datetime = desk.now()
        self.saved: Path | None = None
        """Where the report lies, once something was answered."""
        self._programs: dict[str, Path] = {}
        """The program of each question for which one was begun."""
        self._feed: Feed | None = None
        questions = [question for deck in decks for question in deck.questions]
        self.interview = Interview(
            questions,
            plan,
            desk.memory.cards(),
            desk.clock,
            Random(plan.seed),
            likely=desk.likely,
            writable=lambda name: self._grader(name) is not None,
        )

    def begin(self) -> None:
        """Start the clock and ask the first question."""
        self.began = self._desk.now()
        self.interview.begin()

    def program(self) -> Path:
        """The file in which the present whiteboard question is to be answered, begun when first asked for.

        Raises QuizError when it cannot be written.
        """
        asked = self.interview.current
        grader = self._grader(asked.question.exercise) if asked else None
        if asked is None or grader is None:
            raise failure("There is nothing to write here.")
        if asked.program:
            return Path(asked.program)
        path = self._programs.get(asked.question.id) or self._free(asked.question.id)
        try:
            if not path.exists():
                begin(path, grader, asked.question.ask.in_("en"))
        except OSError as error:
            raise failure(f"The program cannot be begun: {error.strerror}.", file=str(path)) from error
        self._programs[asked.question.id] = path
        self.interview.keep_program(str(path))
        return path

    def jobs(self) -> Iterator[tuple[str, Job]]:
        """What is to be measured and graded now that the chain has ended, each with its question's id."""
        for index in self.interview.chain if self.interview.phase == "answer" else ():
            asked = self.interview.asked[index]
            foretold = self._foretold(asked)
            if foretold:
                yield asked.question.id, foretold
            grader = self._grader(asked.question.exercise) if asked.program else None
            if grader:
                yield asked.question.id, grading(grader, Path(asked.program))

    def hear(self, id: str, job: Job, message: Message) -> None:
        """Take in what `message` of `job` says about that question."""
        if not job.answer:
            if isinstance(message, Result) and message.evidence.measured is not None:
                self.interview.measure(id, message.evidence.measured)
            return
        grader = self._grader(job.verifier)
        found = check(grader, message) if grader else None
        if found:
            self.interview.grade(id, found)

    def report(self) -> Report:
        """What it has come to so far."""
        titles = {deck.id: deck.title for deck in self._desk.decks}
        every = {one.id: one for deck in self._desk.decks for one in deck.questions}
        return report(self.interview, self.began, titles, every.get)

    def undo(self) -> bool:
        """Take the last step of the interview back; not while ratings stand that followed from it."""
        return not (self._feed and self._feed.given) and self._turned(self.interview.undo())

    def redo(self) -> bool:
        """Make the step that was taken back last again."""
        return self._turned(self.interview.redo())

    def save(self, language: Language) -> Path | None:
        """Bring the report on the disk in line with what stands now: a file of its own, written after every
        step, so that a kill loses none; no file while nothing is answered. Raises QuizError.
        """
        made = self.report()
        if made.questions:
            text = to_markdown(made, language)
            self.saved = keep(text, self._desk.interviews, self.began, self.saved)
        elif self.saved:
            drop(self.saved)
            self.saved = None
        return self.saved

    @property
    def feed(self) -> Feed:
        """The ratings that the report suggests, once it is over."""
        if self._feed is None:
            self._feed = Feed(self.report())
        return self._feed

    def _turned(self, done: bool) -> bool:
        """Whether a step was made; then other ratings follow from the whole."""
        if done:
            self._feed = None
        return done

    def _foretold(self, asked: Asked) -> Job | None:
        """What measures the number that was foretold."""
        if asked.predicted is None or asked.measured is not None:
            return None
        try:
            return bench(asked.question, self._desk.verifier).foretold
        except QuizError:
            return (
                None  # its script is faulty: the prediction stays without a measurement, as the report says
            )

    def _grader(self, name: str) -> Verifier | None:
        try:
            return self._desk.verifier(name) if name else None
        except QuizError:
            return None

    def _free(self, id: str) -> Path:
        """A name beside the report that no program has yet."""
        first = self._desk.interviews / f"{stamp(self.began)}-{id}.py"
        others = (first.with_stem(f"{first.stem}-{number}") for number in count(2))
        return first if not first.exists() else next(path for path in others if not path.exists())
