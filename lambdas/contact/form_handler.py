"""The contact form: what it asks for, what is sent by it, and the plain page."""

import time

from lambdas.api.serving import body_of, serve
from lambdas.aws.environment import is_on_lambda
from lambdas.aws.http import Answer, HttpRequest, answer
from lambdas.aws.init import end_of_init
from lambdas.aws.metrics import Count, counts
from lambdas.contact import wiring
from lambdas.contact.languages import language_of
from lambdas.contact.page_answers import is_page, page_answer
from lambdas.identity import wiring as identity
from lambdas.identity.people import Visitor
from lambdas.identity.serving import caller_of
from lambdas.identity.sites import site_at, site_with_card
from lambdas.protocol.contact import NewContactRequest
from lambdas.protocol.problems import ProblemCode, RequestRefused

if is_on_lambda():
    identity.edge_secret().load(int(time.time()))
    identity.callers()
    wiring.reception()
    wiring.plain_page()
    end_of_init()


def handler(event: object, _context: object) -> Answer:
    try:
        return serve(event, _respond, identity.edge_secret)
    finally:
        counts().write()


def _respond(request: HttpRequest, now: int) -> Answer:
    if is_page(request.path):
        return page_answer(request, now)
    match request.method, request.path:
        case "GET", "/api/contact/form":
            return _form(request, now)
        case "POST", "/api/contact/requests":
            return _received(request, now)
    raise RequestRefused(ProblemCode.NOT_ALLOWED)


def _form(request: HttpRequest, now: int) -> Answer:
    site = _site_of(request.headers.get("origin", ""), request.query.get("site"))
    return answer(200, wiring.reception().read_form(site, language_of(request.query.get("locale"), ""), now))


def _site_of(origin: str, named: str | None) -> str | None:
    """The origin says which site it is: a browser does not let a page choose it.

    A page of the chat's own address names its site, and a browser says no origin when such a page asks for something.
    """
    sites = wiring.environment().sites
    if origin not in ("", wiring.environment().public_url):
        site = site_at(sites, origin)
        return site if named in (None, site) else None
    return site_with_card(sites, named) if named else None


def _received(request: HttpRequest, now: int) -> Answer:
    try:
        new = body_of(request, NewContactRequest)
        received, is_new = wiring.reception().receive(_visitor(request, now), new, now)
    except RequestRefused:
        counts().add(Count.CONTACT_REQUESTS_REFUSED)
        raise
    return answer(201 if is_new else 200, received)


def _visitor(request: HttpRequest, now: int) -> Visitor:
    caller = caller_of(request, now)
    if not isinstance(caller, Visitor):
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    return caller
