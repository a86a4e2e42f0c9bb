"""Every figure in the notice comes from the templates: no number is there that they do not have."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from cli.documents.facts import Facts
from cli.documents.notice import notice
from cli.documents.wording import LANGUAGES
from cli.inventory.declarations import Language
from lambdas.chat.records import CONNECTION_SECONDS
from lambdas.errors.items import KEPT_DAYS
from lambdas.identity.proofs import PROOF_KEPT_SECONDS
from lambdas.privacy.records import tombstone_seconds
from tests.documents.deployments import Bodies, bodies_of, changed, inventory, settings_text
from tests.documents.test_notice_and_settings import to
from tests.promises.promise import promise

EVERYTHING = settings_text("everything")
SMALLEST = settings_text("smallest")
NO_BACKUPS = changed(EVERYTHING, to("retention.recovery_days", 0))
ASKING = changed(EVERYTHING, to("analytics.ask_first", True))

TABLE_DELETION, LOG_DELETION, BUCKET_DELETION = 2, 3, 2
"""Days that AWS may take, see ``cli/inventory/retention.py`` for the pages that say so."""

LEGAL = re.compile(
    r"Art\. \d+(?:\(\d+\))*(?: Abs\. \d+)?(?: Satz \d+)?|§ \d+ Abs\. \d+(?: Nr\. \d+)?|\(P\d+\)|IPv[46]"
    r"|\b[a-z]{2}-[a-z]+-\d\b"
)


def figures(text: str, settings: str) -> set[int]:
    """The numbers that stand in a notice, without articles of law, names of regions and the operator's own words."""
    for own in strings(tomllib.loads(settings)):
        # Shorter ones are words that the notice has of its own.
        text = text.replace(own, "") if len(own) > 10 else text
    return {int(number) for number in re.findall(r"\d+", LEGAL.sub("", text))}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def variable(bodies: Bodies, name: str) -> int | None:
    for resource in bodies["service"]["Resources"].values():
        variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
        if name in variables:
            return int(variables[name])
    return None


def only(bodies: Bodies, kind: str) -> list[dict[str, Any]]:
    return [
        it.get("Properties", {}) for body in bodies.values() for it in body["Resources"].values() if it["Type"] == kind
    ]


def expected_figures(bodies: Bodies) -> dict[str, int]:
    """What the templates say, by where they say it."""
    (table,) = only({"data": bodies["data"]}, "AWS::DynamoDB::Table")
    recovery = table["PointInTimeRecoverySpecification"].get("RecoveryPeriodInDays", 0)
    (log_days,) = {group["RetentionInDays"] for group in only(bodies, "AWS::Logs::LogGroup")}
    conversation = variable(bodies, "CONVERSATION_RETENTION_DAYS")
    audit = variable(bodies, "AUDIT_DAYS")
    assert conversation is not None
    assert audit is not None
    late = TABLE_DELETION + recovery
    tombstone = tombstone_seconds(recovery) // (24 * 60 * 60)
    found = {
        "recovery": recovery,
        "conversations": conversation,
        "states": conversation + 1,
        "conversations in all": conversation + late,
        "states in all": conversation + 1 + late,
        "connections, hours": CONNECTION_SECONDS // 3600,
        "proofs, minutes": PROOF_KEPT_SECONDS // 60,
        "connections and proofs in all": 1 + late,
        "tombstones": tombstone,
        "tombstones in all": tombstone + late,
        "audit": audit,
        "audit in all": audit + late,
        "logs": log_days,
        "logs in all": log_days + LOG_DELETION,
    }
    found |= {"error reports": KEPT_DAYS, "error reports in all": KEPT_DAYS + TABLE_DELETION}
    if any("SENTRY_DSN" in str(function) for function in only(bodies, "AWS::Lambda::Function")):
        found["what is promised of error reports"] = 30
    contact = variable(bodies, "CONTACT_RETENTION_DAYS")
    if contact is not None:
        found |= {"contact": contact, "contact in all": contact + late}
    for queue in only(bodies, "AWS::SQS::Queue"):
        is_read = "RedrivePolicy" in queue
        days = queue["MessageRetentionPeriod"] // (24 * 60 * 60)
        found["events" if is_read else "dead events"] = days
        if is_read:
            found |= {"claims": days + 1, "claims in all": days + 1 + TABLE_DELETION}
    for bucket in only(bodies, "AWS::S3::Bucket"):
        for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", []):
            found["access logs in all"] = rule["ExpirationInDays"] + BUCKET_DELETION
    for acl in only(bodies, "AWS::WAFv2::WebACL"):
        seconds = acl["Rules"][0]["Statement"]["RateBasedStatement"]["EvaluationWindowSec"]
        found["window of the firewall, minutes"] = seconds // 60
    return {name: value for name, value in found.items() if value}


@promise("P10", "its figures are those of the templates")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "settings", [EVERYTHING, SMALLEST, NO_BACKUPS, ASKING], ids=["everything", "smallest", "no backups", "asking"]
)
def test_every_figure_in_the_notice_is_one_of_the_templates_and_the_other_way_round(
    settings: str, language: Language
) -> None:
    text = notice(Facts(inventory(settings), "shop", language))
    assert figures(text, settings) == set(expected_figures(bodies_of(settings)).values())


def told_in(bodies: Bodies, name: str, value: str) -> None:
    for resource in bodies["service"]["Resources"].values():
        variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
        if name in variables:
            variables[name] = value


@pytest.mark.parametrize("name", ["CONVERSATION_RETENTION_DAYS", "CONTACT_RETENTION_DAYS", "AUDIT_DAYS"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_follows_the_templates_and_not_the_settings_alone(name: str, language: Language) -> None:
    bodies = bodies_of(EVERYTHING)
    told_in(bodies, name, "77")
    text = notice(Facts(inventory(EVERYTHING, bodies), "shop", language))
    assert 77 in figures(text, EVERYTHING)
    assert 77 not in figures(notice(Facts(inventory(EVERYTHING), "shop", language)), EVERYTHING)


def test_the_window_of_recovery_follows_the_template() -> None:
    bodies = bodies_of(EVERYTHING)
    text = json.dumps(bodies["data"]).replace('"RecoveryPeriodInDays": 35', '"RecoveryPeriodInDays": 23')
    bodies["data"] = json.loads(text)
    assert "up to 23 days ago" in notice(Facts(inventory(EVERYTHING, bodies), "shop", "en"))


def test_german_counts_one_and_several_days_and_puts_them_into_their_case() -> None:
    text = notice(Facts(inventory(changed(EVERYTHING, to("retention.recovery_days", 1))), "shop", "de"))
    assert "noch 1 Tag lang in Sicherungen" in text
    assert "spätestens nach 93 Tagen" in text
    assert "14 Tage |" in text
