"""For each setting that there is: whether the notice speaks of it."""

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
import pytest
from msgspec import Struct

from cli.documents.facts import Facts
from cli.documents.notice import notice, paragraphs_of
from cli.documents.record import record
from cli.documents.record_text import as_markdown
from cli.documents.wording import LANGUAGES
from stacks.settings import ReservedConcurrency, Settings
from tests.documents.deployments import Change, Table, changed, inventory, settings_text
from tests.promises.promise import promise

EVERYTHING = settings_text("everything")
SMALLEST = settings_text("smallest")


def to(path: str, value: object) -> Change:
    """Sets what lies at a path such as ``sites.shop.groups``."""

    def change(table: Table) -> None:
        *way, last = path.split(".")
        at: Any = table
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        at[last] = value

    return change


def rename_order(table: Table) -> None:
    contact = table["sites"]["shop"]["contact"]
    contact["fields"] = [name.replace("order", "order_number") for name in contact["fields"]]
    contact["own_fields"][0]["name"] = "order_number"


def not_analysed(table: Table) -> None:
    """The shop, while the blog is."""
    table["sites"]["blog"]["matomo_site"] = table["sites"]["shop"].pop("matomo_site")


def own_font(table: Table) -> None:
    table["sites"]["shop"]["widget"] |= {"font": "own.woff2", "font_family": "Own"}


CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef"
PUBLIC_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE120+HWIBq9N39W7pCH3pnaA3xxGt\n"
    "BtKi6UfvRfZKObBKNKB4Yop2KD1eruhEYUcV9vhRmldEg/KhIbMaf11ncQ==\n"
    "-----END PUBLIC KEY-----\n"
)
FORM = "sites.shop.contact"
WIDGET = "sites.shop.widget"
BASIS = "privacy.legal_basis"

SPOKEN_OF: dict[str, Change] = {
    "deployment.region": to("deployment.region", "eu-west-1"),
    "edge.domain": to("edge.domain", "talk.example.com"),
    "edge.waf": to("edge.waf", False),
    "edge.access_logs": to("edge.access_logs", False),
    "sites.*.origins": to("sites.shop.origins", ["https://shop.example.com"]),
    "sites.*.matomo_site": not_analysed,
    "sites.*.contact.fields": to(f"{FORM}.fields", ["name", "email", "reason", "message"]),
    "sites.*.contact.required": to(f"{FORM}.required", ["message"]),
    "sites.*.contact.own_fields.label.de": to(f"{FORM}.own_fields.0.label.de", "Auftrag"),
    "sites.*.contact.own_fields.label.en": to(f"{FORM}.own_fields.0.label.en", "Contract"),
    "sites.*.contact.choose_group": to(f"{FORM}.choose_group", False),
    "sites.*.contact.consent.de": to(f"{FORM}.consent.de", "Ja."),
    "sites.*.contact.consent.en": to(f"{FORM}.consent.en", "Yes."),
    "sites.*.contact.notify": to(f"{FORM}.notify", []),
    "retention.conversation_days": to("retention.conversation_days", 31),
    "retention.contact_days": to("retention.contact_days", 32),
    "retention.audit_days": to("retention.audit_days", 33),
    "retention.log_days": to("retention.log_days", 7),
    "retention.recovery_days": to("retention.recovery_days", 4),
    "analytics.matomo_url": to("analytics.matomo_url", "https://figures.example.com/matomo/"),
    "analytics.ask_first": to("analytics.ask_first", True),
    "analytics.waiting_days": to("analytics.waiting_days", 5),
    "contact.sender": to("contact.sender", "office@example.com"),
    "contact.content": to("contact.content", False),
    "privacy.controller": to("privacy.controller", "Beispiel GmbH"),
    "privacy.email": to("privacy.email", "datenschutz@example.com"),
    "privacy.officer": to("privacy.officer", "Kanzlei Muster"),
    f"{BASIS}.delivery": to(f"{BASIS}.delivery", "consent"),
    f"{BASIS}.conversations": to(f"{BASIS}.conversations", "legitimate_interest"),
    f"{BASIS}.contact": to(f"{BASIS}.contact", "contract"),
    f"{BASIS}.logs": to(f"{BASIS}.logs", "legal_obligation"),
    f"{BASIS}.errors": to(f"{BASIS}.errors", "contract"),
    f"{BASIS}.analytics": to(f"{BASIS}.analytics", "legal_obligation"),
    f"{BASIS}.audit": to(f"{BASIS}.audit", "legitimate_interest"),
    "errors.sentry_dsn": to("errors.sentry_dsn", "https://key@errors.example.com/1"),
}

