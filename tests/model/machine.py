"""A conversation as a state machine: what people do and what goes wrong, in any order that Hypothesis can think of."""

import json
from collections.abc import Callable
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.model.faults import Fault
from tests.model.host import Host
from tests.model.observer import CONVERSATION
from tests.model.pages import Page
from tests.model.people import ADA, ATTACKS, PEOPLE, VISITOR
from tests.model.schedule import START
from tests.model.tally import Tally
from tests.model.world import World

YEAR_MS: Final = 365 * 24 * 60 * 60 * 1000
MINUTE_MS: Final = 60_000

PICKS = st.integers(0, 11)
SKEWS = st.sampled_from([0, 0, 7 * YEAR_MS, -9 * YEAR_MS])
TIMES = st.sampled_from([7, 31, 90, 400, 1_500, 6_000, 20_000, MINUTE_MS, 11 * MINUTE_MS, 115 * MINUTE_MS])
ACTS: Final = ("write", "close", "reopen", "take")
AT_ONCE: Final = (
    Fault.END_AFTER_WRITE,
    Fault.END_BEFORE_ANSWER,
    Fault.WRITTEN_TWICE,
    Fault.ANSWER_LOST,
    Fault.OLD_READ,
    Fault.POST_LIMITED,
    Fault.POST_BROKEN,
    Fault.CUT_BEFORE_DOWN,
)
SIZES: Final = {Fault.OLD_READ: st.integers(1, 4)}
ANY_SIZE = st.sampled_from([15, 60, 700, 5_000])


