"""A mock interview line by line: what is shown is printed, what is done is a line that the learner types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial

from quiz.errors import QuizError
from quiz.interview.model import HOW, Asked
from quiz.interview.outline import Shape, outline
from quiz.interview.words import minutes
from quiz.text import LANGUAGES, Language, clean
from quiz.tui.desk import Desk
from quiz.tui.plain import page
from quiz.tui.plain.prove import Bench
from quiz.tui.sitting import Sitting
from quiz.tui.text import figures
from quiz.tui.words import say

_BEFORE: dict[Shape, str] = {
    "title": "",
    "heading": "",
    "question": "",
    "line": "  ",
    "item": "  - ",
    "good": "  - ",
    "bad": "  - ",
    "detail": "      ",
}


class Interview:
    """Leads through `sitting`. `read` gives the next line without its end, or raises EOFError."""

    def __init__(
        self, desk: Desk, sitting: Sitting, read: Callable[[], str], write: Callable[[str], None]
    ) -> None:
        self._desk = desk
        self._sitting = sitting
        self._interview = sitting.interview
        self._read = read
        self._out = write
        self._language: Language = desk.language
        self._titles = {deck.id: deck.title for deck in desk.decks}
        self._bench = Bench(desk.warm, desk.verifier, desk.proofs, self._write)

    def run(self) -> None:
        """To the report; without more lines, to the report of what was done until then."""
        with self._bench:
            try:
                self._welcome()
                while self._interview.phase != "over" or self._rate():
                    self._step()
                    self._keep_so_far()
            except EOFError:
                if self._interview.phase != "over":
                    self._interview.leave()
                    self._report()
                if self._sitting.feed.waiting:
                    self._write(self._say("interview.plain_unfed"))

    def _step(self) -> None:
        match self._interview.phase:
            case "ask":
                self._ask()
            case "went":
                self._judge()
            case _:
                self._answer()

    def _welcome(self) -> None:
        plan, decks = self._interview.plan, self._sitting.decks
        questions = sum(len(deck.questions) for deck in decks)
        self._write(self._say("interview.title"))
        words = self._say(
            "interview.plan", minutes=f"{plan.minutes:g}", questions=questions, decks=len(decks)
        )
        self._lines([words, "", self._say("interview.plain_rules"), ""])
        if self._interview.empty:
            self._write(self._say("interview.empty"))
            self._interview.leave()
            return
        while self._interview.phase == "ready":
            if not self._common(self._line("interview.plain_begin")):
                self._sitting.begin()

    def _ask(self) -> None:
        """Show the question until it is answered: lines are its answer, an empty one ends it."""
        asked = self._interview.current
        if asked is None:
            return
        self._lines(["", "", self._where(asked), "", *page.put(asked.question, self._language), ""])
        if asked.whiteboard:
            self._try(self._whiteboard)
        self._lines(self._given(asked))
        self._write(self._say("interview.plain_ask"))
        while (asked := self._interview.current) and self._interview.phase == "ask":
            typed = self._line("interview.plain_at_question", time=self._time())
            if not typed:
                self._interview.finish()
            elif self._common(typed):
                if typed.lower() in ("l", "?", "u"):
                    return  # in the other language, after the keys, or taken back: what is to be shown now
            else:
                self._take(asked, typed)

    def _take(self, asked: Asked, typed: str) -> None:
        """A choice, a number, or a line of the answer."""
        letter = page.LETTERS.find(typed.lower()) if len(typed) == 1 else -1
        number = figures.parse(typed) if asked.question.predict else None
        if 0 <= letter < len(asked.question.options):
            self._interview.choose(letter)
            self._write(f"{typed.lower()}) {self._say('plain.yours')}")
        elif number is not None:
            self._interview.predict(number)
            self._write(self._say("review.foretold", said=figures.number(number)))
        else:
            self._interview.write(f"{asked.written}\n{typed}".strip())

    def _whiteboard(self) -> None:
        path = self._sitting.program()
        self._write(self._say("interview.plain_whiteboard", path=path))

    def _judge(self) -> None:
        proposed = self._interview.proposed()
        if proposed:
            self._write(self._say("interview.plain_proposed", how=self._say(f"do.{proposed}")))
        typed = self._line("interview.plain_judge")
        if typed in ("1", "2", "3"):
            self._interview.judge(HOW[int(typed) - 1])
        elif not typed and proposed:
            self._interview.judge(proposed)
        elif not self._common(typed):
            self._write(self._say("plain.not_understood", typed=typed[:40]))
        if self._interview.phase == "answer":
            self._keep_so_far()
            for question, job in self._sitting.jobs():
                self._write(self._say("interview.grading" if job.answer else "plain.measuring"))
                self._bench.run(job, partial(self._sitting.hear, question, job))

    def _answer(self) -> None:
        """Show an answer of the chain, and ask which of its points were said."""
        asked = self._interview.answer
        if asked is None:
            return
        at, of = self._interview.index - self._interview.chain[0] + 1, len(self._interview.chain)
        self._lines(["", "", self._say("interview.answer", at=at, of=of), *self._answered(asked), ""])
        before = " ".join(str(index + 1) for index in sorted(asked.ticked))
        first = "interview.plain_points" if asked.question.points else "interview.plain_go_on"
        typed = self._line("interview.plain_points_again" if before else first, before=before) or before
        if typed and self._common(typed):
            return
        said = {int(number) - 1 for number in re.split("[ ,，]+", typed) if number.isdecimal()}
        for index in asked.ticked ^ said:
            self._interview.tick(index)
        self._interview.go_on()

    def _answered(self, asked: Asked) -> Iterator[str]:
        question = asked.question
        yield page.read(question.ask.in_(self._language))
        yield ""
        if question.options:
            yield from page.options(asked.chosen, question, self._language)
        if question.predict:
            yield from (page.foretold(asked, self._language), "")
        if asked.whiteboard:
            yield self._say("interview.program")
            for check in asked.checks:
                good = say("plain.as_it_must" if check.passed else "plain.not_as_it_must", self._language)
                yield f"  [{good}] {page.read(check.claim.in_(self._language))}"
                if not check.passed:
                    yield f"    {check.why.in_(self._language)}"
            yield ""
        yield from page.explained(question, self._language)

    def _given(self, asked: Asked) -> Iterator[str]:
        """What was answered, when the question is come back to."""
        if asked.chosen is not None:
            yield f"{page.LETTERS[asked.chosen]}) {self._say('plain.yours')}"
        if asked.predicted is not None:
            yield self._say("review.foretold", said=figures.number(asked.predicted))
        if asked.written:
            yield self._say("plain.title", title=self._say("review.written"))
            yield asked.written

    def _keep_so_far(self) -> None:
        with suppress(QuizError):  # told in the end, if it is still so
            self._sitting.save(self._language)

    def _report(self) -> None:
        self._lines(["", "", *told(self._sitting, self._language), ""])
        self._try(self._keep)

    def _keep(self) -> None:
        path = self._sitting.save(self._language)
        if path:
            self._write(self._say("interview.saved", path=path))

    def _rate(self) -> bool:
        """Show the report, and give the suggested ratings to the schedule if the learner says yes; whether
        the last step was taken back instead.
        """
        self._report()
        if not self._sitting.feed.waiting:
            return False
        typed = self._line("interview.plain_feed", count=self._sitting.feed.waiting)
        if typed.lower() == "u":
            return self._back()
        if self._yes(typed):
            self._try(lambda: self._sitting.feed.give(self._desk.memory))
        given = self._sitting.feed.given
        key = "interview.plain_fed" if given else "interview.plain_unfed"
        self._write(self._say(key, count=given) if given else self._say(key))
        return False

    def _back(self) -> bool:
        """Take the last step back; whether there was one."""
        if not self._sitting.undo():
            self._write(self._say("review.no_step"))
            return False
        asked = self._interview.current
        if asked and self._interview.phase == "went":
            question = page.put(asked.question, self._language)
            self._lines(["", "", self._where(asked), "", *question, "", *self._given(asked)])
        return True

    def _common(self, typed: str) -> bool:
        """Whether it was something that can be done at any time; done when the call returns."""
        match typed.lower():
            case "q":
                if self._yes(self._line("interview.plain_leave")):
                    self._interview.leave()
            case "l":
                self._language = LANGUAGES[(LANGUAGES.index(self._language) + 1) % len(LANGUAGES)]
            case "?":
                self._write(self._say("interview.plain_keys"))
            case "u":
                self._back()
            case _:
                return False
        return True

    def _where(self, asked: Asked) -> str:
        title = (
            self._titles[asked.question.deck].in_(self._language)
            if asked.question.deck in self._titles
            else ""
        )
        question = [one for one in self._interview.asked if one.chain == asked.chain].index(asked) + 1
        place = self._say("interview.place", topic=asked.chain + 1, question=question)
        return f"{page.read(title) or asked.question.deck} · {place} · {self._time()}"

    def _time(self) -> str:
        left = self._interview.left
        key = "interview.over_time" if left < 0 else "interview.left"
        return self._say(key, time=minutes(abs(left)))

    def _yes(self, typed: str) -> bool:
        return typed.lower() in ("y", "yes", "是", "好")

    def _try(self, step: Callable[[], object]) -> None:
        """Take a step; when it fails say why, and stay."""
        try:
            step()
        except QuizError as error:
            self._lines(fault.in_(self._language) for fault in error.faults)

    def _line(self, prompt: str, **values: object) -> str:
        self._write(self._say(prompt, **values))
        return clean(self._read()).strip()

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._write(line)

    def _write(self, line: str) -> None:
        self._out(clean(line))

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)


def told(sitting: Sitting, language: Language) -> Iterator[str]:
    """The report, a paragraph a line; what decks say is read out."""
    for line in outline(sitting.report(), language):
        quoted = page.read(line.quoted) if line.source == "deck" else line.quoted
        words = " ".join(f"{line.before}{quoted}{line.after}".split("\n"))
        if line.shape in ("heading", "question"):
            yield ""
        yield _BEFORE[line.shape] + words
