"""P3 and P4: what lies in the table is encrypted, and lies nowhere else."""

from collections.abc import Iterator
from typing import Final

from cli.audit.findings import Finding, Rule
from cli.inventory.inventory import Inventory
from cli.inventory.retention import TABLE


def tables_are_encrypted(inventory: Inventory) -> Iterator[Finding]:
    """With a key in the account, whose use CloudTrail shows; DynamoDB encrypts with one of its own anyhow."""
    for table in inventory.templates.of(TABLE):
        if not table.properties.get("SSESpecification", {}).get("SSEEnabled"):
            expected, got = "encryption with a key of the account", "none set"
            yield _finding("P3", "table-encryption", table.name, expected, got)


def tables_are_not_copied(inventory: Inventory) -> Iterator[Finding]:
    """An erasure would not reach a stream, a replica or the list of most used keys."""
    copies = {
        "StreamSpecification": "a stream of all changes",
        "KinesisStreamSpecification": "a stream of all changes",
        "ReplicaSpecification": "replicas",
        "Replicas": "replicas",
        "ImportSourceSpecification": "data from elsewhere",
    }
    for table in inventory.templates.of(TABLE):
        for name, what in copies.items():
            if table.properties.get(name):
                yield _finding("P4", "table-copies", table.name, "no copy of the table", what)
        watched = (table.properties, *table.properties.get("GlobalSecondaryIndexes", ()))
        if any(it.get("ContributorInsightsSpecification", {}).get("Enabled") for it in watched):
            yield _finding(
                "P4", "table-copies", table.name, "no list of keys", "contributor insights, which show visitor ids"
            )


TABLE_RULES: Final[tuple[Rule, ...]] = (tables_are_encrypted, tables_are_not_copied)


def _finding(promise: str, rule: str, where: str, expected: str, got: str) -> Finding:
    return Finding(promise=promise, rule=rule, where=where, expected=expected, got=got)
