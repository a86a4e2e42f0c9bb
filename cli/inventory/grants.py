"""What the functions' roles allow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cli.inventory.templates import Resource, Templates


@dataclass(frozen=True, kw_only=True)
class Grant:
    """``actions`` and ``resources`` as the policy says them, ``resources`` as text."""

    function: Resource
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[str, Any]

    @property
    def services(self) -> frozenset[str]:
        return frozenset(action.partition(":")[0] for action in self.actions)


def grants_of(templates: Templates, function: Resource) -> tuple[Grant, ...]:
    """Everything that the function's role allows it."""
    return tuple(_grants(templates, function))


def all_grants(templates: Templates) -> Iterator[Grant]:
    for function in templates.of("AWS::Lambda::Function"):
        yield from grants_of(templates, function)


def is_denied_anything(templates: Templates, function: Resource) -> bool:
    return any(_grants(templates, function, "Deny"))


def _grants(templates: Templates, function: Resource, effect: str = "Allow") -> Iterator[Grant]:
    role = templates.text(function.properties.get("Role", "")).strip("<>").removesuffix(".Arn")
    for document in _documents(templates, role):
        for statement in as_list(document.get("Statement", [])):
            if statement.get("Effect") == effect:
                yield Grant(
                    function=function,
                    actions=tuple(as_list(statement.get("Action", statement.get("NotAction", [])))),
                    resources=tuple(templates.text(it) for it in as_list(statement.get("Resource", "*"))),
                    conditions=statement.get("Condition", {}),
                )


def _documents(templates: Templates, role: str) -> Iterator[Mapping[str, Any]]:
    for policy in templates.of("AWS::IAM::Policy"):
        if f"<{role}>" in [templates.text(it) for it in policy.properties.get("Roles", [])]:
            yield policy.properties["PolicyDocument"]
    for resource in templates.of("AWS::IAM::Role"):
        if resource.short_id == role:
            yield from (policy["PolicyDocument"] for policy in resource.properties.get("Policies", []))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
