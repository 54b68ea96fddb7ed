"""What a report says, in both languages; after a colon a deck or the learner goes on."""

from __future__ import annotations

from quiz.text import Language

_EN = {
    "title": "Mock interview, {when}",
    "span": "{used} of {minutes} min · questions: {questions} · topics: {topics} · seed {seed}",
    "nothing": "No question was answered.",
    "points": "Points said: {said} of {of} ({share}).",
    "no_points": "No answer was gone through.",
    "decks": "By deck",
    "weakest": "Weakest topics",
    "share": "{said} of {of} ({share})",
    "tonight": "What to study tonight",
    "all_known": "Nothing: you said every point.",
    "go_through": "Its answer was not gone through.",
    "missed_here": "missed: ",
    "asks_next": "then: ",
    "questions": "Question by question",
    "topic": "Topic {number}",
    "level.core": "core",
    "level.deep": "deep",
    "level.trap": "trap",
    "went.well": "well, you said",
    "went.partly": "partly, you said",
    "went.stuck": "stuck",
    "whiteboard": "whiteboard",
    "took": "took {time}",
    "said": "said: ",
    "missed": "missed: ",
    "written": "You typed: ",
    "chose_right": "Right choice: ",
    "chose_wrong": "Wrong choice: ",
    "right_was": "Right is: ",
    "no_choice": "No choice. Right is: ",
    "foretold": "You foretold {said}; measured {measured}: {verdict}.",
    "foretold_alone": "You foretold {said}; it was not measured.",
    "near": "near enough",
    "far": "too far off",
    "program": "Program: ",
    "program_none": "No program was written.",
    "program_ungraded": "The program was not graded.",
    "check_holds": "holds: ",
    "check_fails": "fails: ",
    "rating": "Suggested rating: {rating}.",
    "rating.1": "Again",
    "rating.2": "Hard",
    "rating.3": "Good",
    "rating.4": "Easy",
}

_ZH = {
    "title": "模拟面试 {when}",
    "span": "用时 {used} / {minutes} 分钟 · {questions} 道题 · {topics} 个话题 · 种子 {seed}",
    "nothing": "一道题也没有回答。",
    "points": "说到的要点：{of} 条中 {said} 条（{share}）。",
    "no_points": "还没有对过任何答案。",
    "decks": "各题组",
    "weakest": "最弱的话题",
    "share": "{of} 条中 {said} 条（{share}）",
    "tonight": "今晚要学的",
    "all_known": "没有：每个要点都说到了。",
    "go_through": "这道题还没有对过答案。",
    "missed_here": "漏了：",
    "asks_next": "接着会问：",
    "questions": "逐题回顾",
    "topic": "话题 {number}",
    "level.core": "核心",
    "level.deep": "深入",
    "level.trap": "陷阱",
    "went.well": "自评：答得好",
    "went.partly": "自评：答了一部分",
    "went.stuck": "自评：卡住了",
    "whiteboard": "白板题",
    "took": "用时 {time}",
    "said": "说到：",
    "missed": "漏了：",
    "written": "你写的：",
    "chose_right": "选对了：",
    "chose_wrong": "选错了：",
    "right_was": "正确的是：",
    "no_choice": "没有选。正确的是：",
    "foretold": "你预测 {said}，测得 {measured}：{verdict}。",
    "foretold_alone": "你预测 {said}，没有测量。",
    "near": "足够接近",
    "far": "偏差太大",
    "program": "程序：",
    "program_none": "没有写程序。",
    "program_ungraded": "程序没有评分。",
    "check_holds": "成立：",
    "check_fails": "不成立：",
    "rating": "建议评分：{rating}。",
    "rating.1": "重来",
    "rating.2": "困难",
    "rating.3": "良好",
    "rating.4": "简单",
}

CATALOGUE: dict[Language, dict[str, str]] = {"en": _EN, "zh": _ZH}


def say(key: str, language: Language, **values: object) -> str:
    """The words for `key`, with `values` in their places."""
    words = CATALOGUE[language][key]
    return words.format(**values) if values else words


def minutes(seconds: float) -> str:
    """Seconds as minutes and seconds: `2:05`.

    >>> minutes(125.6), minutes(-3)
    ('2:05', '-0:03')
    """
    whole = int(abs(seconds))
    return f"{'-' if seconds < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"
