"""Decides who may connect, and as whom."""

from functools import partial

from lambdas.chat.environment import AuthorizerEnvironment
from lambdas.chat.handshake import Handshake, Offer, offer_of
from lambdas.chat.identity import Agent, Identity, Visitor
from lambdas.chat.keys import SigningKeys
from lambdas.chat.proofs import PROOF_KEPT_SECONDS, verify_proof
from lambdas.chat.rejection import Reason, Rejected
from lambdas.chat.sites import site_at
from lambdas.chat.store import ChatStore
from lambdas.chat.tokens import verify_token


class Admission:
    def __init__(self, environment: AuthorizerEnvironment, store: ChatStore, keys: SigningKeys) -> None:
        self._environment = environment
        self._store = store
        self._keys = keys

    def admit(self, handshake: Handshake, now: int) -> Identity:
        """``now`` in epoch seconds. Raises ``Rejected``."""
        offer = offer_of(handshake)
        if offer.proof is not None:
            return self._visitor(offer.origin, offer.proof, now)
        return self._agent(offer, now)

    def _visitor(self, origin: str, proof: str, now: int) -> Visitor:
        """The origin says which site it is: a browser does not let a page choose it."""
        site = site_at(self._environment.sites, origin)
        if site is None:
            raise Rejected(Reason.ORIGIN)
        proved = verify_proof(proof, address=f"{self._environment.public_url}/ws", now=now)
        if not self._store.use_proof(proved.visitor_id, proved.jti, now + PROOF_KEPT_SECONDS):
            raise Rejected(Reason.REPLAYED)
        return Visitor(visitor_id=proved.visitor_id, site=site)

    def _agent(self, offer: Offer, now: int) -> Agent:
        if offer.origin != self._environment.public_url:
            raise Rejected(Reason.ORIGIN)
        return verify_token(
            offer.token or "",
            partial(self._keys.find, now=now),
            issuer=self._environment.agent_issuer,
            client_id=self._environment.agent_client_id,
            sites=self._environment.sites,
            now=now,
        )
