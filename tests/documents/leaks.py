"""Templates that break a promise by what nobody had in mind: a property, a host or a leave more than there was."""

from collections.abc import Callable
from typing import Any

from tests.documents.deployments import Bodies
from tests.documents.mutations import (
    BUCKET,
    CHAT_ARN,
    DELIVERY,
    GROUP,
    LAMBDA,
    STAGE,
    TABLE,
    Mutation,
    adding,
    distribution,
    found,
    functions_gone,
    granting,
    header,
    properties,
    putting,
    removing,
    telling,
)

Change = Callable[[Bodies], None]

API = "AWS::ApiGatewayV2::Api"
CLIENT = "AWS::Cognito::UserPoolClient"
INTEGRATION = "AWS::ApiGatewayV2::Integration"
PERMISSION = "AWS::Lambda::Permission"
POOL = "AWS::Cognito::UserPool"
ROLE = "AWS::IAM::Role"
RULE = "AWS::Events::Rule"
OTHER = "999999999999"
NEVER = {"Fn::If": ["Never", True, {"Ref": "AWS::NoValue"}]}
OTHERS_FUNCTION = f"arn:aws:lambda:eu-central-1:{OTHER}:function:x"


def stating(stack: str, beginning: str, kind: str, document: str, **statement: Any) -> Change:
    """One statement more in a resource's own policy."""

    def apply(bodies: Bodies) -> None:
        policy = properties(bodies, stack, beginning, kind)[document]
        policy["Statement"].append({"Effect": "Allow", **statement})

    return apply


def bucket_policy(**statement: Any) -> Change:
    return stating("service", "EdgeAssetsPolicy", "AWS::S3::BucketPolicy", "PolicyDocument", **statement)


def first_statement(**values: Any) -> Change:
    """Of the policy that denies requests without TLS."""

    def apply(bodies: Bodies) -> None:
        properties(bodies, "service", "EdgeAssetsPolicy", "AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"][
            0
        ].update(values)

    return apply


def first_lifecycle(**values: Any) -> Change:
    def apply(bodies: Bodies) -> None:
        properties(bodies, "service", "AccessLogsBucket", BUCKET)["LifecycleConfiguration"]["Rules"][0].update(values)

    return apply


def behaviour(path: str, **values: Any) -> Change:
    def apply(config: Any) -> None:
        next(it for it in config["CacheBehaviors"] if it["PathPattern"] == path).update(values)

    return distribution(apply)


def without_behaviour(path: str) -> Change:
    return distribution(
        lambda config: config.update(
            CacheBehaviors=[it for it in config["CacheBehaviors"] if it["PathPattern"] != path]
        )
    )


def twice(stack: str, beginning: str, kind: str) -> Change:
    """The same once more under a logical id that differs in its hash alone."""

    def apply(bodies: Bodies) -> None:
        bodies[stack]["Resources"][f"{beginning}AAAAAAAA"] = found(bodies, stack, beginning, kind)

    return apply


def on_condition(bodies: Bodies) -> None:
    found(bodies, "service", "ContactLogs", GROUP)["Condition"] = "Never"


def leading_elsewhere(route: str) -> Change:
    """To the function that says how the deployment is."""

    def apply(bodies: Bodies) -> None:
        resources = bodies["service"]["Resources"]
        integrations = (name for name, it in resources.items() if it["Type"] == INTEGRATION)
        health = next(name for name in integrations if name.startswith("HttpApiGETapihealth"))
        for it in resources.values():
            if it.get("Properties", {}).get("RouteKey") == route:
                it["Properties"]["Target"] = {"Fn::Join": ["", ["integrations/", {"Ref": health}]]}

    return apply


def sending_from_anybody(bodies: Bodies) -> None:
    policy = properties(bodies, "service", "ContactRole", "AWS::IAM::Policy")["PolicyDocument"]
    for statement in policy["Statement"]:
        if statement["Action"] == "ses:SendEmail":
            del statement["Condition"]


def unauthorized_connects(bodies: Bodies) -> None:
    for it in bodies["service"]["Resources"].values():
        if it.get("Properties", {}).get("RouteKey") == "$connect":
            del it["Properties"]["AuthorizerId"]


