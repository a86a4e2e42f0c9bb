"""Every function: what it runs on, what it is told, what it may do, and where it logs."""

import json

import msgspec
import pytest

from lambdas.analytics.collect_environment import CollectEnvironment
from lambdas.analytics.forward_environment import ForwardEnvironment
from lambdas.aws.environment import Environment, FunctionEnvironment
from lambdas.chat.environment import (
    ConnectionsEnvironment,
    MessagesEnvironment,
    PresenceEnvironment,
)
from lambdas.contact.environment import ContactEnvironment
from lambdas.errors.faults_environment import FaultsEnvironment
from lambdas.errors.tunnel_environment import TunnelEnvironment
from lambdas.health.environment import HealthEnvironment
from lambdas.identity.environment import IdentityEnvironment
from lambdas.privacy.environment import PrivacyEnvironment
from lambdas.retention.environment import RetentionEnvironment
from tests.stacks.template import Grant, Properties, Template, as_list

ENVIRONMENTS: dict[str, type[Environment]] = {
    "lambdas.analytics.collect_handler.handler": CollectEnvironment,
    "lambdas.analytics.forward_handler.handler": ForwardEnvironment,
    "lambdas.chat.authorizer.handler": IdentityEnvironment,
    "lambdas.chat.connections.handler": ConnectionsEnvironment,
    "lambdas.chat.messages.handler": MessagesEnvironment,
    "lambdas.chat.presence.handler": PresenceEnvironment,
    "lambdas.contact.form_handler.handler": ContactEnvironment,
    "lambdas.contact.inbox_handler.handler": IdentityEnvironment,
    "lambdas.errors.faults_handler.handler": FaultsEnvironment,
    "lambdas.errors.tunnel_handler.handler": TunnelEnvironment,
    "lambdas.health.handler.handler": HealthEnvironment,
    "lambdas.privacy.handler.handler": PrivacyEnvironment,
    "lambdas.retention.handler.handler": RetentionEnvironment,
}

CONNECTIONS = "arn:aws:execute-api:eu-central-1:<AWS::AccountId>:<SocketApi>/ws/{}/@connections/*"
ARCHIVES = "arn:aws:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-eu-central-1/*"
USED_PROOFS = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["proof#*"]}}'
LEASES = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["presence#*"]}}'
CONTACT_REQUESTS = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["contact#*"]}}'
RECEIVED = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["proof#*", "challenge#*", "contact#*"]}}'
TOMBSTONES = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["erased#*"]}}'
SOMEBODYS = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["conversation#*", "contact#*", "proof#*"]}}'
READ_FOR_ERASURE = SOMEBODYS.replace('"proof#*"', '"proof#*", "group#*"')
WRITTEN_BY_ERASURE = SOMEBODYS.replace('"conversation#*", "contact#*"', '"erased#*", "audit#*", "conversation#*"')
OPEN_ERASURES = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["erasure_open"]}}'
RECEIPT_SECRET = ("secretsmanager:GetSecretValue", "<ReceiptSecret.Id>")
AVAILABILITY = "<EdgeAvailability.Arn>/availability/*"
NOTE = 'if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["matomo"]}}'
MAPPING = "arn:aws:lambda:eu-central-1:<AWS::AccountId>:event-source-mapping:<AnalyticsMapping>"
EDGE_SECRET = ("secretsmanager:GetSecretValue", "<EdgeHeaderSecret.Id>")
TUNNEL = "lambdas.errors.tunnel_handler.handler"
REPORTING = ("lambda:InvokeFunction", "<ErrorReportsTunnelFunction.Arn>")
"""Granted to all functions of ours but the one that is invoked so."""

