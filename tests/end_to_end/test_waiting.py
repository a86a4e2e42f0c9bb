"""What the tests wait with waits for all that it says, and for no longer."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.end_to_end.waiting import until, until_quiet

pytestmark = pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)

PAGE = b"<!doctype html><title>-</title><link rel=icon href='data:,'><script>window.done = []</script>"


class _Site(ThreadingHTTPServer):
    """Answers ``/`` and ``/next`` with a page, and whatever else when ``let_go`` is set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.let_go = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: _Site

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        is_page = path in {"/", "/next"}
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if is_page else "text/plain")
        self.send_header("Content-Length", str(len(PAGE)))
        if path == "/slow_head":
            self.server.let_go.wait()
        self.end_headers()
        self.wfile.flush()
        if not is_page:
            self.server.let_go.wait()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """It has nothing to say."""


@pytest.fixture
def site() -> Iterator[_Site]:
    with _Site() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield site
        site.let_go.set()
        site.shutdown()
        thread.join()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], site: _Site) -> Page:
    page = new_context().new_page()
    page.goto(f"http://127.0.0.1:{site.server_address[1]}/")
    return page


def later(site: _Site, seconds: float = 1.5) -> None:
    timer = threading.Timer(seconds, site.let_go.set)
    timer.start()


@pytest.mark.parametrize("path", ["/slow_head", "/slow_body"])
def test_what_is_asked_for_has_come_whole(page: Page, site: _Site, path: str) -> None:
    page.evaluate("path => void fetch(path).then(it => it.text()).then(() => done.push(path))", path)
    later(site)
    until_quiet(page)
    assert page.evaluate("done") == [path]


def test_to_push_a_state_answers_no_question(page: Page, site: _Site) -> None:
    page.evaluate("() => void fetch('/slow_head').then(it => it.text()).then(() => done.push('came'))")
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    later(site)
    until_quiet(page)
    assert page.evaluate("done") == ["came"]


def test_what_the_document_before_asked_for_is_nobodys_any_more(page: Page) -> None:
    page.evaluate("() => { fetch('/slow_head', { keepalive: true }); navigator.sendBeacon('/slow_head') }")
    page.evaluate("() => void setTimeout(() => location.assign('/next'), 100)")
    page.wait_for_url("**/next")
    begun = time.monotonic()
    until_quiet(page)
    assert time.monotonic() - begun < 30


def test_a_socket_or_a_stream_of_events_is_no_question(page: Page) -> None:
    """Nor is a socket that is closed too early an error of the page."""
    page.evaluate("new WebSocket(`ws://${location.host}/slow_head`).close()")
    page.evaluate("() => { new EventSource('/slow_head') }")
    begun = time.monotonic()
    until_quiet(page)
    assert time.monotonic() - begun < 30


def test_a_page_that_is_stalled_is_not_quiet(page: Page, site: _Site) -> None:
    site.let_go.set()
    page.evaluate(
        """() => void setTimeout(() => {
          for (const over = performance.now() + 2000; performance.now() < over; );
          fetch('/after').then(it => it.text()).then(() => done.push('after'));
        }, 50)"""
    )
    until_quiet(page)
    assert page.evaluate("done") == ["after"]


def test_who_waits_gets_what_has_come(page: Page) -> None:
    page.evaluate("() => void setTimeout(() => done.push('late'), 300)")
    assert until(page, lambda: page.evaluate("done")) == ["late"]
    with pytest.raises(AssertionError, match="it did not come to that"):
        until(page, lambda: page.evaluate("done.length > 1"), seconds=0.2)
