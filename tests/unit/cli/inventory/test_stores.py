"""What is declared of the stores holds in the code that fills them."""

import msgspec
import pytest

from cli.documents.wording import LANGUAGES, texts
from cli.inventory.declarations import read_declarations
from lambdas.chat.items import conversation_key, group_key
from lambdas.chat.records import CONNECTION_SECONDS
from lambdas.contact.items import contact_key
from lambdas.contact.page_tokens import LIFE_SECONDS
from lambdas.errors.items import KEPT_SECONDS
from lambdas.identity.proofs import PROOF_KEPT_SECONDS
from lambdas.identity.tombstones import PARTITION
from lambdas.privacy.records import tombstone_seconds
from lambdas.protocol.limits import LEASE_SECONDS
from stacks.settings import LegalBases

STORES = {store.id: store for store in read_declarations().stores}


def test_rows_begin_as_the_code_has_them() -> None:
    assert set(STORES["conversations"].rows) == {conversation_key("")}
    assert set(STORES["agent_connections"].rows) == {group_key("")}
    assert set(STORES["contact_requests"].rows) == {contact_key("", "").removesuffix(".")}
    assert set(STORES["tombstones"].rows) == {PARTITION}


@pytest.mark.parametrize(
    ("store", "seconds"),
    [
        ("connections", CONNECTION_SECONDS),
        ("agent_connections", CONNECTION_SECONDS),
        ("presence", LEASE_SECONDS),
        ("proofs", PROOF_KEPT_SECONDS),
        ("challenges", LIFE_SECONDS),
        ("error_reports", KEPT_SECONDS),
    ],
)
def test_times_are_those_of_the_code(store: str, seconds: int) -> None:
    minutes = STORES[store].kept.minutes
    assert minutes is not None
    assert minutes * 60 == seconds


@pytest.mark.parametrize("recovery_days", [0, 1, 5, 6, 35])
def test_tombstones_are_kept_as_the_code_has_it(recovery_days: int) -> None:
    kept = STORES["tombstones"].kept
    assert max(recovery_days + kept.plus_days, kept.at_least_days) * 24 * 3600 == tombstone_seconds(recovery_days)


def test_each_store_has_an_id_of_its_own() -> None:
    assert len(STORES) == len(read_declarations().stores)


def test_whatever_is_somebodys_has_a_legal_basis() -> None:
    bases = {field.name for field in msgspec.structs.fields(LegalBases)}
    for store in STORES.values():
        assert store.basis in bases if store.subjects else store.basis in {*bases, None}, store.id


def test_promises_are_numbers_of_promises_that_are_built() -> None:
    assert {promise for store in STORES.values() for promise in store.promises} <= {
        "P1",
        "P2",
        "P3",
        "P4",
        "P5",
        "P6",
        "P7",
        "P8",
        "P9",
        "P10",
        "P11",
    }


@pytest.mark.parametrize("document", ["notice", "record"])
def test_both_languages_have_the_same_texts_with_the_same_gaps(document: str) -> None:
    german, english = (dict(flat(texts(document, language))) for language in LANGUAGES)
    assert german.keys() == english.keys()
    for key in german:
        assert gaps(german[key]) == gaps(english[key]), key


def flat(table: object, at: str = "") -> list[tuple[str, str]]:
    if isinstance(table, str):
        return [(at, table)]
    assert isinstance(table, dict)
    return [pair for key, value in table.items() for pair in flat(value, f"{at}.{key}")]


def gaps(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}
