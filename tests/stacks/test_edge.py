"""What browsers reach, and by which rules."""

import json
import re
from pathlib import Path

import pytest

from lambdas.aws.edge import HEADER
from stacks.card_paths import FUNCTION_BYTES
from stacks.cards import hashes
from stacks.edge_headers import no_card_headers
from tests.stacks.conftest import EXAMPLE, synthesized
from tests.stacks.template import Properties, Template

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""Managed policies: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html"""


def config(template: Template) -> Properties:
    properties: Properties = template.only("AWS::CloudFront::Distribution")["DistributionConfig"]
    return properties


def behaviours(template: Template) -> dict[str, Properties]:
    distribution = config(template)
    named = {behaviour["PathPattern"]: behaviour for behaviour in distribution["CacheBehaviors"]}
    return {"*": distribution["DefaultCacheBehavior"], **named}


def headers(template: Template, path: str) -> Properties:
    policy = behaviours(template)[path]["ResponseHeadersPolicyId"]["Ref"]
    properties: Properties = template.resources[policy]["Properties"]["ResponseHeadersPolicyConfig"]
    return properties


def test_each_path_leads_to_its_origin(service: Template) -> None:
    origins = {origin["Id"]: service.text(origin["DomainName"]) for origin in config(service)["Origins"]}
    found = {path: origins[behaviour["TargetOriginId"]] for path, behaviour in behaviours(service).items()}
    assert found == {
        "*": "<EdgeAssets.RegionalDomainName>",
        "/console": "<EdgeAssets.RegionalDomainName>",
        "/console/*": "<EdgeAssets.RegionalDomainName>",
        "/card": "<EdgeAssets.RegionalDomainName>",
        "/card/*": "<EdgeAssets.RegionalDomainName>",
        "/availability/*": "<EdgeAvailability.RegionalDomainName>",
        "/ws": "<SocketApi>.execute-api.eu-central-1.<AWS::URLSuffix>",
        "/api/*": "<HttpApi>.execute-api.eu-central-1.<AWS::URLSuffix>",
        "/contact/*": "<HttpApi>.execute-api.eu-central-1.<AWS::URLSuffix>",
    }


def test_nothing_is_served_without_tls(analysed_service: Template) -> None:
    for behaviour in behaviours(analysed_service).values():
        assert behaviour["ViewerProtocolPolicy"] in {"redirect-to-https", "https-only"}
    for origin in config(analysed_service)["Origins"]:
        if "CustomOriginConfig" in origin:
            assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


def test_whoever_opens_a_page_without_tls_is_sent_on(service: Template) -> None:
    for path, behaviour in behaviours(service).items():
        assert (behaviour["ViewerProtocolPolicy"] == "https-only") == (path in {"/ws", "/api/*"})


@pytest.mark.parametrize("path", ["/ws", "/api/*", "/contact/*"])
def test_what_goes_to_a_function_is_never_cached_and_keeps_its_headers(service: Template, path: str) -> None:
    behaviour = behaviours(service)[path]
    assert behaviour["CachePolicyId"] == CACHING_DISABLED
    assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER


@pytest.mark.parametrize("path", ["*", "/console/*", "/card/*"])
def test_files_are_cached_and_compressed(service: Template, path: str) -> None:
    behaviour = behaviours(service)[path]
    assert behaviour["CachePolicyId"] == CACHING_OPTIMIZED
    assert behaviour["Compress"] is True


@pytest.mark.parametrize("bucket", ["<EdgeAssets>", "<EdgeAvailability>"])
def test_only_this_distribution_reads_a_bucket(service: Template, bucket: str) -> None:
    (properties,) = (it for name, it in service.of("AWS::S3::Bucket").items() if service.text({"Ref": name}) == bucket)
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketEncryption" in properties
    policies = service.of("AWS::S3::BucketPolicy").values()
    (policy,) = (it for it in policies if service.text(it["Bucket"]) == bucket)
    statements = policy["PolicyDocument"]["Statement"]
    (allowed,) = (it for it in statements if it["Effect"] == "Allow")
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Action"] == "s3:GetObject"
    source = service.text(allowed["Condition"]["StringEquals"]["AWS:SourceArn"])
    assert source.endswith(":distribution/<EdgeDistribution>")
    (denied,) = (it for it in statements if it["Effect"] == "Deny")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_buckets_are_read_with_origin_access_control(service: Template) -> None:
    origins = [it for it in config(service)["Origins"] if "S3OriginConfig" in it]
    assert len(origins) == 2
    for origin in origins:
        assert origin["OriginAccessControlId"]["Fn::GetAtt"][0] in service.of("AWS::CloudFront::OriginAccessControl")
        assert origin["S3OriginConfig"] == {"OriginAccessIdentity": ""}


def test_who_is_there_is_cached_for_seconds(service: Template) -> None:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html"""
    behaviour = behaviours(service)["/availability/*"]
    policy = service.resources[behaviour["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 15, 15)
    cached_by = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert cached_by["QueryStringsConfig"]["QueryStringBehavior"] == "none"
    assert cached_by["CookiesConfig"]["CookieBehavior"] == cached_by["HeadersConfig"]["HeaderBehavior"] == "none"
    assert behaviour["Compress"] is True
    assert "AllowedMethods" not in behaviour


@pytest.mark.parametrize("path", ["*", "/availability/*"])
def test_every_page_may_load_the_widget_and_set_its_clock_by_it(service: Template, path: str) -> None:
    cors = headers(service, path)["CorsConfig"]
    assert cors["AccessControlAllowOrigins"] == {"Items": ["*"]}
    assert cors["AccessControlAllowCredentials"] is False
    assert cors["AccessControlExposeHeaders"] == {"Items": ["Date", "Age"]}


def test_the_console_runs_nothing_but_its_own_scripts(service: Template) -> None:
    security = headers(service, "/console/*")["SecurityHeadersConfig"]
    policy = service.text(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["connect-src"] == "'self' https://<AgentsSignIn>.auth.eu-central-1.amazoncognito.com"
    assert directives["frame-ancestors"] == directives["base-uri"] == directives["form-action"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert security["FrameOptions"]["FrameOption"] == "DENY"
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"


def test_the_console_is_not_for_other_origins(service: Template) -> None:
    assert "CorsConfig" not in headers(service, "/console/*")


@pytest.mark.parametrize("path", ["/contact/*", "/card/*"])
def test_a_page_of_the_chat_s_own_is_not_for_other_origins(service: Template, path: str) -> None:
    assert "CorsConfig" not in headers(service, path)


def test_a_card_page_runs_nothing_but_the_widget(service: Template) -> None:
    security = headers(service, "/card/*")["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert "unsafe" not in policy
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    script, style = hashes()
    assert directives == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "script-src": f"'self' {script}",
        "style-src": style,
        "connect-src": "'self'",
        "font-src": "'self'",
        "img-src": "data:",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_what_is_said_in_place_of_a_card_has_the_headers_of_one(service: Template) -> None:
    """The function brings them itself, so nothing else sees to it."""
    said = no_card_headers()
    config = headers(service, "/card/*")
    security = config["SecurityHeadersConfig"]
    assert said.pop("Content-Type") == "text/html; charset=utf-8"
    assert said.pop("Cache-Control") == "no-cache"
    assert said == {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}",
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }


@pytest.mark.parametrize("path", ["/console/*", "/contact/*", "/card/*"])
def test_no_search_engine_lists_a_page_of_the_chat_s_own(service: Template, path: str) -> None:
    items = headers(service, path)["CustomHeadersConfig"]["Items"]
    assert {"Header": "X-Robots-Tag", "Value": "noindex", "Override": True} in items


def test_without_cards_there_is_no_path_for_them(tmp_path: Path) -> None:
    service = synthesized(re.sub(r"(\[sites\.\w+\]\n)", r"\1card = false\n", EXAMPLE), tmp_path)["service"]
    assert not {"/card", "/card/*"} & set(behaviours(service))
    assert not [it for it in service.of("Custom::CDKBucketDeployment").values() if is_for_cards(it)]


def is_for_cards(upload: Properties) -> bool:
    return upload.get("DestinationBucketKeyPrefix") == "card"


@pytest.mark.parametrize("path", ["/ws", "/api/*", "/console/*", "/contact/*"])
def test_the_contact_page_alone_may_have_a_policy_of_its_own(service: Template, path: str) -> None:
    """It names the hash of its stylesheet. Where the origin sends none, ours is added.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """
    policy = headers(service, path)["SecurityHeadersConfig"]["ContentSecurityPolicy"]
    assert policy["Override"] is (path != "/contact/*")


def test_without_a_form_there_is_neither_page_nor_function(tmp_path: Path) -> None:
    without = re.sub(r"\[sites\.shop\.contact\]\nfields = .*\n", "", EXAMPLE)
    service = synthesized(without, tmp_path)["service"]
    assert "/contact/*" not in behaviours(service)
    assert not [handler for handler in service.functions() if handler.startswith("lambdas.contact.")]
    assert not [it for it in service.of("AWS::ApiGatewayV2::Route").values() if "contact" in it["RouteKey"]]


@pytest.mark.parametrize("path", ["*", "/console/*", "/card/*"])
def test_files_come_with_their_own_type_and_over_tls_only(service: Template, path: str) -> None:
    security = headers(service, path)["SecurityHeadersConfig"]
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000


def test_without_a_name_of_ones_own_cloudfront_gives_one(service: Template) -> None:
    assert not config(service).keys() & {"Aliases", "ViewerCertificate"}
    assert service.text(service.body["Outputs"]["PublicUrl"]["Value"]) == "https://<EdgeDistribution.DomainName>"


def test_an_own_name_is_used_wherever_the_chat_is_named(own_name_templates: dict[str, Template]) -> None:
    service = own_name_templates["service"]
    assert config(service)["Aliases"] == ["chat.example.com"]
    assert config(service)["ViewerCertificate"]["MinimumProtocolVersion"] >= "TLSv1.2_2021"
    assert service.environment("lambdas.chat.authorizer.handler")["PUBLIC_URL"] == "https://chat.example.com"
    console = "https://chat.example.com/console/"
    assert service.only("AWS::Cognito::UserPoolClient")["CallbackURLs"] == [console]


@pytest.mark.parametrize("path", ["/ws", "/api/*", "/contact/*"])
def test_the_functions_know_cloudfront_by_a_secret_header(service: Template, path: str) -> None:
    """A header of the viewer's with the same name is overwritten.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
    """
    (origin,) = (it for it in config(service)["Origins"] if it["Id"] == behaviours(service)[path]["TargetOriginId"])
    (header,) = origin["OriginCustomHeaders"]
    assert header["HeaderName"] == HEADER
    value = service.text(header["HeaderValue"])
    assert value == "{{resolve:secretsmanager:<EdgeHeaderSecret.Id>:SecretString:current::}}"
    assert service.text(service.body["Outputs"]["EdgeSecret"]["Value"]) == "<EdgeHeaderSecret.Id>"


def test_the_first_value_is_made_by_cloudformation_and_there_is_no_other(service: Template) -> None:
    made = service.only("AWS::SecretsManager::Secret")["GenerateSecretString"]
    assert json.loads(made["SecretStringTemplate"]) == {"previous": ""}
    assert (made["GenerateStringKey"], made["PasswordLength"]) == ("current", 43)


def test_the_files_are_asked_for_without_the_secret(service: Template) -> None:
    origins = [it for it in config(service)["Origins"] if "S3OriginConfig" in it]
    assert not [it for it in origins if "OriginCustomHeaders" in it]


EVERY = ["*", "/console", "/console/*", "/card", "/card/*", "/availability/*", "/ws", "/api/*", "/contact/*"]


@pytest.mark.parametrize("path", EVERY)
def test_every_answer_is_framed_by_nobody_and_tells_nobody_where_it_was(service: Template, path: str) -> None:
    security = headers(service, path)["SecurityHeadersConfig"]
    policy = service.text(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert security["FrameOptions"] == {"FrameOption": "DENY", "Override": True}
    assert security["ReferrerPolicy"] == {"ReferrerPolicy": "no-referrer", "Override": True}


def test_a_page_that_isolates_itself_may_load_the_widget(service: Template) -> None:
    items = headers(service, "*")["CustomHeadersConfig"]["Items"]
    assert items == [{"Header": "Cross-Origin-Resource-Policy", "Value": "cross-origin", "Override": True}]


def test_the_edge_leaves_cors_of_the_api_to_the_api(service: Template) -> None:
    assert "CorsConfig" not in headers(service, "/api/*")


def test_only_the_sites_pages_may_ask_the_api(service: Template) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"""
    (cors,) = (
        it["CorsConfiguration"] for it in service.of("AWS::ApiGatewayV2::Api").values() if it["ProtocolType"] == "HTTP"
    )
    assert cors["AllowOrigins"] == ["https://www.example.com", "https://blog.example.com"]
    assert "*" not in cors["AllowMethods"] + cors["AllowHeaders"]
    assert not cors.get("AllowCredentials")
    assert {"GET", "POST"} <= set(cors["AllowMethods"])


def test_an_error_of_the_api_stays_what_it_is(service: Template) -> None:
    assert "CustomErrorResponses" not in config(service)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/console", "ConsolePaths"),
        ("/console/*", "ConsolePaths"),
        ("/card", "CardPaths"),
        ("/card/*", "CardPaths"),
    ],
)
def test_the_pages_paths_go_through_a_function(service: Template, path: str, name: str) -> None:
    (association,) = behaviours(service)[path]["FunctionAssociations"]
    assert association["EventType"] == "viewer-request"
    arn = association["FunctionARN"]
    assert service.text(arn) == f"<Edge{name}.FunctionARN>"
    function = service.resources[arn["Fn::GetAtt"][0]]["Properties"]
    assert function["AutoPublish"] is True
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert len(function["FunctionCode"].encode()) <= FUNCTION_BYTES


def test_nothing_else_goes_through_a_function_of_the_edge(service: Template) -> None:
    assert {path for path, it in behaviours(service).items() if "FunctionAssociations" in it} == {
        "/console",
        "/console/*",
        "/card",
        "/card/*",
    }


@pytest.fixture(scope="module")
def events_policy(analysed_service: Template) -> Properties:
    """What CloudFront tells of a request to ``/api/events``."""
    policy = behaviours(analysed_service)["/api/events"]["OriginRequestPolicyId"]["Ref"]
    found: Properties = analysed_service.resources[policy]["Properties"]["OriginRequestPolicyConfig"]
    return found


def test_events_have_a_behaviour_of_their_own_before_the_rest_of_the_api(analysed_service: Template) -> None:
    """CloudFront takes the first that fits.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
    """
    paths = [it["PathPattern"] for it in config(analysed_service)["CacheBehaviors"]]
    assert paths.index("/api/events") < paths.index("/api/*")
    events, rest = (dict(behaviours(analysed_service)[path]) for path in ("/api/events", "/api/*"))
    policies = (events.pop("OriginRequestPolicyId"), rest.pop("OriginRequestPolicyId"))
    assert policies[0] != policies[1] == ALL_VIEWER_EXCEPT_HOST_HEADER
    differing = {"PathPattern", "TargetOriginId"}
    assert {name: events[name] for name in events.keys() - differing} == {
        name: rest[name] for name in rest.keys() - differing
    }


def test_events_come_with_the_edge_s_secret_like_everything_else(analysed_service: Template) -> None:
    origins = {it["Id"]: it for it in config(analysed_service)["Origins"]}
    events, rest = (origins[behaviours(analysed_service)[path]["TargetOriginId"]] for path in ("/api/events", "/api/*"))
    assert (events["DomainName"], events["OriginCustomHeaders"]) == (rest["DomainName"], rest["OriginCustomHeaders"])


def test_of_a_visitor_who_sends_events_the_function_learns_this_and_nothing_else(events_policy: Properties) -> None:
    assert set(events_policy["HeadersConfig"]["Headers"]) == {
        "Origin",
        "User-Agent",
        "Content-Type",
        "CloudFront-Viewer-Address",
        "CloudFront-Viewer-Country",
        "Sec-GPC",
        "DNT",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers",
    }
    assert events_policy["HeadersConfig"]["HeaderBehavior"] == "whitelist"
    assert events_policy["CookiesConfig"] == {"CookieBehavior": "none"}
    assert events_policy["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_the_list_of_headers_is_not_longer_than_cloudfront_takes(events_policy: Properties) -> None:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
    assert len(events_policy["HeadersConfig"]["Headers"]) <= 10


def test_no_other_path_tells_where_a_visitor_is(analysed_service: Template) -> None:
    assert len(analysed_service.of("AWS::CloudFront::OriginRequestPolicy")) == 1
    own = [path for path, it in behaviours(analysed_service).items() if "Ref" in it.get("OriginRequestPolicyId", "")]
    assert own == ["/api/events"]


def test_without_analytics_events_have_no_path(service: Template) -> None:
    assert "/api/events" not in behaviours(service)
    assert not service.of("AWS::CloudFront::OriginRequestPolicy")
    assert not [it for it in service.of("AWS::ApiGatewayV2::Route").values() if "events" in it["RouteKey"]]
