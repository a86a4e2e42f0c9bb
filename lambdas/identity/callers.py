"""Decides who calls: a visitor by a proof of the key, an agent by a token of the user pool."""

from functools import partial
from typing import Final

from lambdas.aws.http import HttpRequest
from lambdas.identity.environment import IdentityEnvironment
from lambdas.identity.keys import SigningKeys
from lambdas.identity.people import Agent, Identity, Visitor
from lambdas.identity.proofs import verify_proof
from lambdas.identity.rejection import Reason, Rejected
from lambdas.identity.sites import site_at, site_with_card
from lambdas.identity.tokens import verify_token
from lambdas.identity.used_proofs import UsedProofs

PROOF_SCHEME: Final = "proof"
TOKEN_SCHEME: Final = "bearer"  # noqa: S105 - the name of a scheme, not a secret


class Callers:
    """``now`` is epoch seconds everywhere. Every method raises ``Rejected``."""

    def __init__(self, environment: IdentityEnvironment, proofs: UsedProofs, keys: SigningKeys) -> None:
        self._environment = environment
        self._proofs = proofs
        self._keys = keys

    def of_request(self, request: HttpRequest, now: int) -> Identity:
        """By ``Authorization``: ``Proof <JWT>``, made out to method and address, or ``Bearer <access token>``."""
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        origin = request.headers.get("origin", "")
        if scheme.lower() == PROOF_SCHEME:
            return self.visitor(credential, origin=origin, method=request.method, path=request.path, now=now)
        if scheme.lower() == TOKEN_SCHEME:
            return self.agent(credential, origin=origin, now=now)
        raise Rejected(Reason.MALFORMED)

    def visitor(self, proof: str, *, origin: str, method: str, path: str, now: int) -> Visitor:
        """The origin says which site it is: a browser does not let a page choose it.

        Pages of the chat's own address are ours, and belong to the site that their proof names.
        """
        site = site_at(self._environment.sites, origin)
        if site is None and origin != self._environment.public_url:
            raise Rejected(Reason.ORIGIN)
        address = f"{self._environment.public_url}{path}"
        proved = verify_proof(proof, method=method, address=address, now=now)
        visited = self._site(site, proved.site)
        if not self._proofs.use(proved, now):
            raise Rejected(Reason.REPLAYED)
        return Visitor(visitor_id=proved.visitor_id, site=visited)

    def _site(self, site: str | None, named: str | None) -> str:
        """``site`` is the origin's, ``None`` at the chat's own address; ``named`` is what the proof says."""
        if site is not None:
            if named not in (None, site):
                raise Rejected(Reason.SITE)
            return site
        if named is None:
            raise Rejected(Reason.ORIGIN)
        card_site = site_with_card(self._environment.sites, named)
        if card_site is None:
            raise Rejected(Reason.SITE)
        return card_site

    def agent(self, token: str, *, origin: str, now: int) -> Agent:
        """Agents come from the console alone, which is of the chat's own origin."""
        if origin != self._environment.public_url:
            raise Rejected(Reason.ORIGIN)
        return verify_token(
            token,
            partial(self._keys.find, now=now),
            issuer=self._environment.agent_issuer,
            client_id=self._environment.agent_client_id,
            sites=self._environment.sites,
            now=now,
        )
