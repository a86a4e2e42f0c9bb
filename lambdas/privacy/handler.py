"""Handler of ``/api/privacy/*``, and of the schedule that takes up what was interrupted."""

import time

from lambdas.api.serving import body_of, serve
from lambdas.aws.environment import is_on_lambda
from lambdas.aws.http import Answer, HttpRequest, answer
from lambdas.aws.init import end_of_init
from lambdas.aws.metrics import counts
from lambdas.identity import wiring as identity
from lambdas.identity.serving import caller_of
from lambdas.privacy import answers, wiring
from lambdas.protocol.privacy import Erase, ReadExport
from lambdas.protocol.problems import ProblemCode, RequestRefused

RESUME = {"resume": "erasures"}
"""What the schedule calls the function with. No request of API Gateway's looks like it."""

if is_on_lambda():
    wiring.privacy()
    identity.callers()
    identity.edge_secret().load(int(time.time()))
    end_of_init()


def handler(event: object, _context: object) -> Answer:
    try:
        if event == RESUME:
            return {"ended": wiring.privacy().erasures.resume(time.time_ns() // 1_000_000)}
        return serve(event, _respond, identity.edge_secret)
    finally:
        counts().write()


def _respond(request: HttpRequest, now: int) -> Answer:
    match (request.method, request.path):
        case ("GET", "/api/privacy/receipt-key"):
            return answer(200, answers.keys())
        case ("POST", "/api/privacy/stored"):
            return answer(200, answers.stored(caller_of(request, now), now))
        case ("POST", "/api/privacy/export"):
            asked = body_of(request, ReadExport)
            return answer(200, answers.export(caller_of(request, now), asked, now))
        case ("POST", "/api/privacy/erasures"):
            erasing = body_of(request, Erase)
            return answer(200, answers.erase(caller_of(request, now), erasing, now))
    raise RequestRefused(ProblemCode.NOT_ALLOWED)
