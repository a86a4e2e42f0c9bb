"""``remains``: what is left of a deployment after ``make destroy``, and why."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from cli.answer import Answer, Say
from cli.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

WHY: Final = {
    "AWS::DynamoDB::Table": "holds what visitors and agents wrote; deletion protection is on",
    "AWS::Cognito::UserPool": "holds the agents' accounts; deletion protection is on",
    "AWS::SecretsManager::Secret": "is what receipts of erasures are signed by, and checked with for years",
    "AWS::S3::Bucket": "holds public files, the browser's or those of availability, or access logs without addresses",
}
_OTHER = "the template says that it is kept"


@dataclass(frozen=True, kw_only=True)
class Remain:
    """One resource that deleting its stack left alone."""

    stack: str
    kind: str
    name: str
    why: str


def show(deployment: Deployment, _: Namespace, __: Say) -> Answer:
    standing: list[str] = []
    left: list[Remain] = []
    for stack in deployment.stacks:
        cloudformation = deployment.session.client("cloudformation", region_name=stack.region)
        standing += [stack.name] if _stands(cloudformation, stack.name) else []
        left += remains_of(cloudformation, stack.name)
    lines = [f"{stack} is still deployed; make destroy removes it" for stack in standing]
    lines += [f"{remain.kind}  {remain.name}\n  {remain.why} ({remain.stack})" for remain in left]
    return Answer(
        data={"deployed": standing, "left": [asdict(remain) for remain in left]},
        text="\n".join(lines) or "nothing is left that CloudFormation knows of",
    )


def remains_of(cloudformation: "CloudFormationClient", stack: str) -> Iterator[Remain]:
    """What was kept of every deleted stack of that name; CloudFormation remembers them for 90 days.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
    """
    pages = cloudformation.get_paginator("list_stack_resources")
    for stack_id in _deleted(cloudformation, stack):
        for page in pages.paginate(StackName=stack_id):
            for resource in page["StackResourceSummaries"]:
                if resource["ResourceStatus"] == "DELETE_SKIPPED":
                    kind = resource["ResourceType"]
                    name = resource.get("PhysicalResourceId", "")
                    yield Remain(stack=stack, kind=kind, name=name, why=WHY.get(kind, _OTHER))


def _deleted(cloudformation: "CloudFormationClient", stack: str) -> Iterator[str]:
    for page in cloudformation.get_paginator("list_stacks").paginate(StackStatusFilter=["DELETE_COMPLETE"]):
        yield from (each["StackId"] for each in page["StackSummaries"] if each["StackName"] == stack)


def _stands(cloudformation: "CloudFormationClient", stack: str) -> bool:
    described = cloudformation.get_paginator("describe_stacks").paginate()
    return any(each["StackName"] == stack for page in described for each in page["Stacks"])
