"""The rules of the sweep: what the settings say, what the data model lists, and what is declared to be stored."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.inventory.declarations import Kept, Store, read_declarations
from lambdas.chat.records import CONNECTION_SECONDS, SLACK_SECONDS
from lambdas.contact import challenges, page_tokens
from lambdas.identity.proofs import PROOF_KEPT_SECONDS
from lambdas.privacy.records import tombstone_seconds
from lambdas.protocol.limits import LEASE_SECONDS
from lambdas.retention.environment import SweptTable
from lambdas.retention.records import Row
from lambdas.retention.rules import Rule, judge
from stacks.retention_rules import CHAT_PARTITIONS, chat_rules, claims_rules, rules_json
from stacks.settings import Retention
from stacks.settings_file import parse_settings

ROOT = Path(__file__).parents[3]
DATA_MODEL = (ROOT / "docs/data-model.md").read_text(encoding="utf-8")
DAY = 24 * 60 * 60
TABLES = {"data/Chat": "chat", "service/AnalyticsClaims": "claims"}
"""Those that are looked through, by what ``stores.toml`` calls them."""

HEADINGS = {"Items": "chat", "Claims": "claims", "Errors": "errors"}
"""Where the data model lists the rows of which table."""

SAMPLES = {"<seq, 12 digits>": "000000000007", "<at, 13 digits>": "1750000000000"}
_ITEM = re.compile(r"^\| (?P<name>[^|]+) \| (?P<pk>[^|]+) \| (?P<rest>.+) \|$", re.MULTILINE)

RETENTIONS = st.builds(
    Retention,
    conversation_days=st.integers(1, 3650),
    contact_days=st.integers(1, 3650),
    audit_days=st.integers(1, 3650),
    log_days=st.just(14),
    recovery_days=st.integers(0, 35),
)
WAITING_DAYS = st.integers(1, 14)


def rules_of(retention: Retention, waiting_days: int) -> dict[str, list[Rule]]:
    told = {"chat": chat_rules(retention), "claims": claims_rules(waiting_days)}
    return {table: msgspec.convert(rules, list[Rule]) for table, rules in told.items()}


RULES = rules_of(Retention(conversation_days=90, log_days=14), 7)


def documented() -> Iterator[tuple[str, str, Row]]:
    """Table, name and an example of each row in the data model."""
    for section in DATA_MODEL.split("\n## ")[1:]:
        heading, _, text = section.partition("\n")
        table, _, _ = text.partition("\n\n| what |")
        if heading in HEADINGS and "| item | `pk` |" in table:
            pks = ""
            for found in _ITEM.finditer(table.partition("| --- |")[2]):
                pks = pks if found["pk"] == "the same" else found["pk"]
                yield from ((HEADINGS[heading], found["name"], row) for row in _rows(heading, pks, found["rest"]))


def _rows(heading: str, pks: str, rest: str) -> Iterator[Row]:
    sks, _, attributes = rest.partition(" | ")
    sort_keys = _keys(sks) if heading != "Claims" else [""]
    for pk in _keys(pks):
        for sk in sort_keys or ["000000000007"]:
            yield Row(pk=pk, sk=sk, kind="erased" if "`kind` = `erased`" in attributes else "")


def _keys(cell: str) -> list[str]:
    keys = []
    for key in re.findall(r"`([^`]+)`", cell):
        for pattern, sample in SAMPLES.items():
            key = key.replace(pattern, sample)
        keys.append(re.sub(r"<[^>]+>", "x" * 16, key))
    return keys


DOCUMENTED = list(documented())


def test_the_data_model_is_read() -> None:
    assert len([name for table, name, _ in DOCUMENTED if table == "chat"]) >= 14
    assert len([name for table, name, _ in DOCUMENTED if table == "claims"]) == 2


@pytest.mark.parametrize(
    ("table", "name", "row"), DOCUMENTED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_there_is_a_rule_for_each_row_of_the_data_model(table: str, name: str, row: Row) -> None:
    """Of the errors' table everything below a day goes with it, whatever its sort key, and the sweep's own stay."""
    if table == "errors":
        assert row.pk.startswith(("day#", "sweep#"))
    else:
        assert any(rule.is_for(row) for rule in RULES[table]), row


@pytest.mark.parametrize("table", ["chat", "claims"])
def test_there_is_a_row_of_the_data_model_for_each_rule(table: str) -> None:
    rows = [row for of, _, row in DOCUMENTED if of == table]
    first = {next(place for place, rule in enumerate(RULES[table]) if rule.is_for(row)) for row in rows}
    assert first == set(range(len(RULES[table])))


@given(retention=RETENTIONS, waiting_days=WAITING_DAYS)
def test_the_rules_say_what_is_declared_in_the_inventory(retention: Retention, waiting_days: int) -> None:
    """Which notice, record and ``retention show`` are made of, so the sweep ends a row when they say that it ends."""
    stores = {store.id: store for store in read_declarations().stores if set(store.on) & TABLES.keys()}
    rules = rules_of(retention, waiting_days)
    declared = {
        (TABLES[store.on[0]], store.id, _seconds(store.kept, retention, waiting_days)) for store in stores.values()
    }
    ruled = {(table, rule.kind, rule.seconds) for table, those in rules.items() for rule in those if rule.seconds}
    assert ruled == declared
    for table, those in rules.items():
        for rule in those:
            assert rule.seconds is None or _has(stores[rule.kind], rule), (table, rule)


def _has(store: Store, rule: Rule) -> bool:
    """Whether the rows of the rule are the store's. A bare tombstone lies where the row was that it stands for."""
    pk = rule.pk.removesuffix("*")
    return not store.rows or pk in store.rows or rule.row_kind == "erased"


