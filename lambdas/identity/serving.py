"""Who asks, of the functions of the HTTP API that have to know."""

from lambdas.aws.http import HttpRequest
from lambdas.aws.logs import logger
from lambdas.identity import wiring
from lambdas.identity.people import Identity
from lambdas.identity.rejection import Rejected
from lambdas.protocol.problems import ProblemCode, RequestRefused


def caller_of(request: HttpRequest, now: int) -> Identity:
    """Raises ``RequestRefused`` with ``not_signed_in``; the reason goes to the log alone."""
    try:
        return wiring.callers().of_request(request, now // 1000)
    except Rejected as rejected:
        logger().info("refused", extra={"reason": rejected.reason.value})
        raise RequestRefused(ProblemCode.NOT_SIGNED_IN) from rejected
