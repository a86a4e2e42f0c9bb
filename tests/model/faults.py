"""What goes wrong, and where: a fault waits for its moment, strikes once, and is counted."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    # On the way, to the server and back.
    DELAY_UP = "frame up delayed"
    DELAY_DOWN = "frame down delayed"
    DUPLICATE_UP = "frame up duplicated"
    DUPLICATE_DOWN = "frame down duplicated"
    TRUNCATE_UP = "frame up truncated"
    TRUNCATE_DOWN = "frame down truncated"
    CUT_AFTER_UP = "cut once a frame was sent"
    CUT_BEFORE_DOWN = "cut before a frame arrived"
    REFUSE_HANDSHAKE = "handshake refused"
    # In the function.
    NOT_RUN = "function not run"
    END_BEFORE_WRITE = "function ended before a write"
    END_AFTER_WRITE = "function ended after a write"
    END_BEFORE_ANSWER = "function ended before its answer"
    PAUSE_BEFORE_WRITE = "function paused before a write"
    PAUSE_AFTER_WRITE = "function paused after a write"
    # In the table.
    THROTTLE = "table throttled"
    CONFLICT = "transaction in the way"
    OLD_READ = "old read"
    WRITTEN_TWICE = "write tried twice by the client of the table"
    ANSWER_LOST = "write done, its answer lost"
    # At @connections.
    GONE_ALIVE = "410 for a live connection"
    POST_LIMITED = "429 for a post"
    POST_BROKEN = "500 for a post"


@dataclass
class Armed:
    """``skip`` chances pass before it strikes. ``size`` says how hard: milliseconds, or writes that are not seen."""

    fault: Fault
    skip: int
    size: int


class Faults:
    """Those that wait, and how many of each have struck; what people and networks do is counted here, too."""

    def __init__(self) -> None:
        self.armed: list[Armed] = []
        self.struck: Counter[str] = Counter()

    def arm(self, fault: Fault, *, skip: int = 0, size: int = 0) -> None:
        self.armed.append(Armed(fault, skip, size))

    def strikes(self, fault: Fault) -> int | None:
        """Its size if it strikes now."""
        for armed in self.armed:
            if armed.fault is not fault:
                continue
            if armed.skip:
                armed.skip -= 1
                return None
            self.armed.remove(armed)
            self.struck[fault] += 1
            return armed.size
        return None

    def calm(self) -> None:
        self.armed.clear()
