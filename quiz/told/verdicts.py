"""What a verdict says, in both languages. A sentence is put together from parts: the measurement, how sure it
is, where the claim puts it, and what follows.
"""

from __future__ import annotations

from quiz.text import Language

_EN = {
    "verdict": "{sentence}: {follows}",
    "check.holds": "the claim holds.",
    "check.refuted": "the claim is refuted.",
    "check.inconclusive": "too close to call.",
    "control.refuted": "so the control fails, as it must.",
    "control.holds": "the control holds, though it should have failed.",
    "control.inconclusive": "too close to call, though the control should have failed clearly.",
    "interval": "{subject}{sureness}, {region}",
    "estimate": "Measured {measured}",
    "slope": "The slope is {measured}",
    "trained": "The typical outcome of {runs} training runs is {measured}",
    "between": " (between {low} and {high})",
    "between_surely": " (between {low} and {high}, wrong {once})",
    "once": "once in {times}",
    "once_in_a_million": "once in a million",
    "predicted": "predicted {number}",
    "predicted.between": "predicted between {low} and {high}",
    "predicted.least": "predicted at least {number}",
    "predicted.most": "predicted at most {number}",
    "exact": "{worst}; {rounding}",
    "exact.equal": "Measured {value}, exactly as predicted",
    "exact.all_equal": "All {count} elements agree to the last digit",
    "exact.off": "Measured {got}, predicted {want}, off by {gap}",
    "exact.worst_off": "The worst of {count} elements: measured {got}, predicted {want}, off by {gap}",
    "exact.worst": "The worst of {count} elements is off by {gap}",
    "exact.no_slack": "these must agree exactly",
    "exact.slack": "rounding allows {slack}",
    "exact.clear": "{rounding}, and a real difference begins at {clear}",
    "trial": "{count} trial",
    "trials": "{count} trials",
    "bound.upper": "The largest of {trials} is {worst}, the upper bound {limit}",
    "bound.lower": "The smallest of {trials} is {worst}, the lower bound {limit}",
    "bound.neared": "{sentence}, to be neared as far as {nearest}",
    "nan": "The measurement is not a number (NaN)",
    "no_numbers": "{said}",
}

_ZH = {
    "verdict": "{sentence}：{follows}",
    "check.holds": "结论成立。",
    "check.refuted": "结论被推翻。",
    "check.inconclusive": "相差太近，无法判定。",
    "control.refuted": "对照不成立，正应如此。",
    "control.holds": "对照竟然成立，而它本该不成立。",
    "control.inconclusive": "相差太近，无法判定，而对照本该明显不成立。",
    "interval": "{subject}{sureness}，{region}",
    "estimate": "测得 {measured}",
    "slope": "斜率为 {measured}",
    "trained": "{runs} 次训练的典型结果为 {measured}",
    "between": "（在 {low} 到 {high} 之间）",
    "between_surely": "（在 {low} 到 {high} 之间，出错概率不超过{once}）",
    "once": " {share}",
    "once_in_a_million": "百万分之一",
    "predicted": "预测 {number}",
    "predicted.between": "预测在 {low} 到 {high} 之间",
    "predicted.least": "预测至少 {number}",
    "predicted.most": "预测至多 {number}",
    "exact": "{worst}；{rounding}",
    "exact.equal": "测得 {value}，与预测完全相等",
    "exact.all_equal": "全部 {count} 个元素完全相等",
    "exact.off": "测得 {got}，预测 {want}，相差 {gap}",
    "exact.worst_off": "{count} 个元素中最差的：测得 {got}，预测 {want}，相差 {gap}",
    "exact.worst": "{count} 个元素中最差的相差 {gap}",
    "exact.no_slack": "此处必须完全相等",
    "exact.slack": "舍入误差容许 {slack}",
    "exact.clear": "{rounding}，超过 {clear} 才算真有差别",
    "trial": "{count} 次试验",
    "trials": "{count} 次试验",
    "bound.upper": "{trials}中最大的是 {worst}，上界是 {limit}",
    "bound.lower": "{trials}中最小的是 {worst}，下界是 {limit}",
    "bound.neared": "{sentence}，且应达到 {nearest}",
    "nan": "测得的不是一个数（NaN）",
    "no_numbers": "没有可以比较的数（{said}）",
}

CATALOGUE: dict[Language, dict[str, str]] = {"en": _EN, "zh": _ZH}


def say(key: str, language: Language, **values: object) -> str:
    """The words for `key`, with `values` in their places."""
    return CATALOGUE[language][key].format(**values)
