"""The running account against the promises: what was changed by hand, or lies beside the stacks, is found."""

from collections.abc import Callable

import pytest

from cli.audit.findings import Finding
from cli.audit.live import audit_account
from cli.errors import Failed
from tests.documents.deployments import settings_text
from tests.documents.mutations import MUTATIONS, TABLE, properties
from tests.documents.report_breaks import REPORT_BREAKS
from tests.documents.retention_breaks import RETENTION_BREAKS
from tests.documents.running import Running, physical_id_of
from tests.documents.usage_breaks import USAGE_BREAKS

EVERYTHING = settings_text("everything")
BREAKS = MUTATIONS | USAGE_BREAKS | RETENTION_BREAKS | REPORT_BREAKS

BY_HAND = [
    name
    for name in BREAKS
    if name.partition(": ")[2]
    in {
        "a public bucket",
        "a bucket policy for everybody",
        "an unencrypted bucket",
        "a bucket without TLS",
        "a log of who reads the bucket",
        "no origin access control",
        "CloudFront's older log with addresses and cookies",
        "a real-time log",
        "an access log with addresses",
        "an access log with all fields",
        "access logs that are kept longer",
        "access logs without an end",
        "plain HTTP",
        "plain HTTP to an API",
        "cookies passed on for files",
        "samples of requests",
        "history without protection",
        "every page may ask the API",
        "a grant that reads the whole table",
        "a grant on everything",
        "somebody else's policy",
        "traces",
        "an unencrypted table",
        "an unencrypted topic",
        "nothing expires",
        "another attribute expires",
        "a stream of changes",
        "versions of objects",
        "copies of a bucket",
        "a log without an end",
        "a log that is kept longer",
        "a function that logs into Lambda's own group",
        "an erasure that may not delete",
        "an undeclared host",
        "a function that may send elsewhere",
        "a dead letter queue",
        "conversations that are kept longer",
        "events with all that browsers send",
        "no behaviour for events",
        "events with cookies",
        "events with queries",
        "events with all headers",
        "events with the header Authorization",
        "a browser's objection that nobody hears",
        "a collecting function that reads the chat",
        "a chat that reads events",
        "events in somebody else's queue",
        "leave to send events elsewhere",
        "an unencrypted queue",
        "a queue for everybody",
        "a queue without TLS",
        "events that wait for longer",
        "dead letters in somebody else's queue",
        "claims that can be restored",
        "somebody else's Matomo",
        "a Matomo without TLS",
        "a site's events that nobody asked for",
        "a site that is analysed though nobody set it",
        "a sweep that reads everything",
        "a sweep that gets back what it deletes",
        "error reports that can be restored",
        "error reports that do not expire",
        "a backup of error reports",
        "a tunnel that reads conversations",
        "a tunnel that is told by whom somebody is known",
        "error reports to another place",
        "error reports past the tunnel",
        "a sweep that may not delete error reports",
        "a log that outlives error reports",
        "error reports that wait for a day",
        "no hourly sweep",
        "no alarm on old error reports",
        "an alarm on old error reports that nobody hears",
        "an alarm on old error reports that is off",
        "a sweep that nobody misses",
    }
]
"""What somebody could do to a running account without CloudFormation."""


def audited(running: Running) -> tuple[Finding, ...]:
    return audit_account(running.deployment(), running.inventory, lambda _: None)


def test_an_account_as_it_was_deployed_breaks_no_promise() -> None:
    assert audited(Running(EVERYTHING)) == ()


def test_the_list_of_what_can_be_done_by_hand_is_whole() -> None:
    assert len(BY_HAND) == 75


@pytest.mark.parametrize("name", BY_HAND)
def test_what_was_changed_by_hand_is_found(name: str) -> None:
    running, mutation = Running(EVERYTHING), BREAKS[name]
    mutation.apply(running.bodies)
    found = {(it.promise, it.rule, it.where) for it in audited(running)}
    assert (mutation.promise, mutation.rule, mutation.where) in found


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("P4: nothing expires", "data/Chat"),
        ("P4: a log that is kept longer", "service/PrivacyLogs"),
        ("P1: a public bucket", "service/EdgeAssets"),
        ("P10: conversations that are kept longer", "service/ChatMessagesFunction"),
    ],
)
def test_a_difference_from_the_template_is_said_to_be_one(name: str, where: str) -> None:
    running = Running(EVERYTHING)
    MUTATIONS[name].apply(running.bodies)
    assert where in {it.where for it in audited(running) if it.rule == "drift"}


