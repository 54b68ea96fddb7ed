"""`python -m quiz`, and the command `quiz`: what opens a screen by names alone does not wait for click."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main() -> None:
    """Run the command line, of which there may be nothing but the name."""
    words = sys.argv[1:]
    if "_QUIZ_COMPLETE" in os.environ or not _only_names(words):
        from quiz.cli import main as command_line

        command_line()
        return
    from quiz.commands.study import study
    from quiz.errors import QuizError

    try:
        study(start="review" if words else "home", decks=words[1:], language=None)
    except QuizError as error:
        from quiz.commands.output import tell

        tell(error.faults)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit("Aborted!")


def _only_names(words: Sequence[str]) -> bool:
    """Whether it is `quiz`, or `quiz review` with names of decks: click would read nothing else in that."""
    return not words or (words[0] == "review" and all(map(_is_name, words)))


def _is_name(word: str) -> bool:
    return word.replace("-", "").isalnum() and not word.startswith("-")


if __name__ == "__main__":
    main()
