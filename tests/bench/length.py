"""A long conversation: opening it, and paging back to where it began."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from tests.bench.actions import talk
from tests.bench.chat import Chat, Cost, Seat, running, visitor
from tests.bench.table import Table

SHORT: Final = (10, 50)
"""Opening one of 50 shows as many entries as opening a long one."""
LONG: Final = 5_000
_TIMES: Final = 20


@dataclass(frozen=True, kw_only=True)
class Page:
    """``own_ms`` of the processor is what our code took, without the table: that in memory looks at every row."""

    cost: Cost
    own_ms: float

    @property
    def answer_bytes(self) -> int:
        return len(json.dumps(self.cost.answer, ensure_ascii=False, separators=(",", ":")).encode())


def length_of_a_conversation() -> Iterator[str]:
    table = Table("a page", "entries", "AWS calls", "RRU", "KB", "own ms")
    pages = {entries: opened(entries) for entries in (*SHORT, LONG)}
    for entries, page in pages.items():
        table.row(f"opening one of {entries:,} entries", *_figures([page]))
    back = paged_back(LONG)
    for name, part in (("newest", back[:10]), ("oldest", back[-11:-1])):
        table.row(f"the {name} ten pages back", *_figures(part))
    yield from table.lines()
    seen = sum(_entries(page) for page in [pages[LONG], *back])
    yield f"{len(back)} pages back to the beginning, {seen:,} entries in all"
    yield f"own time, opening {LONG:,} / {SHORT[-1]}: {pages[LONG].own_ms / pages[SHORT[-1]].own_ms:.2f}"
    yield f"own time, oldest pages / newest: {_own_ms(back[-11:-1]) / _own_ms(back[:10]):.2f}"


def opened(entries: int) -> Page:
    """The median of some times."""
    with running() as chat:
        talk(chat, entries)
        tab = chat.connect(visitor())
        pages = [_page(chat, lambda: tab.sends("open")) for _ in range(_TIMES)]
    return sorted(pages, key=lambda page: page.own_ms)[_TIMES // 2]


def paged_back(entries: int) -> list[Page]:
    """All pages before the one with which the conversation opens, newest first."""
    pages: list[Page] = []
    with running() as chat:
        guest = talk(chat, entries).guest
        answer = guest.sends("open")
        while answer["earlier"]:
            page = _page(chat, _asking(guest, answer["entries"][0]["seq"]))
            pages.append(page)
            answer = page.cost.answer
    return pages


def _asking(guest: Seat, before: int) -> Callable[[], dict[str, Any]]:
    return lambda: guest.sends("read_history", before=before)


def _page(chat: Chat, act: Callable[[], dict[str, Any]]) -> Page:
    waited, began = chat.table.seconds, time.process_time()
    cost = chat.cost(act)
    own = time.process_time() - began - (chat.table.seconds - waited)
    return Page(cost=cost, own_ms=own * 1000)


def _figures(pages: Sequence[Page]) -> tuple[str, ...]:
    return (
        f"{median(map(_entries, pages)):.0f}",
        f"{median(page.cost.aws_calls for page in pages):.0f}",
        f"{median(page.cost.use.read_units for page in pages):.1f}",
        f"{median(page.answer_bytes for page in pages) / 1000:.1f}",
        f"{_own_ms(pages):.2f}",
    )


def _entries(page: Page) -> int:
    return len(page.cost.answer["entries"])


def _own_ms(pages: Sequence[Page]) -> float:
    return median(page.own_ms for page in pages)
