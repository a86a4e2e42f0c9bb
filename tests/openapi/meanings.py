"""What each problem's code means: the text that stands below it in ``lambdas/protocol/problems.py``."""

import ast
import inspect
from itertools import pairwise

from lambdas.protocol.problems import ProblemCode


def meanings() -> dict[ProblemCode, str]:
    """For people: in Markdown, and in one line."""
    (definition,) = ast.parse(inspect.getsource(ProblemCode)).body
    assert isinstance(definition, ast.ClassDef)
    found = {}
    for statement, following in pairwise(definition.body):
        match statement, following:
            case ast.Assign(value=ast.Constant(value=code)), ast.Expr(value=ast.Constant(value=text)):
                found[ProblemCode(str(code))] = as_markdown(str(text))
    return found


def as_markdown(docstring: str) -> str:
    """One line a paragraph."""
    paragraphs = inspect.cleandoc(docstring).replace("``", "`").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
