"""A synthesized template, and the questions that tests ask it."""

import json
import re
from collections.abc import Iterator
from typing import Any

Properties = dict[str, Any]
Grant = tuple[str, str]


class Template:
    """``body`` is the template as CloudFormation gets it; ``exports`` are other stacks' values by export name."""

    def __init__(self, body: dict[str, Any], exports: dict[str, Any]) -> None:
        self.body = body
        self.resources: dict[str, Any] = body["Resources"]
        self._exports = exports

    def of(self, kind: str) -> dict[str, Properties]:
        """The properties of each resource of the type, by logical id."""
        return {name: it.get("Properties", {}) for name, it in self.resources.items() if it["Type"] == kind}

    def only(self, kind: str) -> Properties:
        (properties,) = self.of(kind).values()
        return properties

    def functions(self) -> dict[str, Properties]:
        """Our own functions by handler."""
        functions = self.of("AWS::Lambda::Function").values()
        return {it["Handler"]: it for it in functions if it["Handler"].startswith("lambdas.")}

    def environment(self, handler: str) -> dict[str, Any]:
        variables: dict[str, Any] = self.functions()[handler]["Environment"]["Variables"]
        return variables

    def grants(self, function: Properties) -> set[Grant]:
        """Each action that the function's role allows, with the resource that it allows it on."""
        role = function["Role"]["Fn::GetAtt"][0]
        return {grant for policy in self._policies(role) for grant in self._grants(policy)}

    def _policies(self, role: str) -> Iterator[Properties]:
        assert not self.resources[role]["Properties"].keys() & {"Policies", "ManagedPolicyArns"}
        for policy in self.of("AWS::IAM::Policy").values():
            if {"Ref": role} in policy["Roles"]:
                yield policy["PolicyDocument"]

    def _grants(self, document: Properties) -> Iterator[Grant]:
        for statement in document["Statement"]:
            assert statement["Effect"] == "Allow"
            condition = f" if {json.dumps(statement['Condition'])}" if "Condition" in statement else ""
            for action in as_list(statement["Action"]):
                for resource in as_list(statement["Resource"]):
                    yield action, self.text(resource) + condition

    def text(self, expression: Any) -> str:
        """An expression as one line: a reference is ``<Chat>``, a resource's ARN ``<Chat.Arn>``."""
        if isinstance(expression, str):
            return expression
        ((intrinsic, argument),) = expression.items()
        match intrinsic:
            case "Fn::Join":
                return "".join(self.text(part) for part in argument[1])
            case "Ref":
                return f"<{self._readable(argument)}>"
            case "Fn::GetAtt":
                return f"<{self._readable(argument[0])}.{argument[1]}>"
            case "Fn::GetStackOutput":
                return f"<{argument['StackName']}.{argument['OutputName'].removeprefix('ExportsOutput')}>"
            case "Fn::ImportValue":
                return self.text(self._exports[argument])
        raise AssertionError(f"an intrinsic function that no test reads yet: {intrinsic}")

    @staticmethod
    def _readable(logical_id: str) -> str:
        """Without CDK's eight digits of hash."""
        return re.sub(r"[0-9A-F]{8}$", "", logical_id)


def exports_of(body: dict[str, Any]) -> dict[str, Any]:
    """What other stacks can import of the template."""
    outputs = body.get("Outputs", {}).values()
    return {output["Export"]["Name"]: output["Value"] for output in outputs if "Export" in output}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
