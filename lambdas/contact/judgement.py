"""What was sent by a site's form, by whichever way it came, and what it would be stored as."""

from collections.abc import Mapping

from msgspec import Struct

from lambdas.contact.fields import CONSENT, GROUP, check_fields
from lambdas.contact.forms import Locale, SiteForm, form_of
from lambdas.contact.records import StoredContactRequest
from lambdas.protocol.problems import FieldProblem


class Sent(Struct, frozen=True, kw_only=True):
    """``group`` is the one that was asked for; without it the site's first is meant. ``consent`` is its box."""

    request_id: str
    site: str
    subject: str
    locale: Locale
    values: Mapping[str, str]
    group: str | None
    consent: bool


class Judged(Struct, frozen=True, kw_only=True):
    """Only with no ``problems`` may the ``request`` be stored."""

    request: StoredContactRequest
    problems: dict[str, FieldProblem]


def judged(sent: Sent, form: SiteForm, groups: list[str], *, now: int, lifetime: int) -> Judged:
    """``groups`` are all of the site's. ``now`` in epoch milliseconds, ``lifetime`` in seconds."""
    checked = check_fields(form_of(form, groups, sent.locale), sent.values)
    problems = dict(checked.problems)
    group = sent.group or groups[0]
    if group not in groups:
        problems[GROUP] = FieldProblem.NOT_AN_OPTION
    if form.consent and not sent.consent:
        problems[CONSENT] = FieldProblem.REQUIRED
    request = StoredContactRequest(
        request_id=sent.request_id,
        site=sent.site,
        subject=sent.subject,
        group=group,
        locale=sent.locale,
        fields=checked.filled,
        received_at=now,
        changed_at=now,
        expires_at=now // 1000 + lifetime,
        consent=form.consent.of(sent.locale) if form.consent else None,
    )
    return Judged(request=request, problems=problems)
