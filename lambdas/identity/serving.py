"""What all functions of the HTTP API have in common: who may ask, and the answer when something is wrong."""

import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

from lambdas.aws.errors import report
from lambdas.aws.http import Answer, HttpRequest, answer, not_from_the_edge, request_of
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.identity import wiring
from lambdas.identity.people import Identity
from lambdas.identity.rejection import Rejected
from lambdas.protocol.limits import REQUEST_BYTES
from lambdas.protocol.problems import STATUS, Problem, ProblemCode, RequestRefused

Respond = Callable[[HttpRequest, int], Answer]
"""Answers a request that came at ``now``, in epoch milliseconds. Raises ``RequestRefused``."""

BUSY_SECONDS = 2

_Body = TypeVar("_Body")


def serve(event: object, respond: Respond) -> Answer:
    """Never raises: API Gateway would answer with a body of its own."""
    now = time.time_ns() // 1_000_000
    request = request_of(event)
    try:
        if not wiring.edge_secret().was_sent(request.headers, now // 1000):
            return not_from_the_edge()
        return respond(request, now)
    except RequestRefused as refused:
        return refusal(refused.problem)
    except Exception as error:
        if is_transient(error):
            logger().warning("asked to wait", extra={"problem": type(error).__name__})
            return refusal(Problem(code=ProblemCode.BUSY, retry_after_seconds=BUSY_SECONDS))
        report(error)
        return refusal(Problem(code=ProblemCode.FAILED))


def refusal(problem: Problem) -> Answer:
    wait = problem.retry_after_seconds
    return answer(STATUS[problem.code], problem, {"retry-after": str(wait)} if wait else None)


def body_of(request: HttpRequest, model: type[_Body]) -> _Body:
    """Raises ``RequestRefused`` with ``too_long``, ``not_json`` or ``invalid_request``."""
    if len(request.body) > REQUEST_BYTES:
        raise RequestRefused(ProblemCode.TOO_LONG)
    try:
        return msgspec.json.decode(request.body, type=model)
    except msgspec.ValidationError as error:
        raise RequestRefused(ProblemCode.INVALID_REQUEST) from error
    # A lone surrogate and a nesting bomb end in errors of Python's own.
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise RequestRefused(ProblemCode.NOT_JSON) from error


def caller_of(request: HttpRequest, now: int) -> Identity:
    """Raises ``RequestRefused`` with ``not_signed_in``; the reason goes to the log alone."""
    try:
        return wiring.callers().of_request(request, now // 1000)
    except Rejected as rejected:
        logger().info("refused", extra={"reason": rejected.reason.value})
        raise RequestRefused(ProblemCode.NOT_SIGNED_IN) from rejected
