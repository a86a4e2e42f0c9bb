"""An event of Sentry's without what it says of a person: built anew from what is allowed, never by taking away.

What comes out is a valid event again, so that it can be passed on as it is kept.
https://develop.sentry.dev/sdk/foundations/data-model/event-payloads/
"""

from typing import Any, Final

from lambdas.errors.scrubber.allowed import (
    LEVELS,
    PLATFORMS,
    TAGS,
    environment,
    event_id,
    flag,
    main_version,
    mapping,
    natural,
    one_of,
    product,
    release,
    seconds,
    text,
    values,
    version,
    word,
)
from lambdas.errors.scrubber.crumbs import scrub_crumb
from lambdas.errors.scrubber.devices import browser_of, system_of
from lambdas.errors.scrubber.texts import MESSAGE, scrub_file, scrub_place

_ERRORS: Final = 5
_FRAMES: Final = 50
_FRAMES_IN_ALL: Final = 100
"""Whoever fills an envelope with frames would else have a second of the processor's for it."""

_CRUMBS: Final = 30
_TAGS: Final = 20
_NAME: Final = 120
_TAG: Final = 100


def scrub(event: dict[str, Any]) -> dict[str, Any]:
    """Of ``event``, as JSON has it, what is allowed. Never raises. The same of what it has given itself."""
    platform = one_of(PLATFORMS, event.get("platform")) or "other"
    return _present(
        event_id=event_id(event.get("event_id")),
        timestamp=seconds(event.get("timestamp")),
        platform=platform,
        level=one_of(LEVELS, event.get("level")) or "error",
        release=release(event.get("release")),
        environment=environment(event.get("environment")),
        transaction=_place(event.get("transaction")),
        message=text(_message(event), MESSAGE),
        exception=_list(_errors(values(event.get("exception"))[-_ERRORS:])),
        breadcrumbs=_list([scrub_crumb(mapping(crumb)) for crumb in values(event.get("breadcrumbs"))[-_CRUMBS:]]),
        tags=_tags(event.get("tags")),
        contexts=_contexts(event),
        sdk=_sdk(mapping(event.get("sdk"))),
    )


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != {}}


def _list(given: list[dict[str, Any]]) -> dict[str, Any] | None:
    kept = [value for value in given if value]
    return {"values": kept} if kept else None


def _message(event: dict[str, Any]) -> Any:
    """Without what was put into it, where the two are told apart."""
    entry = mapping(event.get("logentry")) or mapping(event.get("message"))
    return entry.get("message") or entry.get("formatted") or event.get("message")


def _place(value: Any) -> str | None:
    return scrub_place(value) or None if isinstance(value, str) else None


def _errors(given: list[Any]) -> list[dict[str, Any]]:
    """The last one is what was seen, so it comes first to its frames."""
    told: list[dict[str, Any]] = []
    left = _FRAMES_IN_ALL
    for error in map(mapping, reversed(given)):
        frames = values(mapping(error.get("stacktrace")).get("frames"))
        frames = frames[max(0, len(frames) - min(_FRAMES, left)) :]
        left -= len(frames)
        told.append(_error(error, frames))
    return told[::-1]


def _error(error: dict[str, Any], frames: list[Any]) -> dict[str, Any]:
    kept = [frame for frame in map(_frame, frames) if frame]
    told = _present(
        type=text(error.get("type"), _NAME),
        value=text(error.get("value"), MESSAGE),
        module=word(error.get("module")),
        mechanism=_mechanism(mapping(error.get("mechanism"))),
        stacktrace={"frames": kept} if kept else None,
    )
    return {"type": "Error", **told} if told else {}


def _mechanism(mechanism: dict[str, Any]) -> dict[str, Any] | None:
    """Sentry wants its type."""
    kind = word(mechanism.get("type"))
    return _present(type=kind, handled=flag(mechanism.get("handled"))) if kind else None


def _frame(given: Any) -> dict[str, Any]:
    frame = mapping(given)
    name = frame.get("filename") or frame.get("abs_path")
    return _present(
        filename=(scrub_file(name) or None) if isinstance(name, str) else None,
        function=text(frame.get("function"), _NAME),
        module=word(frame.get("module")),
        lineno=natural(frame.get("lineno")),
        colno=natural(frame.get("colno")),
        in_app=flag(frame.get("in_app")),
    )


def _tags(given: Any) -> dict[str, str]:
    """Sentry takes pairs, too."""
    pairs = given if isinstance(given, list) else list(mapping(given).items())
    told: dict[str, str] = {}
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or len(told) == _TAGS:
            continue
        key = one_of(TAGS, pair[0])
        value = text(pair[1] if isinstance(pair[1], str) else str(natural(pair[1]) or ""), _TAG)
        if key and value:
            told[key] = value
    return told


def _contexts(event: dict[str, Any]) -> dict[str, Any]:
    """Where no browser is told, it is read from the header that Sentry itself would read."""
    contexts = mapping(event.get("contexts"))
    runtime, browser, system = (mapping(contexts.get(name)) for name in ("runtime", "browser", "os"))
    agent = _user_agent(event)
    name, number = browser_of(agent) or (None, None)
    return _present(
        browser=_product(browser) or _present(name=name, version=number),
        os=_present(name=product(system.get("name")) or system_of(agent)),
        runtime=_product(runtime),
    )


def _product(context: dict[str, Any]) -> dict[str, Any]:
    name = product(context.get("name"))
    return _present(name=name, version=main_version(context.get("version"))) if name else {}


def _user_agent(event: dict[str, Any]) -> str:
    headers = mapping(event.get("request")).get("headers")
    pairs = headers.items() if isinstance(headers, dict) else headers if isinstance(headers, list) else []
    for pair in pairs:
        if isinstance(pair, list | tuple) and len(pair) == 2 and str(pair[0]).lower() == "user-agent":
            return str(pair[1])
    return ""


def _sdk(sdk: dict[str, Any]) -> dict[str, Any] | None:
    name = word(sdk.get("name"))
    return _present(name=name, version=version(sdk.get("version"))) if name else None
