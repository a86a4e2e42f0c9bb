"""Why a request to the HTTP API is refused: stable codes, one body for all of them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct


class ProblemCode(StrEnum):
    """A client acts on the code; nobody matches on text. Codes are only ever added."""

    NOT_FROM_THE_EDGE = "not_from_the_edge"
    """The request did not come through CloudFront."""
    NOT_JSON = "not_json"
    """The body is not one JSON object in UTF-8."""
    TOO_LONG = "too_long"
    """The body is longer than ``REQUEST_BYTES``, of ``POST /api/events`` than ``USAGE_BYTES``, or of
    ``POST /api/errors`` than ``ENVELOPE_BYTES``."""
    INVALID_REQUEST = "invalid_request"
    """A field is missing, unknown, of another type or out of range."""
    NOT_SIGNED_IN = "not_signed_in"
    """There is no proof or token, or one that is not accepted: make a new one, with the server's time."""
    NOT_ALLOWED = "not_allowed"
    """Not this caller's to do, or there is no such thing: the two are not told apart."""
    INVALID_FIELDS = "invalid_fields"
    """Fields of the contact form are not filled in as it asks; ``fields`` says which, and why."""
    LOOKS_AUTOMATIC = "looks_automatic"
    """The field that people do not see is filled in."""
    TOO_SOON = "too_soon"
    """Nobody fills in a form that fast: wait ``retry_after_seconds``, then send the same again."""
    CHALLENGE_WRONG = "challenge_wrong"
    """The challenge is not one of ours, or its solution is none: read the form again."""
    CHALLENGE_EXPIRED = "challenge_expired"
    """The challenge is too old: read the form again and solve the new one."""
    CHALLENGE_USED = "challenge_used"
    """The challenge has already brought another request: read the form again and solve the new one."""
    CHANGED_MEANWHILE = "changed_meanwhile"
    """Somebody else was faster: read it again."""
    ERASED = "erased"
    """The data of this visitor has been deleted, and this key with it: make a new one."""
    NOT_AN_ENVELOPE = "not_an_envelope"
    """The body is no envelope of Sentry's: lines of JSON, each item after its own header."""
    TOO_COMPLEX = "too_complex"
    """An error report has too many items or keys, is nested too deeply, or holds too long a string or number."""
    ENCODED = "encoded"
    """Error reports are taken without any ``Content-Encoding``."""
    WRONG_DSN = "wrong_dsn"
    """The DSN in the envelope's header is not the one of this deployment: ``python -m cli outputs`` shows it."""
    TOO_MANY_REPORTS = "too_many_reports"
    """``X-Sentry-Rate-Limits`` says for how long no more error reports are taken."""
    BUSY = "busy"
    """A store asked to slow down, or others wrote at the same moment: wait, then send the same again."""
    FAILED = "failed"
    """Something broke on the server; it is logged there. Send the same again."""


class FieldProblem(StrEnum):
    """What is wrong with one field of the contact form."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_TELEPHONE = "not_a_telephone"
    NOT_AN_OPTION = "not_an_option"
    UNKNOWN = "unknown"


STATUS: Final[Mapping[ProblemCode, int]] = MappingProxyType(
    {
        ProblemCode.NOT_FROM_THE_EDGE: 403,
        ProblemCode.NOT_JSON: 400,
        ProblemCode.TOO_LONG: 413,
        ProblemCode.INVALID_REQUEST: 400,
        ProblemCode.NOT_SIGNED_IN: 401,
        ProblemCode.NOT_ALLOWED: 403,
        ProblemCode.INVALID_FIELDS: 422,
        ProblemCode.LOOKS_AUTOMATIC: 422,
        ProblemCode.TOO_SOON: 429,
        ProblemCode.CHALLENGE_WRONG: 422,
        ProblemCode.CHALLENGE_EXPIRED: 422,
        ProblemCode.CHALLENGE_USED: 422,
        ProblemCode.CHANGED_MEANWHILE: 409,
        ProblemCode.ERASED: 410,
        ProblemCode.NOT_AN_ENVELOPE: 400,
        ProblemCode.TOO_COMPLEX: 400,
        ProblemCode.ENCODED: 415,
        ProblemCode.WRONG_DSN: 403,
        ProblemCode.TOO_MANY_REPORTS: 429,
        ProblemCode.BUSY: 429,
        ProblemCode.FAILED: 500,
    }
)
"""API Gateway's own 429 has no code."""


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every answer that is not a success."""

    code: ProblemCode
    fields: dict[str, FieldProblem] | None = None
    retry_after_seconds: int | None = None


class RequestRefused(Exception):
    """A request that is not carried out. ``str()`` is the code alone, so nothing of a person's can reach a log."""

    def __init__(
        self,
        code: ProblemCode,
        *,
        fields: dict[str, FieldProblem] | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(code.value)
        self.problem = Problem(code=code, fields=fields, retry_after_seconds=retry_after_seconds)
