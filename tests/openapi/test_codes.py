"""Every problem that the table lists for a route can come, and comes from the functions themselves."""

import html
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.contact import wiring as contact
from lambdas.contact.page_texts import TEXTS
from lambdas.errors.pace import RATES
from lambdas.protocol.errors import Source
from lambdas.protocol.limits import ENVELOPE_BYTES
from lambdas.protocol.problems import STATUS, Problem, ProblemCode
from lambdas.protocol.route import Caller, Media, Part, Route
from lambdas.protocol.routes import ROUTES
from tests.openapi.functions import (
    CHAT,
    FORGED,
    Answered,
    Functions,
    envelope,
    error_event,
    forget_wiring,
    route_of,
)
from tests.openapi.test_document import OPERATIONS
from tests.openapi.validator import validator_of

Provoke = Callable[[Functions, Route], Answered]

MOST = RATES[Source.PAGE].burst
BUSY = ClientError({"Error": {"Code": "ThrottlingException"}}, "Any")


def changed(**changes: Any) -> Provoke:
    return lambda functions, route: functions.asks(route, **changes)


def with_fields(**changes: Any) -> Provoke:
    """Of a good body."""
    return lambda functions, route: functions.asks(route, body={**functions.good_body(route), **changes})


def signed_by_the_wrong_one(functions: Functions, route: Route) -> Answered:
    """Or, where both may ask, a supervisor who names a visitor of another site."""
    if len(route.callers) > 1:
        body = {"erasure_id": "e" * 32, "conversation_id": f"other.{'v' * 43}"}
        return functions.asks(route, body=body, signs=Caller.AGENT)
    return functions.asks(route, signs=Caller.AGENT if route.callers == (Caller.VISITOR,) else Caller.VISITOR)


def not_allowed(functions: Functions, route: Route) -> Answered:
    if route.part is Part.PAGE:
        return functions.asks(route, path="/contact/other")
    if route.callers == (Caller.ANYBODY,):
        # Reports come from the console, too.
        return functions.asks(route, headers={"origin": "null" if route.part is Part.TUNNEL else CHAT})
    return signed_by_the_wrong_one(functions, route)


def failing(error: Exception) -> Provoke:
    """From the call on that the request leads to."""

    def ask(functions: Functions, route: Route) -> Answered:
        body = functions.good_body(route)
        functions.fails = error
        return functions.asks(route, body=body)

    return ask


def broken(functions: Functions, route: Route) -> Answered:
    """By an error of its own, where no store is asked that could break."""
    if ProblemCode.BUSY in route.problems:
        return failing(RuntimeError("broken"))(functions, route)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FORMS")
        forget_wiring(contact)
        return functions.asks(route)


def not_an_object(functions: Functions, route: Route) -> Answered:
    if route.part is Part.PAGE:
        return functions.asks(route, headers={"content-type": Media.JSON.value})
    return functions.asks(route, body="[]")


def too_soon(functions: Functions, route: Route) -> Answered:
    body = functions.good_body(route)
    functions.now -= 3_000
    return functions.asks(route, body=body)


def expired(functions: Functions, route: Route) -> Answered:
    body = functions.good_body(route)
    functions.now += 25 * 60 * 60 * 1000
    return functions.asks(route, body=body)


def used(functions: Functions, route: Route) -> Answered:
    body = functions.good_body(route)
    functions.asks(route, body=body)
    other = {"message": "another text"}
    second = {**body, **other} if route.part is Part.PAGE else {**body, "request_id": "another-request-id"}
    return functions.asks(route, body=second)


def erased(functions: Functions, route: Route) -> Answered:
    body = functions.good_body(route)
    functions.erase()
    return functions.asks(route, body=body)


def without_a_message(functions: Functions, route: Route) -> Answered:
    good = functions.good_body(route)
    return functions.asks(route, body={**good, "message": ""} if route.part is Part.PAGE else {**good, "fields": {}})


def too_many(functions: Functions, route: Route) -> Answered:
    for _ in range(MOST if route.part is Part.TUNNEL else 0):
        functions.asks(route)
    return functions.asks(route)


PROVOKED: Final[Mapping[ProblemCode, Provoke]] = {
    ProblemCode.NOT_FROM_THE_EDGE: changed(headers={"x-tresen-edge": FORGED}),
    ProblemCode.NOT_JSON: changed(body="{"),
    ProblemCode.TOO_LONG: changed(body="x" * (ENVELOPE_BYTES + 1)),
    ProblemCode.INVALID_REQUEST: not_an_object,
    ProblemCode.NOT_SIGNED_IN: changed(signs=None),
    ProblemCode.NOT_ALLOWED: not_allowed,
    ProblemCode.INVALID_FIELDS: without_a_message,
    ProblemCode.LOOKS_AUTOMATIC: with_fields(homepage="https://spam.example"),
    ProblemCode.TOO_SOON: too_soon,
    ProblemCode.CHALLENGE_WRONG: with_fields(solution={"counter": 1, "derivedKey": "00"}),
    ProblemCode.CHALLENGE_EXPIRED: expired,
    ProblemCode.CHALLENGE_USED: used,
    ProblemCode.CHANGED_MEANWHILE: with_fields(version=2),
    ProblemCode.ERASED: erased,
    ProblemCode.NOT_AN_ENVELOPE: changed(body="no envelope"),
    ProblemCode.TOO_COMPLEX: changed(body=envelope({"extra": json.loads("[" * 200 + "]" * 200)})),
    ProblemCode.ENCODED: changed(headers={"content-encoding": "gzip"}),
    ProblemCode.WRONG_DSN: changed(body=envelope(error_event(), "https://tresen@sentry.example.org/1")),
    ProblemCode.TOO_MANY_REPORTS: too_many,
    ProblemCode.BUSY: failing(BUSY),
    ProblemCode.FAILED: broken,
}

