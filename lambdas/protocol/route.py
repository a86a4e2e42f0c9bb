"""What a route of the HTTP API is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct

from lambdas.protocol.problems import ProblemCode

Codes = frozenset[ProblemCode]


class Caller(StrEnum):
    """Who may ask. A route that several may ask tells them apart by what comes in ``Authorization``."""

    ANYBODY = "anybody"
    VISITOR = "visitor"
    AGENT = "agent"


class Media(StrEnum):
    """What a body is."""

    JSON = "application/json"
    TEXT = "text/plain"
    ENVELOPE = "application/x-sentry-envelope"
    FORM = "application/x-www-form-urlencoded"
    HTML = "text/html"


class Part(StrEnum):
    """What a route is for."""

    CONTACT = "contact"
    PAGE = "page"
    INBOX = "inbox"
    PRIVACY = "privacy"
    ANALYTICS = "analytics"
    TUNNEL = "tunnel"
    FAULTS = "faults"
    HEALTH = "health"


class Place(StrEnum):
    """Where a parameter stands."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"


class Parameter(Struct, frozen=True, kw_only=True):
    name: str
    place: Place
    summary: str
    model: Any = str
    required: bool = False


class Body(Struct, frozen=True, kw_only=True):
    """``model`` in any of these spellings; the server reads JSON whatever ``Content-Type`` says."""

    model: Any
    media: tuple[Media, ...] = (Media.JSON,)


class Route(Struct, frozen=True, kw_only=True):
    """``answers`` are the bodies of the successes by status, ``None`` where there is none or it is a page.

    ``problems`` are answered with ``Problem``, or with a page that says it in words. A route with ``only_with`` is
    deployed with that table of the settings alone.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    part: Part
    summary: str
    callers: tuple[Caller, ...]
    answers: Mapping[int, Any]
    problems: Codes
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answer_media: Media = Media.JSON
    only_with: str | None = None

    @property
    def key(self) -> str:
        """As API Gateway writes it."""
        return f"{self.method} {self.path}"