class ConversationMachine(RuleBasedStateMachine):
    """``host`` has the pages, ``tally`` counts; both are set on a subclass."""

    host: Host
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.host)
        self.world.__enter__()
        self._texts = 0

    @initialize(skew=SKEWS, shares=st.booleans(), is_taken=st.booleans())
    def begin(self, skew: int, shares: bool, is_taken: bool) -> None:
        self.shares = shares
        page = self.world.open_page(VISITOR, "visitor", skew=skew, shares=shares)
        self._writes(page, 1)
        ada = self.world.open_page(ADA, "ada", skew=-skew)
        self.world.run(1_500)
        if is_taken:
            self.world.call(ada, "change", "take")
            self.world.run(200)

    @rule(browser=st.sampled_from([*PEOPLE, "visitor", "ada"]), skew=SKEWS, observes=st.booleans())
    def somebody_opens_a_page(self, browser: str, skew: int, observes: bool) -> None:
        identity, most = PEOPLE[browser]
        if len([page for page in self.world.pages.values() if page.browser == browser]) >= most:
            return
        more = {"observes": observes} if browser == "sue" else {}
        self.world.open_page(identity, browser, skew=skew, shares=self.shares, **more)

    @rule(pick=PICKS, count=st.sampled_from([1, 1, 1, 2, 3, 12, 35]))
    def somebody_writes(self, pick: int, count: int) -> None:
        self._on(pick, lambda page: self._writes(page, count) if page.may_write else None)

    @rule(pick=PICKS)
    def the_parties_write(self, pick: int) -> None:
        """The visitor and the first agent, who mostly may."""
        pages = [page for page in self.world.pages.values() if page.browser in ("visitor", "ada")]
        if pages:
            self._writes(pages[pick % len(pages)], 1 + pick % 2)

    @rule(type_=st.sampled_from([*ATTACKS]), browser=st.sampled_from(["eve", "stranger", "bob"]))
    def a_stranger_asks(self, type_: str, browser: str) -> None:
        """With the right frame, as a page of ours would not."""
        if browser == "bob":
            # Who may have taken it meanwhile.
            self.world.observer.texts["strange"] = "strange"
        frame = {"type": type_, "command_id": "stranger", "conversation_id": CONVERSATION, **ATTACKS[type_]}
        for socket in self._sockets_of(browser):
            self.world.network.send(socket, json.dumps(frame))

    @rule(number=st.integers(0, 3), browser=st.sampled_from(["visitor", "visitor", "visitor", "ada", "stranger"]))
    def somebody_says_what_the_visit_is_about(self, number: int, browser: str) -> None:
        """As the visitor's page does when the shop's asks for it; of others nobody takes it."""
        attributes = {"step": str(number)} if number else {}
        frame = json.dumps({"type": "set_attributes", "command_id": "visit", "attributes": attributes})
        for socket in self._sockets_of(browser):
            self.world.network.send_and_end(socket, frame)

    @rule(pick=PICKS)
    def somebody_tries_again(self, pick: int) -> None:
        self._on(pick, self._tries_again)

    @rule(pick=PICKS, change=st.sampled_from(["take", "take", "close", "reopen"]))
    def somebody_changes_it(self, pick: int, change: str) -> None:
        self._on(pick, lambda page: self.world.call(page, "change", change))

    @rule(pick=PICKS, looking=st.booleans())
    def somebody_looks_or_turns_away(self, pick: int, looking: bool) -> None:
        self._on(pick, lambda page: self.world.set_looking(page, looking=looking))

    @rule(pick=PICKS)
    def somebody_types(self, pick: int) -> None:
        def types(page: Page) -> None:
            self.world.set_looking(page, looking=True)
            self.world.call(page, "type")

        self._on(pick, types)

    @rule(pick=PICKS)
    def somebody_reads_earlier(self, pick: int) -> None:
        self._on(pick, lambda page: self.world.call(page, "readEarlier"))

    @rule(pick=PICKS, skew=SKEWS, is_crash=st.booleans())
    def a_page_is_loaded_again(self, pick: int, skew: int, is_crash: bool) -> None:
        def again(page: Page) -> None:
            self.world.faults.struck["page crashed" if is_crash else "page loaded again"] += 1
            self.world.kill(page)
            if not is_crash:
                self.world.open_page(page.identity, page.browser, skew=skew, shares=self.shares)

        self._on(pick, again)

    @rule(pick=PICKS, client=st.booleans(), server=st.booleans())
    def a_connection_is_cut(self, pick: int, client: bool, server: bool) -> None:
        def cut(page: Page) -> None:
            for socket in self.world.network.of_page(page.id):
                self.world.faults.struck[f"cut, page notices: {client}, server notices: {server}"] += 1
                self.world.network.cut(socket.id, client_notices=client, server_notices=server)

        self._on(pick, cut)

    @rule(pick=PICKS)
    def a_network_comes_or_goes(self, pick: int) -> None:
        def turn(page: Page) -> None:
            self.world.faults.struck["network off" if page.is_online else "network on"] += 1
            self.world.set_online(page, online=not page.is_online)

        self._on(pick, turn)

    @rule(data=st.data(), fault=st.sampled_from(Fault), skip=st.integers(0, 3))
    def something_will_go_wrong(self, data: st.DataObject, fault: Fault, skip: int) -> None:
        self.world.faults.arm(fault, skip=skip, size=data.draw(SIZES.get(fault, ANY_SIZE)))

    @rule(data=st.data(), faults=st.lists(st.sampled_from(Fault), min_size=2, max_size=4))
    def much_will_go_wrong(self, data: st.DataObject, faults: list[Fault]) -> None:
        for fault in faults:
            self.world.faults.arm(fault, size=data.draw(SIZES.get(fault, ANY_SIZE)))

    @rule(
        fault=st.sampled_from([*AT_ONCE]),
        times=st.integers(1, 2),
        pick=PICKS,
        act=st.sampled_from(ACTS),
        calms=st.booleans(),
    )
    def something_goes_wrong_at_once(self, fault: Fault, times: int, pick: int, act: str, calms: bool) -> None:
        """With what one of the parties does now, and perhaps nothing follows that would mend it."""
        pages = [page for page in self.world.pages.values() if page.browser in ("visitor", "ada")]
        if not pages:
            return
        for _ in range(times):
            self.world.faults.arm(fault, size=1)
        page = pages[pick % len(pages)]
        if act == "write":
            self._writes(page, 1)
        else:
            self.world.call(page, "change", act)
        self.world.run(400)
        if calms:
            self._settle()

    @rule(milliseconds=TIMES)
    def time_passes(self, milliseconds: int) -> None:
        self.world.run(milliseconds)

    @rule(milliseconds=st.sampled_from([7, 31, 90, 400]))
    def a_moment_passes(self, milliseconds: int) -> None:
        self.world.run(milliseconds)

    @rule()
    def all_calms_down(self) -> None:
        self._settle()

    @invariant()
    def all_holds(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        try:
            if not self.world.observer.broken:
                self._settle()
        finally:
            self.tally.add(self.world, START)
            self.world.__exit__()

    def _settle(self) -> None:
        """All pages that are there catch up by themselves; all that come back, too, and then nothing is missing."""
        self.world.settle(10 * MINUTE_MS)
        self.world.check_rest(all_pages=False)
        for browser, (identity, _) in PEOPLE.items():
            newest = max((page.id for page in self.world.pages.values() if page.browser == browser), default=0)
            if any(left.last_page >= newest for left in self.world.observer.not_got_off(browser)):
                self.world.open_page(identity, browser, shares=self.shares)
        for page in list(self.world.pages.values()):
            for socket in self.world.network.of_page(page.id):
                self.world.network.cut(socket.id, client_notices=True, server_notices=True)
        self.world.settle(10 * MINUTE_MS)
        self.world.check_rest(all_pages=True)

    def _sockets_of(self, browser: str) -> list[int]:
        pages = [page.id for page in self.world.pages.values() if page.browser == browser]
        return [socket.id for page in pages for socket in self.world.network.of_page(page)]

    def _on(self, pick: int, act: Callable[[Page], None]) -> None:
        pages = list(self.world.pages.values())
        if pages:
            act(pages[pick % len(pages)])

    def _writes(self, page: Page, count: int) -> None:
        texts = [f"text {self._texts + number}" for number in range(count)]
        self._texts += count
        self.world.write(page, texts)

    def _tries_again(self, page: Page) -> None:
        for each in page.state.unsent:
            if each.failed:
                self.world.call(page, "sendAgain", each.client_message_id)
