"""Templates that break a promise, each in one way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.documents.deployments import Bodies

Properties = dict[str, Any]


@dataclass(frozen=True)
class Mutation:
    """``promise`` and ``rule`` are what the audit has to name, ``where`` the resource."""

    promise: str
    rule: str
    where: str
    apply: Callable[[Bodies], None]


def found(bodies: Bodies, stack: str, beginning: str, kind: str) -> dict[str, Any]:
    """The resource of the type whose logical id begins so."""
    matching = [
        it for name, it in bodies[stack]["Resources"].items() if name.startswith(beginning) and it["Type"] == kind
    ]
    return min(matching, key=lambda it: len(str(it)))


def properties(bodies: Bodies, stack: str, beginning: str, kind: str) -> Properties:
    made: Properties = found(bodies, stack, beginning, kind).setdefault("Properties", {})
    return made


def putting(stack: str, beginning: str, kind: str, **values: Any) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        properties(bodies, stack, beginning, kind).update(values)

    return apply


def dropping(stack: str, beginning: str, kind: str, name: str) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        del properties(bodies, stack, beginning, kind)[name]

    return apply


def adding(stack: str, logical_id: str, kind: str, **values: Any) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        bodies[stack]["Resources"][logical_id] = {"Type": kind, "Properties": values}

    return apply


def removing(stack: str, key: str, value: str) -> Callable[[Bodies], None]:
    """Every resource that has the property."""

    def apply(bodies: Bodies) -> None:
        resources = bodies[stack]["Resources"]
        for name in [name for name, it in resources.items() if it.get("Properties", {}).get(key) == value]:
            del resources[name]

    return apply


def distribution(change: Callable[[Any], None]) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        change(properties(bodies, "service", "EdgeDistribution", "AWS::CloudFront::Distribution")["DistributionConfig"])

    return apply


def telling(function: str, **variables: Any) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        properties(bodies, "service", function, LAMBDA)["Environment"]["Variables"].update(variables)

    return apply


def granting(role: str, **statement: Any) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        policy = properties(bodies, "service", role, "AWS::IAM::Policy")["PolicyDocument"]
        policy["Statement"].append({"Effect": "Allow", **statement})

    return apply


def taking_away(role: str, action: str) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        policy = properties(bodies, "service", role, "AWS::IAM::Policy")["PolicyDocument"]
        policy["Statement"] = [it for it in policy["Statement"] if it["Action"] != action]

    return apply


def cutting_proofs_off(bodies: Bodies) -> None:
    """An erasure that may delete less than there is."""
    policy = properties(bodies, "service", "PrivacyRole", "AWS::IAM::Policy")["PolicyDocument"]
    for statement in policy["Statement"]:
        keys = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", [])
        if statement["Action"] == "dynamodb:BatchWriteItem":
            keys.remove("proof#*")


def opening_the_bucket_policy(bodies: Bodies) -> None:
    policy = properties(bodies, "service", "EdgeAssetsPolicy", "AWS::S3::BucketPolicy")["PolicyDocument"]
    policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"})


def dropping_the_tls_rule(bodies: Bodies) -> None:
    policy = properties(bodies, "service", "EdgeAssetsPolicy", "AWS::S3::BucketPolicy")["PolicyDocument"]
    policy["Statement"] = [it for it in policy["Statement"] if it["Effect"] != "Deny"]


def opening_the_topic(bodies: Bodies) -> None:
    policy = properties(bodies, "service", "WatchTopic", "AWS::SNS::TopicPolicy")["PolicyDocument"]
    policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"})


def without_origin_access(config: Any) -> None:
    del config["Origins"][0]["OriginAccessControlId"]


def signing_never(bodies: Bodies) -> None:
    kind = "AWS::CloudFront::OriginAccessControl"
    properties(bodies, "service", "EdgeDistributionOrigin1", kind)["OriginAccessControlConfig"]["SigningBehavior"] = (
        "never"
    )


def passing_files_cookies_on(config: Any) -> None:
    config["DefaultCacheBehavior"]["OriginRequestPolicyId"] = "216adef6-5c7f-47e4-b989-5492eafa07d3"


def caching_by_cookies(bodies: Bodies) -> None:
    policy = properties(bodies, "service", "EdgeForSeconds", "AWS::CloudFront::CachePolicy")["CachePolicyConfig"]
    policy["ParametersInCacheKeyAndForwardedToOrigin"]["CookiesConfig"]["CookieBehavior"] = "all"


def sampling(bodies: Bodies) -> None:
    acl = properties(bodies, "global", "WebAcl", "AWS::WAFv2::WebACL")
    acl["Rules"][0]["VisibilityConfig"]["SampledRequestsEnabled"] = True


def header(name: str) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        kind = "AWS::CloudFront::ResponseHeadersPolicy"
        config = properties(bodies, "service", "EdgeAssetHeaders", kind)["ResponseHeadersPolicyConfig"]
        config["CustomHeadersConfig"]["Items"].append({"Header": name, "Value": "x", "Override": True})

    return apply


def tracing_a_route(bodies: Bodies) -> None:
    stage = properties(bodies, "service", "ChatStage", STAGE)
    stage["RouteSettings"]["$default"]["DataTraceEnabled"] = True


def logging_a_route(bodies: Bodies) -> None:
    stage = properties(bodies, "service", "ChatStage", STAGE)
    stage["RouteSettings"]["$connect"]["LoggingLevel"] = "INFO"


def connecting_without_authorizer(bodies: Bodies) -> None:
    for it in bodies["service"]["Resources"].values():
        if it["Type"] == "AWS::ApiGatewayV2::Route" and it["Properties"]["RouteKey"] == "$connect":
            it["Properties"]["AuthorizationType"] = "NONE"


def deleting_with_the_stack(bodies: Bodies) -> None:
    found(bodies, "data", "Chat", TABLE)["DeletionPolicy"] = "Delete"


def longer_access_logs(bodies: Bodies) -> None:
    bucket = properties(bodies, "service", "AccessLogsBucket", BUCKET)
    bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] = 400


def endless_access_logs(bodies: Bodies) -> None:
    del properties(bodies, "service", "AccessLogsBucket", BUCKET)["LifecycleConfiguration"]


def functions_gone(*handlers: str) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        for handler in handlers:
            removing("service", "Handler", handler)(bodies)

    return apply


TABLE = "AWS::DynamoDB::Table"
BUCKET = "AWS::S3::Bucket"
GROUP = "AWS::Logs::LogGroup"
LAMBDA = "AWS::Lambda::Function"
STAGE = "AWS::ApiGatewayV2::Stage"
FORM = "lambdas.contact.form_handler.handler"
INBOX = "lambdas.contact.inbox_handler.handler"
CHAT_ARN = {"Fn::ImportValue": "everything-data:ExportsOutputFnGetAttChat26DEB33FArnA17C4650"}
CLOSED = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": False}
LEGACY_LOG = {"Bucket": "logs.s3.amazonaws.com", "IncludeCookies": True}
DELIVERY = "AWS::Logs::Delivery"

MUTATIONS: dict[str, Mutation] = {
    "P1: a public bucket": Mutation(
        "P1",
        "bucket-public",
        "service/EdgeAssets",
        putting("service", "EdgeAssets", BUCKET, PublicAccessBlockConfiguration=CLOSED),
    ),
    "P1: a bucket policy for everybody": Mutation(
        "P1", "bucket-public", "service/EdgeAssetsPolicy", opening_the_bucket_policy
    ),
    "P1: an unencrypted bucket": Mutation(
        "P1",
        "bucket-encryption",
        "service/EdgeAvailability",
        dropping("service", "EdgeAvailability", BUCKET, "BucketEncryption"),
    ),
    "P1: a bucket without TLS": Mutation("P1", "bucket-tls", "service/EdgeAssets", dropping_the_tls_rule),
    "P1: a log of who reads the bucket": Mutation(
        "P1",
        "bucket-log",
        "service/EdgeAssets",
        putting("service", "EdgeAssets", BUCKET, LoggingConfiguration={"LogFilePrefix": "x"}),
    ),
    "P1: no origin access control": Mutation(
        "P1", "origin-access-control", "service/EdgeDistribution", distribution(without_origin_access)
    ),
    "P1: an origin access control that does not sign": Mutation(
        "P1", "origin-access-control", "service/EdgeDistributionOrigin1S3OriginAccessControl", signing_never
    ),
    "P1: CloudFront's older log with addresses and cookies": Mutation(
        "P1", "edge-log", "service/EdgeDistribution", distribution(lambda it: it.update(Logging=LEGACY_LOG))
    ),
    "P1: a real-time log": Mutation(
        "P1",
        "edge-log",
        "service/EdgeDistribution",
        distribution(lambda it: it["DefaultCacheBehavior"].update(RealtimeLogConfigArn="arn:x")),
    ),
    "P1: an access log with addresses": Mutation(
        "P1",
        "edge-log",
        "access-logs/Delivery",
        putting("access-logs", "Delivery", DELIVERY, RecordFields=["date", "c-ip"]),
    ),
    "P1: an access log with all fields": Mutation(
        "P1", "edge-log", "access-logs/Delivery", dropping("access-logs", "Delivery", DELIVERY, "RecordFields")
    ),
    "P1: access logs that are kept longer": Mutation(
        "P1", "log-retention", "service/AccessLogsBucket", longer_access_logs
    ),
    "P1: plain HTTP": Mutation(
        "P1",
        "edge-plain",
        "service/EdgeDistribution",
        distribution(lambda it: it["CacheBehaviors"][0].update(ViewerProtocolPolicy="allow-all")),
    ),
    "P1: plain HTTP to an API": Mutation(
        "P1",
        "edge-plain",
        "service/EdgeDistribution",
        distribution(lambda it: it["Origins"][-1]["CustomOriginConfig"].update(OriginProtocolPolicy="match-viewer")),
    ),
    "P1: cookies passed on for files": Mutation(
        "P1", "edge-cookies", "service/EdgeDistribution", distribution(passing_files_cookies_on)
    ),
    "P1: cookies in the cache key": Mutation("P1", "edge-cookies", "service/EdgeForSeconds", caching_by_cookies),
    "P1: samples of requests": Mutation("P1", "firewall-samples", "global/WebAcl", sampling),
    "P2: a cookie for every visitor": Mutation(
        "P2", "visitors-store", "service/EdgeAssetHeaders", header("Set-Cookie")
    ),
    "P2: a header that empties the visitor's store": Mutation(
        "P2", "visitors-store", "service/EdgeAssetHeaders", header("Clear-Site-Data")
    ),
    "P2: history without protection": Mutation(
        "P2", "history-kept", "data/Chat", putting("data", "Chat", TABLE, DeletionProtectionEnabled=False)
    ),
    "P2: history that goes with its stack": Mutation("P2", "history-kept", "data/Chat", deleting_with_the_stack),
    "P3: every page may ask the API": Mutation(
        "P3",
        "api-cors",
        "service/HttpApi",
        putting("service", "HttpApi", "AWS::ApiGatewayV2::Api", CorsConfiguration={"AllowOrigins": ["*"]}),
    ),
    "P3: cookies of other sites": Mutation(
        "P3",
        "api-cors",
        "service/HttpApi",
        putting("service", "HttpApi", "AWS::ApiGatewayV2::Api", CorsConfiguration={"AllowCredentials": True}),
    ),
    "P3: data trace": Mutation("P3", "api-log", "service/ChatStage", tracing_a_route),
    "P3: execution logs": Mutation("P3", "api-log", "service/ChatStage", logging_a_route),
    "P3: an access log of the API": Mutation(
        "P3",
        "api-log",
        "service/HttpApiDefaultStage",
        putting("service", "HttpApiDefaultStage", STAGE, AccessLogSettings={"DestinationArn": "arn:x"}),
    ),
    "P3: connections without the authorizer": Mutation(
        "P3", "api-authorizer", "service/SocketApiconnectRoute", connecting_without_authorizer
    ),
    "P3: a grant that reads the whole table": Mutation(
        "P3",
        "broad-grant",
        "service/ChatMessagesFunction",
        granting("ChatMessagesRole", Action="dynamodb:Scan", Resource=CHAT_ARN),
    ),
    "P3: a grant of every action": Mutation(
        "P3", "broad-grant", "service/HealthFunction", granting("HealthRole", Action="dynamodb:*", Resource=CHAT_ARN)
    ),
    "P3: a grant on everything": Mutation(
        "P3", "broad-grant", "service/HealthFunction", granting("HealthRole", Action="dynamodb:Query", Resource="*")
    ),
    "P3: somebody else's policy": Mutation(
        "P3",
        "broad-grant",
        "service/HealthRole",
        putting(
            "service", "HealthRole", "AWS::IAM::Role", ManagedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        ),
    ),
    "P3: everybody may call a function": Mutation(
        "P3",
        "open-function",
        "service/Open",
        adding("service", "Open", "AWS::Lambda::Permission", Principal="*", Action="lambda:InvokeFunction"),
    ),
    "P3: a function with an address of its own": Mutation(
        "P3", "open-function", "service/Way", adding("service", "Way", "AWS::Lambda::Url", AuthType="NONE")
    ),
    "P3: traces": Mutation(
        "P3",
        "tracing",
        "service/ContactFunction",
        putting("service", "ContactFunction", LAMBDA, TracingConfig={"Mode": "Active"}),
    ),
    "P3: an unencrypted table": Mutation(
        "P3", "table-encryption", "data/Chat", dropping("data", "Chat", TABLE, "SSESpecification")
    ),
    "P3: an unencrypted topic": Mutation(
        "P3",
        "topic-encryption",
        "service/WatchTopic",
        dropping("service", "WatchTopic", "AWS::SNS::Topic", "KmsMasterKeyId"),
    ),
    "P3: a topic for everybody": Mutation("P3", "topic-public", "service/WatchTopicPolicy", opening_the_topic),
    "P3: a form that is not deployed": Mutation(
        "P3", "contact-form", "[sites.<name>.contact]", functions_gone(FORM, INBOX)
    ),
    "P4: nothing expires": Mutation(
        "P4",
        "expiry",
        "data/Chat",
        putting("data", "Chat", TABLE, TimeToLiveSpecification={"AttributeName": "expires_at", "Enabled": False}),
    ),
    "P4: another attribute expires": Mutation(
        "P4",
        "expiry",
        "data/Chat",
        putting("data", "Chat", TABLE, TimeToLiveSpecification={"AttributeName": "ttl", "Enabled": True}),
    ),
    "P4: a stream of changes": Mutation(
        "P4",
        "table-copies",
        "data/Chat",
        putting("data", "Chat", TABLE, StreamSpecification={"StreamViewType": "NEW_AND_OLD_IMAGES"}),
    ),
    "P4: a list of visitors' keys": Mutation(
        "P4",
        "table-copies",
        "data/Chat",
        putting("data", "Chat", TABLE, ContributorInsightsSpecification={"Enabled": True}),
    ),
    "P4: versions of objects": Mutation(
        "P4",
        "bucket-copies",
        "service/EdgeAvailability",
        putting("service", "EdgeAvailability", BUCKET, VersioningConfiguration={"Status": "Enabled"}),
    ),
    "P4: copies of a bucket": Mutation(
        "P4",
        "bucket-copies",
        "service/AccessLogsBucket",
        putting("service", "AccessLogsBucket", BUCKET, ReplicationConfiguration={"Role": "x"}),
    ),
    "P4: a log without an end": Mutation(
        "P4", "log-retention", "service/ContactLogs", dropping("service", "ContactLogs", GROUP, "RetentionInDays")
    ),
    "P4: a log that is kept longer": Mutation(
        "P4", "log-retention", "service/PrivacyLogs", putting("service", "PrivacyLogs", GROUP, RetentionInDays=30)
    ),
    "P4: a function that logs into Lambda's own group": Mutation(
        "P4", "log-retention", "service/HealthFunction", dropping("service", "HealthFunction", LAMBDA, "LoggingConfig")
    ),
    "P4: access logs without an end": Mutation("P4", "no-end", "service/AccessLogsBucket", endless_access_logs),
    "P4: no way to ask for erasure": Mutation(
        "P4", "erasure-route", "the HTTP API", removing("service", "RouteKey", "POST /api/privacy/erasures")
    ),
    "P4: no function that erases": Mutation(
        "P4", "erasure-function", "the functions", functions_gone("lambdas.privacy.handler.handler")
    ),
    "P4: an erasure that may not delete": Mutation(
        "P4", "erasure-grant", "service/PrivacyFunction", taking_away("PrivacyRole", "dynamodb:BatchWriteItem")
    ),
    "P4: an erasure that leaves a kind of row": Mutation(
        "P4", "erasure-grant", "service/PrivacyFunction", cutting_proofs_off
    ),
    "P4: a form that does not look for tombstones": Mutation(
        "P4", "tombstones", "service/ContactFunction", taking_away("ContactRole", "dynamodb:ConditionCheckItem")
    ),
    "P10: an undeclared table": Mutation(
        "P10",
        "undeclared",
        "service/Copies",
        adding("service", "Copies", TABLE, TimeToLiveSpecification={"AttributeName": "expires_at", "Enabled": True}),
    ),
    "P10: an undeclared bucket": Mutation("P10", "undeclared", "service/Files", adding("service", "Files", BUCKET)),
    "P10: an undeclared log group": Mutation(
        "P10", "undeclared", "service/MoreLogs", adding("service", "MoreLogs", GROUP, RetentionInDays=14)
    ),
    "P10: an undeclared queue": Mutation(
        "P10", "undeclared", "service/Queue", adding("service", "Queue", "AWS::SQS::Queue")
    ),
    "P10: an undeclared topic": Mutation(
        "P10", "undeclared", "data/Topic", adding("data", "Topic", "AWS::SNS::Topic", KmsMasterKeyId="x")
    ),
    "P10: a log that is passed on": Mutation(
        "P10", "undeclared", "service/Passed", adding("service", "Passed", "AWS::Logs::SubscriptionFilter")
    ),
    "P10: a store of a kind that nobody thought of": Mutation(
        "P10", "undeclared", "service/Search", adding("service", "Search", "AWS::OpenSearchService::Domain")
    ),
    "P10: an undeclared host": Mutation(
        "P10",
        "undeclared-destination",
        "service/ChatMessagesFunction",
        telling("ChatMessagesFunction", COPY_URL="https://elsewhere.example.net/in"),
    ),
    "P10: a function that may send elsewhere": Mutation(
        "P10",
        "undeclared-destination",
        "service/HealthFunction",
        granting("HealthRole", Action="sqs:SendMessage", Resource="arn:aws:sqs:eu-central-1:111122223333:other"),
    ),
    "P10: a dead letter queue": Mutation(
        "P10",
        "undeclared-destination",
        "service/ContactFunction",
        putting("service", "ContactFunction", LAMBDA, DeadLetterConfig={"TargetArn": "arn:aws:sqs:x"}),
    ),
    "P10: conversations that are kept longer": Mutation(
        "P10",
        "retention-drift",
        "CONVERSATION_RETENTION_DAYS",
        telling("ChatMessagesFunction", CONVERSATION_RETENTION_DAYS="365"),
    ),
    "P10: contact requests that are kept longer": Mutation(
        "P10", "retention-drift", "CONTACT_RETENTION_DAYS", telling("ContactFunction", CONTACT_RETENTION_DAYS="365")
    ),
    "P10: an audit log that is kept longer": Mutation(
        "P10", "retention-drift", "AUDIT_DAYS", telling("PrivacyFunction", AUDIT_DAYS="3650")
    ),
    "P11: no chat behind the edge": Mutation(
        "P11",
        "chat-missing",
        "service/EdgeDistribution",
        distribution(
            lambda it: it.update(CacheBehaviors=[b for b in it["CacheBehaviors"] if b["PathPattern"] != "/ws"])
        ),
    ),
    "P11: no route for messages": Mutation(
        "P11", "chat-missing", "the chat's WebSocket API", removing("service", "RouteKey", "$default")
    ),
    "P11: no function for messages": Mutation(
        "P11", "chat-missing", "the chat's functions", functions_gone("lambdas.chat.messages.handler")
    ),
}

# What is wrong only because the settings say something else.
WITH_OTHER_SETTINGS: dict[str, tuple[str, str, str, str, object]] = {
    "P1: access logs that nobody asked for": ("P1", "edge-log", "access-logs/Delivery", "edge.access_logs", False),
    "P3: mail with what visitors wrote": ("P3", "mail-content", "service/ContactFunction", "contact.content", False),
    "P4: a longer window of recovery": ("P4", "recovery-window", "data/Chat", "retention.recovery_days", 7),
    "P10: contact requests kept longer than set": (
        "P10",
        "retention-drift",
        "CONTACT_RETENTION_DAYS",
        "retention.contact_days",
        30,
    ),
}
