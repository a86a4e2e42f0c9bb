"""Handler of the authorizer of ``$connect``: a policy, whatever came."""

import time

import msgspec

from lambdas.aws.environment import is_on_lambda
from lambdas.aws.errors import report
from lambdas.aws.init import end_of_init
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.chat import wiring
from lambdas.chat.handshake import Handshake
from lambdas.identity import wiring as identity
from lambdas.identity.people import Identity, context_of
from lambdas.identity.rejection import Reason, Rejected

if is_on_lambda():
    wiring.admission()
    identity.edge_secret().load(int(time.time()))
    end_of_init()


def handler(event: object, _context: object) -> dict[str, object]:
    """Never raises: API Gateway would answer 500, and a browser could not tell a fault from a refusal either."""
    try:
        handshake = msgspec.convert(event, Handshake)
    except msgspec.ValidationError:
        return _denied("*", Reason.MALFORMED_EVENT)
    now = int(time.time())
    try:
        if not identity.edge_secret().was_sent(handshake.headers, now):
            return _denied(handshake.method_arn, Reason.NOT_FROM_THE_EDGE)
        return _allowed(handshake.method_arn, wiring.admission().admit(handshake, now))
    except Rejected as rejected:
        return _denied(handshake.method_arn, rejected.reason)
    except Exception as error:
        if not is_transient(error):
            report(error)
        return _denied(handshake.method_arn, Reason.FAILED)


def _allowed(method_arn: str, identity: Identity) -> dict[str, object]:
    return {**_policy("Allow", method_arn, identity.party.value), "context": context_of(identity)}


def _denied(method_arn: str, reason: Reason) -> dict[str, object]:
    logger().info("refused", extra={"reason": reason.value})
    return _policy("Deny", method_arn, "nobody")


def _policy(effect: str, method_arn: str, principal: str) -> dict[str, object]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": method_arn}
    return {"principalId": principal, "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
