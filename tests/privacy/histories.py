"""Visitors with random histories: what each said, sent, read and left open, through the real functions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from lambdas.contact.records import StoredContactRequest, UsedOnce
from lambdas.contact.store import Added, ContactStore
from lambdas.identity.people import Visitor
from lambdas.identity.proofs import Proof
from lambdas.identity.used_proofs import UsedProofs
from lambdas.protocol.contact import ContactState, FilledField, Note
from tests.unit.lambdas.credentials import SiteKey
from tests.unit.lambdas.world import DAY, Person, World, agent

SITE_KEY: Final = SiteKey()
"""With which the shop's server says who its visitors are."""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
_WORDS: Final = (
    "Grüße",
    "façade",
    "Ωmega",
    "Ærø",
    "naïve",
    "日本語テキスト",
    "🦄🦄🦄🦄",
    'quote"d',
    "a&b<c>d",
    "back\\slash",
)


@dataclass
class History:
    """What somebody has left, as the test knows it. ``markers`` are words that nobody else has written."""

    visitor: Visitor
    markers: dict[str, str]
    said: list[tuple[int, str, str]] = field(default_factory=list)
    requests: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    tabs: list[Person] = field(default_factory=list)
    proofs: int = 0

    @property
    def conversation_id(self) -> str:
        return self.visitor.conversation_id


class Story:
    """Writes histories into a world, all from one seed."""

    def __init__(self, world: World, table: Any, seed: int) -> None:
        self._world = world
        self._random = Random(seed)  # noqa: S311 - chance for a test
        self._contact = ContactStore(table, "chat")
        self._proofs = UsedProofs(table, "chat")
        self._agents = [world.connect(agent(name)) for name in ("ada", "bob")]
        self._supervisor = world.connect(agent("eve", "shop.supervisor"))

    def begins(self) -> None:
        """Agents look at their lists, and so are told of what happens."""
        for each in (*self._agents, self._supervisor):
            each.sends("list_conversations")

    def of_a_visitor(self, number: int, *, talks: bool = True) -> History:
        """Somebody who talks, in most cases, sends contact requests, in some, and has signed in now and then."""
        visitor = Visitor(visitor_id="".join(self._random.choices(_LETTERS, k=43)), site="shop")
        history = History(visitor=visitor, markers=self._markers(number))
        for _ in range(self._random.randint(0 if not talks else 1, 3)):
            self._proofs.use(Proof(visitor.visitor_id, self._id()), self._world.now // 1000)
            history.proofs += 1
        if talks:
            self._talks(history)
        for _ in range(self._random.randint(0, 3)):
            self._sends_a_request(history)
        return history

    def goes_on(self, history: History) -> None:
        """Talks right now, and leaves it open: messages may be on their way."""
        self._one_talk(history, turns=6, leaves_open=True)

    def _markers(self, number: int) -> dict[str, str]:
        word = self._random.choice(_WORDS)
        return {
            name: f"{name}-{word}-{number}-{self._id()[:12]}" for name in ("text", "answer", "name", "own", "note")
        } | {"email": f"who{number}.{self._id()[:12]}@mail.example"}

    def _talks(self, history: History) -> None:
        history.tabs = [self._world.connect(history.visitor) for _ in range(self._random.randint(1, 3))]
        for _ in range(self._random.choice([1, 1, 1, 2, 3])):
            self._one_talk(history)
            if self._random.random() < 0.3:
                self._world.passes(DAY)
        for tab in history.tabs[1:]:
            tab.sends("open")

    def _one_talk(self, history: History, *, turns: int | None = None, leaves_open: bool = False) -> None:
        tab, other = history.tabs[0], self._random.choice(self._agents)
        named = {"conversation_id": history.conversation_id}
        cursor = tab.sends("start", locale=self._random.choice(["de", "en"]))["entries"][-1]["seq"]
        if self._random.random() < 0.2 or other.sends("take", **named)["type"] != "opened":
            other = self._supervisor
            other.sends("take", **named)
        if self._random.random() < 0.7:
            cursor = self._introduces(tab, history)
        for number in range(turns or self._random.choice([2, 5, 9, 60])):
            self._world.passes(3_000)
            speaker, key = (tab, "text") if self._random.random() < 0.6 else (other, "answer")
            text = f"{number} {history.markers[key]} {self._random.choice(_WORDS)}"
            said = speaker.says(text, cursor, self._id()[:20], **({} if speaker is tab else named))
            cursor = said["seq"]
            history.said.append((cursor, "visitor" if speaker is tab else "agent", text))
        tab.sends("mark_entries", delivered=cursor, seen=cursor)
        other.sends("mark_entries", delivered=cursor, seen=cursor, **named)
        if not leaves_open and self._random.random() < 0.7:
            self._random.choice([tab, other]).sends("close", **(named))
            if self._random.random() < 0.3:
                other.sends("reopen", **named)

    def _introduces(self, tab: Person, history: History) -> int:
        """The site's server says who it is, and the page what it knows."""
        now = self._world.now // 1000
        claims: dict[str, Any] = {"name": history.markers["name"], "email": history.markers["email"]}
        claims |= {"sub": self._id(), "iat": now, "exp": now + 60}
        assert tab.sends("identify", token=SITE_KEY.token(**claims))["type"] == "opened"
        told = tab.sends("set_attributes", attributes={"order": f"{history.markers['own']} {self._id()}"})
        return int(told["entries"][-1]["seq"])

    def _sends_a_request(self, history: History) -> None:
        values = {
            "name": history.markers["name"],
            "email": history.markers["email"],
            "message": f"{history.markers['text']} {self._id()}",
            "order_number": history.markers["own"],
        }
        notes = tuple(
            Note(at=self._world.now + number, agent_id="ada", text=f"{history.markers['note']} {number}")
            for number in range(self._random.randint(0, 2))
        )
        stored = StoredContactRequest(
            request_id=self._id(),
            site="shop",
            subject=history.visitor.visitor_id,
            group="service",
            locale="de",
            fields=tuple(
                FilledField(name=name, value=value, label="Bestellnummer" if name == "order_number" else None)
                for name, value in values.items()
            ),
            state=self._random.choice(list(ContactState)),
            notes=notes,
            agent_id="ada" if notes else None,
            received_at=self._world.now,
            changed_at=self._world.now,
            expires_at=self._world.now // 1000 + 180 * DAY // 1000,
        )
        nonce = UsedOnce(nonce=self._id(), expires_at=self._world.now // 1000 + 600)
        assert self._contact.add(stored, nonce) is Added.STORED
        history.requests[stored.contact_id] = values
        history.notes[stored.contact_id] = [note.text for note in notes]

    def _id(self) -> str:
        return self._random.randbytes(16).hex()


def listening(world: World) -> Sequence[dict[str, Any]]:
    """All frames that were posted to anybody."""
    return [json.loads(frame) for _, frame in world.gateway.posted]
