"""Templates that break what is promised of the analysis: P5, P6 and P7."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.documents.deployments import Bodies
from tests.documents.leaks import OTHERS_FUNCTION, behaviour, leading_elsewhere, stating, without_behaviour
from tests.documents.mutations import (
    CHAT_ARN,
    LAMBDA,
    TABLE,
    Mutation,
    adding,
    distribution,
    dropping,
    functions_gone,
    granting,
    properties,
    putting,
    removing,
    telling,
)

Change = Callable[[Bodies], None]

EDGE = "service/EdgeDistribution"
EVENTS = "service/AnalyticsEvents"
DEAD_EVENTS = "service/AnalyticsDeadEvents"
COLLECT = "service/AnalyticsCollectFunction"
FORWARD = "service/AnalyticsForwardFunction"
MAPPING = "AWS::Lambda::EventSourceMapping"
POLICY = "AWS::CloudFront::OriginRequestPolicy"
QUEUE = "AWS::SQS::Queue"
QUEUE_POLICY = "AWS::SQS::QueuePolicy"
RULE = "AWS::Events::Rule"
DAY = 24 * 60 * 60
OTHERS_QUEUE = "arn:aws:sqs:eu-central-1:999999999999:x"

ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def arn_of(beginning: str, bodies: Bodies, kind: str) -> dict[str, Any]:
    resources = bodies["service"]["Resources"]
    (name,) = (name for name, it in resources.items() if name.startswith(beginning) and it["Type"] == kind)
    return {"Fn::GetAtt": [name, "Arn"]}


def _overtaken(config: Any) -> None:
    """CloudFront takes the first that fits."""
    everything = next(it for it in config["CacheBehaviors"] if it["PathPattern"] == "/api/*")
    config["CacheBehaviors"].insert(0, {**everything, "PathPattern": "/api/event?"})


overtaken = distribution(_overtaken)


def granting_on(role: str, action: str, beginning: str, kind: str) -> Change:
    def apply(bodies: Bodies) -> None:
        granting(role, Action=action, Resource=arn_of(beginning, bodies, kind))(bodies)

    return apply


def passing_on(**values: Any) -> Change:
    """To the function that collects events."""

    def apply(bodies: Bodies) -> None:
        properties(bodies, "service", "EdgeOfEvents", POLICY)["OriginRequestPolicyConfig"].update(values)

    return apply


def header_more(name: str) -> Change:
    def apply(bodies: Bodies) -> None:
        config = properties(bodies, "service", "EdgeOfEvents", POLICY)["OriginRequestPolicyConfig"]
        config["HeadersConfig"]["Headers"].append(name)

    return apply


def header_less(name: str) -> Change:
    def apply(bodies: Bodies) -> None:
        config = properties(bodies, "service", "EdgeOfEvents", POLICY)["OriginRequestPolicyConfig"]
        config["HeadersConfig"]["Headers"].remove(name)

    return apply


def events_after_the_rest(config: Any) -> None:
    config["CacheBehaviors"].sort(key=lambda it: it["PathPattern"] == "/api/events")


def told_to_analyse(change: Mapping[str, str | None]) -> Change:
    """Functions that know another analysis of a site than the settings do."""

    def apply(bodies: Bodies) -> None:
        variables = properties(bodies, "service", "ChatPresenceFunction", LAMBDA)["Environment"]["Variables"]
        for right, wrong in change.items():
            assert right in variables["SITES"]
            variables["SITES"] = variables["SITES"].replace(right, str(wrong))

    return apply


def without_the_tls_rule(bodies: Bodies) -> None:
    policy = properties(bodies, "service", "AnalyticsEventsPolicy", QUEUE_POLICY)["PolicyDocument"]
    policy["Statement"][0]["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}


def only_one_action_wants_tls(bodies: Bodies) -> None:
    policy = properties(bodies, "service", "AnalyticsEventsPolicy", QUEUE_POLICY)["PolicyDocument"]
    policy["Statement"][0]["Action"] = "sqs:DeleteMessage"


def read_by_somebody_else_too(bodies: Bodies) -> None:
    events = arn_of("AnalyticsEvents", bodies, QUEUE)
    resources = bodies["service"]["Resources"]
    health = next(name for name, it in resources.items() if name.startswith("HealthFunction") and it["Type"] == LAMBDA)
    resources["Second"] = {
        "Type": MAPPING,
        "Properties": {"EventSourceArn": events, "FunctionName": {"Ref": health}},
    }


def no_mapping(bodies: Bodies) -> None:
    resources = bodies["service"]["Resources"]
    del resources[next(name for name, it in resources.items() if it["Type"] == MAPPING)]


USAGE_BREAKS: dict[str, Mutation] = {
    "P5: no route for events": Mutation(
        "P5", "usage-missing", "the route POST /api/events", removing("service", "RouteKey", "POST /api/events")
    ),
    "P5: events that another function answers": Mutation(
        "P5", "usage-missing", "the route POST /api/events", leading_elsewhere("POST /api/events")
    ),
    "P5: no function that forwards": Mutation(
        "P5", "usage-missing", "[analytics]", functions_gone("lambdas.analytics.forward_handler.handler")
    ),
    "P5: a queue that nobody reads": Mutation("P5", "usage-missing", EVENTS, no_mapping),
    "P5: a queue that somebody else reads, too": Mutation("P5", "usage-missing", EVENTS, read_by_somebody_else_too),
    "P5: nobody looks whether Matomo is back": Mutation(
        "P5", "usage-schedule", FORWARD, putting("service", "AnalyticsSchedule", RULE, State="DISABLED")
    ),
    "P5: a function that never collects": Mutation(
        "P5",
        "switched-off",
        COLLECT,
        putting("service", "AnalyticsCollectFunction", LAMBDA, ReservedConcurrentExecutions=0),
    ),
    "P6: events with all that browsers send": Mutation(
        "P6",
        "events-tell",
        EDGE,
        behaviour("/api/events", OriginRequestPolicyId=ALL_VIEWER_EXCEPT_HOST_HEADER),
    ),
    "P6: another behaviour that fits first": Mutation("P6", "events-tell", EDGE, overtaken),
    "P6: no behaviour for events": Mutation("P6", "events-tell", EDGE, without_behaviour("/api/events")),
    "P6: a behaviour for events that is never reached": Mutation(
        "P6", "events-tell", EDGE, distribution(events_after_the_rest)
    ),
    "P6: events with cookies": Mutation(
        "P6", "events-tell", "service/EdgeOfEvents", passing_on(CookiesConfig={"CookieBehavior": "all"})
    ),
    "P6: events with queries": Mutation(
        "P6", "events-tell", "service/EdgeOfEvents", passing_on(QueryStringsConfig={"QueryStringBehavior": "all"})
    ),
    "P6: events with all headers": Mutation(
        "P6",
        "events-tell",
        "service/EdgeOfEvents",
        passing_on(HeadersConfig={"HeaderBehavior": "allViewer", "Headers": ["DNT", "Sec-GPC"]}),
    ),
    **{
        f"P6: events with the header {name}": Mutation("P6", "events-tell", "service/EdgeOfEvents", header_more(name))
        for name in ("Authorization", "Referer", "Cookie", "X-Forwarded-For", "CloudFront-Viewer-City")
    },
    "P6: answers to events in the cache": Mutation(
        "P1", "edge-cache", EDGE, behaviour("/api/events", CachePolicyId="658327ea-f89d-4fab-a63d-7e88639e58f6")
    ),
    "P6: a collecting function that reads the chat": Mutation(
        "P6", "usage-joined", COLLECT, granting("AnalyticsCollectRole", Action="dynamodb:GetItem", Resource=CHAT_ARN)
    ),
    "P6: a forwarding function that reads the chat": Mutation(
        "P6", "usage-joined", FORWARD, granting("AnalyticsForwardRole", Action="dynamodb:Query", Resource=CHAT_ARN)
    ),
    "P6: a collecting function that is told of the chat's table": Mutation(
        "P6", "usage-joined", COLLECT, telling("AnalyticsCollectFunction", TABLE_NAME="x")
    ),
    "P6: a forwarding function that is told of the sites": Mutation(
        "P6", "usage-joined", FORWARD, telling("AnalyticsForwardFunction", SITES="{}")
    ),
    "P6: a chat that reads events": Mutation(
        "P6",
        "usage-joined",
        "service/ChatMessagesFunction",
        granting_on("ChatMessagesRole", "sqs:ReceiveMessage", "AnalyticsEvents", QUEUE),
    ),
    "P6: a chat that reads dead letters": Mutation(
        "P6",
        "usage-joined",
        "service/PrivacyFunction",
        granting_on("PrivacyRole", "sqs:ReceiveMessage", "AnalyticsDeadEvents", QUEUE),
    ),
    "P6: a chat that reads claims": Mutation(
        "P6",
        "usage-joined",
        "service/HealthFunction",
        granting_on("HealthRole", "dynamodb:GetItem", "AnalyticsClaims", TABLE),
    ),
    "P6: events in somebody else's queue": Mutation(
        "P10",
        "undeclared-destination",
        COLLECT,
        telling("AnalyticsCollectFunction", QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/999999999999/x"),
    ),
    "P6: leave to send events elsewhere": Mutation(
        "P10",
        "undeclared-destination",
        COLLECT,
        granting("AnalyticsCollectRole", Action="sqs:SendMessage", Resource=OTHERS_QUEUE),
    ),
    "P6: an unencrypted queue": Mutation(
        "P6", "queue-encryption", EVENTS, dropping("service", "AnalyticsEvents", QUEUE, "SqsManagedSseEnabled")
    ),
    "P6: unencrypted dead letters": Mutation(
        "P6",
        "queue-encryption",
        DEAD_EVENTS,
        putting("service", "AnalyticsDeadEvents", QUEUE, SqsManagedSseEnabled=False),
    ),
    "P6: a queue for everybody": Mutation(
        "P6",
        "queue-public",
        "service/AnalyticsEventsPolicy",
        stating(
            "service",
            "AnalyticsEventsPolicy",
            QUEUE_POLICY,
            "PolicyDocument",
            Principal="*",
            Action="sqs:ReceiveMessage",
        ),
    ),
    "P6: a queue without TLS": Mutation("P6", "queue-tls", EVENTS, without_the_tls_rule),
    "P6: TLS for one action of a queue alone": Mutation("P6", "queue-tls", EVENTS, only_one_action_wants_tls),
    "P6: events that wait for longer": Mutation(
        "P6", "queue-retention", EVENTS, putting("service", "AnalyticsEvents", QUEUE, MessageRetentionPeriod=10 * DAY)
    ),
    "P6: events whose end nobody can read": Mutation(
        "P6",
        "queue-retention",
        EVENTS,
        putting("service", "AnalyticsEvents", QUEUE, MessageRetentionPeriod={"Ref": "Days"}),
    ),
    "P6: dead letters in somebody else's queue": Mutation(
        "P6",
        "queue-elsewhere",
        EVENTS,
        putting("service", "AnalyticsEvents", QUEUE, RedrivePolicy={"deadLetterTargetArn": OTHERS_QUEUE}),
    ),
    "P6: a way past the dead letters": Mutation(
        "P6",
        "queue-elsewhere",
        DEAD_EVENTS,
        putting("service", "AnalyticsDeadEvents", QUEUE, RedrivePolicy={"deadLetterTargetArn": OTHERS_QUEUE}),
    ),
    "P6: claims that can be restored": Mutation(
        "P6",
        "claims-recovery",
        "service/AnalyticsClaims",
        putting(
            "service",
            "AnalyticsClaims",
            TABLE,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 1},
        ),
    ),
    "P6: claims that never expire": Mutation(
        "P4",
        "expiry",
        "service/AnalyticsClaims",
        dropping("service", "AnalyticsClaims", TABLE, "TimeToLiveSpecification"),
    ),
    "P6: a Matomo without TLS": Mutation(
        "P6", "matomo", FORWARD, telling("AnalyticsForwardFunction", MATOMO_URL="http://matomo.example.com/")
    ),
    "P6: somebody else's Matomo": Mutation(
        "P6", "matomo", FORWARD, telling("AnalyticsForwardFunction", MATOMO_URL="https://matomo.example.net/")
    ),
    "P6: traces of events": Mutation(
        "P3",
        "tracing",
        COLLECT,
        putting("service", "AnalyticsCollectFunction", LAMBDA, TracingConfig={"Mode": "Active"}),
    ),
    "P6: a function of somebody's that reads events": Mutation(
        "P10",
        "undeclared-destination",
        "service/Second",
        adding("service", "Second", MAPPING, FunctionName=OTHERS_FUNCTION),
    ),
    "P7: a browser's objection that nobody hears": Mutation(
        "P7", "objection-unheard", "service/EdgeOfEvents", header_less("Sec-GPC")
    ),
    "P7: the older objection that nobody hears": Mutation(
        "P7", "objection-unheard", "service/EdgeOfEvents", header_less("DNT")
    ),
    "P7: a site that is analysed though nobody set it": Mutation(
        "P7",
        "analysis-told",
        "service/ChatPresenceFunction",
        told_to_analyse({'"analysis":null': '"analysis":"opt_out"'}),
    ),
    "P7: a site's events that nobody asked for": Mutation(
        "P7",
        "analysis-told",
        COLLECT,
        telling("AnalyticsCollectFunction", MATOMO_SITES='{"https://www.example.com":7,"https://blog.example.com":7}'),
    ),
    "P10: events that wait for longer than is said": Mutation(
        "P10", "retention-drift", "WAITING_DAYS", telling("AnalyticsCollectFunction", WAITING_DAYS="14")
    ),
}

# What is wrong only because the settings say something else.
USAGE_WITH_OTHER_SETTINGS: dict[str, tuple[str, str, str, str, object]] = {
    "P7: visitors who are not asked first": (
        "P7",
        "analysis-told",
        "service/ChatPresenceFunction",
        "analytics.ask_first",
        True,
    ),
    "P6: events that wait for longer than set": ("P6", "queue-retention", EVENTS, "analytics.waiting_days", 3),
}
