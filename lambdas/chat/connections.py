"""Handler of ``$connect`` and ``$disconnect``. Who may connect is the authorizer's question."""

import msgspec

from lambdas.aws.environment import is_on_lambda
from lambdas.aws.errors import report
from lambdas.aws.gateway import RequestContext, socket_event
from lambdas.aws.init import end_of_init
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.chat import wiring
from lambdas.identity.people import Visitor, identity_of
from lambdas.protocol.limits import SUBPROTOCOL
from lambdas.protocol.refusals import Refused

if is_on_lambda():
    wiring.store()
    wiring.leases()
    end_of_init()


def handler(event: object, _context: object) -> dict[str, object]:
    """Browsers refuse a connection that does not answer with one of the subprotocols that they offered.

    Nothing is written on ``$connect``: the connection is not there yet, and a post to it answers 410.
    """
    try:
        context = socket_event(event).request_context
        if context.event_type == "DISCONNECT":
            _forget(context)
    except (Refused, msgspec.ValidationError):
        logger().warning("no identity on this event")
    except Exception as error:
        if not is_transient(error):
            report(error)
    return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": SUBPROTOCOL}}


def _forget(context: RequestContext) -> None:
    """Delete the rows whose keys are known. Those in an agent's conversations go with the first post that is gone.

    The files of availability have another writer, which sees at a colleague's next renewal that a lease is missing.
    """
    identity, store = identity_of(context.authorizer), wiring.store()
    if isinstance(identity, Visitor):
        store.leave(identity.conversation_id, context.connection_id)
        return
    for group in identity.groups:
        store.leave_group(group, context.connection_id)
        wiring.leases().release(group, identity.agent_id, context.connection_id)
