"""Nothing but the listed differences lies between a synthesized template and the one that is deployed."""

import copy
import dataclasses
import json
from typing import Any

import pytest

from local.addresses import Addresses
from local.assembly import Template
from local.differences import BUCKET_DEPLOYMENT_KEY, DIFFERENCES, UNKNOWN_TYPES, Place, localised
from local.expressions import flat

RELAY = "http://127.0.0.1:4567"
MATOMO = "http://127.0.0.1:8080/"
PLACE = Place(
    addresses=Addresses(port=8080, ministack_port=4566),
    relay=RELAY,
    matomo=MATOMO,
    shop_site="shop",
    bootstrap_bucket="bootstrap",
)

NAME = {"Fn::GetAtt": ["Edge", "DomainName"]}
PUBLIC_URL = {"Fn::Join": ["", ["https://", NAME]]}
SIGN_IN = {"Fn::Join": ["", ["https://", {"Ref": "Domain"}, ".auth.eu-central-1.amazoncognito.com"]]}
ISSUER = ["https://cognito-idp.eu-central-1.amazonaws.com/", {"Ref": "Pool"}]
KEYS = {"Fn::Join": ["", [*ISSUER, "/.well-known/jwks.json"]]}
SITES = {
    "shop": {"origins": ["https://www.example.com"], "groups": ["service"]},
    "other": {"origins": ["https://other.example"], "groups": ["all"]},
}
MATOMO_SITES = {"https://www.example.com": 7, "https://other.example": 8}


def _api_host(api: str) -> dict[str, Any]:
    return {"Fn::Join": ["", [{"Ref": api}, ".execute-api.eu-central-1.", {"Ref": "AWS::URLSuffix"}]]}


def _origin(api: str) -> dict[str, Any]:
    https = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
    return {"Id": api, "DomainName": _api_host(api), "CustomOriginConfig": https}