REPORTS = '<ErrorReportsErrors.Arn> if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["day#*"]}}'
CURSORS = '<ErrorReportsErrors.Arn> if {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["sweep#*"]}}'
SEEING = '"StringEquals": {"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]}}'
BLIND = '"StringEqualsIfExists": {"dynamodb:ReturnValues": ["NONE"]}}'
OF_A_ROW = '"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "expires_at"]}'
OF_AN_ENTRY = OF_A_ROW.replace('"expires_at"', '"expires_at", "kind"')
OF_A_CLAIM = OF_A_ROW.replace(', "sk"', "")
SWEPT_KEYS = (
    '"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["conversation#*", "group#*", "presence#*", "proof#*", '
    '"token#*", "contact#*", "challenge#*", "erased#*", "audit#*"]}'
)
SWEEP = "lambdas.retention.handler.handler"

GRANTS: dict[str, set[Grant]] = {
    "lambdas.chat.authorizer.handler": {EDGE_SECRET, ("dynamodb:PutItem", f"<Chat.Arn> {USED_PROOFS}")},
    "lambdas.chat.connections.handler": {("dynamodb:DeleteItem", "<Chat.Arn>")},
    "lambdas.chat.messages.handler": {
        ("dynamodb:Query", "<Chat.Arn>"),
        ("dynamodb:Query", "<Chat.Arn>/index/by_list"),
        ("dynamodb:PutItem", "<Chat.Arn>"),
        ("dynamodb:DeleteItem", "<Chat.Arn>"),
        ("execute-api:ManageConnections", CONNECTIONS.format("POST")),
        ("execute-api:ManageConnections", CONNECTIONS.format("DELETE")),
    },
    "lambdas.chat.presence.handler": {
        ("dynamodb:Query", f"<Chat.Arn> {LEASES}"),
        ("dynamodb:PutItem", f"<Chat.Arn> {LEASES}"),
        ("dynamodb:DeleteItem", f"<Chat.Arn> {LEASES}"),
        ("s3:GetObject", AVAILABILITY),
        ("s3:PutObject", AVAILABILITY),
    },
    "lambdas.contact.form_handler.handler": {
        EDGE_SECRET,
        ("dynamodb:PutItem", f"<Chat.Arn> {RECEIVED}"),
        ("dynamodb:ConditionCheckItem", f"<Chat.Arn> {TOMBSTONES}"),
        ("dynamodb:GetItem", f"<Chat.Arn> {CONTACT_REQUESTS}"),
    },
    "lambdas.contact.inbox_handler.handler": {
        EDGE_SECRET,
        ("dynamodb:PutItem", f"<Chat.Arn> {USED_PROOFS}"),
        ("dynamodb:Query", f"<Chat.Arn> {CONTACT_REQUESTS}"),
        ("dynamodb:Query", "<Chat.Arn>/index/by_list"),
        ("dynamodb:UpdateItem", f"<Chat.Arn> {CONTACT_REQUESTS}"),
    },
    "lambdas.health.handler.handler": {EDGE_SECRET},
    "lambdas.privacy.handler.handler": {
        EDGE_SECRET,
        RECEIPT_SECRET,
        ("dynamodb:Query", f"<Chat.Arn> {READ_FOR_ERASURE}"),
        ("dynamodb:Query", f"<Chat.Arn>/index/by_list {OPEN_ERASURES}"),
        ("dynamodb:GetItem", f"<Chat.Arn> {TOMBSTONES}"),
        ("dynamodb:PutItem", f"<Chat.Arn> {WRITTEN_BY_ERASURE}"),
        ("dynamodb:BatchWriteItem", f"<Chat.Arn> {SOMEBODYS}"),
        ("execute-api:ManageConnections", CONNECTIONS.format("POST")),
        ("execute-api:ManageConnections", CONNECTIONS.format("DELETE")),
    },
    TUNNEL: {
        EDGE_SECRET,
        ("dynamodb:GetItem", REPORTS),
        ("dynamodb:PutItem", REPORTS),
        ("dynamodb:UpdateItem", REPORTS),
    },
    "lambdas.errors.faults_handler.handler": {
        EDGE_SECRET,
        ("dynamodb:PutItem", f"<Chat.Arn> {USED_PROOFS}"),
        ("dynamodb:Query", REPORTS),
        ("dynamodb:BatchGetItem", REPORTS),
        ("dynamodb:PutItem", REPORTS),
        ("dynamodb:DeleteItem", REPORTS),
    },
    # The only one that may scan, and it sees nothing that anybody wrote.
    SWEEP: {
        ("dynamodb:Scan", f"<Chat.Arn> if {{{OF_AN_ENTRY}, {SEEING}"),
        ("dynamodb:DeleteItem", f"<Chat.Arn> if {{{SWEPT_KEYS}, {OF_A_ROW}, {BLIND}"),
        ("dynamodb:UpdateItem", f"<Chat.Arn> if {{{SWEPT_KEYS}, {OF_A_ROW}, {BLIND}"),
        ("dynamodb:Query", f"{REPORTS.removesuffix('}')}, {OF_A_ROW}, {SEEING}"),
        ("dynamodb:DeleteItem", f"{REPORTS.removesuffix('}')}, {OF_A_ROW}, {BLIND}"),
        ("dynamodb:GetItem", CURSORS),
        ("dynamodb:PutItem", CURSORS),
    },
    # CDK's own, which copies the browser bundle and the first availability files into their buckets.
    "index.handler": {
        ("s3:GetObject", ARCHIVES),
        ("s3:ListBucket", "<EdgeAssets.Arn>"),
        ("s3:PutObject", "<EdgeAssets.Arn>/*"),
        ("s3:ListBucket", "<EdgeAvailability.Arn>"),
        ("s3:PutObject", "<EdgeAvailability.Arn>/*"),
        ("cloudfront:CreateInvalidation", "arn:aws:cloudfront::<AWS::AccountId>:distribution/<EdgeDistribution>"),
    },
}

