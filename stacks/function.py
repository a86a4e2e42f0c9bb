"""The one construct through which every function goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.logs import log_group
from stacks.settings import ReservedConcurrency

TIMEOUT_SECONDS: Final = 10
"""Unless a function says otherwise: nobody waits for longer."""


@dataclass(frozen=True, kw_only=True)
class Base:
    """What all functions of a deployment have in common.

    ``error_tunnel`` is the function to which all others report their errors; it can not report its own to itself.
    """

    code: lambda_.Code
    dependencies: lambda_.ILayerVersion
    release: str
    log_days: int
    metrics_namespace: str
    reserved_concurrency: ReservedConcurrency
    error_tunnel: lambda_.IFunction | None = None


class Function(Construct):
    """A function that may do nothing but write its log, until ``allow`` names what else.

    ``handler`` is ``package.module.function``; ``environment`` has exactly the fields of the function's
    environment model, besides what ``Base`` gives to all.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Base,
        handler: str,
        environment: Mapping[str, str],
        timeout_seconds: int = TIMEOUT_SECONDS,
    ) -> None:
        super().__init__(scope, construct_id)
        self.timeout_seconds = timeout_seconds
        self.logs = log_group(self, days=base.log_days)
        self._role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.logs.grant_write(self._role)
        self.function = lambda_.Function(
            self,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=base.code,
            layers=[base.dependencies],
            handler=handler,
            role=self._role,
            environment=_common_environment(base, construct_id) | dict(environment),
            memory_size=512,
            timeout=Duration.seconds(timeout_seconds),
            # Each function has a key of its own in the settings.
            reserved_concurrent_executions=getattr(base.reserved_concurrency, construct_id.lower()),
            logging_format=lambda_.LoggingFormat.JSON,
            # Start and report of each call say what metrics say too, and would be most of the log.
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            log_group=self.logs,
        )
        if base.error_tunnel:
            self.allow("lambda:InvokeFunction", on=[base.error_tunnel.function_arn])

    def allow(
        self, *actions: str, on: Sequence[str], conditions: Mapping[str, Mapping[str, Sequence[str]]] | None = None
    ) -> None:
        """Grant the named actions on the named resources."""
        self._role.add_to_policy(iam.PolicyStatement(actions=[*actions], resources=on, conditions=conditions))

    def allow_once_there(self, *actions: str, on: Sequence[str]) -> None:
        """The same on what is itself made after the function, which therefore does not wait for this policy."""
        statement = iam.PolicyStatement(actions=[*actions], resources=on)
        iam.Policy(self, "OnceThere", roles=[self._role], statements=[statement])


def _common_environment(base: Base, service: str) -> dict[str, str]:
    environment = {
        "POWERTOOLS_SERVICE_NAME": service.lower(),
        "POWERTOOLS_METRICS_NAMESPACE": base.metrics_namespace,
        "RELEASE": base.release,
    }
    return environment | ({"ERROR_TUNNEL": base.error_tunnel.function_name} if base.error_tunnel else {})
