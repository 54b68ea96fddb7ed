"""How a learner's program came out, as the report keeps it."""

from __future__ import annotations

from quiz.interview.model import Check
from quiz.proof.find import Verifier
from quiz.proof.messages import Failure, Message, Result
from quiz.proof.words import explain
from quiz.text import Text


def check(grader: Verifier, message: Message) -> Check | None:
    """What `message` of a grading run says; nothing when a measurement is only on its way."""
    claims = {found.name: Text(found.claim, found.zh) for found in grader.checks}
    match message:
        case Result():
            claim = claims.get(message.id.partition("::")[2], Text(message.id))
            if message.passed:
                return Check(claim, passed=True)
            said = message.evidence
            return Check(
                claim, passed=False, why=Text(explain(said, "check", "en"), explain(said, "check", "zh"))
            )
        case Failure():
            claim = claims.get(message.name.removeprefix("check_"), Text(message.verifier))
            return Check(claim, passed=False, why=Text(message.what))
        case _:
            return None
