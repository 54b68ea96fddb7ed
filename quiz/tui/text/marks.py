"""What is known of a proof, as a sign and a word: never by colour alone."""

from __future__ import annotations

import msgspec
from textual.content import Content

from quiz.lab.evidence import Verdict
from quiz.proof.find import Kind
from quiz.text import Language
from quiz.tui.proving import Trial
from quiz.tui.words import say

_WORDS: dict[Verdict, str] = {
    "holds": "verdict.holds",
    "refuted": "verdict.refuted",
    "inconclusive": "verdict.inconclusive",
}


class Mark(msgspec.Struct, frozen=True):
    """A sign, a word and the colour of both."""

    sign: str
    word: str
    style: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"

    @property
    def content(self) -> Content:
        """Sign and word, coloured."""
        return Content.styled(str(self), self.style)


def judged(found: Verdict, *, passed: bool, kind: Kind, language: Language) -> Mark:
    """The mark of a verdict: `✓` when it is as it must be, which for a control is refuted."""
    word = say(_WORDS[found], language)
    if kind == "control":
        word = say("verdict.control", language, verdict=word)
    if passed:
        return Mark("✓", word, "$text-success")
    return Mark("~", word, "$text-warning") if found == "inconclusive" else Mark("✗", word, "$text-error")


def outcome(trial: Trial, language: Language) -> Mark:
    """How a trial stands: running, failed, not run, or its verdict."""
    if trial.failure:
        return Mark("!", say("verdict.failed", language), "$text-error")
    if trial.result:
        found = trial.result.evidence.verdict
        return judged(found, passed=trial.result.passed, kind=trial.found.kind, language=language)
    if trial.running:
        return Mark("…", say("verdict.running", language), "$muted")
    return Mark("○", say("verdict.not_run", language), "$muted")
