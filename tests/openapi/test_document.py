"""The document is valid, says what the table says, and what it shows is accepted by the code."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from schemathesis import openapi

from lambdas.protocol.problems import STATUS, Problem, ProblemCode
from lambdas.protocol.route import Media, Route
from lambdas.protocol.routes import ROUTES
from tests.openapi.document import RATE_LIMITS, THROTTLED, document
from tests.openapi.examples import EXAMPLES
from tests.openapi.meanings import as_markdown, meanings
from tests.openapi.validator import validator_of

OPERATIONS = {route.name: document()["paths"][route.path][route.method.lower()] for route in ROUTES}


def every(name: str, node: Any) -> Iterator[Any]:
    """The values by that name, at any depth."""
    if isinstance(node, list):
        for each in node:
            yield from every(name, each)
    if isinstance(node, dict):
        for key, value in node.items():
            if key == name:
                yield value
            yield from every(name, value)


def test_the_document_is_valid() -> None:
    openapi.from_dict(document()).validate()
    for schema in document()["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


def test_a_document_without_a_title_is_not_valid() -> None:
    with pytest.raises(jsonschema_rs.ValidationError, match="title"):
        openapi.from_dict({**document(), "info": {"version": "1"}}).validate()


def test_every_reference_leads_somewhere_and_every_schema_is_referred_to() -> None:
    referred = {reference.removeprefix("#/components/schemas/") for reference in every("$ref", document())}
    assert referred == document()["components"]["schemas"].keys()


def test_every_pattern_ends_as_json_schema_says_it() -> None:
    patterns = list(every("pattern", document()))
    assert len(patterns) > 10
    assert all(pattern.endswith("$") and "\\Z" not in pattern for pattern in patterns)


def test_operations_and_routes_have_names_of_their_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(ROUTES) == len({route.key for route in ROUTES})


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_statuses_are_those_of_successes_and_problems_and_429(route: Route) -> None:
    expected = {*route.answers, *(STATUS[code] for code in route.problems), 429}
    assert {int(status) for status in OPERATIONS[route.name]["responses"]} == expected


def body(code: ProblemCode) -> Any:
    return msgspec.to_builtins(Problem(code=code))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
@pytest.mark.parametrize("code", ProblemCode)
def test_a_problem_is_documented_where_it_can_come_and_nowhere_else(route: Route, code: ProblemCode) -> None:
    response = OPERATIONS[route.name]["responses"].get(str(STATUS[code]), {"content": {}, "description": ""})
    assert (f"- `{code}`: " in response["description"]) == (code in route.problems)
    if route.answer_media is Media.JSON:
        schema = response["content"].get(Media.JSON, {}).get("schema")
        assert (schema is not None and validator_of(schema).is_valid(body(code))) == (code in route.problems)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_api_gateways_own_429_is_documented_everywhere(route: Route) -> None:
    schema = OPERATIONS[route.name]["responses"]["429"]["content"][Media.JSON]["schema"]
    assert validator_of(schema).is_valid({"message": "Too Many Requests"})
    assert not validator_of(schema).is_valid({})


def test_who_may_ask_is_said_by_the_schemes() -> None:
    security = {name: operation["security"] for name, operation in OPERATIONS.items()}
    assert security["erase"] == [{"Proof": []}, {"Bearer": []}]
    assert security["readStored"] == [{"Proof": []}]
    assert security["searchContactRequests"] == [{"Bearer": []}]
    assert security["searchFaults"] == security["resolveFault"] == [{"Bearer": []}]
    assert security["tellUsage"] == security["reportError"] == security["readHealth"] == []


def test_the_tunnel_says_for_how_long_in_the_words_of_sentry() -> None:
    headers = {name: operation["responses"]["429"].get("headers", {}) for name, operation in OPERATIONS.items()}
    assert [name for name in headers if RATE_LIMITS in headers[name]] == ["reportError"]
    assert headers["reportError"].keys() == {"Retry-After", RATE_LIMITS}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: type(example).__name__)
def test_an_example_is_good_for_the_schema_and_for_the_code(example: Any) -> None:
    schema = document()["components"]["schemas"][type(example).__name__]
    (shown,) = schema["examples"]
    assert msgspec.convert(shown, type(example)) == example
    assert validator_of(schema).is_valid(shown)


def test_every_code_has_a_meaning() -> None:
    assert meanings().keys() == set(ProblemCode)
    assert meanings()[ProblemCode.CHANGED_MEANWHILE] == "Somebody else was faster: read it again."


def test_a_docstring_becomes_markdown_with_a_line_a_paragraph() -> None:
    assert as_markdown("One\n    two ``three``.\n\n    Four.\n") == "One two `three`.\n\nFour."


def test_what_api_gateway_says_is_no_problem_of_ours() -> None:
    throttled = document()["components"]["schemas"][THROTTLED]
    assert not validator_of(throttled).is_valid(body(ProblemCode.BUSY))
