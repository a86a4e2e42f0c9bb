"""What axe finds wrong with a page, shadow roots included."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"

_RUN = """async ([within, rules]) => {
  const found = await axe.run(within ?? document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules,
    resultTypes: ["violations"],
  });
  return found.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.map(({ target, failureSummary }) => `${target.flat().join(" ")}: ${failureSummary}`),
  }));
}"""


_COME_TO_REST = """async () => {
  const roots = [document, ...[...document.querySelectorAll("*")].flatMap((it) => it.shadowRoot ?? [])];
  const moving = roots.flatMap((root) => root.getAnimations());
  const ending = moving.filter((it) => it.effect?.getComputedTiming().endTime !== Infinity);
  // In a page that nobody sees it might never end.
  const late = new Promise((resolve) => setTimeout(resolve, 5000));
  await Promise.race([Promise.allSettled(ending.map((it) => it.finished)), late]);
}"""


def until_still(page: Page) -> None:
    """Until what comes into view with a movement, or turns another colour slowly, has done so."""
    page.evaluate(_COME_TO_REST)


def expect_accessible(page: Page, within: str | None = None, without: tuple[str, ...] = ()) -> None:
    """Fails with what axe finds; see ``found_by_axe``."""
    found = found_by_axe(page, within, without)
    assert found == [], "\n".join(found)


def found_by_axe(page: Page, within: str | None = None, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds in all that is shown now; ``within`` is a CSS selector in the page's own tree.

    ``without`` names rules that do not apply, for instance to a page that is only a frame around what is tested. axe
    is put in by the debugger's way, which no content security policy of the page keeps out.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    until_still(page)
    rules = {rule: {"enabled": False} for rule in without}
    found: list[dict[str, Any]] = page.evaluate(_RUN, [within, rules])
    return [f"{finding['id']}: {finding['help']}\n  " + "\n  ".join(finding["nodes"]) for finding in found]
