"""Watches everything: what is written, what leaves the functions, what the pages show. Collects what does not hold."""

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, Final

from lambdas.identity.people import Identity, Visitor
from tests.model import invariants
from tests.model.host import PageState
from tests.model.invariants import Reached
from tests.model.pages import Left, Page
from tests.model.secrecy import leaks
from tests.model.truth import Truth

CONVERSATION: Final = "shop." + "v" * 43
STRANGE: Final = "shop." + "w" * 43
"""The conversation of somebody else."""


class Observer:
    """``now`` is the server's time. ``broken`` are invariants that do not hold, each text begins with the name."""

    def __init__(self, now: Callable[[], int]) -> None:
        self.broken: list[str] = []
        self.pages: dict[int, Page] = {}
        self.texts: dict[str, str] = {}
        """What was written, by the message's id."""
        self.truths = {each: Truth(each, now, self.broken.append) for each in (CONVERSATION, STRANGE)}
        self._reached = {each: Reached() for each in self.truths}
        self._left: list[Left] = []
        self._failed: set[str] = set()

    def written(self, before: Any, after: Any) -> None:
        """In the table."""
        for truth in self.truths.values():
            truth.written(before, after)

    def told(self, to: Identity, frame: bytes, *, since: int) -> None:
        """By a function that began at ``since``."""
        own = to.conversation_id if isinstance(to, Visitor) else CONVERSATION
        self.broken += leaks(to, frame, self.truths, own=own, since=since)

    def looked(self, page: Page) -> None:
        """Somebody began or ceased to have a page before the eyes."""
        self._reached[page.conversation].note(page)

    def left(self, page: Page, last_page: int) -> None:
        """A page ended, when ``last_page`` was the newest of all."""
        del self.pages[page.id]
        self._left += [Left(id_, page.browser, last_page) for id_ in page.unsent]

    def shown(self, states: Mapping[int, PageState]) -> None:
        """By the pages that have changed."""
        changed = [page for page in self.pages.values() if page.id in states]
        for page in changed:
            page.state = states[page.id]
            self._failed.update(page.state.failed)
            self._reached[page.conversation].note(page)
        for page in changed:
            truth, reached = self.truths[page.conversation], self._reached[page.conversation]
            self.broken += invariants.broken_on(page, truth, reached, self._failed)
            self.broken += invariants.taken_up(page, self.not_got_off(page.browser))

    def not_got_off(self, browser: str) -> list[Left]:
        """What former pages of a browser left behind and is not in the log."""
        stored = {id_ for truth in self.truths.values() for id_ in truth.places}
        self._left = [each for each in self._left if each.client_message_id not in stored]
        return [each for each in self._left if each.browser == browser]

    def rested(self, deaf: Set[str]) -> None:
        """All has come to rest; ``deaf`` browsers may be behind."""
        self.broken += self.unfinished(deaf)
        for truth in self.truths.values():
            self.broken += invariants.unaltered(truth, self.texts)

    def unfinished(self, deaf: Set[str] = frozenset()) -> Iterator[str]:
        """What does not hold at rest, and may hold later."""
        for page in self.pages.values():
            if page.browser not in deaf:
                yield from invariants.behind(page, self.truths[page.conversation])
            yield from invariants.unsettled(page)
