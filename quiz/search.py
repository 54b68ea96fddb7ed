"""Finding questions by their words, in both languages at once, fast enough to follow every key."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from quiz.bank.model import Question


class Index:
    """The words of `questions`, folded once; `grow` does a part of that ahead of the first search."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions
        self._texts: list[str] = []

    def grow(self, by: int) -> bool:
        """Fold the words of `by` more questions; false when all are folded."""
        at = len(self._texts)
        self._texts.extend(folded(question) for question in self._questions[at : at + by])
        return len(self._texts) < len(self._questions)

    def find(self, words: str) -> list[int]:
        """Indices of the questions that contain every one of `words`, which are parted by spaces.

        A question contains a word when its id, prompt, answer, points, myths or options do, in either
        language; upper and lower case, and forms such as `ᵀ` and `T`, are the same.
        """
        wanted = fold(words).split()
        if not wanted:
            return list(range(len(self._questions)))
        self.grow(len(self._questions))
        texts = self._texts
        some = texts[:: 1 + len(texts) // 64]
        wanted.sort(key=lambda word: sum(word in text for text in some))  # after a rare one few are left
        found = list(range(len(texts)))
        for word in wanted:
            found = [at for at in found if word in texts[at]]
        return found


def fold(text: str) -> str:
    """`text` as it is compared.

    >>> fold("QKᵀ x² Ｄ_K")
    'qkt x2 d_k'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def folded(question: Question) -> str:
    """The words of `question` that are searched, as they are compared; each once, as none has a space."""
    return fold(" ".join(dict.fromkeys(" ".join(wording(question)).split())))


def wording(question: Question) -> Iterator[str]:
    """Its id, then every text of it in both languages, the prompt first."""
    yield question.id
    texts = [question.ask, question.say, *(point.text for point in question.points)]
    texts += [text for myth in question.myths for text in (myth.text, myth.instead)]
    texts += [option.text for option in question.options]
    for text in texts:
        yield text.en
        yield text.zh
