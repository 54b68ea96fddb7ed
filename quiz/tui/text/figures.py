"""Numbers and spans of time as the learner reads them."""

from __future__ import annotations

import math
from datetime import timedelta

from quiz.text import Language

_UNITS: dict[Language, tuple[str, str, str, str, str]] = {
    "en": ("m", "h", "d", "mo", "y"),
    "zh": ("分钟", "小时", "天", "个月", "年"),
}


def number(value: float | None, digits: int = 4) -> str:
    """`value` to `digits` significant figures, as verdicts write it; `—` when there is none."""
    from quiz.proof import words  # once something is measured: the first screen shows no number

    return "—" if value is None else words.number(value, digits)


def span(length: timedelta, language: Language) -> str:
    """A length of time in its largest fitting unit, as on the rating keys.

    >>> span(timedelta(minutes=10), "en"), span(timedelta(days=45), "en"), span(timedelta(days=3), "zh")
    ('10m', '1.5mo', '3天')
    """
    minute, hour, day, month, year = _UNITS[language]
    minutes = length.total_seconds() / 60
    if minutes < 1:
        return f"<1{minute}"
    if minutes < 60:
        return f"{minutes:.0f}{minute}"
    if minutes < 60 * 24:
        return f"{minutes / 60:.0f}{hour}"
    days = minutes / 60 / 24
    if days < 31:
        return f"{days:.0f}{day}"
    if days < 365:
        return f"{days / 30:.1f}".removesuffix(".0") + month
    return f"{days / 365:.1f}".removesuffix(".0") + year


def parse(text: str) -> float | None:
    """The number a learner typed: `64`, `1e-3`, `1/4`, `25%`, `−2`; None when it is none.

    >>> parse("1/4"), parse("25 %"), parse("−2"), parse("about"), parse("1/0")
    (0.25, 0.25, -2.0, None, None)
    """
    text = text.strip().replace("−", "-").replace(" ", "").replace(",", "")
    share = text.endswith("%")
    above, slash, below = text.removesuffix("%").partition("/")
    try:
        value = float(above) / (float(below) if slash else 1.0)
    except (ValueError, ZeroDivisionError):
        return None
    if not math.isfinite(value):
        return None
    return value / 100 if share else value