CONTACT_FORM = "lambdas.contact.form_handler.handler"
SENDER = 'if {"StringEquals": {"ses:FromAddress": ["chat@mail.example.com"]}}'
ANALYSING: dict[str, set[Grant]] = {
    "lambdas.analytics.collect_handler.handler": {EDGE_SECRET, ("sqs:SendMessage", "<AnalyticsEvents.Arn>")},
    "lambdas.analytics.forward_handler.handler": {
        ("secretsmanager:GetSecretValue", "<AnalyticsMatomoToken.Id>"),
        ("dynamodb:UpdateItem", "<AnalyticsClaims.Arn>"),
        ("dynamodb:GetItem", f"<AnalyticsClaims.Arn> {NOTE}"),
        ("dynamodb:DeleteItem", f"<AnalyticsClaims.Arn> {NOTE}"),
        ("sqs:SendMessage", "<AnalyticsDeadEvents.Arn>"),
        # By its role Lambda reads the queue for it.
        ("sqs:ReceiveMessage", "<AnalyticsEvents.Arn>"),
        ("sqs:DeleteMessage", "<AnalyticsEvents.Arn>"),
        ("sqs:GetQueueAttributes", "<AnalyticsEvents.Arn>"),
        ("lambda:UpdateEventSourceMapping", MAPPING),
    },
}
"""Only where something is analysed. None of it is the chat's, and none of the chat's functions may do any of it."""

SWEEPING_CLAIMS: set[Grant] = {
    ("dynamodb:Scan", f"<AnalyticsClaims.Arn> if {{{OF_A_CLAIM}, {SEEING}"),
    ("dynamodb:DeleteItem", f"<AnalyticsClaims.Arn> if {{{OF_A_CLAIM}, {BLIND}"),
    ("dynamodb:UpdateItem", f"<AnalyticsClaims.Arn> if {{{OF_A_CLAIM}, {BLIND}"),
}

