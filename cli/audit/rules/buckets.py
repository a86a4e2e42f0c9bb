"""P1: every bucket is closed to the public, encrypted, and read over TLS alone."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cli.audit.findings import Finding, Rule
from cli.audit.rules.principals import lets_others_in, says_statements
from cli.inventory.grants import as_list
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource

_BLOCKS: Final = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def buckets_are_closed(inventory: Inventory) -> Iterator[Finding]:
    for bucket in inventory.templates.of("AWS::S3::Bucket"):
        block = bucket.properties.get("PublicAccessBlockConfiguration", {})
        missing = [name for name in _BLOCKS if block.get(name) is not True]
        if missing:
            yield _finding("bucket-public", bucket, "all public access blocked", f"not set: {', '.join(missing)}")
    for policy in inventory.templates.of("AWS::S3::BucketPolicy"):
        if any(lets_others_in(statement, inventory.templates) for statement in _statements(policy)):
            yield _finding("bucket-public", policy, "principals of this account", "a statement that lets others in")


def buckets_are_encrypted(inventory: Inventory) -> Iterator[Finding]:
    for bucket in inventory.templates.of("AWS::S3::Bucket"):
        if not bucket.properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration"):
            yield _finding("bucket-encryption", bucket, "encryption at rest", "none set")


def buckets_want_tls(inventory: Inventory) -> Iterator[Finding]:
    """A statement of the bucket's policy denies what comes without."""
    templates = inventory.templates
    safe = {
        templates.text(policy.properties["Bucket"])
        for policy in templates.of("AWS::S3::BucketPolicy")
        if any(_denies_plain(statement) for statement in _statements(policy))
    }
    for bucket in templates.of("AWS::S3::Bucket"):
        if not safe & _names(bucket):
            yield _finding("bucket-tls", bucket, "a policy that denies requests without TLS", "none")


def objects_are_not_copied(inventory: Inventory) -> Iterator[Finding]:
    """Older versions and replicas would outlive the retention of what lies in a bucket."""
    for bucket in inventory.templates.of("AWS::S3::Bucket"):
        if bucket.properties.get("VersioningConfiguration", {}).get("Status") == "Enabled":
            yield _finding("bucket-copies", bucket, "no versions", "versions of each object", promise="P4")
        if bucket.properties.get("ReplicationConfiguration"):
            yield _finding("bucket-copies", bucket, "no replication", "a copy elsewhere", promise="P4")
        if bucket.properties.get("LoggingConfiguration"):
            yield _finding("bucket-log", bucket, "no log of who reads", "a log that holds addresses")


BUCKET_RULES: Final[tuple[Rule, ...]] = (
    buckets_are_closed,
    buckets_are_encrypted,
    buckets_want_tls,
    objects_are_not_copied,
)


def _names(bucket: Resource) -> set[str]:
    return {f"<{bucket.short_id}>", str(bucket.properties.get("BucketName", ""))} - {""}


def _statements(policy: Resource) -> list[Mapping[str, Any]]:
    return says_statements(policy.properties.get("PolicyDocument", {}))


def _denies_plain(statement: Mapping[str, Any]) -> bool:
    """Everybody, whatever is done to the bucket and its objects, and under no other condition."""
    everybody = statement.get("Principal") in ("*", {"AWS": "*"}) and statement.get("Action") == "s3:*"
    whole = len(as_list(statement.get("Resource", []))) == len(("bucket", "objects"))
    condition = str(statement.get("Condition")).lower() == "{'bool': {'aws:securetransport': 'false'}}"
    return statement.get("Effect") == "Deny" and everybody and whole and condition


def _finding(rule: str, resource: Resource, expected: str, got: str, *, promise: str = "P1") -> Finding:
    return Finding(
        promise=promise,
        rule=rule,
        where=resource.name,
        expected=expected,
        got=got,
    )
