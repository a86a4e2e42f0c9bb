"""The agents' inbox: find contact requests, and change one."""

from lambdas.contact.inbox_moves import changed
from lambdas.contact.inbox_rights import Right, agent_only, demand, groups_seen_by, may, needed
from lambdas.contact.inbox_search import page_of, position_in, searcher
from lambdas.contact.inbox_store import InboxStore
from lambdas.contact.records import StoredContactRequest, is_kept, shown
from lambdas.identity.people import Agent, Identity
from lambdas.identity.sites import Sites
from lambdas.protocol.contact import (
    ChangeContactRequest,
    ContactRequest,
    ContactRequestsFound,
    SearchContactRequests,
)
from lambdas.protocol.problems import ProblemCode, RequestRefused


class Inbox:
    """``now`` is epoch milliseconds everywhere. Every method raises ``RequestRefused``."""

    def __init__(self, store: InboxStore, *, sites: Sites) -> None:
        self._store = store
        self._sites = sites

    def search(self, identity: Identity, asked: SearchContactRequests, now: int) -> ContactRequestsFound:
        agent = agent_only(identity)
        if asked.contact_id is not None:
            return self._one(agent, asked.contact_id, now)
        found_text = searcher(asked.text)

        def matches(contact: StoredContactRequest) -> bool:
            # Each row is judged anew: the index lags behind, and no cursor leads past the rights.
            seen = contact.state is asked.state and is_kept(contact, now) and may(agent, Right.SEE, contact)
            return seen and found_text(contact)

        groups = groups_seen_by(agent, self._sites)
        contacts = self._store.newest_first(asked.state, groups, position_in(asked.cursor))
        page, cursor = page_of(contacts, matches)
        return ContactRequestsFound(requests=[shown(contact) for contact in page], cursor=cursor)

    def _one(self, agent: Agent, contact_id: str, now: int) -> ContactRequestsFound:
        contact = self._live(contact_id, now)
        seen = contact is not None and may(agent, Right.SEE, contact)
        return ContactRequestsFound(requests=[shown(contact)] if contact and seen else [], cursor=None)

    def change(self, identity: Identity, asked: ChangeContactRequest, now: int) -> ContactRequest:
        """One of two who saw the same version gets through; the other is told ``changed_meanwhile``."""
        agent = agent_only(identity)
        contact = demand(agent, Right.SEE, self._live(asked.contact_id, now))
        if contact.version != asked.version:
            raise RequestRefused(ProblemCode.CHANGED_MEANWHILE)
        demand(agent, needed(asked.change), contact)
        site = self._sites.get(contact.site)
        changed_contact = changed(contact, asked.change, agent, site.groups if site else (), now)
        if not self._store.replace(changed_contact, version=contact.version, now=now // 1000):
            raise RequestRefused(ProblemCode.CHANGED_MEANWHILE)
        return shown(changed_contact)

    def _live(self, contact_id: str, now: int) -> StoredContactRequest | None:
        contact = self._store.read(contact_id)
        return contact if contact is not None and is_kept(contact, now) else None
