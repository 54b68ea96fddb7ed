"""Programs with syntax colours. Imported once there is a program to show: the colours cost an import."""

from __future__ import annotations

from typing import ClassVar

from pygments.token import Token  # type: ignore[import-untyped]
from textual.content import Content
from textual.highlight import HighlightTheme, TokenType, highlight


class Restrained(HighlightTheme):
    """What a program says stands out, what it is built of does not; solid colours only."""

    STYLES: ClassVar[dict[TokenType, str]] = {  # type: ignore[misc]
        Token.Comment: "$muted",
        Token.Keyword: "bold $text-accent",
        Token.Keyword.Constant: "$text-warning",
        Token.Literal.Number: "$text-warning",
        Token.Literal.String: "$text-success",
        Token.Name.Decorator: "$text-accent",
        Token.Name.Function: "bold $primary",
        Token.Name.Class: "bold $primary",
        Token.Operator.Word: "bold $text-accent",
    }


def coloured(program: str) -> Content:
    """Python in the colours of the theme. It must be clean already."""
    return highlight(program, language="python", theme=Restrained)
