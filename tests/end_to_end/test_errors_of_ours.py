"""Errors of the widget and of the console in a real browser, from the throw to whoever reads of them."""

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from cli.__main__ import main
from local.agents import Agent
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.axe import expect_accessible
from tests.end_to_end.breaking import Reporting, breaks_once
from tests.end_to_end.error_client import Reports, event_of
from tests.end_to_end.pages import SECONDS, Console, Widget
from tests.end_to_end.stores import Stores
from tests.end_to_end.waiting import eventually
from tests.promises.known_visitor import ADDRESSES, Known
from tests.promises.markers import Markers
from tests.promises.promise import promise

ROOT = Path(__file__).parents[2]
LONG = 40 * SECONDS

Profile = Callable[..., BrowserContext]


@pytest.fixture
def reports(stack: LocalStack) -> Reports:
    return Reports(stack)


@pytest.fixture
def profile(browser: Browser) -> Iterator[Profile]:
    """Makes browser profiles whose pages may break."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(locale="en-GB", **options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def operator(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The operator's account is the local run. What a process of its own needs."""
    account = {
        "AWS_ENDPOINT_URL": stack.ministack_url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    }
    for name, value in account.items():
        monkeypatch.setenv(name, value)
    return account


class Visit:
    """Of somebody of whom all is known, who has written, and has begun to write more."""

    def __init__(self, context: BrowserContext, stack: LocalStack, known: Known) -> None:
        self.known = known
        self.page = context.new_page()
        self.reporting = Reporting(self.page)
        self.page.goto(f"{stack.addresses.shop}/?lang=en&customer={known.fields['email']}#{known.tag}")
        self.widget = Widget(self.page)
        self.widget.open()

    def writes(self) -> None:
        self.widget.write(self.known.said)
        expect(self.widget.log).to_contain_text("waiting for someone", timeout=LONG)
        self.widget.field.fill(f"never sent {self.known.tag}")

    def breaks(self) -> dict[str, Any]:
        """In the panel, with the next letter. The event that was sent of it."""
        breaks_once(self.page, "String.prototype", "trim")
        self.widget.field.press("x")
        return self.reporting.until(1)[-1]


def visit(profile: Profile, stack: LocalStack) -> Visit:
    known = Known()
    return Visit(profile(user_agent=known.user_agent), stack, known)


def fault_with(reports: Reports, event_id: str) -> dict[str, Any]:
    """The row of today's that has counted it."""
    rows: list[dict[str, Any]] = eventually(
        lambda: [row for row in reports.rows("fault#") if event_id in row.get("ids", ())]
    )
    (row,) = rows
    return row


@promise(
    "P8", "an error of the widget is told by type, place and course of the program, once, and by nothing of anybody"
)
def test_what_breaks_in_the_panel_is_reported_without_anything_of_the_visitor(
    stack: LocalStack, reports: Reports, profile: Profile
) -> None:
    stack.viewers(address=ADDRESSES["IPv6 address"], country="CH")
    before, visits = reports.count(), [visit(profile, stack) for _ in range(2)]
    for each in visits:
        each.writes()
    sent = [each.breaks() for each in visits]

    rows = [fault_with(reports, event["event_id"]) for event in sent]
    assert rows[0]["sk"] == rows[1]["sk"]
    assert reports.count() == before + 2
    assert (rows[0]["source"], rows[0]["site"]) == ("page", "shop")
    (sample,) = (each for each in reports.samples() if each["event_id"] == sent[0]["event_id"])
    panel = sent[0]["release"].removeprefix("widget@")
    assert re.fullmatch("[0-9A-Za-z]{8}", panel)
    (thrown,) = sample["errors"]
    assert thrown["type"] == "TypeError"
    assert "trim is not a function" in thrown["message"]
    assert {frame["file"] for frame in thrown["frames"]} == {f"/assets/panel-en-{panel}.js"}
    assert (sample["release"], sample["browser"], sample["system"]) == (f"widget@{panel}", "Chrome 141", "Android")
    assert {crumb["category"] for crumb in sample["breadcrumbs"]} <= {"frame", "state", "code"}
    assert {"open", "start", "send_messages"} <= {crumb["message"] for crumb in sample["breadcrumbs"]}

    # The same event once more, as a browser sends it that has seen no answer.
    envelope = visits[0].reporting.requests[0].post_data or ""
    assert reports.post_text(envelope)[:2] == (200, {"id": sent[0]["event_id"]})
    assert reports.count() == before + 2

    stores = Stores(stack)
    for each in visits:
        markers = each.known.markers(tag=each.known.tag, draft=f"never sent {each.known.tag}")
        assert markers.found_in(each.known.said), "the search is not blind"
        assert {found.name for found in markers.found_in(*stores.tables().values())} == {"said", "tag"}
        assert markers.found_in(reports.rows()) == set()
        for what, kept in stores.beside().items():
            assert (what, markers.found_in(kept)) == (what, set())
        each.widget.end()