def no_schedule(bodies: Bodies) -> None:
    resources = bodies["service"]["Resources"]
    del resources[next(name for name, it in resources.items() if it["Type"] == RULE and "Privacy" in name)]


def no_firewall(bodies: Bodies) -> None:
    bodies["global"]["Resources"] = {
        name: it for name, it in bodies["global"]["Resources"].items() if it["Type"] != "AWS::WAFv2::WebACL"
    }


def told_to_notify_others(bodies: Bodies) -> None:
    variables = properties(bodies, "service", "ContactFunction", LAMBDA)["Environment"]["Variables"]
    variables["FORMS"] = variables["FORMS"].replace("sales@example.com", "sales@example.net")


EDGE = "service/EdgeDistribution"
HEALTH = "service/HealthFunction"
CONTACT = "service/ContactFunction"
EVERYBODY = {"Action": "s3:GetObject", "Resource": "*"}

_PROPERTIES: dict[str, tuple[str, Change]] = {
    "a website": ("service/EdgeAssets", putting("service", "EdgeAssets", BUCKET, WebsiteConfiguration={"x": "x"})),
    "a public ACL": ("service/EdgeAssets", putting("service", "EdgeAssets", BUCKET, AccessControl="PublicRead")),
    "an inventory": ("service/EdgeAssets", putting("service", "EdgeAssets", BUCKET, InventoryConfigurations=[{}])),
    "a notification": (
        "service/AccessLogsBucket",
        putting("service", "AccessLogsBucket", BUCKET, NotificationConfiguration={"x": "x"}),
    ),
    "a table that others may use": ("data/Chat", putting("data", "Chat", TABLE, ResourcePolicy={"x": "x"})),
    "an audit of a log": (
        "service/ContactLogs",
        putting("service", "ContactLogs", GROUP, DataProtectionPolicy={"x": 1}),
    ),
    "a file system": (CONTACT, putting("service", "ContactFunction", LAMBDA, FileSystemConfigs=[{"Arn": "x"}])),
    "somebody's network": (CONTACT, putting("service", "ContactFunction", LAMBDA, VpcConfig={"SubnetIds": ["x"]})),
    "a trigger of the accounts": (
        "data/Agents",
        putting("data", "Agents", POOL, LambdaConfig={"PostAuthentication": OTHERS_FUNCTION}),
    ),
    "logs of sign-ins": (
        "data/Agents",
        putting("data", "Agents", POOL, UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}),
    ),
    "a replica of a secret": (
        "data/ReceiptSecret",
        putting("data", "ReceiptSecret", "AWS::SecretsManager::Secret", ReplicaRegions=[{"Region": "us-east-1"}]),
    ),
}

_VARIABLES: dict[str, Any] = {
    "COPY_HOST": "elsewhere.example.net",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "elsewhere.example.net:4317",
    "AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrapper",
    "POWERTOOLS_LOGGER_LOG_EVENT": "true",
}

_HOSTS: dict[str, Any] = {
    "like the user pool's": "https://cognito-idp.elsewhere.example.net/x",
    "below a reference": {"Fn::Join": ["", ["https://", {"Ref": "HttpApiF5A9A8A7"}, ".elsewhere.example.net"]]},
}

_LEAVES: dict[str, dict[str, Any]] = {
    "mail of another function": {"Action": "ses:SendEmail", "Resource": "arn:aws:ses:eu-central-1:x:identity/x"},
    "mail by another API": {"Action": "mobiletargeting:SendMessages", "Resource": "arn:x"},
    "a batch into a queue": {"Action": "sqs:SendMessageBatch", "Resource": "arn:x"},
    "an object elsewhere": {"Action": "s3:PutObject", "Resource": "arn:aws:s3:::elsewhere/*"},
    "a model": {"Action": "bedrock:InvokeModel", "Resource": "arn:x"},
    "rows of anybody": {"Action": "dynamodb:GetItem", "Resource": CHAT_ARN},
    "a backup": {"Action": "dynamodb:CreateBackup", "Resource": CHAT_ARN},
    "a placeholder in an action": {"Action": "dynamodb:Sca?", "Resource": CHAT_ARN},
    "another case": {"Action": "DynamoDB:scan", "Resource": CHAT_ARN},
    "all but one action": {"NotAction": "iam:PassRole", "Resource": "arn:aws:s3:::x"},
}

