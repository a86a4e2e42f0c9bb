"""P1: files come from a private bucket by CloudFront, which keeps nothing about who asked."""

from collections.abc import Iterator
from typing import Final

from cli.audit.findings import Finding, Rule
from cli.audit.rules.behaviours import behaviours, distributions, edge_finding, path_of
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource

TELL_OF_NOBODY: Final = frozenset(
    {
        "date",
        "time",
        "cs-method",
        "cs-uri-stem",
        "cs-protocol",
        "cs-protocol-version",
        "ssl-protocol",
        "sc-status",
        "sc-bytes",
        "cs-bytes",
        "time-taken",
        "x-edge-result-type",
        "x-edge-detailed-result-type",
    }
)
"""Fields of an access log without address, port, country, query, referrer, user agent, cookie and request id.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
"""

_TLS: Final = ("TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")


def origins_need_access_control(inventory: Inventory) -> Iterator[Finding]:
    """A bucket that CloudFront reads without signing would have to be public."""
    for distribution in distributions(inventory):
        for origin in distribution.properties["DistributionConfig"].get("Origins", []):
            if "S3OriginConfig" in origin and not origin.get("OriginAccessControlId"):
                yield edge_finding(
                    "origin-access-control",
                    distribution,
                    "an origin access control on each bucket",
                    f"none on {origin['Id']}",
                )
    for control in inventory.templates.of("AWS::CloudFront::OriginAccessControl"):
        signing = control.properties.get("OriginAccessControlConfig", {}).get("SigningBehavior")
        if signing != "always":
            yield edge_finding("origin-access-control", control, "signing always", f"signing {signing}")


def viewers_are_not_logged(inventory: Inventory) -> Iterator[Finding]:
    """Standard logs, version 1, and real-time logs hold addresses and can not leave them out."""
    for distribution in distributions(inventory):
        config = distribution.properties["DistributionConfig"]
        if config.get("Logging", {}).get("Bucket"):
            yield edge_finding("edge-log", distribution, "no standard log (version 1)", "one that holds addresses")
        for behaviour in behaviours(distribution):
            if behaviour.get("RealtimeLogConfigArn"):
                yield edge_finding("edge-log", distribution, "no real-time log", f"one for {path_of(behaviour)}")
    for delivery in inventory.templates.of("AWS::Logs::Delivery"):
        yield from _fields(delivery)


def access_logs_are_asked_for(inventory: Inventory) -> Iterator[Finding]:
    asked, there = inventory.settings.edge.access_logs, inventory.templates.of("AWS::Logs::Delivery")
    for delivery in there if not asked else ():
        yield edge_finding(
            "edge-log", delivery, "no access logs, as edge.access_logs is false", "a delivery of access logs"
        )


def nothing_travels_in_the_clear(inventory: Inventory) -> Iterator[Finding]:
    for distribution in distributions(inventory):
        oldest = (
            distribution.properties["DistributionConfig"].get("ViewerCertificate", {}).get("MinimumProtocolVersion")
        )
        if inventory.settings.edge.domain and oldest is not None and oldest not in _TLS:
            yield edge_finding("edge-plain", distribution, "TLS 1.2 or newer", f"{oldest} for viewers")
        for behaviour in behaviours(distribution):
            policy = behaviour.get("ViewerProtocolPolicy")
            if policy not in ("https-only", "redirect-to-https"):
                yield edge_finding("edge-plain", distribution, "HTTPS only", f"{policy} for {path_of(behaviour)}")
        for origin in distribution.properties["DistributionConfig"].get("Origins", []):
            protocol = origin.get("CustomOriginConfig", {}).get("OriginProtocolPolicy", "https-only")
            if protocol != "https-only":
                yield edge_finding("edge-plain", distribution, "HTTPS to each origin", f"{protocol} to {origin['Id']}")


def files_are_asked_for_without_cookies(inventory: Inventory) -> Iterator[Finding]:
    """Nothing of who asks is passed on to where the files lie, or makes a difference to what is cached."""
    for distribution in distributions(inventory):
        buckets = {
            it["Id"]
            for it in distribution.properties["DistributionConfig"].get("Origins", [])
            if "S3OriginConfig" in it
        }
        for behaviour in behaviours(distribution):
            passes = behaviour.get("OriginRequestPolicyId") or behaviour.get("ForwardedValues")
            if behaviour.get("TargetOriginId") in buckets and passes:
                yield edge_finding(
                    "edge-cookies",
                    distribution,
                    "no cookies, queries and headers passed on for files",
                    path_of(behaviour),
                )
    for policy in inventory.templates.of("AWS::CloudFront::CachePolicy"):
        key = policy.properties["CachePolicyConfig"].get("ParametersInCacheKeyAndForwardedToOrigin", {})
        behaviour = key.get("CookiesConfig", {}).get("CookieBehavior", "none")
        if behaviour != "none":
            yield edge_finding("edge-cookies", policy, "cookies make no difference", f"cookies: {behaviour}")


def firewall_keeps_no_samples(inventory: Inventory) -> Iterator[Finding]:
    """A sampled request is shown with address and headers for three hours."""
    for acl in inventory.templates.of("AWS::WAFv2::WebACL"):
        visible = [acl.properties.get("VisibilityConfig", {})]
        visible += [rule.get("VisibilityConfig", {}) for rule in acl.properties.get("Rules", [])]
        if any(it.get("SampledRequestsEnabled") for it in visible):
            yield edge_finding("firewall-samples", acl, "no sampled requests", "samples, which hold addresses")


EDGE_RULES: Final[tuple[Rule, ...]] = (
    origins_need_access_control,
    viewers_are_not_logged,
    access_logs_are_asked_for,
    nothing_travels_in_the_clear,
    files_are_asked_for_without_cookies,
    firewall_keeps_no_samples,
)


def _fields(delivery: Resource) -> Iterator[Finding]:
    fields = delivery.properties.get("RecordFields")
    telling = sorted(set(fields or ()) - TELL_OF_NOBODY)
    if not fields or telling:
        got = ", ".join(telling) or "all fields, the address among them"
        yield edge_finding("edge-log", delivery, "fields that tell of nobody", got)
