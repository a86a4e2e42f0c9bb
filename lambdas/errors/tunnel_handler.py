"""``POST /api/errors``: error reports of pages in Sentry's envelopes, and those that functions of ours send."""

import time
from typing import Any, Final
from uuid import uuid4

from lambdas.api.serving import serve
from lambdas.aws.environment import is_on_lambda
from lambdas.aws.errors import report
from lambdas.aws.http import Answer, HttpRequest, answer, unread
from lambdas.aws.init import end_of_init
from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count, counts
from lambdas.aws.transient import is_transient
from lambdas.errors import tunnel_wiring as wiring
from lambdas.errors.dsns import is_own
from lambdas.errors.envelopes import Envelope, read_envelope
from lambdas.errors.records import Received
from lambdas.errors.scrubber.events import scrub
from lambdas.errors.scrubber.reports import report_of
from lambdas.errors.tunnel_request import anonymous, invoked, with_device
from lambdas.protocol.errors import ReportTaken, Source
from lambdas.protocol.problems import ProblemCode, RequestRefused

TOO_MANY: Final = 429
RATE_LIMITS: Final = "x-sentry-rate-limits"

if is_on_lambda():
    wiring.edge_secret().load(int(time.time()))
    wiring.reception()
    wiring.forwarding()
    end_of_init()


def handler(event: object, _context: object) -> Answer:
    """Raises what passes by itself when a function of ours sent the report: Lambda then calls once more."""
    envelope = invoked(event)
    try:
        if envelope is not None:
            return _take_from_function(envelope)
        return unread(_with_rate_limits(serve(anonymous(event), _respond, wiring.edge_secret)))
    finally:
        counts().write()


def _respond(request: HttpRequest, now: int) -> Answer:
    try:
        source, site = _sender(request)
        event = _envelope_of(request).event
        event_id = _take(event and with_device(event, request.headers), source, site, now)
    except RequestRefused as refused:
        _count_refused(refused)
        raise
    return answer(200, ReportTaken(id=event_id))


def _envelope_of(request: HttpRequest) -> Envelope:
    envelope = read_envelope(request.body)
    if not is_own(envelope.dsn, wiring.environment().errors_dsn):
        raise RequestRefused(ProblemCode.WRONG_DSN)
    return envelope


def _sender(request: HttpRequest) -> tuple[Source, str | None]:
    """The origin says which site it is: a browser does not let a page choose it."""
    if (request.method, request.path) != ("POST", "/api/errors"):
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    if "content-encoding" in request.headers:
        raise RequestRefused(ProblemCode.ENCODED)
    site = wiring.environment().error_origins.get(request.headers.get("origin", ""))
    if site is None:
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    return (Source.PAGE, site) if site else (Source.CONSOLE, None)


def _take_from_function(envelope: str) -> Answer:
    """Nobody waits for an answer. No DSN is asked for: Lambda lets only functions of ours send anything this way."""
    try:
        event = read_envelope(envelope.encode(errors="replace")).event
        _take(event, Source.FUNCTION, None, time.time_ns() // 1_000_000)
    except RequestRefused as refused:
        _count_refused(refused)
        logger().warning("report refused", extra={"problem": refused.problem.code.value})
    except Exception as error:
        if is_transient(error):
            raise
        report(error)
    return {}


def _take(given: dict[str, Any] | None, source: Source, site: str | None, now: int) -> str | None:
    """The event's id, or ``None`` when there was no event. Raises ``RequestRefused`` with ``too_many_reports``."""
    if given is None:
        return None
    wiring.pace().admit(source, now)
    event = scrub(given)
    told = report_of(event, uuid4().hex)
    is_new = wiring.reception().take(Received(report=told, source=source, site=site, at=now))
    if is_new:
        counts().add(Count.ERRORS_TAKEN)
        _forward({**event, "event_id": told.event_id}, now)
    return told.event_id


def _forward(event: dict[str, object], now: int) -> None:
    forwarding = wiring.forwarding()
    if forwarding is not None:
        is_forwarded = forwarding.forward(event, now)
        counts().add(Count.ERRORS_FORWARDED if is_forwarded else Count.ERRORS_NOT_FORWARDED)


def _count_refused(refused: RequestRefused) -> None:
    is_limited = refused.problem.code is ProblemCode.TOO_MANY_REPORTS
    counts().add(Count.ERRORS_LIMITED if is_limited else Count.ERRORS_REFUSED)


def _with_rate_limits(answered: Answer) -> Answer:
    """A bare 429 makes Sentry's SDKs hold back everything for a minute, so each says what it is about, and how long.

    https://develop.sentry.dev/sdk/expected-features/rate-limiting/
    """
    if answered["statusCode"] != TOO_MANY:
        return answered
    headers = dict(answered["headers"])  # type: ignore[call-overload]
    return {**answered, "headers": {**headers, RATE_LIMITS: f"{headers['retry-after']}:error:organization"}}
