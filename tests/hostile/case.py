"""What a hostile request is, and how it has to be answered."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from lambdas.protocol.problems import STATUS, ProblemCode
from tests.unit.lambdas.errors.envelope_samples import EVENT, envelope, item

NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class Case(NamedTuple):
    """``code`` is that of a refusal. ``is_kept``: whether a report is stored, and passed on if that is switched on.

    ``headers`` are changes of those that a page's browser sends; one that is ``None`` is not there. ``event`` changes
    what API Gateway tells of the request.
    """

    name: str
    body: bytes
    code: ProblemCode | None = None
    is_kept: bool = False
    headers: Mapping[str, Any] = NONE
    event: Mapping[str, Any] = NONE

    @property
    def status(self) -> int:
        return 200 if self.code is None else STATUS[self.code]


def kept(name: str, body: bytes, **rest: Any) -> Case:
    return Case(name, body, is_kept=True, **rest)


def kept_event(name: str, **changes: Any) -> Case:
    """A good event but for ``changes``."""
    return kept(name, envelope(item("event", {**EVENT, **changes})))


def dropped(name: str, body: bytes) -> Case:
    return Case(name, body)


def refused(code: ProblemCode, name: str, body: bytes, **rest: Any) -> Case:
    return Case(name, body, code, **rest)


GOOD: Final = envelope(item("event", EVENT))
