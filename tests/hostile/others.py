"""Other items than events, ids that are paths, and requests that are none of a page's."""

import base64
from collections.abc import Iterator
from typing import Any, Final

from lambdas.protocol.problems import ProblemCode
from tests.hostile.case import GOOD, Case, dropped, kept, kept_event, refused
from tests.unit.lambdas.errors.envelope_samples import EVENT, HEADER, envelope, item

# https://develop.sentry.dev/sdk/foundations/data-model/envelope-items/
_OTHER_ITEMS: Final = (
    *("session", "sessions", "transaction", "span", "client_report", "user_report", "feedback", "attachment", "log"),
    *("check_in", "profile", "profile_chunk", "replay_event", "replay_recording", "replay_video", "statsd"),
    *("metric_meta", "trace_metric", "security", "raw_security", "form_data", "nel", "unreal_report", "otel_log"),
    *("Event", "EVENT", " event", "event\x00", "events", "error", "default", "", "../event", "__proto__"),
)

_PATHS: Final = (
    *("../../etc/passwd", "..\\..\\windows", "/etc/passwd", "..%2f..%2fetc%2fpasswd", "....//....//etc", "%00", "\x00"),
    *("day#2026-01-01", "fault#0000000000000000", "a#b#c", "sample#a#b", "#", "sweep#errors", "*", "$", "", " "),
    *(
        "' OR 1=1 --",
        ":pk = :day",
        "attribute_exists(pk)",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "%s%n%n",
        "\r\nx: 1",
    ),
    *(
        "0EFE69FE38294797904C36E09D9F6677",
        "0efe69fe-3829-4797-904c-36e09d9f6677",
        "0" * 31,
        "0" * 33,
        "g" * 32,
        "\u0660" * 32,
    ),
    *("0efe69fe38294797904c36e09d9f6677\n", "\u202e" + "a" * 31, "a" * 30_000),
)


_AGENTS: Final = (
    *(
        "",
        " ",
        "\x00",
        "\u202e",
        "ä",
        "${jndi:ldap://127.0.0.1:PORT/a}",
        "() { :; }; id",
        "\r\nx: 1",
        "/",
        "//",
        "Chrome/",
    ),
    *("Chrome/" * 2_000, "Chrome/" + "9" * 9_000, "Mozilla/5.0 (" * 1_000, "(" * 9_000, " " * 9_000, "Firefox/\u0661"),
)

_NO_TEXT: Final[tuple[Any, ...]] = (None, 7, True, [], {})


def _items() -> Iterator[Case]:
    for kind in _OTHER_ITEMS:
        body = item(kind, {"sid": "x", "did": "198.51.100.77", "attrs": {"ip_address": "{{auto}}"}})
        yield dropped(f"an item of type {kind!r}", envelope(body))
    attachment = item("attachment", b"grace.hopper@navy.example", length=25, filename="../../Grace Hopper.txt")
    yield dropped("an attachment", envelope(attachment))
    yield kept("an attachment beside an event", envelope(attachment, item("event", EVENT)))
    yield kept("a session beside an event", envelope(item("event", EVENT), item("session", {"did": "198.51.100.77"})))
    yield kept("two events", envelope(item("event", EVENT), item("event", {"message": "grace.hopper@navy.example"})))
    for told in ("transaction", "csp", "hpkp", "nel", "feedback", "generic", "x", *_NO_TEXT):
        yield kept_event(f"an event that says to be {told!r}", type=told)


def _ids() -> Iterator[Case]:
    for path in _PATHS:
        yield kept_event(f"as an event's id {path!r:.40}", event_id=path)
        yield kept(
            f"as the envelope's id {path!r:.40}",
            envelope(item("event", {"message": "x"}), header={**HEADER, "event_id": path}),
        )
    for value in (*_NO_TEXT, 1e308):
        yield kept_event(f"as an event's id {value!r}", event_id=value)
    for value in (value for value in _NO_TEXT if value is not None):
        body = envelope(item("event", EVENT), header={**HEADER, "event_id": value})
        yield refused(ProblemCode.NOT_AN_ENVELOPE, f"as the envelope's id {value!r}", body)
    for name in ("release", "environment", "platform", "level", "transaction", "logger", "server_name", "dist"):
        for path in _PATHS[:12]:
            yield kept_event(f"as {name} {path!r}", **{name: path})


def _requests() -> Iterator[Case]:
    for media in (
        None,
        "",
        "application/json",
        "application/x-sentry-envelope",
        "multipart/form-data; boundary=b",
        "x" * 900,
    ):
        yield kept(f"the media type {media!r:.40}", GOOD, headers={"content-type": media})
    for agent in (*_AGENTS, None):
        yield kept(f"the browser {agent!r:.40}", GOOD, headers={"user-agent": agent})
    for encoding in ("gzip", "br", "zstd", "deflate", "identity", "", "GZIP", "gzip, gzip", "x" * 900, "\x00"):
        yield refused(
            ProblemCode.ENCODED, f"the encoding {encoding!r:.20}", GOOD, headers={"content-encoding": encoding}
        )
        yield refused(
            ProblemCode.ENCODED, f"the Encoding {encoding!r:.20}", GOOD, headers={"Content-Encoding": encoding}
        )
    for origin in (
        *(
            None,
            "",
            "null",
            "*",
            "https://evil.example",
            "https://www.example.com.evil.example",
            "http://www.example.com",
        ),
        *(
            "https://www.example.com/",
            "https://www.example.com:443",
            "HTTPS://WWW.EXAMPLE.COM",
            "https://www.example.com ",
        ),
        *(
            "https://www.example.com,https://evil.example",
            "file://",
            "https://wwẉ.example.com",
            "https://www.example.com\x00",
        ),
    ):
        yield refused(ProblemCode.NOT_ALLOWED, f"the origin {origin!r}", GOOD, headers={"origin": origin})
    for secret in (None, "", "wrong", "the-secret-of-the-edg", "ä", "\x00"):
        yield refused(
            ProblemCode.NOT_FROM_THE_EDGE, f"the edge's secret {secret!r}", GOOD, headers={"x-tresen-edge": secret}
        )
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "post", "", "POST "):
        changes = {"requestContext": {"http": {"method": method}}}
        yield refused(ProblemCode.NOT_ALLOWED, f"the method {method!r}", GOOD, event=changes)
    yield kept("base64", b"", event={"body": base64.b64encode(GOOD).decode(), "isBase64Encoded": True})
    for name, body in {"no base64": "ä", "half of base64": "e", "base64 of nothing": ""}.items():
        yield refused(ProblemCode.NOT_AN_ENVELOPE, name, b"", event={"body": body, "isBase64Encoded": True})
    yield refused(ProblemCode.NOT_AN_ENVELOPE, "no body", b"", event={"body": None})
    yield refused(
        ProblemCode.NOT_AN_ENVELOPE,
        "what a function of ours would send",
        b"",
        event={"envelope": GOOD.decode(), "body": ""},
    )


CASES: Final = (*_items(), *_ids(), *_requests())
