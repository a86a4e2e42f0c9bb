"""Personal data wherever an envelope has room for it: in values, keys, tags, the trace and the names of files."""

from collections.abc import Iterator
from typing import Any, Final

from tests.hostile.case import Case, kept, kept_event
from tests.unit.lambdas.errors.envelope_samples import EVENT, HEADER, envelope, item

# Not a real one of anybody: documentation's addresses, the examples of IBAN and cards, AWS's own example of a key.
_JWT: Final = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJncmFjZSJ9.dQw4w9WgXcQdQw4w9WgXcQdQw4w9WgXcQ"
PATTERNS: Final[dict[str, tuple[str, str]]] = {
    "an address of e-mail": ("grace.hopper@navy.example", "hopper"),
    "an encoded address": ("grace.hopper%40navy.example", "hopper"),
    "an address of IPv4": ("198.51.100.77", "198.51.100"),
    "an address of IPv6": ("2001:db8:85a3::8a2e:370:7334", "8a2e:370"),
    "a telephone number": ("+49 151 23456789", "23456789"),
    "an IBAN": ("DE89 3704 0044 0532 0130 00", "0532 0130"),
    "a card": ("4111 1111 1111 1111", "1111 1111"),
    "a token": (_JWT, "eyJhbGci"),
    "a secret key": ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "4eC39HqL"),
    "a key of AWS": ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    "a home directory": ("/home/ghopper/shop/cart.js", "ghopper"),
    "a home directory of Windows": ("C:\\Users\\ghopper\\cart.js", "ghopper"),
    "a query": ("https://www.example.com/cart?code=hunter2hunter2#hunter3hunter3", "hunter"),
}
"""What is put in, and the part of it that must be found nowhere."""

NAME: Final = "Erika Mustermann"
"""Nothing shows that this is somebody's, so it is put only where nothing is kept."""

_DEVICE: Final = frozenset({"SM-S918B", "6422.113"})
"""Of what the browser calls itself in each request."""

NEEDLES: Final = tuple({part for _, part in PATTERNS.values()} | {"Mustermann", "hopper"} | _DEVICE)
_ALL: Final = " ; ".join(text for text, _ in PATTERNS.values())
_EVERYTHING: Final = f"{NAME} ; {_ALL}"


def _frames(**frame: Any) -> dict[str, Any]:
    frames = [{"filename": "cart.js", "function": "pay", "lineno": 7, **frame}]
    return {"exception": {"values": [{"type": "Error", "value": "x", "stacktrace": {"frames": frames}}]}}


def _crumb(**crumb: Any) -> dict[str, Any]:
    return {"breadcrumbs": [{"category": "frame", "timestamp": 1, **crumb}]}


def _error(**error: Any) -> dict[str, Any]:
    return {"exception": {"values": [{"type": "Error", "value": "x", **error}]}}


def _within(text: str) -> dict[str, dict[str, Any]]:
    """Where a part of what is written is kept."""
    return {
        "message": {"message": text},
        "log entry": {"logentry": {"message": text, "formatted": text, "params": [text]}},
        "error's text": _error(value=text),
        "error's type": _error(type=text),
        "error's module": _error(module=text),
        "function": _frames(function=text),
        "file's name": _frames(filename=text),
        "absolute path": _frames(abs_path=text),
        "module": _frames(module=text),
        "breadcrumb": _crumb(message=text),
        "breadcrumb's category": _crumb(category=text),
        "transaction": {"transaction": text},
        "tags": {"tags": {"browser": text, "a": text}},
        "tags as a list": {"tags": [["browser", text], [text, "x"]]},
        "tags' keys": {"tags": {text: "x"}},
        "keys": {text: text},
        "release": {"release": text},
        "environment": {"environment": text},
        "platform": {"platform": text},
        "level": {"level": text},
        "browser": {"contexts": {"browser": {"name": text, "version": text}}},
        "system": {"contexts": {"os": {"name": text, "version": text, "build": text}}},
        "sdk": {"sdk": {"name": text, "version": text}},
        "time": {"timestamp": text},
        "id": {"event_id": text},
    }


