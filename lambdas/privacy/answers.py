"""Each request of a visitor's, or a supervisor's, and what it is answered with."""

from lambdas.identity.people import Identity
from lambdas.privacy import wiring
from lambdas.privacy.copies import WrongCursor
from lambdas.privacy.receipts import receipt_of
from lambdas.privacy.records import Erasure, Scope
from lambdas.privacy.rights import Right, demand, requester_of
from lambdas.protocol.privacy import Erase, ErasureProgress, ExportPage, Jwks, ReadExport, StoredRead
from lambdas.protocol.problems import ProblemCode, RequestRefused


def stored(identity: Identity, now: int) -> StoredRead:
    scope = _not_erased(demand(identity, Right.SEE_WHAT_IS_STORED))
    return StoredRead(
        stored=wiring.privacy().copies.stored(scope, now), recovery_days=wiring.environment().recovery_days
    )


def export(identity: Identity, asked: ReadExport, now: int) -> ExportPage:
    scope = _not_erased(demand(identity, Right.EXPORT))
    try:
        return wiring.privacy().copies.export(scope, asked.cursor, now)
    except WrongCursor as error:
        raise RequestRefused(ProblemCode.INVALID_REQUEST) from error


def erase(identity: Identity, asked: Erase, now: int) -> ErasureProgress:
    scope = demand(identity, Right.ERASE, asked.conversation_id)
    erasure = wiring.privacy().erasures.erase(scope, requester_of(identity), now)
    return ErasureProgress(erasure_id=asked.erasure_id, receipt=_receipt(erasure))


def keys() -> Jwks:
    return Jwks(keys=[wiring.receipt_key().jwk])


def _receipt(erasure: Erasure) -> str | None:
    if erasure.erased_at is None:
        return None
    told = wiring.environment()
    receipt = receipt_of(erasure, erasure.erased_at, issuer=told.public_url, recovery_days=told.recovery_days)
    return wiring.receipt_key().sign(receipt)


def _not_erased(scope: Scope) -> Scope:
    """Raises ``RequestRefused`` with ``erased``: the page is to make a new key."""
    if wiring.privacy().store.find(scope.subject) is not None:
        raise RequestRefused(ProblemCode.ERASED)
    return scope
