"""Every function: what it runs on, what it is told, what it may do, and where it logs."""

import json

import msgspec
import pytest

from lambdas.aws.environment import Environment, FunctionEnvironment
from lambdas.chat.environment import AuthorizerEnvironment, ConnectionsEnvironment, MessagesEnvironment
from lambdas.health.environment import HealthEnvironment
from tests.stacks.template import Grant, Properties, Template, as_list

ENVIRONMENTS: dict[str, type[Environment]] = {
    "lambdas.chat.authorizer.handler": AuthorizerEnvironment,
    "lambdas.chat.connections.handler": ConnectionsEnvironment,
    "lambdas.chat.messages.handler": MessagesEnvironment,
    "lambdas.health.handler.handler": HealthEnvironment,
}

CONNECTIONS = "arn:aws:execute-api:eu-central-1:<AWS::AccountId>:<SocketApi>/ws/{}/@connections/*"
ARCHIVES = "arn:aws:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-eu-central-1/*"
USED_PROOFS = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["proof#*"]}}'

GRANTS: dict[str, set[Grant]] = {
    "lambdas.chat.authorizer.handler": {("dynamodb:PutItem", f"<Chat.Arn> {USED_PROOFS}")},
    "lambdas.chat.connections.handler": {("dynamodb:DeleteItem", "<Chat.Arn>")},
    "lambdas.chat.messages.handler": {
        ("dynamodb:Query", "<Chat.Arn>"),
        ("dynamodb:Query", "<Chat.Arn>/index/by_list"),
        ("dynamodb:PutItem", "<Chat.Arn>"),
        ("dynamodb:DeleteItem", "<Chat.Arn>"),
        ("execute-api:ManageConnections", CONNECTIONS.format("POST")),
        ("execute-api:ManageConnections", CONNECTIONS.format("DELETE")),
    },
    "lambdas.health.handler.handler": set(),
    # CDK's own, which copies the browser bundle into the bucket.
    "index.handler": {
        ("s3:GetObject", ARCHIVES),
        ("s3:ListBucket", "<EdgeAssets.Arn>"),
        ("s3:PutObject", "<EdgeAssets.Arn>/*"),
    },
}


def functions(template: Template) -> dict[str, Properties]:
    return {it["Handler"]: it for it in template.of("AWS::Lambda::Function").values()}


def test_each_function_may_do_exactly_what_the_table_says(service: Template) -> None:
    found = {handler: not_logging(service.grants(function)) for handler, function in functions(service).items()}
    assert found == GRANTS


def not_logging(grants: set[Grant]) -> set[Grant]:
    return {(action, resource) for action, resource in grants if not action.startswith("logs:")}


def test_each_function_may_write_its_own_log_and_no_other(service: Template) -> None:
    for function in functions(service).values():
        own = service.text(function["LoggingConfig"]["LogGroup"]).strip("<>")
        logging = {grant for grant in service.grants(function) if grant[0].startswith("logs:")}
        assert logging == {("logs:CreateLogStream", f"<{own}.Arn>"), ("logs:PutLogEvents", f"<{own}.Arn>")}


def test_no_statement_of_a_role_names_a_wildcard_action(templates: dict[str, Template]) -> None:
    policies = [it for template in templates.values() for it in template.of("AWS::IAM::Policy").values()]
    statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    actions = {action for statement in statements for action in as_list(statement["Action"])}
    assert actions
    assert {action for action in actions if "*" in action} == set()


def test_each_function_has_a_role_of_its_own(service: Template) -> None:
    roles = [service.text(function["Role"]) for function in functions(service).values()]
    assert len(set(roles)) == len(roles)


@pytest.mark.parametrize("handler", ENVIRONMENTS)
def test_a_function_is_told_exactly_what_its_environment_model_asks_for(
    templates: dict[str, Template], own_name_templates: dict[str, Template], handler: str
) -> None:
    common = {"POWERTOOLS_SERVICE_NAME", "RELEASE"}
    asked = {field.encode_name for field in msgspec.structs.fields(ENVIRONMENTS[handler])}
    assert set(templates["service"].environment(handler)) == asked | common
    assert set(own_name_templates["service"].environment(handler)) == asked | common | {"SENTRY_DSN"}
    assert common | {"SENTRY_DSN"} >= {
        field.encode_name
        for field in msgspec.structs.fields(FunctionEnvironment)
        if not field.encode_name.startswith("AWS_")
    }


def test_every_function_of_ours_has_an_environment_model(service: Template) -> None:
    assert set(service.functions()) == set(ENVIRONMENTS)


def test_the_values_of_an_environment_fit_its_model(service: Template) -> None:
    for handler, model in ENVIRONMENTS.items():
        told = {name: service.text(value) for name, value in service.environment(handler).items()}
        if "SITES" in told:
            told["SITES"] = json.loads(told["SITES"])
        msgspec.convert(told, model, strict=False)


def test_the_functions_are_told_where_things_are(service: Template) -> None:
    authorizer = service.environment("lambdas.chat.authorizer.handler")
    issuer = "https://cognito-idp.eu-central-1.<AWS::URLSuffix>/<Agents>"
    assert service.text(authorizer["TABLE_NAME"]) == "<Chat>"
    assert service.text(authorizer["PUBLIC_URL"]) == "https://<EdgeDistribution.DomainName>"
    assert service.text(authorizer["AGENT_ISSUER"]) == issuer
    assert service.text(authorizer["AGENT_KEYS_URL"]) == f"{issuer}/.well-known/jwks.json"
    assert service.text(authorizer["AGENT_CLIENT_ID"]) == "<SignInConsole>"
    messages = service.environment("lambdas.chat.messages.handler")
    assert service.text(messages["CONNECTIONS_URL"]) == (
        "https://<SocketApi>.execute-api.eu-central-1.<AWS::URLSuffix>/ws"
    )
    assert messages["CONVERSATION_RETENTION_DAYS"] == "90"
    assert json.loads(messages["SITES"]) == {
        "shop": {"origins": ["https://www.example.com"], "groups": ["service", "sales"]},
        "blog": {"origins": ["https://blog.example.com"], "groups": ["editors"]},
    }


def test_every_function_runs_on_python_3_13_and_arm64(service: Template) -> None:
    for function in functions(service).values():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]


def test_our_functions_log_json(service: Template) -> None:
    for function in service.functions().values():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"


def test_every_log_has_the_retention_of_the_settings(templates: dict[str, Template]) -> None:
    groups = {name: it for template in templates.values() for name, it in template.of("AWS::Logs::LogGroup").items()}
    assert {it["RetentionInDays"] for it in groups.values()} == {14}
    logged_to = {it["LoggingConfig"]["LogGroup"]["Ref"] for it in functions(templates["service"]).values()}
    assert logged_to == set(groups)


def test_the_release_tells_the_code(service: Template) -> None:
    assert service.environment("lambdas.health.handler.handler")["RELEASE"] == "0.1.0+01234567"
