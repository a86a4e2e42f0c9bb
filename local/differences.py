"""THE list of what the local run changes in the synthesized templates, each change with its reason.

What is not on this list is deployed as it was synthesized; ``tests/unit/local/test_differences.py`` holds that.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from local.addresses import LOOPBACK, Addresses
from local.assembly import Template
from local.expressions import flat, replaced, unflat

BUCKET_DEPLOYMENT_KEY = "local-bucket-deployment.zip"
"""Where ``local/bucket_deployment`` lies in the bootstrap bucket."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the changes need to know about this machine. ``relay`` is the address of the one before MiniStack.

    ``matomo`` is where functions find Matomo, with a slash at its end. ``sentry_dsn`` is a Sentry to which reports are
    passed on, if there is to be one.
    """

    addresses: Addresses
    relay: str
    matomo: str
    shop_site: str
    bootstrap_bucket: str
    sentry_dsn: str | None = None


class Difference(NamedTuple):
    """One change. ``apply`` gives the template that is deployed and may change the one it was given."""

    apply: Callable[[Template, Place], Template]
    reason: str


def localised(template: Template, place: Place) -> Template:
    """The template as the local run deploys it; the one that is passed stays as it is."""
    template = copy.deepcopy(template)
    for difference in DIFFERENCES:
        template = difference.apply(template, place)
    return template


UNKNOWN_TYPES = (
    "AWS::ApiGatewayV2::RouteResponse",
    "AWS::Budgets::Budget",
    "AWS::Cognito::ManagedLoginBranding",
    "AWS::ApiGatewayV2::IntegrationResponse",
)


_ORIGIN_SECONDS = 120

_RELAYED = ("DYNAMODB", "LAMBDA", "SECRETS_MANAGER", "SQS")

_WITHOUT_TLS = {"Bool": {"aws:SecureTransport": "false"}}


def without_unknown_types(template: Template, _: Place) -> Template:
    resources = template["Resources"]
    template["Resources"] = {name: it for name, it in resources.items() if it["Type"] not in UNKNOWN_TYPES}
    return template


def with_local_addresses(template: Template, place: Place) -> Template:
    outputs = {name: flat(output["Value"]) for name, output in template.get("Outputs", {}).items()}
    if "PublicUrl" not in outputs:
        return template
    addresses = place.addresses
    replacements = {
        outputs["AgentKeysUrl"]: f"{addresses.ministack}/{outputs['UserPoolId']}/.well-known/jwks.json",
        outputs["ConnectionsUrl"]: f"{_execute_api(addresses, outputs['WebSocketApiId'])}/ws",
        outputs["SignInUrl"]: addresses.sign_in,
        outputs["PublicUrl"]: addresses.chat,
        outputs["PublicUrl"].replace("https://", "wss://", 1): addresses.chat_socket,
        outputs["ErrorsDsn"]: f"{addresses.chat.replace('://', '://tresen@', 1)}/1",
    }
    changed: Template = replaced(template, replacements)
    return changed


def with_calls_through_the_relay(template: Template, place: Place) -> Template:
    for function in _of_type(template, "AWS::Lambda::Function").values():
        variables = function["Properties"].get("Environment", {}).get("Variables", {})
        if "RELEASE" in variables:
            variables |= {f"AWS_ENDPOINT_URL_{service}": place.relay for service in _RELAYED}
        if "CONNECTIONS_URL" in variables:
            _, stage, path = flat(variables["CONNECTIONS_URL"]).rpartition("/_aws/execute-api/")
            variables["CONNECTIONS_URL"] = unflat(f"{place.relay}{stage}{path}")
    return template


def with_local_api_origins(template: Template, place: Place) -> Template:
    for distribution in _of_type(template, "AWS::CloudFront::Distribution").values():
        for origin in distribution["Properties"]["DistributionConfig"]["Origins"]:
            api, is_api, _ = flat(origin["DomainName"]).partition(".execute-api.")
            if is_api:
                origin["DomainName"] = LOOPBACK
                origin["OriginPath"] = unflat(f"/_aws/execute-api/{api}{origin.get('OriginPath', '')}")
                origin["CustomOriginConfig"] |= {
                    "HTTPPort": place.addresses.ministack_port,
                    "OriginProtocolPolicy": "http-only",
                    "OriginReadTimeout": _ORIGIN_SECONDS,
                }
    return template


def without_own_name(template: Template, _: Place) -> Template:
    for distribution in _of_type(template, "AWS::CloudFront::Distribution").values():
        for name in ("Aliases", "ViewerCertificate", "WebACLId"):
            distribution["Properties"]["DistributionConfig"].pop(name, None)
    for record in _of_type(template, "AWS::Route53::RecordSet"):
        del template["Resources"][record]
    return template


def with_demo_shop(template: Template, place: Place) -> Template:
    for function in _of_type(template, "AWS::Lambda::Function").values():
        variables = function["Properties"].get("Environment", {}).get("Variables", {})
        if "SITES" in variables:
            sites = json.loads(variables["SITES"])
            origins = sites[place.shop_site]["origins"]
            _copy_availability(template, of=origins[0], to=place.addresses.shop)
            origins.append(place.addresses.shop)
            variables["SITES"] = json.dumps(sites, separators=(",", ":"))
            _copy_matomo_site(template, of=origins[0], to=place.addresses.shop)
        if "ERROR_ORIGINS" in variables:
            # Not read as JSON: the chat's own address in it may be an expression. It is always there, after the comma.
            shop = json.dumps({place.addresses.shop: place.shop_site}, separators=(",", ":")).removesuffix("}")
            variables["ERROR_ORIGINS"] = unflat(f"{shop},{flat(variables['ERROR_ORIGINS']).removeprefix('{')}")
    for api in _of_type(template, "AWS::ApiGatewayV2::Api").values():
        if "CorsConfiguration" in api["Properties"]:
            api["Properties"]["CorsConfiguration"]["AllowOrigins"].append(place.addresses.shop)
    return template


def with_cors_spelled_as_in_the_api(template: Template, _: Place) -> Template:
    for api in _of_type(template, "AWS::ApiGatewayV2::Api").values():
        cors = api["Properties"].get("CorsConfiguration")
        if cors:
            api["Properties"]["CorsConfiguration"] = {name[0].lower() + name[1:]: it for name, it in cors.items()}
    return template


def without_tls_of_buckets_and_queues(template: Template, _: Place) -> Template:
    for kind in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"):
        for policy in _of_type(template, kind).values():
            document = policy["Properties"]["PolicyDocument"]
            document["Statement"] = [it for it in document["Statement"] if it.get("Condition") != _WITHOUT_TLS]
    return template


def with_local_matomo(template: Template, place: Place) -> Template:
    for function in _of_type(template, "AWS::Lambda::Function").values():
        variables = function["Properties"].get("Environment", {}).get("Variables", {})
        if "MATOMO_URL" in variables:
            variables["MATOMO_URL"] = place.matomo
    return template


def with_local_sentry(template: Template, place: Place) -> Template:
    for function in _of_type(template, "AWS::Lambda::Function").values():
        variables = function["Properties"].get("Environment", {}).get("Variables", {})
        variables.pop("SENTRY_DSN", None)
        if "ERRORS_DSN" in variables and place.sentry_dsn:
            variables["SENTRY_DSN"] = place.sentry_dsn
    return template


def with_own_bucket_deployment(template: Template, place: Place) -> Template:
    deployments = _of_type(template, "Custom::CDKBucketDeployment").values()
    handlers = {deployment["Properties"]["ServiceToken"]["Fn::GetAtt"][0] for deployment in deployments}
    for handler in handlers:
        properties = template["Resources"][handler]["Properties"]
        properties["Code"] = {"S3Bucket": place.bootstrap_bucket, "S3Key": BUCKET_DEPLOYMENT_KEY}
        for layer in properties.pop("Layers", []):
            template["Resources"].pop(layer["Ref"], None)
    return template


def with_mail_from_any_identity(template: Template, _: Place) -> Template:
    for policy in _of_type(template, "AWS::IAM::Policy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            if statement["Action"] == "ses:SendEmail":
                statement["Resource"] = "*"
                statement.pop("Condition", None)
    return template


DIFFERENCES = (
    Difference(
        without_unknown_types,
        "MiniStack's CloudFormation refuses them. It answers frames without a route's response, has one sign-in page,"
        " sends no bill, and gets an integration's response by its API, see local/integration_responses.py.",
    ),
    Difference(
        with_local_addresses,
        "Browsers reach the edge, and functions reach MiniStack, by names of this machine instead of AWS's.",
    ),
    Difference(
        with_calls_through_the_relay,
        "A test counts what functions ask of AWS, and lets it fail, at a relay between them and MiniStack.",
    ),
    Difference(
        with_local_api_origins,
        "MiniStack's CloudFront dials no host of AWS's; its own API Gateway answers under a path, and late when many"
        " functions begin at once, since each is a process of this machine.",
    ),
    Difference(
        without_own_name,
        "The chat's name is chat.localhost, and what an own name and a firewall need of us-east-1 is not deployed.",
    ),
    Difference(
        with_demo_shop,
        "The demo shop is one more page of the first site; tresen.toml need not name it.",
    ),
    Difference(
        with_cors_spelled_as_in_the_api,
        "MiniStack's CloudFormation hands CORS on as it is written, and its API Gateway reads the API's own spelling.",
    ),
    Difference(
        with_local_matomo,
        "Nothing of a local run reaches the operator's Matomo: the edge shows what would, or MATOMO_URL names another.",
    ),
    Difference(
        with_local_sentry,
        "Nothing of a local run reaches the operator's Sentry: nothing is passed on, or SENTRY_DSN names another.",
    ),
    Difference(
        without_tls_of_buckets_and_queues,
        "Functions reach MiniStack over plain HTTP, which does not leave the loopback interface.",
    ),
    Difference(
        with_mail_from_any_identity,
        "MiniStack asks who sends mail by SES's second API for a grant on everything, and knows no condition of it.",
    ),
    Difference(
        with_own_bucket_deployment,
        "CDK's handler calls AWS's command line in /opt, which a process that is no container does not have.",
    ),
)


def _copy_availability(template: Template, *, of: str, to: str) -> None:
    """Both are origins of one site, whose files say the same."""
    for upload in _of_type(template, "Custom::CDKBucketDeployment").values():
        if upload["Properties"].get("DestinationBucketKeyPrefix") == "availability":
            upload["Properties"]["AlsoAs"] = {_host_file(of): _host_file(to)}


def _copy_matomo_site(template: Template, *, of: str, to: str) -> None:
    """So that Matomo is told of both under the same number, if it is told of the site at all."""
    for function in _of_type(template, "AWS::Lambda::Function").values():
        variables = function["Properties"].get("Environment", {}).get("Variables", {})
        numbers = json.loads(variables.get("MATOMO_SITES", "{}"))
        if of in numbers:
            variables["MATOMO_SITES"] = json.dumps(numbers | {to: numbers[of]}, separators=(",", ":"))


def _host_file(origin: str) -> str:
    return f"{origin.partition('//')[2]}.json"


def _execute_api(addresses: Addresses, api: str) -> str:
    return f"{addresses.ministack}/_aws/execute-api/{api}"


def _of_type(template: Template, kind: str) -> dict[str, Any]:
    return {name: it for name, it in template["Resources"].items() if it["Type"] == kind}
