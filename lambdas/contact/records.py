"""What the chat table holds of the contact form, as values. ``docs/data-model.md`` says where each lies.

``expires_at`` is in epoch seconds, every other time in epoch milliseconds of the server's clock.
"""

from typing import Final

from msgspec import Struct

from lambdas.protocol.contact import ContactRequest, ContactState, FilledField, Note

PAGE: Final = "page"
"""The subject of what came by the plain page, where nobody has a key."""


class StoredContactRequest(Struct, frozen=True, kw_only=True):
    """One contact request. ``subject`` is the visitor id, or ``PAGE``; ``group`` is one of the site's.

    ``version`` counts the changes from 1 on. ``noted_at`` is when the group was told by e-mail.
    """

    request_id: str
    site: str
    subject: str
    group: str
    locale: str
    fields: tuple[FilledField, ...]
    received_at: int
    changed_at: int
    expires_at: int
    state: ContactState = ContactState.NEW
    notes: tuple[Note, ...] = ()
    version: int = 1
    consent: str | None = None
    agent_id: str | None = None
    noted_at: int | None = None

    @property
    def contact_id(self) -> str:
        return f"{self.site}.{self.subject}.{self.request_id}"


class UsedOnce(Struct, frozen=True, kw_only=True):
    """A challenge or a page's token, which is good for one contact request. Remembered until it is out of date."""

    nonce: str
    expires_at: int


def erased_as(stored: StoredContactRequest) -> str:
    """Under which name its tombstone lies: a visitor is erased as a whole, what came by the plain page one by one."""
    return stored.contact_id if stored.subject == PAGE else f"{stored.site}.{stored.subject}"


def is_kept(stored: StoredContactRequest, now: int) -> bool:
    """Whether it is still there for anybody to see: DynamoDB deletes later. ``now`` in epoch milliseconds."""
    return now < stored.expires_at * 1000


def shown(stored: StoredContactRequest) -> ContactRequest:
    """The contact request as agents and exports show it."""
    return ContactRequest(
        contact_id=stored.contact_id,
        site=stored.site,
        group=stored.group,
        state=stored.state,
        locale=stored.locale,
        fields=list(stored.fields),
        notes=list(stored.notes),
        version=stored.version,
        received_at=stored.received_at,
        changed_at=stored.changed_at,
        deleted_at=stored.expires_at * 1000,
        consent=stored.consent,
        agent_id=stored.agent_id,
        visitor_id=None if stored.subject == PAGE else stored.subject,
    )
