"""Where events wait, who reads them, and that there is nothing of it where nothing is analysed."""

import json
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from tests.stacks.conftest import EXAMPLE, analysed, synthesized
from tests.stacks.template import Properties, Template

OF_ANALYTICS = re.compile("analytics|events|matomo|claims|AWS::SQS|EventSourceMapping", re.IGNORECASE)
NOT_OF_ANALYTICS = re.compile(
    "AWS::Events::Rule|events[.]amazonaws[.]com|AllowEventRule|PutLogEvents|AsyncEventsDropped", re.IGNORECASE
)
DAY = 24 * 60 * 60


def queue(template: Template, name: str) -> Properties:
    (found,) = (it for id_, it in template.of("AWS::SQS::Queue").items() if template.text({"Ref": id_}) == name)
    return found


def test_without_a_matomo_there_is_nothing_of_it(templates: dict[str, Template]) -> None:
    for template in templates.values():
        text = NOT_OF_ANALYTICS.sub("", json.dumps(template.body))
        # The files of the browser are told that nothing is analysed, by one word in SITES.
        assert not OF_ANALYTICS.findall(text.replace('\\"analysis\\":null', ""))


def test_the_test_would_see_something_of_it(analysed_service: Template) -> None:
    found = {it.lower() for it in OF_ANALYTICS.findall(NOT_OF_ANALYTICS.sub("", json.dumps(analysed_service.body)))}
    assert found == {"analytics", "events", "matomo", "claims", "aws::sqs"}


def test_events_wait_for_as_long_as_the_operator_says_and_no_longer(analysed_service: Template, tmp_path: Path) -> None:
    """SQS deletes what is older, whether anybody reads the queue or not."""
    assert queue(analysed_service, "<AnalyticsEvents>")["MessageRetentionPeriod"] == 9 * DAY
    told = analysed_service.environment("lambdas.analytics.collect_handler.handler")
    assert told["WAITING_DAYS"] == "9"
    unsaid = analysed(EXAMPLE).replace("waiting_days = 9\n", "")
    by_default = synthesized(unsaid, tmp_path)["service"]
    assert queue(by_default, "<AnalyticsEvents>")["MessageRetentionPeriod"] == 7 * DAY


def test_dead_letters_are_kept_for_as_long_as_a_queue_can(analysed_service: Template) -> None:
    """Longer than events wait, as a letter that SQS itself puts there keeps the age that it has.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
    """
    assert queue(analysed_service, "<AnalyticsDeadEvents>")["MessageRetentionPeriod"] == 14 * DAY


def test_a_message_is_given_up_only_after_a_hundred_deliveries(analysed_service: Template) -> None:
    redrive = queue(analysed_service, "<AnalyticsEvents>")["RedrivePolicy"]
    assert analysed_service.text(redrive["deadLetterTargetArn"]) == "<AnalyticsDeadEvents.Arn>"
    assert redrive["maxReceiveCount"] == 100
    assert "RedrivePolicy" not in queue(analysed_service, "<AnalyticsDeadEvents>")