def _seconds(kept: Kept, retention: Retention, waiting_days: int) -> int:
    told = {
        "CONVERSATION_RETENTION_DAYS": retention.conversation_days,
        "CONTACT_RETENTION_DAYS": retention.contact_days,
        "AUDIT_DAYS": retention.audit_days,
        "RECOVERY_DAYS": retention.recovery_days,
        "WAITING_DAYS": waiting_days,
    }
    if kept.minutes is not None:
        return kept.minutes * 60
    assert kept.days_of
    return max(told[kept.days_of] + kept.plus_days, kept.at_least_days) * DAY


@given(retention=RETENTIONS)
def test_the_rules_say_what_the_functions_write(retention: Retention) -> None:
    seconds = {rule.kind: rule.seconds for rule in rules_of(retention, 7)["chat"]}
    assert seconds["tombstones"] == tombstone_seconds(retention.recovery_days)
    assert seconds["conversation_states"] == (seconds["conversations"] or 0) + SLACK_SECONDS
    assert seconds["connections"] == seconds["agent_connections"] == CONNECTION_SECONDS
    assert seconds["presence"] == LEASE_SECONDS
    assert seconds["proofs"] == PROOF_KEPT_SECONDS
    assert seconds["challenges"] == max(challenges.LIFE_SECONDS, page_tokens.LIFE_SECONDS)


def test_the_grant_is_for_the_rows_that_have_a_rule() -> None:
    assert set(CHAT_PARTITIONS) == {rule.pk for rule in RULES["chat"]}
    assert len(CHAT_PARTITIONS) == len(set(CHAT_PARTITIONS))


@pytest.mark.parametrize("name", ["smallest", "everything"])
def test_the_function_reads_what_it_is_told(name: str) -> None:
    settings = parse_settings((ROOT / f"tests/stacks/settings/{name}.toml").read_text(encoding="utf-8"))
    tables = {"chat": "tresen-data-Chat26DEB33F-ABCDEFGHIJKLM"}
    if settings.analytics:
        tables["claims"] = "tresen-service-AnalyticsClaims26DEB33F-ABCDEFGHIJKLM"
    text = rules_json(settings, tables)
    told = msgspec.json.decode(text, type=dict[str, SweptTable])
    assert {table: swept.table for table, swept in told.items()} == tables
    assert told["chat"].keys == ("pk", "sk")
    waiting_days = settings.analytics.waiting_days if settings.analytics else 1
    expected = rules_of(settings.retention, waiting_days)
    assert {table: list(swept.rules) for table, swept in told.items()} == {table: expected[table] for table in tables}
    # A function's whole environment holds 4 KB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    assert len(text.encode()) < 2000


def test_a_browser_can_make_no_claim_that_lasts() -> None:
    """It makes the ids of its batches; only the note that Matomo is away lasts, under a key that is shorter."""
    rules = RULES["claims"]
    for pk in ("matomo", "matomo-matomo-matomo", "matomo\x00"):
        verdict = judge(Row(pk=pk), rules, 1_800_000_000)
        assert (verdict.kind == "away") == (pk == "matomo")


def test_rules_are_of_plain_values() -> None:
    settings: Any = parse_settings((ROOT / "tests/stacks/settings/smallest.toml").read_text(encoding="utf-8"))
    assert json.loads(rules_json(settings, {"chat": "chat"}))["chat"]["rules"][0] == {
        "kind": "tombstones",
        "pk": "conversation#*",
        "row_kind": "erased",
        "seconds": 9 * DAY,
    }
