"""``POST /api/events``: how the widget is used, without who uses it, into the queue."""

import time

from lambdas.analytics import collect_wiring as wiring
from lambdas.analytics.collect_request import anonymous, came_at, objects, seen_of
from lambdas.analytics.tracking import queued_batch
from lambdas.api.serving import body_of, serve
from lambdas.aws.environment import is_on_lambda
from lambdas.aws.http import Answer, HttpRequest, answer, unread
from lambdas.aws.init import end_of_init
from lambdas.aws.metrics import Count, counts
from lambdas.protocol.limits import USAGE_BYTES
from lambdas.protocol.problems import ProblemCode, RequestRefused
from lambdas.protocol.usage import UsageBatch, UsageQueued

if is_on_lambda():
    wiring.edge_secret().load(int(time.time()))
    wiring.queue()
    end_of_init()


def handler(event: object, _context: object) -> Answer:
    """Who asks is forgotten first, so that nothing that comes after it can log, report or queue it."""
    try:
        return unread(serve(anonymous(event), _respond, wiring.edge_secret))
    finally:
        counts().write()


def _respond(request: HttpRequest, now: int) -> Answer:
    if objects(request.headers):
        return answer(200, UsageQueued(queued=0))
    try:
        queued = _queued(request, came_at(request, now))
    except RequestRefused:
        counts().add(Count.EVENTS_REFUSED)
        raise
    counts().add(Count.EVENTS_QUEUED, queued)
    return answer(202, UsageQueued(queued=queued))


def _queued(request: HttpRequest, now: int) -> int:
    """The origin says which site it is: a browser does not let a page choose it."""
    seen, told = seen_of(request.headers), wiring.environment()
    idsite = told.matomo_sites.get(seen.origin)
    if idsite is None:
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    batch = body_of(request, UsageBatch, USAGE_BYTES)
    wiring.queue().add(queued_batch(batch, seen, idsite=idsite, now=now, waiting_days=told.waiting_days))
    return len(batch.events)
