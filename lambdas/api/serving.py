"""A request from the edge to an answer, and the answer when something is wrong."""

import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

from lambdas.aws.edge import EdgeSecret
from lambdas.aws.errors import report
from lambdas.aws.http import Answer, HttpRequest, answer, not_from_the_edge, request_of
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.protocol.limits import REQUEST_BYTES
from lambdas.protocol.problems import STATUS, Problem, ProblemCode, RequestRefused

Respond = Callable[[HttpRequest, int], Answer]
"""Answers a request that came at ``now``, in epoch milliseconds. Raises ``RequestRefused``."""

BUSY_SECONDS = 2

_Body = TypeVar("_Body")


def serve(event: object, respond: Respond, edge_secret: Callable[[], EdgeSecret]) -> Answer:
    """Never raises: API Gateway would answer with a body of its own."""
    now = time.time_ns() // 1_000_000
    request = request_of(event)
    try:
        if not edge_secret().was_sent(request.headers, now // 1000):
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


def body_of(request: HttpRequest, model: type[_Body], longest: int = REQUEST_BYTES) -> _Body:
    """Of at most ``longest`` bytes.

    Raises ``RequestRefused`` with ``too_long``, ``not_json`` or ``invalid_request``.
    """
    if len(request.body) > longest:
        raise RequestRefused(ProblemCode.TOO_LONG)
    try:
        return msgspec.json.decode(request.body, type=model)
    except msgspec.ValidationError as error:
        raise RequestRefused(ProblemCode.INVALID_REQUEST) from error
    # A lone surrogate and a nesting bomb end in errors of Python's own.
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise RequestRefused(ProblemCode.NOT_JSON) from error
