"""Everything together: people with their pages, the network, the functions and the table, on one clock."""

from contextlib import ExitStack
from traceback import format_exception
from typing import Any, Final

from msgspec import structs

from lambdas.identity.people import Agent, Identity, Visitor
from tests.model.around import functions_at
from tests.model.faults import Faults
from tests.model.functions import Functions
from tests.model.gateway import Gateway
from tests.model.host import Deed, Host, Report
from tests.model.network import Network
from tests.model.observer import CONVERSATION, Observer
from tests.model.pages import Page
from tests.model.schedule import Schedule
from tests.model.table import Table
from tests.model.truth import Broken

TOKEN_SECONDS: Final = 60 * 60
"""How long an agent's token is good for."""

MOST_STEPS: Final = 20_000
"""What may happen in one stretch of time; two hours of pings and lists are far less."""

NEVER: Final = 2**63


class World:
    """Use it in ``with``. What does not hold is raised as ``Broken`` by the checks."""

    def __init__(self, host: Host) -> None:
        self.schedule = Schedule()
        self.faults = Faults()
        self.observer = Observer(lambda: self.schedule.now)
        self.pages = self.observer.pages
        self.network = Network(self.schedule, self.faults, self)
        self._functions = Functions(self.schedule)
        self._table = Table(self._functions, self.faults, self.observer.written)
        self._gateway = Gateway(self.schedule, self._functions, self.faults, self.network, self.observer)
        self._host = host
        self._timer: int | None = None
        self._last_page = 0
        self._exits = ExitStack()

    def __enter__(self) -> "World":
        self._exits.enter_context(
            functions_at(table=self._table, gateway=self._gateway, now=lambda: self.schedule.now, report=self._report)
        )
        self._order("reset")
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    # What people do.

    def open_page(self, identity: Identity, browser: str, *, skew: int = 0, shares: bool = False, **more: Any) -> Page:
        """``skew`` is how far its clock is from the server's; tabs that ``shares`` have Web Locks."""
        self._last_page += 1
        conversation = identity.conversation_id if isinstance(identity, Visitor) else CONVERSATION
        page = Page(self._last_page, browser, identity, conversation)
        self.pages[page.id] = page
        if isinstance(identity, Agent):
            more |= {"agent": identity.agent_id, "conversationId": conversation}
        kind = identity.party.value
        known = {"page": page.id, "browser": browser, "seed": page.id, "skew": skew, "shares": shares, "kind": kind}
        self._order("open", **known, **more)
        self._look()
        return page

    def kill(self, page: Page) -> None:
        """Crash or close of a tab."""
        self._look()
        self._order("kill", page=page.id)
        self.network.forget(page.id)
        self.observer.left(page, self._last_page)

    def write(self, page: Page, texts: list[str]) -> None:
        """Several at once, as fast as somebody types them."""
        self.set_looking(page, looking=True)
        for text in texts:
            known = page.unsent
            self.call(page, "send", text)
            self._look()
            for id_ in page.unsent - known:
                page.written.append(id_)
                self.observer.texts[id_] = text

    def call(self, page: Page, action: str, *given: Any) -> None:
        self._order("call", page=page.id, action=action, given=given)

    def set_looking(self, page: Page, *, looking: bool) -> None:
        self._look()
        page.is_looking = looking
        self.observer.looked(page)
        self.call(page, "look", looking)
        self._order("show", page=page.id, visible=looking)

    def set_online(self, page: Page, *, online: bool) -> None:
        page.is_online = online
        if online:
            self._order("online", page=page.id)
            return
        for socket in self.network.of_page(page.id):
            self.network.cut(socket.id, client_notices=True, server_notices=False)

    # Time, and what holds.

    def run(self, milliseconds: int) -> None:
        """Let time pass, and all happen that falls into it."""
        end = self.schedule.now + milliseconds
        for _ in range(MOST_STEPS):
            due, timer = self.schedule.next or NEVER, self._timer or NEVER
            if min(due, timer) > end:
                break
            if due <= timer:
                self.schedule.run_one()
            else:
                self.schedule.now = max(self.schedule.now, timer)
                self._order("advance")
        else:
            raise Broken(["function: everybody is busy and nothing comes to rest"])
        self.schedule.now = max(self.schedule.now, end)

    def settle(self, longest: int) -> None:
        """No more faults: everybody is online, and time passes until all is well, or too long."""
        self.faults.calm()
        for page in self.pages.values():
            if not page.is_online:
                self.set_online(page, online=True)
        for _ in range(longest // 5_000):
            self.run(5_000)
            self.check()
            if not any(self.observer.unfinished()):
                break

    def check(self) -> None:
        # What tabs told each other a moment ago has arrived by now.
        self.run(0)
        self._look()
        if self.observer.broken:
            raise Broken(self.observer.broken)

    def check_rest(self, *, all_pages: bool) -> None:
        """``all_pages``: even those whose news was lost on the way and who had no reason yet to ask."""
        self.check()
        self.observer.rested(set() if all_pages else self._deaf())
        self.check()

    def _deaf(self) -> set[str]:
        """Browsers with a socket that a post did not reach."""
        sockets = [each for each in self.network.sockets.values() if each.missed and not each.is_dead]
        return {self.pages[each.page].browser for each in sockets}

    # The pages' end of the sockets.

    def opened(self, socket: int) -> None:
        self._order("opened", socket=socket)

    def frame(self, socket: int, data: str) -> None:
        self._order("frame", socket=socket, data=data)

    def closed(self, socket: int, code: int) -> None:
        self._order("closed", socket=socket, code=code)

    def _look(self) -> None:
        self.observer.shown(self._order("look").states)

    def _report(self, error: BaseException) -> None:
        self.observer.broken.append("function: " + "".join(format_exception(error)))

    def _order(self, op: str, **more: Any) -> Report:
        report = self._host.order(op, self.schedule.now, **more)
        self.schedule.now = max(self.schedule.now, report.now)
        self._timer = report.next
        self.observer.broken += [f"page: {error}" for error in report.errors]
        for deed in report.deeds:
            self._carry_out(deed)
        return report

    def _carry_out(self, deed: Deed) -> None:
        match deed.kind:
            case "connect":
                page = self.pages[deed.page]
                identity = self._credential(page.identity)
                self.network.connect(deed.socket, page.id, identity, is_online=page.is_online)
            case "send":
                self.network.send(deed.socket, deed.data)
            case "close":
                self.network.close(deed.socket)

    def _credential(self, identity: Identity) -> Identity:
        """Of now: an agent's token has just been renewed."""
        if isinstance(identity, Agent):
            return structs.replace(identity, expires_at=self.schedule.now // 1000 + TOKEN_SECONDS)
        return identity
