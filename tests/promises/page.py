"""The table of ``docs/privacy.md``. ``python -m tests.promises.page`` writes it; ``--check`` only compares."""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stacks.generated import with_part, write_or_check
from tests.promises.promise import NOT_BUILT, PROMISES

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "privacy.md"
BEGIN: Final = "<!-- written by python -m tests.promises.page -->"
END: Final = "<!-- end -->"


@dataclass(frozen=True)
class Proof:
    """``path`` is relative to the checkout. A mechanism may have several proofs."""

    number: str
    mechanism: str
    path: str
    test: str


def proofs(root: Path = ROOT) -> list[Proof]:
    """What all tests say that they prove, in the order of the promises and of the files."""
    paths = sorted((root / "tests").rglob("test_*.py"))
    found = [proof for path in paths for proof in proofs_in(path.read_text(encoding="utf-8"), _relative(path, root))]
    order = list(PROMISES)
    return sorted(found, key=lambda proof: order.index(proof.number))


def proofs_in(source: str, path: str) -> Iterator[Proof]:
    """Without importing it: a page needs no browser. Raises ``ValueError`` for a promise that can not be read off."""
    if "promise(" not in source:
        return
    for test in ast.walk(ast.parse(source)):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            for mark in test.decorator_list:
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "promise":
                    yield Proof(*_words(mark, f"{path}::{test.name}"), path, test.name)


def _words(mark: ast.Call, where: str) -> tuple[str, str]:
    match [ast.literal_eval(argument) for argument in mark.args]:
        case [str(number), str(mechanism)] if number in PROMISES:
            return number, mechanism
    raise ValueError(f"{where}: expected the number of a promise and a mechanism")


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def table(proofs: Iterable[Proof]) -> Iterator[str]:
    """One line for each mechanism, with all that proves it. Raises ``ValueError`` for a promise without a proof."""
    yield "| promise | mechanism | proof |"
    yield "| --- | --- | --- |"
    by_line: dict[str, dict[str, list[Proof]]] = {number: {} for number in PROMISES}
    for proof in proofs:
        by_line[proof.number].setdefault(proof.mechanism, []).append(proof)
    for number, mechanisms in by_line.items():
        if not mechanisms:
            raise ValueError(f"{number}: expected a test that proves it, got none")
        first = f"**{number}** {_promise(number)}"
        for mechanism, proven_by in mechanisms.items():
            yield f"| {first} | {mechanism} | {'<br>'.join(map(_link, proven_by))} |"
            first = ""


def _promise(number: str) -> str:
    missing = NOT_BUILT.get(number)
    return f"{PROMISES[number]} *({missing})*" if missing else PROMISES[number]


def _link(proof: Proof) -> str:
    return f"[{proof.test.removeprefix('test_').replace('_', ' ')}](../{proof.path})"


def with_table(page: str, lines: Iterable[str]) -> str:
    """The page with the table between its two marks. Raises ``ValueError`` when a mark is missing."""
    return with_part(page, lines, begin=BEGIN, end=END, name=PAGE.name)


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the page stale."""
    written = with_table(PAGE.read_text(encoding="utf-8"), table(proofs()))
    return write_or_check(PAGE, written, module="tests.promises.page", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