TEMPLATE: Template = {
    "Resources": {
        "Edge": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {
                "DistributionConfig": {
                    "Enabled": True,
                    "Aliases": ["chat.example.com"],
                    "ViewerCertificate": {"AcmCertificateArn": "arn"},
                    "WebACLId": "arn",
                    "Origins": [
                        {"Id": "files", "DomainName": {"Fn::GetAtt": ["Files", "RegionalDomainName"]}},
                        _origin("Socket"),
                        _origin("Http"),
                    ],
                }
            },
        },
        "Messages": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"S3Bucket": "assets", "S3Key": "code.zip"},
                "Layers": [{"Ref": "Dependencies"}],
                "Environment": {
                    "Variables": {
                        "RELEASE": "1",
                        "SITES": json.dumps(SITES),
                        "PUBLIC_URL": PUBLIC_URL,
                        "AGENT_ISSUER": {"Fn::Join": ["", ISSUER]},
                        "AGENT_KEYS_URL": KEYS,
                        "CONNECTIONS_URL": {
                            "Fn::Join": ["", ["https://", *_api_host("Socket")["Fn::Join"][1], "/ws"]],
                        },
                    }
                },
            },
        },
        "Collect": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Environment": {"Variables": {"MATOMO_SITES": json.dumps(MATOMO_SITES)}},
            },
        },
        "Forward": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Environment": {"Variables": {"MATOMO_URL": "https://matomo.example.com/", "CLAIMS_TABLE": "claims"}},
            },
        },
        "Tunnel": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Environment": {
                    "Variables": {
                        "ERRORS_DSN": {"Fn::Join": ["", ["https://tresen@", NAME, "/1"]]},
                        "ERROR_ORIGINS": {
                            "Fn::Join": ["", ['{"https://www.example.com":"shop","https://', NAME, '":""}']]
                        },
                        "SENTRY_DSN": "https://key@sentry.example.com/1",
                    }
                }
            },
        },
        "Http": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"CorsConfiguration": {"AllowOrigins": ["https://www.example.com"]}},
        },
        "Dependencies": {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {"S3Key": "layer.zip"}}},
        "Console": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {
                "CallbackURLs": [{"Fn::Join": ["", ["https://", NAME, "/console/"]]}],
                "GenerateSecret": False,
            },
        },
        "Headers": {
            "Type": "AWS::CloudFront::ResponseHeadersPolicy",
            "Properties": {
                "Policy": {"Fn::Join": ["", ["connect-src https://", *SIGN_IN["Fn::Join"][1][1:], " wss://", NAME]]}
            },
        },
        "Record": {"Type": "AWS::Route53::RecordSet"},
        "Answer": {"Type": UNKNOWN_TYPES[0], "Properties": {}},
        "Look": {"Type": UNKNOWN_TYPES[1], "Properties": {}},
        "Copier": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"S3Bucket": "assets", "S3Key": "aws-cli-handler.zip"},
                "Handler": "index.handler",
                "Layers": [{"Ref": "AwsCli"}],
            },
        },
        "AwsCli": {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {"S3Key": "cli.zip"}}},
        "Copy": {
            "Type": "Custom::CDKBucketDeployment",
            "Properties": {
                "ServiceToken": {"Fn::GetAtt": ["Copier", "Arn"]},
                "SourceMarkers": [{"<<marker>>": {"Fn::Join": ["", ['"', *SIGN_IN["Fn::Join"][1], '"']]}}],
            },
        },
        "WhoIsThere": {
            "Type": "Custom::CDKBucketDeployment",
            "Properties": {
                "ServiceToken": {"Fn::GetAtt": ["Copier", "Arn"]},
                "DestinationBucketKeyPrefix": "availability",
            },
        },
        "FilesPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "PolicyDocument": {
                    "Statement": [
                        {"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
                        {"Effect": "Allow", "Condition": {"StringEquals": {"AWS:SourceArn": "arn"}}},
                    ]
                }
            },
        },
        "EventsPolicy": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {
                "PolicyDocument": {
                    "Statement": [{"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]
                },
                "Queues": [{"Ref": "Events"}],
            },
        },
        "MayDo": {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyDocument": {
                    "Statement": [
                        {
                            "Action": "ses:SendEmail",
                            "Resource": "arn:aws:ses:eu-central-1:1:identity/example.com",
                            "Condition": {"StringEquals": {"ses:FromAddress": ["chat@example.com"]}},
                        },
                        {
                            "Action": "dynamodb:PutItem",
                            "Resource": {"Fn::GetAtt": ["Table", "Arn"]},
                            "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["proof#*"]}},
                        },
                    ]
                }
            },
        },
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"BillingMode": "PAY_PER_REQUEST"}},
    },
    "Outputs": {
        "PublicUrl": {"Value": PUBLIC_URL},
        "SignInUrl": {"Value": SIGN_IN},
        "ErrorsDsn": {"Value": {"Fn::Join": ["", ["https://tresen@", NAME, "/1"]]}},
        "AgentKeysUrl": {"Value": KEYS},
        "ConnectionsUrl": {"Value": {"Fn::Join": ["", ["https://", *_api_host("Socket")["Fn::Join"][1], "/ws"]]}},
        "UserPoolId": {"Value": {"Ref": "Pool"}},
        "WebSocketApiId": {"Value": {"Ref": "Socket"}},
    },
}


def leaves(value: Any, path: str = "") -> dict[str, str]:
    """Each value of a template under its path, expressions as one value."""
    if isinstance(value, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in value):
        return {k: v for key, inner in value.items() for k, v in leaves(inner, f"{path}/{key}").items()}
    if isinstance(value, list):
        return {k: v for index, inner in enumerate(value) for k, v in leaves(inner, f"{path}/{index}").items()}
    return {path: value if isinstance(value, str) else flat(value)}


