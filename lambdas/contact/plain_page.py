"""The plain page: a contact request without JavaScript, so without a proof and without proof of work."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from lambdas.aws.metrics import Count, counts
from lambdas.contact.challenges import check_not_too_soon
from lambdas.contact.fields import CONSENT, GROUP
from lambdas.contact.forms import Forms, Locale, form_of
from lambdas.contact.judgement import Sent, judged
from lambdas.contact.notes import Notes
from lambdas.contact.page_html import HOMEPAGE, TOKEN, FormPage
from lambdas.contact.page_texts import TEXTS
from lambdas.contact.page_tokens import PageToken, read_token, signed
from lambdas.contact.records import PAGE, StoredContactRequest, UsedOnce
from lambdas.contact.store import Added, ContactStore
from lambdas.identity.sites import Sites
from lambdas.protocol.contact import Form
from lambdas.protocol.problems import STATUS, FieldProblem, ProblemCode, RequestRefused

_DAY_SECONDS: Final = 24 * 60 * 60
_OURS: Final = frozenset({TOKEN, HOMEPAGE, GROUP, CONSENT})
"""What the page sends besides the form's fields."""


class Shown(Struct, frozen=True, kw_only=True):
    """The page to answer with; ``None`` in its place when the contact request is stored."""

    status: int
    page: FormPage | None


class PlainPage:
    """``new_id`` makes 32 random hexadecimal digits. The rest is as for ``Reception``."""

    def __init__(
        self,
        store: ContactStore,
        notes: Notes,
        *,
        sites: Sites,
        forms: Forms,
        lifetime: int,
        secrets: Callable[[], tuple[bytes, ...]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._notes = notes
        self._sites = sites
        self._forms = forms
        self._lifetime = lifetime
        self._secrets = secrets
        self._new_id = new_id

    def has_form(self, site: str) -> bool:
        return site in self._forms

    def empty(self, site: str, locale: Locale, group: str | None, now: int) -> FormPage:
        """``group`` is what the address asks for, if it is one of the site's. ``now`` in epoch milliseconds."""
        form = self._form(site, locale)
        token = signed(PageToken(issued_at=now, id=self._new_id()), site, self._secrets()[0])
        return FormPage(
            site=site,
            locale=locale,
            form=form,
            token=token,
            kept_days=self._lifetime // _DAY_SECONDS,
            group=group if group in self._sites[site].groups else None,
        )

    def refused(self, page: FormPage, sent: Mapping[str, str], code: ProblemCode) -> Shown:
        """The page again, with what was written and the reason."""
        counts().add(Count.CONTACT_REQUESTS_REFUSED)
        return Shown(status=STATUS[code], page=_filled(page, sent, refusal=TEXTS[page.locale].refusals[code]))

    def kept(self, fresh: FormPage, sent: Mapping[str, str], code: ProblemCode) -> Shown:
        """The same, when it is not known what became of it: with the same token, so that it is not stored twice."""
        return self.refused(_with_token(fresh, sent[TOKEN]), sent, code)

    def receive(self, fresh: FormPage, sent: Mapping[str, str], now: int) -> Shown:
        """``fresh`` is the page as a new visitor would get it, whose token replaces one that is not good any more."""
        if sent.get(HOMEPAGE):
            return self.refused(fresh, sent, ProblemCode.LOOKS_AUTOMATIC)
        token = read_token(sent.get(TOKEN, ""), fresh.site, self._secrets(), now)
        if token is None:
            return self.refused(fresh, sent, ProblemCode.CHALLENGE_EXPIRED)
        same = _with_token(fresh, sent[TOKEN])
        try:
            check_not_too_soon(token.issued_at, now)
        except RequestRefused as refused:
            return self.refused(same, sent, refused.problem.code)
        return self._judged(fresh, same, token, sent, now)

    def _judged(self, fresh: FormPage, same: FormPage, token: PageToken, sent: Mapping[str, str], now: int) -> Shown:
        found = judged(
            Sent(
                request_id=token.id,
                site=fresh.site,
                subject=PAGE,
                locale=fresh.locale,
                values={name: value for name, value in sent.items() if name not in _OURS},
                group=(sent.get(GROUP) if fresh.form.groups else None) or fresh.group,
                consent=bool(sent.get(CONSENT)),
            ),
            self._forms[fresh.site],
            self._sites[fresh.site].groups,
            now=now,
            lifetime=self._lifetime,
        )
        if found.problems:
            counts().add(Count.CONTACT_REQUESTS_REFUSED)
            page = _filled(same, sent, problems=found.problems)
            return Shown(status=STATUS[ProblemCode.INVALID_FIELDS], page=page)
        return self._stored(fresh, found.request, token, sent, now)

    def _stored(
        self, fresh: FormPage, request: StoredContactRequest, token: PageToken, sent: Mapping[str, str], now: int
    ) -> Shown:
        added = self._store.add(request, UsedOnce(nonce=f"{PAGE}-{token.id}", expires_at=token.expires_at))
        if added is Added.STORED:
            counts().add(Count.CONTACT_REQUESTS_STORED)
            self._notes.tell(request, now)
            return Shown(status=303, page=None)
        there = self._store.find(request.site, request.subject, request.request_id)
        if there is not None and _says_the_same(there, request):
            self._notes.tell(there, now)
            return Shown(status=303, page=None)
        counts().add(Count.CONTACT_REQUESTS_REFUSED)
        page = _filled(fresh, sent, refusal=TEXTS[fresh.locale].used)
        return Shown(status=STATUS[ProblemCode.CHALLENGE_USED], page=page)

    def _form(self, site: str, locale: Locale) -> Form:
        return form_of(self._forms[site], self._sites[site].groups, locale)


def _with_token(page: FormPage, token: str) -> FormPage:
    """A person who mends a field sends the same contact request, however often."""
    return _changed(page, token=token)


def _filled(
    page: FormPage,
    sent: Mapping[str, str],
    *,
    problems: Mapping[str, FieldProblem] | None = None,
    refusal: str | None = None,
) -> FormPage:
    group = sent.get(GROUP) if page.form.groups else page.group
    return _changed(page, values=dict(sent), group=group, problems=problems or {}, refusal=refusal)


def _changed(page: FormPage, **changes: object) -> FormPage:
    return msgspec.structs.replace(page, **changes)


def _says_the_same(one: StoredContactRequest, other: StoredContactRequest) -> bool:
    return (one.fields, one.group, one.consent) == (other.fields, other.group, other.consent)
