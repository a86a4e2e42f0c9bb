"""The plain page over HTTP: which page, in which language, and what a browser may do with it."""

import re
from typing import Final
from urllib.parse import parse_qsl

from lambdas.aws.errors import report
from lambdas.aws.http import NO_STORE, Answer, HttpRequest
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.contact import wiring
from lambdas.contact.forms import Locale
from lambdas.contact.languages import language_of
from lambdas.contact.page_html import FormPage, address, form_page, message_page, sent_page
from lambdas.contact.page_style import POLICY
from lambdas.contact.page_texts import TEXTS
from lambdas.contact.plain_page import Shown
from lambdas.protocol.limits import REQUEST_BYTES
from lambdas.protocol.problems import STATUS, ProblemCode

_PATH: Final = re.compile(r"/contact/([a-z0-9-]{1,32})\Z")
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 100


def is_page(path: str) -> bool:
    return path.startswith("/contact/")


def page_answer(request: HttpRequest, now: int) -> Answer:
    """HTML whatever happens: nobody who has no JavaScript reads a code. ``now`` in epoch milliseconds."""
    locale = language_of(request.query.get("lang"), request.headers.get("accept-language", ""))
    found = _PATH.match(request.path)
    if not (found and wiring.plain_page().has_form(found[1])):
        return _without_form(locale, ProblemCode.NOT_ALLOWED)
    if request.method == "GET" and "sent" in request.query:
        return _html(200, locale, sent_page(found[1], locale))
    fresh = wiring.plain_page().empty(found[1], locale, request.query.get("group"), now)
    if request.method != "POST":
        return _html(200, locale, form_page(fresh))
    return _answered(fresh, _received(request, fresh, now))


def _received(request: HttpRequest, fresh: FormPage, now: int) -> Shown:
    page = wiring.plain_page()
    if len(request.body) > REQUEST_BYTES:
        return page.refused(fresh, {}, ProblemCode.TOO_LONG)
    sent = _sent(request)
    if sent is None:
        return page.refused(fresh, {}, ProblemCode.INVALID_REQUEST)
    try:
        return page.receive(fresh, sent, now)
    except Exception as error:
        if is_transient(error):
            logger().warning("asked to wait", extra={"problem": type(error).__name__})
            return page.kept(fresh, sent, ProblemCode.BUSY)
        report(error)
        return page.kept(fresh, sent, ProblemCode.FAILED)


def _sent(request: HttpRequest) -> dict[str, str] | None:
    """The form's values, ``None`` for what no browser sends for it."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return None
    try:
        return dict(parse_qsl(request.body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return None


def _answered(fresh: FormPage, shown: Shown) -> Answer:
    if shown.page is None:
        there = address(fresh.site, fresh.locale, sent=True)
        return {"statusCode": 303, "headers": {"location": there, **NO_STORE}, "body": ""}
    return _html(shown.status, fresh.locale, form_page(shown.page))


def _without_form(locale: Locale, code: ProblemCode) -> Answer:
    return _html(STATUS[code], locale, message_page(locale, TEXTS[locale].refusals[code]))


def _html(status: int, locale: Locale, page: str) -> Answer:
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-language": locale,
        "content-security-policy": POLICY,
        **NO_STORE,
    }
    return {"statusCode": status, "headers": headers, "body": page}