MAILING: dict[str, set[Grant]] = {
    CONTACT_FORM: {
        ("dynamodb:UpdateItem", f"<Chat.Arn> {CONTACT_REQUESTS}"),
        # By whichever identity the operator has verified: the address, its domain, or one above it.
        *(
            ("ses:SendEmail", f"arn:aws:ses:eu-central-1:<AWS::AccountId>:identity/{name} {SENDER}")
            for name in ("chat@mail.example.com", "mail.example.com", "example.com")
        ),
    }
}
"""Granted where a sender is set, and besides nowhere."""


@pytest.fixture(params=["templates", "own_name_templates"])
def every_template(request: pytest.FixtureRequest) -> dict[str, Template]:
    """All stacks, once with nothing optional and once with all that is."""
    found: dict[str, Template] = request.getfixturevalue(request.param)
    return found


def functions(template: Template) -> dict[str, Properties]:
    return {it["Handler"]: it for it in template.of("AWS::Lambda::Function").values()}


@pytest.mark.parametrize(
    ("stacks", "expected"),
    [
        ("templates", GRANTS),
        ("own_name_templates", GRANTS | ANALYSING | {SWEEP: GRANTS[SWEEP] | SWEEPING_CLAIMS}),
    ],
    ids=["plain", "all"],
)
def test_each_function_may_do_exactly_what_the_table_says(
    request: pytest.FixtureRequest, stacks: str, expected: dict[str, set[Grant]]
) -> None:
    found = {
        handler: not_logging(template.grants(function)) - MAILING.get(handler, set()) - {REPORTING}
        for template in request.getfixturevalue(stacks).values()
        for handler, function in functions(template).items()
    }
    assert found == expected


def test_every_function_of_ours_may_report_its_errors_and_the_one_that_takes_them_not(
    analysed_service: Template,
) -> None:
    """Else an error in what takes errors would be reported for ever."""
    found = {name for name, it in functions(analysed_service).items() if REPORTING in analysed_service.grants(it)}
    assert found == set(analysed_service.functions()) - {TUNNEL}
    told = {name for name in analysed_service.functions() if "ERROR_TUNNEL" in analysed_service.environment(name)}
    assert told == found
    named = {analysed_service.text(analysed_service.environment(name)["ERROR_TUNNEL"]) for name in told}
    assert named == {"<ErrorReportsTunnelFunction>"}


def test_mail_is_sent_by_the_contact_form_alone_and_from_the_sender_alone(
    templates: dict[str, Template], own_name_templates: dict[str, Template]
) -> None:
    for stacks, expected in ((templates, set[Grant]()), (own_name_templates, MAILING[CONTACT_FORM])):
        grants = {
            handler: template.grants(function)
            for template in stacks.values()
            for handler, function in functions(template).items()
        }
        assert grants[CONTACT_FORM] & MAILING[CONTACT_FORM] == expected
        assert not [1 for handler, held in grants.items() if handler != CONTACT_FORM and "ses:" in str(held)]


def not_logging(grants: set[Grant]) -> set[Grant]:
    return {(action, resource) for action, resource in grants if not action.startswith("logs:")}


def test_each_function_may_write_its_own_log_and_no_other(analysed_service: Template) -> None:
    for function in functions(analysed_service).values():
        own = analysed_service.text(function["LoggingConfig"]["LogGroup"]).strip("<>")
        logging = {grant for grant in analysed_service.grants(function) if grant[0].startswith("logs:")}
        assert logging == {("logs:CreateLogStream", f"<{own}.Arn>"), ("logs:PutLogEvents", f"<{own}.Arn>")}


def test_no_statement_of_a_role_names_a_wildcard_action(every_template: dict[str, Template]) -> None:
    policies = [it for template in every_template.values() for it in template.of("AWS::IAM::Policy").values()]
    statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    actions = {action for statement in statements for action in as_list(statement["Action"])}
    assert actions
    assert {action for action in actions if "*" in action} == set()


