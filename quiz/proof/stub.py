"""What a learner starts from: the functions of an exercise with nothing in them."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

from quiz.errors import failure

_HEAD = '''"""{title}

Fill in what is missing, save, and leave the editor: your program is graded check by check.
Only the functions below are called; add others as you like.
"""

import math

import torch
'''


def stub(path: Path, title: str) -> str:
    """The text to start from for the exercise graded by the script at `path`: every `@yours` function, empty.

    Raises QuizError when the script has none.
    """
    tree = ast.parse(path.read_bytes(), str(path))
    empty = [_empty(node) for node in tree.body if isinstance(node, ast.FunctionDef) and _is_yours(node)]
    if not empty:
        raise failure(
            "This verifier has no function to write.", "Mark its solution with `@yours`.", file=str(path)
        )
    head = _HEAD.format(title="\n".join(textwrap.wrap(title.replace('"""', "'''"), 100)))
    return "\n\n".join([head, *empty])


def _is_yours(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator).split(".")[-1] == "yours" for decorator in node.decorator_list)


def _empty(node: ast.FunctionDef) -> str:
    """The signature and docstring of a function, and a body that says what to do."""
    docstring = ast.get_docstring(node) or ""
    signature = ast.unparse(
        ast.FunctionDef(node.name, node.args, [ast.Pass()], [], node.returns, lineno=1)
    ).splitlines()[0]
    said = textwrap.indent(f'"""{docstring}\n"""' if "\n" in docstring else f'"""{docstring}"""', "    ")
    return f'{signature}\n{said}\n    raise NotImplementedError("yours to write")\n'
