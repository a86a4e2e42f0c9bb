"""The deployed distribution, read from MiniStack's CloudFront, as far as MiniStack leaves its rules to the edge.

MiniStack itself chooses the origin of an HTTP request, checks methods and the bucket's policy, and applies the response
headers. Compression and WebSockets it does not do.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from multidict import CIMultiDict

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """A cache behaviour. ``encodings`` are those that it may compress to, best first."""

    pattern: re.Pattern[str]
    encodings: tuple[str, ...]
    origin_url: str
    origin_headers: Mapping[str, str]
    forwarding: "Forwarding"


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    """Which headers of the viewer an origin request policy lets through."""

    behaviour: str
    names: frozenset[str]

    def forwarded(self, headers: Mapping[str, str]) -> CIMultiDict[str]:
        return CIMultiDict((name, value) for name, value in headers.items() if self._lets_through(name.lower()))

    def asked(self, own: Mapping[str, str]) -> dict[str, str]:
        """Of the headers that CloudFront makes itself those that it asks for, which it has to do by name."""
        if self.behaviour not in {"whitelist", "allViewerAndWhitelistCloudFront"}:
            return {}
        return {name: value for name, value in own.items() if name.lower() in self.names}

    def _lets_through(self, name: str) -> bool:
        match self.behaviour:
            case "allViewer" | "allViewerAndWhitelistCloudFront":
                return True
            case "whitelist":
                return name in self.names
            case "allExcept":
                return name not in self.names
        return False


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """``behaviours`` are in the order in which they are tried; the last one takes every path."""

    domain_name: str
    behaviours: tuple[Behaviour, ...]

    def behaviour_for(self, path: str) -> Behaviour:
        return next(behaviour for behaviour in self.behaviours if behaviour.pattern.fullmatch(path))


def deployed_distribution(cloudfront: "CloudFrontClient", distribution_id: str) -> Distribution:
    """Reads the distribution and the policies that it names."""
    distribution: Any = cloudfront.get_distribution(Id=distribution_id)["Distribution"]
    config = distribution["DistributionConfig"]
    origins = {origin["Id"]: origin for origin in config["Origins"]["Items"]}
    ordered = config.get("CacheBehaviors", {}).get("Items", [])
    return Distribution(
        domain_name=distribution["DomainName"],
        behaviours=tuple(
            Behaviour(
                pattern=_pattern(behaviour.get("PathPattern", "*")),
                encodings=_encodings(cloudfront, behaviour),
                origin_url=_url(origins[behaviour["TargetOriginId"]]),
                origin_headers=_custom_headers(origins[behaviour["TargetOriginId"]]),
                forwarding=_forwarding(cloudfront, behaviour),
            )
            for behaviour in [*ordered, config["DefaultCacheBehavior"]]
        ),
    )


def _pattern(glob: str) -> re.Pattern[str]:
    """A path pattern; a leading slash is optional, ``*`` is any text and ``?`` any one character."""
    wild = {"*": ".*", "?": "."}
    wanted = "".join(wild.get(character) or re.escape(character) for character in f"/{glob.lstrip('/')}")
    # A path may have a line break in it, as %0A.
    return re.compile(wanted, re.DOTALL)


def _encodings(cloudfront: "CloudFrontClient", behaviour: Mapping[str, Any]) -> tuple[str, ...]:
    if not behaviour.get("Compress") or "CachePolicyId" not in behaviour:
        return ()
    policy: Any = cloudfront.get_cache_policy(Id=behaviour["CachePolicyId"])["CachePolicy"]["CachePolicyConfig"]
    parameters = policy.get("ParametersInCacheKeyAndForwardedToOrigin", {})
    allowed = {
        "br": parameters.get("EnableAcceptEncodingBrotli", False),
        "gzip": parameters.get("EnableAcceptEncodingGzip", False),
    }
    return tuple(name for name, on in allowed.items() if on)


def _forwarding(cloudfront: "CloudFrontClient", behaviour: Mapping[str, Any]) -> Forwarding:
    if not behaviour.get("OriginRequestPolicyId"):
        return Forwarding(behaviour="none", names=frozenset())
    policy = cloudfront.get_origin_request_policy(Id=behaviour["OriginRequestPolicyId"])["OriginRequestPolicy"]
    headers: Any = policy["OriginRequestPolicyConfig"]["HeadersConfig"]
    names = headers.get("Headers", {}).get("Items", [])
    return Forwarding(behaviour=headers["HeaderBehavior"], names=frozenset(name.lower() for name in names))


def _url(origin: Mapping[str, Any]) -> str:
    port = origin.get("CustomOriginConfig", {}).get("HTTPPort", 80)
    return f"http://{origin['DomainName']}:{port}{origin.get('OriginPath', '')}"


def _custom_headers(origin: Mapping[str, Any]) -> dict[str, str]:
    items = origin.get("CustomHeaders", {}).get("Items", [])
    return {item["HeaderName"]: item["HeaderValue"] for item in items}
