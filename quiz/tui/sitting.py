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
from quiz.interview.keep import keep, stamp
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
        path = self._free(asked.question.id)
        try:
            begin(path, grader, asked.question.ask.in_("en"))
        except OSError as error:
            raise failure(f"The program cannot be begun: {error.strerror}.", file=str(path)) from error
        self.interview.keep_program(str(path))
        return path

    def jobs(self) -> Iterator[tuple[int, Job]]:
        """What is to be measured and graded now that the chain has ended, each with its question."""
        for index in self.interview.chain if self.interview.phase == "answer" else ():
            asked = self.interview.asked[index]
            foretold = self._foretold(asked)
            if foretold:
                yield index, foretold
            grader = self._grader(asked.question.exercise) if asked.program else None
            if grader:
                yield index, grading(grader, Path(asked.program))

    def hear(self, index: int, job: Job, message: Message) -> None:
        """Take in what `message` of `job` says about the question at `index`."""
        if not job.answer:
            if isinstance(message, Result) and message.evidence.measured is not None:
                self.interview.measure(index, message.evidence.measured)
            return
        grader = self._grader(job.verifier)
        found = check(grader, message) if grader else None
        if found:
            self.interview.grade(index, found)

    def report(self) -> Report:
        """What it has come to so far."""
        titles = {deck.id: deck.title for deck in self._desk.decks}
        every = {one.id: one for deck in self._desk.decks for one in deck.questions}
        return report(self.interview, self.began, titles, every.get)

    def save(self, language: Language) -> Path | None:
        """Write the report to a file of its own, once; none when nothing was answered. Raises QuizError."""
        if self.saved is None and self.interview.asked:
            self.saved = keep(to_markdown(self.report(), language), self._desk.interviews, self.began)
        return self.saved

    @property
    def feed(self) -> Feed:
        """The ratings that the report suggests, once it is over."""
        if self._feed is None:
            self._feed = Feed(self.report())
        return self._feed

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
