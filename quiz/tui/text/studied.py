"""What the statistics say, in words and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from textual.content import Content

from quiz.memory.plan.model import Ready
from quiz.memory.stats import Calibration, Hard, Stats, likely
from quiz.text import Language
from quiz.tui.drawing.bars import bars
from quiz.tui.drawing.canvas import Row
from quiz.tui.drawing.figure import Curve, Figure
from quiz.tui.text.prose import plain, prose
from quiz.tui.text.table import Column, row
from quiz.tui.words import say

DAYS = 30
"""How many days back the minutes go."""
_BARS = 8  # lines of a drawing of bars

_FIGURES = (Column(16), Column(0))
_GROUPS = (Column(10, right=True), Column(10, right=True), Column(12, right=True), Column(9, right=True))
_HARD = (Column(4), Column(0), Column(8, right=True), Column(8, right=True))


def figures(stats: Stats, room: int, language: Language) -> Content:
    """The figures that sum up everything, one a line."""

    def words(key: str, **values: object) -> str:
        return say(key, language, **values)

    minutes = round(stats.minutes)
    time = words("stats.hours", hours=minutes // 60, minutes=minutes % 60)
    share = words("stats.none_yet")
    if stats.retention is not None:
        low, high = likely(stats.retention, stats.retention_of)
        ends = f"{low:.0%}–{high:.0%}"
        share = words("stats.of", share=f"{stats.retention:.0%}", ends=ends, of=stats.retention_of)
    reviews = words("stats.none_yet")
    if stats.days:
        reviews = words("stats.on_days", reviews=stats.reviews, days=stats.days)
        time = words("stats.time_each", time=time, minutes=round(stats.minutes / stats.days))
    lines = [
        ("stats.reviews", reviews),
        ("stats.streak", words("stats.days", days=stats.streak)),
        ("stats.time", time),
        ("stats.retention", share),
    ]
    return Content("\n").join(
        row([Content.styled(words(key), "$muted"), Content.styled(value, "bold")], _FIGURES, room)
        for key, value in lines
    )


def forecast(stats: Stats, columns: int, language: Language) -> list[Row]:
    """How many fall due on each of the coming days."""
    ticks = [(0, say("stats.today", language))]
    ticks += [(days, say("stats.ahead", language, days=days)) for days in range(7, len(stats.forecast), 7)]
    return bars(stats.forecast, columns, _BARS, ticks, "predicted")


def minutes(stats: Stats, columns: int, language: Language) -> list[Row]:
    """The minutes of each of the last days."""
    now = date.fromisoformat(stats.today)
    spent = {day.day: day.minutes for day in stats.calendar}
    past = [(now - timedelta(days=back)).isoformat() for back in range(DAYS - 1, -1, -1)]
    ticks = [(DAYS - 1 - back, say("stats.ago", language, days=back)) for back in range(DAYS - 2, 6, -7)]
    ticks.append((DAYS - 1, say("stats.today", language)))
    return bars([spent.get(day, 0.0) for day in past], columns, _BARS, ticks, "measured")


def readiness(progress: Sequence[Ready], columns: int, language: Language) -> list[Row]:
    """How ready one was on each day, in percent, today last; nothing before the first."""
    if not progress:
        return []
    today = progress[-1].day
    ticks = [
        (at, say("stats.ago", language, days=(today - progress[at].day).days))
        for at in range(len(progress) - 8, -1, -7)
    ]
    ticks.append((len(progress) - 1, say("stats.today", language)))
    return bars([round(ready.share * 100) for ready in progress], columns, _BARS, ticks, "measured")


def calibration(stats: Stats, language: Language) -> Figure:
    """What was foretold against what happened, in percent, with the line on which both are the same."""
    groups = stats.calibration
    happened = tuple((group.foretold * 100, group.recalled * 100) for group in groups)
    ends = [value for point in happened for value in point]
    ends += [end * 100 for group in groups for end in group.likely]
    line = ((min(ends), min(ends)), (max(ends), max(ends)))
    return Figure(
        (
            Curve(say("stats.recalled", language), happened, measured=True),
            Curve(say("stats.as_foretold", language), line, measured=False),
        ),
        bars=tuple((group.foretold * 100, group.likely[0] * 100, group.likely[1] * 100) for group in groups),
        x=say("stats.foretold_axis", language),
    )


def groups(stats: Stats, language: Language) -> Content:
    """The same as a table, with what follows for each group in words."""
    keys = ("stats.foretold", "stats.recalled", "stats.between", "stats.count")
    width = sum(column.width for column in _GROUPS)
    lines = [row([say(key, language) for key in keys], _GROUPS, width).stylize("$muted")]
    for group in stats.calibration:
        low, high = group.likely
        cells = (
            f"{group.foretold:.0%}",
            f"{group.recalled:.0%}",
            f"{low:.0%}–{high:.0%}",
            str(group.reviews),
        )
        lines.append(row(cells, _GROUPS, width) + "  " + _follows(group, language))
    return Content("\n").join(lines)


def _follows(group: Calibration, language: Language) -> Content:
    low, high = group.likely
    if low <= group.foretold <= high:
        return Content.styled(f"✓ {say('stats.fits', language)}", "$text-success")
    key = "stats.better" if group.foretold < low else "stats.worse"
    return Content.styled(f"{'↑' if group.foretold < low else '↓'} {say(key, language)}", "$text-warning")


def hard_heads(room: int, language: Language) -> Content:
    """The line above the hardest questions."""
    keys = ("", "browse.ask", "stats.lapses", "stats.difficulty")
    return row([say(key, language) if key else "" for key in keys], _HARD, room).stylize("$muted")


def hard(
    number: int, found: Hard, ask: Callable[[str], str | None], room: int, language: Language
) -> Content:
    """One of the hardest questions; `ask` gives its prompt, if it is still there."""
    prompt = ask(found.question)
    words = prose(prompt[:400].strip()).first_line if prompt else plain(found.question)
    key = Content.styled(f"{number % 10} ", "bold $accent")
    return row([key, words, str(found.lapses), f"{found.difficulty:.1f}"], _HARD, room)


def shown(hardest: Sequence[Hard]) -> Sequence[Hard]:
    """As many of the hardest questions as there are keys for."""
    return hardest[:10]