# A visitor's data goes nowhere else by these.
NOT_SPOKEN_OF: dict[str, Change] = {
    "deployment.name": to("deployment.name", "other"),
    "edge.certificate_arn": to("edge.certificate_arn", CERTIFICATE),
    "edge.hosted_zone_id": to("edge.hosted_zone_id", "Z9876543210ABCDEFGHIJ"),
    "sites.*.groups": to("sites.shop.groups", ["service"]),
    "sites.*.unanswered_seconds": to("sites.shop.unanswered_seconds", 300),
    "sites.*.card": to("sites.shop.card", False),
    # What the website tells of a visitor the notice speaks of in any case.
    "sites.*.identify_key": to("sites.shop.identify_key", PUBLIC_KEY),
    "sites.*.widget.title": to(f"{WIDGET}.title", "Another Shop"),
    "sites.*.widget.theme": to(f"{WIDGET}.theme", "light"),
    "sites.*.widget.position": to(f"{WIDGET}.position", "end"),
    "sites.*.widget.accent": to(f"{WIDGET}.accent", "#a2412b"),
    "sites.*.widget.accent_dark": to(f"{WIDGET}.accent_dark", "#e58e73"),
    "sites.*.widget.radius": to(f"{WIDGET}.radius", 4),
    # It comes from the deployment itself, as everything does.
    "sites.*.widget.font": own_font,
    "sites.*.widget.font_family": own_font,
    "sites.*.widget.words.*.*.*": to(f"{WIDGET}.words.de.panel.title", "Anders"),
    "sites.*.contact.own_fields.name": rename_order,
    "sites.*.contact.own_fields.kind": to(f"{FORM}.own_fields.2.kind", "line"),
    "sites.*.contact.own_fields.options": to(f"{FORM}.own_fields.1.options", ["A", "Z"]),
    "limits.connects_per_second": to("limits.connects_per_second", 31),
    "limits.frames_per_second": to("limits.frames_per_second", 301),
    "limits.requests_per_second": to("limits.requests_per_second", 61),
    **{
        f"limits.reserved_concurrency.{name}": to(f"limits.reserved_concurrency.{name}", 6)
        for name in msgspec.structs.asdict(ReservedConcurrency())
    },
    "watch.email": to("watch.email", "other@example.com"),
    "watch.monthly_budget_usd": to("watch.monthly_budget_usd", 81),
    "agents.second_factor": to("agents.second_factor", False),
    "agents.identity_providers": to("agents.identity_providers", ["Other"]),
    f"{BASIS}.agents": to(f"{BASIS}.agents", "legitimate_interest"),
}

IN_THE_RECORD_ONLY = {
    "deployment.name",
    "agents.second_factor",
    "agents.identity_providers",
    f"{BASIS}.agents",
}


def keys_of(kind: Any, at: str = "") -> Iterator[str]:
    """The path of every setting that there can be; ``*`` is any site."""
    kind = bare(kind)
    if get_origin(kind) is dict:
        yield from keys_of(get_args(kind)[1], f"{at}.*")
    elif get_origin(kind) is tuple and is_struct(bare(get_args(kind)[0])):
        yield from keys_of(get_args(kind)[0], at)
    elif is_struct(kind):
        for field in msgspec.structs.fields(kind):
            yield from keys_of(field.type, f"{at}.{field.encode_name}".lstrip("."))
    else:
        yield at


def bare(kind: Any) -> Any:
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not NoneType)
    return kind


def is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def notices(settings: str) -> tuple[str, ...]:
    taken = inventory(settings)
    return tuple(notice(Facts(taken, "shop", language)) for language in LANGUAGES)


def ids(settings: str) -> Mapping[str, str]:
    """The paragraphs of the notice with the promises that they tell of."""
    return {it.id: it.promise for it in paragraphs_of(Facts(inventory(settings), "shop", "de"))}


def test_of_every_setting_it_is_decided_whether_the_notice_speaks_of_it() -> None:
    decided = [*SPOKEN_OF, *NOT_SPOKEN_OF]
    assert sorted(keys_of(Settings)) == sorted(decided)


