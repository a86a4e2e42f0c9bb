"""Phones and their keyboards, a window at 400 %, and who asks for less motion or for their own colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.end_to_end.axe import until_still
from tests.end_to_end.states import LONG, Parts
from tests.end_to_end.waiting import until

# A browser that runs without a screen has no keyboard of its own to bring up.
KEYBOARD = """(() => {
  const real = window.visualViewport;
  const fake = new EventTarget();
  let height = null, top = 0;
  for (const name of ["width", "scale", "offsetLeft", "pageLeft", "pageTop"])
    Object.defineProperty(fake, name, { get: () => real[name] });
  Object.defineProperty(fake, "height", { get: () => height ?? innerHeight });
  Object.defineProperty(fake, "offsetTop", { get: () => top });
  Object.defineProperty(window, "visualViewport", { get: () => fake });
  window.bringUp = (pixels, scrolled = 0) => {
    height = pixels === null ? null : innerHeight - pixels;
    top = scrolled;
    fake.dispatchEvent(new Event("resize"));
    fake.dispatchEvent(new Event("scroll"));
  };
})()"""


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], shop: str) -> Parts:
    context = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.add_init_script(KEYBOARD)
    page = context.new_page()
    page.goto(f"{shop}/?lang=en")
    return Parts(page)


def box(measured: Locator) -> tuple[float, float]:
    until_still(measured.page)
    found = measured.bounding_box()
    assert found is not None
    return found["y"], found["y"] + found["height"]


def until_from_to(panel: Locator, top: float, bottom: float) -> None:
    until(panel.page, lambda: box(panel) == (top, bottom))


def test_the_panel_is_as_high_as_what_the_keyboard_leaves(phone: Parts) -> None:
    phone.open()
    until_from_to(phone.dialog, 0, 844)
    phone.page.evaluate("bringUp(336)")
    until_from_to(phone.dialog, 0, 844 - 336)
    assert box(phone.field)[1] <= 844 - 336
    # iOS scrolls the page under the keyboard, and the panel goes along.
    phone.page.evaluate("bringUp(336, 120)")
    until_from_to(phone.dialog, 120, 120 + 844 - 336)
    phone.page.evaluate("bringUp(null)")
    until_from_to(phone.dialog, 0, 844)


def test_no_field_is_so_small_that_ios_zooms_in(phone: Parts) -> None:
    phone.open()
    phone.choose("form")
    expect(phone.dialog.locator(".view textarea")).to_be_visible(timeout=LONG)
    # One is there for programs alone.
    sizes = phone.dialog.locator(":is(input, textarea, select):not([tabindex='-1'])").evaluate_all(
        "them => them.map((it) => parseFloat(getComputedStyle(it).fontSize))"
    )
    assert min(sizes) >= 16


def test_the_page_behind_does_not_scroll_on_a_phone_and_does_again(phone: Parts) -> None:
    page = phone.page
    page.evaluate("window.turned = 0; addEventListener('wheel', () => turned++, { passive: true, capture: true })")
    phone.open()
    page.mouse.move(195, 400)
    page.mouse.wheel(0, 300)
    until(page, lambda: page.evaluate("turned") == 1)
    # A page that can be scrolled has begun to by then.
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == 0
    phone.close()
    page.mouse.wheel(0, 300)
    until(page, lambda: page.evaluate("scrollY") > 0)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_who_asks_for_less_motion_gets_none(new_context: Callable[..., BrowserContext], shop: str, motion: str) -> None:
    page = new_context(reduced_motion=motion).new_page()
    page.goto(f"{shop}/?lang=en")
    parts = Parts(page)
    parts.open()
    moving = moving_parts(page)
    assert (moving == []) is (motion == "reduce"), moving


def moving_parts(page: Page) -> list[str]:
    """What would move when it changes, or does already."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelector("tresen-widget").shadowRoot.querySelectorAll("*")]
          .filter((it) => {
            const { transitionDuration, animationName, animationDuration } = getComputedStyle(it);
            const lasts = (text) => text.split(",").some((one) => parseFloat(one) > 0.02);
            return lasts(transitionDuration) || (animationName !== "none" && lasts(animationDuration));
          })
          .map((it) => it.className)"""
    )
    return found


def test_in_the_visitors_own_colours_everything_has_an_edge(
    new_context: Callable[..., BrowserContext], shop: str
) -> None:
    """Windows' high contrast: backgrounds and shadows are gone, so borders have to tell things apart."""
    page = new_context(forced_colors="active").new_page()
    page.goto(f"{shop}/?lang=en")
    parts = Parts(page)
    parts.open()
    assert page.evaluate("matchMedia('(forced-colors: active)').matches") is True
    without = parts.dialog.evaluate(
        """dialog => [dialog, ...dialog.querySelectorAll("button.send, .composer textarea, .field")]
          .filter((it) => {
            const { borderTopWidth, outlineStyle, outlineWidth, forcedColorAdjust } = getComputedStyle(it);
            return parseFloat(borderTopWidth) === 0 && (outlineStyle === "none" || parseFloat(outlineWidth) === 0)
              && forcedColorAdjust !== "none" && !it.closest(".field")?.matches("*:not(textarea)");
          })
          .map((it) => it.className)"""
    )
    assert without == []
    # Icons are drawn in the colour of the text.
    colours = parts.dialog.locator("svg").evaluate_all("them => them.map((it) => getComputedStyle(it).stroke)")
    assert "none" not in colours


def test_the_menu_stays_in_a_panel_that_has_little_room_on_the_page(
    new_context: Callable[..., BrowserContext], shop: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{shop}/placed?lang=en")
    page.add_style_tag(content="tresen-panel { width: 260px !important; height: 260px !important; }")
    parts = Parts(page)
    parts.dots.click(timeout=LONG)
    expect(parts.items.first).to_be_focused(timeout=LONG)
    panel, menu = (page.get_by_role(role).bounding_box() for role in ("dialog", "menu"))
    assert panel is not None
    assert menu is not None
    assert panel["x"] < menu["x"]
    assert menu["x"] + menu["width"] < panel["x"] + panel["width"]
    assert menu["y"] + menu["height"] < panel["y"] + panel["height"]
    page.keyboard.press("End")
    expect(parts.items.last).to_be_in_viewport(ratio=1)
