from typing import Any, cast
from unittest.mock import Mock

import pytest
from multidict import CIMultiDict

from local.edge.distribution import Distribution, Forwarding, deployed_distribution

S3 = {"Id": "files", "DomainName": "files.s3.eu-central-1.amazonaws.com", "S3OriginConfig": {}}
API = {
    "Id": "api",
    "DomainName": "127.0.0.1",
    "OriginPath": "/_aws/execute-api/abc",
    "CustomOriginConfig": {"HTTPPort": 4566},
    "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": "x-edge", "HeaderValue": "secret"}]},
}
CONFIG = {
    "Origins": {"Items": [S3, API]},
    "CacheBehaviors": {
        "Items": [
            {"PathPattern": "/ws", "TargetOriginId": "api", "CachePolicyId": "off", "OriginRequestPolicyId": "most"},
            {"PathPattern": "api/*", "TargetOriginId": "api", "Compress": True, "CachePolicyId": "off"},
        ]
    },
    "DefaultCacheBehavior": {"TargetOriginId": "files", "Compress": True, "CachePolicyId": "on"},
}


def cloudfront() -> Any:
    def cache_policy(*, Id: str) -> object:  # noqa: N803 - the API's own word
        on = Id == "on"
        parameters = {"EnableAcceptEncodingGzip": on, "EnableAcceptEncodingBrotli": on}
        return {"CachePolicy": {"CachePolicyConfig": {"ParametersInCacheKeyAndForwardedToOrigin": parameters}}}

    headers = {"HeaderBehavior": "allExcept", "Headers": {"Quantity": 1, "Items": ["Host"]}}
    client = Mock()
    client.get_distribution.return_value = {
        "Distribution": {"DomainName": "d1.cloudfront.net", "DistributionConfig": CONFIG}
    }
    client.get_cache_policy.side_effect = cache_policy
    client.get_origin_request_policy.return_value = {
        "OriginRequestPolicy": {"OriginRequestPolicyConfig": {"HeadersConfig": headers}}
    }
    return client


@pytest.fixture
def distribution() -> Distribution:
    return deployed_distribution(cast(Any, cloudfront()), "E1")


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/ws", "http://127.0.0.1:4566/_aws/execute-api/abc"),
        ("/ws/more", "http://files.s3.eu-central-1.amazonaws.com:80"),
        ("/api/health", "http://127.0.0.1:4566/_aws/execute-api/abc"),
        ("/apiary", "http://files.s3.eu-central-1.amazonaws.com:80"),
        ("/", "http://files.s3.eu-central-1.amazonaws.com:80"),
    ],
)
def test_the_first_pattern_that_fits_decides(distribution: Distribution, path: str, origin: str) -> None:
    assert distribution.behaviour_for(path).origin_url == origin


def test_only_what_cache_policy_and_behaviour_both_want_is_compressed(distribution: Distribution) -> None:
    assert distribution.behaviour_for("/loader.js").encodings == ("br", "gzip")
    assert distribution.behaviour_for("/api/health").encodings == ()
    assert distribution.behaviour_for("/ws").encodings == ()


def test_the_headers_that_the_distribution_adds_are_known(distribution: Distribution) -> None:
    assert distribution.behaviour_for("/ws").origin_headers == {"x-edge": "secret"}
    assert distribution.behaviour_for("/").origin_headers == {}


@pytest.mark.parametrize(
    ("behaviour", "names", "forwarded"),
    [
        ("none", {"origin"}, set()),
        ("whitelist", {"origin"}, {"Origin"}),
        ("allExcept", {"origin"}, {"Cookie"}),
        ("allViewer", {"origin"}, {"Origin", "Cookie"}),
    ],
)
def test_an_origin_request_policy_says_which_headers_pass(behaviour: str, names: set[str], forwarded: set[str]) -> None:
    viewer = CIMultiDict({"Origin": "https://a.example", "Cookie": "a=b"})
    assert set(Forwarding(behaviour=behaviour, names=frozenset(names)).forwarded(viewer)) == forwarded


@pytest.mark.parametrize(
    ("behaviour", "asked"),
    [
        ("none", False),
        ("whitelist", True),
        ("allExcept", False),
        ("allViewer", False),
        ("allViewerAndWhitelistCloudFront", True),
    ],
)
def test_a_header_of_cloudfronts_own_has_to_be_asked_for_by_name(behaviour: str, asked: bool) -> None:
    own = {"CloudFront-Viewer-Country": "DE", "CloudFront-Viewer-Address": "203.0.113.7:1"}
    forwarding = Forwarding(behaviour=behaviour, names=frozenset({"cloudfront-viewer-country", "origin"}))
    assert forwarding.asked(own) == ({"CloudFront-Viewer-Country": "DE"} if asked else {})