LISTED = [(route, code) for route in ROUTES for code in ProblemCode if code in route.problems]
UNLISTED = [(route, code) for route in ROUTES for code in ProblemCode if code not in route.problems]


@pytest.mark.parametrize(("route", "code"), LISTED, ids=lambda value: getattr(value, "name", value))
def test_a_problem_that_is_listed_can_come(functions: Functions, route: Route, code: ProblemCode) -> None:
    answer = PROVOKED[code](functions, route)
    assert answer.status == STATUS[code], answer.text[:500]
    if answer.media == Media.HTML:
        assert words_of(code) in answer.text
    else:
        assert msgspec.json.decode(answer.text, type=Problem).code is code
    documented(route, answer)


@pytest.mark.parametrize(("route", "code"), UNLISTED, ids=lambda value: getattr(value, "name", value))
def test_what_provokes_a_problem_elsewhere_is_answered_as_documented(
    functions: Functions, route: Route, code: ProblemCode
) -> None:
    answer = PROVOKED[code](functions, route)
    assert str(answer.status) in OPERATIONS[route.name]["responses"], answer.text[:500]
    documented(route, answer)


def words_of(code: ProblemCode) -> str:
    """By which somebody who reads the page knows it."""
    texts = TEXTS["en"]
    if code is ProblemCode.INVALID_FIELDS:
        return html.escape(texts.problems_title)
    return html.escape(texts.used if code is ProblemCode.CHALLENGE_USED else texts.refusals[code])


def documented(route: Route, answer: Answered) -> None:
    """The answer is as the document has it."""
    content = OPERATIONS[route.name]["responses"][str(answer.status)].get("content", {})
    assert answer.media in content or not answer.text
    if answer.media == Media.JSON:
        validator_of(content[Media.JSON]["schema"]).validate(answer.json)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_good_request_is_answered_as_the_table_says(functions: Functions, route: Route) -> None:
    answer = functions.asks(route)
    assert answer.status in route.answers, answer.text
    documented(route, answer)


SHARED = [route for route in ROUTES if route.part in {Part.CONTACT, Part.INBOX, Part.PRIVACY, Part.FAULTS}]
"""Routes whose function has others."""


@pytest.mark.parametrize("route", SHARED, ids=lambda route: route.name)
@pytest.mark.parametrize("asked", [{"path": "/api/nowhere"}, {"method": "PUT"}], ids=str)
def test_what_is_not_in_the_table_is_refused_by_the_function_too(
    functions: Functions, route: Route, asked: dict[str, str]
) -> None:
    """API Gateway lets none through."""
    answer = functions.asks(route, **asked)
    assert (answer.status, answer.json) == (403, {"code": "not_allowed"})


def test_who_may_not_ask_is_in_no_routes_callers(functions: Functions) -> None:
    for route in ROUTES:
        for caller in (Caller.VISITOR, Caller.AGENT):
            if Caller.ANYBODY not in route.callers and caller not in route.callers:
                assert functions.asks(route, signs=caller).status == STATUS[ProblemCode.NOT_ALLOWED], route.name


def test_both_who_may_erase_are_let_in(functions: Functions) -> None:
    route = route_of("erase")
    named = {"erasure_id": "e" * 32, "conversation_id": f"shop.{'v' * 43}"}
    assert functions.asks(route).status == 200
    assert functions.asks(route, signs=Caller.AGENT, body=named).status == 200


def test_who_only_operates_reads_errors_and_nothing_else(functions: Functions) -> None:
    contact, fault = (functions.good_body(route_of(name)) for name in ("changeContactRequest", "resolveFault"))
    erasing = {"erasure_id": "e" * 32, "conversation_id": f"shop.{'v' * 43}"}
    functions.groups = ["operator"]
    assert functions.asks(route_of("searchContactRequests")).json["requests"] == []
    assert functions.asks(route_of("changeContactRequest"), body=contact).json == {"code": "not_allowed"}
    assert functions.asks(route_of("erase"), signs=Caller.AGENT, body=erasing).json == {"code": "not_allowed"}
    assert functions.asks(route_of("searchFaults")).json["total"] == 1
    assert functions.asks(route_of("readFault"), body={"fault_id": fault["fault_id"]}).status == 200
    assert functions.asks(route_of("resolveFault"), body=fault).status == 200


def test_who_only_serves_reads_no_errors(functions: Functions) -> None:
    fault = functions.good_body(route_of("resolveFault"))
    functions.groups = ["shop.service", "shop.sales"]
    bodies = {"searchFaults": {}, "readFault": {"fault_id": fault["fault_id"]}, "resolveFault": fault}
    for name, body in bodies.items():
        assert functions.asks(route_of(name), body=body).json == {"code": "not_allowed"}
