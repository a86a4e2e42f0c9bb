"""What ``docs/contact.md`` says of codes and figures is what the code does."""

import re
from pathlib import Path

from lambdas.contact import challenges, page_tokens
from lambdas.contact.forms import OWN_CHARACTERS, STANDARD
from lambdas.protocol.limits import REQUEST_BYTES
from lambdas.protocol.problems import STATUS, FieldProblem, ProblemCode
from stacks import contact
from stacks.settings_file import SITES_BYTES

ROOT = Path(__file__).parents[4]
DOCS = (ROOT / "docs" / "contact.md").read_text(encoding="utf-8")

OF_OTHERS = {
    ProblemCode.CHANGED_MEANWHILE,
    ProblemCode.NOT_AN_ENVELOPE,
    ProblemCode.TOO_COMPLEX,
    ProblemCode.ENCODED,
    ProblemCode.WRONG_DSN,
    ProblemCode.TOO_MANY_REPORTS,
}
"""What only the inbox, and who takes error reports, answers."""


def rows(heading: str) -> list[list[str]]:
    table = DOCS.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")[2:]]


def test_every_refusal_is_there_with_its_status() -> None:
    listed = {code.strip("`"): int(status) for code, status, *_ in rows("code")}
    assert listed == {code.value: STATUS[code] for code in ProblemCode if code not in OF_OTHERS}


def test_everything_that_can_be_wrong_with_a_field_is_there() -> None:
    assert {code.strip("`") for code, _ in rows("in `fields`")} == {problem.value for problem in FieldProblem}


def test_every_field_is_there_with_its_length() -> None:
    found = {re.sub(r"own, |`", "", name): int(length) for name, _, length in rows("field")}
    standard = {name: field.max_characters for name, field in STANDARD.items()}
    assert found == standard | {kind.value: characters for kind, characters in OWN_CHARACTERS.items()}


def test_the_figures_are_the_code_s() -> None:
    work = challenges.Work()
    for said in (
        f"{work.cost} rounds a try, of {16 ** len(work.prefix)} tries one is good",
        f"less than {challenges.SOONEST_SECONDS} seconds ago",
        f"at least {challenges.SOONEST_SECONDS} seconds old",
        f"more than {REQUEST_BYTES // 1024} KB",
        f"{contact.STORED_PER_SECOND} requests a second from widgets, {contact.POSTS_PER_SECOND} posts a",
        f"plain pages and {contact.READS_PER_SECOND} views of them",
        f"| {contact.STORED_PER_SECOND} a second | {contact.POSTS_PER_SECOND} a second |",
        f"have {SITES_BYTES} bytes",
    ):
        assert said in DOCS
    assert (challenges.LIFE_SECONDS, "older than an hour" in DOCS) == (60 * 60, True)
    assert (page_tokens.LIFE_SECONDS, "good for a day" in DOCS) == (24 * 60 * 60, True)


def test_the_form_in_the_browser_waits_until_it_is_believed() -> None:
    """A little longer: what it is held against began with the answer on its way."""
    source = (ROOT / "widget_assets" / "src" / "form" / "soonest.ts").read_text(encoding="utf-8")
    (milliseconds,) = re.findall(r"SOONEST_MS = ([\d_]+);", source)
    assert 0 < int(milliseconds) - challenges.SOONEST_SECONDS * 1000 < 500
