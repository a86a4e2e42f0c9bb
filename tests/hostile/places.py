"""Requests forged on the server's side: whoever reports names a place, and wants it to be spoken to."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from lambdas.protocol.problems import ProblemCode
from tests.hostile.case import GOOD, Case, kept, kept_event, refused
from tests.hostile.dsns import FOREIGN
from tests.unit.lambdas.errors.envelope_samples import EVENT, HEADER, OWN, envelope, item, spelled

PLACE: Final = "http://tresen@127.0.0.1:PORT/1"
_OTHER: Final = "https://tresen@127.0.0.1:PORT/2"


def _foreign() -> Iterator[Case]:
    for dsn in FOREIGN:
        yield refused(ProblemCode.WRONG_DSN, f"dsn {dsn!r:.100}", _with(dsn))
    yield refused(ProblemCode.WRONG_DSN, "an event alone, as Sentry's old endpoint takes it", spelled(EVENT))
    yield refused(ProblemCode.WRONG_DSN, "no dsn", envelope(item("event", EVENT), header={}))
    yield refused(ProblemCode.WRONG_DSN, "dsn of null", envelope(item("event", EVENT), header={"dsn": None}))
    yield refused(ProblemCode.WRONG_DSN, "dsn in capitals", envelope(item("event", EVENT), header={"DSN": OWN}))
    twice = f'{{"dsn":"{OWN}","dsn":"{PLACE}"}}'.encode()
    yield refused(ProblemCode.WRONG_DSN, "two dsns, ours first", envelope(item("event", EVENT), header=twice))
    twice = f'{{"dsn":"{PLACE}","dsn":"{OWN}"}}'.encode()
    yield kept("two dsns, ours last", envelope(item("event", EVENT), header=twice))
    escaped = OWN.replace("@", "\\u0040").replace("/", "\\/")
    yield kept("our dsn in escapes", envelope(item("event", EVENT), header=f'{{"dsn":"{escaped}"}}'.encode()))
    no_text: tuple[Any, ...] = (["a", OWN], {"dsn": OWN}, 1, True)
    for value in no_text:
        body = envelope(item("event", EVENT), header={"dsn": value})
        yield refused(ProblemCode.NOT_AN_ENVELOPE, f"dsn {value!r}", body)


def _with(dsn: str) -> bytes:
    return envelope(item("event", EVENT), header={**HEADER, "dsn": dsn})


def _elsewhere() -> Iterator[Case]:
    """A place in all the other corners of an envelope and of a request, none of which is looked at."""
    host = {"host": "127.0.0.1:PORT", "public_key": "tresen", "project_id": 2, "org_id": "1"}
    yield kept(
        "a place in the trace", envelope(item("event", EVENT), header={**HEADER, "trace": {**host, "dsn": PLACE}})
    )
    yield kept("a place beside the dsn", envelope(item("event", EVENT), header={**HEADER, **host, "forward_to": PLACE}))
    yield kept("a place in the item's header", envelope(item("event", EVENT, dsn=PLACE, url=PLACE, **host)))
    for name in ("dsn", "tunnel", "project", "project_id", "url", "_relay", "forward_to", "redirect", "callback"):
        yield kept_event(f"a place as the event's {name}", **{name: PLACE})
    yield kept_event(
        "a place to fetch a source map from", debug_meta={"images": [{"code_file": PLACE, "type": "sourcemap"}]}
    )
    yield kept_event(
        "a place as the page", request={"url": PLACE, "headers": {"Host": "127.0.0.1:PORT", "Referer": PLACE}}
    )
    frames = [{"filename": PLACE, "abs_path": PLACE, "function": PLACE, "module": PLACE, "source_link": PLACE}]
    yield kept_event("a place as a script", exception={"values": [{"type": "E", "stacktrace": {"frames": frames}}]})
    yield kept_event("a place as sdk", sdk={"name": PLACE, "version": PLACE, "packages": [{"name": PLACE}]})
    external = '<!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:PORT/">]><a>&b;</a>'
    yield kept_event("an external entity", message=external)
    yield kept_event(
        "a lookup of log4j", message="${jndi:ldap://127.0.0.1:PORT/a}", logger="${jndi:dns://127.0.0.1:PORT/a}"
    )
    auth = f"Sentry sentry_version=7, sentry_key=other, sentry_dsn={PLACE}"
    for name, value in {
        "x-sentry-auth": auth,
        "authorization": f"DSN {PLACE}",
        "x-forwarded-host": "127.0.0.1:PORT",
        "x-original-url": "/api/2/envelope/",
        "x-http-method-override": "PUT",
        "host": "127.0.0.1:PORT",
        "referer": PLACE,
        "forwarded": "host=127.0.0.1:PORT",
    }.items():
        yield kept(f"a place in {name}", GOOD, headers={name: value})
    query = f"sentry_key=other&sentry_version=7&dsn={quote(PLACE)}&project=2&url={quote(_OTHER)}"
    yield kept("a place in the query", GOOD, event={"rawQueryString": query})


def _projects() -> Iterator[Case]:
    """The address of another project's endpoint, as the SDKs of Sentry know it without a tunnel."""
    for path in (
        "/api/2/envelope/",
        "/api/1/store/",
        "/api/errors/",
        "/api/errors/../2/envelope/",
        "/api/errors/search",
        "//api/errors",
        "/API/ERRORS",
        "/api/errors%00",
        "/api/errors;a=1",
        "/",
        "",
    ):
        yield refused(ProblemCode.NOT_ALLOWED, f"path {path!r}", GOOD, event={"rawPath": path})


CASES: Final = (*_foreign(), *_elsewhere(), *_projects())
