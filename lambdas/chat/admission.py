"""Decides who may connect, and as whom."""

from lambdas.chat.handshake import Handshake, offer_of
from lambdas.identity.callers import Callers
from lambdas.identity.people import Identity
from lambdas.identity.rejection import Reason, Rejected

PATH = "/ws"


class Admission:
    def __init__(self, callers: Callers) -> None:
        self._callers = callers

    def admit(self, handshake: Handshake, now: int) -> Identity:
        """``now`` in epoch seconds. Raises ``Rejected``."""
        offer = offer_of(handshake)
        if offer.proof is not None:
            return self._callers.visitor(offer.proof, origin=offer.origin, method="GET", path=PATH, now=now)
        agent = self._callers.agent(offer.token or "", origin=offer.origin, now=now)
        if not agent.groups:
            # Somebody who only operates has nothing to say or to read here.
            raise Rejected(Reason.GROUPS)
        return agent
