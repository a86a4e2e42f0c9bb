"""The HTTP API as an OpenAPI document (https://spec.openapis.org/oas/v3.1.1), from the table of its routes."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from lambdas.protocol.problems import STATUS, Problem, ProblemCode
from lambdas.protocol.route import Caller, Codes, Media, Parameter, Part, Route
from lambdas.protocol.routes import ROUTES, WITH_A_STORE
from tests.openapi.meanings import as_markdown, meanings
from tests.openapi.schemas import Schema, Schemas

THROTTLED: Final = "Throttled"
"""The component that API Gateway answers with when more comes than is let through."""

RATE_LIMITS: Final = "X-Sentry-Rate-Limits"
_RATE_LIMITS: Final = "For how many seconds to send no more, as Sentry's SDKs read it: `60:error:organization`."

_INFO: Final = as_markdown("""
    JSON in UTF-8 below the chat's own name; ``docs/protocol.md`` says what types can not.

    A client acts on the ``code`` of a problem and on nothing else, and codes are only ever added. Ask API Gateway
    around CloudFront and each route answers ``not_from_the_edge``. API Gateway answers by itself what no function sees:
    404 for a route that is not there, 429 and 503 when more comes than is let through, 500 when a function breaks, each
    with ``message`` in place of ``code``.
""")

_PARTS: Final = {
    Part.CONTACT: "The contact form, as the widget sends it.",
    Part.PAGE: "The contact form as a page of its own, for people.",
    Part.INBOX: "What the form has brought, as agents work on it.",
    Part.PRIVACY: "What is kept of a visitor: see it, take a copy, delete it.",
    Part.ANALYTICS: "How the widget is used.",
    Part.TUNNEL: "Where error reports go, in Sentry's protocol: an SDK's `tunnel`.",
    Part.FAULTS: "What error reports tell, for those who mend.",
    Part.HEALTH: "For whoever watches the deployment.",
}

_SECURITY: Final = {Caller.VISITOR: "Proof", Caller.AGENT: "Bearer"}

_SCHEMES: Final = {
    "Proof": {
        "type": "http",
        "scheme": "Proof",
        "description": as_markdown("""
            Of a visitor: a JWT in the form of RFC 9449's DPoP, signed with the visitor's P-256 key. ``htm`` is the
            method, ``htu`` the address without a query, ``iat`` the time, ``jti`` is good once.
        """),
    },
    "Bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Of an agent: the access token of the user pool.",
    },
}

_SUCCESSES: Final = {200: "As asked.", 201: "It is stored.", 202: "It is queued.", 303: "It is stored; go on there."}


@cache
def document() -> Schema:
    schemas = Schemas(_models())
    paths: dict[str, Schema] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.1",
        "info": {"title": "Tresen", "version": "1", "description": _INFO, "license": _license()},
        "servers": [{"url": "https://chat.example.com", "description": "The chat's own name."}],
        "tags": [{"name": part, "description": _PARTS[part]} for part in Part],
        "paths": paths,
        "components": {
            "schemas": dict(sorted({**schemas.components, THROTTLED: _throttled()}.items())),
            "securitySchemes": _SCHEMES,
        },
    }


def _license() -> Schema:
    return {"name": "MIT", "identifier": "MIT"}


def _models() -> list[Any]:
    models: list[Any] = [Problem]
    for route in ROUTES:
        found = [*route.answers.values(), *(parameter.model for parameter in route.parameters)]
        found += [route.body.model] if route.body else []
        models += [model for model in found if model is not None and model not in models]
    return models


def _operation(route: Route, schemas: Schemas) -> Schema:
    operation: Schema = {
        "operationId": route.name,
        "tags": [route.part],
        "summary": route.summary,
        "security": [{_SECURITY[caller]: []} for caller in route.callers if caller in _SECURITY],
        "parameters": [_parameter(parameter, schemas) for parameter in route.parameters],
    }
    if route.only_with:
        operation["description"] = f"Only with the table `[{route.only_with}]` of the settings."
    if route.body:
        content = {media: {"schema": schemas.of(route.body.model)} for media in route.body.media}
        operation["requestBody"] = {"required": True, "content": content}
    operation["responses"] = _responses(route, schemas)
    return operation


def _parameter(parameter: Parameter, schemas: Schemas) -> Schema:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.summary,
        "schema": schemas.of(parameter.model),
    }


def _responses(route: Route, schemas: Schemas) -> dict[str, Schema]:
    found = {status: _success(route, status, model, schemas) for status, model in route.answers.items()}
    for status in {STATUS[code] for code in route.problems} | {429}:
        codes = [code for code in ProblemCode if code in route.problems and STATUS[code] == status]
        found[status] = _refusal(route, codes, schemas, throttled=status == 429)
    return {str(status): found[status] for status in sorted(found)}


def _success(route: Route, status: int, model: Any, schemas: Schemas) -> Schema:
    response: Schema = {"description": _SUCCESSES[status]}
    if status == 303:
        response["headers"] = {"Location": {"required": True, "schema": {"type": "string"}}}
    elif model is not None:
        response["content"] = _content(Media.JSON, schemas.of(model))
    else:
        response["content"] = _content(route.answer_media, {"type": "string"})
    return response


def _refusal(route: Route, codes: list[ProblemCode], schemas: Schemas, *, throttled: bool) -> Schema:
    """Of one status. Where people are answered with a page, what breaks before there is one is JSON all the same."""
    in_json = [code for code in codes if route.answer_media is Media.JSON or code in WITH_A_STORE]
    bodies = [_problem(in_json, schemas)] if in_json else []
    bodies += [{"$ref": f"#/components/schemas/{THROTTLED}"}] if throttled else []
    content = _content(Media.HTML, {"type": "string"}) if _in_words(route) & set(codes) else {}
    if bodies:
        content |= _content(Media.JSON, bodies[0] if len(bodies) == 1 else {"anyOf": bodies})
    response: Schema = {"description": "\n".join(_described(codes, throttled=throttled)), "content": content}
    if throttled and codes:
        response["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "string"}}}
    if ProblemCode.TOO_MANY_REPORTS in codes:
        response["headers"][RATE_LIMITS] = {"description": _RATE_LIMITS, "schema": {"type": "string"}}
    return response


def _in_words(route: Route) -> Codes:
    """Without a body there is nothing to send again, so only that there is no such page is said on one."""
    if route.answer_media is Media.JSON:
        return frozenset()
    return route.problems - {ProblemCode.NOT_FROM_THE_EDGE} if route.body else frozenset({ProblemCode.NOT_ALLOWED})


def _problem(codes: Iterable[ProblemCode], schemas: Schemas) -> Schema:
    return {"allOf": [schemas.of(Problem), {"properties": {"code": {"enum": list(codes)}}}]}


def _described(codes: Iterable[ProblemCode], *, throttled: bool) -> Iterable[str]:
    for code in codes:
        yield f"- `{code}`: {meanings()[code]}"
    if throttled:
        yield "- Without a code: API Gateway let no more through. Wait, then send the same again."


def _throttled() -> Schema:
    return {
        "title": THROTTLED,
        "description": "API Gateway's own answer; no function was asked.",
        "type": "object",
        "properties": {"message": {"type": "string"}},
        "required": ["message"],
    }


def _content(media: Media, schema: Schema) -> Schema:
    return {media: {"schema": schema}}
