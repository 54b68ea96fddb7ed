"""The few words around a question, in both languages."""

from __future__ import annotations

from quiz.bank.model import Level, Says
from quiz.text import Text

POINTS = Text("Points", "要点")
MYTHS = Text("What people say, and what is true", "常见说法与实际情况")
OPTIONS = Text("Options", "选项")
NEXT = Text("Where the interviewer goes next", "面试官接着会问")
SOURCES = Text("Sources", "出处")
PROOFS = Text("Measured", "实测")
FORETELL = Text("Foretell", "先猜数值")
ANSWER = Text("Answer", "答案")
TRUE = Text("True is", "实际上")

LEVELS: dict[Level, Text] = {
    "core": Text("core", "核心"),
    "deep": Text("deep", "深入"),
    "trap": Text("trap", "陷阱"),
}
SAYS: dict[Says, Text] = {
    "holds": Text("right", "正确"),
    "imprecise": Text("imprecise", "不准确"),
    "wrong": Text("wrong", "错误"),
    "opinion": Text("an opinion", "一种看法"),
    "silent": Text("does not say", "没有回答"),
}
STATES = {
    "passed": Text("✓ measured", "✓ 实测通过"),
    "failed": Text("✗ not confirmed", "✗ 实测不符"),
    "undecided": Text("~ undecided", "~ 尚无定论"),
    "changed": Text("⟳ script changed since", "⟳ 之后脚本已改动"),
    "not-run": Text("○ not run yet", "○ 尚未运行"),
    "cited": Text("§ cited", "§ 引用文献"),
}
"""What is known of a proof, as a sign and words; never by colour alone."""

MEASURED, PREDICTED, INTERVAL, CLAIM = "measured", "predicted", "interval", "claim"
