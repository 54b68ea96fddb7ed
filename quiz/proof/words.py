"""The verdict in words: what was measured, what was predicted, and what follows."""

from __future__ import annotations

import math
from typing import Literal

from quiz.lab.evidence import Evidence
from quiz.text import Language
from quiz.told.verdicts import say

Kind = Literal["check", "control"]


def explain(evidence: Evidence, kind: Kind, language: Language) -> str:
    """The verdict in one or two plain sentences."""
    follows = say(f"{kind}.{evidence.verdict}", language)
    if evidence.measured is None or evidence.predicted is None:
        sentence = _without_numbers(evidence, language)
    else:
        tell = {"exact": _exact, "bound": _bound}.get(evidence.rule, _interval)
        sentence = tell(evidence, language)
    return say("verdict", language, sentence=sentence, follows=follows)


def number(value: float, digits: int = 4) -> str:
    """`value` to that many significant digits.

    >>> number(257.04), number(4096), number(2.2e-16), number(-0.5), number(float("inf"))
    ('257', '4,096', '2.2e-16', '-0.5', '∞')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == int(value) and abs(value) < 1e7:
        return f"{int(value):,}"
    if 1e4 <= abs(value) < 1e7:
        return f"{float(f'{value:.{digits}g}'):,.{max(0, digits - 1 - int(math.log10(abs(value))))}f}"
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def _interval(evidence: Evidence, language: Language) -> str:
    """An estimate, slope, order or trained outcome: a number with its interval, and a region."""
    assert evidence.measured is not None
    digits = _digits(evidence)
    subject = say(
        evidence.rule if evidence.rule in ("slope", "trained") else "estimate",
        language,
        measured=number(evidence.measured, digits),
        runs=number(evidence.samples),
    )
    sureness, region = _sureness(evidence, digits, language), _region(evidence, language)
    return say("interval", language, subject=subject, sureness=sureness, region=region)


def _sureness(evidence: Evidence, digits: int, language: Language) -> str:
    if evidence.low is None or evidence.high is None or evidence.low == evidence.high:
        return ""
    low, high = number(evidence.low, digits), number(evidence.high, digits)
    if not evidence.error:
        return say("between", language, low=low, high=high)
    return say("between_surely", language, low=low, high=high, once=_once(evidence.error, language))


def _once(error: float, language: Language) -> str:
    if math.isclose(error, 1e-6):
        return say("once_in_a_million", language)
    return say("once", language, times=number(round(1 / error)), share=number(error, 2))


def _region(evidence: Evidence, language: Language) -> str:
    """Where the claim puts the number."""
    least, most, predicted = evidence.least, evidence.most, evidence.predicted
    if least is not None and most is not None:
        margin = (most - least) / 2
        if predicted is not None and math.isclose(predicted, (most + least) / 2, abs_tol=margin / 100):
            about = f"{number(predicted)} ± {number(margin, 2)}" if margin else number(predicted)
            return say("predicted", language, number=about)
        return say("predicted.between", language, low=number(least), high=number(most))
    if least is not None:
        return say("predicted.least", language, number=number(least))
    if most is not None:
        return say("predicted.most", language, number=number(most))
    assert predicted is not None
    return say("predicted", language, number=number(predicted))


def _exact(evidence: Evidence, language: Language) -> str:
    assert evidence.measured is not None
    assert evidence.predicted is not None
    many, count = evidence.samples > 1, number(evidence.samples)
    if evidence.measured == evidence.predicted:
        key = "exact.all_equal" if many else "exact.equal"
        return say(key, language, count=count, value=number(evidence.measured))
    key = "exact.off" if not many else "exact.worst" if evidence.verdict == "holds" else "exact.worst_off"
    digits = _digits(evidence)
    worst = say(
        key,
        language,
        count=count,
        got=number(evidence.measured, digits),
        want=number(evidence.predicted, digits),
        gap=number(abs(evidence.measured - evidence.predicted), 2),
    )
    return say("exact", language, worst=worst, rounding=_rounding(evidence, language))


def _rounding(evidence: Evidence, language: Language) -> str:
    """How far apart exact numbers may be."""
    assert evidence.predicted is not None
    allowed = 0.0 if evidence.most is None else evidence.most - evidence.predicted
    rounding = say("exact.slack" if allowed else "exact.no_slack", language, slack=number(allowed, 2))
    if evidence.verdict != "inconclusive" or evidence.sees is None:
        return rounding
    return say("exact.clear", language, rounding=rounding, clear=number(evidence.sees, 2))


def _bound(evidence: Evidence, language: Language) -> str:
    assert evidence.measured is not None
    assert evidence.predicted is not None
    digits = _digits(evidence)
    upper = evidence.most == evidence.predicted
    count = number(evidence.samples)
    sentence = say(
        "bound.upper" if upper else "bound.lower",
        language,
        trials=say("trial" if evidence.samples == 1 else "trials", language, count=count),
        worst=number(evidence.measured, digits),
        limit=number(evidence.predicted, digits),
    )
    nearest = evidence.least if upper else evidence.most
    if nearest is None:
        return sentence
    return say("bound.neared", language, sentence=sentence, nearest=number(nearest, digits))


def _without_numbers(evidence: Evidence, language: Language) -> str:
    if "NaN" in evidence.says or not evidence.says:
        return say("nan", language)
    return say("no_numbers", language, said=evidence.says.rstrip(".。"))


def _digits(evidence: Evidence) -> int:
    """Significant digits, at least four, that tell apart the numbers on which the verdict turns."""
    if evidence.rule == "exact":
        ends = {evidence.measured, evidence.predicted}
    else:
        ends = {evidence.low, evidence.high, evidence.least, evidence.most}
    apart = [value for value in ends if value is not None and math.isfinite(value)]
    for digits in range(4, 17):
        if len({number(value, digits) for value in apart}) == len(apart):
            return digits
    return 17
