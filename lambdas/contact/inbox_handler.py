"""``POST /api/contact/search`` and ``POST /api/contact/changes``, by agents."""

import time

from lambdas.api.serving import body_of, serve
from lambdas.aws.environment import is_on_lambda
from lambdas.aws.http import Answer, HttpRequest, answer
from lambdas.aws.init import end_of_init
from lambdas.contact import inbox_wiring
from lambdas.identity import wiring as identity
from lambdas.identity.serving import caller_of
from lambdas.protocol.contact import ChangeContactRequest, SearchContactRequests
from lambdas.protocol.problems import ProblemCode, RequestRefused

if is_on_lambda():
    identity.edge_secret().load(int(time.time()))
    identity.callers()
    inbox_wiring.inbox()
    end_of_init()


def handler(event: object, _context: object) -> Answer:
    return serve(event, respond, identity.edge_secret)


def respond(request: HttpRequest, now: int) -> Answer:
    """``now`` in epoch milliseconds. Raises ``RequestRefused``."""
    inbox, caller = inbox_wiring.inbox(), caller_of(request, now)
    match request.method, request.path:
        case "POST", "/api/contact/search":
            return answer(200, inbox.search(caller, body_of(request, SearchContactRequests), now))
        case "POST", "/api/contact/changes":
            return answer(200, inbox.change(caller, body_of(request, ChangeContactRequest), now))
        case _:
            raise RequestRefused(ProblemCode.NOT_ALLOWED)
