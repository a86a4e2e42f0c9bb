"""What the audit asks AWS for, and what it could not see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cli.audit.findings import Finding
from cli.deployment import Deployment, Stack
from cli.errors import Failed

_ABSENT: Final = frozenset(
    {
        "NoSuchBucketPolicy",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "ReplicationConfigurationNotFoundError",
        "ResourceNotFoundException",
        "ServerSideEncryptionConfigurationNotFoundError",
        "WAFNonexistentItemException",
    }
)
"""Codes by which AWS says that something is not set."""


@dataclass(frozen=True, kw_only=True)
class Physical:
    """A resource as a stack has it; ``stack`` is the stack's name without the deployment's."""

    stack: str
    logical_id: str
    kind: str
    id: str
    region: str


@dataclass
class Account:
    """``unseen`` is what AWS did not show: an audit that could not look must not say that all is well."""

    deployment: Deployment
    unseen: list[Finding] = field(default_factory=list)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    """Physical ids by stack and logical id, once ``physical`` has been asked."""
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, service: str, region: str | None = None) -> Any:
        where = region or self.deployment.settings.deployment.region
        if (service, where) not in self._clients:
            session: Any = self.deployment.session
            self._clients[service, where] = session.client(service, region_name=where)
        return self._clients[service, where]

    def ask(self, where: str, client: Any, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """The answer; nothing where it is not set, or where it can not be seen, which is noted."""
        try:
            answer: Mapping[str, Any] = getattr(client, operation)(**parameters)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code not in _ABSENT:
                self._note(where, operation, code or "an error")
            return {}
        except BotoCoreError as error:
            self._note(where, operation, type(error).__name__)
            return {}
        return answer

    def pages(self, where: str, client: Any, operation: str, key: str, **parameters: Any) -> list[Any]:
        """The same of all pages, by the ``key`` of their lists."""
        try:
            pages = client.get_paginator(operation).paginate(**parameters)
            return [it for page in pages for it in page.get(key, [])]
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code not in _ABSENT:
                self._note(where, operation, code or "an error")
        except BotoCoreError as error:
            self._note(where, operation, type(error).__name__)
        return []

    def physical(self) -> Iterator[Physical]:
        """Everything that the deployment's stacks consist of. Raises ``Failed`` when there are none."""
        name = self.deployment.settings.deployment.name
        found = [it for stack in self.deployment.stacks for it in self._of(stack, stack.name.removeprefix(f"{name}-"))]
        if not any(it.stack == "service" for it in found):
            raise Failed(f"there is no stack {self.deployment.service_stack}; make deploy makes it")
        self.ids = {(it.stack, it.logical_id): it.id for it in found}
        return iter(found)

    def _of(self, stack: Stack, short: str) -> Iterator[Physical]:
        client = self.client("cloudformation", stack.region)
        try:
            pages = list(client.get_paginator("list_stack_resources").paginate(StackName=stack.name))
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return
            raise
        for page in pages:
            for it in page["StackResourceSummaries"]:
                if not it["ResourceStatus"].startswith("DELETE_"):
                    yield Physical(
                        stack=short,
                        logical_id=it["LogicalResourceId"],
                        kind=it["ResourceType"],
                        id=it.get("PhysicalResourceId", ""),
                        region=stack.region,
                    )

    def _note(self, where: str, operation: str, code: str) -> None:
        self.unseen.append(
            Finding(
                promise="P10",
                rule="unseen",
                where=where,
                expected=f"an answer to {operation}",
                got=code,
                remedy="run the audit with credentials that may read this",
            )
        )
