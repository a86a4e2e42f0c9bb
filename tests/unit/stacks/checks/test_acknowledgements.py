"""What counts as a reason, and for what."""

from pathlib import Path

import msgspec
import pytest

from stacks.checks.acknowledgements import Acknowledgement, judge, read_acknowledgements
from stacks.checks.findings import Finding

REASON = "The functions hold ids only, and a log of them tells nobody anything."


def finding(rule: str = "CKV_1", resource: str = "service/ChatLogs", settings: str = "smallest") -> Finding:
    return Finding(rule=rule, resource=resource, settings=settings, text="Ensure that it is so")


def reason(
    *, rules: tuple[str, ...] = ("CKV_1",), on: tuple[str, ...] = ("service/*Logs",), settings: tuple[str, ...] = ()
) -> Acknowledgement:
    return Acknowledgement(asks="Logs", rules=rules, on=on, settings=settings, reason=REASON)


def test_a_finding_with_a_reason_is_explained() -> None:
    verdict = judge([finding()], [reason()])
    assert (verdict.unexplained, verdict.idle) == ([], [])


@pytest.mark.parametrize(
    "other",
    [finding(rule="CKV_10"), finding(resource="service/ChatTable"), finding(resource="data/ChatLogs")],
)
def test_a_reason_holds_for_its_rules_and_resources_alone(other: Finding) -> None:
    assert judge([finding(), other], [reason()]).unexplained == [other]


def test_a_reason_can_hold_for_some_settings_alone() -> None:
    elsewhere = finding(settings="everything")
    verdict = judge([finding(), elsewhere], [reason(settings=("smallest",))])
    assert verdict.unexplained == [elsewhere]


@pytest.mark.parametrize(
    ("stale", "part"),
    [
        (reason(rules=("CKV_1", "CKV_2")), "Logs: CKV_2"),
        (reason(on=("service/*Logs", "data/*")), "Logs: data/*"),
        (reason(settings=("smallest", "example")), "Logs: example"),
    ],
)
def test_a_part_of_a_reason_that_no_finding_needs_is_named(stale: Acknowledgement, part: str) -> None:
    assert judge([finding()], [stale]).idle == [part]


def test_without_findings_every_part_of_a_reason_is_idle() -> None:
    assert judge([], [reason()]).idle == ["Logs: CKV_1", "Logs: service/*Logs"]


def test_each_reason_is_given_in_words() -> None:
    for acknowledgement in read_acknowledgements():
        assert len(acknowledgement.reason.split()) >= 10, acknowledgement.asks


def test_no_rule_is_acknowledged_everywhere() -> None:
    for acknowledgement in read_acknowledgements():
        assert "*" not in acknowledgement.on
        assert not [rule for rule in acknowledgement.rules if rule.endswith("*")]


@pytest.mark.parametrize("extra", ['resource = "service/ChatLogs"', 'reason = "No."'])
def test_a_misspelt_key_or_a_bare_no_is_refused(tmp_path: Path, extra: str) -> None:
    lines = ['asks = "Logs"', 'rules = ["CKV_1"]', 'on = ["service/*Logs"]', extra]
    if not extra.startswith("reason"):
        lines.append(f'reason = "{REASON}"')
    path = tmp_path / "acknowledgements.toml"
    path.write_text("\n".join(["[[acknowledgement]]", *lines]), encoding="utf-8")
    with pytest.raises(msgspec.ValidationError):
        read_acknowledgements(path)
