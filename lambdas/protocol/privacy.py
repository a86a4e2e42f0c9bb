"""What a visitor may ask of the data that is kept: bodies of the HTTP API below ``/api/privacy``.

All of it is asked with a visitor's proof; a supervisor may erase, too, and names whom.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from lambdas.protocol.commands import ConversationId
from lambdas.protocol.contact import ContactRequest, RequestId
from lambdas.protocol.entries import AnyEntry, Conversation, Marks


class StoredKind(StrEnum):
    """Kinds of data that are kept of a visitor on the server."""

    CONVERSATION = "conversation"
    CONTACT_REQUESTS = "contact_requests"
    CONNECTIONS = "connections"
    PROOFS = "proofs"


class StoredData(Struct, frozen=True, kw_only=True):
    """How much of one kind there is. ``since`` and ``until`` in epoch milliseconds, ``None`` where there is no time."""

    kind: StoredKind
    items: int
    since: int | None
    until: int | None


class StoredRead(Struct, frozen=True, kw_only=True):
    """Answer to ``POST /api/privacy/stored``: the kinds of which there is something.

    What was deleted can be restored from backups for ``recovery_days`` more.
    """

    stored: list[StoredData]
    recovery_days: int


class ReadExport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/privacy/export``. ``cursor`` goes on where the last page ended."""

    cursor: Annotated[str, Meta(max_length=1000)] | None = None


class ExportedConnection(Struct, frozen=True, kw_only=True):
    """One open page of the visitor's; ``until`` in epoch milliseconds."""

    connection_id: str
    until: int


class ExportPage(Struct, frozen=True, kw_only=True):
    """A part of all that is kept of the visitor; all parts together are the whole. The last has no ``cursor``."""

    visitor_id: str
    site: str
    conversation: Conversation | None = None
    entries: list[AnyEntry] = []
    marks: Marks | None = None
    contact_requests: list[ContactRequest] = []
    connections: list[ExportedConnection] = []
    proofs: int = 0
    cursor: str | None = None


class Erase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/privacy/erasures``. The answer is ``ErasureProgress``.

    ``erasure_id`` is the client's own choice, and the same one again goes on with the same erasure. A visitor erases
    itself and names nobody; a supervisor names a visitor by ``conversation_id``, which is ``<site>.<visitor id>``
    whether or not there is a conversation.
    """

    erasure_id: RequestId
    conversation_id: ConversationId | None = None


class ErasureProgress(Struct, frozen=True, kw_only=True):
    """``receipt`` is there when all is gone, else ask again with the same ``erasure_id``."""

    erasure_id: str
    receipt: str | None = None


class Receipt(Struct, frozen=True, kw_only=True):
    """The claims of a receipt, a JWS signed with Ed25519 (``typ`` is ``tresen-receipt+jwt``). No personal data.

    ``erased_at`` and ``backups_until`` are epoch seconds; ``erased`` counts the deleted items of each kind.
    ``by`` is ``visitor``, ``supervisor`` or ``operator``.
    """

    iss: str
    receipt_id: str
    erased_at: int
    backups_until: int
    by: str
    erased: dict[str, int]


class Jwk(Struct, frozen=True, kw_only=True):
    """A public key as RFC 8037 writes it; ``kid`` is its thumbprint (RFC 7638)."""

    kty: str
    crv: str
    x: str
    kid: str
    alg: str = "EdDSA"
    use: str = "sig"


class Jwks(Struct, frozen=True, kw_only=True):
    """Answer to ``GET /api/privacy/receipt-key``: what receipts are checked with, a set of keys (RFC 7517)."""

    keys: list[Jwk]