def test_there_is_no_role_but_the_functions_own(every_template: dict[str, Template]) -> None:
    """So the table above holds every role of every stack, custom resources too."""
    for template in every_template.values():
        of_functions = [it["Role"]["Fn::GetAtt"][0] for it in template.of("AWS::Lambda::Function").values()]
        assert sorted(template.of("AWS::IAM::Role")) == sorted(of_functions)
        assert not template.of("AWS::IAM::ManagedPolicy") | template.of("AWS::IAM::User")


def test_only_lambda_may_take_a_role(analysed_service: Template) -> None:
    for role in analysed_service.of("AWS::IAM::Role").values():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Action"] == "sts:AssumeRole"
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_no_grant_is_on_everything(analysed_service: Template) -> None:
    for function in functions(analysed_service).values():
        assert not {grant for grant in analysed_service.grants(function) if grant[1].startswith("*")}


@pytest.mark.parametrize(
    ("stacks", "schedules"),
    [
        (
            "templates",
            {"<PrivacyFunction.Arn>": "<PrivacyResume.Arn>", "<RetentionFunction.Arn>": "<RetentionSchedule.Arn>"},
        ),
        (
            "own_name_templates",
            {
                "<PrivacyFunction.Arn>": "<PrivacyResume.Arn>",
                "<RetentionFunction.Arn>": "<RetentionSchedule.Arn>",
                "<AnalyticsForwardFunction.Arn>": "<AnalyticsSchedule.Arn>",
            },
        ),
    ],
    ids=["plain", "all"],
)
def test_a_function_is_called_by_its_own_api_alone_and_some_by_their_schedule(
    request: pytest.FixtureRequest, stacks: str, schedules: dict[str, str]
) -> None:
    service: Template = request.getfixturevalue(stacks)["service"]
    permissions = list(service.of("AWS::Lambda::Permission").values())
    scheduled = [each for each in permissions if each["Principal"] == "events.amazonaws.com"]
    assert {service.text(it["FunctionName"]): service.text(it["SourceArn"]) for it in scheduled} == schedules
    by_apis = [each for each in permissions if each not in scheduled]
    assert by_apis
    for permission in by_apis:
        assert permission["Principal"] == "apigateway.amazonaws.com"
        own = service.text(permission["SourceArn"]).split("/")[0]
        assert own.endswith((":<SocketApi>", ":<HttpApi>"))


def test_each_function_has_a_role_of_its_own(analysed_service: Template) -> None:
    roles = [analysed_service.text(function["Role"]) for function in functions(analysed_service).values()]
    assert len(set(roles)) == len(roles)


@pytest.mark.parametrize("handler", ENVIRONMENTS)
def test_a_function_is_told_exactly_what_its_environment_model_asks_for(
    service: Template, analysed_service: Template, handler: str
) -> None:
    common = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "RELEASE"}
    common |= set() if handler == TUNNEL else {"ERROR_TUNNEL"}
    asked = {field.encode_name for field in msgspec.structs.fields(ENVIRONMENTS[handler])}
    if handler not in ANALYSING:
        assert set(service.environment(handler)) == (asked | common) - {"SENTRY_DSN"}
    assert set(analysed_service.environment(handler)) == asked | common
    assert common | {"ERROR_TUNNEL"} >= {
        field.encode_name
        for field in msgspec.structs.fields(FunctionEnvironment)
        if not field.encode_name.startswith("AWS_")
    }


def test_one_function_alone_knows_of_the_operators_sentry(analysed_service: Template) -> None:
    told = {name: analysed_service.environment(name).get("SENTRY_DSN") for name in analysed_service.functions()}
    assert {name: dsn for name, dsn in told.items() if dsn} == {TUNNEL: "https://key@sentry.example.com/1"}


def test_every_function_of_ours_has_an_environment_model(service: Template, analysed_service: Template) -> None:
    assert set(service.functions()) == set(ENVIRONMENTS) - set(ANALYSING)
    assert set(analysed_service.functions()) == set(ENVIRONMENTS)


