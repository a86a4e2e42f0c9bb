"""The contact form and the agents' inbox: bodies of the HTTP API below ``/api/contact``."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from lambdas.protocol.commands import GroupName
from lambdas.protocol.locales import Locale

RequestId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{16,36}\Z")]
ContactId = Annotated[
    str, Meta(max_length=120, pattern=r"^[a-z0-9-]{1,32}\.[A-Za-z0-9_-]{1,43}\.[A-Za-z0-9-]{16,36}\Z")
]
FieldName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}\Z")]


class FieldKind(StrEnum):
    """How a field is filled in and checked."""

    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    TELEPHONE = "telephone"
    CHOICE = "choice"


class FormField(Struct, frozen=True, kw_only=True):
    """One field. ``label`` is ``None`` for those that every form knows: name, email, telephone, subject, message."""

    name: str
    kind: FieldKind
    required: bool
    max_characters: int
    label: str | None = None
    options: list[str] = []


class Form(Struct, frozen=True, kw_only=True):
    """A site's form in one language. Without ``groups`` there is nothing to choose; ``consent`` has to be ticked."""

    fields: list[FormField]
    groups: list[str]
    consent: str | None


class ChallengeParameters(
    Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, omit_defaults=True
):
    """What ALTCHA's proof of work (version 2, PBKDF2 with SHA-256) is about."""

    algorithm: str
    cost: int
    key_length: int
    key_prefix: str
    nonce: str
    salt: str
    expires_at: int
    data: dict[str, str | int] = {}


class Challenge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Signed by the server, so that it need not remember it."""

    parameters: ChallengeParameters
    signature: str


class Solution(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The counter with which the derived key begins as asked for, and that key, both halves in hexadecimal."""

    counter: Annotated[int, Meta(ge=0, lt=2**32)]
    derived_key: Annotated[str, Meta(max_length=128)]


class FormRead(Struct, frozen=True, kw_only=True):
    """Answer to ``GET /api/contact/form?locale=…``; the page's origin says which site it is."""

    form: Form
    challenge: Challenge


class NewContactRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/contact/requests``, with a proof. The answer is ``ContactReceived``.

    ``request_id`` is the client's own choice; the same one again is answered in the same way, and stored once.
    ``homepage`` is the field that people do not see.
    """

    request_id: RequestId
    locale: Locale
    fields: dict[FieldName, str]
    challenge: Challenge
    solution: Solution
    group: GroupName | None = None
    consent: bool = False
    homepage: str = ""


class ContactReceived(Struct, frozen=True, kw_only=True):
    """It is stored, and deleted at ``deleted_at`` at the latest. Times in epoch milliseconds."""

    request_id: str
    received_at: int
    deleted_at: int


class ContactState(StrEnum):
    """Where a contact request stands."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class FilledField(Struct, frozen=True, kw_only=True):
    """``label`` is what the form called it when it was sent, ``None`` for a field that every form knows."""

    name: str
    value: str
    label: str | None = None


class Note(Struct, frozen=True, kw_only=True):
    """What an agent noted for the others. The visitor gets it with an export."""

    at: int
    agent_id: str
    text: str


class ContactRequest(Struct, frozen=True, kw_only=True):
    """One contact request, as agents see it. Times in epoch milliseconds.

    ``version`` counts the changes. ``visitor_id`` is ``None`` when it came by the plain page.
    """

    contact_id: str
    site: str
    group: str
    state: ContactState
    locale: str
    fields: list[FilledField]
    notes: list[Note]
    version: int
    received_at: int
    changed_at: int
    deleted_at: int
    consent: str | None = None
    agent_id: str | None = None
    visitor_id: str | None = None


class SearchContactRequests(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/contact/search``, by an agent. The answer is ``ContactRequestsFound``.

    Those in ``state`` of all groups of the agent's, newest first, whose fields or notes have ``text`` in them.
    ``cursor`` goes on where the last answer ended. With ``contact_id`` it is that one alone, in whatever state it is.
    """

    state: ContactState
    text: Annotated[str, Meta(max_length=200)] = ""
    cursor: Annotated[str, Meta(max_length=1000)] | None = None
    contact_id: ContactId | None = None


class ContactRequestsFound(Struct, frozen=True, kw_only=True):
    """``cursor`` is ``None`` at the end. A page may be empty and yet not the last."""

    requests: list[ContactRequest]
    cursor: str | None


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What an agent does with a contact request."""


class TakeContact(Change, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="take"):
    """It is this agent's, and in progress. Done ones are opened again by that."""


class FinishContact(Change, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="finish"):
    """It is done."""


class HandOverContact(Change, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="hand_over"):
    """It is new again, in another group of its site or in the same."""

    group: GroupName


class NoteContact(Change, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="note"):
    """Something for the others to know."""

    text: Annotated[str, Meta(min_length=1, max_length=2000)]


AnyChange = TakeContact | FinishContact | HandOverContact | NoteContact


class ChangeContactRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/contact/changes``, by an agent. The answer is the ``ContactRequest`` as it then is.

    ``version`` is that of the request as the agent saw it; if it has another one by now the answer is
    ``changed_meanwhile``.
    """

    contact_id: ContactId
    version: Annotated[int, Meta(ge=1)]
    change: AnyChange
