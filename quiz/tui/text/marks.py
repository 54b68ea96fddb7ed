"""What is known of a proof, as a sign and a word: never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual.content import Content

from quiz.lab.evidence import Verdict
from quiz.proof.find import Kind
from quiz.text import Language
from quiz.tui.proofs import Past
from quiz.tui.proving import Tally, Trial
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


def counted(tally: Tally) -> Mark:
    """On how many seeds it came out as it must; `✓` only when on all."""
    good = tally.passed == tally.ran
    return Mark(
        "✓" if good else "✗", f"{tally.passed}/{tally.ran}", "$text-success" if good else "$text-error"
    )


def recalled(past: Past | None, language: Language) -> Mark:
    """What an earlier run showed; `⟳` when the script has changed since."""
    if past is None:
        return Mark("○", say("verdict.not_run", language), "$muted")
    kind: Kind = "control" if past.result.kind == "control" else "check"
    mark = judged(past.result.evidence.verdict, passed=past.result.passed, kind=kind, language=language)
    if past.age == "fresh":
        return mark
    key = "verdict.stale_script" if past.age == "script" else "verdict.stale_torch"
    return Mark("⟳", say(key, language, verdict=mark.word), "$text-warning")


def summed(past: Sequence[Past | None], language: Language) -> Mark:
    """What the last runs of a whole verifier showed: how many of all came out as they must."""
    ran = [one for one in past if one]
    if not ran:
        return Mark("○", say("verdict.not_run", language), "$muted")
    if any(one.age == "script" for one in ran):
        return Mark("⟳", say("verdict.changed", language), "$text-warning")
    good = sum(one.result.passed for one in ran)
    if good < len(ran):
        return Mark("✗", f"{good}/{len(past)}", "$text-error")
    return Mark("✓" if good == len(past) else "○", f"{good}/{len(past)}", "$text-success")