LEAKS: dict[str, Mutation] = {
    **{f"P10: {name}": Mutation("P10", "undeclared-property", where, it) for name, (where, it) in _PROPERTIES.items()},
    **{
        f"P10: the variable {name}": Mutation(
            "P10", "undeclared-variable", HEALTH, telling("HealthFunction", **{name: value})
        )
        for name, value in _VARIABLES.items()
    },
    **{
        f"P10: a host {name}": Mutation(
            "P10", "undeclared-destination", HEALTH, telling("HealthFunction", PUBLIC_URL=value)
        )
        for name, value in _HOSTS.items()
    },
    **{
        f"P3: leave for {name}": Mutation("P3", "broad-grant", HEALTH, granting("HealthRole", **statement))
        for name, statement in _LEAVES.items()
    },
    "P3: every row to a function that has some": Mutation(
        "P3", "broad-grant", CONTACT, granting("ContactRole", Action="dynamodb:GetItem", Resource=CHAT_ARN)
    ),
    "P10: a function of somebody's": Mutation(
        "P10", "undeclared", "service/Spy", adding("service", "Spy", LAMBDA, Handler="spy.handler")
    ),
    "P10: a second table of the same name": Mutation("P10", "undeclared", "data/Chat", twice("data", "Chat", TABLE)),
    "P4: a list of the index's keys": Mutation(
        "P4",
        "table-copies",
        "data/Chat",
        putting(
            "data", "Chat", TABLE, GlobalSecondaryIndexes=[{"ContributorInsightsSpecification": {"Enabled": True}}]
        ),
    ),
    "P10: encryption on a condition": Mutation(
        "P10", "conditional", "data/Chat", putting("data", "Chat", TABLE, SSESpecification=NEVER)
    ),
    "P10: a log group on a condition": Mutation("P10", "conditional", "service/ContactLogs", on_condition),
    "P4: a log whose end nobody can read": Mutation(
        "P4",
        "log-retention",
        "service/ContactLogs",
        putting("service", "ContactLogs", GROUP, RetentionInDays={"Ref": "Days"}),
    ),
    "P4: access logs whose end nobody can read": Mutation(
        "P4", "no-end", "service/AccessLogsBucket", first_lifecycle(ExpirationInDays={"Ref": "Days"})
    ),
    "P4: an end for some access logs": Mutation(
        "P4", "no-end", "service/AccessLogsBucket", first_lifecycle(TagFilters=[{"Key": "a", "Value": "b"}])
    ),
    "P4: a log group of somebody's": Mutation(
        "P4",
        "log-retention",
        CONTACT,
        putting("service", "ContactFunction", LAMBDA, LoggingConfig={"LogGroup": "elsewhere"}),
    ),
    "P1: a bucket policy for another account": Mutation(
        "P1",
        "bucket-public",
        "service/EdgeAssetsPolicy",
        bucket_policy(Principal={"AWS": [f"arn:aws:iam::{OTHER}:root"]}, **EVERYBODY),
    ),
    "P1: a bucket policy for all but one": Mutation(
        "P1",
        "bucket-public",
        "service/EdgeAssetsPolicy",
        bucket_policy(NotPrincipal={"AWS": f"arn:aws:iam::{OTHER}:root"}, **EVERYBODY),
    ),
    "P1: a bucket policy for anybody's CloudFront": Mutation(
        "P1",
        "bucket-public",
        "service/EdgeAssetsPolicy",
        bucket_policy(Principal={"Service": "cloudfront.amazonaws.com"}, **EVERYBODY),
    ),
    "P1: TLS for one action alone": Mutation(
        "P1", "bucket-tls", "service/EdgeAssets", first_statement(Action="s3:DeleteObject")
    ),
    "P1: TLS for one principal alone": Mutation(
        "P1", "bucket-tls", "service/EdgeAssets", first_statement(Principal={"AWS": "arn:aws:iam::1:role/x"})
    ),
    "P1: TLS for some objects alone": Mutation(
        "P1", "bucket-tls", "service/EdgeAssets", first_statement(Resource="arn:aws:s3:::x/y")
    ),
    "P1: an origin elsewhere": Mutation(
        "P1",
        "edge-origin",
        EDGE,
        distribution(lambda it: it["Origins"][0].update(DomainName="elsewhere.s3.amazonaws.com")),
    ),
    "P1: code at the edge": Mutation(
        "P1", "edge-code", EDGE, behaviour("/api/*", LambdaFunctionAssociations=[{"LambdaFunctionARN": "arn:x"}])
    ),
    "P1: somebody's function at the edge": Mutation(
        "P1",
        "edge-code",
        EDGE,
        behaviour("/api/*", FunctionAssociations=[{"FunctionARN": f"arn:aws:cloudfront::{OTHER}:function/x"}]),
    ),
    "P1: answers of the API in the cache": Mutation(
        "P1", "edge-cache", EDGE, behaviour("/api/*", CachePolicyId="658327ea-f89d-4fab-a63d-7e88639e58f6")
    ),
    "P1: a policy of AWS that caches by cookies": Mutation(
        "P1", "edge-cookies", EDGE, behaviour("/console", CachePolicyId="83da9c7e-98b4-4e11-a168-04f0df8e2c65")
    ),
    "P1: old TLS": Mutation(
        "P1",
        "edge-plain",
        EDGE,
        distribution(lambda it: it["ViewerCertificate"].update(MinimumProtocolVersion="TLSv1")),
    ),
    "P1: no firewall in front": Mutation("P1", "firewall-missing", EDGE, distribution(lambda it: it.pop("WebACLId"))),
    "P1: no firewall at all": Mutation("P1", "firewall-missing", EDGE, no_firewall),
    "P1: an access log with no choice of fields": Mutation(
        "P1", "edge-log", "access-logs/Delivery", putting("access-logs", "Delivery", DELIVERY, RecordFields=[])
    ),
    "P10: access logs into a bucket of somebody's": Mutation(
        "P10",
        "undeclared-destination",
        "access-logs/Destination",
        putting(
            "access-logs", "Destination", "AWS::Logs::DeliveryDestination", DestinationResourceArn="arn:aws:s3:::x"
        ),
    ),
    "P2: reports of browsers": Mutation("P2", "visitors-store", "service/EdgeAssetHeaders", header("NEL")),
    "P3: a function's role that others may take": Mutation(
        "P3",
        "open-role",
        "service/ContactRole",
        stating("service", "ContactRole", ROLE, "AssumeRolePolicyDocument", Principal={"AWS": "*"}),
    ),
    "P3: a role of no function": Mutation("P3", "open-role", "service/Door", adding("service", "Door", ROLE)),
    "P3: leave for a person": Mutation(
        "P3",
        "open-role",
        "service/Leave",
        adding("service", "Leave", "AWS::IAM::Policy", Users=["x"], PolicyDocument={}),
    ),
    "P3: a layer of somebody's": Mutation(
        "P3",
        "foreign-code",
        CONTACT,
        putting("service", "ContactFunction", LAMBDA, Layers=[f"arn:aws:lambda:eu-central-1:{OTHER}:layer:x:1"]),
    ),
    "P3: code of somebody's": Mutation(
        "P3",
        "foreign-code",
        CONTACT,
        putting("service", "ContactFunction", LAMBDA, Code={"S3Bucket": "elsewhere", "S3Key": "x"}),
    ),
    "P3: another account's API may call": Mutation(
        "P3",
        "open-function",
        "service/Open",
        adding(
            "service",
            "Open",
            PERMISSION,
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:eu-central-1:{OTHER}:x/*",
        ),
    ),
    "P10: an integration elsewhere": Mutation(
        "P10",
        "undeclared-destination",
        "service/Way",
        adding("service", "Way", INTEGRATION, IntegrationUri="https://elsewhere.example.net/in"),
    ),
    "P10: alarms to somebody else": Mutation(
        "P10",
        "undeclared-destination",
        "service/WatchTopicMore",
        adding("service", "WatchTopicMore", "AWS::SNS::Subscription", Endpoint="https://elsewhere.example.net"),
    ),
    "P3: a topic for another account": Mutation(
        "P3",
        "topic-public",
        "service/WatchTopicPolicy",
        stating("service", "WatchTopic", "AWS::SNS::TopicPolicy", "PolicyDocument", Principal={"AWS": OTHER}),
    ),
    "P3: a key for everybody": Mutation(
        "P3",
        "key-public",
        "service/WatchTopicKey",
        stating("service", "WatchTopicKey", "AWS::KMS::Key", "KeyPolicy", Principal="*"),
    ),
    "P3: mail from any sender": Mutation("P3", "mail-content", CONTACT, sending_from_anybody),
    "P3: mail from another sender": Mutation(
        "P3", "mail-content", CONTACT, telling("ContactFunction", SENDER="x@example.net")
    ),
    "P3: mail to others": Mutation("P3", "mail-content", CONTACT, told_to_notify_others),
    "P3: a checker that is not asked": Mutation(
        "P3", "api-authorizer", "service/SocketApiconnectRoute", unauthorized_connects
    ),
    "P3: accounts for everybody": Mutation(
        "P3", "accounts", "data/Agents", putting("data", "Agents", POOL, AdminCreateUserConfig={})
    ),
    "P3: accounts without a second factor": Mutation(
        "P3", "accounts", "data/Agents", putting("data", "Agents", POOL, MfaConfiguration="OPTIONAL")
    ),
    "P3: tokens for another page": Mutation(
        "P3",
        "accounts",
        "service/SignInConsole",
        putting("service", "SignInConsole", CLIENT, CallbackURLs=["https://elsewhere.example.net/"]),
    ),
    "P3: sign-in by password alone": Mutation(
        "P3",
        "accounts",
        "service/SignInConsole",
        putting("service", "SignInConsole", CLIENT, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]),
    ),
    "P3: no route for contact requests": Mutation(
        "P3", "contact-form", "the route POST /contact/{site}", removing("service", "RouteKey", "POST /contact/{site}")
    ),
    "P3: no page behind the edge": Mutation("P3", "edge-path", EDGE, without_behaviour("/contact/*")),
    "P4: no API behind the edge": Mutation("P4", "edge-path", EDGE, without_behaviour("/api/*")),
    "P4: erasures that another function answers": Mutation(
        "P4", "erasure-route", "the route POST /api/privacy/erasures", leading_elsewhere("POST /api/privacy/erasures")
    ),
    "P4: an erasure that may not look": Mutation(
        "P4",
        "erasure-grant",
        "service/PrivacyFunction",
        stating("service", "PrivacyRole", "AWS::IAM::Policy", "PolicyDocument", Effect="Deny", Action="dynamodb:Query"),
    ),
    "P4: an erasure that never runs": Mutation(
        "P4",
        "switched-off",
        "service/PrivacyFunction",
        putting("service", "PrivacyFunction", LAMBDA, ReservedConcurrentExecutions=0),
    ),
    "P4: interrupted erasures that nobody resumes": Mutation(
        "P4", "erasure-schedule", "service/PrivacyFunction", no_schedule
    ),
    "P4: a schedule that is switched off": Mutation(
        "P4", "erasure-schedule", "service/PrivacyFunction", putting("service", "PrivacyResume", RULE, State="DISABLED")
    ),
    "P10: a schedule that leads elsewhere": Mutation(
        "P10",
        "undeclared-destination",
        "service/PrivacyResume",
        putting("service", "PrivacyResume", RULE, Targets=[{"Arn": "arn:aws:sqs:eu-central-1:999999999999:x"}]),
    ),
    "P11: nobody's presence": Mutation(
        "P11", "chat-missing", "the chat's functions", functions_gone("lambdas.chat.presence.handler")
    ),
    "P10: a definition of an API of somebody's": Mutation(
        "P10", "undeclared-property", "service/HttpApi", putting("service", "HttpApi", API, Body={"paths": {"/x": {}}})
    ),
    "P3: data trace on a second stage": Mutation(
        "P3",
        "api-log",
        "service/More",
        adding("service", "More", STAGE, DefaultRouteSettings={"DataTraceEnabled": True}),
    ),
}
