"""Paging through a long conversation, as ``make bench`` does it."""

from lambdas.protocol.limits import PAGE_ENTRIES
from tests.bench.length import opened, paged_back


def test_opening_shows_the_newest_page_and_paging_back_the_rest_once() -> None:
    first = opened(230)
    pages = [first, *paged_back(230)]
    seqs = [[entry["seq"] for entry in page.cost.answer["entries"]] for page in pages]
    assert seqs[0][-1] == 230
    assert sorted(seq for page in seqs for seq in page) == list(range(1, 231))
    assert {len(page) for page in seqs[:-1]} == {PAGE_ENTRIES}


def test_no_page_costs_more_than_another() -> None:
    newest, *_, oldest = paged_back(230)[:-1]
    assert newest.cost.calls == oldest.cost.calls
    assert newest.cost.use.read_units == oldest.cost.use.read_units
