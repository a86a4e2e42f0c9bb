"""``POST /api/errors/search``, ``/fault`` and ``/resolve``, by those who mend."""

import time

from lambdas.api.serving import body_of, serve
from lambdas.aws.environment import is_on_lambda
from lambdas.aws.http import Answer, HttpRequest, answer
from lambdas.aws.init import end_of_init
from lambdas.errors import faults_wiring
from lambdas.identity import wiring as identity
from lambdas.identity.serving import caller_of
from lambdas.protocol.errors import ReadFault, ResolveFault, SearchFaults
from lambdas.protocol.problems import ProblemCode, RequestRefused

if is_on_lambda():
    identity.edge_secret().load(int(time.time()))
    identity.callers()
    faults_wiring.faults()
    end_of_init()


def handler(event: object, _context: object) -> Answer:
    return serve(event, respond, identity.edge_secret)


def respond(request: HttpRequest, now: int) -> Answer:
    """``now`` in epoch milliseconds. Raises ``RequestRefused``."""
    faults, caller = faults_wiring.faults(), caller_of(request, now)
    match request.method, request.path:
        case "POST", "/api/errors/search":
            return answer(200, faults.search(caller, body_of(request, SearchFaults), now))
        case "POST", "/api/errors/fault":
            return answer(200, faults.read(caller, body_of(request, ReadFault), now))
        case "POST", "/api/errors/resolve":
            return answer(200, faults.resolve(caller, body_of(request, ResolveFault), now))
        case _:
            raise RequestRefused(ProblemCode.NOT_ALLOWED)
