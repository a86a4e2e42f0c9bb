"""``GET /api/health``: the deployment answers, and which release it is."""

import time

from lambdas.aws.environment import is_on_lambda
from lambdas.aws.http import Answer, answer, not_from_the_edge, request_of
from lambdas.aws.init import end_of_init
from lambdas.health import wiring
from lambdas.protocol.health import Health

if is_on_lambda():
    wiring.edge_secret().load(int(time.time()))
    end_of_init()


def handler(event: object, _context: object) -> Answer:
    if not wiring.edge_secret().was_sent(request_of(event).headers, int(time.time())):
        return not_from_the_edge()
    return answer(200, Health(status="ok", release=wiring.environment().release))