def test_the_values_of_an_environment_fit_its_model(analysed_service: Template) -> None:
    for handler, model in ENVIRONMENTS.items():
        told = {name: analysed_service.text(value) for name, value in analysed_service.environment(handler).items()}
        for name in {"SITES", "FORMS", "MATOMO_SITES", "ERROR_ORIGINS", "RULES"} & told.keys():
            told[name] = json.loads(told[name])
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
        "shop": {
            "origins": ["https://www.example.com"],
            "groups": ["service", "sales"],
            "unanswered_seconds": 60,
            "contact": True,
            "analysis": None,
        },
        "blog": {
            "origins": ["https://blog.example.com"],
            "groups": ["editors"],
            "unanswered_seconds": 60,
            "contact": False,
            "analysis": None,
        },
    }
    contact = service.environment("lambdas.contact.form_handler.handler")
    assert json.loads(contact["FORMS"]) == {
        "shop": {"fields": ["name", "email", "message"], "required": ["email", "message"]}
    }
    assert (contact["CONTACT_RETENTION_DAYS"], contact["SENDER"], contact["NOTE_CONTENT"]) == ("180", "", "false")
    presence = service.environment("lambdas.chat.presence.handler")
    assert service.text(presence["AVAILABILITY_BUCKET"]) == "<EdgeAvailability>"
    assert presence["SITES"] == messages["SITES"]


def test_every_function_runs_on_python_3_13_and_arm64(analysed_service: Template) -> None:
    for function in functions(analysed_service).values():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]


def test_our_functions_log_json(analysed_service: Template) -> None:
    for function in analysed_service.functions().values():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"


def test_a_call_in_which_nothing_happens_costs_no_line_in_a_log(analysed_service: Template) -> None:
    """Counts have no level, which Lambda takes for INFO: a level for our own lines would drop them.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    for function in analysed_service.functions().values():
        assert function["LoggingConfig"]["SystemLogLevel"] == "WARN"
        assert "ApplicationLogLevel" not in function["LoggingConfig"]


def test_every_log_has_the_retention_of_the_settings(every_template: dict[str, Template]) -> None:
    """Custom resources' too: a function without a group of its own would log for ever."""
    for template in every_template.values():
        groups = template.of("AWS::Logs::LogGroup")
        assert {it.get("RetentionInDays") for it in groups.values()} <= {14}
        logged_to = {it["LoggingConfig"]["LogGroup"]["Ref"] for it in template.of("AWS::Lambda::Function").values()}
        assert logged_to <= set(groups)


def test_a_new_account_can_deploy_since_nothing_is_reserved(service: Template) -> None:
    """Of a quota of 10, which new accounts may have, nothing can be set aside.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    """
    for function in functions(service).values():
        assert "ReservedConcurrentExecutions" not in function


def test_what_the_operator_reserves_is_each_functions_own(own_name_templates: dict[str, Template]) -> None:
    found = own_name_templates["service"].functions()
    assert {handler: it["ReservedConcurrentExecutions"] for handler, it in found.items()} == {
        "lambdas.chat.authorizer.handler": 21,
        "lambdas.chat.connections.handler": 22,
        "lambdas.chat.messages.handler": 53,
        "lambdas.chat.presence.handler": 6,
        "lambdas.contact.form_handler.handler": 7,
        "lambdas.contact.inbox_handler.handler": 8,
        "lambdas.health.handler.handler": 4,
        "lambdas.privacy.handler.handler": 9,
        "lambdas.analytics.collect_handler.handler": 10,
        "lambdas.analytics.forward_handler.handler": 11,
        TUNNEL: 12,
        "lambdas.errors.faults_handler.handler": 13,
        SWEEP: 14,
    }


def test_the_release_tells_the_code(service: Template) -> None:
    assert service.environment("lambdas.health.handler.handler")["RELEASE"] == "0.1.0+01234567"
