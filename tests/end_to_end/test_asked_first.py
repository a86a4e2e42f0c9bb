"""Where the settings say otherwise: visitors are asked first, or nothing is analysed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, expect

from local.stack import BUILD, LocalStack
from local.synthesis import ROOT
from tests.end_to_end.analysed import LONG, ContextMaker, Visitor, Wire
from tests.end_to_end.around import client
from tests.end_to_end.usage_client import opened, post_events
from tests.end_to_end.waiting import until_quiet
from tests.promises.promise import promise

SETTINGS = (ROOT / "tests/stacks/settings/smallest.toml").read_text(encoding="utf-8")
ASKING = (
    SETTINGS.replace("groups", "matomo_site = 42\ngroups")
    + """
[analytics]
matomo_url = "https://matomo.example.com/"
ask_first = true
"""
)


@contextmanager
def other_stack(name: str, settings: str) -> Iterator[LocalStack]:
    """A local run with settings of its own, which are taken as they are."""
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tresen.toml").write_text(settings)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TRESEN_SETTINGS", str(folder / "tresen.toml"))
        with LocalStack(assembly=folder / "cdk.out") as stack:
            yield stack


@pytest.fixture(scope="module")
def asking() -> Iterator[LocalStack]:
    """Where visitors are asked first."""
    with other_stack("asking", ASKING) as stack:
        yield stack


def question(visitor: Visitor) -> Locator:
    return visitor.dialog.get_by_role("region", name="Usage analysis")


@promise("P7", "where visitors are asked first, nothing is told before they have agreed")
def test_who_is_asked_first_and_gives_no_answer_tells_nothing(asking: LocalStack, new_context: ContextMaker) -> None:
    wire = Wire(asking)
    visitor = Visitor(new_context().new_page(), asking.addresses.shop)
    visitor.open()
    expect(question(visitor)).to_be_visible(timeout=LONG)
    visitor.write("visitor-03")
    visitor.end()
    visitor.leave()
    wire.expect_nothing()


def test_who_declines_tells_nothing_and_is_not_asked_again(asking: LocalStack, new_context: ContextMaker) -> None:
    wire = Wire(asking)
    visitor = Visitor(new_context().new_page(), asking.addresses.shop)
    visitor.open()
    question(visitor).get_by_role("button", name="Decline").click()
    expect(question(visitor)).to_have_count(0)
    visitor.page.reload()
    visitor.open()
    # Who is asked is asked a moment after the opening.
    visitor.stay()
    expect(question(visitor)).to_have_count(0)
    visitor.leave()
    wire.expect_nothing()


def test_who_agrees_is_one_visit_for_the_day_and_can_take_it_back(
    asking: LocalStack, new_context: ContextMaker
) -> None:
    wire = Wire(asking)
    visitor = Visitor(new_context().new_page(), asking.addresses.shop)
    visitor.open()
    question(visitor).get_by_role("button", name="Agree").click()
    expect(question(visitor)).to_have_count(0)
    until_quiet(visitor.page)
    visitor.page.reload()
    # The analysis begins a moment after the opening, and only then there is something to tell.
    with visitor.page.expect_response("**/assets/analysis-*"):
        visitor.open()
    visitor.stay()
    visitor.page.reload()
    told = wire.until(2)
    assert wire.events == [("widget_opened", None)] * 2
    (visit_id,) = {each["cid"] for each in told}
    kept = "localStorage.getItem('tresen.visit')"
    assert visitor.page.evaluate(kept).startswith(f"{visit_id} ")
    visitor.open()
    visitor.settings()
    visitor.switch("Usage analysis").click()
    expect(visitor.switch("Usage analysis")).not_to_be_checked()
    assert visitor.page.evaluate(kept) is None
    visitor.leave()
    wire.expect_only(2)


def test_without_a_matomo_nothing_is_deployed_for_it_and_the_widget_tells_nothing(new_context: ContextMaker) -> None:
    with other_stack("unanalysed", SETTINGS) as stack:
        visitor = Visitor(new_context().new_page(), stack.addresses.shop)
        visitor.open()
        visitor.settings()
        expect(visitor.switch("Error reports")).to_be_visible()
        expect(visitor.switch("Usage analysis")).to_be_hidden()
        visitor.leave()
        assert visitor.of_analysis == []
        assert post_events(stack, [opened()])[0] == 404
        assert client(stack, "sqs").list_queues().get("QueueUrls", []) == []
        visitor.page.goto(f"{stack.addresses.matomo}/")
        expect(visitor.page.get_by_text("Nothing is analysed.")).to_be_visible()
