"""Questions without their lines, to compare what they say."""

from msgspec.structs import replace

from quiz.bank.model import Question


def unplaced(question: Question) -> Question:
    """The same question, as if all of it stood on line 0."""
    return replace(
        question,
        line=0,
        points=tuple(replace(point, line=0) for point in question.points),
        myths=tuple(replace(myth, line=0) for myth in question.myths),
        options=tuple(replace(option, line=0) for option in question.options),
        predict=replace(question.predict, line=0) if question.predict else None,
    )
