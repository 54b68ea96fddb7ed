"""`python -m quiz`, and the command `quiz`: alone it opens the home screen, without waiting for click."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line, of which there may be nothing but the name."""
    if len(sys.argv) > 1 or "_QUIZ_COMPLETE" in os.environ:
        from quiz.cli import main as command_line

        command_line()
        return
    from quiz.commands.home import open_home
    from quiz.errors import QuizError
    from quiz.text import clean

    try:
        open_home()
    except QuizError as error:
        for fault in error.faults:
            print(clean(str(fault)), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
