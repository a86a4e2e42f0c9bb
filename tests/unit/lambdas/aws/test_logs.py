"""What may be written into a log: fixed words, ids and codes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CODE = Path(__file__).parents[4] / "lambdas"

TOLD = {"connection_id", "faults", "kind", "matomo_site", "problem", "reason", "rows"}
"""``faults`` are built from an allow-list of their own, see ``test_errors.py``."""


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("logger()."):
                yield f"{path.relative_to(CODE)}:{node.lineno}", node


def test_there_are_calls_to_look_at() -> None:
    assert len(list(log_calls())) >= 5


@pytest.mark.parametrize(
    ("place", "call"), list(log_calls()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_line_in_the_log_is_fixed_words_and_what_may_be_told(place: str, call: ast.Call) -> None:
    (words,) = call.args
    assert isinstance(words, ast.Constant), place
    (extra,) = call.keywords or [ast.keyword("extra", ast.Dict([], []))]
    assert extra.arg == "extra"
    assert isinstance(extra.value, ast.Dict)
    assert {ast.literal_eval(key) for key in extra.value.keys if key} <= TOLD


def test_nothing_is_printed_past_the_log() -> None:
    names = [
        ast.unparse(node.func)
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    assert not {"print", "sys.stdout.write", "sys.stderr.write", "logging.getLogger"} & set(names)
