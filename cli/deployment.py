"""Finds a deployment: the settings file says which one, CloudFormation says what it consists of."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import boto3
from botocore.exceptions import ClientError

from cli.errors import Failed
from lambdas.identity.people import OPERATOR, SUPERVISOR
from stacks.settings import Settings

GLOBAL_REGION: Final = "us-east-1"
"""Where CloudFront looks for certificates, firewalls and the delivery of its logs."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    name: str
    region: str


class Deployment:
    """Credentials come as for AWS's own command line; ``AWS_ENDPOINT_URL`` leads elsewhere than to AWS."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def session(self) -> boto3.Session:
        """Made on first use: what needs no account does not look for one."""
        return boto3.Session(region_name=self.settings.deployment.region)

    @property
    def service_stack(self) -> str:
        return f"{self.settings.deployment.name}-service"

    @property
    def stacks(self) -> tuple[Stack, ...]:
        """Every stack that there may be; ``stacks.synth`` names them."""
        name, home = self.settings.deployment.name, self.settings.deployment.region
        return (
            Stack(name=f"{name}-data", region=home),
            Stack(name=self.service_stack, region=home),
            Stack(name=f"{name}-global", region=GLOBAL_REGION),
            Stack(name=f"{name}-access-logs", region=GLOBAL_REGION),
        )

    @cached_property
    def outputs(self) -> dict[str, str]:
        """What the service stack says of itself. Raises ``Failed`` when it is not there."""
        try:
            answer = self.session.client("cloudformation").describe_stacks(StackName=self.service_stack)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                region = self.settings.deployment.region
                raise Failed(f"there is no stack {self.service_stack} in {region}; make deploy makes it") from error
            raise
        described = answer["Stacks"][0].get("Outputs", [])
        return {each["OutputKey"]: each["OutputValue"] for each in described if "ExportName" not in each}

    def output(self, name: str) -> str:
        """Raises ``Failed`` when the deployed release is older than this checkout and has no such output."""
        if name not in self.outputs:
            raise Failed(f"the stack {self.service_stack} has no output {name}; make deploy brings it up to date")
        return self.outputs[name]

    @property
    def groups(self) -> tuple[str, ...]:
        """``<site>.<group>`` of every group that the settings name, the sites' supervisors among them."""
        return tuple(self._groups())

    @property
    def account_groups(self) -> tuple[str, ...]:
        """Those that an account may be in: the operator's, too, which is of no site and answers nobody."""
        return (*self.groups, OPERATOR)

    def _groups(self) -> Iterator[str]:
        for site, settings in self.settings.sites.items():
            yield from (f"{site}.{group}" for group in (*settings.groups, SUPERVISOR))