def test_a_rejection_in_a_part_that_was_loaded_later_is_another_fault(
    stack: LocalStack, reports: Reports, profile: Profile
) -> None:
    first, second = visit(profile, stack), visit(profile, stack)
    in_panel = first.breaks()
    second.page.evaluate("window.WebSocket = { OPEN: 1 }")
    second.widget.type("visitor-01")
    in_part = second.reporting.until(1)[-1]
    rows = [fault_with(reports, event["event_id"]) for event in (in_panel, in_part)]
    assert rows[0]["sk"] != rows[1]["sk"]
    assert rows[1]["title"] == "TypeError: WebSocket is not a constructor"
    assert rows[1]["culprit"] == "conversation.js"


@promise("P8", "an error of the page's own scripts is reported to nobody, and nothing is loaded for it")
def test_errors_of_the_shop_are_none_of_ours(stack: LocalStack, profile: Profile) -> None:
    each = visit(profile, stack)
    asked: list[str] = []
    each.page.on("request", lambda request: asked.append(request.url))
    each.page.evaluate(
        """() => {
          setTimeout(() => { throw new Error("the shop's own"); }, 0);
          void Promise.reject(new TypeError("the shop's own promise"));
          void Promise.reject("a text");
        }"""
    )
    assert each.reporting.stays_at(0)
    assert [url for url in asked if "/assets/reporting" in url] == []
    event = each.breaks()
    assert each.reporting.events() == [event]
    assert [url for url in asked if "/assets/reporting" in url] != []


def test_who_reads_and_resolves_it_by_the_api(
    stack: LocalStack, reports: Reports, tokens: dict[str, str], profile: Profile
) -> None:
    event = visit(profile, stack).breaks()
    fault_id = fault_with(reports, event["event_id"])["sk"].removeprefix("fault#")
    for who in ("operator", "supervisor"):
        (found,) = (each for each in reports.found(tokens[who]) if each["fault_id"] == fault_id)
        read = reports.read(tokens[who], fault_id)
        assert read["fault"] == found
        assert read["fault"]["count"] == sum(day["count"] for day in read["days"]) >= 1
        sample = read["samples"][0]
        assert sample["gone_at"] - sample["at"] == pytest.approx(27 * 86_400_000, abs=1000)
    for what, body in {
        "search": {},
        "fault": {"fault_id": fault_id},
        "resolve": {"fault_id": fault_id, "resolved": True},
    }.items():
        assert reports.ask(tokens["sales"], what, **body)[0] == 403
        assert reports.ask("no-token", what, **body)[0] == 401
    status, fault = reports.ask(tokens["supervisor"], "resolve", fault_id=fault_id, resolved=True)
    assert (status, fault["state"]) == (200, "resolved")
    assert fault_id in {each["fault_id"] for each in reports.found(tokens["operator"], state="resolved")}
    visit(profile, stack).breaks()
    eventually(lambda: reports.read(tokens["operator"], fault_id)["fault"]["state"] == "returned")


