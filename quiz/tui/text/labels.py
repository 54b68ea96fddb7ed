"""What verifiers write on their pictures, in the learner's language as far as the catalogues have it."""

from __future__ import annotations

from typing import overload

import msgspec

from quiz.lab.evidence import Heat, Plot
from quiz.text import Language
from quiz.told import labelled as said


@overload
def labelled(picture: Plot, language: Language) -> Plot: ...
@overload
def labelled(picture: Heat, language: Language) -> Heat: ...
def labelled(picture: Plot | Heat, language: Language) -> Plot | Heat:
    """The same picture with its axes, title and curves named in `language`."""
    if language == "en":
        return picture
    if isinstance(picture, Heat):
        title, x, y = (said(words, language) for words in (picture.title, picture.x, picture.y))
        return msgspec.structs.replace(picture, title=title, x=x, y=y)
    series = tuple(msgspec.structs.replace(one, name=said(one.name, language)) for one in picture.series)
    return msgspec.structs.replace(
        picture, series=series, x=said(picture.x, language), y=said(picture.y, language)
    )
