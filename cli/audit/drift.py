"""Where the running account differs from its templates."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cli.audit.findings import Finding
from cli.inventory.templates import Resource, Templates

_COMPARED: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS::DynamoDB::Table": (
        "TimeToLiveSpecification",
        "PointInTimeRecoverySpecification",
        "DeletionProtectionEnabled",
    ),
    "AWS::Logs::LogGroup": ("RetentionInDays",),
    "AWS::S3::Bucket": ("PublicAccessBlockConfiguration",),
    "AWS::Lambda::Function": ("Environment",),
}
"""What says for how long something is kept and where it goes. Other differences are for the rules to judge."""

_CHANGES_BY_ITSELF: Final = frozenset({"RELEASE"})

_RETENTION: Final = frozenset({"AWS::DynamoDB::Table", "AWS::Logs::LogGroup"})


def drift(templates: Templates, live: Templates) -> Iterator[Finding]:
    """What was changed by hand, or not deployed yet."""
    running = {resource.name: resource for resource in live.resources}
    for resource in templates.resources:
        found = running.get(resource.name)
        for name in _COMPARED.get(resource.kind, ()) if found else ():
            yield from _differences(resource, name, resource.properties.get(name), found.properties.get(name))  # type: ignore[union-attr]


def _differences(resource: Resource, path: str, expected: Any, got: Any) -> Iterator[Finding]:
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        if _is_reference(expected):
            return
        for key in sorted({*expected, *got} - _CHANGES_BY_ITSELF):
            yield from _differences(resource, f"{path}.{key}", expected.get(key), got.get(key))
    elif not _is_reference(expected) and str(expected) != str(got):
        yield _drifted(resource, path, expected, got)


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))


def _drifted(resource: Resource, path: str, expected: Any, got: Any) -> Finding:
    # A variable's value may be a key of somebody's: its name says enough.
    is_value = path.startswith("Environment.")
    return Finding(
        promise="P4" if resource.kind in _RETENTION else "P10",
        rule="drift",
        where=resource.name,
        expected=f"{path} as in the template" if is_value else f"{path} = {expected}",
        got="another value" if is_value else str(got),
        remedy="undo the change, or deploy (make deploy)",
    )
