"""Where errors are kept and for how long at the most, who takes them, and who tells of them."""

import json
from pathlib import Path

import pytest

from tests.stacks.conftest import EXAMPLE, OWN_NAME, synthesized
from tests.stacks.template import Properties, Template

TUNNEL = "lambdas.errors.tunnel_handler.handler"
FAULTS = "lambdas.errors.faults_handler.handler"
HOUR = 60 * 60


@pytest.fixture(params=["templates", "own_name_templates"])
def either(request: pytest.FixtureRequest) -> Template:
    """The service stack, once with nothing optional and once with all that is."""
    found: dict[str, Template] = request.getfixturevalue(request.param)
    return found["service"]


def errors_table(service: Template) -> Properties:
    tables = service.of("AWS::DynamoDB::Table").items()
    (found,) = (it for name, it in tables if service.text({"Ref": name}) == "<ErrorReportsErrors>")
    return found


def test_errors_expire_and_are_never_restored(either: Template) -> None:
    """A point-in-time recovery would bring back what was promised to be gone for 35 days more."""
    table = errors_table(either)
    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_errors_are_copied_nowhere(either: Template) -> None:
    """No index that needs a sweep of its own, no stream, no replica."""
    table = errors_table(either)
    assert not {"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "StreamSpecification", "Replicas"} & table.keys()
    assert not either.of("AWS::Backup::BackupPlan")


def test_errors_go_with_the_deployment(either: Template) -> None:
    kept = {name: it.get("DeletionPolicy") for name, it in either.resources.items() if name.startswith("ErrorReports")}
    assert "Retain" not in kept.values()
    assert {policy for name, policy in kept.items() if "Errors" in name[len("ErrorReports") :]} >= {"Delete"}
    assert errors_table(either)["DeletionProtectionEnabled"] is False


def test_what_functions_report_waits_for_an_hour_at_the_most_and_is_copied_nowhere(either: Template) -> None:
    """Lambda's own default is six hours and two more tries.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
    """
    config = either.only("AWS::Lambda::EventInvokeConfig")
    assert either.text(config["FunctionName"]) == "<ErrorReportsTunnelFunction>"
    assert (config["MaximumEventAgeInSeconds"], config["MaximumRetryAttempts"]) == (HOUR, 1)
    assert config["Qualifier"] == "$LATEST"
    assert "DestinationConfig" not in config
    assert not [it for it in either.functions().values() if "DeadLetterConfig" in it]


def test_the_tunnel_knows_every_page_its_site_and_the_console(service: Template) -> None:
    told = service.environment(TUNNEL)
    console = "https://<EdgeDistribution.DomainName>"
    assert json.loads(service.text(told["ERROR_ORIGINS"])) == {
        "https://www.example.com": "shop",
        "https://blog.example.com": "blog",
        console: "",
    }
    assert service.text(told["ERRORS_DSN"]) == "https://tresen@<EdgeDistribution.DomainName>/1"
    assert service.text(told["ERRORS_TABLE"]) == "<ErrorReportsErrors>"
    assert service.text(told["EDGE_SECRET"]) == "<EdgeHeaderSecret.Id>"


def test_under_a_name_of_its_own_the_deployment_has_a_dsn_of_that_name(own_name_templates: dict[str, Template]) -> None:
    service = own_name_templates["service"]
    told = service.environment(TUNNEL)
    assert told["ERRORS_DSN"] == "https://tresen@chat.example.com/1"
    assert json.loads(told["ERROR_ORIGINS"])["https://chat.example.com"] == ""


def test_reports_are_passed_on_only_if_the_operator_names_where_to(service: Template, tmp_path: Path) -> None:
    assert "SENTRY_DSN" not in service.environment(TUNNEL)
    table_alone = synthesized(EXAMPLE + "[errors]\n", tmp_path)["service"]
    assert "SENTRY_DSN" not in table_alone.environment(TUNNEL)


def test_who_reads_errors_reads_no_conversation(service: Template) -> None:
    on_chat = {it for it in service.grants(service.functions()[FAULTS]) if it[1].startswith("<Chat")}
    assert {action for action, _ in on_chat} == {"dynamodb:PutItem"}
    assert all("proof#*" in resource for _, resource in on_chat)


def test_an_operator_finds_table_dsn_and_functions_among_the_outputs(service: Template) -> None:
    outputs = service.body["Outputs"]
    names = ("ErrorsTable", "ErrorsDsn", "TunnelFunction", "RetentionFunction")
    assert [service.text(outputs[name]["Value"]) for name in names] == [
        "<ErrorReportsErrors>",
        "https://tresen@<EdgeDistribution.DomainName>/1",
        "<ErrorReportsTunnelFunction>",
        "<RetentionFunction>",
    ]


def test_pages_may_read_for_how_long_a_client_of_sentrys_is_to_be_silent(either: Template) -> None:
    """Without it a browser hides the header, and the client falls silent as a whole."""
    (api,) = (it for it in either.of("AWS::ApiGatewayV2::Api").values() if it["ProtocolType"] == "HTTP")
    cors = api["CorsConfiguration"]
    assert cors["ExposeHeaders"] == ["retry-after", "x-sentry-rate-limits"]
    assert "AllowCredentials" not in cors


def test_the_edge_passes_a_report_on_as_any_other_request_of_the_api(either: Template) -> None:
    """Nothing of it may be cached, and nothing is kept of it where access logs are off."""
    behaviors = either.only("AWS::CloudFront::Distribution")["DistributionConfig"]["CacheBehaviors"]
    first = next(it for it in behaviors if it["PathPattern"] in {"/api/errors", "/api/*"})
    assert first["PathPattern"] == "/api/*"
    assert "POST" in first["AllowedMethods"]


def test_less_for_all_is_less_for_reports_too(tmp_path: Path) -> None:
    service = synthesized(EXAMPLE + OWN_NAME + "[limits]\nrequests_per_second = 8\n", tmp_path)["service"]
    (stage,) = (it for it in service.of("AWS::ApiGatewayV2::Stage").values() if it["StageName"] == "$default")
    assert stage["RouteSettings"]["POST /api/errors"]["ThrottlingRateLimit"] == 8
    assert stage["RouteSettings"]["POST /api/errors/search"]["ThrottlingRateLimit"] == 5