def changed(before: Template, after: Template) -> dict[str, str | None]:
    """What stands at each path that differs; ``None`` where nothing stands any more."""
    old, new = leaves(before), leaves(after)
    return {path: new.get(path) for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


CONFIG = "/Resources/Edge/Properties/DistributionConfig"
EDGE = f"{CONFIG}/Origins"
VARIABLES = "/Resources/Messages/Properties/Environment/Variables"
TUNNEL = "/Resources/Tunnel/Properties/Environment/Variables"
SOCKET, POOL = flat({"Ref": "Socket"}), flat({"Ref": "Pool"})
MINISTACK = "http://127.0.0.1:4566"
POLICY = "/Resources/FilesPolicy/Properties/PolicyDocument/Statement"
MAIL = "/Resources/MayDo/Properties/PolicyDocument/Statement/0"
_ALLOW = {"Effect": "Allow", "Condition/StringEquals/AWS:SourceArn": "arn"}
LOCAL_SITES = {
    "shop": {"origins": ["https://www.example.com", "http://shop.localhost:8080"], "groups": ["service"]},
    "other": SITES["other"],
}


def _local_origin(index: int, api: str) -> dict[str, str | None]:
    return {
        f"{EDGE}/{index}/DomainName": "127.0.0.1",
        f"{EDGE}/{index}/OriginPath": f"/_aws/execute-api/{flat({'Ref': api})}",
        f"{EDGE}/{index}/CustomOriginConfig/HTTPPort": flat(4566),
        f"{EDGE}/{index}/CustomOriginConfig/OriginReadTimeout": flat(120),
        f"{EDGE}/{index}/CustomOriginConfig/OriginProtocolPolicy": "http-only",
    }


EVERY_CHANGE: dict[str, str | None] = {
    f"{CONFIG}/Aliases/0": None,
    f"{CONFIG}/ViewerCertificate/AcmCertificateArn": None,
    f"{CONFIG}/WebACLId": None,
    "/Resources/Record/Type": None,
    **_local_origin(1, "Socket"),
    **_local_origin(2, "Http"),
    f"{VARIABLES}/SITES": json.dumps(LOCAL_SITES, separators=(",", ":")),
    "/Resources/Http/Properties/CorsConfiguration/AllowOrigins/0": None,
    "/Resources/Http/Properties/CorsConfiguration/allowOrigins/0": "https://www.example.com",
    "/Resources/Http/Properties/CorsConfiguration/allowOrigins/1": "http://shop.localhost:8080",
    f"{VARIABLES}/PUBLIC_URL": "http://chat.localhost:8080",
    f"{VARIABLES}/AGENT_KEYS_URL": f"{MINISTACK}/{POOL}/.well-known/jwks.json",
    f"{VARIABLES}/AWS_ENDPOINT_URL_DYNAMODB": RELAY,
    **{f"{VARIABLES}/AWS_ENDPOINT_URL_{name}": RELAY for name in ("LAMBDA", "SECRETS_MANAGER", "SQS")},
    "/Resources/Collect/Properties/Environment/Variables/MATOMO_SITES": (
        '{"https://www.example.com":7,"https://other.example":8,"http://shop.localhost:8080":7}'
    ),
    "/Resources/Forward/Properties/Environment/Variables/MATOMO_URL": MATOMO,
    f"{TUNNEL}/ERRORS_DSN": "http://tresen@chat.localhost:8080/1",
    f"{TUNNEL}/ERROR_ORIGINS": (
        '{"http://shop.localhost:8080":"shop","https://www.example.com":"shop","http://chat.localhost:8080":""}'
    ),
    f"{TUNNEL}/SENTRY_DSN": None,
    "/Resources/EventsPolicy/Properties/PolicyDocument/Statement/0/Effect": None,
    "/Resources/EventsPolicy/Properties/PolicyDocument/Statement/0/Condition/Bool/aws:SecureTransport": None,
    f"{VARIABLES}/CONNECTIONS_URL": f"{RELAY}/_aws/execute-api/{SOCKET}/ws",
    "/Resources/Console/Properties/CallbackURLs/0": "http://chat.localhost:8080/console/",
    "/Resources/Headers/Properties/Policy": ("connect-src http://login.localhost:8080 ws://chat.localhost:8080"),
    "/Resources/Answer/Type": None,
    "/Resources/Look/Type": None,
    "/Resources/Copier/Properties/Code/S3Bucket": "bootstrap",
    "/Resources/Copier/Properties/Code/S3Key": BUCKET_DEPLOYMENT_KEY,
    "/Resources/Copier/Properties/Layers/0": None,
    "/Resources/AwsCli/Type": None,
    "/Resources/AwsCli/Properties/Content/S3Key": None,
    "/Resources/Copy/Properties/SourceMarkers/0/<<marker>>": '"http://login.localhost:8080"',
    "/Resources/WhoIsThere/Properties/AlsoAs/www.example.com.json": "shop.localhost:8080.json",
    **{f"{POLICY}/0/{key}": value for key, value in _ALLOW.items()},
    f"{POLICY}/0/Condition/Bool/aws:SecureTransport": None,
    **{f"{POLICY}/1/{key}": None for key in _ALLOW},
    f"{MAIL}/Resource": "*",
    f"{MAIL}/Condition/StringEquals/ses:FromAddress/0": None,
    "/Outputs/PublicUrl/Value": "http://chat.localhost:8080",
    "/Outputs/ErrorsDsn/Value": "http://tresen@chat.localhost:8080/1",
    "/Outputs/SignInUrl/Value": "http://login.localhost:8080",
    "/Outputs/AgentKeysUrl/Value": f"{MINISTACK}/{POOL}/.well-known/jwks.json",
    "/Outputs/ConnectionsUrl/Value": f"{MINISTACK}/_aws/execute-api/{SOCKET}/ws",
}


def test_exactly_the_listed_differences_are_made() -> None:
    assert changed(TEMPLATE, localised(TEMPLATE, PLACE)) == EVERY_CHANGE


def test_the_synthesized_template_itself_stays_as_it_is() -> None:
    before = copy.deepcopy(TEMPLATE)
    localised(TEMPLATE, PLACE)
    assert before == TEMPLATE


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.apply.__name__)
def test_each_difference_is_needed_and_says_why(difference: Any) -> None:
    assert difference.apply(copy.deepcopy(TEMPLATE), PLACE) != TEMPLATE
    assert difference.reason.endswith(".")


