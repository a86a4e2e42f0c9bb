"""``docs/analytics.md`` shows what is really sent: its examples and tables are held against the code."""

import json
import re
from pathlib import Path
from typing import Any, Final, get_args

import msgspec
import pytest

from lambdas.analytics.addresses import anonymised
from lambdas.analytics.browsers import reduced
from lambdas.analytics.pages import page_of
from lambdas.analytics.records import QueuedBatch, TrackingRequest
from lambdas.analytics.tracking import Seen, language_of, queued_batch
from lambdas.protocol.usage import AnyUsageEvent, ShownError, UsageBatch

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "docs/analytics.md").read_text(encoding="utf-8")
FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0.3"
DAYS: Final = 7


def examples() -> list[Any]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]


def rows(heading: str) -> list[list[str]]:
    """The table below a heading, cell by cell, without its head."""
    _, _, below = TEXT.partition(f"\n## {heading}\n")
    lines = [line for line in below.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_the_batch_that_is_shown_becomes_the_message_that_is_shown() -> None:
    sent, waiting = examples()
    batch = msgspec.convert(sent, UsageBatch)
    shown = msgspec.convert(waiting, QueuedBatch)
    seen = Seen(
        origin="https://www.example.com",
        address=anonymised("198.51.100.77:51000"),
        browser=reduced(FIREFOX),
        country="at",
    )
    now = (shown.deadline - DAYS * 24 * 60 * 60) * 1000
    made = queued_batch(batch, seen, idsite=1, now=now, waiting_days=DAYS)
    assert (shown.batch_id, shown.deadline) == (made.batch_id, made.deadline)
    # The second of the two stands for both.
    assert shown.requests == [made.requests[1]]


def test_each_event_that_there_is_has_a_row_and_no_other() -> None:
    tags = {str(each.__struct_config__.tag) for each in get_args(AnyUsageEvent)}
    assert {name for row in rows("What is recorded") for name in re.findall(r"`(\w+)`", row[0])} == tags


def test_what_is_left_of_a_part_of_a_path_is_what_the_table_says() -> None:
    shop, table = "https://www.example.com", [row[1:] for row in rows("The page's address")]
    assert len(table) > 5
    for comes, is_left in table:
        assert page_of(f"{shop}/{comes.strip('`')}/", shop) == f"{shop}/{is_left.strip('`')}/"


def test_the_numbers_that_are_told_are_those_of_the_code() -> None:
    assert len(msgspec.structs.fields(TrackingRequest)) == 17
    assert "of seventeen names" in TEXT
    assert len(ShownError) == 5
    assert "a code of five" in TEXT


@pytest.mark.parametrize(
    ("comes", "is_left"),
    [
        ("198.51.100.77:51000", "198.51.0.0"),
        ("2001:db8:7a3f:1::77:51000", "2001:db8::"),
        ("::ffff:198.51.100.77:51000", "198.51.0.0"),
        ("::198.51.100.77:51000", "198.51.0.0"),
        ("::ffff:0:198.51.100.77:51000", "198.51.0.0"),
        ("2002:c633:644d::1:51000", "198.51.0.0"),
        ("64:ff9b::c633:644d:51000", "198.51.0.0"),
        ("2001:0:c633:644d:1234:5678:39cc:9bb2:51000", "2001::"),
        ("64:ff9b:1::c633:644d:51000", "0.0.0.0"),  # noqa: S104
        ("nonsense", "0.0.0.0"),  # noqa: S104
    ],
)
def test_what_is_cut_away_of_an_address_is_what_the_table_says(comes: str, is_left: str) -> None:
    assert anonymised(comes) == is_left
    assert f"`{is_left}`" in "".join(row[1] for row in rows("What is cut away"))


def test_what_is_cut_away_of_the_rest_is_what_the_table_says() -> None:
    left = "".join(row[1] for row in rows("What is cut away"))
    assert f"`{reduced(FIREFOX)}`" in left
    assert f"`{language_of('zh-Hant-TW-x-own')}`" in left


def test_a_source_of_matomo_s_that_is_named_is_a_file() -> None:
    named = [cell for row in rows("Facts about Matomo that bite") for cell in re.findall(r"`([^`]+)`", row[2])]
    assert named
    assert all(re.fullmatch(r"(core|plugins|config)/[A-Za-z/.]+\.php", name) for name in named)
