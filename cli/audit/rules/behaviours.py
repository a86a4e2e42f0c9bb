"""P1: what CloudFront does for each path, and whom it asks."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cli.audit.findings import Finding, Rule
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource

_PERSONAL: Final = frozenset({"/ws", "/api/*", "/api/events", "/contact/*"})

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
_NOT_CACHED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_CACHED_BY_COOKIES: Final = frozenset(
    {
        "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
        "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
        "2e54312d-136d-493c-8eb9-b001f22f67d2",
    }
)


def origins_are_their_own(inventory: Inventory) -> Iterator[Finding]:
    """Buckets and APIs of this deployment: as references, or by the names that they have once they run."""
    templates = inventory.templates
    names = {str(it.properties.get("BucketName", "")) for it in templates.of("AWS::S3::Bucket")}
    names |= {str(it.properties.get("ApiId", "")) for it in templates.of("AWS::ApiGatewayV2::Api")}
    for distribution in distributions(inventory):
        for origin in distribution.properties["DistributionConfig"].get("Origins", []):
            domain = templates.text(origin.get("DomainName", ""))
            if not domain.startswith("<") and domain.partition(".")[0] not in names - {""}:
                yield edge_finding("edge-origin", distribution, "origins of this deployment", domain)


def nobody_looks_on_at_the_edge(inventory: Inventory) -> Iterator[Finding]:
    for distribution in distributions(inventory):
        for behaviour in behaviours(distribution):
            associations = behaviour.get("FunctionAssociations") or []
            told = [
                inventory.templates.text(it.get("FunctionARN", "")) for it in associations if isinstance(it, Mapping)
            ]
            foreign = behaviour.get("LambdaFunctionAssociations") or any("<" not in arn for arn in told)
            if isinstance(foreign, Mapping):
                foreign = foreign.get("Items")
            if foreign:
                yield edge_finding("edge-code", distribution, "no code but this deployment's", path_of(behaviour))


def answers_to_somebody_are_not_cached(inventory: Inventory) -> Iterator[Finding]:
    for distribution in distributions(inventory):
        for behaviour in behaviours(distribution):
            policy = inventory.templates.text(behaviour.get("CachePolicyId", ""))
            if behaviour.get("PathPattern") in _PERSONAL and policy != _NOT_CACHED:
                yield edge_finding("edge-cache", distribution, "answers that nobody else gets", path_of(behaviour))
            if policy in _CACHED_BY_COOKIES:
                yield edge_finding("edge-cookies", distribution, "cookies make no difference", path_of(behaviour))


BEHAVIOUR_RULES: Final[tuple[Rule, ...]] = (
    origins_are_their_own,
    nobody_looks_on_at_the_edge,
    answers_to_somebody_are_not_cached,
)


def distributions(inventory: Inventory) -> tuple[Resource, ...]:
    return inventory.templates.of("AWS::CloudFront::Distribution")


def behaviours(distribution: Resource) -> Iterator[Mapping[str, Any]]:
    config = distribution.properties["DistributionConfig"]
    yield config["DefaultCacheBehavior"]
    yield from config.get("CacheBehaviors", [])


def path_of(behaviour: Mapping[str, Any]) -> str:
    return str(behaviour.get("PathPattern", "every other path"))


def edge_finding(rule: str, resource: Resource, expected: str, got: str) -> Finding:
    return Finding(promise="P1", rule=rule, where=resource.name, expected=expected, got=got)