def test_a_stack_without_the_chat_in_it_is_deployed_as_it_is() -> None:
    data: Template = {"Resources": {"Table": TEMPLATE["Resources"]["Table"]}, "Outputs": {"Id": {"Value": "x"}}}
    assert localised(data, PLACE) == data


def test_an_own_domain_is_replaced_like_the_name_that_cloudfront_gives() -> None:
    own = json.loads(json.dumps(TEMPLATE).replace(json.dumps(PUBLIC_URL), '"https://chat.example.com"'))
    variables = localised(own, PLACE)["Resources"]["Messages"]["Properties"]["Environment"]["Variables"]
    assert variables["PUBLIC_URL"] == "http://chat.localhost:8080"


def test_an_own_domain_has_a_dsn_that_is_replaced_likewise() -> None:
    own = json.loads(json.dumps(TEMPLATE).replace(json.dumps(NAME), '"chat.example.com"'))
    own["Outputs"]["PublicUrl"]["Value"] = "https://chat.example.com"
    variables = localised(own, PLACE)["Resources"]["Tunnel"]["Properties"]["Environment"]["Variables"]
    assert variables["ERRORS_DSN"] == "http://tresen@chat.localhost:8080/1"
    assert json.loads(variables["ERROR_ORIGINS"]) == {
        "https://www.example.com": "shop",
        "http://chat.localhost:8080": "",
        "http://shop.localhost:8080": "shop",
    }


@pytest.mark.parametrize("named", [True, False], ids=["settings name one", "settings name none"])
def test_a_sentry_of_the_local_run_takes_the_place_of_the_operators(*, named: bool) -> None:
    template = copy.deepcopy(TEMPLATE)
    if not named:
        del template["Resources"]["Tunnel"]["Properties"]["Environment"]["Variables"]["SENTRY_DSN"]
    place = dataclasses.replace(PLACE, sentry_dsn="http://key@127.0.0.1:8000/1")
    resources = localised(template, place)["Resources"]
    variables = {name: it["Properties"]["Environment"]["Variables"] for name, it in functions_with_variables(resources)}
    told = {name: it["SENTRY_DSN"] for name, it in variables.items() if "SENTRY_DSN" in it}
    assert told == {"Tunnel": "http://key@127.0.0.1:8000/1"}


def functions_with_variables(resources: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, it) for name, it in resources.items() if "Environment" in it.get("Properties", {})]


def test_a_queues_policy_keeps_what_it_says_besides() -> None:
    other = copy.deepcopy(TEMPLATE)
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage"}
    other["Resources"]["EventsPolicy"]["Properties"]["PolicyDocument"]["Statement"].append(statement)
    left = localised(other, PLACE)["Resources"]["EventsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert left == [statement]


def test_a_site_that_is_not_analysed_has_no_number_for_the_demo_shop_either() -> None:
    other = copy.deepcopy(TEMPLATE)
    numbers = json.dumps({"https://other.example": 8})
    other["Resources"]["Collect"]["Properties"]["Environment"]["Variables"]["MATOMO_SITES"] = numbers
    variables = localised(other, PLACE)["Resources"]["Collect"]["Properties"]["Environment"]["Variables"]
    assert variables["MATOMO_SITES"] == numbers
