"""The plan in force in two or three lines: how many days are left, and how ready one will be."""

from __future__ import annotations

from textual.content import Content

from quiz.memory.plan import Plan, Share
from quiz.text import Language
from quiz.tui.words import say


def goal(plan: Plan, language: Language) -> Content:
    """Days to the interview, what today is for, what will be recalled, and whether that is enough."""

    def words(key: str, **values: object) -> str:
        return say(key, language, **values)

    left = (plan.goal.interview - plan.today).days
    key = "goal.today" if left < 1 else "goal.tomorrow" if left == 1 else "goal.in_days"
    lines = [Content.styled(words(key, day=plan.goal.interview.isoformat(), days=left), "bold")]
    if plan.days:
        today = plan.days[0]
        load = words(
            "goal.load", new=len(today.new), reviews=len(today.reviews), minutes=round(today.minutes)
        )
        lines[0] = Content.assemble(lines[0], "  ", (load, "$muted"))
    now, then = _share(plan.now.all), _share(plan.then.all)
    lines.append(
        Content(words("goal.ready", now=now, then=then) if plan.days else words("goal.now", now=now))
    )
    if plan.days and not plan.met:
        lines.append(Content.styled(f"~ {words('goal.unmet')}", "$text-warning"))
    return Content("\n").join(lines)


def _share(share: Share) -> str:
    return f"{share.share:.0%} ({share.low * 100:.0f}–{share.high:.0%})"
