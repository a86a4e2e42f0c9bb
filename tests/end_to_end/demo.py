"""The demo shop's pages, as the tests go through them."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from local.addresses import Addresses

_WATCH = """() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
}"""


@dataclass(frozen=True)
class DemoPage:
    """``placed`` pages show the panel where they want it, without a launcher. ``at_chat`` ones are the chat's own."""

    path: str
    placed: bool = False
    at_chat: bool = False

    def address(self, addresses: Addresses) -> str:
        return f"{addresses.chat if self.at_chat else addresses.shop}{self.path}"


DEMO_PAGES = {
    "plain": DemoPage("/?lang=en"),
    "app": DemoPage("/app?lang=en"),
    "strict": DemoPage("/strict?lang=en"),
    "hostile": DemoPage("/hostile?lang=en"),
    "links": DemoPage("/links?lang=en"),
    "snippet": DemoPage("/snippet?lang=en"),
    "placed": DemoPage("/placed?lang=en", placed=True),
    "card": DemoPage("/card/shop?tresen-locale=en", placed=True, at_chat=True),
}


def watch_policy(context: BrowserContext) -> None:
    """Notes on each page what its content security policy, Trusted Types included, kept anybody from."""
    context.add_init_script(f"({_WATCH})()")


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.violations")
    return found
