"""Takes contact requests that come by the widget, with a visitor's proof."""

from collections.abc import Callable
from typing import Final

from lambdas.aws.metrics import Count, counts
from lambdas.contact.challenges import Work, check_signed, check_solved, check_time, new_challenge
from lambdas.contact.forms import Forms, Locale, SiteForm, form_of
from lambdas.contact.judgement import Sent, judged
from lambdas.contact.languages import language_of
from lambdas.contact.notes import Notes
from lambdas.contact.records import StoredContactRequest, UsedOnce
from lambdas.contact.store import Added, ContactStore
from lambdas.identity.people import Visitor
from lambdas.identity.sites import Sites
from lambdas.protocol.contact import ContactReceived, FormRead, NewContactRequest
from lambdas.protocol.problems import ProblemCode, RequestRefused

Secrets = Callable[[], tuple[bytes, ...]]
"""The keys that challenges are signed with; the first signs, all are accepted."""

_ASKED_AGAIN: Final = frozenset({ProblemCode.CHALLENGE_EXPIRED, ProblemCode.INVALID_FIELDS})
"""Refusals of what may have been stored already, in another hour or when the form was another."""

_REFUSED: Final = {Added.ERASED: ProblemCode.ERASED, Added.USED_BEFORE: ProblemCode.CHALLENGE_USED}


class Reception:
    """``lifetime`` is how long contact requests are kept, in seconds; every ``now`` is in epoch milliseconds."""

    def __init__(
        self,
        store: ContactStore,
        notes: Notes,
        *,
        sites: Sites,
        forms: Forms,
        lifetime: int,
        secrets: Secrets,
        work: Work,
    ) -> None:
        self._store = store
        self._notes = notes
        self._sites = sites
        self._forms = forms
        self._lifetime = lifetime
        self._secrets = secrets
        self._work = work

    def read_form(self, site: str | None, locale: Locale, now: int) -> FormRead:
        """``site`` is ``None`` when the page is no site's. Raises ``RequestRefused``."""
        name, form = self._form(site)
        return FormRead(
            form=form_of(form, self._sites[name].groups, locale),
            challenge=new_challenge(name, now, self._secrets()[0], self._work),
        )

    def receive(self, visitor: Visitor, new: NewContactRequest, now: int) -> tuple[ContactReceived, bool]:
        """The answer, and whether it was stored just now. Raises ``RequestRefused``."""
        try:
            stored = self._judged(visitor, new, now)
        except RequestRefused as refused:
            if refused.problem.code not in _ASKED_AGAIN:
                raise
            there = self._store.find(visitor.site, visitor.visitor_id, new.request_id)
            if there is None:
                raise
            return self._answered(there, now), False
        return self._stored(stored, _used(new), now)

    def _judged(self, visitor: Visitor, new: NewContactRequest, now: int) -> StoredContactRequest:
        """What is cheap to find out comes first, and nothing is used up by what a person can mend."""
        _, form = self._form(visitor.site)
        if new.homepage:
            raise RequestRefused(ProblemCode.LOOKS_AUTOMATIC)
        check_signed(new.challenge, visitor.site, self._secrets())
        check_time(new.challenge, now)
        check_solved(new.challenge, new.solution)
        sent = Sent(
            request_id=new.request_id,
            site=visitor.site,
            subject=visitor.visitor_id,
            locale=language_of(new.locale, ""),
            values=new.fields,
            group=new.group,
            consent=new.consent,
        )
        found = judged(sent, form, self._sites[visitor.site].groups, now=now, lifetime=self._lifetime)
        if found.problems:
            raise RequestRefused(ProblemCode.INVALID_FIELDS, fields=found.problems)
        return found.request

    def _stored(self, request: StoredContactRequest, used: UsedOnce, now: int) -> tuple[ContactReceived, bool]:
        added = self._store.add(request, used)
        if added in _REFUSED:
            raise RequestRefused(_REFUSED[added])
        if added is Added.STORED:
            counts().add(Count.CONTACT_REQUESTS_STORED)
            return self._answered(request, now), True
        there = self._store.find(request.site, request.subject, request.request_id)
        if there is None:
            # It was there a moment ago, so it has just been erased.
            raise RequestRefused(ProblemCode.ERASED)
        return self._answered(there, now), False

    def _answered(self, stored: StoredContactRequest, now: int) -> ContactReceived:
        self._notes.tell(stored, now)
        return ContactReceived(
            request_id=stored.request_id, received_at=stored.received_at, deleted_at=stored.expires_at * 1000
        )

    def _form(self, site: str | None) -> tuple[str, SiteForm]:
        if site is None or site not in self._forms:
            raise RequestRefused(ProblemCode.NOT_ALLOWED)
        return site, self._forms[site]


def _used(new: NewContactRequest) -> UsedOnce:
    asked = new.challenge.parameters
    return UsedOnce(nonce=asked.nonce, expires_at=asked.expires_at)
