"""The synthesized templates: what a deployment consists of, before anything is deployed."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cli.errors import WrongUse

Properties = Mapping[str, Any]

BESIDE: Final = "account"
"""In place of a stack, for what lies in the account beside them."""

_HASH: Final = re.compile(r"[0-9A-F]{8}$")
_SUFFIX: Final = ".template.json"
_STACKS: Final = ("data", "service", "global", "access-logs")


@dataclass(frozen=True, kw_only=True)
class Resource:
    """``stack`` is the stack's name without the deployment's; ``kind`` is CloudFormation's type."""

    stack: str
    logical_id: str
    kind: str
    properties: Properties
    deletion_policy: str | None
    condition: str | None = None

    @property
    def short_id(self) -> str:
        """The logical id without CDK's eight digits of hash; what has no template keeps its name."""
        return self.logical_id if self.stack == BESIDE else _HASH.sub("", self.logical_id)

    @property
    def name(self) -> str:
        """As people find it: ``service/ChatMessagesLogs``."""
        return f"{self.stack}/{self.short_id}"


class Templates:
    """``resources`` of all stacks; ``exports`` are the values by which one stack names what is another's."""

    def __init__(self, resources: tuple[Resource, ...], exports: Mapping[str, Any]) -> None:
        self.resources = resources
        self._exports = exports

    @property
    def stacks(self) -> frozenset[str]:
        return frozenset(resource.stack for resource in self.resources)

    def of(self, kind: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.kind == kind)

    def find(self, name: str) -> Resource | None:
        """The resource of that name, such as ``data/Chat``."""
        return next((resource for resource in self.resources if resource.name == name), None)

    def functions(self) -> dict[str, Resource]:
        """Our own functions by their handler."""
        found = {str(it.properties.get("Handler", "")): it for it in self.of("AWS::Lambda::Function")}
        return {handler: it for handler, it in found.items() if handler.startswith("lambdas.")}

    def environment(self, handler: str) -> dict[str, str]:
        """The variables of one of our functions as text; none when it is not deployed."""
        function = self.functions().get(handler)
        return variables_of(self, function) if function else {}

    def with_resources(self, resources: tuple[Resource, ...]) -> "Templates":
        """The same with other resources."""
        return Templates(resources, self._exports)

    def text(self, expression: Any) -> str:
        """An expression as one line: a reference is ``<Chat>``, a resource's ARN ``<Chat.Arn>``."""
        if not isinstance(expression, Mapping):
            return str(expression)
        ((intrinsic, argument),) = expression.items()
        match intrinsic:
            case "Fn::Join":
                return str(argument[0]).join(self.text(part) for part in argument[1])
            case "Ref":
                return f"<{_HASH.sub('', argument)}>"
            case "Fn::GetAtt":
                return f"<{_HASH.sub('', argument[0])}.{argument[1]}>"
            case "Fn::ImportValue" if argument in self._exports:
                return self.text(self._exports[argument])
            case "Fn::GetStackOutput":
                return f"<{argument['StackName']}.{argument['OutputName']}>"
            case "Fn::Sub":
                return str(argument if isinstance(argument, str) else argument[0])
        return f"<{intrinsic}>"


def variables_of(templates: Templates, function: Resource) -> dict[str, str]:
    """What a function is told, as text."""
    variables = function.properties.get("Environment", {}).get("Variables", {})
    return {name: templates.text(value) for name, value in variables.items()}


def read_templates(directory: Path, deployment: str) -> Templates:
    """Those of ``deployment`` in what ``cdk synth`` wrote. Raises ``WrongUse`` when they are not there."""
    bodies = {stack: body for stack in _STACKS if (body := _body(directory / f"{deployment}-{stack}{_SUFFIX}"))}
    missing = [stack for stack in ("data", "service") if stack not in bodies]
    if missing:
        raise WrongUse(
            f"{directory}: expected the templates of {deployment}, got no {deployment}-{missing[0]}{_SUFFIX}"
        )
    try:
        return templates_of(bodies)
    except (AttributeError, KeyError, TypeError) as error:
        raise WrongUse(f"{directory}: expected templates of CloudFormation, got {type(error).__name__}") from error


def templates_of(bodies: Mapping[str, Mapping[str, Any]]) -> Templates:
    """Out of the templates' JSON, by the stacks' names without the deployment's."""
    resources = (resource for stack, body in bodies.items() for resource in _resources(stack, body))
    exports = {
        output["Export"]["Name"]: output["Value"]
        for body in bodies.values()
        for output in body.get("Outputs", {}).values()
        if "Export" in output
    }
    return Templates(tuple(resources), exports)


def _resources(stack: str, body: Mapping[str, Any]) -> Iterator[Resource]:
    for logical_id, it in body["Resources"].items():
        yield Resource(
            stack=stack,
            logical_id=logical_id,
            kind=it["Type"],
            properties=it.get("Properties", {}),
            deletion_policy=it.get("DeletionPolicy"),
            condition=it.get("Condition"),
        )


def _body(path: Path) -> dict[str, Any] | None:
    try:
        body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise WrongUse(f"{path}: expected a template in JSON, got {type(error).__name__}") from error
    return body
