"""A study session line by line: what is shown is printed, what is done is a line that the learner types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

from quiz.bank.model import Question
from quiz.errors import QuizError
from quiz.memory.model import Rating
from quiz.session import Session
from quiz.text import LANGUAGES, Language, clean
from quiz.tui.desk import Desk
from quiz.tui.plain import page
from quiz.tui.plain.prove import Bench
from quiz.tui.text.figures import parse
from quiz.tui.text.hints import before, reason
from quiz.tui.words import say


class Review:
    """Leads through `session`. `read` gives the next line without its end, or raises EOFError."""

    def __init__(
        self, desk: Desk, session: Session, read: Callable[[], str], write: Callable[[str], None]
    ) -> None:
        self._desk = desk
        self._session = session
        self._read = read
        self._out = write
        self._language: Language = desk.language
        self._by_id = {question.id: question for deck in desk.decks for question in deck.questions}
        self._titles = {deck.id: deck.title for deck in desk.decks}
        self._bench = Bench(desk.warm, desk.verifier, desk.proofs, self._write)
        self._left = False

    def run(self) -> None:
        """Until nothing is left, the learner leaves, or there are no more lines."""
        with self._bench, suppress(EOFError):
            while (question := self._session.current) and not self._left:
                if self._session.phase == "ask":
                    self._ask(question)
                else:
                    self._rate(question)
        rated = len(self._session.ratings)
        none = "summary.nothing" if self._session.phase == "done" else "summary.none"
        self._lines(["", self._say("summary.done", count=rated) if rated else self._say(none)])
        if self._session.counts.learning:
            self._write(self._say("summary.later", learning=self._session.counts.learning))

    def _ask(self, question: Question) -> None:
        """Show the question until its answer is wanted."""
        title = self._titles[question.deck].in_(self._language) if question.deck in self._titles else ""
        self._lines(["", "", *page.asked(question, title, self._session.counts, self._language), ""])
        while self._session.current is question and self._session.phase == "ask" and not self._left:
            self._write(before(question, self._language))
            typed = self._line("plain.at_question")
            if self._common(typed):
                if typed.lower() in ("l", "?"):
                    return  # in the other language, or after the keys: the question once more
                continue
            if question.options and len(typed) == 1 and typed.lower() in page.LETTERS:
                self._session.choose(page.LETTERS.index(typed.lower()))
            elif question.predict and (number := parse(typed)) is not None:
                self._session.predict(number)
            elif typed:
                self._write(self._say("plain.not_understood", typed=typed[:40]))
                continue
            self._reveal(question)

    def _reveal(self, question: Question) -> None:
        self._session.reveal()
        if self._session.predicted is not None:
            measured = self._bench.measure(question, self._language)
            if measured is not None:
                self._session.measure(measured)
        self._lines(["", *page.answered(self._session, self._by_id.get, self._language), ""])

    def _rate(self, question: Question) -> None:
        """Ask which points were said, then for the rating."""
        if question.points and not self._session.ticked:
            typed = self._line("plain.at_points")
            if self._common(typed) or self._prove(typed, question):
                return
            for number in typed.replace(",", " ").replace("，", " ").split():
                if number.isdigit():
                    self._session.tick(int(number) - 1)
        while self._session.current is question and self._session.phase == "answer" and not self._left:
            suggested = self._session.suggestion()
            usual = suggested.rating if suggested else Rating.GOOD
            why = f" {reason(suggested, self._language).removeprefix('◂ ')}." if suggested else ""
            self._write(page.ratings(self._session, self._language))
            self._write(self._say("plain.enter_rates", rating=self._say(page.NAMES[usual])) + why)
            typed = self._line("plain.at_rating")
            if self._common(typed) or self._prove(typed, question):
                continue
            if typed and typed not in ("1", "2", "3", "4"):
                self._write(self._say("plain.not_understood", typed=typed[:40]))
                continue
            self._try(partial(self._session.rate, Rating(int(typed)) if typed else usual))
            if self._session.leech:
                self._write(self._say("review.leech"))

    def _prove(self, typed: str, question: Question) -> bool:
        """Whether the proof was asked for; it is told before the call returns."""
        if typed.lower() != "v":
            return False
        self._bench.prove(question, self._language)
        return True

    def _common(self, typed: str) -> bool:
        """Whether it was something that can be done at any time; done when the call returns."""
        session = self._session
        match typed.lower():
            case "q":
                self._left = True
            case "l":
                self._language = LANGUAGES[(LANGUAGES.index(self._language) + 1) % len(LANGUAGES)]
                if session.phase == "answer":
                    self._lines(["", *page.answered(session, self._by_id.get, self._language), ""])
            case "?":
                self._write(self._say("plain.keys"))
            case "u":
                self._try(self._undo)
            case "-":
                self._try(session.bury)
                self._write(self._say("review.buried"))
            case "@":
                self._try(session.suspend)
                self._write(self._say("review.suspended"))
            case _:
                return False
        return True

    def _undo(self) -> None:
        if not self._session.undo():
            self._write(self._say("review.no_step"))

    def _try(self, step: Callable[[], object]) -> None:
        """Take a step; when it fails say why, and stay."""
        try:
            step()
        except QuizError as error:
            self._lines(fault.in_(self._language) for fault in error.faults)

    def _line(self, prompt: str) -> str:
        self._write(self._say(prompt))
        return clean(self._read()).strip()

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._write(line)

    def _write(self, line: str) -> None:
        self._out(clean(line))

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)
