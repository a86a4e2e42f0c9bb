"""Asks a running system all that the document allows, and what it does not, and holds the answers against it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self
from urllib.parse import urlsplit

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lambdas.protocol.route import Media
from local.addresses import LOOPBACK
from local.stack import LocalStack
from tests.end_to_end.around import token
from tests.end_to_end.clients import VisitorKey
from tests.openapi.document import document

Operation = schemathesis.APIOperation[Any, Any, Any, Any]

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SECONDS: Final = 30


class SignedAs(StrEnum):
    """What comes in ``Authorization``."""

    NOBODY = "nobody"
    VISITOR = "visitor"
    AGENT = "agent"
    SOMETHING = "something"
    """That is neither."""


@dataclass(frozen=True, kw_only=True)
class System:
    """A running one. ``dsn`` is what error reports have to name.

    ``key`` is the visitor's who asks for everything at random, also for the erasure of itself.
    """

    chat: str
    shop: str
    site: str
    token: str
    dsn: str
    key: VisitorKey = field(default_factory=VisitorKey)

    @classmethod
    def of(cls, stack: LocalStack) -> Self:
        """With the token of the site's supervisor."""
        at, supervisors = stack.addresses, f"{stack.site}.supervisor"
        supervisor = next(agent for agent in stack.agents if supervisors in agent.groups)
        dsn = stack.outputs["ErrorsDsn"]
        return cls(chat=at.chat, shop=at.shop, site=stack.site, token=token(stack, supervisor), dsn=dsn)

    @property
    def address(self) -> str:
        """Names under ``localhost`` are this machine, and not every system's resolver knows."""
        host = LOOPBACK if (urlsplit(self.chat).hostname or "").endswith(".localhost") else urlsplit(self.chat).hostname
        return f"http://{host}:{urlsplit(self.chat).port}"

    def headers(self, signed: SignedAs, method: str, path: str, key: VisitorKey | None = None) -> dict[str, str]:
        """As a browser sends them from the page where such a caller is."""
        origin = self.chat if signed is SignedAs.AGENT else self.shop
        found = {"Host": urlsplit(self.chat).netloc, "Origin": origin}
        match signed:
            case SignedAs.VISITOR:
                proof = (key or self.key).proof(self.chat, htm=method, htu=f"{self.chat}{path}")
                return {**found, "Authorization": f"Proof {proof}"}
            case SignedAs.AGENT:
                return {**found, "Authorization": f"Bearer {self.token}"}
            case SignedAs.SOMETHING:
                return {**found, "Authorization": "Proof of nothing"}
        return found


@dataclass
class Asked:
    """How often each operation was answered with each status, and which answers are not as documented."""

    statuses: dict[str, dict[int, int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, name: str, status: int) -> None:
        of_operation = self.statuses.setdefault(name, {})
        of_operation[status] = of_operation.get(status, 0) + 1


@schemathesis.serializer(Media.ENVELOPE.value)
def _envelope(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """As it is: schemathesis knows no such type."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


def operations() -> Iterator[Operation]:
    for found in schemathesis.openapi.from_dict(document()).get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def ask_everything(system: System, *, examples: int, seed: int = 1) -> Asked:
    """So many requests to each operation, half of them with something that the document does not allow."""
    asked = Asked()
    with requests.Session() as session:
        for operation in operations():
            for mode in _modes(operation):
                asks = _asking(system, session, operation, mode, asked)
                limited = settings(_SETTINGS, max_examples=examples // 2)
                hypothesis.seed(seed)(limited(asks))()
    return asked


def _modes(operation: Operation) -> list[schemathesis.GenerationMode]:
    """Where nothing is told there is nothing that could be told wrongly."""
    has_wrong = operation.body or any(True for _ in operation.iter_parameters())
    wrong = [schemathesis.GenerationMode.NEGATIVE] if has_wrong else []
    return [schemathesis.GenerationMode.POSITIVE, *wrong]


_SETTINGS: Final = settings(
    database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def _asking(
    system: System,
    session: requests.Session,
    operation: Operation,
    mode: schemathesis.GenerationMode,
    asked: Asked,
) -> Callable[[], None]:
    @given(case=operation.as_strategy(generation_mode=mode), signed=st.sampled_from(SignedAs), at_home=st.booleans())
    def asks(case: schemathesis.Case[Any], signed: SignedAs, at_home: bool) -> None:
        headers = system.headers(signed, operation.method.upper(), operation.path)
        if at_home and "site" in case.path_parameters:
            case.path_parameters["site"] = system.site
        # MiniStack's CloudFront takes a path with a line break in it to the bucket.
        hypothesis.assume("%0A" not in case.formatted_path)
        if not at_home and "Origin" in case.headers:
            del headers["Origin"]
        response = case.call(
            base_url=system.address, session=session, headers=headers, allow_redirects=False, timeout=SECONDS
        )
        asked.count(str(operation.definition.raw["operationId"]), response.status_code)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as error:
            asked.wrong.append(f"{operation.label}: {error}")

    return asks


def ask(
    system: System,
    name: str,
    signed: SignedAs = SignedAs.NOBODY,
    *,
    key: VisitorKey | None = None,
    path_parameters: Mapping[str, str] | None = None,
    **case: Any,
) -> schemathesis.Response:
    """One request by its ``operationId``, whose answer is as documented. ``case`` is what schemathesis calls so."""
    operation = next(each for each in operations() if each.definition.raw["operationId"] == name)
    headers = system.headers(signed, operation.method.upper(), operation.path, key) | case.pop("headers", {})
    made = operation.Case(path_parameters=dict(path_parameters or {}), **case)
    response = made.call(base_url=system.address, headers=headers, allow_redirects=False, timeout=SECONDS)
    made.validate_response(response, checks=CHECKS)
    return response
