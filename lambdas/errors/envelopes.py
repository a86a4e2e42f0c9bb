"""Reads Sentry's envelopes: lines of JSON, each item a header and a payload.

``{"event_id": …, "dsn": …}\\n{"type": "event"}\\n{…}``. A payload ends where the ``length`` of its header says, or with
the line. Browsers' SDKs write no ``length`` for what is JSON.
https://develop.sentry.dev/sdk/foundations/data-model/envelopes/
"""

import re
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from lambdas.errors.bounds import demand_bounds
from lambdas.protocol.limits import ENVELOPE_BYTES
from lambdas.protocol.problems import ProblemCode, RequestRefused

ITEMS: Final = 100
"""Sentry's own bound on the sessions of an envelope, which are the smallest items."""

_EVENT: Final = "event"
_NEWLINE: Final = b"\n"
_ESCAPE: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
_REPLACEMENT: Final = rb"\ufffd"

_Model = TypeVar("_Model")


class Envelope(Struct, frozen=True, kw_only=True):
    """``event`` is the first of its events, within all bounds. Everything else that was in it is forgotten."""

    dsn: str | None
    event: dict[str, Any] | None


class _Header(Struct, frozen=True):
    dsn: str | None = None
    event_id: str | None = None


class _ItemHeader(Struct, frozen=True):
    type: str
    length: Annotated[int, Meta(ge=0)] | None = None


def read_envelope(body: bytes) -> Envelope:
    """Raises ``RequestRefused`` with ``too_long``, ``not_an_envelope`` or ``too_complex``.

    The payloads of other items are skipped unread, whatever is in them.
    """
    if len(body) > ENVELOPE_BYTES:
        raise RequestRefused(ProblemCode.TOO_LONG)
    line, at = _line(body, 0)
    header = _decoded(line, _Header)
    event: dict[str, Any] | None = None
    items = 0
    while at < len(body):
        items += 1
        if items > ITEMS:
            raise RequestRefused(ProblemCode.TOO_COMPLEX)
        kind, payload, at = _item(body, at)
        if kind == _EVENT and event is None:
            event = _event(payload, header)
    return Envelope(dsn=header.dsn, event=event)


def _event(payload: bytes, header: _Header) -> dict[str, Any]:
    """An event need not repeat the id that the header gives it."""
    event = _decoded(payload, dict[str, Any])
    return event if header.event_id is None else {"event_id": header.event_id, **event}


def _item(body: bytes, start: int) -> tuple[str, bytes, int]:
    """Type and payload of the item that begins at ``start``, and where the next one does."""
    line, at = _line(body, start)
    if body[at - 1 : at] != _NEWLINE:
        # The end of the body stands for the end of a payload, and not for a payload.
        raise RequestRefused(ProblemCode.NOT_AN_ENVELOPE)
    header = _decoded(line, _ItemHeader)
    if header.length is None:
        payload, after = _line(body, at)
        return header.type, payload, after
    # A length is as long as somebody likes: it is compared before it is added to anything.
    if header.length > len(body) - at:
        raise RequestRefused(ProblemCode.NOT_AN_ENVELOPE)
    end = at + header.length
    if body[end : end + 1] not in {_NEWLINE, b""}:
        raise RequestRefused(ProblemCode.NOT_AN_ENVELOPE)
    return header.type, body[at:end], end + 1


def _line(body: bytes, start: int) -> tuple[bytes, int]:
    """Without its end, and where the next one begins."""
    end = body.find(_NEWLINE, start)
    return (body[start:], len(body)) if end < 0 else (body[start:end], end + 1)


def _decoded(text: bytes, model: type[_Model]) -> _Model:
    demand_bounds(text)
    try:
        return msgspec.json.decode(_whole(text), type=model)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise RequestRefused(ProblemCode.NOT_AN_ENVELOPE) from error


def _whole(text: bytes) -> bytes:
    """Half of a surrogate pair is what is left of an emoji where a script cuts a text: no reason to lose a report.

    JavaScript spells it as an escape for which there is no UTF-8. https://tc39.es/ecma262/#sec-quotejsonstring
    """
    return _ESCAPE.sub(lambda found: _REPLACEMENT if found[1] else found[0], text) if rb"\u" in text else text