def _dropped(text: str) -> dict[str, dict[str, Any]]:
    """Where nothing of what is written is kept."""
    return {
        "user": {"user": {"id": text, "email": text, "username": text, "ip_address": text, "geo": {"city": text}}},
        "request": {"request": {"url": text, "query_string": text, "cookies": text, "data": text, "env": {text: text}}},
        "headers": {"request": {"headers": {"User-Agent": text, "Cookie": text, text: text}}},
        "extra": {"extra": {"form": {"name": text}, text: [text]}},
        "server's name": {"server_name": text},
        "device": {"contexts": {"device": {"name": text, "id": text}}},
        "culture": {"contexts": {"culture": {"timezone": text, "locale": text}}},
        "other contexts": {"contexts": {"cart": {"owner": text}, text: {text: text}}},
        "trace": {"contexts": {"trace": {"trace_id": text, "data": {"http.url": text}}}},
        "local variables": _frames(vars={"customer": text, text: text}),
        "lines of source": _frames(context_line=text, pre_context=[text], post_context=[text]),
        "mechanism": _error(mechanism={"type": text, "data": {"message": text}}),
        "breadcrumb's data": _crumb(data={"url": text, "arguments": [text], text: text}),
        "breadcrumb of a click": _crumb(category="ui.click", message=f"button[aria-label='{text}']"),
        "breadcrumb of the console": _crumb(category="console", message=text, data={"arguments": [text]}),
        "modules": {"modules": {text: text}},
        "fingerprint": {"fingerprint": [text]},
        "threads": {"threads": {"values": [{"name": text}]}},
        "spans": {"spans": [{"description": text}]},
        "debug images": {"debug_meta": {"images": [{"code_file": text}]}},
        "logger": {"logger": text},
        "dist": {"dist": text},
    }


def _envelopes() -> Iterator[Case]:
    event = item("event", EVENT)
    trace = {"trace_id": _EVERYTHING, "user_id": NAME, "user_segment": _ALL, "sample_rand": NAME}
    yield kept("personal data in the trace header", envelope(event, header={**HEADER, "trace": trace}))
    yield kept("personal data in the envelope's keys", envelope(event, header={**HEADER, _EVERYTHING: _EVERYTHING}))
    yield kept("personal data in the time of sending", envelope(event, header={**HEADER, "sent_at": _EVERYTHING}))
    yield kept(
        "personal data in the sdk of the header", envelope(event, header={**HEADER, "sdk": {"name": _EVERYTHING}})
    )
    yield kept(
        "personal data in the name of a file",
        envelope(item("event", EVENT, filename=_EVERYTHING, attachment_type=NAME)),
    )
    other = item("user_report", {"name": NAME, "email": "grace.hopper@navy.example", "comments": _EVERYTHING})
    yield kept("personal data in another item", envelope(other, event))
    yield kept("personal data in the type of another item", envelope(item(_EVERYTHING, {}), event))
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in "grace.hopper@navy.example")
    yield kept("personal data in escapes", envelope(item("event", b'{"message":"%b"}' % escaped.encode())))
    for name in ("referer", "cookie", "user-agent", "x-forwarded-for", "cloudfront-viewer-address", "authorization"):
        yield kept(f"personal data in {name}", envelope(event), headers={name: _EVERYTHING})
    agent = f"Mozilla/5.0 (Linux; Android 14; {NAME}; {_ALL}) Chrome/125.0.6422.113 Safari/537.36 {_EVERYTHING}"
    yield kept("personal data within what a browser calls itself", envelope(event), headers={"user-agent": agent})
    yield kept("personal data in the query", envelope(event), event={"rawQueryString": "name=Erika+Mustermann"})
    http = {"method": "POST", "sourceIp": "198.51.100.77", "userAgent": NAME}
    yield kept(
        "personal data in what API Gateway tells",
        envelope(event),
        event={"requestContext": {"http": http}, "cookies": [NAME]},
    )


CASES: Final = (
    *(kept_event(f"personal data as {place}", **changes) for place, changes in _dropped(_EVERYTHING).items()),
    *(
        kept_event(f"{kind} as {place}", **changes)
        for kind, (text, _) in PATTERNS.items()
        for place, changes in _within(text).items()
    ),
    *_envelopes(),
)