def test_a_shorter_window_of_recovery_is_a_difference_though_it_breaks_no_promise() -> None:
    running = Running(EVERYTHING)
    table = properties(running.bodies, "data", "Chat", TABLE)
    table["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"] = 3
    (finding,) = audited(running)
    assert (finding.rule, finding.got) == ("drift", "3")


def test_a_longer_window_of_recovery_breaks_the_promise() -> None:
    running = Running(EVERYTHING.replace("recovery_days = 35", "recovery_days = 7"))
    table = properties(running.bodies, "data", "Chat", TABLE)
    table["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"] = 35
    assert ("P4", "recovery-window") in {(it.promise, it.rule) for it in audited(running)}


def function_id(running: Running) -> str:
    function = running.templates.functions()["lambdas.chat.messages.handler"]
    return physical_id_of(function)


def default_log_group(running: Running) -> None:
    running.groups[f"/aws/lambda/{function_id(running)}"] = None


def execution_log(running: Running) -> None:
    running.groups[f"API-Gateway-Execution-Logs_{running.templates.of('AWS::ApiGatewayV2::Api')[0].short_id}/ws"] = None


BESIDE: dict[str, tuple[Callable[[Running], None], str, str]] = {
    "a backup": (lambda it: it.backups.append("before-the-move"), "P4", "table-copies"),
    "a restored table": (lambda it: it.restored.append("tresen-restored"), "P4", "table-copies"),
    "Lambda's own log group": (default_log_group, "P10", "undeclared"),
    "Lambda's own log group, which never ends": (default_log_group, "P4", "log-retention"),
    "an execution log": (execution_log, "P10", "undeclared"),
    "a function's own address": (lambda it: it.urls.add(function_id(it)), "P3", "open-function"),
    "a log passed on": (
        lambda it: it.filters.add(physical_id_of(it.templates.of("AWS::Logs::LogGroup")[0])),
        "P10",
        "undeclared",
    ),
    "a second reader of the events": (lambda it: it.reading.add("0" * 36), "P10", "undeclared-destination"),
    "a destination of a function": (lambda it: it.invoked.add(function_id(it)), "P10", "undeclared"),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_lies_beside_the_stacks_is_found(name: str) -> None:
    running = Running(EVERYTHING)
    put, promise, rule = BESIDE[name]
    put(running)
    assert (promise, rule) in {(it.promise, it.rule) for it in audited(running)}


def test_a_log_group_keeps_its_whole_name_though_it_ends_like_a_hash() -> None:
    running = Running(EVERYTHING)
    name = f"/aws/lambda/{function_id(running)}"
    running.groups[name] = None
    assert f"account/{name}" in {it.where for it in audited(running)}


def test_another_function_whose_name_begins_in_the_same_way_is_none_of_ours() -> None:
    running = Running(EVERYTHING)
    running.groups[f"/aws/lambda/{function_id(running)}-of-somebody-else"] = None
    assert audited(running) == ()


def test_what_is_not_deployed_yet_is_found() -> None:
    running = Running(EVERYTHING)
    resources = running.bodies["service"]["Resources"]
    del resources[next(name for name in resources if name.startswith("PrivacyLogs"))]
    assert ("not-deployed", "service/PrivacyLogs") in {(it.rule, it.where) for it in audited(running)}


@pytest.mark.parametrize(
    "operation", ["describe_continuous_backups", "get_bucket_policy", "list_role_policies", "get_queue_attributes"]
)
def test_an_account_that_can_not_be_seen_is_not_called_clean(operation: str) -> None:
    running = Running(EVERYTHING)
    running.denied = {operation}
    unseen = [it for it in audited(running) if it.rule == "unseen"]
    assert unseen
    assert all(it.got == "AccessDeniedException" for it in unseen)


def test_no_deployment_is_a_failure_and_no_clean_account() -> None:
    running = Running(EVERYTHING)
    running.bodies = {}
    with pytest.raises(Failed, match="no stack everything-service"):
        audited(running)