@promise("P10", "it changes with each setting that it speaks of")
@pytest.mark.parametrize("key", SPOKEN_OF)
def test_the_notice_changes_with_each_setting_that_it_speaks_of(key: str) -> None:
    assert notices(changed(EVERYTHING, SPOKEN_OF[key])) != notices(EVERYTHING)


@pytest.mark.parametrize("key", NOT_SPOKEN_OF)
def test_the_notice_stays_the_same_with_every_other_setting(key: str) -> None:
    assert notices(changed(EVERYTHING, NOT_SPOKEN_OF[key])) == notices(EVERYTHING)


@pytest.mark.parametrize("key", IN_THE_RECORD_ONLY)
def test_the_record_changes_with_what_concerns_agents(key: str) -> None:
    before, after = (
        as_markdown(record(inventory(text), "en")) for text in (EVERYTHING, changed(EVERYTHING, NOT_SPOKEN_OF[key]))
    )
    assert before != after


def without(*path: str) -> Change:
    def change(table: Table) -> None:
        *way, last = path
        for part in way:
            table = table[part]
        del table[last]

    return change


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (to("edge.waf", False), {"firewall"}),
        (to("edge.access_logs", False), {"access_logs"}),
        (
            without("sites", "shop", "contact"),
            {"contact", "choose_group", "consent", "mail_with_content", "plain_page"},
        ),
        (without("sites", "shop", "contact", "consent"), {"consent"}),
        (to(f"{FORM}.notify", []), {"mail_with_content"}),
        (to("retention.recovery_days", 0), {"backups"}),
        (without("errors"), {"sentry", "advice_on_sentry"}),
        (
            not_analysed,
            {"usage", "matomo", "advice_on_matomo", "visit_id", "objection_to_analysis", "advice_on_asking"},
        ),
    ],
    ids=["firewall", "access logs", "form", "consent", "mail", "backups", "error reports", "analysis"],
)
def test_what_is_switched_off_has_no_paragraph(change: Change, gone: set[str]) -> None:
    before, after = ids(EVERYTHING), ids(changed(EVERYTHING, change))
    assert gone <= set(before)
    assert set(before) - set(after) == gone
    assert set(after) <= set(before)


def test_mail_without_content_is_another_paragraph_than_mail_with_it() -> None:
    without_content = ids(changed(EVERYTHING, to("contact.content", False)))
    assert "mail" in without_content
    assert "mail_with_content" not in without_content


def test_consent_to_the_delivery_tells_the_operator_to_ask_first() -> None:
    assert "consent_to_delivery" in ids(changed(EVERYTHING, to(f"{BASIS}.delivery", "consent")))
    assert "consent_to_delivery" not in ids(EVERYTHING)


def test_the_smallest_deployment_promises_what_it_keeps_and_nothing_of_a_form() -> None:
    assert set(ids(SMALLEST).values()) == {"P1", "P2", "P4", "P8", "P9", "P10", "P11"}
    for text in notices(SMALLEST):
        assert "AWS WAF" not in text
        assert "Matomo" not in text


def test_the_whole_deployment_tells_of_form_and_analysis_too_and_of_nothing_that_is_not_built() -> None:
    assert set(ids(EVERYTHING).values()) == {f"P{number}" for number in range(1, 12)}
    for text in notices(EVERYTHING):
        assert "Video" not in text


def test_a_region_outside_of_the_union_is_said_so() -> None:
    assert "stored_outside" not in ids(EVERYTHING)
    assert "stored_outside" in ids(changed(EVERYTHING, to("deployment.region", "us-west-2")))


def test_each_site_has_a_notice_of_its_own() -> None:
    taken = inventory(EVERYTHING)
    shop, blog = (notice(Facts(taken, site, "en")) for site in ("shop", "blog"))
    assert "https://www.example.com" in shop
    assert "https://blog.example.com" in blog
    assert "Contact form" in shop
    assert "Contact form" not in blog


def test_who_answers_for_the_data_is_a_visible_gap_until_it_is_set() -> None:
    german, english = notices(SMALLEST)
    assert "[Name und Anschrift des Verantwortlichen]" in german
    assert "[name and address of the controller]" in english
    for text in notices(EVERYTHING):
        assert "Example Ltd, Main Street 1, 12345 Berlin" in text
        assert "[" not in text.replace("\\[", "")


def test_the_officer_is_to_check_it_before_anything_else() -> None:
    for text, word in zip(notices(SMALLEST), ("Datenschutzbeauftragten prüfen", "officer check"), strict=True):
        assert word in " ".join(text.split("\n## ")[1].split())