def test_a_message_is_hidden_from_others_for_as_long_as_a_function_may_have_it(analysed_service: Template) -> None:
    """Six times the function's time-out, and the time in which Lambda gathers a batch.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    timeout = analysed_service.functions()["lambdas.analytics.forward_handler.handler"]["Timeout"]
    window = analysed_service.only("AWS::Lambda::EventSourceMapping")["MaximumBatchingWindowInSeconds"]
    assert queue(analysed_service, "<AnalyticsEvents>")["VisibilityTimeout"] == 6 * timeout + window


@pytest.mark.parametrize("name", ["<AnalyticsEvents>", "<AnalyticsDeadEvents>"])
def test_what_waits_is_encrypted_and_comes_over_tls_only(analysed_service: Template, name: str) -> None:
    assert queue(analysed_service, name)["SqsManagedSseEnabled"] is True
    policies = analysed_service.of("AWS::SQS::QueuePolicy").values()
    (policy,) = (it for it in policies if [analysed_service.text(each) for each in it["Queues"]] == [name])
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", {"AWS": "*"}, "sqs:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_queue_is_read_in_batches_of_which_parts_may_fail(analysed_service: Template) -> None:
    mapping = dict(analysed_service.only("AWS::Lambda::EventSourceMapping"))
    assert analysed_service.text(mapping.pop("EventSourceArn")) == "<AnalyticsEvents.Arn>"
    assert analysed_service.text(mapping.pop("FunctionName")) == "<AnalyticsForwardFunction>"
    assert mapping == {
        "BatchSize": 10,
        "MaximumBatchingWindowInSeconds": 30,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 2},
    }


def test_whether_the_queue_is_read_is_left_to_the_function(analysed_service: Template) -> None:
    """Else a deployment while Matomo is away would start the reading again."""
    assert "Enabled" not in analysed_service.only("AWS::Lambda::EventSourceMapping")


def test_the_schedule_tells_the_function_what_it_may_stop(analysed_service: Template) -> None:
    rules = analysed_service.of("AWS::Events::Rule").items()
    (rule,) = (it for name, it in rules if analysed_service.text({"Ref": name}) == "<AnalyticsSchedule>")
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(5 minutes)", "ENABLED")
    (target,) = rule["Targets"]
    assert analysed_service.text(target["Arn"]) == "<AnalyticsForwardFunction.Arn>"
    assert json.loads(analysed_service.text(target["Input"])) == {"mapping": "<AnalyticsMapping>"}


def test_no_resource_waits_for_itself(analysed_service: Template) -> None:
    """CloudFormation refuses a circle, which nothing else here would notice."""
    resources = analysed_service.resources
    graph = {name: {it for it in referred(body) if it in resources} for name, body in resources.items()}
    assert "AnalyticsSchedule" in str(graph)
    TopologicalSorter(graph).prepare()


def referred(node: Any) -> Iterator[str]:
    """Logical ids, and names of parameters."""
    if isinstance(node, list):
        for it in node:
            yield from referred(it)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref":
                yield value
            elif key == "Fn::GetAtt":
                yield value[0]
            elif key == "DependsOn":
                yield from value if isinstance(value, list) else [value]
            else:
                yield from referred(value)


def test_claims_expire_and_are_never_restored(analysed_service: Template) -> None:
    tables = analysed_service.of("AWS::DynamoDB::Table").items()
    (table,) = (it for name, it in tables if analysed_service.text({"Ref": name}) == "<AnalyticsClaims>")
    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "pk", "AttributeType": "S"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_nothing_of_it_stays_when_the_stack_is_deleted(analysed_service: Template) -> None:
    policies = {
        it["Type"]: it.get("DeletionPolicy") for name, it in analysed_service.resources.items() if "Analytics" in name
    }
    assert policies["AWS::SQS::Queue"] == policies["AWS::DynamoDB::Table"] == "Delete"
    assert "Retain" not in policies.values()


def test_the_functions_are_told_where_things_are(analysed_service: Template) -> None:
    service = analysed_service
    collect = service.environment("lambdas.analytics.collect_handler.handler")
    forward = service.environment("lambdas.analytics.forward_handler.handler")
    assert service.text(collect["QUEUE_URL"]) == "<AnalyticsEvents>"
    assert service.text(collect["EDGE_SECRET"]) == "<EdgeHeaderSecret.Id>"
    assert json.loads(collect["MATOMO_SITES"]) == {"https://www.example.com": 7}
    assert forward["MATOMO_URL"] == "https://matomo.example.com/"
    assert service.text(forward["MATOMO_TOKEN_SECRET"]) == "<AnalyticsMatomoToken.Id>"
    assert service.text(forward["CLAIMS_TABLE"]) == "<AnalyticsClaims>"
    assert service.text(forward["DEAD_LETTERS"]) == "<AnalyticsDeadEvents>"


def test_what_is_put_out_is_what_the_operator_s_command_needs(analysed_service: Template) -> None:
    outputs = analysed_service.body["Outputs"]
    names = ("EventsQueue", "DeadEventsQueue", "ClaimsTable", "MatomoToken", "ForwardMapping")
    assert [analysed_service.text(outputs[name]["Value"]) for name in names] == [
        "<AnalyticsEvents>",
        "<AnalyticsDeadEvents>",
        "<AnalyticsClaims>",
        "<AnalyticsMatomoToken.Id>",
        "<AnalyticsMapping>",
    ]


def test_the_template_knows_no_token_and_makes_none(analysed_service: Template) -> None:
    """What CloudFormation puts there is JSON, and so nobody's token: https://matomo.org/faq/general/faq_114/"""
    secrets = analysed_service.of("AWS::SecretsManager::Secret").items()
    (secret,) = (it for name, it in secrets if analysed_service.text({"Ref": name}) == "<AnalyticsMatomoToken>")
    made = secret["GenerateSecretString"]
    assert (json.loads(made["SecretStringTemplate"]), made["GenerateStringKey"]) == ({}, "not_a_token")
    assert "SecretString" not in secret


def test_whoever_is_analysed_is_told_so_with_the_sites(analysed_service: Template) -> None:
    sites = json.loads(analysed_service.environment("lambdas.chat.presence.handler")["SITES"])
    assert {name: site["analysis"] for name, site in sites.items()} == {"shop": "opt_out", "blog": None}
    # Which website it is in Matomo is nobody's business but the collecting function's.
    assert "matomo" not in json.dumps(sites)