def test_the_operator_reads_it_on_the_command_line(
    stack: LocalStack, reports: Reports, operator: dict[str, str], profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> Any:
        capsys.readouterr()
        arguments = ["errors", *words, "--settings", str(stack.settings)]
        assert clients.in_thread(lambda: main(arguments)) == 0
        return capsys.readouterr().out

    event = visit(profile, stack).breaks()
    fault_id = fault_with(reports, event["event_id"])["sk"].removeprefix("fault#")
    assert fault_id in {fault["fault_id"] for fault in json.loads(run("list", "--json"))["faults"]}
    told = json.loads(run("show", fault_id, "--json"))
    frames = told["samples"][0]["report"]["errors"][0]["frames"]
    assert frames[-1]["source"]["file"] == "widget_assets/src/widget/createComposer.ts"
    assert "field.value.trim()" in frames[-1]["source"]["text"]
    assert "widget_assets/src/widget/createComposer.ts:" in run("show", fault_id)
    assert json.loads(run("resolve", fault_id, "--json"))["state"] == "resolved"
    assert json.loads(run("resolve", fault_id, "--again", "--json"))["state"] == "open"

    told = first_of_tail(stack, operator, reports)
    assert (told["source"], told["site"], told["title"]) == ("page", "shop", "RangeError: tailed")


def first_of_tail(stack: LocalStack, operator: dict[str, str], reports: Reports) -> dict[str, Any]:
    """What ``errors tail`` says of what goes on going wrong. Nobody sees from outside when it has begun to look."""
    command = [sys.executable, "-m", "cli", "errors", "tail", "--interval", "1", "--json", "--settings"]
    environment = {**os.environ, **operator}
    said: queue.Queue[str] = queue.Queue()
    with subprocess.Popen(  # noqa: S603
        [*command, str(stack.settings)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as tail:
        assert tail.stdout is not None
        read = tail.stdout.readline
        threading.Thread(target=lambda: said.put(read()), daemon=True).start()
        try:
            for _ in range(20):
                assert reports.post(event_of("RangeError", "tailed"))[0] == 200
                with contextlib.suppress(queue.Empty):
                    line: dict[str, Any] = json.loads(said.get(timeout=3))
                    return line
        finally:
            tail.terminate()
    raise AssertionError("nothing was told")


class Errors:
    """The console's page of errors."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.list = page.get_by_role("navigation", name="Errors")
        self.pane = page.locator(".pane")

    def row(self, fault_id: str) -> Locator:
        return self.list.locator(f'button[data-id="{fault_id}"]')


@promise("P8", "whoever operates it reads an error in the console, with the day on which each report is gone")
def test_the_operator_reads_it_in_the_console_at_its_line_of_the_source(
    stack: LocalStack, reports: Reports, agents: dict[str, Agent], profile: Profile, new_context: Profile
) -> None:
    event = visit(profile, stack).breaks()
    fault_id = fault_with(reports, event["event_id"])["sk"].removeprefix("fault#")
    page = new_context().new_page()
    errors = Errors(page)
    Console(page).enter(stack.addresses.console, agents["operator"])
    errors.row(fault_id).click(timeout=LONG)
    sample = errors.pane.locator(".sample").first
    expect(sample.locator(".position").first).to_contain_text("widget/createComposer.ts:", timeout=LONG)
    expect(sample.locator(".line-of-code[aria-current]").first).to_contain_text("field.value.trim()", timeout=LONG)
    expect(sample).to_contain_text(re.compile(r"gone on [A-Z][a-z]+ \d"), timeout=LONG)
    expect(sample).to_contain_text(event["release"])
    expect_accessible(page)
    errors.pane.get_by_role("button", name="Mark as resolved").click()
    expect(errors.pane.get_by_role("button", name="Open again")).to_be_visible(timeout=LONG)
    expect(errors.row(fault_id)).to_contain_text("Resolved", timeout=LONG)


def test_what_breaks_in_the_console_is_the_operators_to_see_and_no_supervisors(
    stack: LocalStack, reports: Reports, tokens: dict[str, str], agents: dict[str, Agent], profile: Profile
) -> None:
    # Else the page has no row to draw.
    assert reports.post(event_of("RangeError", "something to list"))[0] == 200
    page = profile().new_page()
    reporting, errors = Reporting(page), Errors(page)
    Console(page).enter(stack.addresses.console, agents["operator"])
    expect(errors.list.locator("li.row").first).to_be_visible(timeout=LONG)
    breaks_once(page, "Date.prototype", "toISOString")
    errors.list.get_by_role("button", name="27 days").click()
    event = reporting.until(1)[-1]
    row = fault_with(reports, event["event_id"])
    assert (row["source"], row.get("site")) == ("console", None)
    assert re.fullmatch("console@[0-9A-Za-z]{8}", event["release"])
    (request,) = reporting.requests
    assert not {"authorization", "cookie", "referer"} & set(request.all_headers())
    secrets = {"token": tokens["operator"], "username": agents["operator"].username}
    assert Markers(secrets).found_in(request.post_data, reports.rows()) == set()
    fault_id = row["sk"].removeprefix("fault#")
    assert reports.ask(tokens["operator"], "fault", fault_id=fault_id)[0] == 200
    assert reports.ask(tokens["supervisor"], "fault", fault_id=fault_id)[0] == 403
