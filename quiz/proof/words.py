"""The verdict in words: what was measured, what was predicted, and what follows."""

from __future__ import annotations

import math
from typing import Literal

from quiz.lab.evidence import Evidence
from quiz.text import Language

Kind = Literal["check", "control"]

_FOLLOWS = {
    ("check", "holds"): ("the claim holds.", "结论成立。"),
    ("check", "refuted"): ("the claim is refuted.", "结论被推翻。"),
    ("check", "inconclusive"): ("too close to call.", "相差太近，无法判定。"),
    ("control", "refuted"): ("so the control fails, as it must.", "对照不成立，正应如此。"),
    ("control", "holds"): (
        "the control holds, though it should have failed.",
        "对照竟然成立，而它本该不成立。",
    ),
    ("control", "inconclusive"): (
        "too close to call, though the control should have failed clearly.",
        "相差太近，无法判定，而对照本该明显不成立。",
    ),
}


def explain(evidence: Evidence, kind: Kind, language: Language) -> str:
    """The verdict in one or two plain sentences."""
    chinese = language == "zh"
    follows = _FOLLOWS[kind, evidence.verdict][chinese]
    if evidence.measured is None or evidence.predicted is None:
        return _without_numbers(evidence, follows, chinese)
    tell = {"exact": _exact, "bound": _bound}.get(evidence.rule, _interval)
    sentence = tell(evidence, chinese)
    return f"{sentence}：{follows}" if chinese else f"{sentence}: {follows}"


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


def _interval(evidence: Evidence, chinese: bool) -> str:
    """An estimate, slope, order or trained outcome: a number with its interval, and a region."""
    assert evidence.measured is not None
    digits = _digits(evidence)
    measured = number(evidence.measured, digits)
    runs = number(evidence.samples)
    if evidence.rule == "slope":
        subject = f"斜率为 {measured}" if chinese else f"The slope is {measured}"
    elif evidence.rule == "trained":
        subject = f"{runs} 次训练的典型结果为 {measured}"
        subject = subject if chinese else f"The typical outcome of {runs} training runs is {measured}"
    else:
        subject = f"测得 {measured}" if chinese else f"Measured {measured}"
    comma = "，" if chinese else ", "
    return f"{subject}{_sureness(evidence, digits, chinese)}{comma}{_region(evidence, chinese)}"


def _sureness(evidence: Evidence, digits: int, chinese: bool) -> str:
    if evidence.low is None or evidence.high is None or evidence.low == evidence.high:
        return ""
    low, high = number(evidence.low, digits), number(evidence.high, digits)
    if not evidence.error:
        return f"（在 {low} 到 {high} 之间）" if chinese else f" (between {low} and {high})"
    once = _once(evidence.error, chinese)
    if chinese:
        return f"（在 {low} 到 {high} 之间，出错概率不超过{once}）"
    return f" (between {low} and {high}, wrong {once})"


def _once(error: float, chinese: bool) -> str:
    if math.isclose(error, 1e-6):
        return "百万分之一" if chinese else "once in a million"
    if chinese:
        return f" {number(error, 2)}"
    return f"once in {number(round(1 / error))}"


def _region(evidence: Evidence, chinese: bool) -> str:
    """Where the claim puts the number."""
    least, most, predicted = evidence.least, evidence.most, evidence.predicted
    if least is not None and most is not None:
        margin = (most - least) / 2
        if predicted is not None and math.isclose(predicted, (most + least) / 2, abs_tol=margin / 100):
            words = f"{number(predicted)} ± {number(margin, 2)}" if margin else number(predicted)
            return f"预测 {words}" if chinese else f"predicted {words}"
        low, high = number(least), number(most)
        return f"预测在 {low} 到 {high} 之间" if chinese else f"predicted between {low} and {high}"
    if least is not None:
        return f"预测至少 {number(least)}" if chinese else f"predicted at least {number(least)}"
    if most is not None:
        return f"预测至多 {number(most)}" if chinese else f"predicted at most {number(most)}"
    assert predicted is not None
    return f"预测 {number(predicted)}" if chinese else f"predicted {number(predicted)}"


def _exact(evidence: Evidence, chinese: bool) -> str:
    assert evidence.measured is not None
    assert evidence.predicted is not None
    off = abs(evidence.measured - evidence.predicted) if evidence.measured != evidence.predicted else 0.0
    allowed = (evidence.most if evidence.most is not None else evidence.predicted) - evidence.predicted
    many, count = evidence.samples > 1, number(evidence.samples)
    if off == 0:
        if many:
            return (
                f"全部 {count} 个元素完全相等" if chinese else f"All {count} elements agree to the last digit"
            )
        value = number(evidence.measured)
        return f"测得 {value}，与预测完全相等" if chinese else f"Measured {value}, exactly as predicted"
    gap, slack = number(off, 2), number(allowed, 2)
    if allowed == 0:
        rounding = "此处必须完全相等" if chinese else "these must agree exactly"
    else:
        rounding = f"舍入误差容许 {slack}" if chinese else f"rounding allows {slack}"
    if evidence.verdict == "holds" and many:
        worst = f"{count} 个元素中最差的相差 {gap}"
        worst = worst if chinese else f"The worst of {count} elements is off by {gap}"
    else:
        digits = _digits(evidence)
        got, want = number(evidence.measured, digits), number(evidence.predicted, digits)
        where = (
            (f"{count} 个元素中最差的：" if chinese else f"The worst of {count} elements: ") if many else ""
        )
        worst = f"测得 {got}，预测 {want}，相差 {gap}"
        worst = worst if chinese else f"measured {got}, predicted {want}, off by {gap}"
        worst = where + worst if where else worst[0].upper() + worst[1:]
    if evidence.verdict == "inconclusive" and evidence.sees is not None:
        clear = number(evidence.sees, 2)
        rounding += (
            f"，超过 {clear} 才算真有差别" if chinese else f", and a real difference begins at {clear}"
        )
    return f"{worst}；{rounding}" if chinese else f"{worst}; {rounding}"


def _bound(evidence: Evidence, chinese: bool) -> str:
    assert evidence.measured is not None
    assert evidence.predicted is not None
    digits = _digits(evidence)
    upper = evidence.most == evidence.predicted
    worst, limit = number(evidence.measured, digits), number(evidence.predicted, digits)
    count = number(evidence.samples)
    nearest = evidence.least if upper else evidence.most
    if chinese:
        end, side = ("最大", "上") if upper else ("最小", "下")
        sentence = f"{count} 次试验中{end}的是 {worst}，{side}界是 {limit}"
        return sentence if nearest is None else f"{sentence}，且应达到 {number(nearest, digits)}"
    end, side = ("largest", "upper") if upper else ("smallest", "lower")
    trials = "trial" if evidence.samples == 1 else "trials"
    sentence = f"The {end} of {count} {trials} is {worst}, the {side} bound {limit}"
    return sentence if nearest is None else f"{sentence}, to be neared as far as {number(nearest, digits)}"


def _without_numbers(evidence: Evidence, follows: str, chinese: bool) -> str:
    if "NaN" in evidence.says or not evidence.says:
        says = "测得的不是一个数（NaN）" if chinese else "The measurement is not a number (NaN)"
    else:
        said = evidence.says.rstrip(".。")
        says = f"没有可以比较的数（{said}）" if chinese else said
    return f"{says}：{follows}" if chinese else f"{says}: {follows}"


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
